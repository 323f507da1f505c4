"""What follows from an attempt to contact somebody: what is noted of the post, what comes next, and by when."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from matcher.errors import BadInput, Phrase
from matcher.outreach.following import Following
from matcher.outreach.policy import Policy
from matcher.outreach.situation import BY_NUMBER, NAMING_A_DAY, WRITTEN, failures_in_a_row, local_day
from matcher.records import Attempt, Channel, ContactResult, Feedback, FeedbackEvent
from matcher.workdays import Workdays

ABOUT_A_POST = (ContactResult.INTERESTED, ContactResult.DECLINED, ContactResult.STARTED)


class Task(StrEnum):
    """What is to be done after an attempt."""

    WAIT = "wait"  # a message is out; nothing to do
    OFFER = "offer"  # spoken to, nothing settled: offer posts next time
    RETRY = "retry"  # try again the same way
    NEXT_CHANNEL = "next_channel"  # this way led to nothing often enough
    VISIT = "visit"
    TELL_DISTRICT_HEAD = "tell_district_head"  # every way led to nothing
    CALL_BACK = "call_back"
    INTRODUCE = "introduce"  # bring person and employer together
    OFFER_OTHERS = "offer_others"  # after a while, and never the declined post again
    ASK_OTHER_SOURCE = "ask_other_source"  # for a number that is right
    PROPOSE_PLACEMENT = "propose_placement"  # a person records it; nothing is recorded by itself
    LEAVE_ALONE = "leave_alone"
    ASK_INVITED = "ask_invited"  # what the person says to an employer's wish to meet; follows from an invitation
    ASK_FACT = "ask_fact"  # that decides about eligibility; follows from any talk, where one is missing


@dataclass(frozen=True, slots=True)
class Setting:
    """What decides what follows: the city's policy and figures, the working days, what is no use for the person."""

    policy: Policy
    following: Following
    workdays: Workdays
    closed: frozenset[Channel] = frozenset()


@dataclass(frozen=True, slots=True)
class FollowUp:
    """
    What follows from an attempt.

    Attributes:
        task: what is to be done.
        on: the day from which, of a call back on which, of a task with a term by which; None = whenever.
        channel: by which to try next; None = as the queue says.
        event: what is noted of the post; None = nothing.
        withdraws_consent: to be contacted and to be pushed posts, at once.
        doubts_phone: the number stored is in doubt.
    """

    task: Task
    on: date | None = None
    channel: Channel | None = None
    event: FeedbackEvent | None = None
    withdraws_consent: bool = False
    doubts_phone: bool = False


Rule = Callable[[Attempt], Phrase | None]


def refuse_unsound(attempt: Attempt, setting: Setting, *, today: date) -> None:
    """
    Refuse an attempt that tells what does not go together, or promises a call back on a day on which nobody would call.

    Raises:
        BadInput: the first thing that does not; the text names the field.
    """
    for field, rule in RULES:
        phrase = rule(attempt)
        if phrase is not None:
            raise BadInput("{field}: {why}", field=field, why=phrase)
    if attempt.call_back_on is not None:
        _refuse_day(attempt.call_back_on, setting, today=today)


def _refuse_day(day: date, setting: Setting, *, today: date) -> None:
    field = "call_back_on"
    if day < today:
        raise BadInput("{field}: {day} is past", field=field, day=day)
    last = today + timedelta(days=setting.following.call_back_within)
    if day > last:
        raise BadInput("{field}: {day} is too far ahead; name a day until {last}", field=field, day=day, last=last)
    phrase = no_call_on(day, setting)
    if phrase is not None:
        raise BadInput("{field}: {why}", field=field, why=phrase)


def no_call_on(day: date, setting: Setting) -> Phrase | None:
    """Say that nobody is called on a day, and which is the next for it; None = it is a day of calls."""
    called_on = _first_day(Channel.PHONE, day, setting)
    if called_on == day:
        return None
    told = {"day": day, "next": called_on}
    return Phrase("nobody is called on {day}, which is no working day; the next one is {next}", told)


