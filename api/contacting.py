"""Contacts as both ways in handle them: an attempt told with all that follows, claims, caseloads, the hand-over."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from api.house import House
from data.outreach.following import load_following
from data.reference import load_workdays
from data.store import (
    Session,
    add_attempts,
    add_feedback,
    attempts_of,
    claimed_on,
    drop_claim,
    field_moments,
    get_attempt,
    get_candidate,
    lock_sequence,
    masked_person,
    merge_candidates,
    release_claim,
    replace_attempts,
    take_claim,
    withdraw_feedback,
    without_name,
)
from matcher.errors import BadInput, Conflict
from matcher.outreach.attempts import FollowUp, Setting, feedback_of, follow, refuse_unsound
from matcher.outreach.claims import claim
from matcher.outreach.policy import Policy
from matcher.outreach.situation import closed_to, has_opted_out, in_local_time, local_day, promised_call_back
from matcher.outreach.timing import ground_for
from matcher.records import (
    Actor,
    Attempt,
    Candidate,
    CandidateEntry,
    Channel,
    Claimed,
    ContactResult,
    DeclineReason,
    LegalBasis,
)

ID_DIGITS = 24
SAME_WITHIN = timedelta(minutes=3)  # one contact, told from two windows
SOURCE = "outreach"  # where a field came from that a contact changed
LEADING_ON = (ContactResult.CALL_BACK, ContactResult.INTERESTED)  # to another contact, which a refusal of it forbids


@dataclass(frozen=True, slots=True)
class Told:
    """An attempt as a person tells it."""

    candidate_id: str
    channel: Channel
    result: ContactResult
    call_back_on: date | None = None
    post_id: str | None = None
    reason: DeclineReason | None = None
    note: str | None = None  # freed of personal numbers already
    at: datetime | None = None  # when it happened, UTC; None = now


@dataclass(frozen=True, slots=True)
class Noted:
    """An attempt as it was kept, with what follows from it."""

    attempt: Attempt
    follow_up: FollowUp
    is_new: bool  # False = it was known
    replaces: date | None = None  # the day of a call back that was promised before and goes by another one now


def setting_of(house: House) -> Setting:
    """Give what decides what follows from a contact."""
    return Setting(house.outreach, load_following(), load_workdays())


def moment_of(house: House) -> datetime:
    """Tell the present moment; where the settings name the day, the same time of that day, so that days agree."""
    return house.moment()


def note_attempt(house: House, session: Session, told: Told, *, actor: Actor, key: str | None = None) -> Noted:
    """
    Keep an attempt with all that follows: what is noted of the post, consent withdrawn at once, the claim ended.

    Args:
        house: with clock and reference data.
        session: of ``Database.begin``.
        told: what happened.
        actor: who tried.
        key: that stands for this attempt; the same again is the same attempt. None = it is another one.

    Raises:
        NotFound: there is no such candidate or post.
        BadInput: it tells what does not go together.
        Conflict: a colleague has the candidate, or there is no ground on which to contact the person. That a person
            wants no contact is kept whoever has the candidate, and so is a talk with somebody who came to the office,
            unless it leads on to a contact that the person does not want.
    """
    lock_sequence(session)
    setting = setting_of(house)
    candidate = get_candidate(session, told.candidate_id)
    attempt = sound_attempt(house, session, told, actor=actor, key=key)
    kept = get_attempt(session, attempt.id)
    if kept is not None:
        return _again(house, session, kept)
    person = masked_person(session, "candidate", candidate.id, "self", vault=house.vault)
    closed = closed_to(candidate, has_phone=person is not None and person.phone is not None)
    before = attempts_of(session, candidate.id)
    follow_up = follow(attempt, before, replace(setting, closed=closed))
    replaces = _replaced(attempt, before, policy=house.outreach)
    add_attempts(session, [attempt])
    noted = Noted(attempt, follow_up, is_new=True, replaces=replaces)
    _carry_out(house, session, noted, setting)
    return noted


def told_twice(house: House, session: Session, told: Told, *, actor: Actor) -> Noted | None:
    """
    Give the attempt that somebody told a few minutes ago in the same words, as from two windows; None = none.

    Two of them would count as two failures, and a person who was called once would be visited. Where the notes differ
    there were two contacts.
    """
    lock_sequence(session)
    tried = attempts_of(session, told.candidate_id)
    last = tried[-1] if tried else None
    if last is None or last.actor.id != actor.id or not timedelta() <= moment_of(house) - last.at < SAME_WITHIN:
        return None
    return _again(house, session, last) if says(house, session, last, told) else None


def says(house: House, session: Session, attempt: Attempt, told: Told) -> bool:
    """Tell whether an attempt holds what is told, word for word but the name; when it was is left aside."""
    told = _nameless(house, session, told)
    kept = (attempt.channel, attempt.result, attempt.call_back_on, attempt.post_id, attempt.reason, attempt.note)
    return kept == (told.channel, told.result, told.call_back_on, told.post_id, told.reason, told.note)


def _nameless(house: House, session: Session, told: Told) -> Told:
    note = without_name(session, "candidate", told.candidate_id, told.note, vault=house.vault)
    return replace(told, note=note)


def is_kept(session: Session, key: str, *, actor: Actor) -> bool:
    """Tell whether the actor noted an attempt under a key."""
    return get_attempt(session, _id(actor, key)) is not None


def noted_today(house: House, session: Session, id: str, *, actor: Actor) -> Noted | None:
    """Give what somebody noted today, with what follows from it; None = there is no such attempt, or another's."""
    attempt = get_attempt(session, id)
    if attempt is None or attempt.actor.id != actor.id or local_day(attempt, house.outreach) != house.today():
        return None
    return _again(house, session, attempt)


