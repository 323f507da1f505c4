"""What an access report says in words: who did what with a person's data, on which ground, and which rights remain."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from typing import Any

from api.duplicate_names import known_word
from api.language import Translate
from api.proposing import PURPOSE
from api.rankings import PROPOSED
from data.log import Entry
from data.store.corrections import CORRECTION
from data.store.invitations import ACTION as INVITE
from matcher.records import EmploymentStatus, Kind


def source_word(source: str, _: Translate) -> str:
    """Say where a value came from; a file is told by its name."""
    words = {
        "http": _("entered by the office or a program of it"),
        CORRECTION: _("your own correction"),
        "refusal": _("your own refusal by link or code"),
    }
    return words.get(source, source)


def value_text(value: Any, _: Translate) -> str:
    """Write a stored value."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, (tuple, list)):
        return _(", ").join(value_text(one, _) for one in value)
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    if isinstance(value, Enum):
        return _enum_word(value, _)
    if value in ("male", "female"):
        return _("man") if value == "male" else _("woman")
    return f"{value:g}" if isinstance(value, float) else str(value)


def _enum_word(value: Enum, _: Translate) -> str:
    words: dict[Enum, str] = {
        EmploymentStatus.UNEMPLOYED: _("out of work"),
        EmploymentStatus.FLEXIBLE: _("in flexible work"),
        EmploymentStatus.STUDYING: _("studying"),
        EmploymentStatus.EMPLOYED: _("employed"),
        Kind.RESEARCH: _("research"),
        Kind.TECHNICAL: _("technical skill"),
        Kind.MANAGEMENT: _("management"),
        Kind.SOCIAL_SERVICE: _("social service"),
    }
    return words.get(value, str(value.value))


def action_word(entry: Entry, _: Translate, *, employers: Mapping[str, str]) -> str:
    """Say what was done with the person's data; *employers* names those of which a line tells, by id."""
    employer = str(entry.details.get("employer_id"))
    if entry.details.get("of") == PROPOSED:
        return _("shown to {employer} by pseudonym").format(employer=employers.get(employer, employer))
    if entry.action == INVITE:
        return _("{employer} wished to meet you").format(employer=employers.get(employer, employer))
    words = {
        "reveal": _("read in full"),
        "find": _("found by a search"),
        "put": _("stored or changed"),
        "merge": _("made one with another record of the same person")
        if entry.details.get("merge")
        else _("stored or changed by a file"),
        "contact": _("noted a contact"),
        "claim": _("took on to contact"),
        "release": _("let go of"),
        "explain": _("looked up why the person is contacted"),
        "plan": _("planned whom to contact"),
        "refuse_push": _("noted that nothing is to be pushed"),
        "correct": _("noted your correction"),
        "undo": _("took your correction back"),
        "assign": _("named who looks after you"),
        "hand_over": _("handed you over to a colleague"),
        "message": _("wrote you a message"),
        "close_task": _("closed a task"),
        "reopen_task": _("opened a task again"),
        "withdraw contact": _("took a contact back"),
        "undo merge": _("took a merge back"),
        "note needs": _("noted your needs at a fair"),
        "match at request": _("matched with posts at your request"),
        "access report": _("made a report like this one"),
        "join": _("led an older number to this record"),
    }
    if entry.noun == "membership":
        return _("read which priority groups you belong to")
    return words.get(entry.action, entry.action)


def purpose_word(purpose: str, _: Translate) -> str:
    """Say a purpose; those of programs are told in the reader's language."""
    words = {
        "comparison with the registries": _("comparison with the registries"),
        "search for candidates who are one person": _("search for records of the same person"),
        "find": _("search"),
        PURPOSE: _("filling a post of the employer"),
    }
    return words.get(purpose, purpose)


def fields_text(details: Mapping[str, Any], _: Translate) -> str:
    """Name the fields that a line of the log tells of."""
    fields = details.get("fields")
    if not isinstance(fields, list):
        return ""
    role = details.get("role", "self")
    return _(", ").join(known_word(f"{role}.{name}" if "role" in details else name, _) for name in fields)


def ground_lines(_: Translate, *, consent: bool | None, retention_years: int | None) -> tuple[str, ...]:
    """Say on which ground data is kept and people are contacted, and for how long."""
    contact = {
        True: _("You agreed to be contacted: that is the ground of contacts."),
        False: _("You refused to be contacted: nobody contacts you."),
        None: _("You were not asked whether you may be contacted: the office acts on its duty by law."),
    }[consent]
    kept = (
        _("Records of subsidy are kept for {n} years after the last payment, closed to all but auditors.").format(
            n=retention_years
        )
        if retention_years is not None
        else _("Records of subsidy are kept as long as the rules on accounts say, closed to all but auditors.")
    )
    return (
        _("The office keeps this data for its duty by law to support employment, and for what you agreed to."),
        contact,
        _("All else is kept until you ask to be forgotten, or the office deletes the record."),
        kept,
    )


def rights_lines(_: Translate) -> tuple[str, ...]:
    """Say which rights a person has and where to complain."""
    return (
        _("You may ask for a copy of what is stored, and for its correction where it is wrong (PIPL 44 to 46)."),
        _("You may refuse push, and automatic matching; neither costs you any claim under the programme (PIPL 24)."),
        _("You may ask for the reasons of a recommendation, and that a person decides (PIPL 24)."),
        _("You may ask to be forgotten (PIPL 47): at the office, which does it at once but for records of subsidy."),
        _("Where the office does not help, you may complain to the authority that protects personal data (PIPL 65)."),
    )
