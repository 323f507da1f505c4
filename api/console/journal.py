"""The log in the console: what was done, looked for, told in words, looked through whole, and rankings made again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from api.access_words import purpose_word
from api.action_names import (
    ACTIONS,
    NOUNS,
    action_phrase,
    detail_phrase,
    done_line,
    noun_phrase,
    value_phrase,
)
from api.console.notices import go_on
from api.console.pages import page
from api.console.typed import faults_told
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.house import House
from api.jobs import JobRunner, TheRunner
from api.journal import AskedEntries, list_page
from api.journal_names import fault_line
from api.language import Translate
from api.rankings import ACTION, CANDIDATES, NOUN, POSTS, PROPOSED
from api.replay_names import difference_line
from api.replayed import Replayed
from api.replaying import replay
from api.role_names import known_role_word
from api.verifying import ask_verification, last_verification
from data.faults import phrase_of
from data.log import Entry, entries, read_head
from data.log.verifying import read_anchor
from data.store import posts_by_id
from data.values.text import hide_personal
from matcher.errors import BadInput, MatcherError, NotFound

FILTERS = ("actor", "action", "noun", "id", "since", "until")
MADE_AGAIN = frozenset({POSTS, CANDIDATES, PROPOSED})  # lists of one asker: the rest takes minutes
LISTED = frozenset({"posts", "people", "scores", "marks"})  # details that a table of their own tells
N_LINES = 50

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Told:
    """A list made again, or why it cannot be."""

    replayed: Replayed | None
    lines: tuple[str, ...]


@router.get("/log", dependencies=[needs("log:read")])
def show_log(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    actor: Annotated[str, Query(max_length=300)] = "",
    action: Annotated[str, Query(max_length=100)] = "",
    noun: Annotated[str, Query(max_length=100)] = "",
    id: Annotated[str, Query(max_length=300)] = "",
    since: Annotated[str, Query(max_length=40)] = "",
    until: Annotated[str, Query(max_length=40)] = "",
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> Response:
    """Show the lines that are asked for, the newest first."""
    typed = dict(zip(FILTERS, (actor, action, noun, id, since, until), strict=True))
    return _list(request, house, visitor, typed, cursor=cursor)


@router.post("/log", dependencies=[needs("log:read")])
def post_filter(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    actor: Annotated[str, Form(max_length=300)] = "",
    action: Annotated[str, Form(max_length=100)] = "",
    noun: Annotated[str, Form(max_length=100)] = "",
    id: Annotated[str, Form(max_length=300)] = "",
    since: Annotated[str, Form(max_length=40)] = "",
    until: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Lead to the lines that are asked for; what might be a person's number never comes into an address."""
    typed = dict(zip(FILTERS, (actor, action, noun, id, since, until), strict=True))
    say = visitor.say
    personal = {
        name: say("this looks like a person's number; take the id of the record, found under “Candidates”")
        for name in ("actor", "id")
        if hide_personal(typed[name]) != typed[name]
    }
    faults = personal or _faults(typed, say)
    if faults:
        return _list(request, house, visitor, typed, faults=faults)
    said = {name: value.strip() for name, value in typed.items() if value.strip()}
    return go_on(request, "/log", **said)


@router.get("/log/verification", dependencies=[needs("log:read")])
def show_verification(request: Request, house: TheHouse, visitor: TheVisitor, runner: TheRunner) -> Response:
    """Show when the whole log was last looked through and what was found; while it goes on, how far it is."""
    return _verification(request, house, visitor, runner)


