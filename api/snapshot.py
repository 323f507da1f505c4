"""The snapshot of an index on disk: a cache of arrays, written whole or not at all, and good for one database only."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

Arrays = dict[str, NDArray[np.generic]]

STAMP = "stamp"  # what the snapshot belongs to: the database and the encoder


def write_snapshot(path: Path, state: Mapping[str, NDArray[np.generic]], *, stamp: str) -> None:
    """Write *state* beside *path* and move it into place, so that a killed writer leaves the old snapshot."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            np.savez(stream, allow_pickle=False, **{STAMP: np.array(stamp)}, **state)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def read_snapshot(path: Path, *, stamp: str) -> Arrays | None:
    """Read a snapshot; None where there is none, where it is damaged or where it belongs to something else."""
    try:
        # opened here: numpy leaves a damaged file open
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            if str(stored[STAMP]) != stamp:
                return None
            return {name: stored[name] for name in stored.files if name != STAMP}
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
        # a cache that cannot be read is made again from the database; the reason must not be lost
        log.warning("index snapshot unreadable", extra={"reason": type(error).__name__})
        return None


def clear_parts(folder: Path, *, now: float) -> None:
    """Remove what killed writers left behind; one that is younger than an hour may be at work still."""
    for part in folder.glob("*.part"):
        with suppress(FileNotFoundError):
            if part.stat().st_mtime < now - 3600:
                part.unlink()
