"""Candidates in the console: found by what somebody says, and shown with the posts that fit them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.asked import refuse_unasked
from api.console.pages import page
from api.console.visitors import TheVisitor
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.finding import find
from api.judging import eligibility_of
from api.kind_names import kind_name
from api.language import Translate
from api.matching import candidate_vectors, posts_for
from api.persons import from_masked
from api.rankings import Asking, note_posts
from api.showing import Reason, Showing, ranked_post, told_eligibility
from api.verdict_names import head_of, way_name
from data.store import get_candidate, masked_person
from matcher.eligibility.programme import WayIn
from matcher.records import Candidate, PostFilter, Status

N_POSTS = 10
N_FOR, N_AGAINST = 3, 2  # reasons that a card tells at once

router = APIRouter(include_in_schema=False)


@router.get("/candidates", dependencies=[needs("candidates:read")])
def show_search(request: Request) -> Response:
    """Show the field in which a person is sought."""
    return page(request, "candidates", sought=None, found=None)


@router.post("/candidates", dependencies=[needs("candidates:read")])
def post_search(
    request: Request, house: TheHouse, visitor: TheVisitor, text: Annotated[str, Form(max_length=200)] = ""
) -> Response:
    """Show whom a text names; it stands in the body of the request, never in an address."""
    found = find(house, text, actor=visitor.actor, nouns=("candidate",)) if text.strip() else None
    return page(request, "candidates", sought=text, found=found)


@router.get("/candidates/{id}", dependencies=[needs("matches:read")])
def show_candidate(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor) -> Response:
    """Show who somebody is, masked, whether they are eligible, and the posts to talk about."""
    on = house.today()
    with house.database.read() as session:
        candidate = get_candidate(session, id)
        person = masked_person(session, "candidate", id, "self", vault=house.vault)
    refuse_unasked(house, candidate, asked=False, actor=visitor.actor)
    where, showing = PostFilter(), Showing(visitor.language)
    pairs = posts_for(house, candidate, candidate_vectors(house, candidate), on=on, limit=N_POSTS, where=where)
    note_posts(house, pairs, candidate, Asking(on, N_POSTS, where), actor=visitor.actor)
    found = eligibility_of(house, candidate, on=on)
    return page(
        request,
        "candidate",
        id=id,
        person=from_masked(person),
        facts=tuple(facts_of(candidate, visitor.say)),
        eligibility=told_eligibility(found, showing),
        verdict=head_of(found, visitor.say),
        ways={way: way_name(way, visitor.say) for way in WayIn},
        posts=[ranked_post(rank, pair, showing) for rank, pair in enumerate(pairs, start=1)],
        telling=telling,
        pay=lambda post: pay_text(post.pay_min_month_yuan, post.pay_max_month_yuan, visitor.say),
    )


def facts_of(candidate: Candidate, _: Translate) -> Iterator[tuple[str, str]]:
    """Give what is known of somebody, each with its label; what is unknown is left out."""
    kind = candidate.kind_wanted
    known = (
        (_("Education"), candidate.education_written),
        (_("School"), candidate.school),
        (_("Major"), candidate.major),
        (_("Graduated on"), candidate.graduated_on and candidate.graduated_on.isoformat()),
        (_("Lives in"), candidate.home_district),
        (_("Would work in"), _(", ").join(candidate.districts)),
        (_("Skills"), _(", ").join(candidate.skills)),
        (_("Certificates"), _(", ").join(candidate.certificates)),
        (_("Experience"), candidate.experience),
        (_("Wish"), candidate.wish),
        (_("Kind wanted"), kind and kind_name(kind, _)),
        (_("Pay wanted"), candidate.pay_min_month_yuan and pay_text(candidate.pay_min_month_yuan, None, _)),
    )
    yield from ((label, value) for label, value in known if value)


def telling(reasons: Sequence[Reason]) -> list[Reason]:
    """Give the reasons to be read first: what blocks, then what weighs most for the post and most against it."""
    blocking = [one for one in reasons if one.hard and one.status is Status.NOT_MET]
    weighty = sorted((one for one in reasons if one not in blocking), key=lambda one: -abs(one.contribution))
    speaking = [one for one in weighty if one.contribution > 0][:N_FOR] + [
        one for one in weighty if one.contribution < 0 and one.status is not Status.UNKNOWN
    ][:N_AGAINST]
    return blocking + speaking


def pay_text(least: float | None, most: float | None, say: Translate) -> str:
    """Write a pay in yuan a month: from, to, or both."""
    if most is None or most == least:
        return say("{least:,.0f} yuan a month").format(least=least or 0)
    return say("{least:,.0f} to {most:,.0f} yuan a month").format(least=least or 0, most=most)
