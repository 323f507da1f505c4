"""A rotation killed at any step: everything goes on under the old key, and the next run ends it."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from api.beginning import begin
from api.finding import find
from api.house import House
from api.rotating import read_state, rotate_data, rotate_master
from api.settings import Settings
from data.store import SealedRecord, find_sealed, iter_sealed, merge_candidates, put_sealed, read_person
from data.vault import Vault
from matcher.errors import NotReady
from matcher.records import Actor, Candidate, CandidateEntry, Person

DAY = date(2023, 9, 1)
AT = datetime(2023, 9, 1, 8, tzinfo=UTC)
ACTOR = Actor("officer-1", "admin")
N_PEOPLE = 60

ROTATION = """
import os, signal, sys
from importlib import import_module
from pathlib import Path
import data.store.rotation
from api.house import House
from api.rotating import rotate_data, rotate_master
from api.settings import Settings
from matcher.records import Actor

var, url, what, place, nth = sys.argv[1:]
data.store.rotation.AT_ONCE = 20
path, name = place.rsplit(".", 1)
owner = getattr(import_module("data.store"), "Database") if path == "Database" else import_module(path)
original, calls = getattr(owner, name), 0

def dying(*given, **named):
    global calls
    calls += 1
    if calls == int(nth):
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*given, **named)

setattr(owner, name, dying)
house = House.open(Settings(var=Path(var), database_url=url))
print("ready", flush=True)
if what == "data":
    rotate_data(house, actor=Actor("officer-1", "admin"))
    house.database.scrub()
else:
    rotate_master(house, actor=Actor("officer-1", "admin"))
