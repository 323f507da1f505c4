"""The entries of papers and files that leave the house: which, in what form, whether with names."""

from __future__ import annotations

from datetime import date
from typing import Any

from api.house import House
from matcher.records import Actor

ACTION = "export"


def note_export(house: House, noun: str, id: str, *, actor: Actor, form: str, **about: Any) -> None:
    """
    Note that a paper leaves the house; what is None, or False, of *about* is left out.

    Names in clear have a line of their own, by which they were opened.

    Raises:
        NotReady: it cannot be noted, so it must not go out.
    """
    told = {name: one.isoformat() if isinstance(one, date) else one for name, one in about.items() if one}
    house.spool.add(actor=actor, action=ACTION, noun=noun, id=id, details={"form": form, **told}, at=house.clock())
