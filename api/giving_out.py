"""The entries of papers and files that leave the house: which, in what form, whether with names."""

from __future__ import annotations

from datetime import date
from typing import Any

from api.house import House
from data.store import read_purpose
from matcher.records import Actor

ACTION = "export"


def note_export(
    house: House,
    noun: str,
    id: str,
    *,
    actor: Actor,
    form: str,
    named: bool | None = None,
    purpose: str | None = None,
    **about: Any,
) -> None:
    """
    Note that a paper leaves the house.

    Args:
        house: that it leaves.
        noun: what it is of.
        id: which.
        actor: who takes it.
        form: of the file.
        named: of a paper on people: whether they stand in it in clear; these have a line of their own, by which they
            were opened.
        purpose: what they are needed for.
        about: what else tells it from others, *n* = how many rows; what is None, or False, is left out.

    Raises:
        BadInput: the purpose says nothing.
        NotReady: it cannot be noted, so it must not go out.
    """
    told = {
        name: one.isoformat() if isinstance(one, date) else one
        for name, one in about.items()
        if one is not None and one is not False
    }
    told |= {"form": form} | ({} if named is None else {"named": named})
    told |= {} if purpose is None else {"purpose": read_purpose(purpose)}
    house.spool.add(actor=actor, action=ACTION, noun=noun, id=id, details=told, at=house.clock())


def naming(purpose: str | None) -> dict[str, Any]:
    """Tell of a paper on people that it names them, and what for; without a purpose everybody is masked."""
    return {"named": purpose is not None, "purpose": purpose}
