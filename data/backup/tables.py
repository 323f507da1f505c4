"""The tables of a database as a backup holds them: rows in one portable form, out of either database and into it."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, create_engine, inspect, text, types
from sqlalchemy.types import TypeEngine

from data import migrations
from data.log.chain import FIRST_ID

AT_ONCE = 1_000  # rows read and written in one step
OF_ACCESS = frozenset({"users", "tokens", "log_in_delays"})
OF_ITSELF = frozenset({"facts", "sequence", "wrapped_keys", "log", "log_head", "log_names"} | OF_ACCESS)
"""What a database without any record holds too: the first administrator among them."""

KINDS: tuple[tuple[type[TypeEngine[Any]], str], ...] = (
    (types.Boolean, "bool"),
    (types.JSON, "json"),
    (types.DateTime, "moment"),
    (types.Date, "date"),
    (types.LargeBinary, "bytes"),
    (types.Integer, "int"),
    (types.Float, "float"),
    (types.String, "text"),
)
# each kind out of PostgreSQL in the form in which SQLite keeps it
OUT_OF_POSTGRESQL = {
    "bool": "{0}::int",
    "json": "{0}::text",
    "moment": "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    "date": "to_char({0}, 'YYYY-MM-DD')",
}

Rows = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: its columns in order, each with the kind of its values."""

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]

    @property
    def of_bytes(self) -> tuple[int, ...]:
        """Give the places of the columns that hold bytes: they stand in base64 in a backup."""
        return tuple(place for place, kind in enumerate(self.kinds) if kind == "bytes")


@cache
def shapes_at(revision: str) -> tuple[Shape, ...]:
    """Give the tables of a version, those first that others refer to; the steps of migration tell which these are."""
    engine = create_engine("sqlite://")
    with engine.begin() as connection:
        migrations.upgrade(connection, to=revision)
        told = inspect(connection)
        names = [name for name, _ in told.get_sorted_table_and_fkc_names() if name not in (None, "alembic_version")]
        shapes = tuple(_shape(str(name), told.get_columns(str(name))) for name in names)
    engine.dispose()
    return shapes


def _shape(name: str, columns: Sequence[Any]) -> Shape:
    return Shape(name, tuple(one["name"] for one in columns), tuple(_kind(one["type"]) for one in columns))


def _kind(column: TypeEngine[Any]) -> str:
    return next(kind for of, kind in KINDS if isinstance(column, of))


def stored_revision(connection: Connection) -> str | None:
    """Tell which version the tables have; None = there are none."""
    return migrations.revision(connection)


def count_rows(connection: Connection, shape: Shape) -> int:
    """Count the rows of a table."""
    return int(connection.execute(text(f"SELECT count(*) FROM {_quoted(shape.name)}")).scalar_one())


def holds_records(connection: Connection) -> bool:
    """Tell whether the database holds more than what every one has from its beginning."""
    revision = stored_revision(connection)
    if revision is None:
        return False
    names = [shape.name for shape in shapes_at(revision) if shape.name not in OF_ITSELF]
    return any(connection.execute(text(f"SELECT 1 FROM {_quoted(name)} LIMIT 1")).first() for name in names)


def read_rows(connection: Connection, shape: Shape) -> Iterator[Rows]:
    """Give the rows of a table, some at a time, as JSON can hold them."""
    postgresql = connection.dialect.name == "postgresql"
    form: Callable[[str, str], str] = _out_of_postgresql if postgresql else lambda column, kind: column
    columns = ", ".join(form(_quoted(one), kind) for one, kind in zip(shape.columns, shape.kinds, strict=True))
    statement = f"SELECT {columns} FROM {_quoted(shape.name)}"
    result = connection.exec_driver_sql(statement, execution_options={"yield_per": AT_ONCE})
    for page in result.partitions(AT_ONCE):  # without a size it would be one page of all
        rows = [list(row) for row in page]
        for place in shape.of_bytes:
            for row in rows:
                if row[place] is not None:
                    row[place] = base64.b64encode(row[place]).decode("ascii")
        yield rows


def _out_of_postgresql(column: str, kind: str) -> str:
    return OUT_OF_POSTGRESQL.get(kind, "{0}").format(column)


def clear(connection: Connection, *, to: str) -> None:
    """Drop what tables of ours there are, and make those of a version, without a row; all in this transaction."""
    present = stored_revision(connection)
    if present is not None:
        _drop(connection, [shape.name for shape in reversed(shapes_at(present))])
    migrations.upgrade(connection, to=to)
    for shape in reversed(shapes_at(to)):
        connection.execute(text(f"DELETE FROM {_quoted(shape.name)}"))  # what the steps put there
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET LOCAL TIME ZONE 'UTC'"))  # moments come without their zone


def _drop(connection: Connection, names: list[str]) -> None:
    functions = _trigger_functions(connection, names) if connection.dialect.name == "postgresql" else []
    for name in (*names, "alembic_version"):
        connection.execute(text(f"DROP TABLE {_quoted(name)}"))
    for function in functions:
        connection.execute(text(f"DROP FUNCTION {function}"))


def _trigger_functions(connection: Connection, tables: list[str]) -> list[str]:
    asked = text(
        "SELECT DISTINCT t.tgfoid::regprocedure::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
        "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace AND c.relname = ANY(:tables)"
    )
    return list(connection.execute(asked, {"tables": tables}).scalars())


def load(connection: Connection, shape: Shape, rows: Rows) -> None:
    """Put rows that ``read_rows`` gave into a table that ``clear`` made."""
    for place in shape.of_bytes:
        for row in rows:
            if row[place] is not None:
                row[place] = base64.b64decode(row[place])
    columns = ", ".join(map(_quoted, shape.columns))
    if connection.dialect.name == "postgresql":
        cursor = connection.connection.cursor()
        with cursor.copy(f"COPY {_quoted(shape.name)} ({columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    elif rows:
        places = ", ".join("?" * len(shape.columns))
        statement = f"INSERT INTO {_quoted(shape.name)} ({columns}) VALUES ({places})"
        connection.exec_driver_sql(statement, [tuple(row) for row in rows])


def renew_id(connection: Connection, shapes: Sequence[Shape]) -> None:
    """
    Give the loaded database an id of its own and let its counters go on behind what was loaded.

    No index that was made from another state, of this database too, is taken for one of this state.
    """
    renewed = {"id": uuid4().hex}
    kept = "SELECT :first, value FROM facts WHERE name = 'database_id' ON CONFLICT DO NOTHING"
    connection.execute(text(f"INSERT INTO facts (name, value) {kept}"), {"first": FIRST_ID})
    connection.execute(text("UPDATE facts SET value = :id WHERE name = 'database_id'"), renewed)
    if connection.dialect.name == "postgresql":
        for shape in shapes:
            _set_counter(connection, shape)


def _set_counter(connection: Connection, shape: Shape) -> None:
    for column, kind in zip(shape.columns, shape.kinds, strict=True):
        if kind != "int":
            continue
        place = {"table": _quoted(shape.name), "column": column}
        counter = connection.execute(text("SELECT pg_get_serial_sequence(:table, :column)"), place).scalar()
        if counter is not None:
            highest = f"(SELECT coalesce(max({_quoted(column)}), 0) + 1 FROM {_quoted(shape.name)})"
            connection.execute(text(f"SELECT setval(:counter, {highest}, false)"), {"counter": counter})


def _quoted(name: str) -> str:
    return f'"{name}"'  # names of our own steps: none holds a quote
