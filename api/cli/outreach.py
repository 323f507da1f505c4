"""The outreach commands: whom to contact today, why, by which channel, with what to offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.everybody import refuse_target, whole_for_owner
from api.cli.reporting import refuse_ending, write_one
from api.cli.terminal import AsJson, AsOf, Force, Named, Terminal, actor
from api.language import Translate

if TYPE_CHECKING:
    from api.house import House
    from api.planned import EntryShown, StandingShown
    from matcher.records import Person

app = typer.Typer(help="Whom to contact, and what came of it.", no_args_is_help=True)

District = Annotated[
    str | None, typer.Option(help="Only people of this district; none = of whom none is known.", show_default=False)
]
FIELDS = ("name", "phone")
ENDINGS = (".xlsx", ".csv")
INDENT = "      "


@app.command()
def plan(
    context: typer.Context,
    district: District = None,
    caseworker: Annotated[
        str | None, typer.Option(metavar="ID", help="For whom: without people of colleagues.", show_default=False)
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=2000, help="Length of a list.")] = 20,
    as_of: AsOf = None,
    candidate: Annotated[
        str | None, typer.Option(metavar="ID", help="Why this person is in the queue, or is not.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it: .xlsx or .csv.", readable=False, show_default=False)
    ] = None,
    purpose: Named = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """List whom to contact, the most pressing first, each with what to offer."""
    terminal: Terminal = context.obj
    day = None if as_of is None else as_of.date()
    if candidate is not None:
        _tell_standing(terminal, candidate, caseworker=caseworker, day=day, purpose=purpose, as_json=as_json)
        return
    if out is not None:
        refuse_ending(out, ENDINGS)
        refuse_target(out, force=force)
    with terminal.house() as house:
        shown = _queue(terminal, house, district, caseworker=caseworker, day=day, limit=limit, purpose=purpose)
        on, n_offers = day or house.today(), house.outreach.offers.n_posts
        n_without = _n_outside(house, district)
        if out is not None:
            _note(house, out, shown, district=district, purpose=purpose)
    unknown = unknown_holidays(on, terminal.say)
    warned = [*unknown, *_outside(n_without, terminal.say)]
    if out is not None:
        _write(terminal, out, shown, n_offers=n_offers, on=on, district=district)
    if as_json:
        items = [one.model_dump(mode="json") for one in shown]
        told = {"as_of": on, "holidays_known": not unknown, "n_without_district": n_without, "items": items}
        terminal.print_json(told)
    elif out is not None:
        terminal.print(terminal.say("Written: {file}").format(file=out), *warned)
    else:
        terminal.print(*warned, *_lines(shown, on=on, limit=limit, say=terminal.say))


def print_head(terminal: Terminal, house: House, district: str, *, limit: int) -> None:
    """Print the head of a district's queue, everybody masked."""
    shown = _queue(terminal, house, district, caseworker=None, day=None, limit=limit, purpose=None)
    terminal.print(*_lines(shown, on=house.today(), limit=limit, say=terminal.say))


def _queue(
    terminal: Terminal,
    house: House,
    district: str | None,
    *,
    caseworker: str | None,
    day: date | None,
    limit: int,
    purpose: str | None,
) -> list[EntryShown]:
    from api.planned import from_planned
    from api.planning import plan_outreach, read_area

    area = read_area(house, district)
    with terminal.progress(terminal.say("Planning")):
        planned = plan_outreach(house, actor=actor(), district=area, caseworker=caseworker, as_of=day, limit=limit)
    people = people_shown(house, [one.entry.candidate_id for one in planned], purpose=purpose)
    language, say = terminal.settings.language, terminal.say
    return [from_planned(one, people.get(one.entry.candidate_id), language=language, say=say) for one in planned]


def people_shown(house: House, ids: Sequence[str], *, purpose: str | None) -> dict[str, Person]:
    """Give people masked; with a purpose by name and phone, after a line in the log."""
    from data.store import masked_people, note_reveal, revealed

    if purpose is None:
        with house.database.read() as session:
            return masked_people(session, "candidate", ids, "self", fields=FIELDS, vault=house.vault)
    with house.database.begin() as session:
        leave = note_reveal(
            session,
            "candidate",
            ids,
            "self",
            fields=FIELDS,
            actor=actor(),
            purpose=purpose,
            at=house.clock(),
            vault=house.vault,
        )
    with house.database.read() as session:
        return revealed(session, leave, ids, vault=house.vault)


