"""Matches over HTTP: posts for a candidate, candidates for a post, one pair, and a profile that is not stored."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.asked import AT_REQUEST, refuse_unasked
from api.deps import JsonOnly, JsonOrNothing, TheActor, TheHouse, needs
from api.errors import problems
from api.fields import MaybeDay, MaybeWord, RecordId
from api.house import Begin, House
from api.idempotency import TheOnce
from api.judging import EligibilityShown, eligibility_of
from api.matching import Pair, candidate_vectors, candidates_for, one_pair, passing_vectors, posts_for
from api.profiles import EXAMPLE, Profile, official, to_candidate
from api.proposed import InvitationKept, ProposedRanking, Pseudonym, to_proposed
from api.proposing import MOST_SHOWN, invite_by_pseudonym, proposals_for
from api.rankings import Asking, note_candidates, note_posts, note_profile, note_proposals
from api.settings import Language
from api.showing import (
    UNNAMED,
    JudgedPair,
    RankedCandidate,
    RankedPost,
    Showing,
    judged_pair,
    ranked_candidate,
    ranked_post,
    told_eligibility,
)
from data.store import get_candidate, get_post
from matcher.eligibility.programme import Eligibility
from matcher.errors import BadInput
from matcher.places import Gazetteer
from matcher.records import Actor, CandidateFilter, Kind, Post, PostFilter

MAX_RANKED = 200
DEFAULT_RANKED = 20
LIST_ID = "Of this list: for feedback on it, and to make it again (`GET /v1/rankings/{id}/replay`)."

router = APIRouter(prefix="/v1", tags=["matches"])


class AskedPair(BaseModel):
    """How one pair is asked for."""

    model_config = ConfigDict(extra="forbid")

    on: MaybeDay = Field(None, description="The day as of which posts are open; today by default.")
    language: Language | None = Field(None, description="Language of the sentences; the service's by default.")


class AskedCandidates(AskedPair):
    """How a ranking of candidates is asked for."""

    limit: int = Field(DEFAULT_RANKED, ge=1, le=MAX_RANKED, description="The most matches to give.")
    explain: bool = Field(True, description="false leaves the reasons out.")
    include: Literal["blocked"] | None = Field(
        None, description="`blocked` also gives what a hard criterion stands against, with what would change it."
    )


class AskedPosts(AskedCandidates):
    """How a ranking of posts is asked for."""

    kind: Kind | None = Field(None, description="Only posts of this kind.")
    district: MaybeWord = Field(None, description="Only posts in this district or zone.")
    min_allowance: Annotated[float | None, Field(ge=0, le=10_000_000, allow_inf_nan=False)] = Field(
        None, description="Only posts that pay at least this, yuan a month."
    )


class AskedPostsOfOne(AskedPosts):
    """How a ranking of posts for a stored candidate is asked for."""

    at_request: bool = Field(False, description=AT_REQUEST)


class PostRanking(BaseModel):
    """Posts for one candidate, the best first; one of several copies, varied, doubtful ones last."""

    list_id: str = Field(description=LIST_ID, examples=["9f2c51d07a3be846"])
    on: str = Field(description="The day as of which posts are open.", examples=["2023-09-01"])
    eligibility: EligibilityShown
    items: list[RankedPost]


class CandidateRanking(BaseModel):
    """Candidates for one post, the best first."""

    list_id: str = Field(description=LIST_ID, examples=["9f2c51d07a3be846"])
    on: str = Field(description="The day as of which the dates were read.", examples=["2023-09-01"])
    items: list[RankedCandidate]


class MatchBody(BaseModel):
    """A profile to be ranked in passing."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": {"profile": EXAMPLE}})

    profile: Profile


def to_filter(asked: AskedPosts, *, gazetteer: Gazetteer) -> PostFilter:
    """Make the filter of the engine."""
    return PostFilter(
        kind=asked.kind,
        district=official(asked.district, gazetteer=gazetteer),
        min_allowance_month_yuan=asked.min_allowance,
        blocked=asked.include == "blocked",
    )


def _showing(house: House, asked: AskedPair) -> Showing:
    explained = asked.explain if isinstance(asked, AskedCandidates) else True
    return Showing(asked.language or house.settings.language, explained=explained)


def _posts(house: House, pairs: list[Pair], asked: AskedPosts, found: Eligibility, *, list_id: str) -> PostRanking:
    showing = _showing(house, asked)
    items = [ranked_post(rank, pair, showing) for rank, pair in enumerate(pairs, start=1)]
    return PostRanking(
        list_id=list_id, on=found.as_of.isoformat(), eligibility=told_eligibility(found, showing), items=items
    )


@router.get(
    "/candidates/{id}/matches",
    summary="Rank posts for a candidate",
    responses=problems(404, 409, 422, 503),
    dependencies=[needs("matches:read")],
)
def rank_posts(
    id: RecordId, house: TheHouse, actor: TheActor, asked: Annotated[AskedPostsOfOne, Query()]
) -> PostRanking:
    """
    Give the posts that fit a stored candidate, the best first, each with its reasons.

    Of several posts for the same job one is listed, with the ids of the others. At most two of the first ten are of one
    employer, each work wished for is among them where a post fits it, and so is a new post that fits as well; adverts
    that look like traps come last. Every change that was answered before is in the list. `eligibility` says whether the
    person is eligible under the programme, until when and why; who is not gets posts all the same, marked as not under
    it (`under_programme`). Who does not want to be matched automatically is refused with 409, unless the person asks
    for it now (`at_request`).
    """
    on = asked.on or house.today()
    with house.database.read() as session:
        candidate = get_candidate(session, id)
    refuse_unasked(house, candidate, asked=asked.at_request, actor=actor)
    where = to_filter(asked, gazetteer=house.gazetteer)
    vectors = candidate_vectors(house, candidate)
    pairs = posts_for(house, candidate, vectors, on=on, limit=asked.limit, where=where)
    list_id = note_posts(house, pairs, candidate, Asking(on, asked.limit, where), actor=actor)
    return _posts(house, pairs, asked, eligibility_of(house, candidate, on=on), list_id=list_id)


