"""Posts in the console: listed and searched, one with its facts and flags, and the people whom it fits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.console.contact_person import Asked, ask_for_contact, contact_shown
from api.console.listing import weightiest
from api.console.notices import go_on
from api.console.pages import day_text, is_partial, page
from api.console.profile import pay_of
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.flags import from_post as flag_of
from api.house import House
from api.kind_names import kind_name, kind_text
from api.language import Translate
from api.matching import candidates_for
from api.paging import read_cursor, write_cursor
from api.persons import from_masked_contact
from api.posts import FIELD_OF
from api.profiles import official
from api.putting import masked_people
from api.rankings import Asking, note_candidates
from api.removals import refused_posts
from api.settings import Language
from api.showing import Showing, ranked_candidate
from data.store import get_post, list_posts
from data.store import masked_people as masked_by_id
from matcher.errors import NotAllowed
from matcher.explain.values import Worded, degree_asked_for
from matcher.records import CandidateFilter, Kind, Post
from matcher.traps import TRUSTED, doubt_of

PAGE = 50
N_PEOPLE = 20

router = APIRouter(include_in_schema=False)

State = Literal["open", "closed", "all"]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which posts are listed; words are searched for in what was sent, and stand in no address."""

    kind: Kind | None = None
    district: str = ""
    state: State = "open"
    words: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """Give what of it stands in an address, and what of it is not as by default."""
        told = {"kind": str(self.kind or ""), "district": self.district, "state": self.state}
        return {name: value for name, value in told.items() if value and (name, value) != ("state", "open")}


@router.get("/posts", dependencies=[needs("posts:read")])
def show_posts(
    request: Request,
    house: TheHouse,
    kind: Annotated[Kind | Literal[""], Query()] = "",
    district: Annotated[str, Query(max_length=100)] = "",
    state: Annotated[State, Query()] = "open",
    cursor: Annotated[str | None, Query(max_length=600)] = None,
) -> Response:
    """Show posts, by default those that take applications today, page by page."""
    return _listed(request, house, Filter(kind or None, district, state), cursor)


@router.post("/posts", dependencies=[needs("posts:read")])
def search_posts(
    request: Request,
    house: TheHouse,
    kind: Annotated[Kind | Literal[""], Form()] = "",
    district: Annotated[str, Form(max_length=100)] = "",
    state: Annotated[State, Form()] = "open",
    words: Annotated[str, Form(max_length=100)] = "",
    cursor: Annotated[str | None, Form(max_length=600)] = None,
) -> Response:
    """Show the posts that hold some words; without any, lead to the list."""
    wanted = Filter(kind or None, district, state, words.strip())
    if not wanted.words:
        return go_on(request, "/posts", **wanted.asked)
    return _listed(request, house, wanted, cursor)


def _listed(request: Request, house: House, wanted: Filter, cursor: str | None) -> Response:
    lister, today = f"posts of the console {wanted!r}", house.today()
    after = read_cursor(house.vault, cursor, lister=lister)
    with house.database.read() as session:
        found = list_posts(
            session,
            after=after,
            limit=PAGE + 1,
            kind=wanted.kind,
            district=official(wanted.district or None, gazetteer=house.gazetteer),
            open_on=today if wanted.state == "open" else None,
            closed_on=today if wanted.state == "closed" else None,
            words=wanted.words,
        )
    shown = found[:PAGE]
    onward = write_cursor(house.vault, lister=lister, after=shown[-1].id) if len(found) > PAGE else None
    return page(
        request,
        "post_list",
        wanted=wanted,
        posts=shown,
        next_cursor=onward,
        is_first=cursor is None,
        address=lambda **more: f"/posts?{urlencode(wanted.asked | more)}" if wanted.asked | more else "/posts",
        districts=house.gazetteer.names,
        kinds=tuple(Kind),
        kind_name=kind_name,
        kind_text=kind_text,
        pay=pay_of,
        doubtful=lambda post: doubt_of(post) != TRUSTED,
    )


