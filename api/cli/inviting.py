"""The command that hands out the invitations to a fair."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.sending import (
    Again,
    Office,
    Purpose,
    ToFile,
    ToReceiver,
    read_purpose,
    receiver_of,
    refuse_ways,
    write_out,
)
from api.cli.terminal import AsJson, Force, Terminal, actor
from matcher.records import Channel

if TYPE_CHECKING:
    from api.fair_invitations import FairBatch
    from api.house import House
    from api.sending import Sent


def invite(
    context: typer.Context,
    id: Annotated[str, typer.Argument(metavar="ID", help="The fair.", show_default=False)],
    purpose: Purpose,
    channel: Annotated[Channel, typer.Option(help="By which they go: sms or mini_program.")] = Channel.SMS,
    out: ToFile = None,
    url: ToReceiver = None,
    office: Office = None,
    again: Again = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Invite the guests of a planned fair, each once: into a file for the office's sender, or to a receiver."""
    from api.fair_invitations import batch_of, invite_guests
    from api.fields import MaybeLine, read_typed
    from api.push_names import without_word

    terminal: Terminal = context.obj
    refuse_ways(out, url, again=again, force=force)
    why = read_purpose(purpose)
    with terminal.house() as house:
        batch = batch_of(house, id, channel, office=read_typed("--office", office, MaybeLine))
        if out is not None:
            handed = invite_guests(house, batch, purpose=why, actor=actor(), again=again)
            write_out(house, out, handed)
            n, withheld, where = len(handed.ready), dict(handed.withheld), f"{out}"
        else:
            sent, where = _send(terminal, house, batch, f"{url}", purpose=why)
            n, withheld = sent.n_sent, dict(sent.withheld)
    told = {"batch": batch.id, "n": n, "withheld": withheld, "out": where}
    if as_json:
        terminal.print_json(told)
        return
    terminal.print(terminal.say("{n:,} messages of batch {batch}: {out}").format(**told))
    for code, n in withheld.items():
        terminal.print(terminal.say("withheld: {n:,} {why}").format(n=n, why=without_word(code, terminal.say)))


def _send(terminal: Terminal, house: House, batch: FairBatch, url: str, *, purpose: str) -> tuple[Sent, str]:
    from api.fair_invitations import handed_out, keep_invitations, note_told, told_of
    from api.sending import send_messages

    receiver = receiver_of(terminal, house, url)
    kept = keep_invitations(house, batch, actor=actor())
    before, telling = handed_out(house, batch), told_of(house, batch.fair_id)
    with terminal.progress(terminal.say("Sending")) as report:
        sent = send_messages(
            house,
            batch,
            receiver,
            purpose=purpose,
            actor=actor(),
            on_progress=report,
            invitations=telling.messages,
        )
    note_told(house, batch.fair_id, telling, handed_out(house, batch) - before)
    return replace(sent, withheld=Counter(kept) + Counter(sent.withheld)), receiver.shown
