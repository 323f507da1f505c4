"""The commands over duplicates: candidates who may be one person, found, looked at, joined, kept apart, undone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.tables import first_lines, table_lines
from api.cli.terminal import AsJson, Terminal, actor
from api.duplicate_names import known_word, noun_word, state_word, why_word
from api.language import Translate
from api.link_names import field_word, how_word, level_word
from matcher.records import DuplicateState

if TYPE_CHECKING:
    from api.duplicates import DecisionWord, DuplicateListed, DuplicateOutcome, DuplicateShown, Value
    from api.merging import Found

app = typer.Typer(help="Candidates who may be one person: find them, and say what they are.", no_args_is_help=True)

LONGEST_VALUE = 24  # characters of a value that a row shows

Id = Annotated[str, typer.Argument(metavar="ID", help="The pair.", show_default=False)]
Note = Annotated[str | None, typer.Option(metavar="TEXT", help="Why; without names and numbers of people.")]


@app.command()
def find(context: typer.Context, as_json: AsJson = False) -> None:
    """Look for candidates who are one person among those who changed, and join those with the same ID number."""
    from api.duplicates import from_search
    from api.merging import join_duplicates

    terminal: Terminal = context.obj
    with terminal.house() as house, terminal.progress(terminal.say("Comparing candidates")) as report:
        found = join_duplicates(house, actor=actor(), at=house.clock(), on_progress=report)
    if as_json:
        terminal.print_json(from_search(found).model_dump(mode="json"))
        return
    if not found.n_compared:
        terminal.print(terminal.say("Nobody has changed since the last look."))
    terminal.print(*found_lines(found, terminal.say))


def found_lines(found: Found, _: Translate) -> Iterator[str]:
    """Say what a look for duplicates came to; nothing where nobody had changed and nobody waits."""
    if found.n_compared:
        told = _(
            "{n:,} candidates compared with each other, {joined:,} joined by their ID number, {new:,} new to review"
        )
        yield told.format(n=found.n_compared, joined=found.n_joined, new=found.n_new)
    if found.n_review:
        yield _("{n:,} wait for a person: matcher duplicates list").format(n=found.n_review)


@app.command(name="list")
def list_(
    context: typer.Context,
    status: Annotated[DuplicateState, typer.Option(help="Those that wait for a person, or that stand so.")] = (
        DuplicateState.REVIEW
    ),
    limit: Annotated[int, typer.Option(min=1, max=1000, help="Length of a list.")] = 20,
    as_json: AsJson = False,
) -> None:
    """List pairs of candidates who may be one person; nobody is named."""
    from api.duplicates import from_duplicate
    from data.store import iter_duplicates

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        found = list(iter_duplicates(session, state=status, limit=limit + 1, vault=house.vault))
    shown, has_more = [from_duplicate(one) for one in found[:limit]], len(found) > limit
    if as_json:
        terminal.print_json({"items": [one.model_dump(mode="json") for one in shown], "has_more": has_more})
    else:
        lines = [_line(one, terminal.say) for one in shown]
        terminal.print(*first_lines(lines, terminal.say, has_more=has_more))


def _line(one: DuplicateListed, _: Translate) -> str:
    how = how_word(one.how, _)
    line = f"{one.id} · {' = '.join(one.candidate_ids)} · {state_word(one.status, _)} · {how} · p {one.p:.3f}"
    if one.decided is None:
        return line
    return line + " · " + _("decided by {actor}").format(actor=one.decided.by)


@app.command()
def show(context: typer.Context, id: Id, as_json: AsJson = False) -> None:
    """Show both candidates side by side, the weight of each comparison, and what they come to."""
    from api.duplicates import shown as shown_pair

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        shown = shown_pair(house, session, id)
    if as_json:
        terminal.print_json(shown.model_dump(mode="json"))
    else:
        terminal.print(_line(shown, terminal.say), *_weights(shown, terminal.say), *_fields(shown, terminal.say))
        terminal.print(*_references(shown, terminal.say))


def _weights(shown: DuplicateShown, _: Translate) -> Iterator[str]:
    header = _("compared"), _("how alike"), _("bits")
    rows = [(field_word(one.field, _), level_word(one.level, _), f"{one.bits:+.2f}") for one in shown.weights]
    total = f"{sum(one.bits for one in shown.weights):+.2f}"
    yield from table_lines(header, [*rows, (_("together"), f"p {shown.p:.6f}", total)])


def _fields(shown: DuplicateShown, _: Translate) -> Iterator[str]:
    header = (_("field"), *shown.candidate_ids, _("stays"), _("why"))
    rows = [
        (
            known_word(one.field, _),
            *(_told(value, _) for value in one.values),
            "、".join(one.stays),
            why_word(one.why, _),
        )
        for one in shown.fields
    ]
    yield from table_lines(header, rows)


def _told(value: Value, _: Translate) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    text = "、".join(value) if isinstance(value, list) else f"{value:g}" if isinstance(value, float) else str(value)
    return f"{text[:LONGEST_VALUE]}…" if len(text) > LONGEST_VALUE else text


def _references(shown: DuplicateShown, _: Translate) -> Iterator[str]:
    for id, counts in shown.references.items():
        if counts:
            yield f"{id}: " + ", ".join(f"{noun_word(noun, _)} {n:,}" for noun, n in counts.items())


@app.command()
def join(context: typer.Context, id: Id, note: Note = None, as_json: AsJson = False) -> None:
    """Make the two one candidate; all that refers to either follows, and the id given up leads to the other."""
    _decide(context.obj, id, "join", note=note, as_json=as_json)


@app.command()
def keep(context: typer.Context, id: Id, note: Note = None, as_json: AsJson = False) -> None:
    """Keep the two apart; nobody is asked again unless who either of them is changes."""
    _decide(context.obj, id, "keep", note=note, as_json=as_json)


@app.command()
def undo(context: typer.Context, id: Id, note: Note = None, as_json: AsJson = False) -> None:
    """Take a merge back: both are as they were before, and the pair is not proposed again."""
    _decide(context.obj, id, "undo", note=note, as_json=as_json)


def _decide(terminal: Terminal, id: str, decision: DecisionWord, *, note: str | None, as_json: bool) -> None:
    from api.duplicates import decide
    from api.fields import MaybeProse, read_typed

    said = read_typed("--note", note, MaybeProse)
    with terminal.house() as house, house.database.begin() as session:
        outcome = decide(house, session, id, decision, note=said, actor=actor())
    if as_json:
        terminal.print_json(outcome.model_dump(mode="json"))
    else:
        terminal.print(*_outcome(outcome, decision, terminal.say))


def _outcome(outcome: DuplicateOutcome, decision: DecisionWord, _: Translate) -> Iterator[str]:
    yield _line(outcome, _)
    if decision == "join":
        yield _("{other} is {survivor} from now on.").format(other=outcome.other_id, survivor=outcome.survivor_id)
        if outcome.moved:
            told = ", ".join(f"{noun_word(noun, _)} {n:,}" for noun, n in outcome.moved.items())
            yield _("Moved: {what}").format(what=told)
    elif decision == "undo":
        yield _("{survivor} and {other} are two again.").format(survivor=outcome.survivor_id, other=outcome.other_id)
        if outcome.n_later:
            yield _("{n:,} entries that came since stay with {id}.").format(n=outcome.n_later, id=outcome.survivor_id)
        if outcome.later_fields:
            fields = ", ".join(known_word(field, _) for field in outcome.later_fields)
            yield _("Changed since, and left as they are: {fields}").format(fields=fields)
