"""Who may be contacted when, by which channel: small rules, each of which gives a reason against it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from matcher.eligibility.programme import Verdict
from matcher.errors import Phrase
from matcher.months import ONE_DAY
from matcher.outreach.policy import ChannelRule, Policy
from matcher.outreach.situation import (
    BY_NUMBER,
    WRITTEN,
    Asking,
    Situation,
    asks_for_text,
    call_back_on,
    failures_in_a_row,
    has_opted_out,
    in_local_time,
    local_day,
)
from matcher.records import (
    Attempt,
    Candidate,
    Channel,
    ContactResult,
    EmploymentStatus,
    LegalBasis,
)

WINDOW_DAYS = 30
"""Caps count the attempts of so many days, today included."""

_ANSWERED = (ContactResult.REACHED, ContactResult.CALL_BACK, ContactResult.INTERESTED, ContactResult.DECLINED)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody is not contacted."""

    code: str
    phrase: Phrase


Rule = Callable[[Situation, Asking], Phrase | None]
ChannelCheck = Callable[[Situation, ChannelRule, Asking], Phrase | None]


def reasons_against(situation: Situation, asking: Asking) -> list[Reason]:
    """List everything that stands against contacting somebody on the day, whatever the channel; empty = nothing."""
    found = ((code, rule(situation, asking)) for code, rule in RULES)
    return [Reason(code, phrase) for code, phrase in found if phrase is not None]


def may_be_contacted(situation: Situation, asking: Asking) -> bool:
    """Tell whether ``reasons_against`` is empty, no further than to the first reason; eligibility is judged last."""
    return is_free(situation, asking) and not_eligible(situation, asking) is None


def is_free(situation: Situation, asking: Asking) -> bool:
    """Tell whether nothing stands against contacting somebody, unless it is eligibility: nobody is judged."""
    return all(rule(situation, asking) is None for rule in QUICK_RULES)


def reasons_against_channel(situation: Situation, channel: ChannelRule, asking: Asking) -> list[Reason]:
    """List what stands against a channel on the day, whatever the hour; empty = nothing."""
    found = ((code, rule(situation, channel, asking)) for code, rule in CHANNEL_RULES)
    return [Reason(code, phrase) for code, phrase in found if phrase is not None]


def reasons_to_wait(channel: ChannelRule, asking: Asking) -> list[Reason]:
    """List what stands against using a channel at this very moment: a free day, quiet hours; empty = nothing."""
    found = ((code, rule(channel, asking)) for code, rule in HOUR_RULES)
    return [Reason(code, phrase) for code, phrase in found if phrase is not None]


def basis_of(situation: Situation, policy: Policy) -> LegalBasis | None:
    """Give the ground on which somebody is contacted; None = there is none."""
    return ground_for(situation.candidate, policy)


def ground_for(candidate: Candidate, policy: Policy) -> LegalBasis | None:
    """Give the ground on which a person may be contacted by what is recorded of consent; None = there is none."""
    consent = candidate.contact_consent
    if consent is None:
        return LegalBasis.STATUTORY_DUTY if policy.basis.statutory_duty else None
    return LegalBasis.CONSENT if consent else None


def open_channel(situation: Situation, asking: Asking) -> ChannelRule | None:
    """Give the first channel that is open to somebody on the day; a call back is by phone where that is open."""
    channels: Sequence[ChannelRule] = asking.policy.channels
    if is_call_back_due(situation, asking):
        channels = sorted(channels, key=lambda one: one.channel is not Channel.PHONE)
    return next((one for one in channels if not reasons_against_channel(situation, one, asking)), None)


def next_moment(channel: ChannelRule, asking: Asking) -> datetime:
    """Give the first moment from now on, in local time, at which a channel may be used: now, where it is open."""
    local, day = asking.local, asking.day
    while True:
        if not channel.workdays_only or asking.workdays.is_working(day):
            for hours in sorted(channel.hours, key=lambda one: one.since):
                opens = datetime.combine(day, hours.since, local.tzinfo)
                closes = datetime.combine(day, hours.until, local.tzinfo)
                if local < closes:
                    return max(local, opens)
        day += ONE_DAY


def is_call_back_due(situation: Situation, asking: Asking) -> bool:
    """Tell whether the day on which the person asked to be called back has come."""
    day = call_back_on(situation, asking.policy)
    return day is not None and day <= asking.day


def opted_out(situation: Situation, asking: Asking) -> Phrase | None:
    """Refuse whoever said no, and has not asked for contact again since."""
    if has_opted_out(situation.candidate, situation.attempts, consented_at=situation.consented_at):
        return Phrase("does not want to be contacted")
    return None


