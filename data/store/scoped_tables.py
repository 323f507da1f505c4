"""What a scope leaves of each table, one line a table: its rows of a district, and of an employer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, String, and_, bindparam, exists, or_

from data.store.changes import table_of
from data.tables import (
    ApplicationRow,
    CandidateRow,
    ClaimRow,
    EmployerRow,
    EmploymentRow,
    FeedbackRow,
    PlacementRow,
    PostRow,
)
from matcher.records import FeedbackEvent

Columns = Mapping[str, ColumnElement[Any]]
Criterion = Callable[[Columns], ColumnElement[bool]]

AGREED = tuple(
    str(one)
    for one in (
        FeedbackEvent.INTERESTED,
        FeedbackEvent.APPLIED,
        FeedbackEvent.INTERVIEWED,
        FeedbackEvent.STARTED,
        FeedbackEvent.RETAINED,
    )
)
"""By which event with an own post a candidate agrees to be known to an employer; a later refusal takes it back.

Not by what a program concluded: nobody said it.
"""

DISTRICT = bindparam("scope_district", type_=String())
EMPLOYER = bindparam("scope_employer", type_=String())
"""What the statements of a scope are given at their execution; never part of a statement that is kept."""


@dataclass(frozen=True, slots=True)
class Open:
    """All rows, for a reason; only whether the scope may act at all is asked elsewhere."""

    why: str


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that a criterion lets through; no other may be added, changed or taken away."""

    where: Criterion


