"""Forms that came when the session was over: what is told of one before it is sent on, by whoever typed it."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import unquote

from api.console.placing import labels_of
from api.console.told_before import post_words
from api.house import House
from api.language import Translate
from api.signing_in import read_session
from data.store import Scope, candidates_by_id, get_placement, masked_person, posts_by_id, within
from matcher.errors import NotFound

OF_A_PERSON = re.compile(r"/(?:candidates|calls)/([^/?]+)/")
OF_A_RECORD = re.compile(r"/placements/([^/?]+)")
PERSON_FIELDS = ("candidate_id", "candidate")


@dataclass(frozen=True, slots=True)
class Typed:
    """A form that was sent when the session had ended: where it goes, whose it is, sealed, and what was typed."""

    action: str
    whose: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class About:
    """Whom and which post a form is about, in words."""

    person: str | None  # masked, or the id; None = nobody, or somebody whom the user does not see
    id: str | None
    post: str | None  # its title and employer


def about_typed(house: House, secret: str, typed: Typed) -> About:
    """Tell whom and which post a form is about to whoever has just logged in, as far as that user sees them."""
    access = read_session(house, secret)
    if access is None:
        return About(None, None, None)
    id, post = _person_of(typed), dict(typed.fields).get("post_id", "")
    with within(Scope.of(access.actor)), house.database.read() as session:
        record = OF_A_RECORD.fullmatch(typed.action)
        if record and "placements:read" in access.permissions:
            with suppress(NotFound):
                placement = get_placement(session, unquote(record[1]))
                id, post = placement.candidate_id, placement.post_id or ""
        posts = posts_by_id(session, [post])
        words = f"{post_words(post, posts)} · {post}" if posts else None
        if id is None or "candidates:read" not in access.permissions or not candidates_by_id(session, [id]):
            return About(None, None, words)
        person = masked_person(session, "candidate", id, "self", vault=house.vault)
    return About((person and person.name) or id, id, words)


def _person_of(typed: Typed) -> str | None:
    fields, path = dict(typed.fields), OF_A_PERSON.match(typed.action)
    named = next((fields[name] for name in PERSON_FIELDS if fields.get(name)), None)
    return unquote(path[1]) if path else named


def labels_typed(action: str, say: Translate) -> dict[str, str]:
    """Name the fields in which a person writes; all others hold what was chosen, by a code that tells nobody much."""
    if action.startswith("/fairs"):
        return _fair_labels(say)
    return {
        "note": say("Note"),
        "purpose": say("Purpose"),
        "text": say("Searched for"),
        "words": say("Searched for"),
        "name": say("Name"),
        "call_back_on": say("Call back on"),
        "other_post": say("Another post, by its number or words of its title"),
    } | (labels_of(say) if action.startswith("/placements") else _answer_labels(say))


def _answer_labels(say: Translate) -> dict[str, str]:
    """Name the fields of what a person said when asked."""
    return {
        "wish": say("Wish"),
        "pay_min_month_yuan": say("Pay wanted, yuan a month"),
        "unemployment_registered_on": say("Registered as unemployed on"),
        "graduated_on": say("Graduated on"),
        "certificates": say("Certificates"),
        "skills": say("Skills"),
        "experience": say("Experience"),
    }


def _fair_labels(say: Translate) -> dict[str, str]:
    """Name the fields of the forms of a fair and its booths."""
    return {
        "name": say("Name of the fair"),
        "place": say("Place"),
        "on": say("Day"),
        "since": say("From"),
        "until": say("Until"),
        "slot_min": say("Minutes of one meeting"),
        "breaks": say("Breaks"),
        "quiet": say("Quiet hours"),
        "walks": say("Ways between halls"),
        "most_visits": say("Meetings of one person at most"),
        "n_interpreters": say("Interpreters who are there"),
        "reserved": say("Share of places kept for people supported first, %"),
        "no_show": say("Expected to stay away, %"),
        "districts": say("Who is invited"),
        "employer": say("Employer"),
        "posts": say("Posts"),
        "number": say("Booth number"),
        "n_interviewers": say("Interviewers"),
        "hall": say("Hall"),
        "purpose": say("What for"),
        "text": say("Searched for"),
        "ids": say("People who are named"),
        "invite": say("How many"),
    }
