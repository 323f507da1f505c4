"""The lists behind the programme's figures: the year's posts and trainees of a place, and who came how far."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.console.listed import PAGE, address, next_address, read_place
from api.console.pages import page
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.house import House
from api.language import Translate
from api.programme_names import step_meaning, step_word
from api.progress import UNKNOWN, Progress, progress_of, year_of
from data.store import (
    Session,
    Step,
    candidates_by_id,
    count_step,
    employers_by_id,
    masked_people,
    need_whole_city,
    page_step,
    page_year_posts,
    page_year_trainees,
    places_of,
    posts_by_id,
)
from matcher.errors import NotFound
from matcher.records import Placement

ELIGIBLE = "eligible"
Area = Annotated[str | None, Query(max_length=40)]
Cursor = Annotated[str | None, Query(max_length=600)]

router = APIRouter(include_in_schema=False)


@router.get("/programme/posts", dependencies=[needs("reports:read")])
def show_posts(
    request: Request, house: TheHouse, visitor: TheVisitor, area: Area = None, cursor: Cursor = None
) -> Response:
    """Show the posts that the year's openings are counted from, of a place or of the city."""
    need_whole_city("programme")
    year, path = year_of(house), "/programme/posts"
    after = read_place(house, path, cursor, area=area)
    with house.database.read() as session:
        progress = progress_of(house, session, year)
        areas = _areas(progress, area)
        found = page_year_posts(session, places_of(session, year.window), areas, after=after, limit=PAGE + 1)
    told = next((one for one in progress.areas if (one.area or UNKNOWN) == area), progress.total)
    return page(
        request,
        "programme_posts",
        area=area,
        area_name=_area_name(area, visitor.say),
        last=year.window.last,
        told=told,
        posts=found[:PAGE],
        **_pages(house, path, [one.id for one in found], cursor, area=area),
    )


@router.get("/programme/trainees", dependencies=[needs("placements:read")])
def show_trainees(
    request: Request, house: TheHouse, visitor: TheVisitor, area: Area = None, cursor: Cursor = None
) -> Response:
    """Show the first traineeship of the year of each person, of a place or of the city."""
    need_whole_city("programme")
    year, path = year_of(house), "/programme/trainees"
    after = read_place(house, path, cursor, area=area)
    with house.database.read() as session:
        progress = progress_of(house, session, year)
        areas = _areas(progress, area)
        found = page_year_trainees(session, year.window, areas, after=after, limit=PAGE + 1)
        beside = beside_placements(house, session, found[:PAGE], visitor)
    told = next((one for one in progress.areas if (one.area or UNKNOWN) == area), progress.total)
    return page(
        request,
        "programme_trainees",
        area=area,
        area_name=_area_name(area, visitor.say),
        last=year.window.last,
        told=told,
        placements=found[:PAGE],
        **beside,
        **_pages(house, path, [one.id for one in found], cursor, area=area),
    )


@router.get("/programme/people/{step}", dependencies=[needs("candidates:read")])
def show_people(
    request: Request,
    house: TheHouse,
    visitor: TheVisitor,
    step: Annotated[str, Path(max_length=20)],
    cursor: Cursor = None,
) -> Response:
    """Show who came as far as a step, masked."""
    need_whole_city("programme")
    year, path, say = year_of(house), f"/programme/people/{step}", visitor.say
    after = read_place(house, path, cursor)
    with house.database.read() as session:
        if step == ELIGIBLE:
            eligible = house.qualifying.count(session, year.edition, on=year.window.last)
            n, ids = len(eligible.ids), eligible.page(after=after, limit=PAGE + 1)
        else:
            asked = _step(step)
            n, ids = count_step(session, asked, year), page_step(session, asked, year, after=after, limit=PAGE + 1)
        people = masked_people(session, "candidate", ids[:PAGE], "self", vault=house.vault)
        candidates = candidates_by_id(session, ids[:PAGE])
    is_eligible = step == ELIGIBLE
    return page(
        request,
        "programme_people",
        title=say("Eligible") if is_eligible else step_word(_step(step), say),
        meaning=say("Of the registered: the rules admit them on the month's last day.")
        if is_eligible
        else step_meaning(_step(step), say),
        n=n,
        ids=ids[:PAGE],
        people=people,
        candidates=candidates,
        **_pages(house, path, ids, cursor),
    )


def beside_placements(house: House, session: Session, placements: list[Placement], visitor: Visitor) -> dict[str, Any]:
    """Give what stands beside placements in a list: names of employers and posts, and people masked where allowed."""
    ids = [one.candidate_id for one in placements]
    may_see = visitor.may("candidates:read")
    return {
        "employers": employers_by_id(session, [one.employer_id for one in placements]),
        "posts": posts_by_id(session, [one.post_id for one in placements if one.post_id]),
        "people": masked_people(session, "candidate", ids, "self", vault=house.vault) if may_see else {},
        "stored": set(candidates_by_id(session, ids)) if may_see else set(),
    }


def _pages(house: House, path: str, ids: list[str], cursor: str | None, **filters: str | None) -> dict[str, Any]:
    return {
        "next_page": next_address(house, path, ids[PAGE - 1] if len(ids) > PAGE else None, **filters),
        "first_page": address(path, **filters) if cursor else None,
    }


def _areas(progress: Progress, area: str | None) -> list[str | None]:
    """Give the places that a word of an address stands for: one of the city's, those that are none of them, or all."""
    within = [one.area for one in progress.areas if one.area]
    if area is None:
        return [*within, *progress.beyond]
    if area == UNKNOWN and progress.beyond:
        return list(progress.beyond)
    if area not in within:
        raise NotFound("there is no district {area!r}", area=area)
    return [area]


def _area_name(area: str | None, say: Translate) -> str:
    return say("the whole city") if area is None else say("place unknown") if area == UNKNOWN else area


def _step(written: str) -> Step:
    try:
        return Step(written)
    except ValueError:
        raise NotFound("there is no step {step!r}", step=written) from None