def may_take_back(session: Session, noted: Noted) -> bool:
    """Tell whether ``take_back_attempt`` would do so: it is the last, no message, and withdrew no consent."""
    tried = attempts_of(session, noted.attempt.candidate_id)
    is_for_good = noted.follow_up.withdraws_consent or noted.attempt.result is ContactResult.SENT
    return not is_for_good and bool(tried) and tried[-1].id == noted.attempt.id


def last_to_take_back(house: House, session: Session, candidate_id: str, *, actor: Actor) -> Attempt | None:
    """Give the attempt at somebody that ``take_back_attempt`` would take back for the actor; None = there is none."""
    tried = attempts_of(session, candidate_id)
    noted = noted_today(house, session, tried[-1].id, actor=actor) if tried else None
    return noted.attempt if noted is not None and may_take_back(session, noted) else None


def take_back_attempt(house: House, session: Session, id: str, *, candidate_id: str, actor: Actor) -> Attempt:
    """
    Take back an attempt that the actor noted today by a slip, with what was noted of the post; tasks go by themselves.

    Raises:
        NotFound: there is no such candidate.
        Conflict: it is not of today, another's, not the last of the person, a message that went out, or one at which
            the person said no to any contact: consent that was withdrawn is given by the person alone.
    """
    lock_sequence(session)
    get_candidate(session, candidate_id)
    noted = noted_today(house, session, id, actor=actor)
    if noted is None or noted.attempt.candidate_id != candidate_id or not may_take_back(session, noted):
        raise Conflict(
            "only what you noted last of this person today can be taken back, and never a refusal of contact"
        )
    feedback = feedback_of(noted.attempt, noted.follow_up, policy=house.outreach)
    if feedback is not None:
        withdraw_feedback(session, [feedback], actor=actor, at=moment_of(house))
    replace_attempts(session, [], gone=[id], actor=actor)
    return noted.attempt


def _again(house: House, session: Session, attempt: Attempt) -> Noted:
    """Give an attempt that is kept with what follows from it."""
    candidate = get_candidate(session, attempt.candidate_id)
    person = masked_person(session, "candidate", candidate.id, "self", vault=house.vault)
    closed = closed_to(candidate, has_phone=person is not None and person.phone is not None)
    tried = attempts_of(session, candidate.id)
    before = tried[: [one.id for one in tried].index(attempt.id)]
    follow_up = follow(attempt, before, replace(setting_of(house), closed=closed))
    return Noted(attempt, follow_up, is_new=False, replaces=_replaced(attempt, before, policy=house.outreach))


def _replaced(attempt: Attempt, before: Sequence[Attempt], *, policy: Policy) -> date | None:
    promised = promised_call_back(before, policy)
    if attempt.call_back_on is None or promised is None or promised.call_back_on == attempt.call_back_on:
        return None
    return promised.call_back_on


def sound_attempt(house: House, session: Session, told: Told, *, actor: Actor, key: str | None = None) -> Attempt:
    """Make the attempt that ``note_attempt`` would keep, and raise as it does; one that is kept already is sound."""
    at, candidate = moment_of(house), get_candidate(session, told.candidate_id)
    told = _nameless(house, session, told)
    basis = ground_for(candidate, house.outreach)
    attempt = _attempt(told, basis or LegalBasis.STATUTORY_DUTY, id=_id(actor, key), actor=actor, at=told.at or at)
    refuse_unsound(attempt, setting_of(house), today=house.today())
    if told.result is ContactResult.OPTED_OUT or get_attempt(session, attempt.id) is not None:
        return attempt
    came = told.channel is Channel.OFFICE  # of oneself: nobody contacted anybody
    if not came:
        _refuse_taken(house, claimed_on(session, candidate.id, at=at), actor)
    if not came or told.result in LEADING_ON:
        _refuse_unwanted(session, candidate)
    if not came:
        _refuse_groundless(candidate, basis)
    return attempt