def _tell_standing(
    terminal: Terminal,
    candidate: str,
    *,
    caseworker: str | None,
    day: date | None,
    purpose: str | None,
    as_json: bool,
) -> None:
    from api.cli.stored import stored_candidate
    from api.planned import from_explained
    from api.planning import explain_outreach

    with terminal.house() as house:
        stored_candidate(house, candidate)
        found = explain_outreach(house, candidate, actor=actor(), caseworker=caseworker, as_of=day)
        person = people_shown(house, [candidate], purpose=purpose).get(candidate)
    shown = from_explained(found, person, language=terminal.settings.language, say=terminal.say)
    if as_json:
        terminal.print_json(shown.model_dump(mode="json"))
    else:
        terminal.print(*_standing_lines(shown, terminal.say))


def _note(house: House, out: Path, shown: Sequence[EntryShown], *, district: str | None, purpose: str | None) -> None:
    from api.giving_out import naming, note_export

    form, n = out.suffix.lower().removeprefix("."), len(shown)
    note_export(house, "outreach", "queue", actor=actor(), form=form, n=n, district=district, **naming(purpose))


def _write(
    terminal: Terminal, out: Path, shown: Sequence[EntryShown], *, n_offers: int, on: date, district: str | None
) -> None:
    from api.outreach_paper import to_paper

    with whole_for_owner(out) as part:
        paper = to_paper(shown, n_offers=n_offers, on=on, district=district, say=terminal.say)
        write_one(part, out.suffix.lower(), paper)


def unknown_holidays(day: date, say: Translate) -> list[str]:
    """Say in a line that the holidays of the year are not known; nothing where they are."""
    from api.situations import knows_holidays

    if knows_holidays(day):
        return []
    return [say("The public holidays of {year} are not known: Monday to Friday was counted.").format(year=day.year)]


def _n_outside(house: House, district: str | None) -> int:
    from api.planning import n_outside, read_area

    return n_outside(house, read_area(house, district))


def _outside(n: int, say: Translate) -> list[str]:
    """Say in a line how many people stand in no district's queue; nothing where there are none."""
    if not n:
        return []
    told = say("{n:,} people stand in no district's queue, since none is known of them; --district none lists them.")
    return [told.format(n=n)]


def _lines(shown: Sequence[EntryShown], *, on: date, limit: int, say: Translate) -> Iterator[str]:
    # of a list that is cut nobody knows how many there are: only those are ranked who may come first
    whole = say("As of {day}; {n:,} people, the most pressing first.")
    told = whole if len(shown) < limit else say("As of {day}; the {n:,} most pressing people (--limit shows more).")
    yield told.format(day=on, n=len(shown))
    if not shown:
        yield say("There is nobody to contact; --candidate ID says why somebody is not in the queue.")
    for n, one in enumerate(shown, 1):
        yield ""
        yield from entry_lines(one, say, head=f"{n:>3}. ")


def entry_lines(one: EntryShown, say: Translate, *, head: str = "") -> Iterator[str]:
    """Write an entry as a caseworker reads it: who, why now, how and by when, what to offer."""
    from api.outreach_names import basis_word, channel_word

    mark = "★ " + say("to be supported first") if one.priority else None
    facts = (mark, one.name, one.phone, one.district, one.id)
    yield head + " · ".join(fact for fact in facts if fact)
    yield INDENT + say("why now: {why} ({points:.1f} points)").format(why=one.why_now, points=one.points)
    told = say("{channel}, from {moment}, by {due}; on the ground of {basis}")
    yield INDENT + told.format(
        channel=channel_word(one.channel, say),
        moment=f"{one.not_before:%Y-%m-%d %H:%M}",
        due=one.due_on,
        basis=basis_word(one.basis, say),
    )
    for offer in one.offers:
        closes = None if offer.closes_on is None else say("until {day}").format(day=offer.closes_on)
        post = " · ".join(filter(None, (offer.title, offer.employer, offer.place, offer.post_id, closes)))
        yield f"{INDENT}• {post} ({offer.chance:.0%}): {' '.join(offer.reasons)}"
    if one.advice:
        yield f"{INDENT}→ {one.advice}"


def _standing_lines(shown: StandingShown, say: Translate) -> Iterator[str]:
    from api.outreach_names import channel_word, term_word

    if shown.entry is not None:
        yield from entry_lines(shown.entry, say)
        for term in shown.entry.terms:
            yield f"{INDENT}{term.points:6.1f}  {term_word(term.code, say)}: {term.text}"
    else:
        yield say("{id} is not in the queue:").format(id=shown.id)
    for reason in shown.against:
        yield f"{INDENT}✗ {reason.reason}"
    for channel in shown.channels:
        reasons = [*channel.against, *channel.waiting]
        told = say("; ").join(reason.reason for reason in reasons) or say("open now")
        mark = "✗" if channel.against else "…" if channel.waiting else "✓"
        if shown.against and not channel.against:
            mark, told = "✗", say("nothing against the channel, but see above")
        yield f"{INDENT}{mark} {channel_word(channel.channel, say)}: {told}"
