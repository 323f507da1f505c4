"""Rotation of the keys: everything is read and found afterwards, nothing is lost on the way, the old key is useless."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from data import log
from data.store import (
    KEPT,
    Database,
    Rotated,
    SealedRecord,
    add_master,
    begin_rotation,
    drop_other_masters,
    find_candidates,
    find_sealed,
    finish_rotation,
    get_sealed,
    masked_person,
    merge_candidates,
    put_candidates,
    put_sealed,
    read_person,
    read_search,
    refill,
    refuse_other_key,
    ring_state,
)
from data.store import rotation as rotating
from data.tables import FactRow, PersonalFieldRow
from data.vault import DataKey, KeyRing, Vault, make_key, read_master
from matcher.errors import Conflict, NotReady
from matcher.records import Candidate, CandidateEntry, Person

PEOPLE = {
    "C1": Person(name="欧阳建国", id_number="11010519491231002X", phone="13869170042"),
    "C2": Person(name="张伟", id_number="110105199003070076", phone="13869170043", address="历下区某某路1号"),
    "C3": Person(name="买买提·艾力", phone="13869170044", bank_card="6222021602987654321"),
}
SOUGHT = {"张伟": "C2", "oyjg": "C1", "002X": "C1", "13869170044": "C3", "0043": "C2"}
RECORD = SealedRecord("membership", "M1", "active", {"group": "low_income", "kin": "欧阳翠花"}, ("C1", "C2"))


@pytest.fixture
def filled(database: Database, told: dict[str, Any]) -> Database:
    with database.begin() as session:
        entries = [CandidateEntry(Candidate(id), person) for id, person in PEOPLE.items()]
        merge_candidates(session, entries, **told)
        put_sealed(session, [RECORD], vault=told["vault"])
    return database


Rotate = Callable[[], Rotated | None]


@pytest.fixture
def rotate(database: Database, told: dict[str, Any]) -> Rotate:
    """Rotate the data key from the beginning to the end."""

    def steps() -> Rotated | None:
        key = begin(database, told)
        refill_all(database, key, told)
        with database.begin() as session:
            return finish_rotation(session, key, vault=told["vault"], actor=told["actor"], at=told["at"])

    return steps


def begin(database: Database, told: dict[str, Any]) -> DataKey:
    with database.begin() as session:
        return begin_rotation(session, vault=told["vault"], at=told["at"])


def refill_all(database: Database, key: DataKey, told: dict[str, Any]) -> None:
    for kept in KEPT:
        with database.begin() as session:
            refill(session, kept, key, vault=told["vault"])


def read_all(database: Database, told: dict[str, Any]) -> dict[str, Person | None]:
    why = {"vault": told["vault"], "actor": told["actor"], "at": told["at"], "purpose": "test"}
    with database.begin() as session:
        return {id: read_person(session, "candidate", id, "self", **why) for id in PEOPLE}


def found(database: Database, vault: Vault, sought: str) -> tuple[str, ...]:
    with database.read() as session:
        refuse_other_key(session, vault)
        return find_candidates(session, read_search(sought, vault=vault), vault=vault, limit=9).ids


@pytest.mark.parametrize("turns", [1, 2], ids=["once", "twice"])
def test_after_a_rotation_everybody_is_read_and_found(
    filled: Database, told: dict[str, Any], rotate: Rotate, turns: int
) -> None:
    for _ in range(turns):
        rotate()
    assert read_all(filled, told) == PEOPLE
    assert {sought: found(filled, told["vault"], sought) for sought in SOUGHT} == {
        sought: (id,) for sought, id in SOUGHT.items()
    }
    with filled.read() as session:
        assert get_sealed(session, "membership", ["M1"], vault=told["vault"]) == {"M1": RECORD}
        assert find_sealed(session, "membership", ["C2"], vault=told["vault"]) == [RECORD]


def test_a_process_that_comes_later_reads_under_the_new_key(
    filled: Database, told: dict[str, Any], rotate: Rotate, key_file: Path
) -> None:
    rotate()
    assert read_all(filled, told | {"vault": Vault(key_file)}) == PEOPLE


def test_ids_of_people_outlive_a_rotation(filled: Database, told: dict[str, Any], rotate: Rotate) -> None:
    before = told["vault"].identify("11010519491231002X")
    rotate()
    read_all(filled, told)
    assert told["vault"].identify("11010519491231002X") == before


def test_the_old_key_reads_nothing_that_is_there_after_a_rotation(
    filled: Database, told: dict[str, Any], rotate: Rotate
) -> None:
    old = ring_of(filled, told["vault"])
    stolen = Vault(read_master(told["vault"].source))
    rotate()
    with filled.read() as session:
        rows = session.connection().execute(text("SELECT ciphertext, lookup FROM personal_fields")).all()
    stolen.use(old)
    for ciphertext, lookup in rows:
        with pytest.raises(NotReady, match="data key 2, which is gone"):
            stolen.decrypt(bytes(ciphertext), context=b"")
        assert bytes(lookup) not in {stolen.keyed_hash("name", person.name or "") for person in PEOPLE.values()}


def ring_of(database: Database, vault: Vault) -> KeyRing:
    with database.read() as session:
        refuse_other_key(session, vault)
    return vault.ring


def test_no_wrap_of_the_old_key_stays_behind(filled: Database, rotate: Rotate) -> None:
    rotate()
    with filled.read() as session:
        assert session.scalars(text("SELECT name FROM wrapped_keys ORDER BY name")).all() == ["data 2", "identity"]


def test_until_the_end_everything_goes_on_under_the_old_key(filled: Database, told: dict[str, Any]) -> None:
    refill_all(filled, begin(filled, told), told)
    assert read_all(filled, told) == PEOPLE
    assert found(filled, told["vault"], "oyjg") == ("C1",)


def test_a_rotation_that_was_begun_goes_on_with_its_key(filled: Database, told: dict[str, Any]) -> None:
    assert begin(filled, told).stamp == begin(filled, told).stamp


def test_what_is_written_during_a_rotation_is_what_counts_after_it(
    filled: Database, told: dict[str, Any], rotate: Rotate
) -> None:
    refill_all(filled, begin(filled, told), told)
    renamed = Person(name="张三丰", id_number="11010519491231002X", phone="13900000000")
    changed = SealedRecord("membership", "M1", "active", {"group": "disabled"}, ("C3",))
    with filled.begin() as session:
        put_candidates(session, [CandidateEntry(Candidate("C1"), renamed)], **told)
        put_sealed(session, [changed], vault=told["vault"])
    rotate()
    assert read_all(filled, told)["C1"] == renamed
    assert (found(filled, told["vault"], "张三丰"), found(filled, told["vault"], "oyjg")) == (("C1",), ())
    with filled.read() as session:
        assert find_sealed(session, "membership", ["C3", "C1"], vault=told["vault"]) == [changed]


def test_a_rotation_takes_over_everything_at_once(filled: Database, told: dict[str, Any], rotate: Rotate) -> None:
    """A reader that began before sees the old values whole, whoever comes after the new ones."""
    with filled.read() as session:
        before = masked_person(session, "candidate", "C1", "self", vault=told["vault"])
        rotate()
        assert masked_person(session, "candidate", "C1", "self", vault=told["vault"]) == before
        sought = read_search("oyjg", vault=told["vault"])
        assert find_candidates(session, sought, vault=told["vault"], limit=9).ids == ("C1",)
    assert found(filled, told["vault"], "oyjg") == ("C1",)


def test_a_write_under_a_key_that_is_gone_is_refused(filled: Database, told: dict[str, Any], rotate: Rotate) -> None:
    old = ring_of(filled, told["vault"])
    rotate()

    def read_elsewhere() -> Iterator[SealedRecord]:
        told["vault"].use(old)  # as a transaction from before the rotation does, from which the records come
        yield RECORD

    with pytest.raises(NotReady, match="rotated while"), filled.begin() as session:
        put_sealed(session, read_elsewhere(), vault=told["vault"])


def test_of_two_who_rotate_at_once_the_second_is_told(filled: Database, told: dict[str, Any], rotate: Rotate) -> None:
    key = begin(filled, told)
    rotate()
    with filled.begin() as session:
        assert refill(session, KEPT[0], key, vault=told["vault"]).n == 0
        assert finish_rotation(session, key, vault=told["vault"], actor=told["actor"], at=told["at"]) is None
    assert read_all(filled, told) == PEOPLE


def test_a_rotation_leaves_one_line_with_counts(filled: Database, rotate: Rotate) -> None:
    rotate()
    with filled.read() as session:
        line = log.entries(session)[-1]
    assert (line.action, line.noun) == ("rotate", "vault")
    assert line.details == {"key": "data", "generation": 2, "fields": 10, "records": 1, "unreadable": 0}


def test_a_rotation_goes_on_row_by_row(
    filled: Database, told: dict[str, Any], rotate: Rotate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "AT_ONCE", 3)
    key, after, steps = begin(filled, told), None, list[int]()
    while True:
        with filled.begin() as session:
            step = refill(session, KEPT[0], key, vault=told["vault"], after=after)
        if step.last is None:
            break
        after = step.last
        steps.append(step.n)
    assert steps == [3, 3, 3, 1]


def test_a_value_that_nobody_can_read_is_told_and_left(filled: Database, told: dict[str, Any], rotate: Rotate) -> None:
    with filled.begin() as session:
        damaged = PersonalFieldRow.ciphertext
        session.execute(
            PersonalFieldRow.__table__.update()  # type: ignore[attr-defined]  # typed as FromClause, is a Table
            .where(PersonalFieldRow.id == "C3", PersonalFieldRow.field == "name")
            .values({damaged: b"\x01" + bytes(60)})
        )
    done = rotate()
    assert done is not None
    assert done.unreadable == (("candidate", "C3"),)
    with filled.read() as session:
        kept = session.scalars(text("SELECT ciphertext FROM personal_fields WHERE id = 'C3' AND field = 'name'")).one()
    assert bytes(kept) == b"\x01" + bytes(60)


def test_the_same_file_changes_nothing_after_a_rotation(filled: Database, told: dict[str, Any], rotate: Rotate) -> None:
    rotate()
    entries = [CandidateEntry(Candidate(id), person) for id, person in PEOPLE.items()]
    for _ in range(2):
        with filled.begin() as session:
            assert merge_candidates(session, entries, **told).unchanged == 3
    with filled.read() as session:
        assert session.scalars(text("SELECT count(*) FROM candidates WHERE digest IS NULL")).one() == 0


def test_nothing_encrypted_under_the_old_key_lingers_in_the_file(tmp_path: Path, told: dict[str, Any]) -> None:
    database = Database(f"sqlite:///{tmp_path / 'city.db'}")
    database.migrate()
    with database.begin() as session:
        merge_candidates(session, [CandidateEntry(Candidate("C1"), PEOPLE["C1"])], **told)
    with sqlite3.connect(tmp_path / "city.db") as connection:
        old = [row[0] for row in connection.execute("SELECT ciphertext FROM personal_fields")]
    connection.close()
    key = begin(database, told)
    with database.begin() as session:
        finish_rotation(session, key, vault=told["vault"], actor=told["actor"], at=told["at"])
    database.scrub()
    raw = b"".join(file.read_bytes() for file in tmp_path.glob("city.db*"))
    assert [one for one in old if one in raw] == []
    database.close()


def test_a_database_of_an_older_version_goes_on_and_is_rotated(
    database: Database, told: dict[str, Any], key_file: Path, rotate: Rotate
) -> None:
    older = Vault(key_file)
    with database.begin() as session:
        session.add(FactRow(name="key_check", value=older.check))
        session.flush()
        merge_candidates(session, [CandidateEntry(Candidate("C1"), PEOPLE["C1"])], **told)
        value = session.scalars(text("SELECT ciphertext FROM personal_fields WHERE field = 'name'")).one()
    assert bytes(value)[:1] == b"\x01"
    assert older.decrypt(bytes(value), context=b"candidate\0C1\0self\0name") == "欧阳建国"
    assert rotate() is not None
    assert read_all(database, told)["C1"] == PEOPLE["C1"]
    assert told["vault"].identify("1") == older.identify("1")


@pytest.fixture
def new_file(tmp_path: Path) -> Path:
    make_key(tmp_path / "new.key")
    return tmp_path / "new.key"


def test_a_new_master_opens_what_the_old_one_did_until_it_is_forgotten(
    filled: Database, told: dict[str, Any], key_file: Path, new_file: Path
) -> None:
    with filled.begin() as session:
        add_master(session, read_master(new_file), vault=told["vault"], at=told["at"])
    assert read_all(filled, told | {"vault": Vault(new_file)}) == PEOPLE
    assert read_all(filled, told | {"vault": Vault(key_file)}) == PEOPLE
    with filled.begin() as session:
        drop_other_masters(session, vault=Vault(new_file), actor=told["actor"], at=told["at"])
    assert read_all(filled, told | {"vault": Vault(new_file)}) == PEOPLE
    with pytest.raises(NotReady, match="written with another key"):
        read_all(filled, told | {"vault": Vault(key_file)})


def test_who_has_opened_the_ring_goes_on_after_the_master_is_another(
    filled: Database, told: dict[str, Any], new_file: Path
) -> None:
    with filled.begin() as session:
        add_master(session, read_master(new_file), vault=told["vault"], at=told["at"])
    with filled.begin() as session:
        drop_other_masters(session, vault=Vault(new_file), actor=told["actor"], at=told["at"])
    assert read_all(filled, told) == PEOPLE


@pytest.mark.parametrize("later", [timedelta(days=400), timedelta(days=-400)], ids=["later", "by a clock put back"])
def test_a_data_key_keeps_its_day_under_a_new_master(
    filled: Database, told: dict[str, Any], new_file: Path, rotate: Rotate, later: timedelta
) -> None:
    rotate()
    with filled.begin() as session:
        add_master(session, read_master(new_file), vault=told["vault"], at=told["at"] + later)
    with filled.begin() as session:
        drop_other_masters(session, vault=Vault(new_file), actor=told["actor"], at=told["at"] + later)
        refuse_other_key(session, new := Vault(new_file))
        assert ring_state(session, vault=new).made_at == told["at"]


def test_the_data_key_is_not_rotated_between_two_masters(
    filled: Database, told: dict[str, Any], new_file: Path
) -> None:
    with filled.begin() as session:
        add_master(session, read_master(new_file), vault=told["vault"], at=told["at"])
    with pytest.raises(Conflict, match="--master"):
        begin(filled, told)


def test_the_state_tells_counts_and_no_key(filled: Database, told: dict[str, Any]) -> None:
    begin(filled, told)
    with filled.read() as session:
        refuse_other_key(session, told["vault"])
        state = ring_state(session, vault=told["vault"])
    assert (state.generation, state.n_fields, state.n_records, state.n_refilled, state.n_masters) == (1, 10, 1, 0, 1)
