"""The menu: what a visitor may go to, by permission, in the groups of the five people's work."""

from __future__ import annotations

from dataclasses import dataclass

from api.console.visitors import Visitor
from matcher.errors import Phrase


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the menu."""

    path: str
    label: Phrase
    about: Phrase  # what one does there, on the first page
    needs: str  # the permission


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that belong to one work."""

    label: Phrase
    entries: tuple[Entry, ...]


GROUPS = (
    Group(
        Phrase("Guidance"),
        (
            Entry(
                "/candidates",
                Phrase("Candidates"),
                Phrase("Find somebody and talk about the posts that fit"),
                "candidates:read",
            ),
        ),
    ),
    Group(
        Phrase("Posts and pushes"),
        (),
    ),
    Group(
        Phrase("Fairs"),
        (
            Entry(
                "/fairs",
                Phrase("Fairs"),
                Phrase("Set one up, plan who meets whom, invite, and check guests in on the day"),
                "fairs:read",
            ),
        ),
    ),
    Group(
        Phrase("Programme"),
        (),
    ),
    Group(
        Phrase("Files and registries"),
        (),
    ),
    Group(
        Phrase("Administration"),
        (),
    ),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry as a visitor sees it."""

    path: str
    label: str
    about: str


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group as a visitor sees it."""

    label: str
    entries: tuple[Shown, ...]


def menu_for(visitor: Visitor) -> tuple[ShownGroup, ...]:
    """Give the entries that a visitor may go to; a group without any is left out."""
    say = visitor.say
    groups = (
        ShownGroup(
            group.label.told(say),
            tuple(
                Shown(one.path, one.label.told(say), one.about.told(say))
                for one in group.entries
                if visitor.may(one.needs)
            ),
        )
        for group in GROUPS
    )
    return tuple(group for group in groups if group.entries)
