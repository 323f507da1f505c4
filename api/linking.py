"""The comparison of candidates with the registries: extracts take effect, what changed is compared and stored."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from api.house import House
from api.linked import (
    PURPOSE,
    Stored,
    count_links,
    extracts_in_force,
    store_beside_others,
    store_comparison,
    stored_of,
    stored_where,
    to_comparison,
)
from api.registering import apply_waiting
from data import log
from data.store import (
    Reveal,
    Seen,
    Session,
    candidate_ids,
    changed_ids,
    iter_particulars,
    latest_sequence,
    lock_sequence,
    need_whole_city,
    note_reveal,
    note_seen,
    read_seen,
)
from data.store.extracts import Applied, registers
from data.store.particulars import COMPARED
from data.store.weights import Weights, put_weights, read_weights, to_weights
from matcher.errors import Conflict
from matcher.linkage import fit_parameters, judge_registries, settle_each
from matcher.linkage.deciding import Decisions
from matcher.linkage.traits import Traits, traits_of
from matcher.links import Comparison, standing
from matcher.memberships import Registers
from matcher.records import Actor, Extract, Identity, LinkState, Pairing
from matcher.rivals import decided_meanwhile

logger = logging.getLogger(__name__)

READ, FIT, COMPARE, STORE = 2, 2, 4, 2  # about how long each part takes, for the time left
ALL = READ + FIT + COMPARE + STORE
FEW = 10_000  # candidates whose links are looked up one by one; of more, all links are read

MANY = 1_000  # candidates compared, of whom counts of links tell nothing of one

Progress = Callable[[int, int], None]  # done, in all


@dataclass(frozen=True, slots=True)
class Linking:
    """
    What one comparison did.

    Attributes:
        applied: extracts that were taken into effect.
        n_compared: candidates compared; 0 = nothing had changed.
        n_entries: of the registries in force.
        n_changed: links that are new, changed or gone.
        is_many: so many were compared that counts of links tell nothing of one of them.
        links: all that there are, by registry and state.
    """

    applied: tuple[Applied, ...]
    n_compared: int
    n_entries: int
    n_changed: int
    is_many: bool
    links: Mapping[str, Mapping[LinkState, int]]


@dataclass(frozen=True, slots=True)
class Task:
    """
    What is to be compared, as of a change.

    Attributes:
        ids: of candidates.
        weights: what pairs are weighed with; None = all candidates are compared, and they are fitted to them first.
    """

    ids: Sequence[str]
    extracts: tuple[Extract, ...]
    sequence: int
    weights: Weights | None

    @property
    def is_many(self) -> bool:
        """Tell whether what is found says nothing of one candidate: all are compared, or many."""
        return self.weights is None or len(self.ids) >= MANY

    @property
    def extract_ids(self) -> tuple[str, ...]:
        """The extracts in force, as they are noted."""
        return tuple(one.id for one in self.extracts)


@dataclass(frozen=True, slots=True)
class Found:
    """What a comparison came to."""

    comparison: Comparison
    judged: Sequence[Pairing]  # the pairs of the comparison, each by itself
    decisions: Decisions  # of a person, as they stood when it began
    registers: Registers
    weights: Weights


def link_all(
    house: House, *, actor: Actor, at: datetime, as_of: date | None = None, on_progress: Progress | None = None
) -> Linking:
    """
    Take waiting extracts into effect, and compare those candidates with the registries for whom anything changed.

    Results become visible all at once; killed before, nothing is stored but the extracts, and the next run compares.
    Who changes meanwhile is left to the next run.

    Args:
        house: where all is stored.
        actor: who lets it be done.
        at: when.
        as_of: extracts that tell of a later day go on waiting; None = today.
        on_progress: told how much is done, and how much there is in all.

    Raises:
        Conflict: another extract took effect meanwhile.
    """
    need_whole_city("registry")
    with house.database.begin() as session:
        applied = tuple(apply_waiting(house, session, actor=actor, at=at, as_of=as_of))
        task = _what_changed(house, session)
    return _run(house, task, applied, actor=actor, at=at, on_progress=on_progress)


def link_anew(
    house: House, *, actor: Actor, at: datetime, as_of: date | None = None, on_progress: Progress | None = None
) -> Linking:
    """Compare all candidates, as ``link_all`` does where all have changed."""
    with house.database.begin() as session:
        applied = tuple(apply_waiting(house, session, actor=actor, at=at, as_of=as_of))
        task = _everything(session)
    return _run(house, task, applied, actor=actor, at=at, on_progress=on_progress)


def _what_changed(house: House, session: Session) -> Task:
    whole, seen = _everything(session), read_seen(session)
    weights = read_weights(session, vault=house.vault)
    if seen is None or (seen.extracts, seen.parameters) != (whole.extract_ids, weights.version):
        return whole
    changed = changed_ids(session, "candidate", seen.sequence)
    return Task(changed, whole.extracts, whole.sequence, weights)


def _everything(session: Session) -> Task:
    return Task(candidate_ids(session), extracts_in_force(session), latest_sequence(session), None)


def _run(
    house: House,
    task: Task,
    applied: tuple[Applied, ...],
    *,
    actor: Actor,
    at: datetime,
    on_progress: Progress | None,
) -> Linking:
    n_changed = 0
    if task.ids or task.weights is None:
        report = _Report(len(task.ids), on_progress)
        found = _compare(house, task, actor=actor, at=at, report=report)
        with house.database.begin() as session:
            n_changed = _store(house, session, task, found, actor=actor)
        report.done(ALL)
    n_entries = sum(one.n_entries for one in task.extracts)
    with house.database.read() as session:
        links = count_links(house, session)
    logger.info("linked", extra={"compared": len(task.ids), "entries": n_entries})
    return Linking(applied, len(task.ids), n_entries, n_changed, task.is_many, links)


@dataclass(frozen=True, slots=True)
class _Report:
    """Tells how far a comparison of *n* candidates is."""

    n: int
    tell: Progress | None

    def done(self, parts: int) -> None:
        if self.tell is not None:
            self.tell(parts * self.n, ALL * self.n)

    def reading(self, identities: Iterator[Identity]) -> Iterator[Identity]:
        for n, one in enumerate(identities):
            if self.tell is not None and n % 1_000 == 0:
                self.tell(READ * n, ALL * self.n)
            yield one


def _compare(house: House, task: Task, *, actor: Actor, at: datetime, report: _Report) -> Found:
    reveal = _noted(house, task, actor=actor, at=at)
    with house.database.read() as session:
        candidates = list(report.reading(iter_particulars(session, reveal, vault=house.vault)))
        found = registers(session, vault=house.vault)
        stored = _stored(house, session, task, ())
    report.done(READ)
    entries = {one.id: one.identity for one in found.entries.values()}
    decisions = standing(stored.links, {one.id: one for one in candidates}, entries)
    people = [traits_of(one) for one in candidates]
    by_kind: dict[str, list[Traits]] = {}
    for one in found.entries.values():
        by_kind.setdefault(one.kind, []).append(traits_of(one.identity))
    weights = task.weights or to_weights(fit_parameters(people, [one for side in by_kind.values() for one in side]))
    report.done(READ + FIT)
    judged = judge_registries(people, by_kind.values(), parameters=weights.parameters, decisions=decisions)
    kinds = {one.id: one.kind for one in found.entries.values()}
    comparison = to_comparison(settle_each(judged, kinds), candidates, found, version=weights.version, at=at)
    report.done(READ + FIT + COMPARE)
    return Found(comparison, judged, decisions, found, weights)


def _noted(house: House, task: Task, *, actor: Actor, at: datetime) -> Reveal:
    """Note in one line of the log that candidates and entries are about to be read."""
    beside = {"extracts": list(task.extract_ids), "n_entries": sum(one.n_entries for one in task.extracts)}
    with house.database.begin() as session:
        return note_reveal(
            session,
            "candidate",
            task.ids,
            "self",
            fields=COMPARED,
            actor=actor,
            purpose=PURPOSE,
            at=at,
            vault=house.vault,
            beside=beside,
        )


def _store(house: House, session: Session, task: Task, found: Found, *, actor: Actor) -> int:
    lock_sequence(session)
    if tuple(one.id for one in extracts_in_force(session)) != task.extract_ids:
        raise Conflict("another extract of a registry took effect meanwhile; run 'matcher link' again")
    late = set(changed_ids(session, "candidate", task.sequence))
    stored = _stored(house, session, task, late)
    comparison = _as_decided(found, stored, late).without(late)
    if task.weights is None:
        n_changed = store_comparison(house, session, comparison, stored, registers=found.registers)
        put_weights(session, found.weights, vault=house.vault)
    else:
        n_changed = store_beside_others(house, session, comparison, stored, registers=found.registers)
    note_seen(session, Seen(task.sequence, task.extract_ids, found.weights.version))
    details: dict[str, int] = {"n": len(task.ids)}
    if task.is_many:
        details |= {"n_changed": n_changed, **Counter(str(one.band) for one in comparison.pairings)}
    log.record(session, actor=actor, action="link", noun="link", id=None, details=details, at=comparison.at)
    return n_changed


def _as_decided(found: Found, stored: Stored, late: Collection[str]) -> Comparison:
    """Give the comparison as it is with what a person decided while it ran: rivals of a pair heed that too."""
    comparison = found.comparison
    kept = {pair: decision for pair, decision in found.decisions.items() if pair[0] in late}
    now = kept | standing(stored.links, comparison.candidates, comparison.entries)
    if now == found.decisions:
        return comparison
    pairings = settle_each(decided_meanwhile(found.judged, stored.links, now), comparison.kinds)
    return replace(comparison, pairings=pairings)


def _stored(house: House, session: Session, task: Task, late: Collection[str]) -> Stored:
    if task.weights is None:
        return stored_where(house, session, lambda id: id not in late)
    asked = set(task.ids) - set(late)
    if len(asked) > FEW:
        return stored_where(house, session, asked.__contains__)
    return stored_of(house, session, sorted(asked))
