"""The file of forgettings: keyed hashes and random ids alone, added to and never changed, outside the database."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from data.store.tombstones import Forgetting, Marks
from matcher.errors import NotReady

Op = Literal["forget", "erase", "lift"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line: what was done to a forgetting, when, and by what the person is known again."""

    id: str
    op: Op
    at: datetime
    marks: Marks = field(default_factory=Marks)

    @classmethod
    def of(cls, forgetting: Forgetting) -> Line:
        """Give the line of a forgetting."""
        return cls(forgetting.id, "forget", forgetting.at, forgetting.marks)


def read_lines(path: Path) -> list[Line]:
    """
    Read the file; [] = there is none yet.

    A last line that was cut off in the middle was never acknowledged and is passed over.

    Raises:
        NotReady: a line in the middle is damaged.
    """
    try:
        texts = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        raise _damaged(path) from None
    lines = []
    for n, text in enumerate(texts, 1):
        try:
            lines.append(_to_line(json.loads(text)))
        except (ValueError, KeyError, TypeError):
            if n < len(texts):
                raise _damaged(path) from None
    return lines


def _damaged(path: Path) -> NotReady:
    return NotReady("{file}: the file of forgettings is damaged; restore it from its copy", file=path)


def _to_line(told: dict[str, object]) -> Line:
    hashes: Iterable[tuple[str, str]] = told.get("marks", [])  # type: ignore[assignment]  # as it was written
    marks = Marks.of_hashes((kind, bytes.fromhex(hash)) for kind, hash in hashes)
    op: Op = told["op"]  # type: ignore[assignment]  # as it was written
    return Line(str(told["id"]), op, datetime.fromisoformat(str(told["at"])), marks)


def add_lines(path: Path, lines: Iterable[Line]) -> None:
    """Add lines and let them reach the disk: what is acknowledged afterwards is not lost."""
    texts = [
        json.dumps(
            {
                "id": one.id,
                "op": one.op,
                "at": one.at.isoformat(),
                "marks": [[kind, hash.hex()] for kind, hash in one.marks.to_hashes()],
            }
        )
        for one in lines
    ]
    if not texts:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "rb+") as file:
        whole = file.read().rpartition(b"\n")
        file.truncate(len(whole[0]) + len(whole[1]))  # a line that was cut off was never acknowledged
        file.write("".join(f"{text}\n" for text in texts).encode())
        file.flush()
        os.fsync(file.fileno())
