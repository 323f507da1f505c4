"""The menu: what a visitor may go to, by permission, and where each role begins."""

from __future__ import annotations

from dataclasses import dataclass

from api.console.visitors import Visitor
from matcher.errors import Phrase


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu."""

    path: str
    label: Phrase
    needs: str  # the permission


ENTRIES = (Entry("/candidates", Phrase("Candidates"), "candidates:read"),)


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a visitor sees it."""

    path: str
    label: str


def menu_for(visitor: Visitor) -> tuple[Shown, ...]:
    """Give the entries that a visitor may go to."""
    return tuple(Shown(one.path, one.label.told(visitor.say)) for one in ENTRIES if visitor.may(one.needs))
