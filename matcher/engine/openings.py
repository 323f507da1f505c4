"""What else would be open to a person: single changes, each held against all posts at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from matcher.certificates import certificate_names
from matcher.changes.change import (
    Change,
    accept_night_shifts,
    accept_pay,
    accept_place,
    accept_travel,
    earn_certificates,
    find_lodging,
    know_languages,
    wait_until,
)
from matcher.columns import CandidateColumns, PostColumns
from matcher.eligibility import MET, NOT_MET, Rule, rules_with
from matcher.engine.post_ranking import compare_posts, passes
from matcher.engine.queries import CandidateQuery
from matcher.engine.snapshot import Snapshot
from matcher.languages import language_names
from matcher.ranking import DECIMALS, Calibration, Weights
from matcher.records import PostFilter
from matcher.traps import TRUSTED

PAGE = 10
"""A post is worth recommending when it is as good as the last of so many that are open now …"""

LEAST_CHANCE = 0.1
"""… and when its chance of being recommended is at least this."""

CHANGEABLE = ("place", "pay", "night_shift", "travel", "lodging", "certificate", "language", "dates")
"""The criteria that a person's single change can settle."""

PAY_SHARES = (0.9, 0.8, 0.7)
PAY_STEP_YUAN = 100
LONGEST_WAIT_DAYS = 60
MOST_OPENINGS = 5
LEAST_OPENED = 2
"""One post more is no reason to change anything; the comparison of that pair tells it."""

MOST_EXAMPLES = 3

ENOUGH = 0.5
"""Of steps that include each other (pay, days), the smallest that gives this share of the largest is told."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A change that the person can make, and what it would open."""

    change: Change
    n_more: int  # posts that would be open and worth recommending, and are not now
    post_ids: tuple[str, ...]  # the best of them


@dataclass(frozen=True, slots=True)
class _Try:
    """A change as the rule of its criterion reads it."""

    change: Change
    candidate: CandidateColumns
    on: int
    within: NDArray[np.bool_] | None = None  # (n_posts,) the posts that the change is about; None = all


@dataclass(frozen=True, slots=True)
class _Judged:
    """How one rule stands for one candidate and all posts."""

    met: NDArray[np.bool_]
    blocks: NDArray[np.bool_]
    amount: NDArray[np.float64]


def openings(
    snapshot: Snapshot, query: CandidateQuery, *, on: int, where: PostFilter, weights: Weights
) -> list[Opening]:
    """
    Give the changes that would open most, the best first, at most MOST_OPENINGS.

    Likeness is computed once; for each change only the rule that it concerns is judged again, for those posts that
    could reach the bar. Bar and counts are those of the posts that pass *where*, as the list is. What the person said
    of other posts stays: who accepts one more district is not taken to refuse those that were not spoken of.
    """
    if not snapshot.posts.n_alive:
        return []
    posts = _Posts(snapshot, query, on=on, where=where, weights=weights)
    if not posts.ids:
        return []
    nested = groupby(_tries(snapshot, query.columns, posts.columns, on=on), key=lambda one: one.change.code)
    told = [one for code, tries in nested for one in _told(code, [posts.opened(each) for each in tries])]
    return sorted(told, key=lambda one: (-one.n_more, one.change.code, str(one.change.value)))[:MOST_OPENINGS]


def _told(code: str, found: Sequence[Opening]) -> list[Opening]:
    """Leave out what opens next to nothing, and of nested steps all but the smallest that does enough."""
    opening = [one for one in found if one.n_more >= LEAST_OPENED]
    if code not in ("pay", "dates") or not opening:
        return opening
    most = max(one.n_more for one in opening)
    return [next(one for one in opening if one.n_more >= ENOUGH * most)]


