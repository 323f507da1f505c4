"""How the queue of outreach is told: entries, terms, offers and reasons, the same over HTTP and on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import BaseModel, Field

from api.judging import EligibilityShown, from_eligibility
from api.language import Translate
from api.outreach_names import LEAST_TOLD, advice_text, term_text
from api.planning import ChannelStanding, Explained, Planned
from api.settings import Language
from matcher.explain import sentence, telling
from matcher.outreach.terms import Term
from matcher.outreach.timing import Reason
from matcher.records import Channel, LegalBasis, Match, Person, Post, Status

MOST_REASONS = 3  # told of a post


class TermShown(BaseModel):
    """One term of the formula."""

    code: str = Field(description="priority, ending, silence, spell, fit, choice or needs.", examples=["ending"])
    value: float | None = Field(
        description="What it is worked out from: days until eligibility ends, days since the last attempt, months of "
        "unemployment, shares, a count; of priority 1 or 0. None = unknown, or there is none.",
        examples=[41],
    )
    points: float = Field(description="What it gives; the points of all terms sum to those of the entry.")
    text: str = Field(description="The same in words.", examples=["资格2023-10-12到期"])


class OfferShown(BaseModel):
    """A post to offer."""

    post_id: str
    title: str
    employer: str
    place: str | None
    chance: float = Field(description="That a caseworker would recommend it, 0 to 1.")
    closes_on: date | None
    reasons: list[str] = Field(description="Why, in words; what stands against it comes first.")


class EntryShown(BaseModel):
    """One place in the queue; the person is masked."""

    id: str = Field(description="Of the entry: that of the candidate.")
    name: str | None = Field(description="Masked.", examples=["王**"])
    phone: str | None = Field(description="Masked.", examples=["138****1234"])
    district: str | None
    priority: bool = Field(description="重点帮扶. Of which group is told nowhere.")
    call_back: bool = Field(description="The person asked to be called back, and the day has come.")
    why_now: str = Field(description="Why now, in a sentence.")
    points: float
    terms: list[TermShown]
    channel: Channel
    not_before: datetime = Field(description="The first moment at which the channel is open.")
    due_on: date
    basis: LegalBasis = Field(description="On which ground the office contacts the person.")
    to_register: bool = Field(description="Would be eligible if registered as unemployed, and is to be told so.")
    offers: list[OfferShown]
    advice: str | None = Field(description="What to talk about where no post fits.")


class ReasonShown(BaseModel):
    """Something against contacting a person."""

    code: str = Field(examples=["too_soon"])
    reason: str = Field(description="In words.")


class ChannelShown(BaseModel):
    """How a channel stands for a person."""

    channel: Channel
    is_usable: bool = Field(description="On the day: nothing stands against the person, nor against the channel.")
    against: list[ReasonShown] = Field(description="What of the channel itself stands against it on the day.")
    waiting: list[ReasonShown] = Field(description="Of a usable one: why not at this moment; empty = at once.")
    opens_at: datetime = Field(description="The next moment at which it is open.")


class StandingShown(BaseModel):
    """Why a person is in the queue, or is not."""

    id: str
    in_queue: bool
    against: list[ReasonShown] = Field(description="Everything against contacting the person on the day.")
    channels: list[ChannelShown]
    eligibility: EligibilityShown
    entry: EntryShown | None = Field(description="None where the person is not in the queue.")


def from_planned(one: Planned, person: Person | None, *, language: Language, say: Translate) -> EntryShown:
    """Tell an entry; *person* as it is to be shown, masked or revealed."""
    entry = one.entry
    terms = [_term(term, say) for term in entry.terms]
    return EntryShown(
        id=entry.candidate_id,
        name=None if person is None else person.name,
        phone=None if person is None else person.phone,
        district=one.candidate.home_district,
        priority=entry.is_priority,
        call_back=entry.is_call_back,
        why_now=why_now(terms, say, call_back=entry.is_call_back, to_register=entry.to_register),
        points=entry.points,
        terms=terms,
        channel=entry.channel,
        not_before=entry.not_before,
        due_on=entry.due_on,
        basis=entry.basis,
        to_register=entry.to_register,
        offers=[_offer(post, match, language) for post, match in one.offers],
        advice=advice_text(one.advice, entry, language, say),
    )


def why_now(terms: Sequence[TermShown], say: Translate, *, call_back: bool, to_register: bool) -> str:
    """Say in a sentence why somebody is contacted now: what gave points, the most first."""
    parts = [say("asked to be called back")] if call_back else []
    parts += [say("register as unemployed to qualify")] if to_register else []
    counted = sorted(terms, key=lambda one: -one.points)
    parts += [one.text for one in counted if one.points >= LEAST_TOLD and one.code not in ("fit", "choice")]
    parts += [one.text for one in terms if one.code == "choice" and one.points]
    return say("; ").join(parts) or say("nothing presses")


def with_term(entry: EntryShown, fresh: Term, say: Translate) -> EntryShown:
    """Give an entry with a term as it is by now, in place of what the plan said; the order stays that of the plan."""
    terms = [_term(fresh, say) if one.code == fresh.code else one for one in entry.terms]
    why = why_now(terms, say, call_back=entry.call_back, to_register=entry.to_register)
    return entry.model_copy(update={"terms": terms, "points": sum(one.points for one in terms), "why_now": why})


def from_explained(one: Explained, person: Person | None, *, language: Language, say: Translate) -> StandingShown:
    """Tell why somebody is in the queue, or is not."""
    planned = one.planned
    return StandingShown(
        id=one.situation.candidate.id,
        in_queue=planned is not None,
        against=[_reason(reason, say) for reason in one.against],
        channels=[_channel(channel, say, closed=bool(one.against)) for channel in one.channels],
        eligibility=from_eligibility(one.situation.eligibility, language=language),
        entry=None if planned is None else from_planned(planned, person, language=language, say=say),
    )


def offer_reasons(match: Match, language: Language) -> list[str]:
    """Give the few reasons that count: what stands against the post, then what speaks for it, the weightiest first."""
    told = [one for one in telling(match) if one.status is not Status.UNKNOWN]
    told.sort(key=lambda one: (one.status is not Status.NOT_MET, -abs(one.contribution)))
    return [sentence(one, language) for one in told[:MOST_REASONS]]


def _term(term: Term, say: Translate) -> TermShown:
    return TermShown(code=term.code, value=term.value, points=round(term.points, 2), text=term_text(term, say))


def _offer(post: Post, match: Match, language: Language) -> OfferShown:
    return OfferShown(
        post_id=post.id,
        title=post.title,
        employer=post.employer,
        place=post.zone or post.district or post.place,
        chance=match.chance,
        closes_on=post.closes_on,
        reasons=offer_reasons(match, language),
    )


def _reason(one: Reason, say: Translate) -> ReasonShown:
    return ReasonShown(code=one.code, reason=one.phrase.told(say))


def _channel(one: ChannelStanding, say: Translate, *, closed: bool) -> ChannelShown:
    """Tell how a channel stands; *closed* = by none is the person to be contacted."""
    return ChannelShown(
        channel=one.rule.channel,
        is_usable=not (closed or one.against),
        against=[_reason(reason, say) for reason in one.against],
        waiting=[_reason(reason, say) for reason in one.waiting],
        opens_at=one.opens_at,
    )
