"""Ranking as the ways in need it: the index brought up to date, records fetched, reasons given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from api.house import House
from api.judging import eligibility_of
from data.reference.majors import load_majors
from data.store import (
    WHOLE_CITY,
    candidates_by_id,
    current_scope,
    get_candidate,
    get_post,
    known_candidates,
    need_whole_city,
    posts_by_id,
)
from matcher.changes import Case, Change, Raise, changes_for, raises_for
from matcher.eligibility.programme import Eligibility
from matcher.engine import Opening
from matcher.errors import NotReady
from matcher.explain import explain
from matcher.records import Candidate, CandidateFilter, Listed, Match, Post, PostFilter, Scored
from matcher.text import candidate_texts, post_texts


@dataclass(frozen=True, slots=True)
class Pair:
    """
    A match with the two records that it speaks of.

    Attributes:
        eligibility: of the candidate under the programme; it moves nothing in a list.
        alike_ids: in a list the other posts for the same job.
        changes: the smallest that would together unblock it; () = it is not blocked, or nothing would.
        raises: what would raise its score; told of a pair that is looked at by itself.
    """

    match: Match
    candidate: Candidate
    post: Post
    eligibility: Eligibility
    alike_ids: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    raises: tuple[Raise, ...] = ()


def caught_up(house: House) -> None:
    """
    Bring the index up to date.

    Raises:
        NotReady: it does not hold everything yet.
    """
    house.follower.catch_up()
    if not house.follower.complete:
        raise NotReady(
            "the index is being made: {n:,} records to go; run 'matcher index' or wait", n=house.follower.n_pending
        )


def candidate_vectors(house: House, candidate: Candidate) -> NDArray[np.float32]:
    """Give the (2, dimension) vectors of a stored candidate's texts."""
    texts = candidate_texts(candidate)
    vectors = house.follower.keeper.given("candidate", texts)
    return np.stack([vectors[text] for text in texts])


def passing_vectors(house: House, candidate: Candidate) -> NDArray[np.float32]:
    """Give the (2, dimension) vectors of a profile that is not stored, and keep nothing of it."""
    texts = candidate_texts(candidate)
    vectors = house.follower.keeper.passing("candidate", texts)
    return np.stack([vectors[text] for text in texts])


def post_vectors(house: House, post: Post) -> NDArray[np.float32]:
    """Give the (2, dimension) vectors of a stored post's texts."""
    texts = post_texts(post)
    vectors = house.follower.keeper.given("post", texts)
    return np.stack([vectors[text] for text in texts])


def posts_for(
    house: House,
    candidate: Candidate,
    vectors: NDArray[np.float32],
    *,
    on: date,
    limit: int = 20,
    where: PostFilter | None = None,
) -> list[Pair]:
    """
    List posts for a candidate, each with its reasons, the best first but for what ``matcher.listing`` moves.

    Args:
        house: where posts and index are.
        candidate: stored or not; a profile typed in ranks the same.
        vectors: of its texts: ``candidate_vectors`` or ``passing_vectors``.
        on: the day as of which posts are open.
        limit: the most posts to give.
        where: narrows the posts; None = all.
    """
    caught_up(house)
    listed = house.follower.matcher.list_posts(candidate, vectors, on=on, limit=limit, where=where)
    with house.database.read() as session:
        posts = posts_by_id(session, [one.scored.post_id for one in listed])
    found = eligibility_of(house, candidate, on=on)
    return [
        replace(_pair(candidate, house.follower.as_ranked(post), one.scored, found), alike_ids=one.alike_ids)
        for one in listed
        if (post := posts.get(one.scored.post_id))  # deleted between the two looks
    ]


def candidates_for(
    house: House, post: Post, *, on: date, limit: int = 20, where: CandidateFilter | None = None
) -> list[Pair]:
    """Rank candidates for a post, the best first, each with its reasons: the same pair score, the other direction."""
    caught_up(house)
    post = house.follower.as_ranked(post)
    among = replace(_within_scope(house, where or CandidateFilter()), without=house.follower.refusing)
    scored = house.follower.matcher.rank_candidates(post, post_vectors(house, post), on=on, limit=limit, where=among)
    with house.database.read() as session:
        people = candidates_by_id(session, [one.candidate_id for one in scored])
    return [
        _pair(person, post, one, eligibility_of(house, person, on=on))
        for one in scored
        if (person := people.get(one.candidate_id))
    ]


def _within_scope(house: House, where: CandidateFilter) -> CandidateFilter:
    """Narrow a filter to whom the scope leaves, before anybody is ranked: the index holds the whole city."""
    scope = current_scope()
    if scope == WHOLE_CITY:
        return where
    if scope.district is not None and where.district in (None, scope.district):
        return replace(where, district=scope.district)
    with house.database.read() as session:
        here = known_candidates(session)
    return replace(where, ids=here if where.ids is None else here & where.ids)


def one_pair(house: House, candidate_id: str, post_id: str, *, on: date) -> Pair:
    """
    Compare one candidate with one post, criterion by criterion, and tell what would change it.

    Raises:
        NotFound: either does not exist.
    """
    caught_up(house)
    with house.database.read() as session:
        candidate, post = get_candidate(session, candidate_id), house.follower.as_ranked(get_post(session, post_id))
    scored = house.follower.matcher.score_pair(
        candidate, candidate_vectors(house, candidate), post, post_vectors(house, post), on=on
    )
    raises = raises_for(Case(candidate, post, on), scored.findings)
    found = eligibility_of(house, candidate, on=on)
    return replace(_pair(candidate, post, scored, found), raises=raises)


def _pair(candidate: Candidate, post: Post, scored: Scored, found: Eligibility) -> Pair:
    match = explain(candidate, post, scored, catalogue=load_majors())
    changes = changes_for(Case(candidate, post, found.as_of)) if scored.blocked else ()
    return Pair(match, candidate, post, found, changes=changes)


def openings_for(house: House, candidate: Candidate, *, on: date, where: PostFilter | None = None) -> list[Opening]:
    """Tell which single changes would open most posts, of those that pass *where*, to a stored candidate."""
    caught_up(house)
    return house.follower.matcher.openings(candidate, candidate_vectors(house, candidate), on=on, where=where)


def everybody(house: House, *, on: date, limit: int = 20) -> Iterator[tuple[str, list[Listed]]]:
    """List posts for every candidate of the index but who refused, one after the other: (candidate id, the list)."""
    need_whole_city("everybody's lists")
    caught_up(house)
    refusing = house.follower.refusing
    found = house.follower.matcher.list_all(on=on, limit=limit)
    return ((id, listed) for id, listed in found if id not in refusing)