@router.post("/log/verification", dependencies=[needs("log:read")])
def post_verification(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    runner: TheRunner,
    head: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Queue a look through the whole log."""
    try:
        anchor = read_anchor(head) if head.strip() else None
    except BadInput as error:
        fault = faults_told(error, visitor.say, otherwise="head")["head"]
        return _verification(request, house, visitor, runner, head=head, fault=fault)
    ask_verification(house, actor=visitor.actor, anchor=anchor)
    runner.wake()
    return go_on(request, "/log/verification")


@router.get("/log/{sequence}", dependencies=[needs("log:read")])
def show_line(
    request: Request, sequence: Annotated[int, Path(ge=1, lt=2**62)], house: TheHouse, visitor: TheVisitor
) -> Response:
    """Show one line with its details."""
    return _one(request, house, visitor, _entry(house, sequence))


@router.post("/log/{sequence}/replay", dependencies=[needs("log:read")])
def post_replay(
    request: Request, sequence: Annotated[int, Path(ge=1, lt=2**62)], house: TheHouse, visitor: TheVisitor
) -> Response:
    """Make the ranking of a line again, and show whether it comes out the same."""
    entry = _entry(house, sequence)
    if not _is_made_again(entry):
        raise NotFound("line {n} of the log is no ranking that a page makes again", n=sequence)
    try:
        found = replay(house, entry.id or "")
    except MatcherError as error:
        told = Told(None, (error.told(visitor.say),))
    else:
        told = Told(found, tuple(difference_line(one, visitor.say) for one in found.differences))
    return _one(request, house, visitor, entry, told=told)


def _list(
    request: Request,
    house: House,
    visitor: Visitor,
    typed: Mapping[str, str],
    *,
    cursor: str | None = None,
    faults: Mapping[str, str] | None = None,
) -> Response:
    say, faults = visitor.say, faults or _faults(typed, visitor.say)
    wanted = {name: value for name, value in typed.items() if value.strip()}
    found = None
    if not faults:
        found = list_page(house, AskedEntries(**wanted, cursor=cursor, limit=N_LINES))
    following = None if found is None or found.next_cursor is None else wanted | {"cursor": found.next_cursor}
    return page(
        request,
        "log",
        status=422 if faults else 200,
        lines=() if found is None else found.items,
        typed=typed,
        faults=faults,
        is_narrowed=bool(wanted),
        next_address=None if following is None else f"/log?{urlencode(following)}",
        first_address=None if cursor is None else "/log" + (f"?{urlencode(wanted)}" if wanted else ""),
        actions=_choices(ACTIONS, say("everything that was done"), action_phrase, say),
        nouns=_choices(NOUNS, say("on everything"), noun_phrase, say),
        verification=last_verification(house),
        said=lambda line: done_line(line.noun, line.action, say),
        role=lambda role: known_role_word(role, say),
        purpose=lambda purpose: purpose_word(purpose, say),
    )


def _choices(words: Mapping[str, Any], all_of_them: str, phrase: Any, say: Translate) -> list[tuple[str, str]]:
    return [("", all_of_them), *sorted(((name, phrase(name, say)) for name in words), key=lambda one: one[1])]


def _faults(typed: Mapping[str, str], say: Translate) -> dict[str, str]:
    try:
        AskedEntries(**{name: value or None for name, value in typed.items()})
    except ValidationError as error:
        return {str(one["loc"][0]): phrase_of(one).told(say) for one in error.errors()}
    return {}


def _entry(house: House, sequence: int) -> Entry:
    house.spool.drain(house.database)
    with house.database.read() as session:
        found = next(iter(entries(session, after=sequence - 1, limit=1)), None)
    if found is None or found.sequence != sequence:
        raise NotFound("there is no line {n} in the log", n=sequence)
    return found


def _is_made_again(entry: Entry) -> bool:
    return (entry.action, entry.noun) == (ACTION, NOUN) and entry.details.get("of") in MADE_AGAIN


def _one(request: Request, house: House, visitor: Visitor, entry: Entry, *, told: Told | None = None) -> Response:
    say = visitor.say
    is_made_again = _is_made_again(entry)
    listed = entry.details.get("posts") or entry.details.get("people") or () if is_made_again else ()
    with house.database.read() as session:
        newest = read_head(session)
        titles = {id: f"{one.title} · {one.employer}" for id, one in posts_by_id(session, listed).items()}
    below = LISTED if is_made_again else frozenset()
    return page(
        request,
        "log_line",
        entry=entry,
        said=done_line(entry.noun, entry.action, say),
        role=known_role_word(entry.actor.role, say),
        purpose=lambda purpose: purpose_word(purpose, say),
        details=[
            (detail_phrase(name, say), value_phrase(name, one, say))
            for name, one in entry.details.items()
            if name not in below
        ],
        is_last=newest is not None and newest.sequence <= entry.sequence,
        is_made_again=is_made_again,
        by_command=not is_made_again and (entry.action, entry.noun) in {(ACTION, NOUN), ("plan", "push")},
        listed=[
            (id, titles.get(id), score) for id, score in zip(listed, entry.details.get("scores", ()), strict=False)
        ],
        told=told,
    )


def _verification(
    request: Request,
    house: House,
    visitor: Visitor,
    runner: JobRunner,
    *,
    head: str = "",
    fault: str | None = None,
) -> Response:
    last = last_verification(house)
    house.spool.drain(house.database)
    with house.database.read() as session:
        newest = read_head(session)
    return page(
        request,
        "log_verification",
        status=422 if fault else 200,
        last=last,
        progress=None if last is None else runner.progress(last.job.id) or (last.job.done, last.job.total),
        lines=[] if last is None else [fault_line(one, visitor.say) for one in last.faults],
        problem=last.job.problem.told(visitor.say) if last is not None and last.job.problem else None,
        newest=newest,
        head=head,
        fault=fault,
    )
