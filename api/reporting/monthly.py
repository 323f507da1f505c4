"""The monthly summary as it is made: the stored records counted for a month under the edition of its last day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date

from api.house import House
from api.reporting.funnel import funnel_of
from api.reporting.groups import grouping
from api.reporting.report import Asked, Made, month_asked, office_of
from data.store import (
    Session,
    candidate_sources,
    candidates_by_id,
    iter_claims,
    iter_collected,
    iter_employers,
    iter_placements,
    iter_standings,
    posts_by_id,
)
from matcher.editions import Edition
from matcher.errors import NotFound
from matcher.records import Placement
from matcher.summary import (
    Due,
    Employers,
    Facts,
    Source,
    Window,
    Workplaces,
    collected,
    collected_on,
    due,
    employer_areas,
    paid,
    practices,
    public_summary,
    source_named,
    summarise,
    summary_as_plain,
    summary_paper,
    trainees,
)

BRIEF = (
    "district",
    "posts_target",
    "posts",
    "posts_rate",
    "trainees_target",
    "trainees",
    "trainees_rate",
    "running",
    "finished",
    "retained",
    "subsidy_due_yuan",
    "subsidy_yuan",
    "employers",
)


def make_monthly(house: House, asked: Asked) -> Made:
    """
    Make 《见习工作情况汇总表》 of a month.

    Raises:
        BadInput: the month has not begun.
    """
    window = Window(month_asked(house, asked))
    edition, on = house.rulebook.on(window.last), min(window.last, house.today())
    with house.database.read() as session:
        placements = list(iter_placements(session))
        summary = summarise(
            facts_of(session, placements, window, edition, on=on),
            window,
            edition=edition.id,
            targets=edition.targets_of(window.month.year),
            areas=house.gazetteer.names,
        )
        funnel = None if asked.public else funnel_of(session, placements, window, edition)
    plain = summary_as_plain(summary)
    if asked.public:
        plain = public_summary(plain)
    return Made(summary_paper(plain, on=on, office=office_of(house, asked), funnel=funnel), plain, BRIEF)


def facts_of(session: Session, placements: list[Placement], window: Window, edition: Edition, *, on: date) -> Facts:
    """Gather what the figures of a month are counted from; what is due is worked out as of the day *on*."""
    employers = Employers(iter_employers(session), iter_standings(session))
    posts = [one for one in iter_collected(session) if window.covers(collected_on(one))]
    workplaces = Workplaces(
        posts_by_id(session, (one.post_id for one in placements if one.post_id is not None)), employers
    )
    begun = [one for one in placements if window.covers(one.starts_on)]
    source_of = _sources(session, (one.candidate_id for one in begun))
    people = candidates_by_id(session, (one.candidate_id for one in begun))
    return Facts(
        posts=list(collected(posts, employers, window)),
        trainees=list(
            trainees(placements, workplaces, window, source_of=source_of, group_of=grouping(people, edition))
        ),
        practices=list(practices(placements, workplaces, edition, window)),
        paid=list(paid(iter_claims(session), placements, workplaces, window)),
        employers=employer_areas(posts, employers, window),
        due=_due(placements, workplaces, edition, window, on),
    )


def _due(
    placements: list[Placement], workplaces: Workplaces, edition: Edition, window: Window, on: date
) -> list[Due] | None:
    try:
        return due(placements, workplaces, edition, window.month, on)
    except NotFound:  # the edition has no wage for a month so old: all else can be reported
        return None


def _sources(session: Session, ids: Iterable[str]) -> Callable[[str], Source]:
    written = candidate_sources(session, ids)
    return lambda id: source_named(written.get(id))
