"""What has become of somebody so far, in a line each: traineeships, employment as insured, and what followed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from api.aftercare_names import outcome_word, wants_word
from api.console.pages import dated, day_text
from api.console.paths import address
from api.console.visitors import Visitor
from api.house import House
from api.situations import asking_on, read_ledgers, situations
from data.store import Session, aftercare_of, employers_by_id, employments_of, list_placements
from matcher.outreach.timing import reasons_against
from matcher.records import Aftercare, Candidate, Employer, Employment, Placement


@dataclass(frozen=True, slots=True)
class SoFar:
    """One thing that has become of somebody."""

    text: str
    path: str = ""  # of its page; "" = it has none


OF_THE_PERSON = frozenset({"opted_out", "employed", "started"})  # of what stands against a contact


def standing_so_far(house: House, session: Session, candidate: Candidate, visitor: Visitor) -> tuple[SoFar, ...]:
    """Tell what keeps somebody out of the calls, as these do: no contact wanted, employed, started somewhere."""
    if not visitor.may("outreach:read"):
        return ()
    asking = asking_on(house)
    (one,) = situations(house, [candidate], read_ledgers(session, [candidate.id]), asking=asking)
    against = [why for why in reasons_against(one, asking) if why.code in OF_THE_PERSON]
    told = (dated(why.phrase.told(visitor.say), language=visitor.language) for why in against)
    return tuple(SoFar(visitor.say("Not to be called: {why}").format(why=text)) for text in told)


def placed_so_far(session: Session, candidate_id: str, visitor: Visitor, *, on: date) -> tuple[SoFar, ...]:
    """Tell what has become of somebody, the newest traineeship first; of what the visitor may not see, nothing."""
    placements, employments = [], list[Employment]()
    if visitor.may("placements:read"):
        found = list_placements(session, candidate_id=candidate_id)
        placements = sorted(found, key=lambda one: one.starts_on, reverse=True)
    if visitor.may("aftercare:read"):
        employments = employments_of(session, [candidate_id]).get(candidate_id, [])
    employers = employers_by_id(session, {one.employer_id for one in placements})
    after = aftercare_of(session, [candidate_id]).get(candidate_id, []) if visitor.may("aftercare:read") else []
    return (
        *(_traineeship(one, employers, visitor, on=on) for one in placements),
        *_employed(employments, visitor, on=on),
        *_followed(after, visitor),
    )


def _traineeship(one: Placement, employers: Mapping[str, Employer], visitor: Visitor, *, on: date) -> SoFar:
    known = employers.get(one.employer_id)
    told = _state(one, visitor, on=on).format(
        employer=known.name if known else one.employer_id,
        start=day_text(one.starts_on, language=visitor.language),
        end=day_text(one.last_day, language=visitor.language),
        contract=day_text(one.contract_on, language=visitor.language),
    )
    return SoFar(told, address("placements", one.id))


def _state(one: Placement, visitor: Visitor, *, on: date) -> str:
    say = visitor.say
    if one.contract_on is not None and one.contract_on <= on:
        return say("Trainee at {employer} since {start}; labour contract signed on {contract}")
    if one.starts_on > on:
        return say("A traineeship at {employer} begins on {start}")
    if one.last_day >= on:
        return say("In a traineeship at {employer} since {start}, until {end}")
    return say("Finished a traineeship at {employer}: {start} to {end}")


def _employed(spells: list[Employment], visitor: Visitor, *, on: date) -> Iterator[SoFar]:
    for one in spells:
        if one.insured_from <= on and (one.insured_until is None or one.insured_until >= on):
            since = day_text(one.insured_from, language=visitor.language)
            text = visitor.say("Insured as employed by {employer} since {day}")
            yield SoFar(text.format(employer=one.employer, day=since))


def _followed(told: Sequence[Aftercare], visitor: Visitor) -> Iterator[SoFar]:
    say = visitor.say
    for one in told:
        if one.outcome is not None:
            day = day_text(one.outcome_on, language=visitor.language)
            yield SoFar(
                say("After the traineeship: {what} ({day})").format(what=outcome_word(one.outcome, say), day=day)
            )
        elif one.wants is not None:
            yield SoFar(say("After the traineeship wants: {what}").format(what=wants_word(one.wants, say)))
