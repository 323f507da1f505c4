"""Which fair is meant: by its id or its name, or the only one there is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.values.text import plain
from matcher.errors import NotFound
from matcher.records import Booth, Fair, FairState


def find_fair(fairs: Sequence[Fair], written: str | None) -> Fair | None:
    """Find a fair by id, else by its name where no two have it; without a word the only one that is not closed."""
    if written is None:
        open_ = [one for one in fairs if one.state is not FairState.CLOSED]
        return open_[0] if len(open_) == 1 else None
    by_id = next((one for one in fairs if one.id == written), None)
    named = [one for one in fairs if folded(one.name) == folded(written)]
    return by_id or (named[0] if len(named) == 1 else None)


def refuse_unknown_fair(fairs: Sequence[Fair], written: str | None) -> None:
    """
    Refuse a fair that a whole file is said to be of, and that is none, before its rows are looked at.

    Raises:
        NotFound: there is no such fair.
    """
    if written is not None and find_fair(fairs, written) is None:
        raise NotFound("there is no fair {id!r}", id=written)


def find_booth(fair: Fair, *, number: str | None, employer: str | None, uscc: str | None) -> Booth | None:
    """Find a booth by its number, else by its employer's credit code or name."""
    if number is not None:
        return next((one for one in fair.booths if one.id == number), None)
    if uscc is not None and (coded := next((one for one in fair.booths if one.employer_uscc == uscc), None)):
        return coded
    if employer is None:
        return None
    return next((one for one in fair.booths if folded(one.employer) == folded(employer)), None)


def next_number(taken: Mapping[str, object]) -> str:
    """Give the first number that no booth has."""
    n = 1
    while f"{n:02}" in taken:
        n += 1
    return f"{n:02}"


def folded(name: str) -> str:
    """Fold a name for comparison: widths, spaces and case."""
    return plain(name).casefold()
