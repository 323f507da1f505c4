"""Lines that must not make a reader wait for the database's writers: kept in a file at once, in the log soon after."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import astuple
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.log import ORIGIN, record, write
from data.log.names import people_in, show, stand_ins
from data.store import Database, existing_candidates, lock_sequence
from data.tables import LogRow, write_json
from matcher.errors import NotReady, why_refused
from matcher.records import Actor

AT_ONCE = 1_000


class Spool:
    """
    A file of this process in a folder, which survives its end; whoever drains takes those of ended processes along.

    Args:
        folder: its files are for their owner alone, and name people by id until they are drained.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._adding = threading.Lock()
        self._draining = threading.Lock()
        self._file: tuple[Path, int] | None = None  # with its descriptor, which holds the lock
        self._left: list[tuple[Path, int]] = []  # files that take no more lines and are to be drained

    def add(self, *, actor: Actor, action: str, noun: str, id: str, details: Mapping[str, Any], at: datetime) -> None:
        """
        Keep a line; no other line on *id* has the same moment.

        Raises:
            NotReady: it cannot be written.
        """
        told = [list(astuple(actor)), action, noun, id, dict(details), at.isoformat(), ORIGIN.get()]
        line = (write_json(told) + "\n").encode()
        try:
            with self._adding:
                self._file = self._file or self._new()
                os.write(self._file[1], line)
        except OSError as error:
            why = why_refused(error)
            raise NotReady("nothing is shown: the log cannot be written ({why})", why=why) from error

    def drain(self, database: Database) -> int:
        """
        Put what is kept into the log, and count it; a line that is there already is not put in twice.

        Raises:
            NotReady: the database is not to be written; nothing is lost, the next call tries again.
        """
        with self._draining:
            with self._adding:
                if self._file is not None:
                    self._left.append(self._file)
                    self._file = None
            self._left += self._of_ended()
            n = 0
            while self._left:
                path, descriptor = self._left[0]
                n += _put(database, path)
                path.unlink(missing_ok=True)
                os.close(descriptor)
                del self._left[0]
            return n

    def _new(self) -> tuple[Path, int]:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{secrets.token_hex(8)}.jsonl"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND, 0o600)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return path, descriptor

    def _of_ended(self) -> Iterator[tuple[Path, int]]:
        own = {path for path, _ in self._left}
        for path in sorted(self._folder.glob("*.jsonl")):
            if path not in own and (descriptor := _taken(path)) is not None:
                yield path, descriptor


def _taken(path: Path) -> int | None:
    """Take a file whose process has ended; None = it has not, or another process was faster."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def _put(database: Database, path: Path) -> int:
    lines, n = list(_lines(path)), 0
    database = database.unscoped(why="whoever asks next puts everybody's lines into the log, and is told none")
    for start in range(0, len(lines), AT_ONCE):
        with database.begin() as session:
            session.info["clock"] = None  # each line tells when its ranking was shown
            n += _record(session, lines[start : start + AT_ONCE])
    return n


def _lines(path: Path) -> Iterator[list[Any]]:
    for line in path.read_bytes().splitlines():
        try:
            yield json.loads(line)
        except ValueError:
            continue  # the process was killed while it wrote the last one: nobody was shown that ranking


def _record(session: Session, lines: list[list[Any]]) -> int:
    nouns, ids = {noun for _, _, noun, *_ in lines}, {id for _, _, _, id, *_ in lines}
    same = select(LogRow.record_id, LogRow.at).where(LogRow.noun.in_(nouns), LogRow.record_id.in_(ids))
    there = {(id, at) for id, at in session.execute(same)}
    new = _without_gone(session, [line for line in lines if (line[3], datetime.fromisoformat(line[5])) not in there])
    for actor, action, noun, id, details, at, origin in new:
        with _from(origin):
            record(
                session,
                actor=Actor(*actor),
                action=action,
                noun=noun,
                id=id,
                details=details,
                at=datetime.fromisoformat(at),
            )
    write(session)
    return len(new)


def _without_gone(session: Session, lines: list[list[Any]]) -> list[list[Any]]:
    """Give lines without the ids of whoever was forgotten since: they would link the log with the person anew."""
    lock_sequence(session)  # nobody is forgotten meanwhile
    people = set(people_in([line[4] for line in lines]))
    gone = stand_ins(session, sorted(people - existing_candidates(session, people)))
    return [[*line[:4], show(line[4], gone), *line[5:]] for line in lines]


@contextmanager
def _from(origin: str | None) -> Iterator[None]:
    before = ORIGIN.set(origin)
    try:
        yield
    finally:
        ORIGIN.reset(before)
