"""People's own data over HTTP: the access report that is handed to a person, and what a person corrects."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.access_reporting import Asked, access_report
from api.correcting import correct
from api.deps import JsonOnly, TheActor, TheHouse, TheLanguage, needs
from api.errors import problems
from api.fields import MaybeWord, RecordId, Word
from api.manners.documents import document
from api.persons import MASK, PersonBody
from api.profiles import Profile, to_candidate
from data.access import access_page
from data.papers import write_excel
from matcher.access import to_paper, to_plain
from matcher.errors import BadInput

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ANSWER: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The report as JSON; as a page for paper or as Excel where `Accept` asks for it.",
        "content": {
            "application/json": {"schema": {"type": "object"}},
            "text/html": {"schema": {"type": "string"}},
            XLSX: {"schema": {"type": "string", "format": "binary"}},
        },
    }
}

router = APIRouter(prefix="/v1/candidates", tags=["rights"])


class AskedReport(BaseModel):
    """How an access report is asked for."""

    model_config = ConfigDict(extra="forbid")

    purpose: Word = Field(description="What it is needed for, as it shall stand in the log.")
    office: MaybeWord = Field(None, description="How the paper names the office.")


class CorrectionBody(BaseModel):
    """What a person says is right in place of what is stored; fields left out stay."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"profile": {"school": "济南大学"}}})

    profile: Profile = Field(
        default_factory=Profile, description="Fields of the profile; consents are put, not corrected."
    )
    person: PersonBody = Field(default_factory=PersonBody, description="Name, phone, ID number, address.")


class Corrected(BaseModel):
    """Which fields stand by the person's own correction now."""

    id: str
    fields: list[str] = Field(examples=[["school", "self.phone"]])


@router.get(
    "/{id}/access-report",
    summary="Tell a person what is stored",
    response_class=Response,
    responses=problems(400, 404, 422, 503) | ANSWER,
    dependencies=[needs("candidates:report")],
)
def read_access_report(
    id: RecordId,
    asked: Annotated[AskedReport, Query()],
    house: TheHouse,
    actor: TheActor,
    say: TheLanguage,
    accept: Annotated[str, Header(description=f"`text/html` or `{XLSX}`.")] = "application/json",
) -> Response:
    """
    Give everything that is stored of a person, to be handed to that person: values in full, sources, who looked, what
    was ranked and pushed, contacts, priority groups, grounds, rights. The log keeps who made it and why.
    """
    report = access_report(house, Asked(id, actor, asked.purpose, say, asked.office))
    name = f'attachment; filename="access-report-{report.on}'
    if "text/html" in accept.lower():
        return document(access_page(report))
    if XLSX in accept.lower():
        stream = BytesIO()
        write_excel(stream, to_paper(report))
        return Response(stream.getvalue(), media_type=XLSX, headers={"Content-Disposition": f'{name}.xlsx"'})
    return Response(json.dumps(to_plain(report), ensure_ascii=False), media_type="application/json")


@router.post(
    "/{id}/corrections",
    summary="Note what a person corrects",
    dependencies=[needs("candidates:write"), JsonOnly],
    responses=problems(400, 404, 409, 413, 415, 422, 503),
)
def post_correction(id: RecordId, body: CorrectionBody, house: TheHouse, actor: TheActor) -> Corrected:
    """
    Put what a person says is right in place of what is stored, with that as its source.

    A file that says otherwise later does not overwrite it: its import notes the rows. A field that is null is left as
    it is; to remove one, put the candidate.
    """
    profile, person = corrections_of(body, id=id, house=house)
    return Corrected(id=id, fields=list(correct(house, id, profile, person, actor=actor)))


def corrections_of(body: CorrectionBody, *, id: str, house: TheHouse) -> tuple[dict[str, Any], dict[str, str]]:
    """
    Give the fields that a body tells, as the record and the person have them.

    Raises:
        BadInput: a value of the person is masked: it would be stored in place of what it masks.
    """
    for name, value in body.person:
        if value is not None and MASK in value and name != "address":  # which may hold a star of its own
            raise BadInput("{field}: is masked; send it whole, or leave it out to keep it", field=f"person.{name}")
    candidate = to_candidate(body.profile, id=id, gazetteer=house.gazetteer)
    told = {name: getattr(candidate, name) for name in body.profile.model_fields_set}
    profile = {name: value for name, value in told.items() if value not in (None, ())}
    return profile, {name: value for name, value in body.person if value is not None}
