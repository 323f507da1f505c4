"""The programme's first page: the year against its targets, how far people came, and what waits for the office."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.console.charts import Chart, bars
from api.console.pages import page
from api.console.papers import due_papers
from api.console.visitors import TheVisitor
from api.deps import TheHouse, needs
from api.language import Translate
from api.programme_names import SIGNS, course_word, step_meaning, step_word
from api.progress import UNKNOWN, AreaProgress, Progress, progress_of, steps_counted, waiting_for_office, year_of
from api.qualifying import Eligible
from data.reference import load_map
from data.store import Step, need_whole_city

CHARTS_KEPT = 8

router = APIRouter(include_in_schema=False)


@router.get("/programme", dependencies=[needs("reports:read")])
def show_programme(request: Request, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show where the programme stands; every figure leads to the list behind it."""
    need_whole_city("programme")
    year, say = year_of(house), visitor.say
    with house.database.read() as session:
        progress = progress_of(house, session, year)
        steps = steps_counted(session, year)
        waiting = waiting_for_office(house, session)
        eligible = house.qualifying.known(session, year.edition, on=year.window.last)
    return page(
        request,
        "programme",
        today=house.today(),
        last=year.window.last,
        progress=progress,
        tiles=_tiles(progress),
        chart=_chart(progress, say),
        waiting=waiting,
        papers=due_papers(house.today(), year.edition.reports_since, say),
        **_funnel(steps, eligible, say),
        **_words(say),
    )


@router.get("/programme/eligible", dependencies=[needs("reports:read")])
def show_eligible(request: Request, house: TheHouse, visitor: TheVisitor) -> Response:
    """Count who is eligible, which takes a while in a large city, and show the steps with it."""
    need_whole_city("programme")
    year = year_of(house)
    with house.database.read() as session:
        eligible = house.qualifying.count(session, year.edition, on=year.window.last)
        steps = steps_counted(session, year)
    return page(request, "programme_eligible", last=year.window.last, **_funnel(steps, eligible, visitor.say))


def _funnel(steps: dict[Step, int], eligible: Eligible | None, say: Translate) -> dict[str, Any]:
    told: list[tuple[str, str, str, int | None]] = [
        (str(step), step_word(step, say), step_meaning(step, say), n) for step, n in steps.items()
    ]
    own = "eligible", say("Eligible"), say("Of the registered: the rules admit them on the month's last day.")
    told.insert(1, (*own, None if eligible is None else len(eligible.ids)))
    return {"steps": told, "most": max([*steps.values(), 1])}


def _tiles(progress: Progress) -> list[AreaProgress | None]:
    """Give the places row by row, roughly as they lie; None = nothing lies there. What the map leaves out follows."""
    known = {one.area: one for one in progress.areas}
    tiles = [known.pop(name, None) if name else None for row in load_map() for name in row]
    return [*tiles, *known.values()]


def _chart(progress: Progress, say: Translate) -> Chart:
    rows = tuple(
        (one.area or say("place unknown"), _percent(one.posts.share), _percent(one.trainees.share))
        for one in progress.areas
        if one.posts.target or one.trainees.target
    )
    return _drawn(
        say("Share of the year's target, in per cent"), say("District"), say("Openings"), say("Trainees"), rows
    )


@lru_cache(maxsize=CHARTS_KEPT)
def _drawn(title: str, place: str, posts: str, trainees: str, rows: tuple[tuple[str, Any, Any], ...]) -> Chart:
    """Draw the bars; the same figures are not drawn a second time."""
    return bars(title, (place, posts, trainees), [(name, values) for name, *values in rows])


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share)


def _words(say: Translate) -> dict[str, Any]:
    return {"sign_of": SIGNS.__getitem__, "course": lambda one: course_word(one, say), "unknown": UNKNOWN}