def _first_day(channel: Channel, day: date, setting: Setting) -> date:
    """Give the first day from a day on on which a channel is used; of one without a rule the day itself."""
    rule = setting.policy.rule_of(channel)
    return day if rule is None else rule.first_day(day, setting.workdays)


def _day_of_call_back(attempt: Attempt) -> Phrase | None:
    if attempt.call_back_on is None:
        return Phrase("say on which day to call back") if attempt.result is ContactResult.CALL_BACK else None
    return None if attempt.result in NAMING_A_DAY else Phrase("goes with the results call_back and interested")


def _post(attempt: Attempt) -> Phrase | None:
    if attempt.post_id is None and attempt.result is ContactResult.INTERESTED:
        return Phrase("say in which post the person is interested")
    if attempt.post_id is not None and attempt.result not in ABOUT_A_POST:
        return Phrase("goes with the results interested, declined and started")
    return None


def _reason(attempt: Attempt) -> Phrase | None:
    declined = attempt.result is ContactResult.DECLINED
    if declined is (attempt.reason is not None):
        return None
    return Phrase("say why it was declined") if declined else Phrase("goes with the result declined")


def _channel(attempt: Attempt) -> Phrase | None:
    if attempt.channel is Channel.OFFICE and attempt.result is ContactResult.NOT_REACHED:
        return Phrase("who comes to the office is reached")
    if attempt.result is ContactResult.WRONG_NUMBER and attempt.channel not in BY_NUMBER:
        return Phrase("a number is wrong by phone or by text message only")
    if attempt.result is ContactResult.SENT and attempt.channel not in WRITTEN:
        return Phrase("nothing is sent by this channel")
    return None


RULES: tuple[tuple[str, Rule], ...] = (
    ("call_back_on", _day_of_call_back),
    ("post_id", _post),
    ("reason", _reason),
    ("channel", _channel),
)
"""What does not go together in an attempt, by the field that is told."""


def follow(attempt: Attempt, before: Sequence[Attempt], setting: Setting) -> FollowUp:
    """
    Say what follows from an attempt.

    Args:
        attempt: sound, as ``refuse_unsound`` tells.
        before: the attempts at the same person before it, the oldest first.
        setting: policy, figures, working days, and the channels closed to this person.
    """
    return FOLLOWING[attempt.result](attempt, before, setting)


def _sent(attempt: Attempt, before: Sequence[Attempt], setting: Setting) -> FollowUp:
    return FollowUp(Task.WAIT, _day(attempt, setting) + timedelta(days=setting.policy.caps.days_between))


def _reached(attempt: Attempt, before: Sequence[Attempt], setting: Setting) -> FollowUp:
    return FollowUp(Task.OFFER, _day(attempt, setting) + timedelta(days=setting.policy.caps.days_between))


def _call_back(attempt: Attempt, before: Sequence[Attempt], setting: Setting) -> FollowUp:
    return FollowUp(Task.CALL_BACK, attempt.call_back_on, Channel.PHONE)


def _interested(attempt: Attempt, before: Sequence[Attempt], setting: Setting) -> FollowUp:
    by = setting.workdays.after(_day(attempt, setting), setting.following.introduce_within)
    return FollowUp(Task.INTRODUCE, by, event=FeedbackEvent.INTERESTED)


def _declined(attempt: Attempt, before: Sequence[Attempt], setting: Setting) -> FollowUp:
    event = None if attempt.post_id is None else FeedbackEvent.DECLINED
    return FollowUp(Task.OFFER_OTHERS, rests_until([attempt], setting), event=event)


def _started(attempt: Attempt, before: Sequence[Attempt], setting: Setting) -> FollowUp:
    if attempt.post_id is None:
        return FollowUp(Task.LEAVE_ALONE, _day(attempt, setting) + timedelta(days=setting.policy.caps.days_after_start))
    by = setting.workdays.after(_day(attempt, setting), setting.following.record_within)
    return FollowUp(Task.PROPOSE_PLACEMENT, by, event=FeedbackEvent.STARTED)


