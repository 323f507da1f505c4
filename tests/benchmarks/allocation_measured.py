"""One way to share posts out, measured over a city: its picture, the time and the memory of a process of its own."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from matcher.allocation.baselines import greedy, top_k
from matcher.allocation.floor import FloorCost, measure_floor
from matcher.allocation.flow import allocate
from matcher.allocation.pairs import Limits, Pairs, Terms
from matcher.allocation.picture import Picture, picture
from tests.benchmarks.allocated_cities import City, kept

TERMS = Terms()
BARE = replace(TERMS, least=0, reserved=0.0, lead=0.0, exposure=0)  # no plan can lose less


def _in_turn(pairs: Pairs, limits: Limits, terms: Terms) -> NDArray[np.bool_]:
    return greedy(pairs, limits, terms, np.random.default_rng(4).permutation(pairs.n_candidates))


def _proved(pairs: Pairs, limits: Limits, terms: Terms) -> NDArray[np.bool_]:
    found = allocate(pairs, limits, terms)
    assert found.certificate.is_optimal
    return found.chosen


METHODS: dict[str, tuple[Callable[[Pairs, Limits, Terms], NDArray[np.bool_]], Terms]] = {
    "top-k": (top_k, TERMS),
    "greedy by time": (_in_turn, TERMS),
    "flow": (_proved, TERMS),
    "flow, capacity alone": (_proved, BARE),
}


@dataclass(frozen=True, slots=True)
class Measured:
    """A way to share out, what it comes to, and what it takes."""

    method: str
    picture: Picture
    seconds: float  # of processor time
    memory_mib: float  # the most that the process held, the city included


def scaled(city: City, ratio: float | None) -> City:
    """Scale all capacities so that everybody's demand over all seats is *ratio*; None = as it is."""
    if ratio is None:
        return city
    demand = np.minimum(np.bincount(city.pairs.candidates, minlength=city.pairs.n_candidates), TERMS.most).sum()
    room = city.limits.capacity * (demand / ratio / city.limits.capacity.sum())
    whole = np.floor(room).astype(np.int64)
    left = round(demand / ratio) - int(whole.sum())
    whole[np.argsort(whole - room, kind="stable")[:left]] += 1  # the largest remainders are rounded up
    return City(city.pairs, replace(city.limits, capacity=whole))


def measure(path: Path, method: str, ratio: float | None) -> Measured:
    """Measure in a process of its own, so that the memory is that of this method."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(_measure, path, method, ratio).result()


def _measure(path: Path, method: str, ratio: float | None) -> Measured:
    city = scaled(kept(path), ratio)
    act, terms = METHODS[method]
    started = time.process_time()
    chosen = act(city.pairs, city.limits, terms)
    seconds = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    return Measured(method, picture(city.pairs, chosen, city.limits, TERMS), seconds, memory)


def measured_floor(path: Path, ratio: float | None) -> FloorCost:
    """Plan with the floor for priority groups and without."""
    city = scaled(kept(path), ratio)
    return measure_floor(city.pairs, city.limits, TERMS, with_floor=allocate(city.pairs, city.limits, TERMS).chosen)
