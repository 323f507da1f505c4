"""The thread that runs a network."""

from __future__ import annotations

import os
import threading
import time

import pytest

from models.worker import Worker


def test_jobs_run_on_one_thread_that_is_not_the_callers() -> None:
    worker = Worker()

    threads = {worker.run(threading.get_ident) for _ in range(5)}

    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_what_a_job_raises_reaches_the_caller() -> None:
    with pytest.raises(ZeroDivisionError):
        Worker().run(lambda: 1 // 0)


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")  # just that is tried here
def test_a_fork_waits_for_the_job_in_hand() -> None:
    worker = Worker()
    begun, ended = threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        time.sleep(0.3)
        ended.set()

    caller = threading.Thread(target=worker.run, args=(work,))
    caller.start()
    begun.wait()
    child = os.fork()
    if child == 0:
        os._exit(0 if ended.is_set() else 1)
    caller.join()

    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
def test_a_forked_process_has_a_thread_of_its_own_and_another_generation() -> None:
    worker = Worker()
    before = worker.generation
    worker.run(threading.get_ident)
    child = os.fork()
    if child == 0:
        os._exit(0 if worker.run(lambda: worker.generation) == before + 1 else 1)

    assert os.waitpid(child, 0)[1] == 0
    assert worker.generation == before