def _attempt(told: Told, basis: LegalBasis, *, id: str, actor: Actor, at: datetime) -> Attempt:
    if told.result is ContactResult.SENT:
        raise BadInput("{field}: messages are sent by an export, which notes them itself", field="result")
    return Attempt(
        id=id,
        candidate_id=told.candidate_id,
        channel=told.channel,
        at=at,
        result=told.result,
        basis=basis,
        actor=actor,
        call_back_on=told.call_back_on,
        post_id=told.post_id,
        reason=told.reason,
        note=told.note,
    )


def _id(actor: Actor, key: str | None) -> str:
    if key is None:
        return f"A{secrets.token_hex(ID_DIGITS // 2)}"
    return f"A{hashlib.sha256(f'{actor.id} {key}'.encode()).hexdigest()[:ID_DIGITS]}"


def wants_no_contact(session: Session, candidate: Candidate) -> bool:
    """Tell whether somebody refused to be contacted, and did not consent since."""
    consented_at = field_moments(session, "candidate", [candidate.id], "contact_consent").get(candidate.id)
    return has_opted_out(candidate, attempts_of(session, candidate.id), consented_at=consented_at)


def _refuse_unwanted(session: Session, candidate: Candidate) -> None:
    if wants_no_contact(session, candidate):
        raise Conflict(
            "{id}: this person does not want to be contacted; where they ask for it again, record their consent first",
            id=candidate.id,
        )


def _refuse_groundless(candidate: Candidate, basis: LegalBasis | None) -> None:
    if basis is None:
        raise Conflict(
            "{id}: was not asked for consent, and the office contacts people on consent alone; record it first",
            id=candidate.id,
        )


def _refuse_taken(house: House, held: Claimed | None, actor: Actor) -> None:
    if held is not None and held.actor.id != actor.id:
        until = in_local_time(held.until, house.outreach)
        raise Conflict(
            "{id}: {holder} has taken this person to contact until {until}; ask them to release the person",
            id=held.candidate_id,
            holder=held.actor.id,
            until=f"{until:%Y-%m-%d %H:%M}",
        )


def _carry_out(house: House, session: Session, noted: Noted, setting: Setting) -> None:
    attempt, follow_up = noted.attempt, noted.follow_up
    feedback = feedback_of(attempt, follow_up, policy=setting.policy)
    if feedback is not None:
        add_feedback(session, [feedback], actor=attempt.actor, at=attempt.at)
    if follow_up.withdraws_consent:
        withdraw_consent(house, session, attempt.candidate_id, actor=attempt.actor, at=attempt.at)


def withdraw_consent(house: House, session: Session, candidate_id: str, *, actor: Actor, at: datetime) -> None:
    """Record that a person wants no contact and nothing pushed, and let go of whoever has taken them."""
    refused = Candidate(candidate_id, push_consent=False, contact_consent=False)
    merge_candidates(session, [CandidateEntry(refused)], actor=actor, source=SOURCE, at=at, vault=house.vault)
    drop_claim(session, candidate_id)


def take(house: House, session: Session, candidate_id: str, *, actor: Actor, hours: float | None = None) -> Claimed:
    """
    Take a candidate to contact: nobody else does until it ends.

    Raises:
        NotFound: there is no such candidate.
        BadInput: so many hours are not given to anybody.
        Conflict: a colleague has the candidate, or the candidate wants no contact.
    """
    lock_sequence(session)
    _refuse_unwanted(session, get_candidate(session, candidate_id))
    rule = load_following().claim
    held = take_claim(session, claim(candidate_id, rule, actor=actor, at=moment_of(house), hours=hours))
    _refuse_taken(house, held, actor)
    return held


def release(house: House, session: Session, candidate_id: str, *, actor: Actor) -> bool:
    """
    Let go of a candidate, and tell whether the actor had it.

    Raises:
        NotFound: there is no such candidate.
        Conflict: a colleague has the candidate.
    """
    lock_sequence(session)
    at = moment_of(house)
    get_candidate(session, candidate_id)
    _refuse_taken(house, claimed_on(session, candidate_id, at=at), actor)
    return release_claim(session, candidate_id, actor=actor, at=at)
