"""The one thread that runs a network, and how it and a fork keep out of each other's way."""

from __future__ import annotations

import functools
import os
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T")


class Worker:
    """
    Run jobs one at a time, in the order of asking, from any thread and after a fork.

    A batch has all cores, so a second at once would only wait inside the library; and there a thread that ends, or a
    fork in the middle, leaves locks that nobody opens. So one thread does all the work, a fork waits for the job in
    hand, and the forked process starts a thread of its own.
    """

    def __init__(self) -> None:
        self.generation = 0  # forks lived through: what a library made in another generation is dead in this process
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoder")
        _watch_forks()
        _WORKERS.add(self)

    def run(self, job: Callable[[], T]) -> T:
        """Return what *job* returns, or raise what it raises."""
        return self._thread.submit(_alone, job).result()

    def later(self, job: Callable[[], object]) -> None:
        """Have *job* done in its turn without waiting for it; at the end of the process it is left undone."""
        with suppress(RuntimeError):  # no thread takes on work any more
            self._thread.submit(_alone, job)

    def begin_again(self) -> None:
        """Forget the thread of the parent process."""
        self.generation += 1
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="encoder")


_RUNNING = threading.Lock()
_WORKERS: weakref.WeakSet[Worker] = weakref.WeakSet()


def _alone(job: Callable[[], T]) -> T:
    with _RUNNING:
        return job()


@functools.cache
def _watch_forks() -> None:
    os.register_at_fork(before=_RUNNING.acquire, after_in_parent=_RUNNING.release, after_in_child=_after_fork)


def _after_fork() -> None:
    _RUNNING.release()
    for worker in _WORKERS:
        worker.begin_again()
