"""The commands over links: compare with the registries, look at doubtful links, decide, undo; and memberships."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.merging import found_lines
from api.cli.tables import first_lines
from api.cli.terminal import AsJson, Terminal, actor
from api.language import Translate
from api.link_names import caution_word, field_word, how_word, level_word, state_word
from matcher.errors import BadInput
from matcher.records import Decision, LinkState

if TYPE_CHECKING:
    from api.linking import Linking
    from api.links import LinkListed, LinkShown, SideShown
    from api.memberships import MembershipShown

app = typer.Typer(help="Links of candidates with registries: look at doubtful ones, and decide.", no_args_is_help=True)
memberships = typer.Typer(help="Priority groups of a candidate.", no_args_is_help=True)

BAR_BITS = 1.0  # of one mark of a bar
LONGEST_BAR = 24

Id = Annotated[str, typer.Argument(metavar="ID", help="The link.", show_default=False)]
Purpose = Annotated[
    str | None, typer.Option(metavar="TEXT", help="What names and numbers are needed for; the log keeps it.")
]


def link(
    context: typer.Context,
    as_of: Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day; today.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Compare all anew, also where nothing changed.")] = False,
    as_json: AsJson = False,
) -> None:
    """Take extracts of registries into effect, and compare the candidates with them, then with each other."""
    from api.linking import link_all, link_anew
    from api.links import to_counts
    from api.merging import join_duplicates

    terminal: Terminal = context.obj
    run = link_anew if everything else link_all
    with terminal.house() as house:
        day = None if as_of is None else as_of.date()
        with terminal.progress(terminal.say("Linking")) as report:
            done = run(house, actor=actor(), at=house.clock(), as_of=day, on_progress=report)
        found = join_duplicates(house, actor=actor(), at=house.clock())
    if as_json:
        terminal.print_json(to_counts(done) | {"duplicates": asdict(found)})
    else:
        terminal.print(*_lines(done, terminal), *found_lines(found, terminal.say))


def _lines(done: Linking, terminal: Terminal) -> Iterator[str]:
    from data.reference import load_priority_groups

    _, kinds = terminal.say, load_priority_groups().kinds
    if done.applied:
        n_lapsing = sum(one.n_lapsing for one in done.applied)
        yield _("{n} extracts took effect; {lapsing:,} entries lapse after their notice").format(
            n=len(done.applied), lapsing=n_lapsing
        )
    if done.n_compared:
        yield _("{candidates:,} candidates compared with {entries:,} entries; {changed:,} links changed").format(
            candidates=done.n_compared, entries=done.n_entries, changed=done.n_changed
        )
    else:
        yield _("Nothing has changed since the last comparison.")
    for kind, counts in done.links.items():
        told = _("  {registry}: {linked:,} linked, {review:,} to review, {different:,} decided to be different")
        name = kinds[kind].english if terminal.settings.language == "en" else kinds[kind].name
        yield told.format(registry=name, **{str(state): n for state, n in counts.items()})
    if any(counts[LinkState.REVIEW] for counts in done.links.values()):
        yield _("To look at those that wait: matcher links list")


@app.command(name="list")
def list_(
    context: typer.Context,
    status: Annotated[LinkState, typer.Option(help="Those that wait for a person, or that stand so.")] = (
        LinkState.REVIEW
    ),
    district: Annotated[str | None, typer.Option(help="Only of candidates who live there.", show_default=False)] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Length of a list.")] = 20,
    purpose: Annotated[
        str | None, typer.Option(metavar="TEXT", help="What links that do not wait are listed for; the log keeps it.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List links; nobody is named, and no registry."""
    from api.fields import OpenLine, read_typed
    from api.links import from_link
    from api.profiles import official
    from api.revealed_links import list_links, note_listed

    terminal: Terminal = context.obj
    why = read_typed("--purpose", purpose, OpenLine | None)
    with terminal.house() as house:
        home = official(district, gazetteer=house.gazetteer)
        with house.database.read() as session:
            found = list_links(house, session, status, limit=limit + 1, district=home)
        if status is not LinkState.REVIEW:
            with house.database.begin() as session:
                note_listed(house, session, found[:limit], purpose=why, actor=actor())
    shown, has_more = [from_link(one) for one in found[:limit]], len(found) > limit
    if as_json:
        terminal.print_json({"items": [one.model_dump(mode="json") for one in shown], "has_more": has_more})
    else:
        lines = [_line(one, terminal.say) for one in shown]
        terminal.print(*first_lines(lines, terminal.say, has_more=has_more))


def _line(one: LinkListed, _: Translate) -> str:
    how = how_word(one.how, _)
    line = f"{one.id} · {state_word(one.status, _)} · {how} · p {one.p:.3f}"
    if one.decided is not None:
        return line + " · " + _("decided by {actor}").format(actor=one.decided.by)
    return line + (" · " + _("decided before, on other data or taken back") if one.before is not None else "")


