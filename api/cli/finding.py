"""The command that leads from a person, a post or an employer to an id."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.tables import table_lines
from api.cli.terminal import AsJson, Terminal, actor
from api.language import Translate
from data.values.identifiers import read_id_number
from matcher.errors import NotFound
from matcher.records import Candidate, Post

if TYPE_CHECKING:
    from api.finding import Finding

SURNAME = re.compile(r"[\u4e00-\u9fff]")


def find(
    context: typer.Context,
    text: Annotated[
        str,
        typer.Argument(
            help="A name, its initials in pinyin, a phone, an ID number or the last four of either; "
            "part of a post's title or an employer's name; or an id.",
            show_default=False,
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Find the id of a candidate, a post or an employer."""
    from api.finding import find as find_records

    terminal: Terminal = context.obj
    with terminal.house() as house:
        found = find_records(house, text, actor=actor())
    if as_json:
        items = [as_dict(one) for one in found.findings]
        terminal.print_json({"items": items, "n": found.n, "n_more": found.n_more})
    if not found.n and is_mistyped_number(text):
        raise NotFound("nothing found; this is not an ID number, its check digit or birth date is wrong: type it again")
    if not found.n:
        raise NotFound(
            "nothing found; a person is found by full name, pinyin initials, phone, ID number or the last four of "
            "either, a post or an employer by part of its name"
        )
    if not as_json:
        _ = terminal.say
        header = _("id"), _("what"), _("who"), _("district"), _("about")
        terminal.print(*table_lines(header, [row(one, _) for one in found.findings]))
        if found.n_more:
            terminal.print(_("… and {n:,} more; say more to narrow it down").format(n=found.n_more))
        if SURNAME.fullmatch(text.strip()):
            terminal.print(
                _("People are found by full name, pinyin initials, phone, ID number or the last four of either.")
            )


def is_mistyped_number(text: str) -> bool:
    """Tell whether a text has the length of an ID number and is none."""
    bare = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text))
    if not re.fullmatch(r"[0-9]{17}[0-9Xx]|[0-9]{15}", bare):
        return False
    try:
        read_id_number(bare)
    except ValueError:
        return True
    return False


def row(finding: Finding, _: Translate) -> tuple[str, str, str, str, str]:
    """Write a finding as a row of the table: id, what it is, the masked person, district, what it is about."""
    one = finding.record
    if isinstance(one, Candidate):
        person = finding.person
        who = (person.name, person.phone, person.id_number) if person else ()
        about = " ".join(fact for fact in (one.education_written, one.major) if fact)
        return one.id, _("candidate"), " ".join(part for part in who if part), one.home_district or "", about
    if isinstance(one, Post):
        return one.id, _("post"), "", one.zone or one.district or "", f"{one.title} · {one.employer}"
    return one.id, _("employer"), "", one.district or "", one.name


def as_dict(finding: Finding) -> dict[str, Any]:
    """Give a finding as plain values, for JSON."""
    one = finding.record
    if isinstance(one, Candidate):
        known = {name: getattr(finding.person, name, None) for name in ("name", "phone", "id_number")}
        about = {"education": one.education_written, "major": one.major}
        return {"noun": "candidate", "id": one.id, "person": known, "district": one.home_district, **about}
    if isinstance(one, Post):
        place = {"district": one.district, "zone": one.zone}
        return {"noun": "post", "id": one.id, "title": one.title, "employer": one.employer, **place}
    return {"noun": "employer", "id": one.id, "name": one.name, "district": one.district}
