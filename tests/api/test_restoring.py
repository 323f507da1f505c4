"""A restore puts one whole state in the place of another, or leaves everything as it was."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.backing_up import back_up, check_backup
from api.beginning import begin
from api.house import House
from api.restoring import restore
from api.rotating import rotate_data, rotate_master
from api.settings import Settings
from data import log
from data.backup import Content
from data.log.verifying import verify
from data.store import database_id, masters
from data.vault import make_key, read_master
from matcher.errors import BadInput, Conflict, NotReady
from models import Encoder
from tests.api.backed_up import ACTOR, Office
from tests.api.conftest import TinyEncoder
from tests.api.signed_in import signed_in
from tests.api.test_backing_up import DISK_FULL, typed

Command = Callable[..., Any]


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    url = None if request.param == "sqlite" else request.getfixturevalue("new_postgresql")()
    return Office.begun(tmp_path / "var", url).filled()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, office: Office) -> Office:
    """A new machine with the key of the office, over either kind of database."""
    url = None if request.param == "sqlite" else request.getfixturevalue("new_postgresql")()
    return Office.begun(tmp_path / "new", url, like=office.settings.key_path)


@pytest.fixture
def here(tmp_path: Path) -> Office:
    """Over SQLite alone, where the kind of database does not matter."""
    return Office.begun(tmp_path / "var").filled()


def backed_up(office: Office, file: Path) -> Path:
    back_up(file, settings=office.settings, actor=ACTOR)
    return file


def test_everything_comes_back_on_a_new_machine_with_either_database(
    office: Office, empty: Office, tmp_path: Path
) -> None:
    file, before = backed_up(office, tmp_path / "a.backup"), office.contents()
    done = restore(file, settings=empty.settings, actor=ACTOR)
    assert (done.before, done.backup.revision) == (None, empty.revision())
    assert empty.contents() == before
    empty.add_post("P2")  # and the work goes on


def test_a_database_that_init_has_just_made_counts_as_empty(here: Office, tmp_path: Path) -> None:
    file = backed_up(here, tmp_path / "a.backup")
    new = Office.begun(tmp_path / "new", like=here.settings.key_path)
    begin(new.settings)
    assert restore(file, settings=new.settings, actor=ACTOR).before is None
    assert new.contents() == here.contents()


def test_records_are_replaced_only_when_told_so_and_kept_first(office: Office, tmp_path: Path) -> None:
    file, then = backed_up(office, tmp_path / "a.backup"), office.contents()
    office.add_post("P2")
    now = office.contents()
    with pytest.raises(Conflict, match="the database holds records; --force replaces them, after a backup of them"):
        restore(file, settings=office.settings, actor=ACTOR)
    assert office.contents() == now
    done = restore(file, settings=office.settings, actor=ACTOR, replace=True)
    assert office.contents() == then
    assert done.before is not None
    again = restore(done.before, settings=office.settings, actor=ACTOR, replace=True)
    assert office.contents() == now
    assert again.before not in (None, done.before)


def test_a_restore_is_noted_in_the_log_that_was_restored(office: Office, tmp_path: Path) -> None:
    file = backed_up(office, tmp_path / "a.backup")
    done = restore(file, settings=office.settings, actor=ACTOR, replace=True)

    def look(house: House) -> None:
        with house.database.read() as session:
            line, verified = log.newest(session), verify(session, seal=house.vault.seal)
        assert line is not None
        assert verified.ok
        assert (line.action, line.noun, line.details["digest"]) == ("restore", "database", done.backup.counts.digest)

    office.change(look)


def test_another_key_is_refused_before_anything_is_touched(here: Office, tmp_path: Path) -> None:
    file = backed_up(here, tmp_path / "a.backup")
    new = Office.begun(tmp_path / "new")
    make_key(new.settings.key_path)
    needed = read_master(here.settings.key_path).check[:8]
    with pytest.raises(NotReady, match=rf"opens with the master key {needed}, and .*--old-key"):
        restore(file, settings=new.settings, actor=ACTOR)
    assert not (new.settings.var / "matcher.db").exists()


def test_a_missing_key_is_asked_for_by_its_first_digits(here: Office, tmp_path: Path) -> None:
    file = backed_up(here, tmp_path / "a.backup")
    new = Office.begun(tmp_path / "new")
    needed = read_master(here.settings.key_path).check[:8]
    with pytest.raises(NotReady, match=rf"no key file; put the master key {needed} here"):
        restore(file, settings=new.settings, actor=ACTOR)


def test_the_key_of_that_day_brings_an_old_backup_under_the_present_key(office: Office, tmp_path: Path) -> None:
    file, then = backed_up(office, tmp_path / "a.backup"), office.contents()
    office.change(lambda house: rotate_master(house, actor=ACTOR))
    old_key = office.settings.key_path.with_name("matcher.key.old")
    with pytest.raises(NotReady, match="--old-key"):
        restore(file, settings=office.settings, actor=ACTOR, replace=True)
    restore(file, settings=office.settings, actor=ACTOR, replace=True, old_key=old_key)
    assert office.contents() == then

    def look(house: House) -> None:
        with house.database.read() as session:
            assert masters(session) == [read_master(office.settings.key_path).check]

    office.change(look)
    shutil.copy(old_key, office.settings.key_path)
    with pytest.raises(NotReady, match="written with another key"):
        office.contents()


def test_a_backup_from_before_a_rotation_of_the_data_key_comes_back(office: Office, tmp_path: Path) -> None:
    file, then = backed_up(office, tmp_path / "a.backup"), office.contents()
    office.change(lambda house: rotate_data(house, actor=ACTOR) and None)
    restore(file, settings=office.settings, actor=ACTOR, replace=True)
    assert office.contents() == then


def test_a_database_under_another_key_is_not_replaced_for_it_could_not_be_kept(here: Office, tmp_path: Path) -> None:
    file = backed_up(here, tmp_path / "a.backup")
    other = Office.begun(tmp_path / "new").filled()
    shutil.copy(here.settings.key_path, other.settings.key_path)
    with pytest.raises(NotReady, match="written with another key"):
        restore(file, settings=other.settings, actor=ACTOR, replace=True)


def test_what_is_damaged_changes_nothing(office: Office, tmp_path: Path) -> None:
    file, before = backed_up(office, tmp_path / "a.backup"), office.contents()
    raw = file.read_bytes()
    file.write_bytes(raw[:-20])
    with pytest.raises(BadInput, match="cut off after"):
        restore(file, settings=office.settings, actor=ACTOR, replace=True)
    assert office.contents() == before


def test_what_is_damaged_while_it_is_read_the_second_time_changes_nothing(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, before = backed_up(office, tmp_path / "a.backup"), office.contents()
    raw = file.read_bytes()

    def check(path: Path, *, content: Content | None = None, **given: Any) -> Any:
        if content is not None:
            file.write_bytes(raw[:-20])
        return check_backup(path, content=content, **given)

    monkeypatch.setattr("api.restoring.check_backup", check)
    with pytest.raises(BadInput, match="cut off after"):
        restore(file, settings=office.settings, actor=ACTOR, replace=True)
    assert office.contents() == before


def test_an_index_of_the_state_before_is_not_taken_for_the_one_after(
    new_house: Callable[[Path, Encoder], House], tmp_path: Path
) -> None:
    house = new_house(tmp_path, TinyEncoder())
    client = signed_in(house)
    client.put("/v1/candidates/C1", json={"wish": "会计"})
    client.put("/v1/posts/P1", json={"title": "会计", "employer": "某公司"})
    house.follower.work_off()
    file = tmp_path / "a.backup"
    back_up(file, settings=house.settings, actor=ACTOR)
    client.put("/v1/posts/P1", json={"title": "电焊工", "employer": "某公司"})
    house.follower.work_off()
    assert listed(client) == ["电焊工"]
    restore(file, settings=house.settings, actor=ACTOR, replace=True)
    client = signed_in(house)  # who was logged in is not any more
    client.put("/v1/posts/P2", json={"title": "出纳", "employer": "某公司"})  # the sequence is where it was before
    assert sorted(listed(client)) == ["会计", "出纳"]
    again = new_house(tmp_path, TinyEncoder())  # a process that finds the snapshot on the disk
    assert sorted(listed(signed_in(again))) == ["会计", "出纳"]


def listed(client: TestClient) -> list[str]:
    return [one["post"]["title"] for one in client.get("/v1/candidates/C1/matches").json()["items"]]


def test_a_snapshot_saved_after_a_restore_is_not_of_the_restored_database(
    new_house: Callable[[Path, Encoder], House], tmp_path: Path
) -> None:
    house = new_house(tmp_path, TinyEncoder())
    client = signed_in(house)
    client.put("/v1/candidates/C1", json={"wish": "会计"})
    file = tmp_path / "a.backup"
    back_up(file, settings=house.settings, actor=ACTOR)
    client.put("/v1/posts/P1", json={"title": "出纳", "employer": "某公司"})
    house.follower.work_off()
    restore(file, settings=house.settings, actor=ACTOR, replace=True)
    Office(house.settings).add_post("P2")  # the sequence is where it was before
    house.follower.save()  # as a process does that has not looked yet
    again = new_house(tmp_path, TinyEncoder())
    client = signed_in(again)
    client.put("/v1/candidates/C1", json={"wish": "会计", "skills": ["记账"]})
    assert listed(client) == ["会计"]


def test_settings_of_that_day_are_laid_beside_and_hold_no_secret(here: Office, tmp_path: Path) -> None:
    for name in ("push", "outreach"):
        (tmp_path / f"{name}.toml").write_text(f"# {name}")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "sms.jinja").write_text("您好")
    (tmp_path / "rules.toml").write_text("# rules")
    stated = here.settings.model_dump() | {
        "push": tmp_path / "push.toml",
        "outreach": tmp_path / "outreach.toml",
        "messages": tmp_path / "texts",
        "rules": str(tmp_path / "rules.toml"),
        "webhook_secret": "sixteen letters!",
        "public_url": "https://jobs.example.org",
    }
    backed_up(Office(Settings(**stated)), tmp_path / "a.backup")
    done = restore(tmp_path / "a.backup", settings=here.settings, actor=ACTOR, replace=True)
    assert done.settings is not None
    laid = {str(path.relative_to(done.settings)): path.read_text() for path in done.settings.rglob("*.*")}
    values = laid.pop("settings.env")
    assert laid == {
        "push/push.toml": "# push",
        "outreach/outreach.toml": "# outreach",
        "messages/sms.jinja": "您好",
        "rules/rules.toml": "# rules",
    }
    assert "MATCHER_PUBLIC_URL=https://jobs.example.org\n" in values
    assert "sixteen" not in values
    assert not {"MATCHER_KEY", "MATCHER_DATABASE_URL", "MATCHER_WEBHOOK_SECRET"} & set(
        values.replace("=", "\n").split()
    )


def test_a_disk_that_is_full_changes_nothing(here: Office, tmp_path: Path) -> None:
    file, before = backed_up(here, tmp_path / "a.backup"), here.contents()
    n_bytes = str((here.settings.var / "matcher.db").stat().st_size - 100_000)
    new = Office.begun(tmp_path / "new", like=here.settings.key_path)
    process = typed(DISK_FULL, n_bytes, "restore", str(file), var=new.settings.var)
    _, errors = process.communicate()
    assert (process.returncode, errors.count("matcher: ")) == (1, 1)
    assert new.revision() is None
    restore(file, settings=new.settings, actor=ACTOR)
    assert new.contents() == before


KILLED = """
import os, signal, sys
from importlib import import_module
from pathlib import Path
from api.restoring import restore
from api.settings import Settings
from matcher.records import Actor

