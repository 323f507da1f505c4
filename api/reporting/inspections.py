"""The yearly inspection list as it is made: every employer looked at as of a day, those due first."""

from __future__ import annotations

from api.house import House
from api.inspecting import list_inspections
from api.language import translation
from api.reporting.report import Asked, Made, office_of, refuse_public
from data.papers import sheets_as_plain
from matcher.employers import inspection_paper

BRIEF = ("employer_id", "employer", "district", "due_on", "due", "last_practice_on", "findings", "reason")


def make_inspections(house: House, asked: Asked) -> Made:
    """
    Make the list of employers for the yearly inspection.

    Raises:
        BadInput: it is asked for publication: what is proposed is not decided.
    """
    refuse_public(asked)
    as_of = asked.as_of or house.today()
    edition = house.rulebook.on(as_of)
    with house.database.read() as session:
        looked = list_inspections(house, session, as_of=as_of)
    paper = inspection_paper(
        [(one.facts, one.proposal) for one in looked],
        as_of=as_of,
        edition=edition.id,
        n_years=edition.inspection.idle_years,
        say=translation("zh"),
        office=office_of(house, asked),
    )
    return Made(paper, {"edition": edition.id} | sheets_as_plain(paper), BRIEF)
