"""How long the store takes for a city: 200,000 candidates with their people, 15,000 posts, 400,000 vectors."""

from __future__ import annotations

import random
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from data.store import (
    Database,
    add_vectors,
    candidates_by_id,
    changes_since,
    find_candidates,
    iter_candidates,
    iter_posts,
    merge_candidates,
    put_posts,
    read_search,
    read_vectors,
    text_hash,
)
from data.vault import Vault, make_key
from matcher.records import Actor, Candidate, CandidateEntry, Education, Kind, Person, Post, PostEntry

ACTOR = Actor("bench", "admin")
AT = datetime(2023, 8, 8, tzinfo=UTC)
MAJORS = ("会计学", "计算机科学与技术", "护理学", "机械设计制造及其自动化", "学前教育")
DISTRICTS = ("历下区", "市中区", "槐荫区", "天桥区", "历城区")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path / 'matcher.db'}")
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    make_key(tmp_path / "key")
    return Vault(tmp_path / "key")


@contextmanager
def timed(what: str, n: int) -> Iterator[None]:
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    peak_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(f"\n| {what} | {n:,} | {wall:.2f} s | {cpu:.2f} s | {n / wall:,.0f}/s | {peak_mib} MiB |")


def candidate(number: int) -> CandidateEntry:
    dice = random.Random(number)
    record = Candidate(
        f"C{dice.getrandbits(64):016x}",
        education=dice.choice((Education.COLLEGE, Education.BACHELOR, Education.MASTER)),
        education_written="大学本科",
        graduation_status="毕业",
        school="济南大学",
        school_kind="普通高校",
        major=dice.choice(MAJORS),
        graduated_on=date(2022, 6, 30),
        birth_on=date(1999, 1, 1 + number % 28),
        sex=dice.choice(("male", "female")),
        home_district=dice.choice(DISTRICTS),
        districts=tuple(dice.sample(DISTRICTS, 2)),
        skills=("办公软件", "数据分析"),
        experience=f"在一家公司实习过{number % 12}个月，做过数据整理和报表，也接待过客户。",
        wish="想找离家近的工作，最好能学到东西",
        kind_wanted=dice.choice(list(Kind)),
        pay_min_month_yuan=3000.0,
        push_consent=True,
        contact_consent=True,
    )
    person = Person(name=f"王{number}", id_number=f"37010119990101{number % 10000:04d}", phone=f"138{number:08d}")
    return CandidateEntry(record, person)


def post(number: int) -> PostEntry:
    dice = random.Random(number)
    record = Post(
        f"P{number:06d}",
        "软件工程师",
        "某某公司",
        kind=Kind.TECHNICAL,
        description="负责系统开发与维护，编写文档，配合测试。" * 20,
        education=Education.BACHELOR,
        majors=(dice.choice(MAJORS),),
        skills=("Python", "SQL"),
        pay_min_month_yuan=3000.0,
        pay_max_month_yuan=5000.0,
        district=dice.choice(DISTRICTS),
        published_on=date(2023, 7, 1),
    )
    return PostEntry(record, contact=Person(name="李四", phone=f"139{number:08d}"))


@pytest.mark.benchmark
@pytest.mark.timeout(1800)
def test_a_city_of_candidates_is_stored_and_read(database: Database, vault: Vault) -> None:
    n = 200_000
    entries = [candidate(number) for number in range(n)]
    sys.stdout.write("\n| what | n | wall | CPU | rate | peak memory |\n|---|---|---|---|---|---|")
    with timed("merge new candidates, three personal fields each", n), database.begin() as session:
        merge_candidates(session, entries, actor=ACTOR, source="a.csv", at=AT, vault=vault)
    with timed("merge the same again", n), database.begin() as session:
        tally = merge_candidates(session, entries, actor=ACTOR, source="a.csv", at=AT, vault=vault)
    assert tally.unchanged == n
    with timed("read all candidates", n), database.read() as session:
        assert sum(1 for _ in iter_candidates(session)) == n
    with timed("page through all changes", n), database.read() as session:
        at = 0
        while page := changes_since(session, at, limit=5_000):
            at = page[-1].sequence
    ids = random.Random(1).sample([entry.candidate.id for entry in entries], 1_000)
    with timed("read one candidate by id", 1_000):
        for id in ids:
            with database.read() as session:
                assert candidates_by_id(session, [id])
    with timed("find one person by phone", 1_000), database.read() as session:
        for number in range(1_000):
            search = read_search(f"138{number:08d}", vault=vault)
            assert find_candidates(session, search, vault=vault, limit=1).ids


@pytest.mark.benchmark
def test_a_city_of_posts_is_stored_and_read(database: Database, vault: Vault) -> None:
    n = 15_000
    entries = [post(number) for number in range(n)]
    with timed("put new posts, two personal fields each", n), database.begin() as session:
        put_posts(session, entries, actor=ACTOR, source="p.csv", at=AT, vault=vault)
    with timed("put the same again", n), database.begin() as session:
        put_posts(session, entries, actor=ACTOR, source="p.csv", at=AT, vault=vault)
    with timed("read all posts", n), database.read() as session:
        assert sum(1 for _ in iter_posts(session)) == n
    with timed("put one post, a transaction each", 200):
        for number in range(200):
            with database.begin() as session:
                put_posts(session, [post(n + number)], actor=ACTOR, source="api", at=AT, vault=vault)


@pytest.mark.benchmark
@pytest.mark.timeout(1800)
def test_the_vectors_of_a_city_are_kept_and_read(database: Database) -> None:
    n, dimension = 400_000, 384
    hashes = [text_hash(str(number)) for number in range(n)]
    dice = np.random.default_rng(1)
    with timed("keep vectors, 256 a transaction", 25_600):
        for start in range(0, 25_600, 256):
            chunk = hashes[start : start + 256]
            with database.begin() as session:
                add_vectors(session, "e5", chunk, dice.standard_normal((256, dimension), dtype=np.float32))
    with timed("keep vectors, 10,000 a transaction", n):
        for start in range(0, n, 10_000):
            chunk = hashes[start : start + 10_000]
            with database.begin() as session:
                add_vectors(session, "e5", chunk, dice.standard_normal((10_000, dimension), dtype=np.float32))
    for asked in (30_000, n):
        with timed("read vectors", asked), database.read() as session:
            assert len(read_vectors(session, "e5", hashes[:asked])) == asked
