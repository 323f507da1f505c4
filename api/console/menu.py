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
    fuller: tuple[str, Phrase] | None = None  # another permission, and what one does there with it


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
        (
            Entry(
                "/pushes",
                Phrase("Pushes"),
                Phrase("Send posts to everybody whom they fit, so that none is flooded"),
                "pushes:read",
            ),
            Entry("/posts", Phrase("Posts"), Phrase("Find a post, and whom it fits"), "posts:read"),
            Entry("/flags", Phrase("Flagged adverts"), Phrase("Judge adverts that look like traps"), "flags:read"),
            Entry("/kinds", Phrase("Posts without a kind"), Phrase("State what kind a post is of"), "posts:write"),
            Entry(
                "/strictness",
                Phrase("Posts that fit nobody"),
                Phrase("See which are too strict, and where"),
                "pushes:read",
            ),
        ),
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
                Phrase("Find an employer, and what is stored of it"),
                "employers:read",
                ("inspections:decide", Phrase("Find an employer, see who is due, record an inspection")),
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
        (
            Entry(
                "/imports",
                Phrase("Import files"),
                Phrase("Bring in the booths of a fair, who came and what came of it"),
                "imports:write",
                ("registries:write", Phrase("Bring in posts, people, traineeships and what offices send")),
            ),
            Entry("/jobs", Phrase("Jobs"), Phrase("How imports and comparisons go, and what came of it"), "jobs:read"),
            Entry(
                "/registries",
                Phrase("Registries"),
                Phrase("What other offices' lists change, before it counts"),
                "registries:read",
            ),
            Entry(
                "/links",
                Phrase("Doubtful links"),
                Phrase("Compare with the registries, and say who is the same person"),
                "links:read",
            ),
            Entry(
                "/duplicates",
                Phrase("Stored twice"),
                Phrase("People who may be stored twice, side by side"),
                "duplicates:read",
            ),
        ),
    ),
    Group(
        Phrase("Administration"),
        (
            Entry(
                "/users",
                Phrase("Users"),
                Phrase("Who may come in: add, change, lock out"),
                "users:manage",
            ),
            Entry(
                "/roles",
                Phrase("Roles"),
                Phrase("What each role may do"),
                "users:manage",
            ),
            Entry(
                "/keys",
                Phrase("Keys of programs"),
                Phrase("Make, exchange and revoke keys"),
                "users:manage",
            ),
            Entry(
                "/rights",
                Phrase("Rights of people"),
                Phrase("What is kept of somebody, corrected, refused"),
                "candidates:report",
                ("candidates:forget", Phrase("What is kept of somebody, corrected, refused, forgotten")),
            ),
            Entry(
                "/log",
                Phrase("Log"),
                Phrase("What was done, by whom and why"),
                "log:read",
            ),
            Entry(
                "/health",
                Phrase("State of the service"),
                Phrase("What is well, what is not, and what to do"),
                "users:manage",
            ),
            Entry(
                "/rankers",
                Phrase("Models"),
                Phrase("What ranks, by which data, and how well"),
                "users:manage",
            ),
            Entry(
                "/settings",
                Phrase("Settings"),
                Phrase("What is set on this installation"),
                "users:manage",
            ),
        ),
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
                Shown(one.path, one.label.told(say), _about(one, visitor).told(say))
                for one in group.entries
                if visitor.may(one.needs)
            ),
        )
        for group in GROUPS
    )
    return tuple(group for group in groups if group.entries)


def _about(entry: Entry, visitor: Visitor) -> Phrase:
    if entry.fuller is not None and visitor.may(entry.fuller[0]):
        return entry.fuller[1]
    return entry.about
