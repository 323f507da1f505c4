from __future__ import annotations

import gc
import threading
from pathlib import Path

from models.bundled.engine import Engine


class Probe:
    """Tells on which thread it is freed."""

    def __init__(self) -> None:
        self.freed = threading.Event()
        self.threads: list[str] = []

    def network(self) -> object:
        probe = self

        class Network:
            def __del__(self) -> None:
                probe.threads.append(threading.current_thread().name)
                probe.freed.set()

        return Network()


def test_a_network_is_freed_by_the_thread_that_made_it() -> None:
    probe, engine = Probe(), Engine(Path("no model is needed"))
    engine._requests[0] = probe.network()
    del engine
    gc.collect()
    assert probe.freed.wait(10)
    assert probe.threads[0].startswith("encoder")
