"""Candidates in the console: found by what somebody says, and shown with the posts that fit them."""

from __future__ import annotations

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
from api.matching import candidate_vectors, posts_for
from api.persons import from_masked
from api.profiles import from_candidate
from api.rankings import Asking, note_posts
from api.showing import Showing, ranked_post, told_eligibility
from data.store import get_candidate, masked_person
from matcher.records import PostFilter

N_POSTS = 10

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
    return page(
        request,
        "candidate",
        id=id,
        person=from_masked(person),
        profile=from_candidate(candidate),
        eligibility=told_eligibility(eligibility_of(house, candidate, on=on), showing),
        posts=[ranked_post(rank, pair, showing) for rank, pair in enumerate(pairs, start=1)],
    )