@dataclass(frozen=True, slots=True)
class Nothing:
    """No row: the table reads as empty, and nothing may be added."""

    why: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Whoever asks is refused: what is read off part of the rows would be wrong, or of more than one district."""

    why: str


@dataclass(frozen=True, slots=True)
class Journal:
    """Everybody adds to it, and whoever reads it is refused."""

    why: str


Reading = Open | Rows | Nothing | Refused | Journal


@dataclass(frozen=True, slots=True)
class Rule:
    """What is left of a table."""

    district: Reading
    employer: Reading


def _lives_here(row: Columns) -> ColumnElement[bool]:
    return row["home_district"] == DISTRICT


def _is_of_resident(candidate_id: ColumnElement[str]) -> ColumnElement[bool]:
    person = table_of(CandidateRow).alias()
    return exists().where(person.c.id == candidate_id, person.c.home_district == DISTRICT)


def _of_resident(row: Columns) -> ColumnElement[bool]:
    return _is_of_resident(row["candidate_id"])


def _person_here(row: Columns) -> ColumnElement[bool]:
    """Let personal values through by what they are kept with: candidates, and what names a candidate."""
    noun, id = row["noun"], row["id"]
    told = [and_(noun == "candidate", _is_of_resident(id)), noun.in_(("post", "employer"))]
    for name, kind in (("placement", PlacementRow), ("claim", ClaimRow), ("employment", EmploymentRow)):
        kept = table_of(kind).alias()
        told.append(and_(noun == name, exists().where(kept.c.id == id, _is_of_resident(kept.c.candidate_id))))
    return or_(*told)


def _of_employer(row: Columns) -> ColumnElement[bool]:
    return row["employer_id"] == EMPLOYER


def _is_the_employer(row: Columns) -> ColumnElement[bool]:
    return row["id"] == EMPLOYER


def _names_employer(employer: ColumnElement[str], uscc: ColumnElement[str | None]) -> ColumnElement[bool]:
    """Tell posts of the employer by its credit code, or by its very name where one of the two has none."""
    own = table_of(EmployerRow).alias()
    by_name = and_(or_(uscc.is_(None), own.c.uscc.is_(None)), own.c.name == employer)
    return exists().where(own.c.id == EMPLOYER, or_(own.c.uscc == uscc, by_name))


def _own_post(row: Columns) -> ColumnElement[bool]:
    return _names_employer(row["employer"], row["employer_uscc"])


def _is_own_post(post_id: ColumnElement[str]) -> ColumnElement[bool]:
    post = table_of(PostRow).alias()
    return exists().where(post.c.id == post_id, _names_employer(post.c.employer, post.c.employer_uscc))


def _of_own_post(row: Columns) -> ColumnElement[bool]:
    return _is_own_post(row["post_id"])


def _has_agreed(candidate_id: ColumnElement[str]) -> ColumnElement[bool]:
    told, later = table_of(FeedbackRow).alias(), table_of(FeedbackRow).alias()
    refused = exists().where(
        later.c.candidate_id == told.c.candidate_id,
        later.c.post_id == told.c.post_id,
        later.c.event == str(FeedbackEvent.DECLINED),
        later.c.id > told.c.id,
    )
    return exists().where(
        told.c.candidate_id == candidate_id,
        told.c.event.in_(AGREED),
        told.c.automatic.is_(False),
        _is_own_post(told.c.post_id),
        ~refused,
    )


def _agreed(row: Columns) -> ColumnElement[bool]:
    return _has_agreed(row["id"])


def _told_to_employer(row: Columns) -> ColumnElement[bool]:
    """Let events of own posts and people who agreed through, but for what the office wrote beside them."""
    own_words = or_(row["note"].is_(None), row["actor_role"] == "employer")
    return and_(_is_own_post(row["post_id"]), _has_agreed(row["candidate_id"]), own_words)


def _person_of_employer(row: Columns) -> ColumnElement[bool]:
    noun, id = row["noun"], row["id"]
    placed = table_of(PlacementRow).alias()
    is_own_placement = exists().where(placed.c.id == id, placed.c.employer_id == EMPLOYER)
    return or_(
        and_(noun == "candidate", _has_agreed(id)),
        and_(noun == "post", _is_own_post(id)),
        and_(noun == "employer", id == EMPLOYER),
        and_(noun == "placement", row["role"] == "mentor", is_own_placement),
    )


def _step_of_employer(row: Columns) -> ColumnElement[bool]:
    asked = table_of(ApplicationRow).alias()
    return exists().where(asked.c.id == row["application_id"], asked.c.employer_id == EMPLOYER)


def _job_here(row: Columns) -> ColumnElement[bool]:
    return row["actor_district"] == DISTRICT


_PEOPLE = Nothing("tells of people, and not to employers")
_OFFICE = Nothing("the office's own work")
_ANY_POST = Open("caseworkers recommend posts anywhere in the city")
_ANY_EMPLOYER = Open("what is known of the employers behind them")
_ADMINS = Refused("who may come in is the administrators' affair")
_MACHINE = Open("says nothing of people or employers")
_BY_PERSON = Rule(Rows(_of_resident), _PEOPLE)
_FRAUD = Rule(Refused("the watch for fraud compares the whole city"), _OFFICE)
_SEALED = Refused("what is sealed is told apart once it is open: data/store/sealed.py")

RULES: dict[str, Rule] = {
    # people
    "candidates": Rule(Rows(_lives_here), Rows(_agreed)),
    "personal_fields": Rule(Rows(_person_here), Rows(_person_of_employer)),
    "candidate_aliases": _BY_PERSON,
    "feedback": Rule(Rows(_of_resident), Rows(_told_to_employer)),
    "contact_attempts": _BY_PERSON,
    "contact_claims": _BY_PERSON,
    "caseloads": _BY_PERSON,
    "outreach_messages": _BY_PERSON,
    "employments": _BY_PERSON,
    "aftercare": _BY_PERSON,
    "placements": Rule(Rows(_of_resident), Rows(_of_employer)),
    "claims": Rule(Rows(_of_resident), Rows(_of_employer)),
    "forgettings": Rule(Open("names nobody"), _OFFICE),
    "tombstones": Rule(Open("keyed hashes, asked for one person at a time"), _OFFICE),
    "sealed_records": Rule(_SEALED, _SEALED),
    # posts
    "posts": Rule(_ANY_POST, Rows(_own_post)),
    "inferred_kinds": Rule(_ANY_POST, Rows(_of_own_post)),
    "copied_texts": Rule(_ANY_POST, Rows(_of_own_post)),
    "text_bands": Rule(_ANY_POST, _OFFICE),
    "trap_flags": Rule(_ANY_POST, _OFFICE),
    "trap_verdicts": Rule(_ANY_POST, _OFFICE),
    "courses": Rule(Open("offered to everybody"), Open("offered to everybody")),
    # employers
    "employers": Rule(_ANY_EMPLOYER, Rows(_is_the_employer)),
    "applications": Rule(_ANY_EMPLOYER, Rows(_of_employer)),
    "application_events": Rule(_ANY_EMPLOYER, Rows(_step_of_employer)),
    "inspections": Rule(_ANY_EMPLOYER, Rows(_of_employer)),
    "standings": Rule(_ANY_EMPLOYER, Rows(_of_employer)),
    # findings name people and employers of the whole city
    "fraud_findings": _FRAUD,
    "finding_states": _FRAUD,
    # the office
    "registry_extracts": Rule(Open("tells which registers are in force, and of nobody in them"), _OFFICE),
    "jobs": Rule(Rows(_job_here), _OFFICE),
    "log_head": Rule(Journal("one log of all that is done"), Journal("one log of all that is done")),
    "log_names": Rule(Journal("one log of all that is done"), Journal("one log of all that is done")),
    "log": Rule(Journal("one log of all that is done"), Journal("one log of all that is done")),
    "changes": Rule(Journal("indexes follow the whole city"), Journal("indexes follow the whole city")),
    "answers": Rule(
        Open("found by who asked and under which key alone"), Open("found by who asked and under which key alone")
    ),
    # the machine
    "sequence": Rule(_MACHINE, _MACHINE),
    "facts": Rule(_MACHINE, _MACHINE),
    "encoders": Rule(_MACHINE, _MACHINE),
    "vectors": Rule(
        Open("found by the hash of a text that is known already"), Open("found by the hash of a text that is known")
    ),
    "wrapped_keys": Rule(_MACHINE, _MACHINE),
    # access: read before anybody's scope is known; routes that tell of it are the administrators'
    "users": Rule(_ADMINS, _ADMINS),
    "tokens": Rule(_ADMINS, _ADMINS),
    "log_in_delays": Rule(_ADMINS, _ADMINS),
}
"""Every table of the database; what stands here for none is refused within a scope."""
