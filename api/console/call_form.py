"""What was typed into the form of a call, and read: the result, the post that is meant, the day that is named."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from secrets import token_hex
from typing import Annotated

from fastapi import Depends, Form

from api.console.told_before import post_words
from api.contacting import Told
from api.fields import MaybeProse, read_typed
from api.house import House
from data.store import Session, list_posts, posts_by_id
from matcher.errors import BadInput
from matcher.outreach.attempts import ABOUT_A_POST
from matcher.records import Attempt, Channel, ContactResult, DeclineReason, Post

FIELDS_TYPED = ("call_back_on", "other_post", "post_id", "elsewhere", "reason", "channel", "note")
MOST_NAMED = 4  # posts, where words are those of several


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed of a call, as it comes back."""

    result: str = ""
    channel: str = ""
    call_back_on: str = ""
    post_id: str = ""
    other_post: str = ""  # by its id or words, where the list has it not
    elsewhere: str = ""  # ticked: what was started is at none of our posts
    reason: str = ""
    note: str = ""
    once: str = ""  # of this form: sent twice, it is one attempt
    purpose: str | None = None  # what name and number are needed for; None = as by default
    groups_purpose: str = ""
    shown_for: str = ""  # the purpose that name and number were shown for; empty = they are covered
    groups_for: str = ""  # the same of the priority groups

    def key_of(self, id: str) -> str:
        """Give the key under which this form is noted of somebody: sent again, it is the same contact."""
        return f"calls/{id} {self.once}"

    def drafted(self) -> Typed | None:
        """Give what of a form that is being typed is kept: nothing that was shown for a purpose; None = nothing."""
        if not any((self.note, self.call_back_on, self.post_id, self.other_post, self.elsewhere, self.reason)):
            return None
        return replace(self, result="", once="", purpose=None, groups_purpose="", shown_for="", groups_for="")


def the_typed(
    result: Annotated[str, Form(max_length=20)] = "",
    channel: Annotated[str, Form(max_length=20)] = "",
    call_back_on: Annotated[str, Form(max_length=20)] = "",
    post_id: Annotated[str, Form(max_length=200)] = "",
    other_post: Annotated[str, Form(max_length=200)] = "",
    elsewhere: Annotated[str, Form(max_length=5)] = "",
    reason: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=20_000)] = "",
    once: Annotated[str, Form(max_length=40)] = "",
    purpose: Annotated[str | None, Form(max_length=300)] = None,
    groups_purpose: Annotated[str, Form(max_length=300)] = "",
    shown_for: Annotated[str, Form(max_length=300)] = "",
    groups_for: Annotated[str, Form(max_length=300)] = "",
) -> Typed:
    """Read the whole form, whichever of its buttons was pressed."""
    return Typed(
        result,
        channel,
        call_back_on,
        post_id,
        other_post,
        elsewhere,
        reason,
        note,
        once or token_hex(12),
        purpose,
        groups_purpose,
        shown_for,
        groups_for,
    )


TheTyped = Annotated[Typed, Depends(the_typed)]


def typed_of(one: Attempt) -> Typed:
    """Give a contact that was taken back as it was typed, to be noted anew."""
    return Typed(
        result=str(one.result),
        channel=str(one.channel),
        call_back_on="" if one.call_back_on is None else one.call_back_on.isoformat(),
        post_id=one.post_id or "",
        reason="" if one.reason is None else str(one.reason),
        note=one.note or "",
        once=token_hex(12),
    )


def read_told(house: House, session: Session, id: str, typed: Typed) -> Told:
    """
    Read what was typed of a result; what belongs to another result is left out.

    Raises:
        BadInput: a result, a post, a day or a note cannot be read.
    """
    try:
        result = ContactResult(typed.result)
        channel = Channel(typed.channel or Channel.PHONE)
        reason = DeclineReason(typed.reason) if result is ContactResult.DECLINED and typed.reason else None
    except ValueError:
        raise BadInput("{field}: choose what came of the contact", field="result") from None
    note = read_typed("note", typed.note, MaybeProse)
    is_about_a_post = result in ABOUT_A_POST
    post_id = post_meant(house, session, typed.post_id, typed.other_post) if is_about_a_post else None
    if result is ContactResult.STARTED and post_id is None and not typed.elsewhere:
        raise BadInput("{field}: choose the post above, or tick that it is none of our posts", field="elsewhere")
    return Told(id, channel, result, _call_back_on(typed, result), post_id, reason, note)


def post_meant(house: House, session: Session, chosen: str, words: str) -> str | None:
    """
    Read which post is meant, None = none: the one that is *chosen* in a list, or the one that *words* name.

    Raises:
        BadInput: there is none of the kind, the words are those of several, or two are named: who names two means one
            of them, and only a person knows which.
    """
    chosen, words = chosen.strip(), words.strip()
    if not words:
        return None if not chosen else _by_id(session, chosen, field="post_id").id
    named = _by_words(house, session, words)
    if chosen and chosen != named.id:
        raise BadInput(
            "{field}: this is “{named}”, and “{chosen}” is chosen in the list; clear one of the two",
            field="other_post",
            named=_words(named),
            chosen=post_words(chosen, posts_by_id(session, [chosen])),
        )
    return named.id


def _by_words(house: House, session: Session, words: str) -> Post:
    """Give the post of an id, written small or large, else the only open one whose title or employer has the words."""
    ids = [words, words.upper()]
    stored = posts_by_id(session, ids)
    for id in ids:
        if id in stored:
            return stored[id]
    found = list_posts(session, words=words, open_on=house.today(), limit=MOST_NAMED + 1)
    if len(found) == 1:
        return found[0]
    if not found:
        raise BadInput("{field}: no open post has this number or these words", field="other_post")
    if len(found) > MOST_NAMED:
        raise BadInput(
            "{field}: these words are those of many posts; write more of them, the number, or choose one below",
            field="other_post",
        )
    raise BadInput("{field}: these words are those of several posts; choose one below", field="other_post")


def posts_named(house: House, session: Session, words: str) -> list[tuple[str, str]]:
    """Give the first posts that words typed may mean, where they are those of several: one of them is chosen."""
    words = words.strip()
    found = list_posts(session, words=words, open_on=house.today(), limit=MOST_NAMED) if words else []
    return [(one.id, f"{_words(one)} · {one.id}") for one in found] if len(found) > 1 else []


def _by_id(session: Session, id: str, *, field: str) -> Post:
    found = posts_by_id(session, [id]).get(id)
    if found is None:
        raise BadInput("{field}: there is no such post any more", field=field)
    return found


def _words(post: Post) -> str:
    return f"{post.title} · {post.employer}"


def _call_back_on(typed: Typed, result: ContactResult) -> date | None:
    if result is not ContactResult.CALL_BACK or not typed.call_back_on:
        return None
    try:
        return date.fromisoformat(typed.call_back_on)
    except ValueError:
        raise BadInput("{field}: say on which day to call back", field="call_back_on") from None
