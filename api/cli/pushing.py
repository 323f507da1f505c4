"""The push commands: plan for everybody at once, look, approve, hand out, cancel; refuse by a reply code."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.everybody import refuse_target, whole_for_owner
from api.cli.push_lines import list_lines, plan_lines, push_lines, share_lines
from api.cli.reporting import refuse_ending, write_one
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
from api.cli.terminal import AsJson, AsOf, Force, Named, Terminal, actor
from matcher.errors import BadInput, NotFound
from matcher.records import Channel, Kind, PushState

if TYPE_CHECKING:
    from api.house import House
    from api.push_messages import PushBatch
    from api.pushed import PushShown, ShareShown
    from api.pushing import PlannedPush
    from matcher.records import Push

app = typer.Typer(help="Posts sent to those whom they fit, so that none is flooded.", no_args_is_help=True)

ENDINGS = (".xlsx",)
DAY = ["%Y-%m-%d"]
Id = Annotated[str, typer.Argument(metavar="ID", help="Of the push.", show_default=False)]


@app.command()
def plan(
    context: typer.Context,
    district: Annotated[
        list[str] | None, typer.Option(help="People of these districts; several times.", show_default=False)
    ] = None,
    post_district: Annotated[
        list[str] | None, typer.Option(help="Posts in these districts or zones.", show_default=False)
    ] = None,
    kind: Annotated[list[Kind] | None, typer.Option(help="Posts of these kinds.", show_default=False)] = None,
    published_since: Annotated[
        datetime | None, typer.Option(formats=DAY, help="Posts from this day on.", show_default=False)
    ] = None,
    published_until: Annotated[
        datetime | None, typer.Option(formats=DAY, help="Posts up to this day.", show_default=False)
    ] = None,
    priority_only: Annotated[bool, typer.Option("--priority-only", help="Only people to be supported first.")] = False,
    channel: Annotated[Channel, typer.Option(help="By which it goes: sms or mini_program.")] = Channel.SMS,
    k: Annotated[
        int | None, typer.Option("--k", min=1, max=20, help="Posts for each; as the city states.", show_default=False)
    ] = None,
    as_of: AsOf = None,
    again: Annotated[
        str | None, typer.Option(metavar="ID", help="Plan this push again with what came since.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Plan who is sent which posts, and show the picture; it is kept as a draft."""
    from api.pushed import ScopeBody, to_json, to_scope

    terminal: Terminal = context.obj
    narrowed = [district, post_district, kind, published_since, published_until, priority_only or None, k]
    if again is not None and any(one is not None for one in narrowed):
        raise BadInput("--again takes the scope of the push that is planned again; leave the other options out")
    scope = to_scope(
        ScopeBody.model_construct(
            districts=tuple(district or ()),
            post_districts=tuple(post_district or ()),
            kinds=tuple(kind or ()),
            published_since=None if published_since is None else published_since.date(),
            published_until=None if published_until is None else published_until.date(),
            priority_only=priority_only,
        )
    )
    asked = {"channel": channel, "most": k, "as_of": None if as_of is None else as_of.date()}
    with terminal.house() as house:
        planned = plan_in(terminal, house, scope, again=again, **asked)
    if as_json:
        terminal.print_json(to_json(planned))
    else:
        terminal.print(*plan_lines(planned, terminal.say))


def plan_in(terminal: Terminal, house: House, scope: Any, *, again: str | None = None, **asked: Any) -> PlannedPush:
    """Plan a push with its progress on the terminal, a new one or one *again*."""
    from api.pushing import AskedPush, plan_again, plan_push
    from api.scopes import official_scope

    with terminal.progress(terminal.say("Planning")) as report:
        if again is not None:
            return plan_again(house, again, as_of=asked["as_of"], actor=actor(), on_progress=report)
        wanted = AskedPush(official_scope(house, scope), **asked)
        return plan_push(house, wanted, actor=actor(), on_progress=report)


