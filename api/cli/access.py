"""The commands for what people may ask of the office: to be told what is stored, and to have it corrected."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer

from api.cli.everybody import refuse_target, whole_for_owner
from api.cli.reporting import refuse_ending
from api.cli.terminal import Force, Terminal, actor
from matcher.errors import BadInput

ENDINGS = (".html", ".xlsx", ".json")
OfCandidate = Annotated[str, typer.Option(metavar="ID", help="The candidate.", show_default=False)]
SEVERAL = frozenset({"districts", "skills", "certificates"})
YES_NO = {"是": True, "否": False, "yes": True, "no": False}


def access_report(
    context: typer.Context,
    candidate: OfCandidate,
    purpose: Annotated[
        str, typer.Option(metavar="TEXT", help="What it is needed for: it is logged.", show_default=False)
    ],
    out: Annotated[
        Path, typer.Option(metavar="FILE", help="Write it: .html, .xlsx or .json.", readable=False, show_default=False)
    ],
    office: Annotated[str | None, typer.Option(metavar="TEXT", help="How the paper names the office.")] = None,
    force: Force = False,
) -> None:
    """Write what is stored of a person, to be handed to that person: sources, who looked, rankings, rights."""
    from api.access_reporting import Asked
    from api.access_reporting import access_report as make
    from data.access import access_page
    from data.papers import write_excel, write_json
    from matcher.access import to_paper, to_plain

    terminal: Terminal = context.obj
    refuse_ending(out, ENDINGS)
    refuse_target(out, force=force)
    with terminal.house() as house, whole_for_owner(out) as part:
        asked = Asked(candidate, actor(), purpose, terminal.say, office)
        report = make(house, asked)
        if out.suffix.lower() == ".html":
            part.write_text(access_page(report), encoding="utf-8")
        elif out.suffix.lower() == ".xlsx":
            write_excel(part, to_paper(report))
        else:
            write_json(part, to_plain(report))
    terminal.print(terminal.say("Written, to be handed to the person: {file}").format(file=out))


def correct(
    context: typer.Context,
    candidate: OfCandidate,
    told: Annotated[
        list[str],
        typer.Option("--set", metavar="FIELD=VALUE", help="What is right, as school=济南大学.", show_default=False),
    ],
) -> None:
    """Note what a person says is right in place of what is stored; no later file overwrites it silently."""
    from pydantic import ValidationError

    from api.access_reports import CorrectionBody, corrections_of
    from api.correcting import correct as note
    from api.persons import PersonBody
    from data.faults import phrase_of

    terminal: Terminal = context.obj
    parts: dict[str, dict[str, Any]] = {"profile": {}, "person": {}}
    for one in told:
        name, sign, value = one.partition("=")
        if not sign:
            raise BadInput("{text}: say the field and its value, as school=济南大学", text=one)
        parts["person" if name in PersonBody.model_fields else "profile"][name] = _value(name, value)
    try:
        body = CorrectionBody.model_validate(parts)
    except ValidationError as error:
        first = error.errors()[0]
        raise BadInput("{field}: {why}", field=str(first["loc"][-1]), why=phrase_of(first)) from None
    with terminal.house() as house:
        profile, person = corrections_of(body, id=candidate, house=house)
        fields = note(house, candidate, profile, person, actor=actor())
    terminal.print(terminal.say("{id}: corrected: {fields}").format(id=candidate, fields=", ".join(fields)))


def _value(name: str, written: str) -> Any:
    if name in SEVERAL:
        return [part for part in re.split(r"[、,，;；]", written) if part]
    return YES_NO.get(written, written)
