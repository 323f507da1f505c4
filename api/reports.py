"""Reports over HTTP: the programme's papers by name, as JSON or as Excel."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.deps import TheActor, TheHouse, needs
from api.errors import problems
from api.fields import MaybeDay
from api.giving_out import note_export
from api.house import House
from api.reporting import REPORTS, Asked, Made, read_month
from data.papers import write_excel
from data.store import need_whole_city
from matcher.papers import Paper
from matcher.records import Actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The figures as JSON, or the paper as Excel where `Accept` asks for it.",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}

router = APIRouter(prefix="/v1/reports", tags=["reports"])

Name = Annotated[
    Literal["monthly", "openings", "yearend", "inspections", "subsidies"], Path(description="Which report.")
]


PUBLIC = "openings"  # names posts alone, which everybody reads


class AskedReport(BaseModel):
    """How a report is asked for."""

    model_config = ConfigDict(extra="forbid")

    month: str | None = Field(None, description="As `2023-08`; the present month by default.", examples=["2023-08"])
    year: int | None = Field(
        None, ge=2000, le=2099, description="Of `yearend` and `subsidies`; that of `month` or `as_of` by default."
    )
    as_of: MaybeDay = Field(
        None, description="The day as of which `inspections` and `subsidies` count the facts; today by default."
    )
    public: bool = Field(False, description="For publication: counts under 5 are suppressed, and what gives them away.")


def made_report(house: House, name: str, asked: AskedReport, *, form: str, actor: Actor) -> Made:
    """Make a report for whoever may have it, and note that it leaves the house in a form."""
    if name != PUBLIC:
        need_whole_city(name)
    month = None if asked.month is None else read_month(asked.month)
    made = REPORTS[name](house, Asked(month=month, public=asked.public, year=asked.year, as_of=asked.as_of))
    note_export(house, "report", name, actor=actor, form=form, **asked.model_dump())
    return made


def excel_answer(paper: Paper, name: str) -> Response:
    """Give a paper as a file of Excel."""
    stream = BytesIO()
    write_excel(stream, paper)
    headers = {"Content-Disposition": f'attachment; filename="{name}-{paper.on}.xlsx"'}
    return Response(stream.getvalue(), media_type=XLSX, headers=headers)


@router.get(
    "/{name}",
    summary="Give a report",
    response_class=Response,
    responses=problems(404, 422, 503) | ANSWER,
    dependencies=[needs("reports:read")],
)
def read_report(
    name: Name,
    house: TheHouse,
    actor: TheActor,
    asked: Annotated[AskedReport, Query()],
    accept: Annotated[str, Header(description=f"`{XLSX}` asks for Excel.")] = "application/json",
) -> Response:
    """
    Give a paper of the programme: as JSON its figures, as Excel the paper as an office hands it in.

    `monthly` is 《见习工作情况汇总表》: openings, trainees, retention, subsidy and employers by district, of the month,
    the month before and the year so far, against the year's targets. `openings` is the public list of the posts that
    are open today, model posts first. `yearend` is the account of `year`, or of that in which `month` lies, as far as
    it has gone, beside the year before. `inspections` is the yearly inspection list of employers, those due first.
    `subsidies` is what every employer has due in a year, with every line. No report names a person; the last two are
    not for publication.
    """
    form = "xlsx" if XLSX in accept.lower() else "json"
    made = made_report(house, name, asked, form=form, actor=actor)
    if form == "xlsx":
        return excel_answer(made.paper, name)
    content = json.dumps(made.plain, ensure_ascii=False, default=str)
    return Response(content, media_type="application/json")