place, nth, file, var, url = sys.argv[1:]
module, name = place.rsplit(".", 1)
owner = import_module("data.store").Database if module == "Database" else import_module(module)
original, calls = getattr(owner, name), 0

def dying(*given, **named):
    global calls
    calls += 1
    if calls == int(nth):
        os.kill(os.getpid(), signal.SIGKILL)
    return original(*given, **named)

setattr(owner, name, dying)
print("ready", flush=True)
restore(Path(file), settings=Settings(var=Path(var), database_url=url), actor=Actor("a", "admin"), replace=True)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("place", "nth", "is_new"),
    [
        pytest.param("api.restoring.write_backup", 1, False, id="before the backup of what is there"),
        pytest.param("api.restoring.clear", 1, False, id="before the tables are dropped"),
        pytest.param("api.restoring.load", 1, False, id="with every table dropped"),
        pytest.param("api.restoring.load", 4, False, id="with some rows loaded"),
        pytest.param("api.restoring.renew_id", 1, False, id="with all rows loaded"),
        pytest.param("data.log.record", 1, False, id="right before the end is committed"),
        pytest.param("api.restoring.make_findable", 1, True, id="right after it"),
        pytest.param("Database.scrub", 1, True, id="before the file is written anew"),
    ],
)
def test_a_restore_killed_anywhere_leaves_the_old_or_the_new(
    office: Office, tmp_path: Path, place: str, nth: int, is_new: bool
) -> None:
    file, then = backed_up(office, tmp_path / "a.backup"), office.contents()
    office.add_post("P2")
    now = office.contents()
    arguments = [place, str(nth), str(file), str(office.settings.var), office.settings.database]
    process = subprocess.Popen([sys.executable, "-c", KILLED, *arguments], stderr=subprocess.PIPE, text=True)
    _, errors = process.communicate()
    assert process.returncode == -signal.SIGKILL, errors
    assert office.contents() == (then if is_new else now)
    restore(file, settings=office.settings, actor=ACTOR, replace=True)
    assert office.contents() == then


@pytest.mark.slow
@pytest.mark.parametrize("after_s", [0.05, 0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0])
def test_a_restore_killed_at_any_moment_leaves_the_old_or_the_new(
    office: Office, tmp_path: Path, after_s: float
) -> None:
    file, then = backed_up(office, tmp_path / "a.backup"), office.contents()
    office.add_post("P2")
    now = office.contents()
    arguments = ["os.kill", "0", str(file), str(office.settings.var), office.settings.database]
    process = subprocess.Popen([sys.executable, "-c", KILLED, *arguments], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    time.sleep(after_s)
    process.kill()
    process.communicate()
    assert office.contents() in (then, now)
    begin(office.settings)
    restore(file, settings=office.settings, actor=ACTOR, replace=True)
    assert office.contents() == then


def test_the_id_of_a_restored_database_is_new_each_time(here: Office, tmp_path: Path) -> None:
    file, ids = backed_up(here, tmp_path / "a.backup"), set[str]()

    def note(house: House) -> None:
        with house.database.read() as session:
            ids.add(database_id(session))

    for _ in range(3):
        here.change(note)
        restore(file, settings=here.settings, actor=ACTOR, replace=True)
    assert len(ids) == 3