class _Posts:
    """The living posts that one candidate could come to be recommended, as they stand now."""

    def __init__(
        self, snapshot: Snapshot, query: CandidateQuery, *, on: int, where: PostFilter, weights: Weights
    ) -> None:
        compared = compare_posts(snapshot, query, on=on, weights=weights)
        weighed = compared.values * np.array([weights.by_code.get(code, 0.0) for code in compared.codes])
        scores = weighed.sum(axis=1)
        # what looks like a trap is recommended to nobody
        sound = (snapshot.posts.columns.doubtful == TRUSTED)[compared.rows] & passes(snapshot, where)[compared.rows]
        self._bar = max(_tenth(scores[~compared.blocked & sound]), _score_at(weights.calibration, LEAST_CHANCE))
        changeable = [compared.codes.index(code) for code in CHANGEABLE]
        rows = np.flatnonzero(sound & _reaches(scores - weighed[:, changeable].min(axis=1), self._bar))
        self._alike, self._rows = snapshot.alike, compared.rows[rows]
        self.ids = [compared.post_ids[row] for row in rows]
        self.columns: PostColumns = snapshot.posts.columns.take(np.flatnonzero(snapshot.posts.alive)[rows])
        self._weights = weights
        self._rules = {rule.code: rule for rule in rules_with(query.majors)}
        self._scores = scores[rows]
        self._now = {code: self._judge(rule, query.columns, on) for code, rule in self._rules.items()}
        self._n_blocks = np.sum([judged.blocks for judged in self._now.values()], axis=0)

    def opened(self, one: _Try) -> Opening:
        """Count the posts that *one* would open: none that shows as fitting in just this already."""
        now = self._now[one.change.code]
        then = self._judge(self._rules[one.change.code], one.candidate, one.on)
        within = np.ones(len(self.ids), dtype=np.bool_) if one.within is None else one.within
        weight = self._weights.reservations.get(one.change.code, 0.0)
        scores = self._scores + np.where(within, (now.amount - then.amount) * weight, 0.0)
        blocks = self._n_blocks - now.blocks + np.where(within, then.blocks, now.blocks)
        fresh = self._worth(scores, blocks) & ~self._worth(self._scores, self._n_blocks) & ~now.met
        best = self._heads(sorted(np.flatnonzero(fresh).tolist(), key=lambda row: (-scores[row], self.ids[row])))
        return Opening(one.change, len(best), tuple(self.ids[row] for row in best[:MOST_EXAMPLES]))

    def _heads(self, rows: Sequence[int]) -> list[int]:
        """Keep of posts for the same job the first one, as a list shows it."""
        heads, behind = list[int](), set[int]()
        for row in rows:
            if int(self._rows[row]) not in behind:
                heads.append(row)
                behind.update(self._alike.to(int(self._rows[row])).tolist())
        return heads

    def _worth(self, scores: NDArray[np.float64], n_blocks: NDArray[np.intp]) -> NDArray[np.bool_]:
        worth: NDArray[np.bool_] = (n_blocks == 0) & _reaches(scores, self._bar)
        return worth

    def _judge(self, rule: Rule, candidate: CandidateColumns, on: int) -> _Judged:
        outcome, n = rule.judge(candidate, self.columns, on), len(self.columns)
        blocks = np.logical_and(outcome.hard, np.equal(outcome.status, NOT_MET))
        amount = np.asarray(outcome.amount, dtype=np.float64)
        met = np.equal(outcome.status, MET)
        return _Judged(np.broadcast_to(met, n), np.broadcast_to(blocks, n), np.broadcast_to(amount, n))


def _reaches(scores: NDArray[np.float64], bar: float) -> NDArray[np.bool_]:
    reached: NDArray[np.bool_] = np.round(scores, DECIMALS) >= np.round(bar, DECIMALS)
    return reached


def _tenth(scores: NDArray[np.float64]) -> float:
    """Give the last score of the first page; -inf where the page is not full."""
    return float(np.partition(scores, -PAGE)[-PAGE]) if len(scores) >= PAGE else -np.inf


def _score_at(calibration: Calibration, chance: float) -> float:
    """Give the score from which the chance is at least *chance*; a calibration that does not rise bounds nothing."""
    if calibration.slope <= 0:
        return -np.inf
    return float((np.log(chance / (1 - chance)) - calibration.offset) / calibration.slope)


def _tries(snapshot: Snapshot, c: CandidateColumns, p: PostColumns, *, on: int) -> Iterator[_Try]:
    """Give every change to be tried, those of one criterion in a row, the smallest step first."""
    yield from _districts(snapshot, c, p, on=on)
    yield from _pay(c, on=on)
    if c.refuses_night.any():
        yield _Try(accept_night_shifts(), replace(c, refuses_night=np.zeros_like(c.refuses_night)), on)
    if c.refuses_away.any():
        yield _Try(accept_travel(), replace(c, refuses_away=np.zeros_like(c.refuses_away)), on)
    if c.needs_lodging.any():
        none = np.zeros_like(c.needs_lodging)
        yield _Try(find_lodging(), replace(c, needs_lodging=none, insists_lodging=none), on)
    for bit, names in _missing(p.certificates, c.certificates, certificate_names):
        yield _Try(earn_certificates(names), replace(c, certificates=c.certificates | bit), on)
    for bit, names in _missing(p.languages, c.languages, language_names):
        yield _Try(know_languages(names), replace(c, languages=c.languages | bit), on)
    yield from _days(c, p, on=on)


def _districts(snapshot: Snapshot, c: CandidateColumns, p: PostColumns, *, on: int) -> Iterator[_Try]:
    if c.any_district.any():
        return
    accepted = {*c.districts[0].tolist(), int(c.home[0])}
    for code in np.union1d(p.district, p.zone).tolist():
        if code >= 0 and code not in accepted:
            districts = np.concatenate([c.districts, np.full((1, 1), code, dtype=c.districts.dtype)], axis=1)
            within = (p.district == code) | (p.zone == code)
            yield _Try(accept_place(snapshot.known.districts.names[code]), replace(c, districts=districts), on, within)


def _pay(c: CandidateColumns, *, on: int) -> Iterator[_Try]:
    wished = float(c.pay_least[0])
    for share in PAY_SHARES if wished > 0 else ():
        yuan = int(wished * share // PAY_STEP_YUAN * PAY_STEP_YUAN)
        if yuan > 0:
            yield _Try(accept_pay(yuan), replace(c, pay_least=np.full_like(c.pay_least, yuan)), on)


def _days(c: CandidateColumns, p: PostColumns, *, on: int) -> Iterator[_Try]:
    later = p.published[(p.published > on) & (p.published <= on + LONGEST_WAIT_DAYS)]
    for day in np.unique(later).tolist():
        yield _Try(wait_until(date.fromordinal(day)), c, day)


def _missing(
    asked: NDArray[np.int64], held: NDArray[np.int64], names: Callable[[int], tuple[str, ...]]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Give each bit that some post asks for and the person lacks, with its name."""
    bits = int(np.bitwise_or.reduce(asked) & ~held[0])
    for place in range(bits.bit_length()):
        if bits >> place & 1:
            yield 1 << place, names(1 << place)
