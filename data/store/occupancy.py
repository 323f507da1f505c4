"""Who is at work on a database: services share a lock that ends with their process, and a restore holds it alone."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from matcher.errors import NotReady, why_refused

LOCK = 0x6A7873  # any number that no other program takes on the same PostgreSQL database
ENDING = "-serving"  # of the file beside SQLite's: not that file itself, whose locks are SQLite's own


@dataclass(frozen=True, slots=True)
class Hold:
    """One of the two ways to hold the lock; each gives whether it was free."""

    flock: int
    function: str

    @contextmanager
    def of_file(self, database: Path) -> Iterator[bool]:
        """Hold the lock of a SQLite database, by a file beside it."""
        file = database.with_name(database.name + ENDING)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise NotReady("{file}: {why}", file=file, why=why_refused(error)) from None
        try:
            yield _is_free(handle, self.flock)
        finally:
            os.close(handle)

    @contextmanager
    def of_engine(self, engine: Engine) -> Iterator[bool]:
        """Hold the lock of a PostgreSQL database, by a connection of its own."""
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            is_free = bool(connection.execute(text(f"SELECT {self.function}(:lock)"), {"lock": LOCK}).scalar())
            try:
                yield is_free
            finally:
                connection.detach()  # closed with its lock, and not given back to the pool


SHARED = Hold(fcntl.LOCK_SH, "pg_try_advisory_lock_shared")
ALONE = Hold(fcntl.LOCK_EX, "pg_try_advisory_lock")


def _is_free(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
