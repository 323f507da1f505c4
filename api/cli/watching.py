"""The commands of the watch for fraud: look, list, and say what a finding came to."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.everybody import refuse_target
from api.cli.terminal import AsJson, Terminal, actor, moment
from api.finding_names import rule_word, severity_word, state_word
from api.language import Translate
from matcher.records import FindingState

if TYPE_CHECKING:
    from api.findings import FindingShown

app = typer.Typer(help="The watch for subsidies obtained by fraud.", no_args_is_help=True)

Key = Annotated[str, typer.Argument(metavar="KEY", help="The finding.", show_default=False)]
Note = Annotated[
    str, typer.Option(metavar="TEXT", help="Why; without names and numbers of people.", show_default=False)
]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day; today.")]


@app.command("watch")
def watch_(context: typer.Context, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """Look at all placements, claims and employment, and keep what does not go together."""
    from api.watching import watch_over

    terminal: Terminal = context.obj
    with terminal.house() as house:
        day = house.today() if as_of is None else as_of.date()
        with terminal.progress(terminal.say("Watching")):
            watched = watch_over(house, as_of=day, actor=actor())
    _ = terminal.say
    if as_json:
        told = {"as_of": watched.as_of, "edition": watched.edition, "n_found": watched.n_found, "n_new": watched.n_new}
        terminal.print_json(told | {"n_by_rule": watched.n_by_rule})
        return
    terminal.print(_("{n:,} findings, {new:,} of them new").format(n=watched.n_found, new=watched.n_new))
    terminal.print(*(f"  {rule_word(rule, _)}: {n:,}" for rule, n in watched.n_by_rule.items()))
    if watched.n_found:
        terminal.print(_("To see them: matcher fraud list"))


@app.command(name="list")
def list_(
    context: typer.Context,
    state: Annotated[FindingState, typer.Option(help="Those that stand so.")] = FindingState.OPEN,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Length of a list.")] = 20,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="The whole list as CSV.", readable=False)] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the file of --out.")] = False,
    as_json: AsJson = False,
) -> None:
    """List findings, the gravest first, each with what it rests on."""
    from api.findings import AskedFindings, from_finding, wanted
    from api.giving_out import note_export
    from data.store import iter_findings, watched_at

    terminal: Terminal = context.obj
    if out is not None:
        refuse_target(out, force=force)
    asked = AskedFindings(state=state)
    with terminal.house() as house, house.database.read() as session:
        found = [from_finding(one, terminal.say) for one in iter_findings(session) if wanted(one, asked)]
        watched = watched_at(session)
        if out is not None:
            note_export(house, "report", "findings", actor=actor(), form="csv", n=len(found), named=False)
    if out is not None:
        _write(found, out, terminal.say)
        terminal.print(terminal.say("{n:,} findings: {file}").format(n=len(found), file=out))
    elif as_json:
        items = [one.model_dump(mode="json") for one in found[:limit]]
        terminal.print_json({"items": items, "n": len(found), "n_more": max(len(found) - limit, 0)})
    else:
        _print(terminal, found[:limit], n_more=max(len(found) - limit, 0))
        terminal.print(_last_watch(watched, terminal.say))


def _last_watch(at: datetime | None, _: Translate) -> str:
    """Say how old a list is: without a watch there is none, whatever is wrong."""
    if at is None:
        return _("No watch has been run yet: matcher fraud watch")
    return _("Last watch: {day}").format(day=moment(at))


@app.command()
def explain(context: typer.Context, key: Key, note: Note, as_json: AsJson = False) -> None:
    """Call a finding explained: it is in no list of open ones until the facts change."""
    _decide(context.obj, key, FindingState.EXPLAINED, note, as_json)


@app.command()
def confirm(context: typer.Context, key: Key, note: Note, as_json: AsJson = False) -> None:
    """Call a finding confirmed."""
    _decide(context.obj, key, FindingState.CONFIRMED, note, as_json)


@app.command()
def reopen(context: typer.Context, key: Key, as_json: AsJson = False) -> None:
    """Take back what was made of a finding."""
    _decide(context.obj, key, FindingState.OPEN, None, as_json)


def _decide(terminal: Terminal, key: str, state: FindingState, note: str | None, as_json: bool) -> None:
    from api.fields import MaybeProse, read_typed
    from api.findings import from_finding
    from data.store import give_state

    said = read_typed("--note", note, MaybeProse)
    with terminal.house() as house, house.database.begin() as session:
        kept = give_state(session, key, state, note=said, actor=actor(), at=house.clock())
    shown = from_finding(kept, terminal.say)
    if as_json:
        terminal.print_json(shown.model_dump(mode="json"))
    else:
        _print(terminal, [shown], n_more=0)


def _print(terminal: Terminal, found: list[FindingShown], *, n_more: int) -> None:
    _ = terminal.say
    for one in found:
        stake = "" if one.amount_yuan is None else " · " + _("{amount} yuan").format(amount=one.amount_yuan)
        terminal.print(
            f"{one.key} · {rule_word(one.rule, _)} · {severity_word(one.severity, _)}{stake}", f"    ⚑ {one.sentence}"
        )
        terminal.print("    " + " · ".join([*one.employer_ids, *one.candidate_ids]))
        for given in one.states:
            by = _("    {state} by {actor}, {day}: {note}")
            day = f"{given.at.astimezone():%Y-%m-%d}"
            terminal.print(by.format(state=state_word(given.state, _), actor=given.by, day=day, note=given.note or "–"))
    if not found:
        terminal.print(_("There are none."))
    if n_more:
        terminal.print(_("… and {n:,} more; --limit shows more, --out FILE writes all").format(n=n_more))


def _write(found: list[FindingShown], out: Path, _: Translate) -> None:
    from data.papers.plain import harmless

    with out.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.writer(stream)
        columns = (_("finding"), _("rule"), _("severity"), _("what was found"), _("at stake, yuan"))
        writer.writerow(
            (*columns, _("employers"), _("candidates"), _("placements"), _("claims"), _("state"), _("note"))
        )
        for one in found:
            ids = (one.employer_ids, one.candidate_ids, one.placement_ids, one.claim_ids)
            note = one.states[-1].note if one.states else ""
            told = (
                one.key,
                rule_word(one.rule, _),
                severity_word(one.severity, _),
                one.sentence,
                one.amount_yuan or "",
            )
            row = (*told, *("、".join(of) for of in ids), state_word(one.state, _), note)
            writer.writerow(map(harmless, row))
