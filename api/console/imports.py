"""Files brought in through the console: which kinds there are, what each must hold, and the form that sends one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, UploadFile
from starlette.responses import Response

from api.console.notices import go_on
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fair_begun import BEGUN, state_now
from api.fields import MaybeWord
from api.house import House
from api.import_names import file_word, row_word
from api.jobs import TheRunner
from api.settling import ImportKind
from api.uploaded import form_only
from api.uploads import XLSX, AskedImport, imports_of, start_import
from data.blanks import headers_of, write_blank
from data.store.fairs import iter_fairs
from matcher.errors import NotAllowed
from matcher.records import FairState

OF_FAIRS = ("booths", "attendance")
MEGABYTE = 1 << 20

router = APIRouter(include_in_schema=False)


@router.get("/imports", dependencies=[needs("imports:write")])
def show_kinds(request: Request, visitor: TheVisitor) -> Response:
    """Show the kinds of files that the visitor may bring."""
    kinds = [*imports_of(visitor.actor), *(("registry",) if visitor.may("registries:write") else ())]
    told = [(kind, file_word(kind, visitor.say), row_word(kind, visitor.say)) for kind in kinds]
    return page(request, "imports", kinds=told)


@router.get("/imports/{kind}", dependencies=[needs("imports:write")])
def show_kind(request: Request, kind: ImportKind, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show what a file of a kind must hold, and the form that sends one."""
    return _form(request, house, visitor, kind)


@router.get("/imports/{kind}/blank", dependencies=[needs("imports:write")])
def give_blank(kind: ImportKind, visitor: TheVisitor) -> Response:
    """Give a blank workbook with the columns of a kind."""
    _refuse_kind(visitor, kind)
    return blank_book(kind)


@router.post("/imports/{kind}", dependencies=[needs("imports:write"), Depends(form_only)])
def post_file(
    request: Request,
    kind: ImportKind,
    house: TheHouse,
    visitor: TheVisitor,
    runner: TheRunner,
    file: UploadFile | None = None,
    fair: Annotated[MaybeWord, Form()] = None,
    registered_again: Annotated[MaybeWord, Form()] = None,
) -> Response:
    """Keep a file, let a job import it, and lead to the job."""
    if file is None or not file.filename:
        _ = visitor.say
        return _form(request, house, visitor, kind, fault=_("Choose a file first."), fair=fair, status=422)
    asked = AskedImport(
        kind,
        fair=fair if kind in OF_FAIRS else None,
        registered_again=registered_again if kind == "candidates" else None,
    )
    job = start_import(house, file, asked, actor=visitor.actor, runner=runner)
    return go_on(request, f"/jobs/{job.id}")


def blank_book(kind: str) -> Response:
    """Give the blank workbook of a kind as a file."""
    told = {"Content-Disposition": f'attachment; filename="{kind}.xlsx"'}
    return Response(write_blank(kind), media_type=XLSX, headers=told)


def columns_of(kind: str) -> dict[str, Any]:
    """Tell which columns a kind has, and which of them are needed: each group, of which one must be there."""
    headers = headers_of(kind)
    return {
        "columns": [(names[0], names[1:]) for names in headers.names.values()],
        "needed": [[headers.title(field) for field in group] for group in headers.needs],
    }


def most_mb(house: House) -> int:
    """Give the most megabytes of a file."""
    return max(house.settings.max_upload_bytes // MEGABYTE, 1)


def _form(
    request: Request,
    house: House,
    visitor: Visitor,
    kind: ImportKind,
    *,
    fault: str | None = None,
    fair: str | None = None,
    status: int = 200,
) -> Response:
    _refuse_kind(visitor, kind)
    return page(
        request,
        "import",
        status=status,
        kind=kind,
        word=file_word(kind, visitor.say),
        about=row_word(kind, visitor.say),
        fairs=_fairs(house, BEGUN if kind == "booths" else (FairState.CLOSED,)) if kind in OF_FAIRS else None,
        fair=fair,
        fault=fault,
        most_mb=most_mb(house),
        **columns_of(kind),
    )


def _fairs(house: House, without: Collection[FairState]) -> list[tuple[str, str]]:
    """Give the fairs that do not stand as *without* says, the latest first."""
    with house.database.read() as session:
        kept = [one.fair for one in iter_fairs(session, vault=house.vault)]
        there = [one for one in kept if state_now(house, session, one) not in without]
    return [
        (one.id, f"{one.name} · {one.on.isoformat()}") for one in sorted(there, key=lambda one: one.on, reverse=True)
    ]


def _refuse_kind(visitor: Visitor, kind: ImportKind) -> None:
    if kind not in imports_of(visitor.actor):
        raise NotAllowed("the role {role} does not import {kind}", role=visitor.actor.role, kind=kind)