@router.post(
    "/matches",
    summary="Rank posts for a profile that is not stored",
    dependencies=[needs("matches:read"), JsonOnly],
    responses=problems(400, 413, 415, 422, 503),
)
def rank_in_passing(
    body: MatchBody, house: TheHouse, actor: TheActor, asked: Annotated[AskedPosts, Query()]
) -> PostRanking:
    """Give the posts that fit the profile in the body. Nothing of it is stored but a keyed hash in the log."""
    on = asked.on or house.today()
    candidate = to_candidate(body.profile, id=UNNAMED, gazetteer=house.gazetteer)
    where = to_filter(asked, gazetteer=house.gazetteer)
    vectors = passing_vectors(house, candidate)
    pairs = posts_for(house, candidate, vectors, on=on, limit=asked.limit, where=where)
    list_id = note_profile(house, pairs, candidate, Asking(on, asked.limit, where), actor=actor)
    return _posts(house, pairs, asked, eligibility_of(house, candidate, on=on), list_id=list_id)


@router.get(
    "/posts/{id}/candidates",
    summary="Rank candidates for a post",
    responses=problems(404, 422, 503),
    dependencies=[needs("matches:people")],
)
def rank_candidates(
    id: RecordId, house: TheHouse, actor: TheActor, asked: Annotated[AskedCandidates, Query()]
) -> CandidateRanking | ProposedRanking:
    """
    Give the candidates whom a post fits, the best first: ids and reasons, nothing that names a person.

    An employer is given those for its own posts whom it may be proposed, each by a pseudonym and by what enough others
    have in common, until the person agrees to be known to it; as of today, at most 50, and nobody who is blocked.
    """
    on = asked.on or house.today()
    with house.database.read() as session:
        post = get_post(session, id)
    if actor.employer_id is not None:
        return _proposed(house, post, asked, on=on, actor=actor)
    among = CandidateFilter(blocked=asked.include == "blocked")
    pairs = candidates_for(house, post, on=on, limit=asked.limit, where=among)
    list_id = note_candidates(house, pairs, post, Asking(on, asked.limit, among), actor=actor)
    items = [ranked_candidate(rank, pair, _showing(house, asked)) for rank, pair in enumerate(pairs, start=1)]
    return CandidateRanking(list_id=list_id, on=on.isoformat(), items=items)


def _proposed(house: House, post: Post, asked: AskedCandidates, *, on: date, actor: Actor) -> ProposedRanking:
    """Give what an employer is shown; other days would tell when somebody's eligibility begins and ends."""
    if on != house.today():
        raise BadInput("{field}: an employer is shown the list of today", field="on")
    if asked.include is not None:
        raise BadInput("{field}: an employer is shown nobody who is blocked", field="include")
    if asked.limit > MOST_SHOWN:
        raise BadInput("{field}: an employer is shown {n} candidates at most", field="limit", n=MOST_SHOWN)
    proposals = proposals_for(house, post, on=on, limit=asked.limit)
    list_id = note_proposals(house, proposals, post, Asking(on, asked.limit, CandidateFilter()), actor=actor)
    told = _showing(house, asked)
    items = [
        to_proposed(rank, one, language=told.language, explained=told.explained)
        for rank, one in enumerate(proposals, start=1)
    ]
    return ProposedRanking(list_id=list_id, on=on.isoformat(), items=items)


@router.post(
    "/posts/{id}/candidates/{pseudonym}/invitation",
    summary="Wish to meet a candidate for an own post",
    status_code=201,
    responses=problems(400, 404, 409, 413, 415, 422, 503),
    dependencies=[needs("matches:invite"), JsonOrNothing],
)
def post_invitation(
    id: RecordId, pseudonym: Pseudonym, house: TheHouse, actor: TheActor, once: TheOnce
) -> InvitationKept:
    """
    Ask the office to ask somebody from the list whether the employer may know who it is.

    The person's caseworker gets a task; the employer contacts nobody. Once the person agrees the list says who it is;
    who declines is in it no more. The same again, while it waits, changes nothing.
    """

    def ask(begin: Begin) -> InvitationKept:
        on = invite_by_pseudonym(house, id, pseudonym, actor=actor, begin=begin)
        return InvitationKept(post_id=id, pseudonym=pseudonym, invited_on=on)

    return once.let(ask, InvitationKept)


@router.get(
    "/candidates/{id}/matches/{post_id}",
    summary="Compare one pair",
    responses=problems(404, 422, 503),
    dependencies=[needs("matches:read")],
)
def read_pair(id: RecordId, post_id: RecordId, house: TheHouse, asked: Annotated[AskedPair, Query()]) -> JudgedPair:
    """Give every criterion of one candidate and one post, open or not, and what would change it."""
    pair = one_pair(house, id, post_id, on=asked.on or house.today())
    return judged_pair(pair, _showing(house, asked))
