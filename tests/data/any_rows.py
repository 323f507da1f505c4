"""Rows for every table of a version, of values that are hard to keep: for what must carry all of them over."""

from __future__ import annotations

import base64
from typing import Any

from sqlalchemy import Connection, inspect, text

from data.backup.tables import Rows, Shape, load, read_rows, shapes_at
from data.store import Database

N_ROWS = 3
FOUNDED = {"facts", "sequence", "wrapped_keys", "log_head"}  # what a database has from its beginning
WITH_KEY = {
    *("personal_fields", "sealed_records"),  # what can be read only where the key wrote it
    *("forgettings", "tombstones"),  # and what is done again at the next start
}


def any_value(kind: str, column: str, n: int) -> Any:
    """Give the n-th value of a column, in the form of a backup; no two rows have the same."""
    match kind:
        case "int":
            return n + 1
        case "bool":
            return n % 2
        case "float":
            return 0.1 + n / 3
        case "moment":
            return f"2023-08-0{n + 1} 09:30:00.00000{n}"
        case "date":
            return f"2023-08-0{n + 1}"
        case "json":
            return '{"值": [1, "it\'s \\\\ \\t", null, 0.1]}'
        case "bytes":
            return base64.b64encode(bytes([0, 255, n, 10, 92]) * 4).decode()
        case _:
            return f"{column} {n} 张'\"\\ \t\n\r%{{}}\u2028😀"


def any_rows(connection: Connection, shape: Shape) -> Rows:
    """Give rows for a table; the last has nothing where the table lets it."""
    told = inspect(connection)
    nullable = {one["name"] for one in told.get_columns(shape.name) if one["nullable"]}
    keys = [(one["constrained_columns"], one["referred_columns"]) for one in told.get_foreign_keys(shape.name)]
    meant = {own: other for owns, others in keys for own, other in zip(owns, others, strict=True)}
    return [
        [
            None if n == N_ROWS - 1 and column in nullable else any_value(kind, meant.get(column, column), n)
            for column, kind in zip(shape.columns, shape.kinds, strict=True)
        ]
        for n in range(N_ROWS)
    ]


def fill_tables(connection: Connection, *, revision: str, but: set[str] = FOUNDED) -> None:
    """Put rows into every table of a version."""
    for shape in shapes_at(revision):
        if shape.name not in but:
            load(connection, shape, any_rows(connection, shape))
    connection.execute(text(f"UPDATE sequence SET value = {N_ROWS}"))


def all_rows(database: Database, revision: str) -> dict[str, list[str]]:
    """Give every row of the tables of a version, in no order, in the columns that it had."""
    with database.snapshot() as connection:
        return {
            shape.name: sorted(repr(row) for page in read_rows(connection, shape) for row in page)
            for shape in shapes_at(revision)
        }
