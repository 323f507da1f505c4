"""The contact of a post or of an employer on its page: masked, or in full for a purpose that the log keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from api.console.paths import address
from api.console.visitors import Visitor
from api.errors import told_alone
from api.house import House
from api.persons import MaskedContact
from api.revealing import reveal_contact
from matcher.errors import BadInput
from matcher.records import Person

Noun = Literal["post", "employer"]


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking for a contact in full: who it is, or what is wrong with the purpose."""

    revealed: Person | None = None
    fault: str | None = None


def ask_for_contact(house: House, noun: Noun, id: str, *, purpose: str, visitor: Visitor) -> Asked:
    """Reveal a contact to somebody who says what for."""
    try:
        return Asked(reveal_contact(house, noun, id, actor=visitor.actor, purpose=purpose))
    except BadInput as refused:
        return Asked(fault=told_alone(refused, visitor.say))


def contact_shown(noun: Noun, id: str, masked: MaskedContact | None, asked: Asked) -> dict[str, Any]:
    """Give what ``contact_person.html.jinja`` reads."""
    return {
        "contact_of": address(f"{noun}s", id),
        "contact": asked.revealed or masked,
        "is_revealed": asked.revealed is not None,
        "purpose_fault": asked.fault,
    }
