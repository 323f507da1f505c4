"""What somebody said when asked: wish, pay, districts, what decides and what they can do, entered on their page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import Request
from pydantic import ValidationError

from api.access_reports import CorrectionBody, corrections_of
from api.access_words import value_text
from api.console.notices import Notice
from api.console.paths import address
from api.console.profile import pay_text
from api.console.typed import Faults, faults_told, read_yuan
from api.console.visitors import Visitor
from api.correcting import Corrected, correct
from api.house import House
from api.kind_names import kind_name
from data.faults import phrase_of
from data.store import get_candidate
from data.values.lists import read_list
from matcher.errors import BadInput, Conflict, Phrase
from matcher.records import Candidate, EmploymentStatus, Kind

TEXTS = (
    "wish",
    "kind_wanted",
    "pay_min_month_yuan",
    "employment_status",
    "unemployment_registered_on",
    "graduation_status",
    "graduated_on",
    "certificates",
    "skills",
    "experience",
)
LISTED = ("certificates", "skills")  # several in one field, as a cell of a file holds them
GRADUATIONS = ("毕业", "在读", "结业", "肄业")  # as every city writes them
UNUSUAL_YUAN = 15_000  # a month: nobody asks it of a traineeship, and 1500 or a pay of half a year slips into it
ANYWHERE = "anywhere"  # among the districts: any of them


@dataclass(frozen=True, slots=True)
class Answers:
    """What the form holds: texts by field, and districts; what is wrong with it, by field."""

    texts: Mapping[str, str] = field(default_factory=dict)
    districts: frozenset[str] = frozenset()
    faults: Faults = field(default_factory=Faults)
    is_typed: bool = False  # it holds what was typed before and not kept


def typed_over(said: Answers, candidate: Candidate) -> dict[str, Any]:
    """Give of what is typed what differs from what is stored, as a draft keeps it."""
    stored = stored_answers(candidate)
    return {
        "said": {name: text for name, text in said.texts.items() if text != stored.texts[name]},
        "districts": said.districts if said.texts and said.districts != stored.districts else None,
    }


def stored_answers(candidate: Candidate) -> Answers:
    """Give what is stored, as the form shows it."""
    pay = candidate.pay_min_month_yuan
    texts = {name: "" if (value := getattr(candidate, name)) is None else str(value) for name in TEXTS}
    texts |= {name: "、".join(getattr(candidate, name)) for name in LISTED}
    texts["pay_min_month_yuan"] = "" if pay is None else f"{pay:g}"
    districts = {*candidate.districts, *({ANYWHERE} if candidate.any_district else ())}
    return Answers(texts, frozenset(districts))


async def the_answers(request: Request) -> Answers:
    """Read what was typed."""
    form = await request.form()
    typed = {name: value for name in TEXTS if isinstance(value := form.get(name), str)}
    texts = {name: value.strip().replace("\r\n", "\n") for name, value in typed.items()}  # as forms end lines
    return Answers(texts, frozenset(one for one in form.getlist("district") if isinstance(one, str)))


def keep_answers(house: House, id: str, said: Answers, visitor: Visitor) -> Answers | Corrected:
    """
    Keep what differs from what is stored as the person's own word, or give the form back with what is wrong with it.

    What was left empty stays as it is stored.
    """
    with house.database.read() as session:
        candidate = get_candidate(session, id)
    try:
        profile, _ = corrections_of(
            CorrectionBody.model_validate({"profile": _told(said, candidate)}), id=id, house=house
        )
        changed = {name: value for name, value in profile.items() if value != getattr(candidate, name)}
        if not changed:
            raise BadInput("{field}: nothing was changed", field="")
        with house.database.read() as session:
            kept = Corrected.of(session, candidate, changed)
        correct(house, id, changed, {}, actor=visitor.actor)
    except ValidationError as error:
        faults = Faults({str(one["loc"][1]): phrase_of(one).told(visitor.say) for one in error.errors()})
        return Answers(said.texts, said.districts, faults)
    except (BadInput, Conflict) as error:
        return Answers(said.texts, said.districts, faults_told(error, visitor.say))
    return kept


def about_answers(id: str) -> str:
    """Name the form of somebody's answers among the forms that this process keeps."""
    return f"answers {id}"


def answers_told(candidate: Candidate, visitor: Visitor, *, fields: Mapping[str, str] | None) -> Notice:
    """Say that answers were kept, with the *fields* of an undo, and ask of a pay that a slip of a digit makes."""
    text = visitor.say("Noted: what the person says stands now, and no file overwrites it.")
    undo = f"{address('candidates', candidate.id)}/answers/undo#asked-title" if fields else None
    pay = candidate.pay_min_month_yuan
    if pay is None or pay < UNUSUAL_YUAN:
        return Notice(text, undo, fields)
    asked = visitor.say("Is the pay right: {pay}? Few posts pay that.").format(pay=pay_text(pay, None, visitor.say))
    return Notice(f"{asked} {text}", undo, fields, kind="warning")


def _told(said: Answers, candidate: Candidate) -> dict[str, Any]:
    """Give the fields of a profile that were filled in otherwise than they are stored."""
    stored = stored_answers(candidate).texts
    told: dict[str, Any] = {name: text for name, text in said.texts.items() if text and text != stored[name]}
    told |= {name: read_list(told[name]) for name in LISTED if name in told}
    if pay := told.get("pay_min_month_yuan"):
        told["pay_min_month_yuan"] = _yuan(pay)
    named = sorted(said.districts - {ANYWHERE})
    if ANYWHERE in said.districts:
        return told | {"any_district": True}
    return told | ({"any_district": False, "districts": named} if named else {})


def _yuan(text: str) -> float:
    yuan = read_yuan(text)
    if yuan is None:
        why = Phrase("write yuan a month in digits, like 2500")
        raise BadInput("{field}: {why}", field="pay_min_month_yuan", why=why)
    return yuan


def answer_choices(house: House, candidate: Candidate, visitor: Visitor) -> dict[str, Any]:
    """Give what the form lets choose."""
    say = visitor.say
    districts = ((name, name) for name in house.gazetteer.names)
    return {
        "kinds_wanted": [("", "–"), *((str(one), kind_name(one, say)) for one in Kind)],
        "employments": [("", "–"), *((str(one), value_text(one, say)) for one in EmploymentStatus)],
        "graduations": [("", "–"), *((one, one) for one in _graduations(candidate))],
        "districts_wanted": [(ANYWHERE, say("anywhere in the city")), *districts],
    }


def _graduations(candidate: Candidate) -> tuple[str, ...]:
    """Give what may be said of the graduation, and as it is stored where a file says it in other words."""
    return tuple(dict.fromkeys((*GRADUATIONS, *filter(None, (candidate.graduation_status,)))))
