"""Where a list in the console goes on: the address of its next page, with the same filters."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from api.house import House
from api.paging import read_cursor, write_cursor

PAGE = 50


def list_name(path: str, filters: Mapping[str, str | None]) -> str:
    """Name a list with its filters, for its cursors."""
    return f"{path} {sorted(_given(filters).items())}"


def read_place(house: House, path: str, cursor: str | None, **filters: str | None) -> str | None:
    """Read the id after which a page starts; raises BadInput where this list gave out no such cursor."""
    return read_cursor(house.vault, cursor, lister=list_name(path, filters))


def next_address(house: House, path: str, after: str | None, **filters: str | None) -> str | None:
    """Give the address of the page that follows *after*; None = this was the last one."""
    if after is None:
        return None
    cursor = write_cursor(house.vault, lister=list_name(path, filters), after=after)
    return address(path, **filters, cursor=cursor)


def address(path: str, **said: str | None) -> str:
    """Give the address of a page with what is asked of it; what is None is left out."""
    given = _given(said)
    return quote(path, safe="/") + (f"?{urlencode(given)}" if given else "")


def _given(said: Mapping[str, str | None]) -> dict[str, str]:
    return {name: value for name, value in said.items() if value is not None}
