"""A backup is one state of the database, whole or not there, and tells whoever lacks the key nothing."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from api.backing_up import back_up, back_up_into, check_backup, write_backup
from api.house import House
from api.restoring import restore
from data import log
from data.backup import Content
from data.log.verifying import verify
from data.store import put_posts
from data.tables import ChangeRow, LogRow, PostRow, SequenceRow
from data.vault import make_key, read_master
from matcher.errors import BadInput, Conflict, NotReady
from matcher.records import Person, Post, PostEntry
from tests.api.backed_up import ACTOR, AT, N_PEOPLE, Office, person

N_WRITERS = 8
N_TURNS = 25

Command = Callable[..., Any]


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Office:
    url = None if request.param == "sqlite" else request.getfixturevalue("new_postgresql")()
    return Office.begun(tmp_path / "var", url).filled()


@pytest.fixture
def here(tmp_path: Path) -> Office:
    """Over SQLite alone, where the kind of database does not matter."""
    return Office.begun(tmp_path / "var").filled()


def test_a_backup_amid_writers_is_a_state_between_two_transactions(office: Office, tmp_path: Path) -> None:
    house, file = House.open(office.settings), tmp_path / "a.backup"
    writers = [threading.Thread(target=write, args=(house, n)) for n in range(N_WRITERS)]

    def when_all_have_written(_done: int, _total: int) -> None:
        """Keep the backup waiting after its first rows until everything that it must not see is there."""
        for writer in writers:
            if writer.ident is None:
                writer.start()
        for writer in writers:
            writer.join()

    write(house, N_WRITERS)
    write_backup(file, settings=office.settings, database=house.database, on_progress=when_all_have_written)
    with house.database.read() as session:
        assert len(session.scalars(select(PostRow.id)).all()) == 1 + 2 * N_TURNS * (N_WRITERS + 1)
    house.close()
    restored = Office.begun(tmp_path / "restored", like=office.settings.key_path)
    restore(file, settings=restored.settings, actor=ACTOR)
    assert_between_two(restored, n_turns=N_TURNS)


def test_backups_at_any_moment_among_two_hundred_writes_are_each_one_state(office: Office, tmp_path: Path) -> None:
    house = House.open(office.settings)
    writers = [threading.Thread(target=write, args=(house, n)) for n in range(N_WRITERS)]
    for writer in writers:
        writer.start()
    files = []
    while any(writer.is_alive() for writer in writers) and len(files) < 4:
        files.append(tmp_path / f"{len(files)}.backup")
        write_backup(files[-1], settings=office.settings, database=house.database)
    for writer in writers:
        writer.join()
    house.close()
    for file in files:
        restored = Office.begun(tmp_path / file.stem, like=office.settings.key_path)
        restore(file, settings=restored.settings, actor=ACTOR)
        assert_between_two(restored)


def write(house: House, writer: int) -> None:
    """Write transactions of two posts each: a state between two of them has both or none."""
    for turn in range(N_TURNS):
        entries = [PostEntry(Post(f"W{writer}-{turn}-{n}", "会计", "某公司"), Person()) for n in (1, 2)]
        with house.database.begin() as session:
            put_posts(session, entries, actor=ACTOR, source="test", at=AT, vault=house.vault)


def assert_between_two(office: Office, *, n_turns: int | None = None) -> None:
    house = House.open(office.settings)
    with house.database.read() as session:
        ids = set(session.scalars(select(PostRow.id))) - {"P1"}
        changes = {row.sequence: row.id for row in session.execute(select(ChangeRow.sequence, ChangeRow.id))}
        sequence = session.scalars(select(SequenceRow.value)).one()
        lines = session.scalars(select(LogRow.action).where(LogRow.noun == "post")).all()
    house.close()
    turns = {id.rpartition("-")[0] for id in ids}
    assert ids == {f"{turn}-{n}" for turn in turns for n in (1, 2)}
    assert set(changes) == set(range(1, sequence + 1))  # no number is missing, and none is ahead
    assert set(changes.values()) == ids | {"P1"} | {f"C{n}" for n in range(N_PEOPLE)}
    assert len(lines) >= len(turns)
    if n_turns is not None:
        assert len(turns) == n_turns


def test_a_backup_is_noted_in_the_log(office: Office, tmp_path: Path) -> None:
    done = back_up(tmp_path / "a.backup", settings=office.settings, actor=ACTOR)

    def look(house: House) -> None:
        with house.database.read() as session:
            line, verified = log.newest(session), verify(session, seal=house.vault.seal)
        assert line is not None
        assert verified.ok
        assert (line.action, line.noun, line.actor) == ("backup", "database", ACTOR)
        assert line.details == {"rows": done.counts.n_rows, "bytes": done.n_bytes, "digest": done.counts.digest}

    office.change(look)


def test_a_backup_holds_neither_a_key_nor_a_personal_value(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    back_up(file, settings=office.settings, actor=ACTOR)
    master, content = read_master(office.settings.key_path), list[str]()
    check_backup(file, master=master, content=Content(rows=lambda shape, rows: content.append(repr(rows))))
    opened = "".join(content)
    assert "会计" in opened  # what is not personal can be found once the file is opened, so the search works
    assert "会计".encode() not in file.read_bytes()
    people = [value for n in range(N_PEOPLE) for value in (person(n).name, person(n).phone, person(n).bank_card)]
    for secret in (master.key.hex(), "李主任", *people):
        assert secret is not None
        assert secret not in opened
        assert secret.encode() not in file.read_bytes()
    assert master.key not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_backup_replaces_no_file(here: Office, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    file.write_text("mine")
    with pytest.raises(Conflict, match="a backup never replaces one"):
        back_up(file, settings=here.settings, actor=ACTOR)
    assert file.read_text() == "mine"


def test_a_file_that_comes_while_the_backup_is_written_is_not_replaced(here: Office, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"

    def another(_done: int, _total: int) -> None:
        file.write_text("mine")

    with pytest.raises(Conflict):
        back_up(file, settings=here.settings, actor=ACTOR, on_progress=another)
    assert file.read_text() == "mine"
    assert [path.name for path in tmp_path.glob("*a.backup*")] == ["a.backup"]


def test_a_disk_without_second_names_takes_a_backup_too(
    here: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "link", refuse)  # a mock, because no USB stick is at hand
    back_up(tmp_path / "a.backup", settings=here.settings, actor=ACTOR)
    assert check_backup(tmp_path / "a.backup", master=read_master(here.settings.key_path)).counts.n_rows


def test_the_newest_of_a_folder_are_kept_and_nothing_else_is_touched(here: Office, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    for name in ("matcher-20230101T000000Z.backup", "matcher-20230102T000000Z.backup"):
        back_up(folder / name, settings=here.settings, actor=ACTOR)
    (folder / "matcher-20220101T000000Z.backup").write_text("no backup")
    (folder / "before-0010.backup").write_text("another name")
    part = folder / ".matcher-20230101T000000Z.backup.00.part"
    part.touch()
    os.utime(part, (0, 0))
    done, removed = back_up_into(folder, keep=2, settings=here.settings, actor=ACTOR)
    assert [path.name for path in removed] == ["matcher-20230101T000000Z.backup"]
    assert sorted(path.name for path in folder.iterdir()) == [
        "before-0010.backup",
        "matcher-20220101T000000Z.backup",
        "matcher-20230102T000000Z.backup",
        done.file.name,
    ]


def test_what_is_damaged_is_told_and_names_nobody(here: Office, tmp_path: Path) -> None:
    file = tmp_path / "a.backup"
    back_up(file, settings=here.settings, actor=ACTOR)
    raw = bytearray(file.read_bytes())
    raw[len(raw) // 2] ^= 1
    file.write_bytes(raw)
    with pytest.raises(BadInput, match=r"a\.backup: part 1 is damaged or was altered; use another copy") as told:
        check_backup(file, master=read_master(here.settings.key_path))
    assert "张" not in str(told.value)


def test_a_database_under_another_key_is_not_backed_up(here: Office, tmp_path: Path) -> None:
    here.settings.key_path.unlink()
    make_key(here.settings.key_path)
    with pytest.raises(NotReady, match="written with another key"):
        back_up(tmp_path / "a.backup", settings=here.settings, actor=ACTOR)
    assert list(tmp_path.glob("*.backup*")) == []


def test_the_command_tells_what_it_wrote(run: Command, tmp_path: Path) -> None:
    said = run("backup", "a.backup", "--json")
    told = json.loads(said.out)
    assert (said.status, told["file"], told["bytes"]) == (0, "a.backup", (tmp_path / "a.backup").stat().st_size)
    assert told["rows"] == sum(told["tables"].values())
    again = run("backup", "--verify", "a.backup", "--json")
    assert json.loads(again.out) == told
    assert "read back whole" in run("backup", "--verify", "a.backup").out


def test_the_command_keeps_as_many_as_it_is_told(run: Command, tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    run("backup", "kept/matcher-20230101T000000Z.backup")
    told = json.loads(run("backup", "--into", "kept", "--keep", "1", "--json").out)
    assert told["removed"] == ["kept/matcher-20230101T000000Z.backup"]
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [Path(told["file"]).name]


def test_a_folder_that_is_not_there_is_told_and_not_made(run: Command, tmp_path: Path) -> None:
    answer = run("backup", "mnt/a.backup")
    assert (answer.status, "mnt/a.backup: the backup could not be written" in answer.errors) == (1, True)
    assert not (tmp_path / "mnt").exists()


@pytest.mark.parametrize(
    "typed",
    [
        (),
        ("a.backup", "--into", "kept"),
        ("--verify",),
        ("a.backup", "--keep", "3"),
        ("--verify", "--into", "kept"),
        ("a.backup", "--old-key", "k"),
        ("--into", "kept", "--keep", "0"),
    ],
)
def test_options_that_do_not_go_together_are_wrong_usage(run: Command, typed: tuple[str, ...]) -> None:
    assert run("backup", *typed).status == 2


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"", "the file is empty", id="empty"),
        pytest.param(b"%PDF-1.7 a letter to somebody", "this is no backup", id="no backup"),
        pytest.param(None, "there is no such file", id="not there"),
    ],
)
def test_what_is_no_backup_is_refused_in_one_line(
    run: Command, tmp_path: Path, content: bytes | None, said: str
) -> None:
    if content is not None:
        (tmp_path / "a.backup").write_bytes(content)
    for command in (("backup", "--verify", "a.backup"), ("restore", "a.backup")):
        answer = run(*command)
        assert (answer.status, answer.errors.count("matcher: ")) == (1, 1)
        assert said in answer.errors


DISK_FULL = """
import resource, sys
from api.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2)
main()
"""


def test_a_full_disk_is_told_and_leaves_nothing(here: Office, tmp_path: Path) -> None:
    done = typed(DISK_FULL, "100000", "backup", str(tmp_path / "a.backup"), var=here.settings.var)
    _, errors = done.communicate()
    assert (done.returncode, errors.count("matcher: ")) == (1, 1)
    assert "the backup could not be written (a file may not become so large here); nothing is left of it" in errors
    assert list(tmp_path.glob("*a.backup*")) == []


def typed(program: str, *arguments: str, var: Path) -> subprocess.Popen[str]:
    """Run a program with arguments in a process of its own."""
    environment = os.environ | {"MATCHER_VAR": str(var), "MATCHER_LANGUAGE": "en", "MATCHER_TODAY": "2023-09-01"}
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


KILLED = """
import os, signal, sys
from pathlib import Path
import api.backing_up
from api.cli import main

name = sys.argv.pop(1)
setattr(api.backing_up, name, lambda *given, **named: os.kill(os.getpid(), signal.SIGKILL))
main()
"""


@pytest.mark.slow
@pytest.mark.parametrize("place", ["write_content", "check_backup", "_name"])
def test_a_killed_backup_leaves_no_file_under_its_name(here: Office, tmp_path: Path, place: str) -> None:
    file = tmp_path / "a.backup"
    killed = typed(KILLED, place, "backup", str(file), var=here.settings.var)
    killed.communicate()
    assert killed.returncode == -signal.SIGKILL
    assert not file.exists()
    back_up(file, settings=here.settings, actor=ACTOR)


@pytest.mark.slow
@pytest.mark.parametrize("after_s", [0.3, 0.6, 0.9, 1.2, 1.5, 1.8, 2.1])
def test_a_backup_killed_at_any_moment_is_whole_or_not_there(here: Office, tmp_path: Path, after_s: float) -> None:
    file = tmp_path / "a.backup"
    process = typed("from api.cli import main; main()", "backup", str(file), var=here.settings.var)
    time.sleep(after_s)
    process.kill()
    process.communicate()
    assert not file.exists() or check_backup(file, master=read_master(here.settings.key_path)).counts.n_rows
