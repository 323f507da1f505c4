"""The programme's papers in the console: which are due, each looked at on the page and taken as a file of Excel."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Path, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from api.console.listed import address
from api.console.pages import page
from api.console.typed import Faults, faults_told
from api.console.visitors import TheVisitor
from api.deps import TheHouse, needs
from api.giving_out import naming, note_export
from api.language import Translate
from api.reporting import REPORTS
from api.reporting.ledger import write_ledger
from api.reports import XLSX, AskedReport, excel_answer, made_report
from data.papers import as_texts, write_excel
from data.store import need_whole_city, read_purpose
from matcher.errors import BadInput, NotFound
from matcher.papers import Column, Paper, Sheet
from matcher.papers import Form as Written

MOST_ROWS = 40  # of a table on the page; the file has all
NUMBERS = (Written.COUNT, Written.YUAN, Written.RATE)
LEDGER = "ledger"
FIRST_OF_MONTH_DAYS = 5  # in which the paper of the month before is what is due

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Kind:
    """A paper as it is asked for."""

    name: str
    title: str
    about: str
    by: str  # month, year, day or nothing: what it is asked for
    is_public: bool  # may be asked for with small counts suppressed


@dataclass(frozen=True, slots=True)
class DuePaper:
    """A paper that is to be handed in, and by when."""

    title: str
    period: str
    due_on: date
    address: str


@dataclass(frozen=True, slots=True)
class Table:
    """A sheet as the page shows it."""

    sheet: Sheet
    groups: tuple[tuple[str, int], ...]  # the heads above the heads, each with how many columns it spans; () = none
    heads: tuple[str, ...]
    is_number: tuple[bool, ...]
    rows: tuple[list[str], ...]
    n_rows: int  # in all
    total: list[str] | None


def kinds(_: Translate) -> tuple[Kind, ...]:
    """Name the papers and what each is for."""
    return (
        Kind(
            "monthly",
            _("Monthly summary"),
            _("By district, against the year's targets; at each month's end"),
            "month",
            True,
        ),
        Kind(LEDGER, _("Real-name ledger"), _("Everybody with skills, wishes, eligibility and traineeship"), "", False),
        Kind(
            "inspections",
            _("Inspection list"),
            _("All employers, those proposed for removal and those due first"),
            "day",
            False,
        ),
        Kind(
            "subsidies",
            _("Subsidy settlement"),
            _("What every employer has due in a year, line by line"),
            "year",
            False,
        ),
        Kind(
            "openings", _("Public list of openings"), _("Posts open today, model posts first; names nobody"), "", True
        ),
        Kind(
            "yearend", _("Year's account"), _("The year's figures beside the targets and the year before"), "year", True
        ),
    )


def due_papers(today: date, since: date, say: Translate) -> list[DuePaper]:
    """Give the papers of the month that are to be handed in; in its first days those of the month before."""
    last_month = today.day <= FIRST_OF_MONTH_DAYS
    year, month = (
        (today.year, today.month) if not last_month else (today.year - (today.month == 1), (today.month - 2) % 12 + 1)
    )
    asked, due_on = f"{year}-{month:02}", date(year, month, monthrange(year, month)[1])
    if due_on < since:
        return []
    monthly = address("/papers/monthly", month=asked)
    return [
        DuePaper(say("Monthly summary"), asked, due_on, monthly),
        DuePaper(say("Real-name ledger"), asked, due_on, f"/papers/{LEDGER}"),
        DuePaper(say("Subsidy settlement"), str(year), due_on, address("/papers/subsidies", year=str(year))),
    ]


class Wanted:
    """Which report is asked for, as the form of a page says it: a field left blank is not asked."""

    def __init__(
        self,
        month: Annotated[str, Query(max_length=10)] = "",
        year: Annotated[str, Query(max_length=10)] = "",
        as_of: Annotated[str, Query(max_length=10)] = "",
        public: Annotated[str, Query(max_length=5)] = "",
    ) -> None:
        """Keep what was typed."""
        self.typed = {"month": month.strip(), "year": year.strip(), "as_of": as_of.strip(), "public": public}

    def read(self) -> AskedReport:
        """Read it as the route does; raises ValidationError."""
        said: dict[str, Any] = {name: value for name, value in self.typed.items() if value}
        return AskedReport.model_validate(said | {"public": bool(self.typed["public"])})


TheWanted = Annotated[Wanted, Depends()]
Name = Annotated[str, Path(max_length=20)]


@router.get("/papers", dependencies=[needs("reports:read")])
def show_papers(request: Request, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show which papers there are."""
    need_whole_city("programme")
    edition = house.rulebook.on(house.today())
    due = due_papers(house.today(), edition.reports_since, visitor.say)
    return page(request, "papers", papers=kinds(visitor.say), due=due, today=house.today())


@router.get("/papers/ledger", dependencies=[needs("reports:read")])
def show_ledger(request: Request, visitor: TheVisitor) -> Response:
    """Show how the real-name ledger is taken: masked, or named for a purpose."""
    need_whole_city("programme")
    return _ledger_page(request, visitor)


@router.get("/papers/ledger/file", dependencies=[needs("reports:read")])
def take_masked_ledger(house: TheHouse, visitor: TheVisitor) -> Response:
    """Give the ledger as a file of Excel, everybody masked."""
    need_whole_city("programme")
    return _ledger(house, visitor, purpose=None)


