"""Messages in the console: what would go by a channel, a batch decided, and its file downloaded for a purpose."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.batches import MOST, WRITTEN, asked_batch, by_one_channel, decide
from api.console.notices import Notice, go_on
from api.console.opt_out_links import link_warning
from api.console.pages import page
from api.console.push_samples import worded
from api.console.today import WAIT_S, queues_of
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.errors import told_alone
from api.fields import MaybeLine, MaybeWord, OpenLine, RecordId, read_typed
from api.handing_out import hand_out, note_out, withheld_now
from api.house import House
from api.kept_queues import AskedFor
from api.message_files import to_csv
from api.outreach_names import channel_word, withheld_word
from api.planned import EntryShown, OfferShown
from api.planning import read_area, still_waiting
from data.store import count_messages, get_batch, list_batches, masked_people, messages_of, posts_by_id
from matcher.errors import BadInput, NotFound
from matcher.records import Channel, Message

FIELDS = ("name", "phone")
N_SEEN = 20  # of what would go, and of a batch
N_BATCHES = 30
KEPT_FOR = timedelta(days=60)
WAY = "file"

ByChannel = Literal[Channel.SMS, Channel.MINI_PROGRAM]

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Stored:
    """A batch that was decided, as it leaves the house again."""

    id: str
    channel: Channel
    template: str
    office: str | None


@router.get("/messages", dependencies=[needs("outreach:export")])
def show_messages(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    channel: Annotated[ByChannel | None, Query()] = None,
    district: Annotated[MaybeWord, Query()] = None,
    limit: Annotated[int, Query(ge=1, le=MOST)] = 200,
    done: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """Show the batches of the last weeks, and what would go by a channel that was chosen."""
    since = house.clock() - KEPT_FOR if house.settings.today is None else house.moment() - KEPT_FOR
    with house.database.read() as session:
        batches = list_batches(session, templates=[str(one) for one in WRITTEN], since=since, limit=N_BATCHES)
    seen = None if channel is None else _seen(request, house, visitor, channel, district, limit=limit)
    return page(
        request,
        "messages",
        channels=[(str(one), channel_word(one, visitor.say)) for one in WRITTEN],
        channel=channel,
        district=district,
        districts=() if visitor.actor.district else house.gazetteer.names,
        limit=limit,
        most=MOST,
        seen=seen,
        batches=batches,
        channel_word=lambda one: channel_word(one, visitor.say),
        link_warning=link_warning(house, visitor.say),
        has_address=house.settings.public_url is not None,
        notice=Notice(visitor.say("Nobody may be written to by this channel today.")) if done == "nobody" else None,
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """What would go by a channel: the first of those written to, masked; None of *rows* = it is being planned."""

    rows: list[tuple[str, str | None, list[str]]] | None
    n: int
    is_more: bool
    text: str | None = None  # of the first message, as it will be worded


def _seen(
    request: Request, house: House, visitor: Visitor, channel: Channel, district: str | None, *, limit: int
) -> Seen:
    area = visitor.actor.district or read_area(house, district)
    asked = AskedFor(visitor.actor, area, None, house.today(), channel)
    kept = queues_of(request).get(asked, wait_s=WAIT_S)
    if kept is None:
        return Seen(None, 0, False)
    planned = kept.entries[visitor.language]
    free = still_waiting(by_one_channel(house, channel), [one.id for one in planned])
    head = [one for one in planned if one.id in free][:limit]
    entries = [one for one in head if not one.call_back]
    shown = sorted(entries[:N_SEEN], key=lambda one: one.id)
    with house.database.read() as session:
        ids = [one.id for one in shown]
        people = masked_people(session, "candidate", ids, "self", fields=FIELDS, vault=house.vault)
    rows = [
        (one.id, people[one.id].name if one.id in people else None, [_post_words(post) for post in one.offers])
        for one in shown
    ]
    texts = (_text_of(house, one, name, channel) for one, (_, name, _) in zip(shown, rows, strict=True))
    text = next((one for one in texts if one is not None), None)
    return Seen(rows, len(entries), kept.is_cut and len(head) < limit, text)


def _text_of(house: House, one: EntryShown, name: str | None, channel: Channel) -> str | None:
    posts = [post.post_id for post in one.offers]
    return worded(house, one.id, name, posts, template=str(channel), to_register=one.to_register)


def _post_words(post: OfferShown) -> str:
    return f"{post.title} · {post.employer}"


@router.post("/messages", dependencies=[needs("outreach:export")])
def post_batch(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    channel: Annotated[ByChannel, Form()],
    district: Annotated[MaybeWord, Form()] = None,
    limit: Annotated[int, Form(ge=1, le=MOST)] = 200,
) -> Response:
    """Decide today's batch of a channel, unless it was decided before; nobody is named, nothing leaves the house."""
    area = visitor.actor.district or read_area(house, district)
    batch = asked_batch(house, channel=channel, way=WAY, district=area, limit=limit)
    decide(house, batch, actor=visitor.actor)
    with house.database.read() as session:
        known = messages_of(session, batch.id)
    if not known:
        return go_on(request, "/messages", done="nobody")
    return go_on(request, f"/messages/{batch.id}", done="decided")


