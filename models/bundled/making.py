"""The bundled encoder's folders: how they are named, and the process of its own that fills them once."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from matcher.errors import MatcherError, NotReady, Phrase
from models.bundled.calibration import calibration_texts
from models.bundled.weights import weights_file
from models.keeping import keep_folder

log = logging.getLogger(__name__)

NAME = "e5-small"
MAX_TOKENS = 256  # what follows is not read: docs/decisions/0001-encoder.md says what that costs and saves
CONVERSION_VERSION = 2  # raise it with any change to what models.bundled.conversion writes
QUANTISATION_VERSION = 2  # raise it with any change to how models.bundled.quantisation works

SHIPPED = Path(sys.prefix) / "share" / "jianxi-matcher" / "models"  # where an offline bundle puts what it brought along
_DISTRIBUTION_ROOT = Path(__file__).parents[2]  # the folder that holds the package models


def fp32_recipe() -> str:
    """Give a short hash of all that decides the vectors in float32."""
    return _short_hash(_digest_of(weights_file()), CONVERSION_VERSION, MAX_TOKENS)


@cache
def _digest_of(weights: Path) -> str:
    with weights.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def int8_recipe() -> str:
    """Give a short hash of all that decides the vectors in eight bits."""
    return _short_hash(fp32_recipe(), QUANTISATION_VERSION, *calibration_texts())


def _short_hash(*parts: object) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:10]


def fp32_folder(*, folder: Path) -> Path:
    """Return the sentence-transformers model: the shipped one, or under *folder*, converted on first use."""
    return _made(fp32_path(folder), maker="fp32")


def int8_folder(*, folder: Path) -> Path:
    """Return the OpenVINO model: the shipped one, or under *folder*, converted and quantised on first use."""
    return _made(int8_path(folder), maker="int8")


def fp32_path(folder: Path) -> Path:
    """Give where the model in float32 is kept under *folder*."""
    return folder / f"{NAME}-{fp32_recipe()}"


def int8_path(folder: Path) -> Path:
    """Give where the model in eight bits is kept under *folder*."""
    return folder / f"{NAME}-{int8_recipe()}-openvino-int8"


def shipped_or(path: Path) -> Path:
    """Give the shipped folder of the same name where there is one: vectors are those of the folder's recipe."""
    shipped = SHIPPED / path.name
    return shipped if shipped.is_dir() else path


def _made(path: Path, *, maker: str) -> Path:
    """
    Fill *path* in a process of its own unless it is there.

    So the caller never holds torch (half a gigabyte that an idle service would keep), and the libraries' progress
    bars and warnings end in a pipe.
    """
    if (there := shipped_or(path)).is_dir():
        return there
    log.info("making the bundled encoder, once, about a minute", extra={"model": path.name})
    command = [sys.executable, "-m", "models.bundled.making", maker, str(path.parent.resolve())]
    done = subprocess.run(command, cwd=_DISTRIBUTION_ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0 or not path.is_dir():
        log.error("making the bundled encoder failed", extra={"output": done.stderr[-4000:]})
        raise NotReady(
            "the bundled encoder could not be made in {folder}: {why}", folder=path.parent, why=_reason(done.stderr)
        )
    return path


def _reason(output: str) -> Phrase:
    """Read the phrase that ``main`` wrote; a process that broke down wrote none."""
    last = (output.strip().splitlines() or [""])[-1]
    try:
        return Phrase.from_plain(json.loads(last))
    except (ValueError, TypeError, KeyError):
        return Phrase.of("the program that makes it broke down ({why})", why=last)


def _make(maker: str, folder: Path) -> None:
    from models.bundled.conversion import write_model
    from models.bundled.quantisation import write_int8

    model = keep_folder(fp32_path(folder), lambda unfinished: write_model(weights_file(), unfinished))
    if maker == "int8":
        keep_folder(int8_path(folder), lambda unfinished: write_int8(model, unfinished))


def main(maker: str, folder: str) -> int:
    """Fill the folder of *maker*, ``fp32`` or ``int8``; this process's error is its last line, as JSON."""
    os.environ["HF_HUB_OFFLINE"] = "1"  # read by huggingface_hub when it is imported, which is not yet
    try:
        _make(maker, Path(folder))
    except MatcherError as refused:
        sys.stderr.write(json.dumps(refused.phrase.to_plain()) + "\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
