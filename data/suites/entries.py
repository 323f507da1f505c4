"""Lines of a suite as records: what an office would have handed over, read as an import reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from data.suites.files import Line
from data.values.dates import read_date
from data.values.education import read_attained_education, read_required_education
from data.values.lists import read_list
from data.values.text import hide_personal, label, prose
from data.values.words import read_employment_status, read_kind
from matcher.errors import BadInput
from matcher.places import Gazetteer
from matcher.records import Candidate, Post

Value = TypeVar("Value")


def advert_of(line: Line, *, gazetteer: Gazetteer) -> Post:
    """Turn an advert into a post; district and zone are those that its place of work names, else the one stated."""
    place = line.maybe_text("place")
    found = gazetteer.recognise(place or "")
    stated = gazetteer.recognise(line.maybe_text("district") or "")
    return Post(
        id=line.id,
        title=line.text("title"),
        employer=line.maybe_text("employer") or "",
        description=_free(line, "description"),
        education=_read(line, "education", read_required_education),
        skills=_read(line, "skills", read_list) or (),
        experience_min_years=line.maybe_number("experience_years"),
        pay_min_month_yuan=line.maybe_number("pay_min"),
        pay_max_month_yuan=line.maybe_number("pay_max"),
        district=found.district or stated.district,
        zone=found.zone or stated.zone,
        place=place,
    )


def profile_of(line: Line) -> Candidate:
    """Turn a profile into a candidate; an empty list of districts is how these files write 全市."""
    districts = line.texts("acceptable_districts")
    return Candidate(
        id=line.id,
        education=_read(line, "education", read_attained_education),
        education_written=line.maybe_text("education"),
        school_kind=line.maybe_text("school_kind"),
        major=line.maybe_text("major"),
        graduated_on=_read(line, "graduation", read_date),
        birth_on=_read(line, "birth", read_date),
        employment_status=_read(line, "employment_status", read_employment_status),
        home_district=line.maybe_text("home_district"),
        districts=districts,
        any_district=None if districts else True,
        skills=line.texts("skills"),
        certificates=line.texts("certificates"),
        experience=_free(line, "experience"),
        wish=_free(line, "intention"),
        kind_wanted=_read(line, "preferred_kind", read_kind),
        pay_min_month_yuan=line.maybe_number("min_monthly_pay"),
        needs=_free(line, "needs"),
    )


def title_of(line: Line) -> Post:
    """Turn a title, with its description where there is one, into a post."""
    return Post(id=line.id, title=line.text("title"), employer="", description=line.maybe_text("description"))


def wish_of(line: Line) -> Candidate:
    """Turn a title that is looked for into a candidate who wishes for it."""
    return Candidate(id=line.id, wish=line.text("title"))


def post_of_major(line: Line) -> Post:
    """Turn an official post into one whose requirement of majors stays as written."""
    return Post(
        id=line.id,
        title=line.text("title"),
        employer=line.maybe_text("employer") or "",
        description=line.maybe_text("description"),
        education=_read(line, "education", read_required_education),
        majors=tuple(filter(None, [line.maybe_text("majors")])),
    )


def major_of(line: Line) -> Candidate:
    """Turn a major into a candidate who studied it."""
    return Candidate(
        id=line.id,
        education=_read(line, "education", read_attained_education),
        education_written=line.maybe_text("education"),
        major=line.text("major"),
    )


def _read(line: Line, name: str, reader: Callable[[str], Value]) -> Value | None:
    text = label(line.maybe_text(name))
    if text is None:
        return None
    try:
        return reader(text)
    except ValueError as error:
        raise BadInput(f"{line.where}: '{name}' is {text!r}: {error}", field=name) from error


def _free(line: Line, name: str) -> str | None:
    text = prose(line.maybe_text(name))
    return hide_personal(text) if text else None
