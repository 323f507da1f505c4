"""Folders that are made once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from matcher.errors import NotReady
from models.keeping import keep_folder


def write_word(folder: Path) -> None:
    (folder / "word").write_text("done")


def test_a_folder_is_made_once(tmp_path: Path) -> None:
    keep_folder(tmp_path / "model", write_word)

    kept = keep_folder(tmp_path / "model", lambda folder: pytest.fail("made twice"))

    assert (kept / "word").read_text() == "done"


def test_folders_above_are_made_too(tmp_path: Path) -> None:
    assert (keep_folder(tmp_path / "var" / "models" / "m", write_word) / "word").exists()


def test_a_maker_that_fails_leaves_nothing(tmp_path: Path) -> None:
    def fail(folder: Path) -> None:
        write_word(folder)
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError, match="disk full"):
        keep_folder(tmp_path / "model", fail)

    assert list(tmp_path.iterdir()) == []


def test_of_two_makers_the_first_to_end_wins(tmp_path: Path) -> None:
    def be_overtaken(folder: Path) -> None:
        (folder / "word").write_text("late")
        keep_folder(tmp_path / "model", write_word)

    kept = keep_folder(tmp_path / "model", be_overtaken)

    assert (kept / "word").read_text() == "done"
    assert [p.name for p in tmp_path.iterdir()] == ["model"]


KILLED_MAKER = """
import sys, time
from pathlib import Path
from models.keeping import keep_folder

def hang(folder):
    (folder / "word").write_text("half")
    print("writing", flush=True)
    time.sleep(60)

keep_folder(Path(sys.argv[1]), hang)
"""


def test_what_a_killed_maker_left_is_made_again(tmp_path: Path) -> None:
    maker = subprocess.Popen([sys.executable, "-c", KILLED_MAKER, tmp_path / "model"], stdout=subprocess.PIPE)
    assert maker.stdout is not None
    with maker.stdout as lines:
        assert lines.readline() == b"writing\n"
        maker.send_signal(signal.SIGKILL)
        maker.wait()

    kept = keep_folder(tmp_path / "model", write_word)

    assert (kept / "word").read_text() == "done"


def test_a_temporary_folder_that_lost_its_maker_long_ago_is_dropped(tmp_path: Path) -> None:
    abandoned, at_work = tmp_path / ".model.aaaa", tmp_path / ".model.bbbb"
    abandoned.mkdir()
    at_work.mkdir()
    two_hours_ago = time.time() - 7200
    os.utime(abandoned, (two_hours_ago, two_hours_ago))

    keep_folder(tmp_path / "model", write_word)

    assert not abandoned.exists()
    assert at_work.exists()


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    with pytest.raises(NotReady, match=r"cannot keep a model in .*file"):
        keep_folder(tmp_path / "file" / "model", write_word)