def _opted_out(attempt: Attempt, before: Sequence[Attempt], setting: Setting) -> FollowUp:
    return FollowUp(Task.LEAVE_ALONE, withdraws_consent=True)


def _wrong_number(attempt: Attempt, before: Sequence[Attempt], setting: Setting) -> FollowUp:
    by_other = [one for one in _usable(setting.policy, setting.closed) if one not in BY_NUMBER]
    next_ = by_other[0] if by_other else None
    return FollowUp(Task.ASK_OTHER_SOURCE, channel=next_, doubts_phone=True)


def _not_reached(attempt: Attempt, before: Sequence[Attempt], setting: Setting) -> FollowUp:
    tried = [*before, attempt]
    again_on = _day(attempt, setting) + timedelta(days=setting.policy.caps.days_after_not_reached)
    channel = escalated(tried, setting.policy, closed=setting.closed)
    if channel is None:
        return FollowUp(Task.TELL_DISTRICT_HEAD)
    again_on = _first_day(channel, again_on, setting)
    if channel is attempt.channel:
        return FollowUp(Task.RETRY, again_on, channel)
    return FollowUp(Task.VISIT if channel is Channel.VISIT else Task.NEXT_CHANNEL, again_on, channel)


FOLLOWING: Mapping[ContactResult, Callable[[Attempt, Sequence[Attempt], Setting], FollowUp]] = {
    ContactResult.SENT: _sent,
    ContactResult.REACHED: _reached,
    ContactResult.NOT_REACHED: _not_reached,
    ContactResult.CALL_BACK: _call_back,
    ContactResult.INTERESTED: _interested,
    ContactResult.DECLINED: _declined,
    ContactResult.WRONG_NUMBER: _wrong_number,
    ContactResult.STARTED: _started,
    ContactResult.OPTED_OUT: _opted_out,
}


def escalated(attempts: Sequence[Attempt], policy: Policy, *, closed: Collection[Channel] = ()) -> Channel | None:
    """
    Give the channel to try next: the last one until it led to nothing often enough in a row, then the next one.

    Args:
        attempts: at one person, the oldest first, at least one.
        policy: names the channels in their order, and how many failures each may have.
        closed: channels that are of no use for the person.

    Returns:
        None where every other channel led to nothing often enough.
    """
    failed = failures_in_a_row(attempts, on=local_day(attempts[-1], policy), policy=policy)
    usable = _usable(policy, closed)
    open_ = [one.channel for one in policy.channels if one.channel in usable and failed[one.channel] < one.failures]
    last = attempts[-1].channel
    return last if last in open_ else next(iter(open_), None)


def _usable(policy: Policy, closed: Collection[Channel]) -> list[Channel]:
    return [one.channel for one in policy.channels if one.channel not in closed]


def rests_until(attempts: Iterable[Attempt], setting: Setting) -> date | None:
    """Give the first day on which somebody who declined may be contacted again; None = did not decline."""
    days = [
        _day(one, setting) + timedelta(days=setting.following.cool_down[one.reason])
        for one in attempts
        if one.reason is not None
    ]
    return max(days, default=None)


def feedback_of(attempt: Attempt, follow_up: FollowUp, *, policy: Policy) -> Feedback | None:
    """
    Give what is noted of the post, as the person said it; None = nothing.

    The note stays with the attempt: it is of the contact, and what learns from feedback need not see it.
    """
    if follow_up.event is None or attempt.post_id is None:
        return None
    return Feedback(
        candidate_id=attempt.candidate_id,
        post_id=attempt.post_id,
        event=follow_up.event,
        happened_on=local_day(attempt, policy),
        actor=attempt.actor,
        at=attempt.at,
        reason=attempt.reason,
    )


def _day(attempt: Attempt, setting: Setting) -> date:
    return local_day(attempt, setting.policy)
