"""The public list of openings as it is made: what takes applications today, model posts first and marked."""

from __future__ import annotations

from api.house import House
from api.reporting.report import Asked, Made, office_of
from data.papers import sheets_as_plain
from data.store import Session, iter_employers, iter_posts, iter_standings, posts_with_mentors
from matcher.model_posts import COLUMNS, Opening, is_open, opening_row, shortcomings
from matcher.papers import Paper, Row, Sheet
from matcher.records import TrapVerdict
from matcher.summary import Employers
from matcher.summary.employers import area_of
from matcher.traps import DOUBTFUL, doubt_of

NOTE = (
    "★为示范岗位：单位已认定，岗位内容、人数、类别、地点、补贴和期限写明，"
    "有带教老师，补贴不低于最低工资标准，无可疑内容。"
)
BRIEF = ("n", "model", "title", "employer", "kind", "headcount", "district", "pay", "closes_on", "id")


def make_openings(house: House, asked: Asked) -> Made:
    """Make the list of the posts that are open today; no doubtful adverts, no removed employers."""
    with house.database.read() as session:
        found = _openings(house, session)
    found.sort(key=lambda one: (bool(shortcomings(one)), area_of(one.post, one.employer) or "~", one.post.id))
    rows: list[Row] = [opening_row(n, one) for n, one in enumerate(found, start=1)]
    n_model = sum(not shortcomings(one) for one in found)
    n_places = sum(one.post.headcount or 1 for one in found)
    notes = (f"共{len(found):,}条招募信息、{n_places:,}个岗位，其中示范岗位{n_model:,}条。", NOTE)
    sheet = Sheet("见习岗位", "就业见习岗位公开目录", COLUMNS, rows, unit="个、元", notes=notes)
    paper = Paper((sheet,), on=house.today(), office=office_of(house, asked), signed=())
    return Made(paper, sheets_as_plain(paper), BRIEF)


def _openings(house: House, session: Session) -> list[Opening]:
    today = house.today()
    edition = house.rulebook.on(today)
    employers = Employers(iter_employers(session), iter_standings(session))
    mentored = posts_with_mentors(session)
    found = []
    for post in iter_posts(session):
        employer = employers.of_post(post)
        is_trap = post.trap_verdict is TrapVerdict.CONFIRMED or doubt_of(post) == DOUBTFUL
        if is_open(post, today) and not is_trap and not employers.is_gone(employer, today):
            wage = edition.wage_on(area_of(post, employer), today).month_yuan
            found.append(Opening(post, employer, post.id in mentored, wage))
    return found
