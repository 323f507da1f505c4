"""The database: its connections, its transactions, and whether it is ready for use."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from copy import copy
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from data import log, migrations
from data.scope import OPTION, WHOLE_CITY, Held, Scope, check_said, current_scope
from data.store.engines import WAIT_S, make_engine, read_url, show_url
from data.store.occupancy import ALONE, SHARED, Hold
from data.store.scoped_writes import look_at_writes
from data.store.scoping import kind_of, narrow_engine
from data.tables import Base
from matcher.errors import NotReady, Phrase, why_refused

MIGRATION_LOCK = 0x6A786D  # any number that no other program takes on the same PostgreSQL database
OURS = frozenset(Base.metadata.tables)


class Database:
    """
    One database by its URL; nothing is opened before the first use.

    Raises:
        BadInput: *url* is no URL of a SQLite file or of PostgreSQL.
    """

    def __init__(self, url: str) -> None:
        self._url = read_url(url)
        self.shown = show_url(self._url)
        self._file = Path(self._url.database or "") if self._url.get_backend_name() == "sqlite" else None
        self._ready = False
        self.seal: log.Seal | None = None  # of the house whose database it is: on the newest line of the log
        self.clock: Callable[[], datetime] | None = None  # that dates the log where days are stated; None = as told
        self._scope_of: Callable[[], Scope] = current_scope
        bare = make_engine(self._url)
        event.listen(bare, "before_cursor_execute", look_at_writes)
        self._engine = narrow_engine(bare)
        if self._file:
            self._writing: Engine = self._engine.execution_options(matcher_begin="BEGIN IMMEDIATE")
            self._reading = self._engine.execution_options(matcher_begin="BEGIN", matcher_query_only=True)
        else:
            self._writing = self._engine
            self._reading = self._engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def migrate(self) -> bool:
        """
        Bring the tables to this version, making database file and folder where they are missing; tell if so.

        Several processes may do so at once. Raises NotReady where the database cannot be reached, or is newer than
        this program.
        """
        if self._file:
            _make_file(self._file)
        with self._explained(), self._writing.begin() as connection:
            if not self._file:
                _lock_for_migration(connection)
            _refuse_newer(connection, self.shown)
            is_new = migrations.revision(connection) is None
            migrations.upgrade(connection)
        return is_new

    def refuse_lost_key(self, key_file: Path) -> None:
        """
        Raise NotReady where the key file is gone that this database was written with: a new one could not read it.

        Writes nothing, and takes a database of any version.
        """
        if key_file.exists() or (self._file and not self._file.exists()):
            return
        with self._explained(), self._reading.connect() as connection:
            has_facts = inspect(connection).has_table("facts")
            if has_facts and connection.execute(text("SELECT 1 FROM facts WHERE name = 'key_check'")).scalar():
                raise NotReady(
                    "{file}: the key file is gone with which {url} was written; restore it from its backup, or set "
                    "MATCHER_KEY_FILE to it. A new key could not read what is stored",
                    file=key_file,
                    url=self.shown,
                )

    def scrub(self) -> bool:
        """
        Write the tables anew, so that nothing overwritten lingers in pages that are free by now; False = some may.

        Takes as much room on the disk as the database has, for a while. Somebody who reads all the time keeps SQLite
        from cutting its write-ahead log back: then it is False. PostgreSQL frees the room and overwrites it in time.

        Raises:
            NotReady: the database cannot be reached, has no such room, or was locked by another writer for too long.
        """
        if self._file:
            return _write_anew(self._file)
        autocommit = self._engine.execution_options(isolation_level="AUTOCOMMIT")
        with self._explained(), autocommit.connect() as connection:
            connection.execute(text("VACUUM"))
        return True

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """
        Open one transaction that may write: it commits at the end and is undone by an error.

        It holds to the scope of the moment at which it is opened, as that of ``read`` does.

        Raises:
            NotReady: the database cannot be reached, lacks its tables, or was locked by another writer for too long.
        """
        with self._explained():
            self._refuse_unready()
            with _held_to(self._scope_of(), self._writing) as session, session.begin():
                session.info |= {"seal": self.seal, "clock": self.clock}
                yield session
                if session.in_transaction():  # whoever rolled back has nothing to note
                    log.write(session)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """
        Open one transaction that cannot write and sees the database as it stands at its first query.

        Raises:
            NotReady: the database cannot be reached or lacks its tables.
        """
        with self._explained():
            self._refuse_unready()
            with _held_to(self._scope_of(), self._reading) as session, session.begin():
                yield session

    def unscoped(self, *, why: str) -> Database:
        """Give the same database to what keeps step with the whole city, whoever set it off; as ``everywhere``."""
        check_said(why)
        whole = copy(self)
        whole._scope_of = lambda: WHOLE_CITY
        return whole

    def revision(self) -> str | None:
        """Tell which version the tables have, of this program or an older one; None = there are none yet."""
        if self._file and not self._file.exists():
            return None
        with self.snapshot() as connection:
            return migrations.revision(connection)

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """
        Open one transaction that cannot write and sees one state of the tables, of this version or an older one.

        Raises:
            NotReady: the database cannot be reached, is not there, or is newer than this program.
        """
        with self._explained():
            self._refuse_absent()
            with self._reading.connect() as connection, connection.begin():
                _refuse_newer(connection, self.shown)
                yield connection

    @contextmanager
    def replacing(self) -> Iterator[Connection]:
        """
        Open one transaction that may replace all tables; nobody else writes until it ends, and readers see the old.

        Raises:
            NotReady: the database cannot be reached or written, is newer than this program, or was locked for too long.
        """
        if self._file:
            _make_file(self._file)
        with self._explained(), self._writing.begin() as connection:
            if not self._file:
                _lock_for_migration(connection)
                _lock_tables(connection)
            _refuse_newer(connection, self.shown)
            yield connection

    @contextmanager
    def serving(self) -> Iterator[None]:
        """
        Say that a service is at work on this database, until the end or the death of this process; several may be.

        Raises:
            NotReady: it is being restored from a backup.
        """
        with self._explained(), self._held(SHARED) as is_held:
            if not is_held:
                raise NotReady(
                    "{url}: it is being restored from a backup; start the service when that has ended", url=self.shown
                )
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """
        Let no service begin to work on this database until the end.

        Raises:
            NotReady: one is at work, or another process is alone.
        """
        with self._explained(), self._held(ALONE) as is_held:
            if not is_held:
                raise NotReady("{url}: a service is at work on it; stop 'matcher serve' first", url=self.shown)
            yield

    def _held(self, hold: Hold) -> AbstractContextManager[bool]:
        return hold.of_file(self._file) if self._file else hold.of_engine(self._engine)

    def close(self) -> None:
        """Let go of every connection."""
        self._engine.dispose()

    def _refuse_unready(self) -> None:
        if self._ready:
            return
        self._refuse_absent()
        with self._reading.connect() as connection:
            _refuse_newer(connection, self.shown)
            if migrations.revision(connection) != migrations.HEAD:
                raise NotReady("{url}: the tables of this version are missing; run 'matcher init'", url=self.shown)
        self._ready = True

    def _refuse_absent(self) -> None:
        if self._file and not self._file.exists():
            raise NotReady("{url}: there is no such database; run 'matcher init'", url=self.shown)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except (OperationalError, InterfaceError) as error:
            if _is_unwritable(error.orig):
                raise NotReady(
                    "{url}: read-only; this user may not write the database file or its folder; "
                    "give the right to write both",
                    url=self.shown,
                ) from error
            raise NotReady(
                "{url}: {reason}; try again, and see that the database runs", url=self.shown, reason=_reason(error.orig)
            ) from error
        except DatabaseError as error:
            if type(error) is not DatabaseError:  # a kind of its own: a fault of ours that must stay visible
                raise
            raise NotReady(
                "{url}: {reason}; restore it from a backup", url=self.shown, reason=_reason(error.orig)
            ) from error


def _held_to(scope: Scope, engine: Engine) -> Session:
    """Give a session whose statements meet the rows of a scope alone."""
    if kind_of(scope) is None:
        return Session(engine, expire_on_commit=False, autoflush=False)
    held = Held(scope)
    narrowed = engine.execution_options(**{OPTION: held})
    return Session(narrowed, expire_on_commit=False, autoflush=False, info={OPTION: held})


DRIVERS_SAY = {
    "database is locked": Phrase("another process is writing to it"),
    "file is not a database": Phrase("it is not a database"),
    "database disk image is malformed": Phrase("the database is damaged"),
    "disk I/O error": Phrase("the disk cannot be read or written"),
    "database or disk is full": Phrase("no space left on the disk"),
    "attempt to write a readonly database": Phrase("it is read-only"),
    "unable to open database file": Phrase("it cannot be opened"),
    "canceling statement due to lock timeout": Phrase("another process is writing to it"),  # PostgreSQL
}
"""What the drivers of the databases say, in our words."""


def _is_unwritable(error: BaseException | None) -> bool:
    """Tell whether SQLite may not write its file, or the files that it keeps beside it."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)