def no_basis(situation: Situation, asking: Asking) -> Phrase | None:
    """Refuse where the person was not asked, and the city acts on consent alone."""
    if situation.candidate.contact_consent is not None or basis_of(situation, asking.policy) is not None:
        return None
    return Phrase("was not asked for consent, and the office contacts people on consent alone")


def not_eligible(situation: Situation, asking: Asking) -> Phrase | None:
    """Refuse whom the programme does not take; who would only have to register is told so."""
    found = situation.eligibility
    if found.verdict is Verdict.ELIGIBLE or situation.to_register:
        return None
    if found.verdict is Verdict.NOT_ELIGIBLE:
        return Phrase("is not eligible under the programme")
    return Phrase.of("whether the person is eligible is not known yet; to be asked for: {fields}", fields=found.missing)


def employed(situation: Situation, asking: Asking) -> Phrase | None:
    """Refuse whoever works: by the record, a labour contract or social insurance."""
    works = situation.works or situation.candidate.employment_status is EmploymentStatus.EMPLOYED
    return Phrase("is employed") if works else None


def placed(situation: Situation, asking: Asking) -> Phrase | None:
    """Refuse whose traineeship runs, its last day included, or is agreed."""
    since, until = situation.placed_from, situation.placed_until
    if until is None or until < asking.day:
        return None
    if since is not None and since > asking.day:
        return Phrase.of("will be in a traineeship from {start} to {day}", start=since, day=until)
    return Phrase.of("is in a traineeship until {day}", day=until)


def started(situation: Situation, asking: Asking) -> Phrase | None:
    """Leave alone who said to have started somewhere, for a time or until a traineeship begun since is over."""
    last = next((one for one in reversed(situation.attempts) if one.result is ContactResult.STARTED), None)
    if last is None:
        return None
    day = local_day(last, asking.policy)
    over = situation.placed_last is not None and situation.placed_last >= day
    until = day + timedelta(days=asking.policy.caps.days_after_start)
    if over or asking.day >= until:
        return None
    return Phrase.of("said on {day} to have started somewhere; again from {until}", day=day, until=until)


def rests(situation: Situation, asking: Asking) -> Phrase | None:
    """Leave alone for a time who declined."""
    until = situation.rests_until
    return None if until is None or asking.day >= until else Phrase.of("declined lately; again from {day}", day=until)


def claimed(situation: Situation, asking: Asking) -> Phrase | None:
    """Refuse whom somebody else has taken, until that ends."""
    one = situation.claimed
    if one is None or asking.caseworker == one.actor.id or not one.at <= asking.at < one.until:
        return None
    until = in_local_time(one.until, asking.policy)
    return Phrase.of("was taken by {who} until {until}", who=one.actor.id, until=f"{until:%Y-%m-%d %H:%M}")


def of_another(situation: Situation, asking: Asking) -> Phrase | None:
    """Leave to each caseworker who is looked after by that one."""
    one = situation.caseload
    if one is None or asking.caseworker in (None, one.caseworker):
        return None
    return Phrase.of("is looked after by {who}", who=one.caseworker)


def call_back_later(situation: Situation, asking: Asking) -> Phrase | None:
    """Wait for the day on which the person asked to be called back."""
    day = call_back_on(situation, asking.policy)
    return None if day is None or day <= asking.day else Phrase.of("asked to be called back on {day}", day=day)


def too_soon(situation: Situation, asking: Asking) -> Phrase | None:
    """Keep days between two contacts, fewer after one that did not reach the person."""
    counted = _counted(situation)
    if not counted or call_back_on(situation, asking.policy) is not None or started(situation, asking) is not None:
        return None
    caps, last = asking.policy.caps, counted[-1]
    days = caps.days_after_not_reached if last.result is ContactResult.NOT_REACHED else caps.days_between
    free_on = local_day(last, asking.policy) + timedelta(days=days)
    if asking.day >= free_on:
        return None
    if last.result is ContactResult.NOT_REACHED:
        rule = open_channel(situation, asking)
        day = free_on if rule is None else rule.first_day(free_on, asking.workdays)
        return Phrase.of("was tried a short while ago and not reached; again from {day}", day=day)
    return Phrase.of("was contacted a short while ago; again from {day}", day=free_on)


def too_often(situation: Situation, asking: Asking) -> Phrase | None:
    """Keep to the most contacts of a person in 30 days, whatever the channel."""
    return _over_cap(_counted(situation), asking.policy.caps.most_in_30_days, situation, asking)


def no_number(situation: Situation, channel: ChannelRule, asking: Asking) -> Phrase | None:
    """Close phone and text messages where no number is stored."""
    if situation.has_phone or channel.channel not in BY_NUMBER:
        return None
    return Phrase("no phone number is stored")


