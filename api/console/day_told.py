"""What was just done with somebody, told at the top of the day's list: whom, what, what comes next, and its undo."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from api.console.notices import Notice
from api.console.pages import dated, day_text
from api.console.paths import address
from api.console.told_before import post_words
from api.console.visitors import Visitor
from api.contact_names import next_step, result_word
from api.contacting import Noted, may_take_back, noted_today
from api.house import House
from data.store import Session, current_id, masked_people, posts_by_id
from matcher.outreach.attempts import Task
from matcher.records import ContactResult

NOTED = ("noted", "noted-before")


def notice_of(house: House, visitor: Visitor, done: str | None, asked: Mapping[str, str]) -> Notice | None:
    """Say what was just done, read off what is stored; an address alone makes nobody believe anything."""
    if done == "anew":
        return Notice(visitor.say("The list is planned anew."))
    with house.database.read() as session:
        if done == "released" and (id := asked.get("who")):
            return _released(house, session, visitor, id[:200])
        if done in NOTED:
            noted = noted_today(house, session, asked.get("attempt", "")[:100], actor=visitor.actor)
            return None if noted is None else _noted(house, session, visitor, noted, done=done)
    return None


def replaced_text(day: date, visitor: Visitor) -> str:
    """Say that a call back goes by another day than the one promised before."""
    said = visitor.say("The call back promised for {day} is replaced by it.")
    return said.format(day=day_text(day, language=visitor.language))


def _released(house: House, session: Session, visitor: Visitor, id: str) -> Notice:
    said = visitor.say("{id} is free for colleagues again.").format(id=_named(house, session, id))
    return Notice(said, f"{address('calls', id)}/claim")


def _noted(house: House, session: Session, visitor: Visitor, noted: Noted, *, done: str) -> Notice:
    told, id, say = noted.attempt, noted.attempt.candidate_id, visitor.say
    text = _text(house, session, visitor, noted)
    if done == "noted-before":
        text = f"{say('You had noted this a moment ago: it counts once.')} {text}"
    if noted.replaces is not None:
        text += " " + replaced_text(noted.replaces, visitor)
    undo = f"{address('calls', id)}/undo" if may_take_back(session, noted) else None
    return Notice(
        dated(text, language=visitor.language),
        undo,
        {"attempt": told.id} if undo else None,
        leads_to=address("calls", id),
        label=visitor.say("To this person"),
    )


def _text(house: House, session: Session, visitor: Visitor, noted: Noted) -> str:
    told, say = noted.attempt, visitor.say
    who, step = _named(house, session, told.candidate_id), next_step(noted.follow_up, say)
    if told.result is ContactResult.STARTED:
        until = house.today() + timedelta(days=house.outreach.caps.days_after_start)
        if noted.follow_up.task is Task.LEAVE_ALONE:
            said = say("Noted for {id}: started work, without a post of ours. No more calls until {day}.")
        else:
            said = say("Noted for {id}: started work. No more calls until {day}. Next: {step}.")
        return said.format(id=who, day=until, step=step)
    result = result_word(told.result, say)
    if told.post_id is not None:
        post = post_words(told.post_id, posts_by_id(session, [told.post_id]))
        result = say("{event} ({reason})").format(event=result, reason=post)
    return say("Noted for {id}: {result}. Next: {step}.").format(id=who, result=result, step=step)


def _named(house: House, session: Session, id: str) -> str:
    """Name somebody as the list does: masked, with the id by which the person is looked up."""
    now = current_id(session, id)
    person = masked_people(session, "candidate", [now], "self", fields=("name",), vault=house.vault).get(now)
    return id if person is None or not person.name else f"{person.name} {id}"
