"""
Every statement of a scoped session narrowed where it becomes SQL, so that no statement is written for a scope.

The compiler puts ``(SELECT * FROM candidates WHERE …) AS candidates`` wherever a table would be named as a source, and
adds the same criterion to what is updated or deleted: joins, subqueries, unions, counts and entities are narrowed
alike, since all of them come by here. What is added is looked at in ``scoped_writes``. Raw SQL cannot be narrowed and
is refused.
"""

# mypy: disable-error-code="no-untyped-call, override"
# SQLAlchemy's compiler has no types

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, cast

from sqlalchemy import BindParameter, Connection, Engine, Select, Table, event, false, literal_column, select
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.util import LRUCache

from data.scope import OPTION, WHOLE_CITY, Held, Scope, refusal
from data.store.scoped_tables import DISTRICT, EMPLOYER, RULES, Journal, Nothing, Open, Reading, Refused, Rows
from data.tables import Base

STATEMENTS = 1_000  # compiled statements kept, of all kinds of scopes together
STAR = "*"
HARMLESS = frozenset({STAR, "'%'"})  # literals that SQLAlchemy itself writes, for counts and for parts of a text
_at_work: ContextVar[Scope] = ContextVar("matcher_scope_at_work", default=WHOLE_CITY)
"""The scope of the statement that is being compiled or given its values; set anew before each."""


def kind_of(scope: Scope) -> str | None:
    """Tell which rules hold: those of a district, of an employer, or none."""
    if scope.district is not None:
        return "district"
    return None if scope.employer_id is None else "employer"


def reading_of(table: str, scope: Scope) -> Reading:
    """
    Give what a scope leaves of a table.

    Raises:
        NotAllowed: no rule is written for the table.
    """
    rule = RULES.get(table)
    if rule is None:
        raise refusal(table)
    return rule.district if scope.district is not None else rule.employer


def narrow_engine(engine: Engine) -> Engine:
    """Let statements over *engine* hold to the scope of their session; give it as it must be used from then on."""
    dialect = engine.dialect
    dialect.statement_compiler = _compiler_of(dialect)
    event.listen(engine, "before_execute", _take_scope)
    return engine.execution_options(compiled_cache=KindCache())


def _take_scope(
    connection: Connection, statement: object, multiparams: object, params: object, options: Mapping[str, Any]
) -> None:
    held: Held | None = options.get(OPTION)
    _at_work.set(WHOLE_CITY if held is None else held.scope)


class KindCache(LRUCache[Any, Any]):
    """Compiled statements, those of each kind of scope apart: the values of a scope are no part of them."""

    def __init__(self) -> None:
        super().__init__(STATEMENTS)

    def get(self, key: Any, default: Any = None) -> Any:
        """Give the statement as the scope at work wants it."""
        return super().get((kind_of(_at_work.get()), key), default)

    def __setitem__(self, key: Any, value: Any) -> None:
        """Keep a statement for scopes of the kind at work."""
        super().__setitem__((kind_of(_at_work.get()), key), value)


def _value(name: str, scope_field: str) -> BindParameter[str]:
    def given() -> str:
        value: str | None = getattr(_at_work.get(), scope_field)
        if value is None:
            raise LookupError(f"a statement of another scope was run without {name}")
        return value

    return BindParameter(name, callable_=given)


VALUES = {DISTRICT.key: _value(DISTRICT.key, "district"), EMPLOYER.key: _value(EMPLOYER.key, "employer_id")}


class Narrowing(SQLCompiler):
    """What a compiler of either database does otherwise within a scope."""

    _is_raw = False  # within a criterion, which says itself which rows it means

    def visit_table(self, table: Any, asfrom: bool = False, iscrud: bool = False, **kw: Any) -> Any:
        """Put the rows that the scope leaves in place of the table."""
        scope, shown = _at_work.get(), super().visit_table(table, asfrom=asfrom, iscrud=iscrud, **kw)
        if kind_of(scope) is None or not asfrom or iscrud or self._is_raw:
            return shown
        rows = self._rows(table, scope)
        if rows is None:
            return shown
        alias = kw.get("enclosing_alias")
        if alias is not None and alias.element is table:
            return rows
        return rows + self.get_render_as_alias_suffix(self.preparer.quote(table.name))

    def _rows(self, table: Any, scope: Scope) -> str | None:
        """Give the rows of a table that are left as a query in brackets; None = all of them."""
        reading = reading_of(table.name, scope)
        match reading:
            case Open():
                return None
            case Refused() | Journal():
                raise refusal(table.name)
            case Rows(where):
                criterion = where(table.c)
            case Nothing():
                criterion = false()
        left: Select[Any] = select(literal_column(STAR)).select_from(table).where(criterion).correlate(None)
        with self._raw():
            return f"({self.process(left)})"

    @contextmanager
    def _raw(self) -> Iterator[None]:
        self._is_raw = True
        try:
            yield
        finally:
            self._is_raw = False

    def visit_bindparam(self, bindparam: BindParameter[Any], *args: Any, **kw: Any) -> Any:
        """Give what stands for the scope in a criterion its value at each execution."""
        if kind_of(_at_work.get()) is not None:
            bindparam = VALUES.get(bindparam.key, bindparam)
        return super().visit_bindparam(bindparam, *args, **kw)

    def visit_update(self, update_stmt: Any, *args: Any, **kw: Any) -> Any:
        """Change no row but those that the scope leaves."""
        return super().visit_update(self._narrowed(update_stmt), *args, **kw)

    def visit_delete(self, delete_stmt: Any, *args: Any, **kw: Any) -> Any:
        """Take away no row but those that the scope leaves."""
        return super().visit_delete(self._narrowed(delete_stmt), *args, **kw)

    def visit_insert(self, insert_stmt: Any, visiting_cte: Any = None, **kw: Any) -> Any:
        """Refuse an insert that is part of something else: the check of what is added would not see it."""
        is_narrowed = kind_of(_at_work.get()) is not None
        if is_narrowed and (visiting_cte is not None or self.stack or insert_stmt.select is not None):
            raise refusal("insert")
        return super().visit_insert(insert_stmt, visiting_cte=visiting_cte, **kw)

    def _narrowed(self, statement: Any) -> Any:
        scope, table = _at_work.get(), statement.table
        if kind_of(scope) is None:
            return statement
        match reading_of(table.name, scope):
            case Open():
                return statement
            case Rows(where):
                return statement.where(where(table.c))
            case Nothing():
                return statement.where(false())
            case _:
                raise refusal(table.name)

    def visit_textclause(self, textclause: Any, *args: Any, **kw: Any) -> Any:
        """Refuse raw SQL: nobody can say which rows it means."""
        if kind_of(_at_work.get()) is not None:
            raise refusal("SQL")
        return super().visit_textclause(textclause, *args, **kw)

    def visit_column(self, column: Any, *args: Any, **kw: Any) -> Any:
        """Refuse raw SQL in place of a column."""
        if column.is_literal and column.name not in HARMLESS and kind_of(_at_work.get()) is not None:
            raise refusal("SQL")
        return super().visit_column(column, *args, **kw)


def _compiler_of(dialect: Dialect) -> type[SQLCompiler]:
    return cast(type[SQLCompiler], type("Narrowing", (Narrowing, dialect.statement_compiler), {}))


def table_named(name: str) -> Table:
    """Give a table of this product by its name."""
    return Base.metadata.tables[name]