def wrong_number(situation: Situation, channel: ChannelRule, asking: Asking) -> Phrase | None:
    """Close phone and text messages after a wrong number, until another is stored or the person was spoken with."""
    if channel.channel not in BY_NUMBER:
        return None
    since = situation.phone_since
    for one in reversed(situation.attempts):
        if one.result in _ANSWERED or (since is not None and one.at < since <= asking.at):
            return None
        if one.result is ContactResult.WRONG_NUMBER:
            return Phrase.of("the number was wrong on {day}", day=local_day(one, asking.policy))
    return None


def by_text(situation: Situation, channel: ChannelRule, asking: Asking) -> Phrase | None:
    """Do not phone whoever stated that talking by ear does not work."""
    if channel.channel is not Channel.PHONE or not asks_for_text(situation.candidate):
        return None
    return Phrase("asked for messages in writing")


def no_push(situation: Situation, channel: ChannelRule, asking: Asking) -> Phrase | None:
    """Send no posts in writing to whoever refused to have them pushed, by whatever channel."""
    if channel.channel not in WRITTEN or situation.candidate.push_consent is not False:
        return None
    return Phrase("does not want anything pushed")


def channel_too_often(situation: Situation, channel: ChannelRule, asking: Asking) -> Phrase | None:
    """Keep to the most contacts by a channel in 30 days."""
    counted = [one for one in _counted(situation) if one.channel is channel.channel]
    return _over_cap(counted, channel.most_in_30_days, situation, asking)


def failed(situation: Situation, channel: ChannelRule, asking: Asking) -> Phrase | None:
    """Move on to another channel after so many failures in a row."""
    n = failures_in_a_row(situation.attempts, on=asking.day, policy=asking.policy)[channel.channel]
    return None if n < channel.failures else Phrase.of("led to nothing {n} times in a row", n=n)


def free_day(channel: ChannelRule, asking: Asking) -> Phrase | None:
    """Leave people alone on days that are free, where the channel is for working days."""
    if not channel.workdays_only or asking.workdays.is_working(asking.day):
        return None
    return Phrase.of("{day} is no working day", day=asking.day)


def quiet_hours(channel: ChannelRule, asking: Asking) -> Phrase | None:
    """Leave people alone outside the hours of a channel; the last moment of a part of the day is outside."""
    now = asking.local.time()
    if any(one.since <= now < one.until for one in channel.hours):
        return None
    hours = tuple(f"{one.since:%H:%M}–{one.until:%H:%M}" for one in channel.hours)
    return Phrase.of("quiet hours; it is open {hours}", hours=hours)


def _counted(situation: Situation) -> list[Attempt]:
    """Give the attempts that disturbed the person: all but those at a wrong number."""
    return [one for one in situation.attempts if one.result is not ContactResult.WRONG_NUMBER]


def _over_cap(counted: Sequence[Attempt], most: int, situation: Situation, asking: Asking) -> Phrase | None:
    """Refuse from the most contacts on; whoever asked to be called back is called."""
    first = asking.day - timedelta(days=WINDOW_DAYS - 1)
    within: list[date] = [day for one in counted if (day := local_day(one, asking.policy)) >= first]
    if len(within) < most or call_back_on(situation, asking.policy) is not None:
        return None
    free_on = sorted(within)[len(within) - most] + timedelta(days=WINDOW_DAYS)
    told = {"n": len(within), "days": WINDOW_DAYS, "day": free_on}
    return Phrase("was contacted {n} times in {days} days; again from {day}", told)


RULES: tuple[tuple[str, Rule], ...] = (
    ("opted_out", opted_out),
    ("no_basis", no_basis),
    ("not_eligible", not_eligible),
    ("employed", employed),
    ("placed", placed),
    ("started", started),
    ("rests", rests),
    ("claimed", claimed),
    ("of_another", of_another),
    ("call_back_later", call_back_later),
    ("too_soon", too_soon),
    ("too_often", too_often),
)

QUICK_RULES = tuple(rule for _, rule in RULES if rule is not not_eligible)
"""The rules for which nobody's eligibility is judged."""

CHANNEL_RULES: tuple[tuple[str, ChannelCheck], ...] = (
    ("no_number", no_number),
    ("wrong_number", wrong_number),
    ("by_text", by_text),
    ("no_push", no_push),
    ("channel_too_often", channel_too_often),
    ("failed", failed),
)

HOUR_RULES: tuple[tuple[str, Callable[[ChannelRule, Asking], Phrase | None]], ...] = (
    ("free_day", free_day),
    ("quiet_hours", quiet_hours),
)
