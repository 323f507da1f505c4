"""Backups of a house: written beside the running service, read back whole, and cleared away when they are many."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from api.house import now
from api.keys import read_key
from api.settings import Settings
from api.stated import stated_files
from data import log
from data.backup import ENDING, Begun, Content, Counts, Header, read_content, read_header, write_content
from data.store import Database, refuse_other_key, refuse_unopened
from data.vault import Master, Vault
from matcher.errors import BadInput, Conflict, MatcherError, NotReady, why_refused
from matcher.records import Actor

Progress = Callable[[int, int], None]  # rows done, rows in all

OWN = "backups"  # the folder under ``var`` of those that are made before something
STEM = "matcher-"  # of the backups that follow each other in a folder
PART = ".part"  # of one that is not whole yet
STALE_S = 24 * 3600  # a part that is older was left behind by a killed run


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was read back whole."""

    file: Path
    made_at: datetime
    revision: str
    master: str  # the first digits of the check value of the key that opens it
    n_bytes: int
    counts: Counts


def write_backup(file: Path, *, settings: Settings, database: Database, on_progress: Progress | None = None) -> Backup:
    """
    Write a backup of *database* as it stands at one moment, read it back, and only then give it its name.

    Args:
        file: must not be there yet; a killed run leaves nothing under this name.
        settings: of the house, for its key and the files that it names.
        database: of any version up to this one; others may write meanwhile.
        on_progress: told of rows, each of which is counted twice: written and read back.

    Raises:
        Conflict: *file* is there.
        NotReady: the database cannot be read with this key, or the file cannot be written.
    """
    master, at = read_key(settings), now()
    counter = _Counter(on_progress)
    with _draft(file, own=settings.var / OWN) as draft:
        with draft.open("r+b") as stream, database.snapshot() as connection:
            refuse_unopened(connection, master)
            written = write_content(
                stream,
                connection,
                stated_files(settings),
                master=master,
                at=at,
                on_begin=counter.begin,
                on_rows=counter.add,
            )
            stream.flush()
            os.fsync(stream.fileno())
        found = check_backup(draft, master=master, on_rows=counter.add)
        if found.counts != written:
            raise NotReady("{file}: what was read back is not what was written; look at the disk", file=file)
        _name(draft, file)
    return Backup(file, found.made_at, found.revision, found.master, found.n_bytes, found.counts)


def back_up(file: Path, *, settings: Settings, actor: Actor, on_progress: Progress | None = None) -> Backup:
    """Write a backup as ``write_backup`` does, and note it in the log of the database."""
    database, vault = Database(settings.database), Vault(read_key(settings))
    database.seal = vault.seal  # of the line in the log
    try:
        done = write_backup(file, settings=settings, database=database, on_progress=on_progress)
        with database.begin() as session:
            refuse_other_key(session, vault)  # and seals with the keys of this database
            details = {"rows": done.counts.n_rows, "bytes": done.n_bytes, "digest": done.counts.digest}
            log.record(session, actor=actor, action="backup", noun="database", id=None, details=details, at=now())
        return done
    finally:
        database.close()


def back_up_into(
    folder: Path, *, keep: int | None, settings: Settings, actor: Actor, on_progress: Progress | None = None
) -> tuple[Backup, list[Path]]:
    """
    Write the next backup of a folder; then remove all but the *keep* newest of those that were written so.

    Returns:
        The backup, and what was removed. Only files with such a name and the form of a backup are.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _clear_parts(folder)
    file = folder / f"{STEM}{now():%Y%m%dT%H%M%SZ}{ENDING}"
    done = back_up(file, settings=settings, actor=actor, on_progress=on_progress)
    return done, [] if keep is None else _remove_all_but(folder, keep)


def name_before(what: str, settings: Settings) -> Path:
    """Name the backup that is made before something."""
    return settings.var / OWN / f"before-{what}-{now():%Y%m%dT%H%M%S%fZ}{ENDING}"


def check_backup(
    file: Path, *, master: Master, content: Content | None = None, on_rows: Callable[[int], None] = lambda n: None
) -> Backup:
    """
    Read a backup whole: every part, the counts and the digest; *content* takes what it holds.

    Raises:
        BadInput: it cannot be read, is no backup, is damaged, or of a newer version.
        NotReady: it opens with another master key.
    """
    begun: list[Begun] = []
    taking = content or Content()

    def begin(told: Begun) -> None:
        begun.append(told)
        taking.begin(told)

    heard = Content(begin, taking.rows, taking.file)
    with opened(file) as stream:
        header = read_header(stream, name=str(file))
        counts = read_content(stream, header, heard, master=master, name=str(file), on_rows=on_rows)
        n_bytes = stream.tell()
    return Backup(file, header.made_at, begun[0].revision, header.shown, n_bytes, counts)


def header_of(file: Path) -> Header:
    """Read what a backup tells without a key."""
    with opened(file) as stream:
        return read_header(stream, name=str(file))


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """Open a backup for reading."""
    try:
        with file.open("rb") as stream:
            yield stream
    except OSError as error:
        raise BadInput("{file}: {why}", file=file, why=why_refused(error)) from None


class _Counter:
    """How many rows are done: each is written, and read back."""

    def __init__(self, on_progress: Progress | None) -> None:
        self._on_progress = on_progress
        self._done, self._total = 0, 0

    def begin(self, n_rows: int) -> None:
        self._total = 2 * n_rows

    def add(self, n_rows: int) -> None:
        self._done += n_rows
        if self._on_progress is not None:
            self._on_progress(self._done, self._total)


@contextmanager
def _draft(file: Path, *, own: Path) -> Iterator[Path]:
    """
    Give an empty file beside *file*, for its owner's eyes, that is gone in the end whatever happens.

    Only the house's *own* folder is made: another that is not there may be a disk that is not mounted.
    """
    if file.exists():
        raise _there_already(file)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}{PART}")
    try:
        if file.parent == own:
            own.mkdir(parents=True, exist_ok=True)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield draft
    except OSError as error:
        raise NotReady(
            "{file}: the backup could not be written ({why}); nothing is left of it", file=file, why=why_refused(error)
        ) from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def _name(draft: Path, file: Path) -> None:
    """Give the draft its name, which must not be taken, so that it lasts."""
    try:
        os.link(draft, file)
    except FileExistsError:
        raise _there_already(file) from None
    except OSError:  # a disk that knows no second names, as a USB stick's
        if file.exists():
            raise _there_already(file) from None
        draft.rename(file)
    handle = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _there_already(file: Path) -> Conflict:
    return Conflict("{file}: there is such a file already; a backup never replaces one, choose another name", file=file)


def _clear_parts(folder: Path) -> None:
    for part in folder.glob(f".{STEM}*{ENDING}.*{PART}"):
        with suppress(FileNotFoundError):
            if part.stat().st_mtime < now().timestamp() - STALE_S:
                part.unlink()


def _remove_all_but(folder: Path, keep: int) -> list[Path]:
    removed = []
    for file in sorted(folder.glob(f"{STEM}*{ENDING}"), reverse=True)[keep:]:
        with suppress(MatcherError):  # no backup at all: not ours to remove
            header_of(file)
            file.unlink(missing_ok=True)
            removed.append(file)
    return removed
