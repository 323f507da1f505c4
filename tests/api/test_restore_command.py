"""The command that restores: what it says, and what it leaves in the log."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]  # types one command; tells status, out, errors


def test_the_command_tells_what_it_did(run: Run, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text("单位名称,岗位名称\n甲公司,会计\n", encoding="utf-8")
    run("import", "posts", "posts.csv")
    run("backup", "a.backup")
    assert "the database holds records" in run("restore", "a.backup").errors
    told = json.loads(run("restore", "a.backup", "--force", "--json").out)
    assert (tmp_path / told["before"]).exists()
    assert told["rows"] == sum(told["tables"].values())
    said = run("restore", told["before"], "--force")
    assert "Restored as of" in said.out
    assert "There is no var/forgotten.jsonl" in said.out
    (tmp_path / "var" / "forgotten.jsonl").touch()
    assert "forgotten.jsonl" not in run("restore", told["before"], "--force").out
    assert "What was there before is in" in said.out
    assert "keys of programs" not in said.out


def test_the_command_says_how_many_keys_of_programs_are_worth_nothing_now(run: Run) -> None:
    run("user", "add", "hall", "--role", "client")
    ids = [key_made(run) for _ in range(3)]
    run("key", "revoke", ids[0])
    run("backup", "a.backup")
    told = json.loads(run("restore", "a.backup", "--force", "--json").out)
    assert told["keys_revoked"] == 2
    said = run("restore", "a.backup", "--force").out
    assert "2 keys of programs are worth nothing now" in said
    assert "`matcher key add`" in said


def key_made(run: Run) -> str:
    until = f"{datetime.now(UTC) + timedelta(days=90):%Y-%m-%d}"
    return str(json.loads(run("key", "add", "hall", "--scope", "posts:read", "--until", until, "--json").out)["id"])


def test_lines_of_backups_and_restores_say_that_a_command_did_it(run: Run) -> None:
    run("backup", "a.backup")
    run("restore", "a.backup", "--force")
    run("backup", "b.backup")
    lines = json.loads(run("log", "list", "--json").out)["items"]
    by_action = {line["action"]: line["origin"] for line in lines}
    assert (by_action["backup"], by_action["restore"]) == ("cli", "cli")


def test_moments_are_told_with_their_distance_from_utc(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    made = run("backup", "a.backup").out
    restored = run("restore", "a.backup", "--force").out
    monkeypatch.undo()
    time.tzset()
    assert "+08:00, version" in made
    assert "+08:00: " in restored


def test_an_old_key_that_is_not_there_is_told_as_a_missing_file(run: Run) -> None:
    run("backup", "a.backup")
    said = "matcher: nope.key: there is no such file\n"
    assert run("backup", "--verify", "a.backup", "--old-key", "nope.key").errors == said
    assert run("restore", "a.backup", "--old-key", "nope.key").errors == said
