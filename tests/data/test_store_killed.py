"""A process killed at any moment: what it was answered is kept, and what it was not is gone whole."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from data.store import Database, changes_since, count_posts, iter_posts, latest_sequence

WRITER = """
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from data.store import Database, put_posts
from data.vault import Vault
from matcher.records import Actor, Person, Post, PostEntry

url, key, size, run = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
database, vault = Database(url), Vault(key)
told = dict(actor=Actor("a", "admin"), source="test", at=datetime.now(UTC), vault=vault)
print("ready", flush=True)
for turn in count():
    posts = [PostEntry(Post(f"{run}.{turn}-{n}", "会计", "某公司"), Person(name="张三")) for n in range(size)]
    with database.begin() as session:
        put_posts(session, posts, **told)
    print(f"{run}.{turn}", flush=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize("size", [1, 5_000], ids=["small transactions", "large transactions"])
def test_a_killed_writer_keeps_what_it_was_answered_and_nothing_else(url: str, key_file: Path, size: int) -> None:
    dice = random.Random(size)
    for run in range(5):
        answered = run_and_kill(url, key_file, size, run, after_s=dice.uniform(0.1, 2.5))
        database = Database(url)
        with database.read() as session:
            turns = {post.id.split("-")[0] for post in iter_posts(session)}
            n = count_posts(session)
            assert answered <= turns
            assert n == len(turns) * size
            assert len(changes_since(session, 0, limit=n + 1)) == n
            assert latest_sequence(session) >= n
        database.close()


def run_and_kill(url: str, key_file: Path, size: int, run: int, *, after_s: float) -> set[str]:
    """Start a writer, kill it, and give the turns that it was answered."""
    arguments = [sys.executable, "-c", WRITER, url, str(key_file), str(size), str(run)]
    writer = subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    writer.stdout.readline()
    time.sleep(after_s)
    writer.kill()
    return set(writer.communicate()[0].split())
