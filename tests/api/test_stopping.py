"""Ctrl-C: wherever it falls, one line says that the command was stopped, and what was stored stays."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from data.store import Database, count_posts

Run = Callable[..., Any]  # types one command; tells status, out, errors


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
