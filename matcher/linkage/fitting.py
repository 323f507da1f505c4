"""Fitting the parameters to the people at hand: by EM where they are many, as shipped where they are few."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from matcher.linkage.comparisons import FIELDS
from matcher.linkage.exact import is_contradicted, same_numbers
from matcher.linkage.names import count_names
from matcher.linkage.parameters import Chances, Parameters
from matcher.linkage.shipped import SHIPPED
from matcher.linkage.splinking import open_duckdb, open_linker, quiet
from matcher.linkage.traits import Traits, traits_of
from matcher.records import Identity

LEAST_KNOWN = 100  # pairs of one number without which EM is not tried
SHIPPED_WEIGHS = 10.0  # times that a level must be expected before the data at hand outweigh what is shipped
SAMPLED_PAIRS = 500_000
SEED = 20_230_808
_ENTRIES_OF_SHARE, _PAIRS_OF_NAMESAKES = 50.0, 5.0

Levels = dict[str, dict[str, Chances]]
Key = Callable[[Traits], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Sides:
    """The people on both sides, and the pairs that have one sound number; within one list, each pair once."""

    ours: list[Traits]
    theirs: list[Traits] | None  # None = the candidates among themselves
    known: list[tuple[Traits, Traits]]

    @property
    def others(self) -> list[Traits]:
        """The side that is looked for among ours."""
        return self.ours if self.theirs is None else self.theirs

    @property
    def for_splink(self) -> list[list[Traits]]:
        """The sides as Splink takes them: one to compare within, two to link."""
        return [self.ours] if self.theirs is None else [self.ours, self.theirs]


def fit_parameters(
    candidates: Sequence[Identity | Traits],
    entries: Sequence[Identity | Traits] | None = None,
    *,
    start: Parameters = SHIPPED,
    database: Any = None,
) -> Parameters:
    """
    Fit the parameters to people.

    The chances of likeness among pairs of one person come from pairs with the same sound ID number, and those of a
    damaged number from pairs with the same name and birth date, by EM; those among others from pairs drawn at random.
    What is met too seldom to be counted keeps to *start*, so that fifty people give stable numbers too.

    Args:
        entries: of all registries; None = candidates among themselves, for ``duplicates``.
        start: what holds where data are few, and the bands.
        database: of Splink; None = DuckDB in memory.
    """
    sides = _sides(candidates, entries)
    names = count_names(one.folded for one in (*sides.ours, *(sides.theirs or ())) if one.folded)
    drawn = replace(start, names=names, n_candidates=len(sides.ours), share=_share(sides, start))
    if len(sides.known) >= LEAST_KNOWN:
        levels = _fit_levels(sides, drawn, database)
        drawn = replace(drawn, levels={**levels, "birth": levels["birth"] | _partial_births(sides, start)})
    return replace(drawn, least_share=_least_share(sides, drawn))


def _sides(candidates: Sequence[Identity | Traits], entries: Sequence[Identity | Traits] | None) -> _Sides:
    ours = sorted((traits_of(one) for one in candidates), key=lambda one: one.id)
    theirs = None if entries is None else sorted((traits_of(one) for one in entries), key=lambda one: one.id)
    found = same_numbers(ours, ours if theirs is None else theirs)
    known = [(a, b) for a, b in found if (theirs is not None or a.id < b.id) and not is_contradicted(a, b)]
    return _Sides(ours, theirs, known)


def _share(sides: _Sides, start: Parameters) -> float:
    """Estimate how many of the others are candidates: those found by number, and in proportion those without one."""
    told = _told(sides.ours) * _told(sides.others)
    found = len({b.id for _, b in sides.known}) / told if told else 0.0
    n = len(sides.others)
    return min(0.95, (found + start.share * _ENTRIES_OF_SHARE) / (n + _ENTRIES_OF_SHARE))


def _told(people: Sequence[Traits]) -> float:
    return sum(one.number is not None for one in people) / len(people) if people else 0.0


def _fit_levels(sides: _Sides, start: Parameters, database: Any) -> Levels:
    with quiet():
        opened = database if database is not None else open_duckdb()
        linker = open_linker(sides.for_splink, start, opened)
        linker.training.estimate_u_using_random_sampling(
            max_pairs=SAMPLED_PAIRS, seed=SEED, min_count_per_level=None, num_chunks=1
        )
        for block in (("number",), ("folded", "year", "month", "day")):
            _train(linker, block)
        fitted = linker.misc.save_model_to_json()
        linker.table_management.invalidate_cache()
    return _blend(start, _read(fitted), n_same=len(sides.known), n_other=_n_sampled(sides))


def _n_sampled(sides: _Sides) -> int:
    return min(SAMPLED_PAIRS, len(sides.ours) * len(sides.others))


def _train(linker: Any, block: tuple[str, ...]) -> None:
    from splink import block_on

    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on(*block), estimate_without_term_frequencies=True
    )


def _read(fitted: Mapping[str, Any]) -> dict[str, dict[str, tuple[Any, Any]]]:
    """Read m and u of each level; what was met nowhere is no number."""
    return {
        comparison["output_column_name"]: {
            level["label_for_charts"]: (level.get("m_probability"), level.get("u_probability"))
            for level in comparison["comparison_levels"]
            if not level.get("is_null_level")
        }
        for comparison in fitted["comparisons"]
    }


def _blend(
    start: Parameters, fitted: Mapping[str, Mapping[str, tuple[Any, Any]]], *, n_same: int, n_other: int
) -> Levels:
    blended: dict[str, dict[str, Chances]] = {}
    for field in FIELDS:
        blended[field.name] = {}
        for level in field.levels:
            shipped, (m, u) = start.levels[field.name][level.name], fitted[field.name][level.name]
            same = _blended(shipped.m, m, n_same)
            other = u - start.p_match * same if isinstance(u, float) and u != shipped.u else u
            blended[field.name][level.name] = Chances(same, _blended(shipped.u, other, n_other))
    return blended


def _blended(start: float, found: Any, n: int) -> float:
    """
    Blend a chance found among *n* pairs with the one to start from.

    The start counts as SHIPPED_WEIGHS meetings (a gamma prior): a level that is met once in a million pairs keeps to
    it until tens of millions are seen, and one that is met every second time hardly minds it.
    """
    # Splink leaves what it never met as it was
    met = max(found, 0.0) * n if isinstance(found, float) and found != start else 0.0
    return min(1.0, (met + SHIPPED_WEIGHS) / (n + SHIPPED_WEIGHS / start))


def _partial_births(sides: _Sides, start: Parameters) -> dict[str, Chances]:
    """
    Count how often two people share month or year of birth.

    EM cannot tell: pairs with sound numbers have whole dates, and m here is among pairs that know no more.
    """
    births = start.levels["birth"]
    n = _n_sampled(sides)
    shared = {
        "month": _share_alike(sides, lambda one: (one.year, one.month)),
        "year": _share_alike(sides, lambda one: (one.year,)),
    }
    return {level: Chances(births[level].m, _blended(births[level].u, u, n)) for level, u in shared.items()}


def _share_alike(sides: _Sides, key: Key) -> float:
    ours, theirs = _counted(sides.ours, key), _counted(sides.others, key)
    n = sum(ours.values()) * sum(theirs.values())
    return sum(count * theirs[value] for value, count in ours.items()) / n if n else 0.0


def _least_share(sides: _Sides, start: Parameters) -> float:
    """
    Estimate the share that the rarest name counts as.

    Two people are known as two by different sound ID numbers. Those of one name and birth date beyond what chance
    brings are as frequent as if every name had this share; *start* counts like _PAIRS_OF_NAMESAKES of them.
    """
    u = start.levels["birth"]["exact"].u
    one_name = _n_different(sides, lambda one: (one.folded, one.number and ""))
    one_birth = _n_different(sides, lambda one: (one.folded, one.number and "", one.year, one.month, one.day))
    pairs = _n_different(sides, lambda one: (one.number and "",))
    beyond = max(0.0, one_birth - one_name * u)
    return (beyond + _PAIRS_OF_NAMESAKES) / (pairs * u + _PAIRS_OF_NAMESAKES / start.least_share)


def _n_different(sides: _Sides, key: Key) -> int:
    """Count pairs with one key and different sound numbers."""
    ours, theirs = _counted(sides.ours, key), _counted(sides.others, key)
    pairs = sum(n * theirs[value] for value, n in ours.items())
    if sides.theirs is None:
        pairs = (pairs - sum(ours.values())) // 2
    return pairs - sum(key(a) == key(b) and None not in key(a) for a, b in sides.known)


def _counted(people: Iterable[Traits], key: Key) -> Counter[Any]:
    return Counter(value for one in people if None not in (value := key(one)))
