"""Memory at rest and time to ready of a service over a whole city: 15,000 posts and 200,000 candidates stored."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path

import numpy as np
import psutil
import pytest

from api.beginning import begin
from api.house import House
from api.imports import import_file
from api.settings import Settings
from api.vectors import Side, key_of
from data.store import add_vectors, iter_candidates, iter_posts
from data.synthetic import make_city
from matcher.records import Actor
from matcher.text import candidate_texts, post_texts

pytestmark = [pytest.mark.benchmark, pytest.mark.timeout(3600)]

DAY = date(2023, 9, 1)
N_POSTS = int(os.environ.get("BENCH_POSTS", "15000"))
N_CANDIDATES = int(os.environ.get("BENCH_CANDIDATES", "200000"))


def draw_vectors(house: House, side: Side, texts: Iterable[str]) -> None:
    """Keep a random vector for each text: memory and loading do not ask what a vector means, encoding takes an hour."""
    distinct = list(dict.fromkeys(texts))
    random = np.random.default_rng(1)
    for start in range(0, len(distinct), 10_000):
        chunk = distinct[start : start + 10_000]
        vectors = random.standard_normal((len(chunk), 384), np.float32)
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        with house.database.begin() as session:
            add_vectors(session, house.follower.keeper.encoder.id, [key_of(side, text) for text in chunk], vectors)


def fill(settings: Settings, city: Path) -> None:
    make_city(city, posts=N_POSTS, candidates=N_CANDIDATES, seed=1, on=DAY)
    begin(settings)
    house = House.open(settings)
    for kind in ("posts", "candidates"):
        started = time.monotonic()
        result = import_file(house, kind, city / f"{kind}.csv", actor=Actor("bench", "admin"), at=house.clock())
        print(f"import {kind}: {result.n_rows:,} rows in {time.monotonic() - started:.0f} s")
    with house.database.read() as session:
        of_posts = [text for post in iter_posts(session) for text in post_texts(post)]
        of_people = [text for person in iter_candidates(session) for text in candidate_texts(person)]
    print(f"distinct texts: {len(set(of_posts)):,} of posts, {len(set(of_people)):,} of candidates")
    draw_vectors(house, "post", of_posts)
    draw_vectors(house, "candidate", of_people)
    started = time.monotonic()
    done = house.follower.work_off()
    print(f"index without encoding: {done} in {time.monotonic() - started:.0f} s")
    house.close()


def ask(url: str) -> dict[str, object] | None:
    with suppress(urllib.error.URLError, ConnectionError), urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)  # type: ignore[no-any-return]
    return None


def test_memory_at_rest_and_time_to_ready(tmp_path: Path, models_folder: Path) -> None:
    settings = Settings(var=tmp_path / "var", models=models_folder, today=DAY)
    fill(settings, tmp_path / "city")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "MATCHER_VAR": str(settings.var), "MATCHER_MODELS": str(models_folder)}
    command = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", str(port)]
    started = time.monotonic()
    server = subprocess.Popen(command, env=environment)
    try:
        while (ready := ask(f"http://127.0.0.1:{port}/readyz")) is None:
            assert time.monotonic() - started < 300
            time.sleep(0.05)
        print(f"ready in {time.monotonic() - started:.1f} s: {ready}")
        time.sleep(5)
        memory = psutil.Process(server.pid).memory_info().rss / 2**20
        print(f"memory at rest: {memory:,.0f} MiB")
    finally:
        server.terminate()
        server.wait(30)
