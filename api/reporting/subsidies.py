"""The year's subsidies as they are made: what every employer has due, settled by the edition of a day."""

from __future__ import annotations

from api.house import House
from api.language import translation
from api.reporting.report import Asked, Made, office_of, refuse_public
from api.settlements import settle_all
from data.papers import sheets_as_plain
from matcher.subsidy import overview_paper

BRIEF = ("employer_id", "employer", "district", "placements", "total", "payable", "claimed", "paid", "over_claimed")


def make_subsidies(house: House, asked: Asked) -> Made:
    """
    Make the paper of what employers have due in a year, as the facts stood on a day.

    Raises:
        BadInput: it is asked for publication: its lines tell of single traineeships.
        NotFound: there is no edition for the day, or it has no minimum wage for a month.
    """
    refuse_public(asked)
    as_of = asked.as_of or house.today()
    year = asked.year or as_of.year
    edition = house.rulebook.of_year(year, known_on=as_of)
    with house.database.read() as session:
        settlements = settle_all(house, session, year=year, as_of=as_of)
    paper = overview_paper(
        settlements,
        year=year,
        as_of=as_of,
        edition=edition.id,
        areas=house.gazetteer.names,
        say=translation("zh"),
        office=office_of(house, asked),
    )
    return Made(paper, {"year": year, "edition": edition.id} | sheets_as_plain(paper), BRIEF)