def _reason(error: BaseException | None) -> Phrase | str:
    """Say why the database refused: in our words, or with the first line of what its driver says."""
    if isinstance(error, OSError):
        return why_refused(error)
    line = next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".;")
    return DRIVERS_SAY.get(line, line)


def _make_file(file: Path) -> None:
    """Make the file, in write-ahead mode from the moment it has its name: two processes cannot switch it at once."""
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        if file.exists():
            return _use_write_ahead_log(file)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))  # -wal and -shm get the same mode
        _use_write_ahead_log(draft)
        with suppress(FileExistsError):  # another process was faster
            os.link(draft, file)
    except (OSError, sqlite3.Error) as error:
        raise NotReady(
            "{file}: the database file cannot be used here ({reason})", file=file, reason=_reason(error)
        ) from None
    finally:
        draft.unlink(missing_ok=True)


def _write_anew(file: Path) -> bool:
    try:
        with closing(sqlite3.connect(file, timeout=WAIT_S)) as connection:
            connection.execute("VACUUM")
            is_busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not is_busy
    except sqlite3.Error as error:
        raise NotReady(
            "{url}: {reason}; try again, and see that the database runs", url=file, reason=_reason(error)
        ) from None


def _use_write_ahead_log(file: Path) -> None:
    with closing(sqlite3.connect(file, timeout=WAIT_S)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")


def _lock_for_migration(connection: Connection) -> None:
    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    if connection.execute(text("SHOW server_encoding")).scalar() != "UTF8":
        raise NotReady("the PostgreSQL database must have the encoding UTF8; create it anew with ENCODING 'UTF8'")


def _lock_tables(connection: Connection) -> None:
    names = [f'"{name}"' for name in inspect(connection).get_table_names() if name in OURS]
    if names:
        connection.execute(text(f"LOCK TABLE {', '.join(names)} IN EXCLUSIVE MODE"))


def _refuse_newer(connection: Connection, shown: str) -> None:
    at = migrations.revision(connection)
    if at is not None and at > migrations.HEAD:
        raise NotReady(
            "{url}: the database is newer ({revision}) than this program; install the newer version",
            url=shown,
            revision=at,
        )
