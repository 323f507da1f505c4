"""Arrays and what is told of them as one file of plain numbers, without pickle."""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]


def pack_arrays(head: Mapping[str, Any], arrays: Arrays) -> bytes:
    """Give the file's content; equal heads, which hold what JSON can, and equal arrays give equal bytes."""
    text = json.dumps(head, ensure_ascii=True, sort_keys=True).encode()
    named: dict[str, Any] = {"head": np.frombuffer(text, dtype=np.uint8), **arrays}
    file = io.BytesIO()
    np.savez_compressed(file, **named)
    return file.getvalue()


def read_arrays(path: Path) -> tuple[dict[str, Any], Arrays]:
    """
    Read the head and the arrays of a file.

    Raises:
        OSError: it is not there, or cannot be read.
        ValueError: it is no such file, or damaged.
    """
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            arrays: Arrays = {name: file[name] for name in file.files}
        return json.loads(arrays.pop("head").tobytes()), arrays
    except (ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise ValueError("not arrays and a head") from error