@router.get("/messages/{batch}", dependencies=[needs("outreach:export")])
def show_batch(
    request: Request,
    batch: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    done: Annotated[str | None, Query(max_length=20)] = None,
) -> Response:
    """Show how a batch stands: how many went out, how many would be withheld by now and why."""
    notice = (
        Notice(visitor.say("The batch is decided: each message counts as a contact from now on."))
        if done == "decided"
        else None
    )
    return _batch_page(request, house, visitor, batch, notice=notice)


@router.post("/messages/{batch}/file", dependencies=[needs("outreach:export")])
def post_file(
    request: Request,
    batch: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    purpose: Annotated[str, Form(max_length=300)] = "",
    office: Annotated[str, Form(max_length=300)] = "",
    again: Annotated[str, Form(max_length=5)] = "",
) -> Response:
    """Hand a batch out as a file, with names and numbers in full, for a purpose that is logged."""
    try:
        why = read_typed("purpose", purpose, OpenLine) or ""
        named = read_typed("office", office, MaybeLine)
    except BadInput as fault:
        text = told_alone(fault, visitor.say)
        return _batch_page(request, house, visitor, batch, purpose=purpose, fault=text, status=422)
    messages = _stored(house, batch)
    if not again and any(one.delivered_at is not None for one in messages):
        text = visitor.say("They were handed out before. If that copy is lost, tick it and download once more.")
        return _batch_page(request, house, visitor, batch, purpose=purpose, again_fault=text, status=409)
    stored = Stored(batch, messages[0].channel, messages[0].template, named)
    handed = hand_out(house, stored, messages, purpose=why, actor=visitor.actor)
    table = to_csv(handed.ready)
    note_out(house, handed, actor=visitor.actor)
    return Response(
        table,
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="messages-{batch}.csv"'},
    )


def _stored(house: House, batch: str) -> list[Message]:
    """
    Give the messages of a batch of outreach.

    Raises:
        NotFound: there is none, or it is of a push or a fair, which are handed out elsewhere.
    """
    with house.database.read() as session:
        messages = get_batch(session, batch)
    if messages[0].template not in map(str, WRITTEN):
        raise NotFound("there is no batch of messages {id!r}", id=batch)
    return messages


def _batch_page(
    request: Request,
    house: House,
    visitor: Visitor,
    batch: str,
    *,
    purpose: str | None = None,
    fault: str | None = None,
    again_fault: str | None = None,
    notice: Notice | None = None,
    status: int = 200,
) -> Response:
    messages = _stored(house, batch)
    waiting = [one for one in messages if one.delivered_at is None]
    withheld = withheld_now(house, messages)
    shown = messages[:N_SEEN]
    with house.database.read() as session:
        n, n_delivered = count_messages(session, batch)
        ids = [one.candidate_id for one in shown]
        people = masked_people(session, "candidate", ids, "self", fields=FIELDS, vault=house.vault)
        posts = posts_by_id(session, {id for one in shown for id in one.post_ids})
    counted = Counter(withheld.values())
    return page(
        request,
        "message_batch",
        status=status,
        batch=batch,
        first=messages[0],
        n=n,
        n_delivered=n_delivered,
        last=max((one.delivered_at for one in messages if one.delivered_at), default=None),
        by=next((one.delivered_by for one in messages if one.delivered_by), None),
        n_ready=len(messages) - len(withheld),
        n_left=sum(one.id not in withheld for one in waiting),
        opens=min((one.send_after for one in waiting if one.id not in withheld), default=None),
        moment_now=house.moment(),
        link_warning=link_warning(house, visitor.say),
        withheld=[(withheld_word(code, visitor.say), n) for code, n in sorted(counted.items())],
        is_new=len(waiting) == len(messages),
        rows=[
            (one, people.get(one.candidate_id), [posts[id] for id in one.post_ids if id in posts], withheld.get(one.id))
            for one in shown
        ],
        withheld_word=lambda code: withheld_word(code, visitor.say),
        channel_word=lambda one: channel_word(one, visitor.say),
        purpose=purpose or "",
        fault=fault,
        again_fault=again_fault,
        notice=notice,
    )