@app.command()
def show(
    context: typer.Context,
    id: Id,
    candidate: Annotated[
        str | None, typer.Option(metavar="ID", help="What this person is sent, and why.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it: .xlsx.", readable=False, show_default=False)
    ] = None,
    purpose: Named = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Show a push: its picture, what one person is sent, or everything as a workbook; later what came of it."""
    from api.push_states import results_of
    from api.pushed import from_push
    from data.store import get_push

    terminal: Terminal = context.obj
    if out is not None:
        if candidate is not None:
            raise BadInput("give one of {options}", options=("--candidate", "--out"))
        refuse_ending(out, ENDINGS)
        refuse_target(out, force=force)
    with terminal.house() as house:
        with house.database.read() as session:
            push = get_push(session, id, vault=house.vault)
        shown = from_push(push, results_of(house, push))
        if candidate is not None:
            one = share_shown(terminal, house, push, candidate, purpose=purpose)
            _print(terminal, one.model_dump(mode="json"), share_lines(one, terminal.say), as_json=as_json)
            return
        if out is not None:
            _write(terminal, house, out, shown, purpose=purpose)
    lines = [terminal.say("Written: {file}").format(file=out)] if out else push_lines(shown, terminal.say)
    _print(terminal, shown.model_dump(mode="json"), lines, as_json=as_json)


def share_shown(
    terminal: Terminal, house: House, push: Push, candidate: str, *, purpose: str | None = None
) -> ShareShown:
    """Give what one person is sent with the reasons; masked without a purpose."""
    from api.cli.outreach import people_shown
    from api.pushed import from_share, with_reasons
    from data.store import posts_by_id, share_of

    with house.database.read() as session:
        share = share_of(session, push.id, candidate, vault=house.vault)
        if share is None:
            raise NotFound("{candidate} is not in the push {id}", candidate=candidate, id=push.id)
        posts = posts_by_id(session, [post.post_id for post in share.posts])
    person = people_shown(house, [share.candidate_id], purpose=purpose).get(share.candidate_id)
    shown = from_share(share, person, posts, say=terminal.say)
    return with_reasons(house, shown, on=push.as_of, language=terminal.settings.language)


def _write(terminal: Terminal, house: House, out: Path, shown: PushShown, *, purpose: str | None) -> None:
    from api.cli.outreach import people_shown
    from api.giving_out import naming, note_export
    from api.push_paper import to_paper
    from api.pushed import from_share
    from data.store import iter_shares, posts_by_id

    with house.database.read() as session:
        shares = [one for one in iter_shares(session, shown.id, vault=house.vault) if one.posts]
        posts = posts_by_id(session, {post.post_id for one in shares for post in one.posts})
    people = people_shown(house, [one.candidate_id for one in shares], purpose=purpose)
    told = [from_share(one, people.get(one.candidate_id), posts, say=terminal.say) for one in shares]
    told.sort(key=lambda one: one.candidate_id)
    form = out.suffix.lower().removeprefix(".")
    note_export(house, "push", shown.id, actor=actor(), form=form, what="shares", n=len(told), **naming(purpose))
    with whole_for_owner(out) as part:
        write_one(part, out.suffix.lower(), to_paper(shown, told, say=terminal.say))


@app.command()
def approve(
    context: typer.Context,
    id: Id,
    digest: Annotated[
        str | None,
        typer.Option(metavar="TEXT", help="Of what was looked at: anything else is refused.", show_default=False),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Approve a draft as it was shown: you answer for it."""
    from api.push_states import approve as approve_push
    from api.pushed import from_push

    terminal: Terminal = context.obj
    with terminal.house() as house:
        shown = from_push(approve_push(house, id, actor=actor(), digest=digest))
    told = terminal.say("{id}: approved by {who}; `matcher push export {id}` hands it out")
    _print(
        terminal,
        shown.model_dump(mode="json"),
        [told.format(id=id, who=shown.approved_by)],
        as_json=as_json,
    )


@app.command()
def cancel(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Cancel a push that was not handed out."""
    from api.push_states import cancel as cancel_push
    from api.pushed import from_push

    terminal: Terminal = context.obj
    with terminal.house() as house:
        shown = from_push(cancel_push(house, id, actor=actor()))
    _print(
        terminal,
        shown.model_dump(mode="json"),
        [terminal.say("{id}: cancelled").format(id=id)],
        as_json=as_json,
    )


@app.command("list")
def list_pushes(
    context: typer.Context,
    state: Annotated[PushState | None, typer.Option(help="Only those that stand so.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(min=1, max=2000, help="Length of a list.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List pushes by their day."""
    from api.pushed import from_push
    from data.store import page_pushes

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        found = page_pushes(session, state=state, limit=limit + 1, vault=house.vault)
    shown = [from_push(one) for one in found[:limit]]
    lines = list_lines(shown, terminal.say, has_more=len(found) > limit)
    _print(terminal, [one.model_dump(mode="json") for one in shown], lines, as_json=as_json)


@app.command()
def export(
    context: typer.Context,
    id: Id,
    purpose: Purpose,
    out: ToFile = None,
    url: ToReceiver = None,
    office: Office = None,
    again: Again = False,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Hand out an approved push, once: into a file for the office's sender, or to a receiver."""
    from api.fields import MaybeLine, read_typed
    from api.push_messages import batch_of

    terminal: Terminal = context.obj
    refuse_ways(out, url, again=again, force=force)
    why = read_purpose(purpose)
    with terminal.house() as house:
        batch = batch_of(house, id, office=read_typed("--office", office, MaybeLine))
        if out is not None:
            told = _to_file(house, batch, out, purpose=why, again=again)
        else:
            told = _to_receiver(terminal, house, batch, f"{url}", purpose=why)
    lines = [terminal.say("{n:,} messages of batch {batch}: {out}").format(**told)]
    _print(terminal, told, [*lines, *_withheld(told["withheld"], terminal)], as_json=as_json)


def _to_file(house: House, batch: PushBatch, out: Path, *, purpose: str, again: bool) -> dict[str, Any]:
    from api.push_messages import hand_out

    handed = hand_out(house, batch, purpose=purpose, actor=actor(), again=again)
    write_out(house, out, handed)
    return {"batch": batch.id, "n": len(handed.ready), "withheld": dict(handed.withheld), "out": f"{out}"}


def _to_receiver(terminal: Terminal, house: House, batch: PushBatch, url: str, *, purpose: str) -> dict[str, Any]:
    from api.push_messages import keep_push
    from api.sending import send_messages

    receiver = receiver_of(terminal, house, url)
    withheld = keep_push(house, batch, actor=actor())
    with terminal.progress(terminal.say("Sending")) as report:
        sent = send_messages(house, batch, receiver, purpose=purpose, actor=actor(), on_progress=report)
    late = Counter(withheld) + Counter(sent.withheld)
    return {"batch": batch.id, "n": sent.n_sent, "withheld": late, "out": receiver.shown}


def _withheld(withheld: dict[str, int], terminal: Terminal) -> list[str]:
    from api.push_names import without_word

    told = terminal.say("withheld: {n:,} {why}")
    return [told.format(n=n, why=without_word(code, terminal.say)) for code, n in withheld.items()]


@app.command()
def refuse(
    context: typer.Context,
    code: Annotated[
        list[str], typer.Argument(metavar="CODE", help="As the person replied it, with gaps too.", show_default=False)
    ],
) -> None:
    """Record that the person of a reply code wants nothing pushed any more."""
    from api.refusing import refuse_by_code

    terminal: Terminal = context.obj
    with terminal.house() as house:
        refused = refuse_by_code(house, " ".join(code))
    if refused is None:
        raise NotFound("this is nobody's code, or it is mistyped; ask the person for it again")
    if refused.new:
        terminal.print(terminal.say("Noted: this person is pushed nothing any more."))
    else:
        terminal.print(terminal.say("Noted before: this person is pushed nothing; nothing is changed."))


def _print(terminal: Terminal, value: Any, lines: Any, *, as_json: bool) -> None:
    if as_json:
        terminal.print_json(value)
    else:
        terminal.print(*lines)
