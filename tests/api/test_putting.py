"""A put compares what it replaces under the lock of the writers, on PostgreSQL too."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest

from api.beginning import begin
from api.house import House
from api.indexing import IndexFollower
from api.settings import Settings
from data.reference import load_gazetteer
from data.rulebook import read_rulebook
from data.store import (
    Database,
    Session,
    lock_sequence,
    masked_person,
    put_candidates,
    put_employers,
    put_posts,
    refuse_other_key,
)
from data.vault import Vault
from matcher.ranking import UNTUNED
from matcher.records import (
    Actor,
    Candidate,
    CandidateEntry,
    Employer,
    EmployerEntry,
    Person,
    Post,
    PostEntry,
)
from models import Encoder
from tests.api.signed_in import signed_in

ZHANG = {"name": "张三", "phone": "13812345678"}
LI = Person(name="李四", phone="13900001111")


@pytest.fixture
def url(new_postgresql: Callable[..., str]) -> str:
    return new_postgresql()


@pytest.fixture
def house(url: str, tmp_path: Path, tiny: Encoder) -> Iterator[House]:
    settings = Settings(var=tmp_path / "var", database_url=url)
    begin(settings)
    database = Database(settings.database)
    vault = Vault(settings.key_path)
    with database.read() as session:
        refuse_other_key(session, vault)
    follower = IndexFollower(
        database,
        load=lambda: tiny,
        folder=settings.var / "index",
        kinds_folder=settings.var / "kinds",
        weights=UNTUNED,
    )
    house = House(settings, database, vault, load_gazetteer(), read_rulebook("jinan-2023"), follower)
    yield house
    house.close()


def other_writer(house: House, session: Session, noun: str) -> None:
    """Put somebody else, as another process does while a request is under way."""
    told: dict[str, Any] = {
        "actor": Actor("other", "admin"),
        "source": "other",
        "at": house.clock(),
        "vault": house.vault,
    }
    if noun == "candidate":
        put_candidates(session, [CandidateEntry(Candidate("X1"), LI)], **told)
    elif noun == "post":
        put_posts(session, [PostEntry(Post("X1", "会计", "某公司"), contact=LI)], **told)
    else:
        put_employers(session, [EmployerEntry(Employer("X1", "某公司"), contact=LI)], **told)


def wait_for_a_lock(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for _ in range(300):
            row = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
            ).fetchone()
            if row is not None and row[0]:
                return
            time.sleep(0.05)
    raise TimeoutError


@pytest.mark.parametrize(
    ("noun", "role", "body"),
    [
        pytest.param("candidate", "self", {}, id="a candidate"),
        pytest.param("post", "contact", {"title": "会计", "employer": "某公司"}, id="a post"),
        pytest.param("employer", "contact", {"name": "某公司"}, id="an employer"),
    ],
)
def test_a_mask_stands_for_what_is_replaced_not_for_what_was_stored_before(
    house: House, url: str, noun: str, role: str, body: dict[str, Any]
) -> None:
    client, address = signed_in(house), f"/v1/{noun}s/X1"
    field = "person" if noun == "candidate" else "contact"
    assert client.put(address, json=body | {field: ZHANG}).status_code == 201
    masked = body | {field: {"name": "张三", "phone": "138****5678"}}
    with ThreadPoolExecutor(1) as pool:
        with house.database.begin() as session:
            lock_sequence(session)
            answer = pool.submit(client.put, address, json=masked)
            wait_for_a_lock(url)
            other_writer(house, session, noun)
        assert answer.result(timeout=30).status_code == 422
    with house.database.read() as session:
        person = masked_person(session, noun, "X1", role, vault=house.vault)  # type: ignore[arg-type]  # a Noun
    assert person == Person(name="李**", phone="139****1111")
