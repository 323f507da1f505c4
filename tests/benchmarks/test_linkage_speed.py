"""Time and memory of linking a whole city with its registries, and of one new candidate."""

from __future__ import annotations

import os
import resource
import statistics
import time
from collections.abc import Callable
from typing import TypeVar

import pytest

from matcher.linkage import compare_one, fit_parameters, link
from matcher.records import Band
from tests.matcher.linked_people import invent_people, invent_registry

Result = TypeVar("Result")

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

N_CANDIDATES = int(os.environ.get("BENCH_CANDIDATES", "200000"))
N_ENTRIES = int(os.environ.get("BENCH_ENTRIES", "100000"))


def _timed(name: str, act: Callable[[], Result]) -> Result:
    wall, cpu = time.perf_counter(), time.process_time()
    result = act()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(f"{name:<30} {wall:7.1f} s, {cpu:7.1f} s of CPU, peak of the process {peak_gb:.2f} GB", flush=True)
    return result


def test_a_city_is_linked_with_its_registries() -> None:
    people = invent_people(N_CANDIDATES, seed=1)
    entries = invent_registry(people, N_ENTRIES, seed=2)
    print(f"\n{N_CANDIDATES} candidates, {N_ENTRIES} entries")
    parameters = _timed("fit", lambda: fit_parameters(people, entries))
    found = _timed("link", lambda: link(people, entries, parameters=parameters))
    print({band.value: sum(one.band is band for one in found) for band in Band})
    alone = []
    for one in people[:200]:
        started = time.thread_time()
        compare_one(one, entries[:50], parameters=parameters)
        alone.append(time.thread_time() - started)
    median, most = statistics.median(alone) * 1e3, max(alone) * 1e3
    print(f"one candidate with 50 entries: median {median:.1f} ms, most {most:.1f} ms")
