"""Lines of a suite as records: what an office would have handed over, read as an import reads it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from data.suites.files import Line
from data.values.dates import read_date
from data.values.education import read_attained_education, read_required_education
from data.values.money import read_pay
from data.values.numbers import Span
from data.values.texts import open_label, open_list, open_prose
from data.values.words import read_employment_status, read_kind
from matcher.errors import BadInput
from matcher.places import Gazetteer
from matcher.records import Candidate, Post

Value = TypeVar("Value")
UNKNOWN = Span(None, None)


def advert_of(line: Line, *, gazetteer: Gazetteer) -> Post:
    """Turn an advert into a post; a district stated counts before one that the place names."""
    place = _read(line, "place", open_label)
    stated = gazetteer.recognise(line.maybe_text("district") or "")
    found = gazetteer.recognise(place or "")
    zone = stated.zone or found.zone
    pay = _pay(line, "pay_min", "pay_max")
    return Post(
        id=line.id,
        title=open_label(line.text("title")) or line.text("title"),
        employer=line.maybe_text("employer") or "",
        description=_read(line, "description", open_prose),
        education=_read(line, "education", read_required_education),
        skills=_read(line, "skills", open_list) or (),
        experience_min_years=line.maybe_number("experience_years"),
        pay_min_month_yuan=pay.least,
        pay_max_month_yuan=pay.most,
        district=stated.district or stated.zone or found.district or zone,
        zone=zone,
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
        experience=_read(line, "experience", open_prose),
        wish=_read(line, "intention", open_prose),
        kind_wanted=_read(line, "preferred_kind", read_kind),
        pay_min_month_yuan=_pay(line, "min_monthly_pay", "min_monthly_pay").least,
        needs=_read(line, "needs", open_prose),
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


def _read(line: Line, name: str, reader: Callable[[str], Value | None]) -> Value | None:
    text = line.maybe_text(name)
    if text is None:
        return None
    try:
        return reader(text)
    except ValueError as error:
        raise BadInput(
            "{where}: '{field}' is {text!r}: {why}", where=line.where, field=name, text=text, why=error
        ) from error


def _pay(line: Line, least: str, most: str) -> Span:
    """Give pay a month; an amount that no month can be worth is unknown, as it is to an import."""
    low, high = line.maybe_number(least), line.maybe_number(most)
    if low is None and high is None:
        return UNKNOWN
    stated = [f"{yuan:.2f}" for yuan in (low, high) if yuan is not None]
    try:
        return read_pay(f"{'-'.join(stated)}元/月") or UNKNOWN
    except ValueError:
        return UNKNOWN
