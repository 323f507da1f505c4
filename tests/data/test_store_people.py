"""Personal fields in the store: unreadable at rest, found by hash, read only with a line in the log."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from data import log
from data.store import (
    Database,
    check_key,
    count_posts,
    find_candidates,
    masked_person,
    merge_candidates,
    put_posts,
    read_person,
    read_search,
)
from data.vault import Vault, make_key
from matcher.errors import NotReady
from matcher.records import Candidate, CandidateEntry, Person, Post, PostEntry

PERSON = Person(
    name="欧阳建国",
    id_number="11010519491231002X",
    phone="13869170042",
    address="济南市历下区某某街道某某小区3号楼",
    bank_card="6222021602987654321",
)
MENTOR = Person(name="上官云飞", phone="053188887777")
POST = Post("P1", "会计", "某公司")


@pytest.fixture
def filled(database: Database, told: dict[str, Any]) -> Database:
    with database.begin() as session:
        merge_candidates(session, [CandidateEntry(Candidate("C1"), PERSON)], **told)
        put_posts(session, [PostEntry(POST, contact=PERSON, mentor=MENTOR)], **told)
    return database


def everything(url: str) -> bytes:
    """All bytes that the database has at rest: files of SQLite, a dump of every row of PostgreSQL."""
    if url.startswith("sqlite:///"):
        folder = Path(url.removeprefix("sqlite:///")).parent
        return b"".join(file.read_bytes() for file in folder.glob("matcher.db*"))
    with psycopg.connect(url) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        copies = [connection.cursor().copy(f"COPY {name} TO STDOUT (FORMAT binary)") for (name,) in tables]  # type: ignore[arg-type]
        rows: list[bytes] = []
        for copy in copies:
            with copy as stream:
                rows += [bytes(block) for block in stream]
        return b"".join(rows)


def test_no_personal_value_stands_in_the_database(filled: Database, url: str) -> None:
    raw = everything(url)
    assert "会计".encode() in raw  # what is not personal can be found, so the search works
    for person in (PERSON, MENTOR):
        for field in fields(person):
            value = getattr(person, field.name)
            assert value is None or value.encode() not in raw
            assert value is None or value.encode("utf-16-le") not in raw


def test_equal_people_look_different_at_rest(filled: Database) -> None:
    with filled.read() as session:
        ciphertexts = session.scalars(text("SELECT ciphertext FROM personal_fields WHERE field = 'name'")).all()
    assert len(set(map(bytes, ciphertexts))) == 3


def test_a_reveal_gives_the_person_and_is_logged(filled: Database, told: dict[str, Any]) -> None:
    why = {"vault": told["vault"], "actor": told["actor"], "at": told["at"], "purpose": "电话通知面试"}
    with filled.begin() as session:
        assert read_person(session, "candidate", "C1", "self", **why) == PERSON
        assert read_person(session, "post", "P1", "mentor", **why) == MENTOR
        *_, first, second = log.entries(session)
    assert (first.actor, first.action, first.noun, first.id) == (told["actor"], "reveal", "candidate", "C1")
    assert first.purpose == "电话通知面试"
    assert second.details == {"role": "mentor", "fields": ["name", "phone"]}


@pytest.mark.parametrize("id", ["C2", "\0", "\ud800"], ids=["unknown", "NUL", "half a character"])
def test_nobody_is_read_where_nobody_is_stored(filled: Database, told: dict[str, Any], id: str) -> None:
    why = {"vault": told["vault"], "actor": told["actor"], "at": told["at"], "purpose": "test"}
    with filled.begin() as session:
        lines = len(log.entries(session))
        assert read_person(session, "candidate", id, "self", **why) is None
        assert masked_person(session, "candidate", id, "self", vault=told["vault"]) is None
        assert len(log.entries(session)) == lines


def test_a_person_is_masked_by_default(filled: Database, vault: Vault) -> None:
    with filled.read() as session:
        assert masked_person(session, "candidate", "C1", "self", vault=vault) == Person(
            name="欧**",
            id_number="1101**********002X",
            phone="138****0042",
            address="济南市历下****",
            bank_card="************4321",
        )


def test_a_ciphertext_is_worthless_in_another_place(filled: Database, vault: Vault) -> None:
    with filled.begin() as session:
        moved = "SELECT ciphertext FROM personal_fields WHERE noun = 'candidate' AND field = 'phone'"
        session.execute(
            text(f"UPDATE personal_fields SET ciphertext = ({moved}) WHERE noun = 'post' AND field = 'phone'")
        )
    with filled.read() as session, pytest.raises(NotReady, match="cannot be decrypted"):
        masked_person(session, "post", "P1", "contact", vault=vault)


@pytest.fixture
def other_vault(tmp_path: Path) -> Vault:
    make_key(tmp_path / "other.key")
    return Vault(tmp_path / "other.key")


def test_another_key_is_refused_before_anything_is_written(
    filled: Database, told: dict[str, Any], other_vault: Vault
) -> None:
    with (
        pytest.raises(NotReady, match=r"other.key: the database was written with another key"),
        filled.begin() as session,
    ):
        put_posts(session, [PostEntry(Post("P2", "护士", "某医院"))], **(told | {"vault": other_vault}))
    with filled.read() as session:
        assert count_posts(session) == 1


def test_another_key_reads_and_finds_nobody(filled: Database, other_vault: Vault) -> None:
    with filled.read() as session:
        with pytest.raises(NotReady, match="another key"):
            masked_person(session, "post", "P1", "contact", vault=other_vault)
        with pytest.raises(NotReady, match="another key"):
            find_candidates(session, read_search("1", vault=other_vault), vault=other_vault, limit=9)
        with pytest.raises(NotReady, match="another key"):
            check_key(session, other_vault)


def test_a_new_database_takes_the_first_key_as_its_own(database: Database, vault: Vault, other_vault: Vault) -> None:
    with database.read() as session:
        assert find_candidates(session, read_search("1", vault=vault), vault=vault, limit=9).ids == ()
    with database.begin() as session:
        check_key(session, vault)
    with pytest.raises(NotReady, match="another key"), database.begin() as session:
        check_key(session, other_vault)


def test_no_personal_value_stands_in_the_log(filled: Database, told: dict[str, Any]) -> None:
    with filled.begin() as session:
        why = {"vault": told["vault"], "actor": told["actor"], "at": told["at"], "purpose": "test"}
        read_person(session, "candidate", "C1", "self", **why)
        lines = str([entry.details for entry in log.entries(session)])
    for value in (PERSON.name, PERSON.phone, PERSON.id_number, MENTOR.name):
        assert value is not None
        assert value not in lines
