"""The commands that let messages out: into a file for the office's sender, or to a receiver that takes them itself."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.everybody import refuse_target, whole_for_owner
from api.cli.outreach import District, unknown_holidays
from api.cli.reporting import refuse_ending
from api.cli.terminal import AsJson, AsOf, Force, Terminal, actor
from api.language import Translate
from matcher.errors import BadInput, Conflict, NotReady
from matcher.records import Channel

if TYPE_CHECKING:
    from api.batches import Batch, Outgoing
    from api.handing_out import HandedOut, Ready
    from api.house import House
    from api.webhook import Receiver

MOST = 2_000
ENDINGS = (".csv", ".json")

By = Annotated[Channel, typer.Option(help="By which the messages go: sms or mini_program.", show_default=False)]
Template = Annotated[str | None, typer.Option(metavar="NAME", help="That of the channel.", show_default=False)]
Limit = Annotated[int, typer.Option(min=1, max=MOST, help="The most messages.")]
Office = Annotated[
    str | None, typer.Option(metavar="TEXT", help="How the messages name the office.", show_default=False)
]
Purpose = Annotated[
    str, typer.Option(metavar="TEXT", help="What the names are needed for: it is logged.", show_default=False)
]


ToFile = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write it: .csv or .json.", readable=False, show_default=False),
]
ToReceiver = Annotated[
    str | None, typer.Option("--url", metavar="URL", help="Send it to a receiver that takes it.", show_default=False)
]
Again = Annotated[bool, typer.Option("--again", help="Write what was handed out before once more: that copy is lost.")]


def refuse_ways(out: Path | None, url: str | None, *, again: bool, force: bool) -> None:
    """
    Refuse what is to go neither into a file nor to a receiver, or to both, or into a file that may not be written.

    Raises:
        BadInput: what is asked for does not go together; the file is there, or ends otherwise.
    """
    if (out is None) == (url is None):
        raise BadInput("give one of {options}", options=("--out", "--url"))
    if out is None:
        if again or force:
            raise BadInput("--again and --force go with --out; a receiver is sent what it has not taken yet")
        return
    refuse_ending(out, ENDINGS)
    refuse_target(out, force=force)


def read_purpose(typed: str) -> str:
    """Read what names are needed for, before anything is decided or kept."""
    from api.fields import OpenLine, read_typed

    return read_typed("--purpose", typed, OpenLine) or ""


def export(
    context: typer.Context,
    channel: By,
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Write it: .csv or .json.", readable=False, show_default=False)
    ],
    purpose: Purpose,
    template: Template = None,
    district: District = None,
    limit: Limit = 200,
    as_of: AsOf = None,
    office: Office = None,
    again: Again = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Write today's messages into a file for the office's sender, each once unless --again."""
    from api.batches import decide
    from api.handing_out import hand_out, refuse_second_time, unfinished_before
    from data.store import messages_of

    terminal: Terminal = context.obj
    why = read_purpose(purpose)
    refuse_ending(out, ENDINGS)
    refuse_target(out, force=force)
    with terminal.house() as house:
        batch = _batch(house, "file", channel, template, district, limit, as_of, office)
        unfinished = unfinished_before(house, batch)
        decide(house, batch, actor=actor())
        with house.database.read() as session:
            messages = messages_of(session, batch.id)
        if not again:
            refuse_second_time(house, messages)
        opened = hand_out(house, batch, messages, purpose=why, actor=actor())
        write_out(house, out, opened)
    warned = unknown_holidays(batch.as_of, terminal.say)
    n = len(opened.ready)
    counts = {"batch": batch.id, "n": n, "n_withheld": len(messages) - n, "withheld": opened.withheld}
    if as_json:
        beside = {"out": out, "unfinished": [one.id for one in unfinished], "holidays_known": not warned}
        terminal.print_json(counts | beside)
    else:
        terminal.print(*warned)
        for one in unfinished:
            told = terminal.say("batch {batch} was not handed out: write it with --as-of {day}")
            terminal.print(told.format(batch=one.id, day=one.as_of))
        told = terminal.say("{n:,} messages of batch {batch}, {n_withheld:,} withheld: {out}")
        terminal.print(told.format(out=out, **counts), *_withheld_lines(opened.withheld, terminal.say))


