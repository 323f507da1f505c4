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
        (),
    ),
    Group(
        Phrase("Programme"),
        (
            Entry(
                "/programme",
                Phrase("Overview"),
                Phrase("The year against its targets, and what waits for the office"),
                "reports:read",
            ),
            Entry(
                "/papers",
                Phrase("Papers"),
                Phrase("The month's summary, the ledger, lists and settlements as Excel"),
                "reports:read",
            ),
            Entry(
                "/employers",
                Phrase("Employers"),
                Phrase("Find an employer, see who is due, record an inspection"),
                "employers:read",
            ),
            Entry(
                "/applications",
                Phrase("Applications"),
                Phrase("Answer employers within the office's days"),
                "applications:read",
            ),
            Entry(
                "/placements",
                Phrase("Traineeships"),
                Phrase("Who is where, until when, and whether the terms are kept"),
                "placements:read",
            ),
            Entry(
                "/subsidies",
                Phrase("Subsidies due"),
                Phrase("What each employer has due, with the arithmetic"),
                "subsidy:read",
            ),
            Entry(
                "/findings",
                Phrase("Claims that look wrong"),
                Phrase("What the files say against a claim, and what you make of it"),
                "findings:read",
            ),
            Entry(
                "/restricted",
                Phrase("Restricted people"),
                Phrase("For the audit: who stands behind records that are kept"),
                "restricted:read",
            ),
        ),
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
