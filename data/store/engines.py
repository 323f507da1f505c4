"""The engines: the URL of a database read, and how each kind of database is spoken to."""

from __future__ import annotations

from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from data.scope import OPTION
from data.tables import write_json
from matcher.errors import BadInput

WAIT_S = 60  # for the lock of another writer: as long as the import of a whole city takes
CACHE_KIB = 32 * 1024  # pages of SQLite in memory, per connection
WAL_BYTES = 64 * 1024 * 1024  # what SQLite's write-ahead log is cut back to after a large transaction


def read_url(url: str) -> URL:
    """
    Read the URL of a database; PostgreSQL is spoken through psycopg.

    Raises:
        BadInput: it is no URL of a SQLite file or of PostgreSQL; the text does not repeat it, it may hold a password.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    if parsed is not None:
        if parsed.drivername in {"postgres", "postgresql", "postgresql+psycopg"}:
            return parsed.set(drivername="postgresql+psycopg")
        if parsed.drivername == "sqlite" and parsed.database and parsed.database != ":memory:" and not parsed.query:
            return parsed
    raise BadInput(
        "the database URL must look like sqlite:///folder/file.db or postgresql://user:password@host/name",
        field="database_url",
    )


def show_url(url: URL) -> str:
    """Give the URL as it may be shown: without password and options."""
    return URL.create(url.get_backend_name(), url.username, None, url.host, url.port, url.database).render_as_string()


def make_engine(url: URL) -> Engine:
    """Make the engine of a URL that ``read_url`` gave; nothing is opened before the first use."""
    return _sqlite_engine(url) if url.get_backend_name() == "sqlite" else _postgresql_engine(url)


def _postgresql_engine(url: URL) -> Engine:
    return create_engine(
        url,
        hide_parameters=True,
        json_serializer=write_json,
        pool_pre_ping=True,
        max_overflow=30,
        connect_args={"connect_timeout": 10, "options": f"-c lock_timeout={WAIT_S}s -c client_encoding=utf8"},
    )


def _sqlite_engine(url: URL) -> Engine:
    engine = create_engine(
        url, hide_parameters=True, json_serializer=write_json, max_overflow=30, connect_args={"timeout": WAIT_S}
    )

    @event.listens_for(engine, "connect")
    def set_up(connection: Any, _record: object) -> None:
        # the driver would begin transactions on its own, and never before a SELECT
        connection.isolation_level = None
        # FULL: what was answered survives a power cut too, for about a millisecond a commit
        # secure_delete: what is deleted or overwritten is filled with zeros in the page
        for pragma in (
            "foreign_keys=ON",
            "secure_delete=ON",
            "synchronous=FULL",
            f"cache_size=-{CACHE_KIB}",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA journal_size_limit={WAL_BYTES}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        ours: dict[str, Any] = {OPTION: None}  # of no scope
        pragma = f"PRAGMA query_only={int(options.get('matcher_query_only', False))}"
        connection.exec_driver_sql(pragma, execution_options=ours)
        connection.exec_driver_sql(options.get("matcher_begin", "BEGIN"), execution_options=ours)

    return engine