def send(
    context: typer.Context,
    channel: By,
    url: Annotated[str, typer.Option(metavar="URL", help="Where the receiver takes them.", show_default=False)],
    purpose: Purpose,
    template: Template = None,
    district: District = None,
    limit: Limit = 200,
    as_of: AsOf = None,
    office: Office = None,
    as_json: AsJson = False,
) -> None:
    """Send today's messages to a receiver, signed, page by page; the same again sends what was not taken yet."""
    from api.sending import send_batch

    terminal: Terminal = context.obj
    why = read_purpose(purpose)
    with terminal.house() as house:
        receiver = receiver_of(terminal, house, url)
        batch = _batch(house, "webhook", channel, template, district, limit, as_of, office)
        with terminal.progress(terminal.say("Sending")) as report:
            sent = send_batch(house, batch, receiver, purpose=why, actor=actor(), on_progress=report)
    warned = unknown_holidays(batch.as_of, terminal.say)
    counts = {
        "batch": sent.batch,
        "n": sent.n,
        "n_sent": sent.n_sent,
        "n_withheld": sent.n_withheld,
        "withheld": sent.withheld,
        "n_resumed": sent.n_resumed,
    }
    if as_json:
        terminal.print_json(counts | {"holidays_known": not warned})
    else:
        terminal.print(*warned)
        told = terminal.say(
            "batch {batch}: {n_sent:,} sent now, {n:,} in all, {n_withheld:,} withheld; {n_resumed:,} of days before"
        )
        terminal.print(told.format(**counts), *_withheld_lines(sent.withheld, terminal.say))


def _withheld_lines(withheld: Mapping[str, int], say: Translate) -> Iterator[str]:
    """Say in a line a reason how many messages were withheld for it."""
    from api.outreach_names import withheld_word

    for code, n in withheld.items():
        yield "  " + say("{n:,} withheld: {why}").format(n=n, why=withheld_word(code, say))


def write_out(house: House, out: Path, handed: HandedOut) -> None:
    """Write a batch into a file and note it; where a colleague handed it out at the same moment, the file goes."""
    from api.handing_out import note_out

    write_messages(out, handed.batch, handed.ready)
    try:
        note_out(house, handed, actor=actor())
    except Conflict:
        out.unlink()
        raise


def receiver_of(terminal: Terminal, house: House, url: str) -> Receiver:
    """Give the receiver of an address, to which messages go signed."""
    from api.webhook import Receiver, check_url

    secret = terminal.settings.webhook_secret
    if secret is None:
        raise NotReady("set MATCHER_WEBHOOK_SECRET to the secret that the receiver has too")
    return Receiver(check_url(url), secret, house.clock)


def write_messages(out: Path, batch: Outgoing, ready: Sequence[Ready]) -> None:
    """Write messages in the order in which they come, as CSV or JSON; the file is whole or not there at all."""
    from api.handing_out import as_dict
    from api.message_file import write_csv

    with whole_for_owner(out) as part:
        if out.suffix.lower() == ".csv":
            with part.open("w", encoding="utf-8-sig", newline="") as stream:
                write_csv(stream, ready)
            return
        page = {"batch": batch.id, "channel": batch.channel, "template": batch.template}
        text = json.dumps(page | {"messages": [as_dict(one) for one in ready]}, ensure_ascii=False, indent=1)
        part.write_text(text + "\n", encoding="utf-8")


def _batch(
    house: House,
    way: str,
    channel: Channel,
    template: str | None,
    district: str | None,
    limit: int,
    as_of: datetime | None,
    office: str | None,
) -> Batch:
    from api.batches import asked_batch
    from api.fields import MaybeLine, read_typed
    from api.profiles import official

    return asked_batch(
        house,
        channel=channel,
        way=way,
        template=template,
        as_of=None if as_of is None else as_of.date(),
        district=official(district, gazetteer=house.gazetteer),
        limit=limit,
        office=read_typed("--office", office, MaybeLine),
    )
