"""The commands of contacts: what came of one, who has taken whom, who looks after whom."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli.outreach import District
from api.cli.tables import table_lines
from api.cli.terminal import AsJson, Terminal, actor
from matcher.errors import BadInput
from matcher.records import Channel, ContactResult, DeclineReason, Person

if TYPE_CHECKING:
    from api.contacting import Noted

OfCandidate = Annotated[str, typer.Option(metavar="ID", help="The candidate.", show_default=False)]
Caseworker = Annotated[str, typer.Option(metavar="NAME", help="Who looks after them.", show_default=False)]
Said = Annotated[
    str | None, typer.Option("--note", metavar="TEXT", help="In free words; personal numbers are taken out.")
]


def attempt(
    context: typer.Context,
    candidate: OfCandidate,
    channel: Annotated[Channel, typer.Option(help="How the person was contacted.", show_default=False)],
    result: Annotated[ContactResult, typer.Option(help="What came of the contact.", show_default=False)],
    call_back_on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day that the person named, with call_back or interested."),
    ] = None,
    post: Annotated[
        str | None, typer.Option(metavar="ID", help="Which post, with interested, declined or started.")
    ] = None,
    reason: Annotated[DeclineReason | None, typer.Option(help="Why it was declined.")] = None,
    note: Said = None,
    as_json: AsJson = False,
) -> None:
    """Note what came of a contact; what follows from it is done, and what is to be done next is said."""
    from api.contacting import Told, note_attempt
    from api.contacts import from_noted
    from api.fields import MaybeProse, read_typed

    terminal: Terminal = context.obj
    with terminal.house() as house:
        told = Told(
            candidate_id=candidate,
            channel=channel,
            result=result,
            call_back_on=None if call_back_on is None else call_back_on.date(),
            post_id=post,
            reason=reason,
            note=read_typed("--note", note, MaybeProse),
        )
        with house.database.begin() as session:
            noted = note_attempt(house, session, told, actor=actor())
    if as_json:
        terminal.print_json(from_noted(noted, terminal.say).model_dump(mode="json"))
    else:
        terminal.print(*_lines(terminal, noted))


def _lines(terminal: Terminal, noted: Noted) -> list[str]:
    from api.contact_names import next_step, result_word
    from matcher.outreach.attempts import Task

    _ = terminal.say
    kept = _("{id}: noted, {result}").format(id=noted.attempt.candidate_id, result=result_word(noted.attempt.result, _))
    step = next_step(noted.follow_up, _)
    if noted.follow_up.task is Task.PROPOSE_PLACEMENT:
        step += " (matcher place)"
    return [kept, _("Next: {step}").format(step=step)]


def attempts(context: typer.Context, candidate: OfCandidate, as_json: AsJson = False) -> None:
    """List what was tried to contact a candidate, and what came of it."""
    from api.contact_names import result_word
    from api.contacts import AttemptShown, from_attempt
    from api.feedback_names import reason_word
    from api.outreach_names import channel_word
    from data.store import attempts_of, get_candidate
    from matcher.outreach.situation import in_local_time

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        get_candidate(session, candidate)
        found = attempts_of(session, candidate)
        policy = house.outreach
    _ = terminal.say
    if as_json:
        items = [AttemptShown.model_construct(**from_attempt(one)) for one in found]  # type: ignore[arg-type]
        terminal.print_json({"items": [one.model_dump(mode="json") for one in items]})
    elif not found:
        terminal.print(_("There are none."))
    else:
        header = _("day"), _("channel"), _("result"), _("post"), _("reason"), _("note"), _("told by")
        rows = [
            (
                f"{in_local_time(one.at, policy):%Y-%m-%d %H:%M}",
                channel_word(one.channel, _),
                f"{result_word(one.result, _)} {one.call_back_on or ''}".rstrip(),
                one.post_id or "",
                reason_word(one.reason, _),
                one.note or "",
                one.actor.id,
            )
            for one in found
        ]
        terminal.print(*table_lines(header, rows))


def claim(
    context: typer.Context,
    candidate: OfCandidate,
    hours: Annotated[float | None, typer.Option(min=0, help="For how long; as the office's rule says.")] = None,
    as_json: AsJson = False,
) -> None:
    """Take a candidate to contact: no colleague does until it ends."""
    from api.contacting import take
    from matcher.outreach.situation import in_local_time

    terminal: Terminal = context.obj
    with terminal.house() as house:
        with house.database.begin() as session:
            held = take(house, session, candidate, actor=actor(), hours=hours)
        until = in_local_time(held.until, house.outreach)
    if as_json:
        terminal.print_json({"candidate_id": candidate, "actor_id": held.actor.id, "until": held.until.isoformat()})
    else:
        terminal.print(terminal.say("{id}: yours until {until:%Y-%m-%d %H:%M}").format(id=candidate, until=until))


def release(context: typer.Context, candidate: OfCandidate, as_json: AsJson = False) -> None:
    """Let go of a candidate whom you have taken."""
    from api.contacting import release as let_go

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.begin() as session:
        was_mine = let_go(house, session, candidate, actor=actor())
    if as_json:
        terminal.print_json({"candidate_id": candidate, "released": was_mine})
    else:
        said = terminal.say("{id}: released" if was_mine else "{id}: you had not taken this person")
        terminal.print(said.format(id=candidate))


def assign(
    context: typer.Context,
    candidate: Annotated[
        list[str], typer.Option(metavar="ID", help="A candidate; several times for several.", show_default=False)
    ],
    caseworker: Caseworker,
    as_json: AsJson = False,
) -> None:
    """Give candidates to a caseworker to look after."""
    from api.entrusting import entrust

    terminal: Terminal = context.obj
    name = _name("--caseworker", caseworker)
    with terminal.house() as house, house.database.begin() as session:
        n = entrust(house, session, candidate, caseworker=name, actor=actor())
    if as_json:
        terminal.print_json({"caseworker": name, "n_changed": n})
    else:
        terminal.print(terminal.say("{n:,} given to {caseworker}").format(n=n, caseworker=name))


def hand_over(
    context: typer.Context,
    from_: Annotated[str, typer.Option("--from", metavar="NAME", help="Who gives them up.", show_default=False)],
    to: Annotated[str, typer.Option(metavar="NAME", help="Who gets them.", show_default=False)],
    district: District = None,
    note: Said = None,
    as_json: AsJson = False,
) -> None:
    """Give everybody whom a caseworker has in hand to a colleague, with claims and promised call backs."""
    from api.entrusting import hand_people_over
    from api.fields import MaybeProse, read_typed
    from api.profiles import official

    terminal: Terminal = context.obj
    giver, receiver = _name("--from", from_), _name("--to", to)
    with terminal.house() as house:
        area = official(district, gazetteer=house.gazetteer)
        why = read_typed("--note", note, MaybeProse)
        with house.database.begin() as session:
            moved = hand_people_over(house, session, giver=giver, to=receiver, actor=actor(), district=area, note=why)
    counts = {"n": len(moved.hands.ids), "n_call_backs": len(moved.hands.call_back_ids), "n_claims": moved.n_claims}
    if as_json:
        terminal.print_json(counts)
        return
    told = terminal.say("{n:,} given to {to}: {n_call_backs:,} with a promised call back, {n_claims:,} taken")
    terminal.print(told.format(to=receiver, **counts))


def mine(
    context: typer.Context,
    caseworker: Annotated[
        str | None, typer.Option(metavar="NAME", help="Whose; yours by default.", show_default=False)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List whom a caseworker has in hand, those who were promised a call back marked."""
    from api.entrusting import hands_of
    from data.store import candidates_by_id, masked_people

    terminal: Terminal = context.obj
    with terminal.house() as house, house.database.read() as session:
        hands = hands_of(house, session, caseworker or actor().id)
        people = masked_people(session, "candidate", hands.ids, "self", fields=("name", "phone"), vault=house.vault)
        known = candidates_by_id(session, hands.ids)
    _ = terminal.say
    if as_json:
        terminal.print_json({"candidate_ids": hands.ids, "call_back_ids": hands.call_back_ids})
    elif not hands.ids:
        terminal.print(_("There are none."))
    else:
        promised = frozenset(hands.call_back_ids)
        rows = [
            (
                id,
                people.get(id, Person()).name or "",
                people.get(id, Person()).phone or "",
                known[id].home_district or "",
                _("wants to be called back") if id in promised else "",
            )
            for id in hands.ids
        ]
        terminal.print(*table_lines((_("candidate"), _("name"), _("phone"), _("district"), ""), rows))


def _name(option: str, text: str) -> str:
    from api.fields import MaybeWord, read_typed

    name = read_typed(option, text, MaybeWord)
    if name is None:
        raise BadInput("{field}: a name is missing", field=option)
    return name
