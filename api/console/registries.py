"""Registries in the console: the extracts that are there, an extract sent, what it changes, taken or discarded."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Query, Request, UploadFile
from starlette.responses import Response

from api.console.imports import blank_book, columns_of, most_mb
from api.console.notices import Notice, go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.extract_names import state_word
from api.fields import RecordId
from api.house import House
from api.import_names import file_word, row_word
from api.jobs import TheRunner
from api.registering import counts_of, difference_of
from api.registries import AskedExtract, from_tally, start_import
from api.uploaded import form_only
from data.reference import load_priority_groups
from data.store.extracts import discard_extract, get_extract, lapses_in_force, list_extracts
from matcher.errors import Conflict
from matcher.priority_groups import RegistryKind
from matcher.records import Extract, ExtractState

FORMER = 5  # extracts of one registry that are listed beside those in force and waiting

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Registry:
    """A registry with its extracts."""

    code: str
    name: str
    notice_days: int
    in_force: Extract | None
    waiting: Extract | None
    former: tuple[Extract, ...]


@router.get("/registries", dependencies=[needs("registries:read")])
def show_registries(
    request: Request, house: TheHouse, visitor: TheVisitor, done: Annotated[str | None, Query()] = None
) -> Response:
    """Show every registry: what is in force, of which day, and what waits."""
    with house.database.read() as session:
        found = list_extracts(session)
    words = {"discarded": visitor.say("The extract is discarded. To have it again, import the file again.")}
    registries = [_registry(kind, found, visitor) for kind in load_priority_groups().kinds.values()]
    return page(
        request,
        "registries",
        registries=registries,
        n_waiting=sum(one.waiting is not None for one in registries),
        states={state: state_word(state, visitor.say) for state in ExtractState},
        today=house.today(),
        notice=Notice(words[done]) if done in words else None,
    )


@router.get("/imports/registry", dependencies=[needs("registries:write")])
def show_form(
    request: Request, house: TheHouse, visitor: TheVisitor, kind: Annotated[str | None, Query()] = None
) -> Response:
    """Show what an extract must hold, and the form that sends one."""
    return _form(request, house, visitor, typed={"kind": kind})


@router.get("/imports/registry/blank", dependencies=[needs("registries:write")])
def give_blank() -> Response:
    """Give a blank workbook with the columns of a registry."""
    return blank_book("registries")


@router.post("/imports/registry", dependencies=[needs("registries:write"), Depends(form_only)])
def post_file(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    runner: TheRunner,
    kind: Annotated[str, Form(max_length=100)] = "",
    as_of: Annotated[str, Form(max_length=100)] = "",
    force: Annotated[bool, Form()] = False,
    file: UploadFile | None = None,
) -> Response:
    """Keep an extract, let a job read and compare it, and lead to the job."""
    day, faults = _day(as_of), dict[str, str]()
    if day is None or day > house.today():
        faults["as_of"] = visitor.say("Give the day of which the office tells; it cannot be still to come.")
    if kind not in load_priority_groups().kinds:
        faults["kind"] = visitor.say("Choose a registry.")
    if file is None or not file.filename:
        faults["file"] = visitor.say("Choose a file first.")
    if faults or file is None or day is None:
        typed = {"kind": kind, "as_of": as_of, "force": force}
        return _form(request, house, visitor, typed=typed, faults=faults, status=422)
    asked = AskedExtract(kind, day, force=force)
    job = start_import(house, file, asked, actor=visitor.actor, runner=runner)
    return go_on(request, f"/jobs/{job.id}")


@router.get("/registries/{id}", dependencies=[needs("registries:read")])
def show_extract(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show an extract, and what can be done with it."""
    with house.database.read() as session:
        extract = get_extract(session, id)
    return page(
        request,
        "extract",
        extract=extract,
        registry=_named(extract.kind, visitor),
        state=state_word(extract.state, visitor.say),
        may_take=visitor.may("links:decide"),
        may_discard=visitor.may("registries:write"),
    )


@router.get("/registries/{id}/difference", dependencies=[needs("registries:read")])
def show_difference(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show what an extract changes, in counts; it is worked out when the page is there, since it takes a while."""
    groups, is_english = load_priority_groups(), visitor.language == "en"
    with house.database.read() as session:
        extract = get_extract(session, id)
        try:
            shown = difference_of(house, session, id)
        except Conflict as error:
            return page(request, "difference", extract=extract, why_not=error.phrase.told(visitor.say))
        is_in_force = extract.state is ExtractState.IN_FORCE
        lapses = Counter(
            one.lapses_on for one in (lapses_in_force(session, extract.kind, vault=house.vault) if is_in_force else ())
        )
    counts = counts_of(shown.difference)
    n_before = shown.difference.n_earlier
    kind = groups.kinds.get(extract.kind)
    names = {code: one.english if is_english else one.name for code, one in groups.groups.items()}
    return page(
        request,
        "difference",
        extract=extract,
        why_not=None,
        before=shown.before,
        counts=counts,
        shrinks=n_before > 0 and n_before - shown.difference.n_later >= groups.shrink_refused * n_before,
        n_before=n_before,
        rows=[(names.get(one.group, one.group), one) for one in from_tally(shown.difference)],
        notice_days=None if kind is None else kind.notice_days,
        lapses=sorted(lapses.items()),
    )


@router.post("/registries/{id}/discard", dependencies=[needs("registries:write")])
def post_discard(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Discard an extract that waits, with its people."""
    with house.database.begin() as session:
        discard_extract(session, id, actor=visitor.actor, at=house.clock())
    return go_on(request, "/registries", done="discarded")


def _registry(kind: RegistryKind, found: list[Extract], visitor: Visitor) -> Registry:
    own = [one for one in found if one.kind == kind.code]
    by_state = {one.state: one for one in reversed(own)}
    present = (ExtractState.IN_FORCE, ExtractState.WAITING)
    return Registry(
        kind.code,
        _named(kind.code, visitor),
        kind.notice_days,
        by_state.get(ExtractState.IN_FORCE),
        by_state.get(ExtractState.WAITING),
        tuple(one for one in own if one.state not in present)[:FORMER],
    )


def _named(code: str, visitor: Visitor) -> str:
    """Name a registry in the visitor's language; one that the city no longer has is its code alone."""
    kind = load_priority_groups().kinds.get(code)
    return code if kind is None else kind.english if visitor.language == "en" else kind.name


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def _form(
    request: Request,
    house: House,
    visitor: Visitor,
    *,
    typed: dict[str, Any],
    faults: dict[str, str] | None = None,
    status: int = 200,
) -> Response:
    kinds = [(code, _named(code, visitor)) for code in load_priority_groups().kinds]
    return page(
        request,
        "import_registry",
        status=status,
        word=file_word("registry", visitor.say),
        about=row_word("registry", visitor.say),
        kinds=kinds,
        typed=typed,
        faults=faults or {},
        today=house.today(),
        most_mb=most_mb(house),
        **columns_of("registries"),
    )