"""


def person(n: int) -> Person:
    return Person(name=f"张{chr(0x4E00 + n)}", phone=f"138{n:08d}", bank_card=f"622202{n:013d}")


def record(n: int) -> SealedRecord:
    return SealedRecord("membership", f"M{n}", "active", {"group": "low_income", "of": n}, (f"C{n}",))


@dataclass(frozen=True)
class Office:
    """A database with people and sealed records, and its key file."""

    settings: Settings
    names: dict[str, Person] = field(default_factory=dict)

    def open(self) -> House:
        return House.open(self.settings)

    def kill(self, what: str, place: str, nth: int = 1) -> None:
        """Begin a rotation that dies when it comes to *place* for the nth time."""
        process = self.start(what, place, nth)
        _, errors = process.communicate()
        assert process.returncode == -signal.SIGKILL, errors

    def start(self, what: str, place: str = "api.rotating.rotate_data", nth: int = 0) -> subprocess.Popen[str]:
        arguments = [str(self.settings.var), self.settings.database, what, place, str(nth)]
        return subprocess.Popen(
            [sys.executable, "-c", ROTATION, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def assert_whole(self, house: House) -> None:
        """Everybody is read and found, whole and by a part; so is every sealed record."""
        why: dict[str, Any] = {"vault": house.vault, "actor": ACTOR, "purpose": "test", "at": AT}
        with house.database.begin() as session:
            assert {id: read_person(session, "candidate", id, "self", **why) for id in self.names} == self.names
        for n in (0, 7, N_PEOPLE - 1):
            known = self.names[f"C{n}"]
            for sought in (known.name, known.phone):
                assert [hit.record.id for hit in find(house, sought or "", actor=ACTOR).findings] == [f"C{n}"]
            by_part = find(house, (known.phone or "")[-4:], actor=ACTOR).findings
            assert f"C{n}" in [hit.record.id for hit in by_part]
        with house.database.read() as session:
            everything = {one.id: one for one in iter_sealed(session, "membership", vault=house.vault)}
            assert everything == {f"M{n}": record(n) for n in range(N_PEOPLE)}
            assert find_sealed(session, "membership", ["C7"], vault=house.vault) == [record(7)]


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'matcher.db'}"
    else:
        url = request.getfixturevalue("new_postgresql")()
    settings = Settings(var=tmp_path / "var", database_url=url, today=DAY)
    begin(settings)
    people = {f"C{n}": person(n) for n in range(N_PEOPLE)}
    house = House.open(settings)
    with house.database.begin() as session:
        entries = [CandidateEntry(Candidate(id), one) for id, one in people.items()]
        merge_candidates(session, entries, actor=ACTOR, source="test", at=AT, vault=house.vault)
        put_sealed(session, map(record, range(N_PEOPLE)), vault=house.vault)
    house.close()
    return Office(settings, people)


Opened = Callable[[], House]


@pytest.fixture
def opened(office: Office) -> Iterator[Opened]:
    houses: list[House] = []

    def open_house() -> House:
        houses.append(office.open())
        return houses[-1]

    yield open_house
    for house in houses:
        house.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "nth"),
    [
        pytest.param("api.rotating.begin_rotation", 1, id="before anything"),
        pytest.param("api.rotating.refill", 1, id="with the new key made"),
        pytest.param("api.rotating.refill", 5, id="between two chunks"),
        pytest.param("data.store.rotation._write", 3, id="within a chunk"),
        pytest.param("api.rotating.finish_rotation", 1, id="with every value made anew"),
        pytest.param("data.store.rotation._take_over", 2, id="with one of two tables taken over"),
        pytest.param("data.log.record", 1, id="right before the end is committed"),
    ],
)
def test_a_rotation_killed_before_its_end_changes_nothing_and_is_gone_on_with(
    office: Office, opened: Opened, place: str, nth: int
) -> None:
    office.kill("data", place, nth)
    house = opened()
    office.assert_whole(house)
    assert read_state(house).generation == 1
    stolen = house.vault.ring
    assert rotate_data(house, actor=ACTOR).generation == 2
    office.assert_whole(opened())
    assert_useless(stolen, house)


def assert_useless(stolen: object, house: House) -> None:
    """Nothing in the database can be decrypted with the data key of before."""
    thief = Vault(house.settings.key_path)
    thief.use(stolen)  # type: ignore[arg-type]
    with house.database.read() as session:
        for table in ("personal_fields", "sealed_records"):
            for value in session.scalars(text(f"SELECT ciphertext FROM {table}")).all():
                with pytest.raises(NotReady, match="which is gone"):
                    thief.decrypt(bytes(value), context=b"")
        assert session.scalars(text("SELECT count(*) FROM wrapped_keys WHERE name = 'data 1'")).one() == 0


@pytest.mark.slow
def test_a_rotation_killed_right_after_its_end_is_over(office: Office, opened: Opened) -> None:
    office.kill("data", "Database.scrub")
    house = opened()
    office.assert_whole(house)
    assert (read_state(house).generation, read_state(house).n_refilled) == (2, None)


@pytest.mark.slow
@pytest.mark.parametrize(
    "place",
    [
        pytest.param("api.rotating.add_master", id="with the new file made"),
        pytest.param("os.link", id="before any file is touched"),
        pytest.param("api.rotating.drop_other_masters", id="with the file replaced"),
        pytest.param("data.log.record", id="right before the old one is forgotten"),
    ],
)
def test_a_rotation_of_the_master_killed_at_any_step_is_gone_on_with(
    office: Office, opened: Opened, place: str
) -> None:
    nth = 2 if place == "os.link" else 1  # the first links the new file
    office.kill("master", place, nth)
    house = opened()
    office.assert_whole(house)
    old = office.settings.key_path.with_name("matcher.key.old")
    assert rotate_master(house, actor=ACTOR).kept == old
    office.assert_whole(opened())
    assert read_state(house).n_masters == 1
    os.replace(old, office.settings.key_path)
    with pytest.raises(NotReady, match="written with another key"):
        opened()


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
def test_a_rotation_killed_at_any_moment_under_writers_ends_with_everything(
    office: Office, opened: Opened, seed: int
) -> None:
    dice, house = random.Random(seed), opened()
    for turn in range(2):
        process = office.start("data")
        assert process.stdout is not None
        process.stdout.readline()
        stop = time.monotonic() + dice.uniform(0, 0.4)
        while time.monotonic() < stop:
            change_somebody(office, house, dice, turn)
        process.kill()
        process.communicate()
        office.assert_whole(house)
    before = read_state(house).generation
    rotate_data(house, actor=ACTOR)
    office.assert_whole(house)
    assert read_state(house).generation == before + 1


def change_somebody(office: Office, house: House, dice: random.Random, turn: int) -> None:
    n = dice.randrange(N_PEOPLE)
    new = Person(name=person(n).name, phone=f"139{turn:04d}{n:04d}", bank_card=f"62220{dice.randrange(10**12):014d}")
    with house.database.begin() as session:
        entry = CandidateEntry(Candidate(f"C{n}"), new)
        merge_candidates(session, [entry], actor=ACTOR, source="test", at=AT, vault=house.vault)
    office.names[f"C{n}"] = new
