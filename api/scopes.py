"""The scope of a push with the official names of its districts."""

from __future__ import annotations

from dataclasses import replace

from api.house import House
from api.profiles import known_district
from matcher.errors import BadInput
from matcher.records import PushScope


def official_scope(house: House, scope: PushScope) -> PushScope:
    """
    Give a scope with the official names of its districts.

    Raises:
        BadInput: a district is none; the last day comes before the first.
    """
    since, until = scope.published_since, scope.published_until
    if since is not None and until is not None and until < since:
        raise BadInput(
            "{field}: {until} comes before {since}, the first day", field="published_until", until=until, since=since
        )
    return replace(
        scope,
        districts=_official(house, scope.districts, "districts"),
        post_districts=_official(house, scope.post_districts, "post_districts"),
    )


def _official(house: House, districts: tuple[str, ...], field: str) -> tuple[str, ...]:
    found = (known_district(one, gazetteer=house.gazetteer, field=field) for one in districts)
    return tuple(dict.fromkeys(one for one in found if one is not None))