@router.post("/papers/ledger/file", dependencies=[needs("outreach:export")])
def take_named_ledger(
    request: Request, house: TheHouse, visitor: TheVisitor, purpose: Annotated[str, Form(max_length=300)] = ""
) -> Response:
    """Give the ledger with names and numbers, for a purpose that is logged."""
    need_whole_city("programme")
    try:
        read_purpose(purpose)
    except BadInput as error:
        return _ledger_page(request, visitor, typed=purpose, faults=faults_told(error, visitor.say))
    return _ledger(house, visitor, purpose=purpose)


@router.get("/papers/{name}", dependencies=[needs("reports:read")])
def show_paper(request: Request, name: Name, house: TheHouse, visitor: TheVisitor, wanted: TheWanted) -> Response:
    """Show how a paper is asked for; it is made as the page is looked at, which takes some seconds in a large city."""
    _kind(name, visitor.say)
    need_whole_city("programme")
    return _paper(request, house, visitor, name, wanted)


@router.get("/papers/{name}/table", dependencies=[needs("reports:read")])
def show_table(request: Request, name: Name, house: TheHouse, visitor: TheVisitor, wanted: TheWanted) -> Response:
    """Show a paper as far as a page takes it, to be looked at, printed, or taken as a file."""
    _kind(name, visitor.say)
    try:
        made = made_report(house, name, wanted.read(), form="screen", actor=visitor.actor)
    except (ValidationError, BadInput) as error:
        return _paper(request, house, visitor, name, wanted, faults=faults_told(error, visitor.say))
    return _paper(request, house, visitor, name, wanted, paper=made.paper)


def _paper(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    name: str,
    wanted: Wanted,
    *,
    paper: Paper | None = None,
    faults: Faults | None = None,
) -> Response:
    given = {field: value or None for field, value in wanted.typed.items()}
    return page(
        request,
        "paper",
        status=422 if faults else 200,
        kind=_kind(name, visitor.say),
        typed=wanted.typed,
        month=f"{house.today():%Y-%m}",
        file=address(f"/papers/{name}/file", **given),
        table=address(f"/papers/{name}/table", **given),
        paper=paper,
        tables=[] if paper is None else list(map(table_of, paper.sheets)),
        faults=faults or Faults(),
    )


@router.get("/papers/{name}/file", dependencies=[needs("reports:read")])
def take_paper(name: Name, house: TheHouse, visitor: TheVisitor, wanted: TheWanted) -> Response:
    """Give a paper as a file of Excel, as the office hands it in."""
    _kind(name, visitor.say)
    try:
        asked = wanted.read()
    except ValidationError as error:
        field, why = next(iter(faults_told(error, visitor.say).items()))
        raise BadInput("{field}: {why}", field=field, why=why) from None
    return excel_answer(made_report(house, name, asked, form="xlsx", actor=visitor.actor).paper, name)


def table_of(sheet: Sheet) -> Table:
    """Lay a sheet out for a page: its first rows, with how many there are."""
    heads, *rows = as_texts(sheet, to_read=True)
    total = rows.pop() if sheet.total is not None else None
    columns = sheet.columns
    return Table(
        sheet,
        tuple(_groups(columns)) if any(one.group for one in columns) else (),
        tuple(one.title.replace("\n", "") for one in columns) if heads else (),
        tuple(one.form in NUMBERS for one in columns),
        tuple(rows[:MOST_ROWS]),
        len(rows),
        total,
    )


def _groups(columns: tuple[Column, ...]) -> Iterator[tuple[str, int]]:
    """Give the heads above the heads; neighbours of one group share theirs."""
    at = 0
    while at < len(columns):
        group, n = columns[at].group, 1
        while group is not None and at + n < len(columns) and columns[at + n].group == group:
            n += 1
        yield group or "", n
        at += n


def _kind(name: str, say: Translate) -> Kind:
    found = next((one for one in kinds(say) if one.name == name and name in REPORTS), None)
    if found is None:
        raise NotFound("there is no paper {name!r}", name=name)
    return found


def _ledger_page(request: Request, visitor: TheVisitor, *, typed: str = "", faults: Faults | None = None) -> Response:
    kind = next(one for one in kinds(visitor.say) if one.name == LEDGER)
    may_name = visitor.may("outreach:export")
    told: dict[str, Any] = {"kind": kind, "may_name": may_name, "typed": typed, "faults": faults or Faults()}
    return page(request, "paper_ledger", status=422 if faults else 200, **told)


def _ledger(house: TheHouse, visitor: TheVisitor, *, purpose: str | None) -> Response:
    stream = BytesIO()
    n = write_ledger(
        house,
        lambda paper: write_excel(stream, paper),
        purpose=purpose,
        actor=visitor.actor,
        office=None,
        on_progress=lambda done, total: None,
    )
    note_export(house, "report", LEDGER, actor=visitor.actor, form="xlsx", n=n, **naming(purpose))
    headers = {"Content-Disposition": f'attachment; filename="{LEDGER}-{house.today()}.xlsx"'}
    return Response(stream.getvalue(), media_type=XLSX, headers=headers)