@router.get("/posts/{id}", dependencies=[needs("posts:read")])
def show_post(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show everything that is known of a post, and what is held against its advert."""
    return _post_page(request, house, id, visitor, Asked())


@router.post("/posts/{id}/contact", dependencies=[needs("outreach:work")])
def post_contact(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    purpose: Annotated[str, Form(max_length=300)] = "",
) -> Response:
    """Show whom to reach about a post to somebody who says what for; the log keeps it, the browser does not."""
    return _post_page(request, house, id, visitor, ask_for_contact(house, "post", id, purpose=purpose, visitor=visitor))


def _post_page(request: Request, house: House, id: str, visitor: Visitor, asked: Asked) -> Response:
    with house.database.read() as session:
        post = get_post(session, id)
        people = masked_people(house, session, "post", id, FIELD_OF)
        flag = flag_of(session, post, language=visitor.language)
        removed = refused_posts(house, session, [post]).get(id)
    contact = contact_shown("post", id, from_masked_contact(people["contact"]), asked)
    if is_partial(request):
        return page(request, "contact_person", **contact)
    return page(
        request,
        "post",
        post=post,
        facts=tuple(facts_of(post, visitor.language, visitor.say)),
        mentor=from_masked_contact(people["mentor"]),
        flag=flag if visitor.may("flags:read") else None,
        removed=removed and removed.told(visitor.say),
        is_open=is_open(post, house),
        ranks=_sees_people(visitor),
        inferred=post.kind_p is not None and visitor.may("posts:write"),
        kinds=tuple(Kind),
        kind_name=kind_name,
        **contact,
    )


@router.get("/posts/{id}/people", dependencies=[needs("matches:people")])
def show_people(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show the page that asks for the list: everybody in the city is compared, which is no page's quick answer."""
    _refuse_employers(visitor)
    with house.database.read() as session:
        post = get_post(session, id)
    return page(request, "post_people", post=post, people=None)


@router.get("/posts/{id}/people/list", dependencies=[needs("matches:people")])
def show_people_ranked(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show whom a post fits, masked, each with the reasons; an employer asks for pseudonyms elsewhere."""
    _refuse_employers(visitor)
    on, among, showing = house.today(), CandidateFilter(), Showing(visitor.language)
    with house.database.read() as session:
        post = get_post(session, id)
    pairs = candidates_for(house, post, on=on, limit=N_PEOPLE, where=among)
    note_candidates(house, pairs, post, Asking(on, N_PEOPLE, among), actor=visitor.actor)
    ids = [one.candidate.id for one in pairs]
    with house.database.read() as session:
        names = masked_by_id(session, "candidate", ids, "self", fields=("name", "phone"), vault=house.vault)
    return page(
        request,
        "post_people",
        post=post,
        people=[(ranked_candidate(rank, one, showing), one.candidate) for rank, one in enumerate(pairs, start=1)],
        names=names,
        telling=weightiest,
    )


def _refuse_employers(visitor: TheVisitor) -> None:
    if not _sees_people(visitor):
        raise NotAllowed("an employer sees people by pseudonym alone")


def _sees_people(visitor: TheVisitor) -> bool:
    return visitor.may("matches:people") and visitor.actor.employer_id is None


def is_open(post: Post, house: House) -> bool:
    """Tell whether a post takes applications today, as far as is known."""
    today = house.today()
    return (post.closes_on is None or post.closes_on >= today) and (
        post.published_on is None or post.published_on <= today
    )


def facts_of(post: Post, language: Language, _: Translate) -> Iterator[tuple[str, str]]:
    """Give what is known of a post, each with its label; what is unknown is left out."""
    yes_no = {True: _("yes"), False: _("no"), None: None}
    known = (
        (_("Kind of post"), kind_text(post, _)),
        (_("Headcount"), post.headcount and f"{post.headcount:,}"),
        (_("Education asked for"), _worded(degree_asked_for(post.education), language)),
        (_("Majors asked for"), _(", ").join(post.majors)),
        (_("Skills"), _(", ").join(post.skills)),
        (_("Certificates"), _(", ").join(post.certificates)),
        (_("Years of experience"), _between(post.experience_min_years, post.experience_max_years)),
        (_("Months of the traineeship"), _between(post.term_min_months, post.term_max_months)),
        (_("Pay"), pay_of(post, _)),
        (_("Works in"), _(", ").join(dict.fromkeys(filter(None, (post.zone, post.district, post.place))))),
        (_("Accessibility"), post.accessibility),
        (_("Night shifts"), yes_no[post.night_shift]),
        (_("Meals"), yes_no[post.board]),
        (_("Lodging"), yes_no[post.lodging]),
        (_("Published on"), post.published_on and day_text(post.published_on, language=language)),
        (_("Applications until"), post.closes_on and day_text(post.closes_on, language=language)),
        (_("Kind of employer"), post.employer_kind),
        (_("Credit code"), post.employer_uscc),
    )
    yield from ((label, value) for label, value in known if value)


def _worded(value: Worded | None, language: Language) -> str | None:
    return value.english if value is not None and language == "en" else value


def _between(least: float | None, most: float | None) -> str | None:
    known = sorted({one for one in (least, most) if one is not None})
    return "–".join(f"{one:g}" for one in known) or None
