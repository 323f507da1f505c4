"""The one façade of matching: take in changes, rank in both directions, score one pair."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from matcher.columns import NO_TABLE, CandidateColumns, Columns, Districts, PostColumns
from matcher.engine.bulk import list_all, list_some, rank_all
from matcher.engine.candidate_ranking import rank_candidates, score_pair
from matcher.engine.fits import Fits, fits_to_posts, fits_within
from matcher.engine.openings import Opening, openings
from matcher.engine.post_listing import list_posts
from matcher.engine.post_ranking import Compared, compare_posts, rank_posts
from matcher.engine.queries import CandidateQuery, Known, PostQuery, checked
from matcher.engine.sides import Segment, Side
from matcher.engine.snapshot import Candidates, Posts, Snapshot
from matcher.engine.state import from_state, to_state
from matcher.engine.strictness import Strictness, strictness_of
from matcher.errors import NotFound
from matcher.index import halve, use_threads
from matcher.lexical import Counts, Listing, Postings, count_ngrams
from matcher.majors import Catalogue, Majors
from matcher.occupations import Occupations
from matcher.ranking import UNTUNED, Moments, Weights
from matcher.records import Candidate, CandidateFilter, Listed, Post, PostFilter, Scored
from matcher.text import candidate_texts, post_texts

R = TypeVar("R", Candidate, Post)
C = TypeVar("C", bound=Columns)
T = TypeVar("T", Listing, Postings)

NO_CATALOGUE = Catalogue()
"""Knows no major: names are compared as they are."""


class Matcher:
    """
    Rank posts for candidates and candidates for posts.

    Vectors are (2, dimension): rows as in ``post_texts`` and ``candidate_texts``. Reads take the snapshot that is
    there and never wait; a change makes a new snapshot and swaps it in. Only arrays are kept, no records.
    """

    def __init__(
        self,
        *,
        dimension: int,
        weights: Weights = UNTUNED,
        catalogue: Catalogue = NO_CATALOGUE,
        occupations: Occupations = NO_TABLE,
    ) -> None:
        self._dimension = dimension
        self._weights = weights
        self._writing = threading.Lock()
        none = Moments.none(dimension)
        self._snapshot = Snapshot(
            sequence=0,
            known=Known(Districts(), Majors(catalogue), occupations),
            posts=Side([], [], PostColumns.of([], Districts(), occupations=occupations)),
            candidates=Side([], [], CandidateColumns.of([], Districts(), occupations=occupations)),
            moments=(none, none),
        )

    @classmethod
    def from_state(
        cls,
        state: dict[str, NDArray[Any]],
        *,
        weights: Weights = UNTUNED,
        catalogue: Catalogue = NO_CATALOGUE,
        occupations: Occupations = NO_TABLE,
    ) -> Matcher:
        """Bring back what ``state`` gave."""
        snapshot = from_state(state, catalogue, occupations)
        matcher = cls(dimension=len(snapshot.moments[0].first), weights=weights)
        matcher._snapshot = snapshot
        return matcher

    def state(self) -> dict[str, NDArray[Any]]:
        """Give everything as named arrays."""
        return to_state(self._snapshot)

    @property
    def dimension(self) -> int:
        """Length of each vector."""
        return self._dimension

    @property
    def sequence(self) -> int:
        """The number of the last change taken in."""
        return self._snapshot.sequence

    @property
    def n_posts(self) -> int:
        """How many posts are indexed."""
        return self._snapshot.posts.n_alive

    @property
    def n_candidates(self) -> int:
        """How many candidates are indexed."""
        return self._snapshot.candidates.n_alive

    def update(
        self,
        *,
        posts: Sequence[tuple[Post, NDArray[Any]]] = (),
        candidates: Sequence[tuple[Candidate, NDArray[Any]]] = (),
        removed_posts: Sequence[str] = (),
        removed_candidates: Sequence[str] = (),
        sequence: int,
    ) -> None:
        """
        Take in changes: records with their vectors replace those of the same id; removals of unknown ids are ignored.

        Within one call a removal comes before an addition of the same id, and of one id given twice the last counts.

        Raises:
            BadInput: vectors of the wrong shape, or not finite; nothing is changed then.
        """
        new_posts, new_candidates = self._entries(posts), self._entries(candidates)
        with self._writing:
            before = self._snapshot
            known = before.known.extended([post for post, _ in new_posts], [who for who, _ in new_candidates])
            gone = before.posts.rows_of({*removed_posts, *(post.id for post, _ in new_posts)})
            left = before.candidates.rows_of({*removed_candidates, *(person.id for person, _ in new_candidates)})
            self._snapshot = Snapshot(
                sequence=sequence,
                known=known,
                posts=_changed_posts(before.posts, new_posts, gone, known),
                candidates=_changed_candidates(before.candidates, new_candidates, left, known),
                moments=(self._moments(0, new_posts, gone), self._moments(1, new_posts, gone)),
                before=before,
            )

    def candidate_ids(self) -> list[str]:
        """Give the ids of all candidates that are indexed."""
        side = self._snapshot.candidates
        return [id_ for id_, alive in zip(side.ids, side.alive.tolist(), strict=True) if alive]

    def purge(self) -> None:
        """Forget what is left of candidates who were removed: their rows, and words that none of the others wrote."""
        with self._writing:
            self._snapshot = self._snapshot.purged()

    def rank_posts(
        self,
        candidate: Candidate,
        vectors: NDArray[Any] | None,
        *,
        on: date,
        limit: int = 20,
        where: PostFilter | None = None,
    ) -> list[Scored]:
        """
        Give the best posts for *candidate*, best first; exact.

        Args:
            vectors: of the candidate's texts; None = those indexed under its id.

        Raises:
            NotFound: *vectors* is None and the candidate is not indexed.
        """
        snapshot = self._snapshot
        query = self._seeker(snapshot, candidate, vectors)
        return rank_posts(
            snapshot, query, on=on.toordinal(), limit=limit, where=where or PostFilter(), weights=self._weights
        )

    def list_posts(
        self,
        candidate: Candidate,
        vectors: NDArray[Any] | None,
        *,
        on: date,
        limit: int = 20,
        where: PostFilter | None = None,
    ) -> list[Listed]:
        """
        Give the list of posts to show *candidate*: the ranking with copies put together, varied and with trust first.

        What moves a post away from its place in ``rank_posts`` stands in ``matcher.listing``.

        Args:
            vectors: as for ``rank_posts``.

        Raises:
            NotFound: *vectors* is None and the candidate is not indexed.
        """
        snapshot = self._snapshot
        query = self._seeker(snapshot, candidate, vectors)
        return list_posts(
            snapshot, query, on=on.toordinal(), limit=limit, where=where or PostFilter(), weights=self._weights
        )

    def rank_candidates(
        self,
        post: Post,
        vectors: NDArray[Any] | None,
        *,
        on: date,
        limit: int = 20,
        where: CandidateFilter | None = None,
    ) -> list[Scored]:
        """Give the best indexed candidates for *post*, best first, by the same score as ``rank_posts``."""
        snapshot = self._snapshot
        found = self._vectors_of(snapshot.posts, post.id, vectors)
        query = PostQuery.of(post, found, snapshot.known.extended([post]))
        use_threads(1)
        return rank_candidates(
            snapshot, query, on=on.toordinal(), limit=limit, where=where or CandidateFilter(), weights=self._weights
        )

    def score_pair(
        self,
        candidate: Candidate,
        candidate_vectors: NDArray[Any] | None,
        post: Post,
        post_vectors: NDArray[Any] | None,
        *,
        on: date,
    ) -> Scored:
        """Score one pair, blocked or not; vectors that are None are those indexed."""
        snapshot = self._snapshot
        known = snapshot.known.extended([post], [candidate])
        seeker = self._vectors_of(snapshot.candidates, candidate.id, candidate_vectors)
        offer = self._vectors_of(snapshot.posts, post.id, post_vectors)
        return score_pair(
            snapshot,
            CandidateQuery.of(candidate, seeker, known),
            PostQuery.of(post, offer, known),
            on=on.toordinal(),
            weights=self._weights,
        )

    def compare_posts(self, candidate: Candidate, vectors: NDArray[Any], *, on: date) -> Compared:
        """Compare *candidate* with every post, for whoever learns or judges the weights."""
        snapshot = self._snapshot
        query = _query_of(snapshot, candidate, vectors)
        return compare_posts(snapshot, query, on=on.toordinal(), weights=self._weights)

    def openings(
        self, candidate: Candidate, vectors: NDArray[Any], *, on: date, where: PostFilter | None = None
    ) -> list[Opening]:
        """Give the single changes that would open most posts of those that pass *where*, the best first."""
        snapshot = self._snapshot
        query = _query_of(snapshot, candidate, checked(np.asarray(vectors), dimension=self._dimension))
        return openings(snapshot, query, on=on.toordinal(), where=where or PostFilter(), weights=self._weights)

    def rank_all(self, *, on: date, limit: int = 20) -> Iterator[tuple[str, list[Scored]]]:
        """Give each indexed candidate with its best posts, equal to ``rank_posts``; one snapshot throughout."""
        return rank_all(self._snapshot, on=on.toordinal(), limit=limit, weights=self._weights)

    def list_all(self, *, on: date, limit: int = 20) -> Iterator[tuple[str, list[Listed]]]:
        """Give each indexed candidate with its list of posts, equal to ``list_posts``; one snapshot throughout."""
        return list_all(self._snapshot, on=on.toordinal(), limit=limit, weights=self._weights)

    def list_some(self, ids: Iterable[str], *, on: date, limit: int = 20) -> Iterator[tuple[str, list[Listed]]]:
        """Give those of *ids* that are indexed, each with its list of posts, as ``list_all`` does."""
        snapshot = self._snapshot
        rows = snapshot.candidates.rows_of(ids)
        return list_some(snapshot, rows, on=on.toordinal(), limit=limit, weights=self._weights)

    def fits(
        self,
        ids: Iterable[str],
        post_ids: Iterable[str],
        *,
        on: date,
        least: float = 0.0,
        known: Mapping[str, Collection[str]] | None = None,
    ) -> Iterator[Fits]:
        """
        Give those of *ids* that are indexed, each with those of some posts that fit, in the order of ``rank_posts``.

        Args:
            ids: of candidates.
            post_ids: of the posts that may be given.
            on: the day as of which posts are open.
            least: chance that a post has at least.
            known: ids of the posts that a candidate is not to be given again, by id; copies of them neither.
        """
        snapshot = self._snapshot
        among = _mask(snapshot.posts, post_ids)
        passed_over = {id: snapshot.posts.rows_of(posts) for id, posts in (known or {}).items()}
        rows = snapshot.candidates.rows_of(ids)
        return fits_within(snapshot, rows, among, passed_over, on=on.toordinal(), least=least, weights=self._weights)

    def fits_to_posts(
        self, posts: Iterable[tuple[Post, NDArray[Any] | None]], ids: Iterable[str], *, on: date, least: float = 0.0
    ) -> Iterator[tuple[str, dict[str, float]]]:
        """
        Give for *posts* those of some candidates whom each fits, with the chances of ``rank_candidates``: id → chance.

        Args:
            posts: with the vectors of their texts; None = those indexed under its id.
            ids: of candidates; those that are not indexed are left out.
            on: the day as of which posts are open.
            least: chance that somebody has at least.

        Returns:
            By id of the post, which comes again with each few thousand candidates.
        """
        snapshot = self._snapshot
        found = [(post, self._vectors_of(snapshot.posts, post.id, vectors)) for post, vectors in posts]
        queries = [PostQuery.of(post, vectors, snapshot.known.extended([post])) for post, vectors in found]
        use_threads(1)
        rows = snapshot.candidates.rows_of(ids)
        return fits_to_posts(snapshot, queries, rows, on=on.toordinal(), least=least, weights=self._weights)

    def strictness(self, post_ids: Iterable[str], ids: Iterable[str], *, on: date) -> Iterator[Strictness]:
        """Give for those of some posts that are indexed how many of *ids* the hard criteria leave."""
        snapshot = self._snapshot
        posts, people = snapshot.posts.rows_of(post_ids), snapshot.candidates.rows_of(ids)
        return strictness_of(snapshot, posts, people, on=on.toordinal())

    def copies_of(self, id_: str) -> frozenset[str]:
        """Give the other posts that are the same job as an indexed one."""
        posts = self._snapshot.posts
        row = posts.find(id_)
        if row is None:
            return frozenset()
        return frozenset(posts.ids[other] for other in self._snapshot.alike.to(row).tolist() if posts.alive[other])

    def _seeker(self, snapshot: Snapshot, candidate: Candidate, vectors: NDArray[Any] | None) -> CandidateQuery:
        found = self._vectors_of(snapshot.candidates, candidate.id, vectors)
        use_threads(1)
        return _query_of(snapshot, candidate, found)

    def _entries(self, entries: Sequence[tuple[R, NDArray[Any]]]) -> list[tuple[R, NDArray[np.float16]]]:
        last = {record.id: (record, vectors) for record, vectors in entries}
        return [(r, halve(checked(np.asarray(v), dimension=self._dimension))) for r, v in last.values()]

    def _vectors_of(self, side: Posts | Candidates, id_: str, vectors: NDArray[Any] | None) -> NDArray[Any]:
        if vectors is not None:
            return checked(np.asarray(vectors), dimension=self._dimension)
        row = side.find(id_)
        if row is None:
            raise NotFound("{id} is not in the index: run 'matcher index' first", id=id_)
        return np.concatenate([side.vectors(text, np.array([row])) for text in (0, 1)])

    def _moments(self, text: int, added: Sequence[tuple[Post, NDArray[np.float16]]], gone: NDArray[np.intp]) -> Moments:
        moments = self._snapshot.moments[text]
        if len(gone):
            moments = moments.without_vectors(self._snapshot.posts.vectors(text, gone))
        return moments.with_vectors(np.stack([v[text] for _, v in added])) if added else moments


def _mask(side: Posts | Candidates, ids: Iterable[str]) -> NDArray[np.bool_]:
    mask = np.zeros(len(side.alive), dtype=np.bool_)
    mask[side.rows_of(ids)] = True
    return mask


def _query_of(snapshot: Snapshot, candidate: Candidate, vectors: NDArray[Any]) -> CandidateQuery:
    return CandidateQuery.of(candidate, vectors, snapshot.known.extended(candidates=[candidate]))


def _changed_posts(
    side: Posts, added: Sequence[tuple[Post, NDArray[np.float16]]], gone: NDArray[np.intp], known: Known
) -> Posts:
    if not added:
        return side.changed(None, gone) if len(gone) else side
    records = [post for post, _ in added]
    columns = PostColumns.of(records, known.districts, known.majors, known.occupations)
    return side.changed(_segment(added, columns, [post_texts(post) for post in records], Postings.of), gone)


def _changed_candidates(
    side: Candidates, added: Sequence[tuple[Candidate, NDArray[np.float16]]], gone: NDArray[np.intp], known: Known
) -> Candidates:
    if not added:
        return side.changed(None, gone) if len(gone) else side
    records = [candidate for candidate, _ in added]
    columns = CandidateColumns.of(records, known.districts, known.majors, known.occupations)
    return side.changed(_segment(added, columns, [candidate_texts(who) for who in records], Listing.of), gone)


def _segment(
    added: Sequence[tuple[R, NDArray[np.float16]]],
    columns: C,
    texts: Sequence[tuple[str, str]],
    kept: Callable[[Counts], T],
) -> Segment[C, T]:
    first, second = ([two[number] for two in texts] for number in (0, 1))
    vectors = [np.stack([two[number] for _, two in added]) for number in (0, 1)]
    return Segment.of(
        [record.id for record, _ in added], columns, vectors, (kept(count_ngrams(first)), kept(count_ngrams(second)))
    )
