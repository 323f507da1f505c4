"""A database of every older version is kept first and brought up to date: no row goes, and people stay readable."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from api.backing_up import check_backup
from api.beginning import Made, begin, without_backup
from api.house import House
from api.restoring import restore
from data import migrations
from data.backup import clear, renew_id
from data.backup.tables import shapes_at
from data.store import Database, read_person
from data.store.people import context
from data.vault import Master, Vault, make_key, read_master
from matcher.errors import NotReady
from tests.api.backed_up import ACTOR, AT, Office
from tests.data.any_rows import FOUNDED, N_ROWS, WITH_KEY, all_rows, fill_tables

REVISIONS = [f"{n:04d}" for n in range(1, int(migrations.HEAD))]
AT_BOTH_ENDS = {REVISIONS[0], REVISIONS[-1]}
CHANGED = {"facts", "wrapped_keys", "log_head", "tokens"}
"""What the upgrade or the restore changes itself: the check of the key, the ring, the seal, and who is logged in."""


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    url = None if request.param == "sqlite" else request.getfixturevalue("new_postgresql")()
    office = Office.begun(tmp_path / "var", url)
    make_key(office.settings.key_path)
    return office


def founded(office: Office, revision: str) -> dict[str, list[str]]:
    """Make the database as that version left it, with rows in every table; give its rows."""
    database, master = Database(office.settings.database), read_master(office.settings.key_path)
    with database.replacing() as connection:
        clear(connection, to=revision)
        migrations_left = [
            ("INSERT INTO sequence VALUES (1, 0)", {}),
            ("INSERT INTO facts VALUES ('database_id', 'of before'), ('key_check', :check)", {"check": master.check}),
            (PERSON, person_of(master)),
        ]
        for statement, values in migrations_left:
            connection.execute(text(statement), values)
        fill_tables(connection, revision=revision, but=FOUNDED | WITH_KEY)
        if inspect(connection).has_table("log_head"):
            head = "INSERT INTO log_head (id, sequence, n, hash) VALUES (1, :n, :n, :hash)"
            connection.execute(text(head), {"n": N_ROWS, "hash": b"of before"})
        renew_id(connection, shapes_at(revision))  # its counters, too
    rows = all_rows(database, revision)
    database.close()
    return rows


PERSON = (
    "INSERT INTO personal_fields (noun, id, role, field, ciphertext, lookup) "
    "VALUES ('candidate', 'C1', 'self', 'name', :ciphertext, :lookup)"
)


def person_of(master: Master) -> dict[str, Any]:
    vault = Vault(master)
    ciphertext = vault.encrypt("张伟", context=context("candidate", "C1", "self", "name"))
    return {"ciphertext": ciphertext, "lookup": vault.keyed_hash("name", "张伟")}


def assert_all_there(office: Office, revision: str, before: dict[str, list[str]], *, more_lines: int) -> None:
    """Every row of before is as it was, and whoever was stored can be read."""
    database = Database(office.settings.database)
    after = all_rows(database, revision)
    database.close()
    for name in before.keys() - CHANGED - {"log", "personal_fields"}:
        assert after[name] == before[name], name
    assert set(before["log"]) <= set(after["log"])
    assert len(after["log"]) == len(before["log"]) + more_lines
    assert len(after["personal_fields"]) == len(before["personal_fields"])
    house = House.open(office.settings)
    with house.database.begin() as session:
        why: dict[str, Any] = {"vault": house.vault, "actor": ACTOR, "purpose": "test", "at": AT}
        assert read_person(session, "candidate", "C1", "self", **why).name == "张伟"
    house.close()


@pytest.mark.parametrize(
    "revision", [one if one in AT_BOTH_ENDS else pytest.param(one, marks=pytest.mark.slow) for one in REVISIONS]
)
def test_every_older_version_is_kept_first_and_upgraded_whole(
    office: Office, tmp_path: Path, revision: str, new_postgresql: Callable[..., str]
) -> None:
    before = founded(office, revision)
    assert {name for name, rows in before.items() if not rows} <= FOUNDED | WITH_KEY
    made = begin(office.settings)
    assert office.revision() == migrations.HEAD
    assert_all_there(office, revision, before, more_lines=1)  # the log was sealed

    assert made.backup is not None
    assert made.backup.parent == office.settings.var / "backups"
    assert made.backup.name.startswith(f"before-{migrations.HEAD}-")
    kept = check_backup(made.backup, master=read_master(office.settings.key_path))
    assert (kept.revision, kept.counts.n_rows) == (revision, sum(map(len, before.values())))
    url = new_postgresql() if office.settings.database_url is None else None  # into the other kind of database
    restored = Office.begun(tmp_path / "restored", url, like=office.settings.key_path)
    restore(made.backup, settings=restored.settings, actor=ACTOR)
    assert_all_there(restored, revision, before, more_lines=3)  # the restore, the seal, what is in force


def test_a_database_of_this_version_is_not_backed_up_again(office: Office) -> None:
    assert begin(office.settings).backup is None
    assert begin(office.settings).backup is None


def test_no_upgrade_where_the_backup_fails(office: Office) -> None:
    before = founded(office, "0009")
    (office.settings.var / "backups").write_text("in the way")
    with pytest.raises(NotReady, match="the backup could not be written"):
        begin(office.settings)
    database = Database(office.settings.database)
    assert database.revision() == "0009"
    assert all_rows(database, "0009") == before
    database.close()
    assert upgraded_without(office).backup is None
    assert office.revision() == migrations.HEAD


def upgraded_without(office: Office) -> Made:
    return begin(office.settings, before_upgrade=without_backup)


def test_no_upgrade_under_another_key(office: Office) -> None:
    founded(office, "0009")
    office.settings.key_path.unlink()
    make_key(office.settings.key_path)
    with pytest.raises(NotReady, match="written with another key"):
        begin(office.settings)
    assert office.revision() == "0009"


def test_the_command_names_the_backup(run_bare: Callable[..., Any], tmp_path: Path) -> None:
    office = Office.begun(tmp_path / "var")
    make_key(office.settings.key_path)
    founded(office, "0009")
    (office.settings.var / "backups").write_text("in the way")
    assert run_bare("init").status == 1
    (office.settings.var / "backups").unlink()
    assert f"Backup of the older version: var/backups/before-{migrations.HEAD}-" in run_bare("init").out
