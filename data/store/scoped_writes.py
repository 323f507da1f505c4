"""What a scoped session adds or moves, looked at before it is written: no row outside of the scope, nor over one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, bindparam, false, func, not_, select, tuple_

from data.scope import OPTION, WHOLE_CITY, Held, Scope, refusal, unscoped
from data.store.scoped_tables import DISTRICT, EMPLOYER, Columns, Criterion, Journal, Open, Rows
from data.store.scoping import kind_of, reading_of, table_named
from matcher.errors import Conflict, NotAllowed

CHUNK = 500  # keys named in one statement
UNSCOPED = unscoped(why="whether a row lies outside is only seen from outside; nothing but yes or no is told")

Row = Mapping[str, Any]


def look_at_writes(
    connection: Connection, cursor: object, sql: str, parameters: object, context: Any, executemany: bool
) -> None:
    """
    Look at a statement that is about to be executed; listens to ``before_cursor_execute``.

    Raises:
        NotAllowed: raw SQL, tables made or changed, or a row that would lie outside of the scope.
        Conflict: a row would be written over one outside of the scope: its key is taken.
    """
    held: Held | None = context.execution_options.get(OPTION)
    scope = WHOLE_CITY if held is None else held.scope
    if kind_of(scope) is None:
        return
    if context.compiled is None or context.isddl:
        raise refusal("SQL")
    if not (context.isinsert or context.isupdate) or getattr(context, "matcher_looked_at", False):
        return
    context.matcher_looked_at = True  # rows that are sent in several batches come by once a batch
    table = table_named(context.compiled.dml_compile_state.dml_table.name)
    if context.isinsert:
        _look_at_added(connection, table, context, scope)
    else:
        _look_at_moved(connection, table, context, scope)


def _look_at_added(connection: Connection, table: Table, context: Any, scope: Scope) -> None:
    reading = reading_of(table.name, scope)
    if isinstance(reading, Open | Journal):
        return
    if not isinstance(reading, Rows) or context.compiled.statement._multi_values:
        raise refusal(table.name)
    rows: Sequence[Row] = context.compiled_parameters
    _refuse_taken(connection, table, reading.where, rows, scope)
    _refuse_outside(connection, table, reading.where, rows, scope)


def _look_at_moved(connection: Connection, table: Table, context: Any, scope: Scope) -> None:
    """Look at an update that sets what the criterion reads; which rows it may change, the criterion tells already."""
    reading = reading_of(table.name, scope)
    if not isinstance(reading, Rows):
        return
    given = Given(table)
    reading.where(given)
    told = {getattr(one, "key", one) for one in context.compiled.dml_compile_state._dict_parameters}
    if not given.read & told:
        return
    if not given.read <= told:
        raise refusal(table.name)
    _refuse_outside(connection, table, reading.where, context.compiled_parameters, scope)


class Given(dict[str, ColumnElement[Any]]):
    """The columns of a row that is not stored yet, as criteria read them: values to be given."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self._table = table

    def __missing__(self, name: str) -> ColumnElement[Any]:
        """Stand in for a column with what will be given for it."""
        self[name] = bindparam(f"given_{name}", type_=self._table.c[name].type)
        return self[name]

    @property
    def read(self) -> set[str]:
        """Name the columns that were asked for."""
        return set(self)


def _refuse_outside(connection: Connection, table: Table, where: Criterion, rows: Sequence[Row], scope: Scope) -> None:
    given = Given(table)
    asked = select(where(given))
    names = sorted(given.read)
    for values in {tuple(row.get(name) for name in names) for row in rows}:
        told = {f"given_{name}": value for name, value in zip(names, values, strict=True)}
        if not connection.execute(asked, told | _values(scope), execution_options=UNSCOPED).scalar():
            raise _outside(table, scope)


def _outside(table: Table, scope: Scope) -> NotAllowed:
    if table.name == "candidates":
        return NotAllowed(
            "home_district: people of {district} can be stored here, others by who sees the whole city",
            district=scope.district or "",
        )
    return NotAllowed("what lies outside of one's own district or posts cannot be stored ({what})", what=table.name)


def _refuse_taken(connection: Connection, table: Table, where: Criterion, rows: Sequence[Row], scope: Scope) -> None:
    columns: Columns = table.c  # type: ignore[assignment]  # read by name alone
    keys = list(table.primary_key)
    asked = sorted({tuple(row[one.name] for one in keys) for row in rows if all(one.name in row for one in keys)})
    key = keys[0] if len(keys) == 1 else tuple_(*keys)
    outside = not_(func.coalesce(where(columns), false()))
    for chunk in _chunks(asked):
        wanted = [one[0] for one in chunk] if len(keys) == 1 else chunk
        statement = select(func.count()).select_from(table).where(key.in_(wanted), outside)
        if connection.execute(statement, _values(scope), execution_options=UNSCOPED).scalar():
            raise Conflict("the id is taken")


def _values(scope: Scope) -> dict[str, Any]:
    return {DISTRICT.key: scope.district, EMPLOYER.key: scope.employer_id}


def _chunks(keys: Sequence[tuple[Any, ...]]) -> Iterator[Sequence[tuple[Any, ...]]]:
    return (keys[start : start + CHUNK] for start in range(0, len(keys), CHUNK))