@app.command()
def show(context: typer.Context, id: Id, purpose: Purpose = None, as_json: AsJson = False) -> None:
    """Show both records side by side, with the weight of each comparison."""
    from api.fields import OpenLine, read_typed
    from api.links import from_sides
    from api.revealed_links import covered_link, revealed_link

    terminal: Terminal = context.obj
    why = read_typed("--purpose", purpose, OpenLine | None)
    with terminal.house() as house:
        if why is None:
            with house.database.read() as session:
                shown = from_sides(covered_link(house, session, id))
        else:
            with house.database.begin() as session:
                shown = from_sides(revealed_link(house, session, id, purpose=why, actor=actor()))
    if as_json:
        terminal.print_json(shown.model_dump(mode="json"))
    else:
        named = () if shown.candidate_id is None else (shown.candidate_id,)
        terminal.print(
            _line(shown, terminal.say), *named, *_side_by_side(shown, terminal.say), *_waterfall(shown, terminal.say)
        )


def _side_by_side(shown: LinkShown, _: Translate) -> Iterator[str]:
    gone = _("(no longer there)")
    yield "  " + _pad("", 12) + _pad(_("candidate"), 24) + _("registry")
    for name in ("name", "id_number", "birth", "sex", "phone", "district"):
        yield (
            "  "
            + _pad(field_word(name, _), 12)
            + _pad(_value(shown.candidate, name, gone), 24)
            + _value(shown.entry, name, gone)
        )
    if shown.registered is not None:
        told = shown.registered
        yield "  " + " · ".join(part for part in (told.registry, told.group, told.evidence, told.relative) if part)


def _value(side: SideShown | None, name: str, gone: str) -> str:
    return gone if side is None else getattr(side, name) or "—"


def _pad(text: str, width: int) -> str:
    """Fill a cell up: a Chinese character is two columns wide."""
    return text + " " * max(width - sum(2 if ord(c) > 0x2E7F else 1 for c in text), 1)


def _waterfall(shown: LinkShown, _: Translate) -> Iterator[str]:
    total = 0.0
    for one in shown.weights:
        total += one.bits
        yield (
            "  "
            + _pad(field_word(one.field, _), 12)
            + _pad(level_word(one.level, _), 24)
            + (f"{one.bits:+7.2f} {_bar(one.bits)}")
        )
    yield "  " + _pad(_("together"), 36) + f"{total:+7.2f} → p {shown.p:.6f}"
    for code in shown.cautions:
        yield "  " + _("a person decides, whatever the weights: {why}").format(why=caution_word(code, _))


def _bar(bits: float) -> str:
    n = min(round(abs(bits) / BAR_BITS), LONGEST_BAR)
    return ("█" if bits > 0 else "░") * n


@app.command()
def decide(
    context: typer.Context,
    id: Id,
    same: Annotated[bool, typer.Option("--same", help="Both are the same person.")] = False,
    different: Annotated[bool, typer.Option("--different", help="They are different people.")] = False,
    note: Annotated[str | None, typer.Option(metavar="TEXT", help="Why; without names and numbers of people.")] = None,
    as_json: AsJson = False,
) -> None:
    """Decide whether both are the same person; nobody is asked again unless the data change."""
    from api.fields import MaybeProse, read_typed
    from api.linked import decide_link
    from api.links import from_link

    if same == different:
        raise BadInput("say either --same or --different")
    terminal: Terminal = context.obj
    said = read_typed("--note", note, MaybeProse)
    decision = Decision.SAME if same else Decision.DIFFERENT
    with terminal.house() as house, house.database.begin() as session:
        shown = from_link(decide_link(house, session, id, decision, note=said, actor=actor()))
    _print(terminal, shown, as_json)


@app.command()
def undo(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Take a decision back: what the comparison says by itself counts again."""
    from api.linked import undo_decision
    from api.links import from_link

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.begin() as session:
        shown = from_link(undo_decision(house, session, id, actor=actor()))
    _print(terminal, shown, as_json)


def _print(terminal: Terminal, shown: LinkListed, as_json: bool) -> None:
    if as_json:
        terminal.print_json(shown.model_dump(mode="json"))
    else:
        terminal.print(_line(shown, terminal.say))


@memberships.command(name="show")
def show_memberships(
    context: typer.Context,
    candidate: Annotated[str, typer.Option(metavar="ID", help="Whose.", show_default=False)],
    purpose: Annotated[
        str, typer.Option(metavar="TEXT", help="What they are needed for; the log keeps it.", show_default=False)
    ],
    as_json: AsJson = False,
) -> None:
    """Reveal the priority groups of one candidate."""
    from api.fields import OpenLine, read_typed
    from api.memberships import from_membership
    from api.revealed_links import revealed_memberships

    terminal: Terminal = context.obj
    why = read_typed("--purpose", purpose, OpenLine) or ""
    with terminal.house() as house, house.database.begin() as session:
        held = revealed_memberships(house, session, candidate, purpose=why, actor=actor())
        shown = [from_membership(one, today=house.today()) for one in held]
    if as_json:
        terminal.print_json({"items": [one.model_dump(mode="json") for one in shown]})
        return
    terminal.print(*(_membership(one, terminal.say) for one in shown))
    if not shown:
        terminal.print(terminal.say("There are none."))


def _membership(one: MembershipShown, _: Translate) -> str:
    proof = one.registry or _("the candidate's own record")
    by = "" if one.confirmed_by is None else " · " + _("decided by {actor}").format(actor=one.confirmed_by)
    line = _("{group} · by {registry} as of {day} · {how}").format(
        group=one.name, registry=proof, day=one.as_of, how=how_word(one.how, _)
    )
    until = "" if one.lapses_on is None else " · " + _("lapses on {day}").format(day=one.lapses_on)
    return line + by + until
