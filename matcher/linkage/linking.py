"""Linking: candidates with the entries of a registry, one candidate with a few entries, candidates with each other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from matcher.linkage.blocking import blocked
from matcher.linkage.deciding import Decisions, Weighed, confirmed, judge, settle, settle_each
from matcher.linkage.exact import is_contradicted, same_numbers
from matcher.linkage.parameters import Parameters
from matcher.linkage.splinking import open_duckdb, predict
from matcher.linkage.traits import Traits, traits_of
from matcher.linkage.weighing import compare, log2_odds
from matcher.records import Band, Decision, Identity, Pairing

NOTHING_DECIDED: Decisions = {}
FEW_PAIRS = 10_000_000  # below which starting Splink takes longer than looking for pairs alike


def link(
    candidates: Sequence[Identity],
    entries: Sequence[Identity],
    *,
    parameters: Parameters,
    database: Any = None,
) -> list[Pairing]:
    """
    Find the candidates whom a registry names.

    Args:
        entries: of one registry: an entry is linked to one candidate at most, and a candidate to one of its entries.
        parameters: as ``fit_parameters`` fits them, or SHIPPED; *n_candidates* is taken from *candidates*.
        database: of Splink; None = DuckDB in memory.

    Returns:
        Links and what a person should look at, the surest first; what stays apart is left out. The order of
        *candidates* and *entries* decides nothing.
    """
    return settle(_find(candidates, entries, parameters.among(len(candidates)), database), one_to_one=True)


def link_registries(
    candidates: Sequence[Identity | Traits],
    registries: Iterable[Sequence[Identity | Traits]],
    *,
    parameters: Parameters,
    decisions: Decisions = NOTHING_DECIDED,
    database: Any = None,
) -> list[Pairing]:
    """
    Find the candidates whom several registries name: as ``link`` does with each, the candidates prepared once.

    Args: as of ``judge_registries``.
    """
    sides = list(registries)
    kinds = {entry.id: str(n) for n, entries in enumerate(sides) for entry in entries}
    judged = judge_registries(candidates, sides, parameters=parameters, decisions=decisions, database=database)
    return settle_each(judged, kinds)


def judge_registries(
    candidates: Sequence[Identity | Traits],
    registries: Iterable[Sequence[Identity | Traits]],
    *,
    parameters: Parameters,
    decisions: Decisions = NOTHING_DECIDED,
    database: Any = None,
) -> list[Pairing]:
    """
    Judge candidates and the entries of several registries pair by pair, others aside; ``settle_each`` is next.

    Args:
        candidates: all, or those who changed; perhaps prepared by ``traits_of``, where they are fitted to as well.
        registries: the entries of each; an id stands in one of them.
        parameters: *n_candidates* is that of the whole city.
        decisions: of a person on pairs as they are: those that are different leave the entry to others, and beside
            those that are the same nobody is linked by themselves.
    """
    everybody = [entry for entries in registries for entry in entries]
    found = _find(candidates, everybody, parameters, database, decisions)
    return [pairing for pairing in found if pairing.band is not Band.APART]


def _find(
    candidates: Sequence[Identity | Traits],
    entries: Sequence[Identity | Traits],
    parameters: Parameters,
    database: Any,
    decisions: Decisions = NOTHING_DECIDED,
) -> list[Pairing]:
    """Give every pairing by number and every one that is worth judging, others aside, and those that are confirmed."""
    ours, theirs = _by_id(candidates), _by_id(entries)
    told = _confirmed(ours, theirs, decisions, parameters)
    numbered = [(a, b) for a, b in same_numbers(ours.values(), theirs.values()) if (a.id, b.id) not in decisions]
    exact = [_judge(a, b, parameters) for a, b in numbered]
    certain = {pairing.other_id for pairing in exact if pairing.band is Band.LINKED}
    sought = [entry for entry in theirs.values() if entry.id not in certain]
    paired = {(pairing.candidate_id, pairing.other_id) for pairing in exact}.union(decisions)
    weighed = _weigh((ours, {entry.id: entry for entry in sought}), parameters, database)
    probable = (_judge(a, b, parameters) for a, b in weighed if (a.id, b.id) not in paired)
    return [*told, *exact, *probable]


def _confirmed(
    ours: Mapping[str, Traits], theirs: Mapping[str, Traits], decisions: Decisions, parameters: Parameters
) -> list[Pairing]:
    same = [ids for ids, decision in decisions.items() if decision is Decision.SAME]
    return [confirmed(_judge(ours[a], theirs[b], parameters)) for a, b in same if a in ours and b in theirs]


def compare_one(
    candidate: Identity,
    entries: Iterable[Identity],
    *,
    parameters: Parameters,
    decisions: Decisions = NOTHING_DECIDED,
) -> list[Pairing]:
    """
    Compare one candidate with a few entries of a registry at once, with the weights that ``link`` gives.

    Args:
        parameters: as they were for the whole city: *n_candidates* is theirs.
        decisions: of a person, as ``link_registries`` heeds them.
    """
    one = traits_of(candidate)
    others = [traits_of(entry) for entry in entries]
    told = _confirmed({one.id: one}, {other.id: other for other in others}, decisions, parameters)
    asked = [_judge(one, other, parameters) for other in others if (one.id, other.id) not in decisions]
    return settle([*told, *asked], one_to_one=True)


def duplicates(candidates: Sequence[Identity], *, parameters: Parameters, database: Any = None) -> list[Pairing]:
    """
    Find candidates who are one person; of each pair the smaller id is *candidate_id*.

    A person may be in the list more than twice, so pairs are judged each by itself.
    """
    parameters = parameters.among(len(candidates))
    people = _by_id(candidates)
    exact = [pair for pair in same_numbers(people.values(), people.values()) if pair[0].id < pair[1].id]
    paired = {(a.id, b.id) for a, b in exact}
    others = (pair for pair in _weigh((people,), parameters, database) if (pair[0].id, pair[1].id) not in paired)
    return settle((_judge(a, b, parameters) for a, b in (*exact, *others)), one_to_one=False)


def _by_id(people: Iterable[Identity | Traits]) -> dict[str, Traits]:
    return {person.id: traits_of(person) for person in people}


def _weigh(
    sides: tuple[dict[str, Traits], ...], parameters: Parameters, database: Any
) -> Iterator[tuple[Traits, Traits]]:
    """Give the pairs that are worth judging, of two sides or within one."""
    if not all(sides) or (len(sides) == 1 and len(sides[0]) < 2):
        return
    left, right = sides[0], sides[-1]
    if database is None and len(sides[0]) * len(sides[-1]) <= FEW_PAIRS:
        yield from blocked(*sides) if len(sides) == 2 else _below(sides[0])
        return
    least = log2_odds(parameters.review_from)
    opened = database if database is not None else open_duckdb()
    for scored in predict([side.values() for side in sides], parameters, opened, least=least):
        pair = (scored.candidate_id, scored.other_id)
        first, second = pair if len(sides) == 2 else sorted(pair)
        yield left[first], right[second]


def _below(people: dict[str, Traits]) -> Iterator[tuple[Traits, Traits]]:
    """Give the pairs within one side, each once."""
    return ((a, b) for a, b in blocked(people, people) if a.id < b.id)


def _judge(a: Traits, b: Traits, parameters: Parameters) -> Pairing:
    return judge(Weighed(a.id, b.id, compare(a, b, parameters), is_contradicted(a, b)), parameters)
