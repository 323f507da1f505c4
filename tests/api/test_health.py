"""Whether the service lives and is ready, and the watch that makes it so."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

from fastapi.testclient import TestClient

from api.house import House
from api.posts import EXAMPLE
from api.watch import IndexWatch
from matcher.errors import NotReady
from models import Encoder
from tests.api.signed_in import signed_in


def wait_until(holds: Callable[[], bool]) -> bool:
    for _ in range(200):
        if holds():
            return True
        time.sleep(0.05)
    return False


def test_a_process_is_alive_before_it_is_ready(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert answer.headers["retry-after"]


def test_a_running_service_becomes_ready_by_itself(live: TestClient) -> None:
    live.put("/v1/posts/P1", json=EXAMPLE)
    assert wait_until(lambda: live.get("/readyz").status_code == 200)
    assert wait_until(lambda: live.get("/readyz").json()["index"]["posts"] == 1)


def test_a_missing_encoder_is_told_by_readyz(tmp_path: Path, new_house: Callable[[Path, Encoder], House]) -> None:
    class Missing:
        @property
        def id(self) -> str:
            raise NotReady("the weights are not there")

        def __getattr__(self, _: str) -> object:
            raise NotReady("the weights are not there")

    with signed_in(new_house(tmp_path, Missing())) as live:  # type: ignore[arg-type]  # that is the point
        assert wait_until(lambda: "weights" in live.get("/readyz").json()["detail"])
        assert live.post("/v1/matches", json={"profile": {}}).status_code == 503


def test_a_database_that_is_gone_is_told_by_readyz(live: TestClient, house: House) -> None:
    assert wait_until(lambda: live.get("/readyz").status_code == 200)
    house.database.close()
    for path in house.settings.var.glob("matcher.db*"):
        path.write_bytes(b"not a database" * 1_000)
    assert live.get("/readyz").status_code == 503
    assert live.get("/v1/posts").status_code == 503


def test_the_watch_goes_on_after_a_fault() -> None:
    class Faulty:
        n_pending = 0
        complete = True

        def __init__(self) -> None:
            self.looks = 0
            self.healed = threading.Event()

        def catch_up(self) -> None:
            self.looks += 1
            if not self.healed.is_set():
                raise KeyError("张三")

        def follow_flags(self) -> None:
            pass

    follower = Faulty()
    watch = IndexWatch(follower, every_s=0.01)  # type: ignore[arg-type]  # faults that a real one is not known to have
    told = list[int]()
    watch.when_loaded = lambda: told.append(follower.looks)
    watch.start()
    assert wait_until(lambda: str(watch.problem) == "a fault of this program (KeyError); its log tells where")
    follower.healed.set()
    assert wait_until(lambda: watch.problem is None and watch.loaded)
    looks = follower.looks
    assert wait_until(lambda: follower.looks > looks + 2)
    watch.stop()
    assert len(told) == 1
