"""Colleagues: who else contacts the people of a district."""

from __future__ import annotations

from api.house import House
from api.permissions import permissions_of
from data.store import everywhere, iter_users
from matcher.records import Actor


def colleagues_of(house: House, actor: Actor) -> list[str]:
    """Name those who may contact the people whom somebody sees, the actor among them, by name."""
    why = "users are nobody's; told are the names of those who work for the same people"
    with everywhere(why=why), house.database.read() as session:
        users = iter_users(session)
    return sorted(
        one.id
        for one in users
        if one.is_active
        and "outreach:work" in permissions_of(one.role)
        and (actor.district is None or one.district in (None, actor.district))
    )
