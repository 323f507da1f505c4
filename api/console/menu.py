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
                "/today",
                Phrase("Today"),
                Phrase("Whom to call, why, and what came of it"),
                "outreach:read",
            ),
            Entry(
                "/candidates",
                Phrase("Candidates"),
                Phrase("Find somebody and talk about the posts that fit"),
                "candidates:read",
            ),
            Entry("/tasks", Phrase("Tasks"), Phrase("What contacts left to be done, by when"), "outreach:read"),
            Entry(
                "/messages",
                Phrase("Messages"),
                Phrase("Write to many by text message or mini-program"),
                "outreach:export",
            ),
            Entry(
                "/aftercare",
                Phrase("After the traineeship"),
                Phrase("Who ended without a contract, and what they want"),
                "aftercare:read",
            ),
            Entry(
                "/hand-over",
                Phrase("Hand over"),
                Phrase("Give people to a colleague"),
                "outreach:assign",
            ),
        ),
    ),
    Group(
        Phrase("Posts and pushes"),
        (),
    ),
    Group(
        Phrase("Fairs"),
        (),
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
