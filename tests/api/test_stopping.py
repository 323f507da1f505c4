"""Ctrl-C: wherever it falls, one line says that the command was stopped, and what was stored stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from api.beginning import begin
from api.settings import Settings
from data.store import Database, count_posts

ROOT = Path(__file__).parents[2]
Run = Callable[..., Any]  # types one command; tells status, out, errors

STOPPED = "matcher: stopped; nothing that was stored is lost, run the same command again"
NOTHING_BEGAN = "matcher: 已停止，尚未做任何改动 (stopped before anything began)"

IN_A_ROLLBACK = """
from sqlalchemy.pool import base
base._ConnectionFairy._reset = lambda *_, **__: signal.raise_signal(signal.SIGINT)
"""
IN_THE_MAKING = """
from typer import main as making
making.get_command = lambda _: signal.raise_signal(signal.SIGINT)
"""
AT_A_CALL = """
from api import entry  # before it nothing of ours answers
n_calls = 0
def stop(frame, event, argument):
    global n_calls
    n_calls += event == "call"
    if n_calls == {at}:
        sys.setprofile(None)
        signal.raise_signal(signal.SIGINT)
def profiled(run=entry.main):
    signal.signal(signal.SIGINT, entry._stop_at_once)  # as the first line of it does
    sys.setprofile(stop)
    run()
entry.main = profiled
"""
COUNTING = (
    AT_A_CALL.format(at=-1)
    + """
import atexit
atexit.register(lambda: print(n_calls, file=sys.stderr))
"""
)
"""What a process does before the command runs in it: by the count of calls a stop falls at the same place each time."""


def test_a_stop_after_all_is_stored_is_obeyed_when_it_is_said(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "posts.csv").write_text("单位名称,岗位名称\n甲公司,会计\n", encoding="utf-8")
    begin = Database.begin

    @contextmanager
    def stopped_at_the_end(database: Database) -> Iterator[Any]:
        with begin(database) as session:
            yield session
        with database.read() as session:
            if not count_posts(session):
                return
        signal.raise_signal(signal.SIGINT)  # the person's Ctrl-C, right after the commit

    monkeypatch.setattr(Database, "begin", stopped_at_the_end)
    answer = run("import", "posts", "posts.csv")
    assert "1 stored" in answer.out
    assert "stopped" in answer.errors
    assert answer.status == 1


def test_a_stop_that_a_library_takes_for_its_own_failure_is_told_as_a_stop(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def query(*_: Any, **__: Any) -> None:
        try:
            signal.raise_signal(signal.SIGINT)  # the person's Ctrl-C
        finally:
            raise RuntimeError("SELECT * FROM people: interrupted")

    monkeypatch.setattr("api.finding.find", query)
    answer = run("find", "zs")
    assert (answer.status, "stopped" in answer.errors, "SELECT" in answer.errors) == (1, True, False)
    assert len(answer.errors.strip().splitlines()) == 1


def test_a_fault_without_a_stop_stays_visible(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def query(*_: Any, **__: Any) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("api.finding.find", query)
    with pytest.raises(RuntimeError, match="a fault"):
        run("find", "zs")


def test_a_stop_in_a_destructor_is_obeyed_a_moment_later_and_not_shown_as_a_fault(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Held:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)  # the person's Ctrl-C, where nobody can catch what it raises

    def query(*_: Any, **__: Any) -> None:
        Held()
        time.sleep(10)

    monkeypatch.setattr("api.finding.find", query)
    answer = run("find", "zs")
    assert (answer.status, "stopped" in answer.errors, "Exception ignored" in answer.errors) == (1, True, False)


@pytest.mark.parametrize("told_by", ["in_options", "refuse"])
def test_a_stop_while_an_error_is_told_is_told_in_its_place(
    run: Run, monkeypatch: pytest.MonkeyPatch, told_by: str
) -> None:
    monkeypatch.setattr(f"api.cli.{told_by}", lambda *_: signal.raise_signal(signal.SIGINT))  # the person's Ctrl-C
    answer = run("find", "--by-what")
    if told_by == "in_options":
        answer = run("backup", "--verify", "nowhere.backup")
    assert (answer.status, len(answer.errors.strip().splitlines())) == (1, 1)
    assert "stopped" in answer.errors


def test_a_service_that_is_stopped_says_so(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.serving.serve", lambda *_, **__: signal.raise_signal(signal.SIGINT))  # as uvicorn ends
    answer = run("serve")
    assert (answer.status, answer.out, answer.errors) == (0, "No longer serving\n", "")


def test_a_stop_while_a_connection_is_given_back_leaves_no_line_of_the_library(tmp_path: Path) -> None:
    assert typed("find", "zs", folder=begun(tmp_path), first=IN_A_ROLLBACK) == (1, [STOPPED])


def test_a_stop_while_the_commands_are_made_says_that_nothing_began(tmp_path: Path) -> None:
    assert typed("find", "zs", folder=tmp_path, first=IN_THE_MAKING) == (1, [NOTHING_BEGAN])


@pytest.mark.slow
@pytest.mark.parametrize("sixteenth", range(16))
def test_a_stop_at_any_moment_of_a_command_is_one_line(tmp_path: Path, n_calls: int, sixteenth: int) -> None:
    at = n_calls * sixteenth // 16 + 1
    status, lines = typed("user", "list", folder=begun(tmp_path), first=AT_A_CALL.format(at=at))
    assert status == 1
    assert lines in ([STOPPED], [NOTHING_BEGAN])


@pytest.fixture(scope="module")
def n_calls(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many functions the command calls that is stopped above."""
    status, lines = typed("user", "list", folder=begun(tmp_path_factory.mktemp("counted")), first=COUNTING)
    assert status == 0
    return int(lines[-1])


def begun(folder: Path) -> Path:
    begin(Settings(var=folder / "var"))
    return folder


def typed(*arguments: str, folder: Path, first: str) -> tuple[int, list[str]]:
    """Type a command in a process of its own, after *first* was done there; give its status and the lines of errors."""
    code = f"import signal, sys\nsys.argv = {['matcher', *arguments]!r}\n{first}\nfrom api.entry import main\nmain()"
    bare = {name: value for name, value in os.environ.items() if not name.startswith("MATCHER_")}
    bare |= {"PYTHONPATH": str(ROOT), "MATCHER_LANGUAGE": "en"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=bare, capture_output=True, text=True, timeout=120, check=False
    )
    return done.returncode, done.stderr.splitlines()
