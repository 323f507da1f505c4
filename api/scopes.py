"""The scope of a push with the official names of its districts."""

from __future__ import annotations

from dataclasses import replace

from api.house import House
from api.profiles import official
from matcher.records import PushScope


def official_scope(house: House, scope: PushScope) -> PushScope:
    """Give a scope with the official names of its districts."""
    return replace(
        scope, districts=_official(house, scope.districts), post_districts=_official(house, scope.post_districts)
    )


def _official(house: House, districts: tuple[str, ...]) -> tuple[str, ...]:
    named = (official(one, gazetteer=house.gazetteer) for one in districts)
    return tuple(dict.fromkeys(one for one in named if one is not None))
