"""Folders of files that are made once and kept: complete or absent, whoever is killed or races."""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from matcher.errors import NotReady, why_refused

log = logging.getLogger(__name__)

_ABANDONED_AFTER_S = 3600.0  # no making takes an hour: a temporary folder of that age has lost its maker


def keep_folder(path: Path, make: Callable[[Path], None]) -> Path:
    """
    Return *path*, filled by *make* unless it is there already.

    The files are made in a temporary folder beside it that is renamed at the end: a maker killed half way leaves
    nothing under the name, and of two makers at once the first to end wins and the other's work is dropped.

    Raises:
        NotReady: the folder cannot be written to; the text says which.
    """
    if path.is_dir():
        return path
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _drop_abandoned(path)
        unfinished = Path(tempfile.mkdtemp(prefix=f".{path.name}.", dir=path.parent))
    except OSError as refused:
        raise NotReady(
            "cannot keep a model in {folder} ({why}): make it writable", folder=path.parent, why=why_refused(refused)
        ) from refused
    started = time.monotonic()
    try:
        make(unfinished)
        unfinished.chmod(0o755)
        _flush(unfinished)
        _take_name(unfinished, path)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)
    log.info("model kept", extra={"model": path.name, "seconds": round(time.monotonic() - started, 1)})
    return path


def write_whole(path: Path, content: bytes) -> None:
    """
    Write a file that stands complete under its name, or not at all.

    Raises:
        NotReady: the folder cannot be written to.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as refused:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise NotReady(
            "{path} cannot be written ({why}): make its folder writable", path=path, why=why_refused(refused)
        ) from refused


def _take_name(unfinished: Path, path: Path) -> None:
    try:
        unfinished.rename(path)
    except OSError:
        if not path.is_dir():  # else another process was first, with the same files
            raise


def _flush(folder: Path) -> None:
    """Bring the files to the disk before the name: after a power cut the name must not stand over empty files."""
    for entry in sorted(folder.rglob("*")):
        if entry.is_file():
            with entry.open("rb") as file:
                os.fsync(file.fileno())


def _drop_abandoned(path: Path) -> None:
    for other in path.parent.glob(f".{path.name}.*"):
        if time.time() - other.stat().st_mtime > _ABANDONED_AFTER_S:
            shutil.rmtree(other, ignore_errors=True)
