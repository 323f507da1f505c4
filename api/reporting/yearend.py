"""The year's account as it is made: the summary of the year's last month, the year before, and the employers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from api.house import House
from api.reporting.monthly import facts_of
from api.reporting.report import Asked, Made, office_of
from data.papers import sheets_as_plain
from data.store import Session, iter_employers, iter_placements
from matcher.editions import Edition
from matcher.errors import BadInput
from matcher.records import Placement
from matcher.subsidy import retention_of
from matcher.summary import Summary, Window, public_summary, summarise, summary_as_plain, summary_paper
from matcher.summary.yearend import EmployerYear, employers_sheet, indicators_sheet


def make_yearend(house: House, asked: Asked) -> Made:
    """
    Make the account of the year asked for, or of that in which the month lies, as far as it has gone.

    Raises:
        BadInput: the year has not begun.
    """
    today = house.today()
    year = asked.year or (asked.month or today).year
    if year > today.year:
        raise BadInput("{field}: {year} has not begun", field="year", year=year)
    window = Window(min(date(year, 12, 1), today.replace(day=1)))
    edition = house.rulebook.on(window.last)
    with house.database.read() as session:
        placements = list(iter_placements(session))
        plain = summary_as_plain(_summary(house, session, placements, window, edition))
        earlier = Window(date(year - 1, window.month.month, 1))
        before = summary_as_plain(_summary(house, session, placements, earlier, edition))
        employers = list(_employers(session, placements, window, edition))
    if asked.public:
        plain, before = public_summary(plain), public_summary(before)
    paper = summary_paper(plain, on=min(window.last, today), office=office_of(house, asked))
    own = [indicators_sheet(plain, before), *([] if asked.public else [employers_sheet(employers)])]
    whole = replace(paper, sheets=(*own, *paper.sheets), period=f"{year}年1—{window.month.month}月")
    return Made(whole, {"year": year} | sheets_as_plain(whole))


def _summary(house: House, session: Session, placements: list[Placement], window: Window, edition: Edition) -> Summary:
    return summarise(
        facts_of(session, placements, window, edition, on=min(window.last, house.today())),
        window,
        edition=edition.id,
        targets=edition.targets_of(window.month.year),
        areas=house.gazetteer.names,
    )


def _employers(
    session: Session, placements: Sequence[Placement], window: Window, edition: Edition
) -> Iterator[EmployerYear]:
    own: dict[str, list[Placement]] = defaultdict(list)
    for one in placements:
        own[one.employer_id].append(one)
    for employer in iter_employers(session):
        rate = retention_of(own[employer.id], edition, year=window.month.year, known_on=window.last)
        begun = sum(window.in_year(one.starts_on) for one in own[employer.id])
        yield EmployerYear(employer.name, employer.district, begun, rate.n_ended, rate.n_retained)
