"""A process killed while it merges: two candidates or one, never in between, and every reference leads to somebody."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from data.store import Database, candidates_by_id, current_ids, iter_placements, undo_merge
from data.vault import Vault
from matcher.records import Actor

MERGER = """
import sys
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from data.reference import load_precedence
from data.store import (
    Database, join_candidates, put_candidates, put_employers, put_placements, read_whole, undo_merge,
)
from data.vault import Vault
from matcher.merging import merge_sides
from matcher.records import Actor, Candidate, CandidateEntry, Employer, EmployerEntry, Person, Placement, PlacementEntry

url, key = sys.argv[1], Path(sys.argv[2])
database, vault = Database(url), Vault(key)
told = dict(actor=Actor("a", "admin"), at=datetime.now(UTC), vault=vault)
with database.begin() as session:
    people = [CandidateEntry(Candidate(id), Person(name="张三")) for id in ("A", "B")]
    put_candidates(session, people, source="test", **told)
    put_employers(session, [EmployerEntry(Employer("E", name="单位"))], source="test", **told)
    day = date(2023, 8, 1)
    placements = [PlacementEntry(Placement(f"T{n}", "B", "E", day, day)) for n in range(200)]
    put_placements(session, placements, source="test", **told)
print("ready", flush=True)
for turn in count():
    with database.begin() as session:
        if turn % 2:
            undo_merge(session, "M", **told)
            continue
        whole = read_whole(session, ["A", "B"], vault=vault)
        merged = merge_sides(whole["A"].to_side(), whole["B"].to_side(), precedence=load_precedence())
        join_candidates(session, "M", whole["A"], whole["B"], merged, how="exact", **told)
"""


@pytest.mark.slow
def test_a_killed_merge_is_done_whole_or_not_at_all(url: str, key_file: Path) -> None:
    dice = random.Random(5)
    for _ in range(4):
        merger = subprocess.Popen([sys.executable, "-c", MERGER, url, str(key_file)], stdout=subprocess.PIPE, text=True)
        assert merger.stdout is not None
        assert merger.stdout.readline() == "ready\n"
        time.sleep(dice.uniform(0.05, 1.0))
        merger.kill()
        merger.communicate()
        database = Database(url)
        with database.read() as session:
            stored, led = set(candidates_by_id(session, ["A", "B"])), current_ids(session, ["A", "B"])
            owners = {one.candidate_id for one in iter_placements(session)}
        database.close()
        assert (stored, led, owners) in [({"A", "B"}, {}, {"B"}), ({"A"}, {"B": "A"}, {"A"})]
        if led:
            _undo(url, key_file)


def _undo(url: str, key_file: Path) -> None:
    """Take the merge back, so that the next run starts from two."""
    database = Database(url)
    with database.begin() as session:
        undo_merge(session, "M", actor=Actor("a", "admin"), at=datetime.now(UTC), vault=Vault(key_file))
    database.close()
