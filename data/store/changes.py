"""The change sequence: each change of a record takes the next number, in the order in which changes become visible."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, cast

from sqlalchemy import Insert, Table, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from data.tables import Base, ChangeRow, FactRow, SequenceRow
from matcher.errors import Phrase

AT_ONCE = 1_000  # ids asked for in one statement

Noun = Literal["post", "candidate", "employer", "placement", "claim", "employment", "course"]
Op = Literal["put", "delete", "forget"]
CALLED: dict[Noun, Phrase] = {
    "post": Phrase.of("post"),
    "candidate": Phrase.of("candidate"),
    "employer": Phrase.of("employer"),
    "placement": Phrase.of("placement"),
    "claim": Phrase.of("claim"),
    "employment": Phrase.of("spell of employment"),
    "course": Phrase.of("course"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """The newest change of one record."""

    sequence: int
    noun: Noun
    id: str
    op: Op


def table_of(row: type[Base]) -> Table:
    """Give the table of a row class, for statements over many rows."""
    return cast(Table, row.__table__)


def stored_ids(session: Session, table: Table, ids: Iterable[str]) -> set[str]:
    """Give those of *ids* under which *table* holds a row that the scope of the session meets."""
    asked, found = sorted(set(ids)), set[str]()
    for start in range(0, len(asked), AT_ONCE):
        wanted = select(table.c.id).where(table.c.id.in_(asked[start : start + AT_ONCE]))
        found.update(session.execute(wanted).scalars())
    return found


def upsert(session: Session, row: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert *rows*, overwriting those with the same primary key; all rows have the same columns."""
    if not rows:
        return
    table = table_of(row)
    statement: Any = _insert(session, table)
    keys = [column.name for column in table.primary_key]
    written = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    session.connection().execute(statement.on_conflict_do_update(index_elements=keys, set_=written), list(rows))


def insert_missing(session: Session, row: type[Base], rows: Sequence[dict[str, Any]], *, unique: Sequence[str]) -> None:
    """Insert those of *rows* whose *unique* columns are not there yet."""
    if not rows:
        return
    statement: Any = _insert(session, table_of(row))
    session.connection().execute(statement.on_conflict_do_nothing(index_elements=list(unique)), list(rows))


def insert_new(session: Session, row: type[Base], values: dict[str, Any]) -> bool:
    """Insert one row unless its primary key is there; tell whether it was new. Of two at a time, one waits."""
    table = table_of(row)
    keys = list(table.primary_key.columns)
    statement: Any = _insert(session, table).values(values)
    kept = statement.on_conflict_do_nothing(index_elements=[key.name for key in keys]).returning(*keys)
    return session.connection().execute(kept).first() is not None


def _insert(session: Session, table: Table) -> Insert:
    return sqlite.insert(table) if session.get_bind().dialect.name == "sqlite" else postgresql.insert(table)


def lock_sequence(session: Session) -> None:
    """
    Take the counter until the end of the transaction, before anything is read that decides what to write.

    Writers of records thus follow each other, and numbers become visible in their order: who has seen number n will
    never meet a smaller one later.
    """
    session.execute(select(SequenceRow.value).where(SequenceRow.id == 1).with_for_update())


def note_changes(session: Session, noun: Noun, op: Op, ids: Sequence[str]) -> None:
    """Number the changes of *ids*, one number each."""
    if not ids:
        return
    counted = update(SequenceRow).where(SequenceRow.id == 1).values(value=SequenceRow.value + len(ids))
    last = session.execute(
        counted.returning(SequenceRow.value), execution_options={"synchronize_session": False}
    ).scalar_one()
    first = last - len(ids) + 1
    upsert(
        session,
        ChangeRow,
        [{"noun": noun, "id": id, "sequence": first + place, "op": op} for place, id in enumerate(ids)],
    )


def latest_sequence(session: Session) -> int:
    """Give the number of the newest change; 0 = there was none."""
    return session.execute(select(SequenceRow.value).where(SequenceRow.id == 1)).scalar_one()


def changes_since(session: Session, sequence: int, *, limit: int) -> list[Change]:
    """
    Give up to *limit* changes after number *sequence*, oldest first, each record's newest only.

    Who asks again with the last number given, until nothing comes, has met every record that changed.
    """
    rows = session.execute(
        select(ChangeRow.sequence, ChangeRow.noun, ChangeRow.id, ChangeRow.op)
        .where(ChangeRow.sequence > sequence)
        .order_by(ChangeRow.sequence)
        .limit(limit)
    )
    return [Change(row.sequence, cast(Noun, row.noun), row.id, cast(Op, row.op)) for row in rows]


def changed_ids(session: Session, noun: Noun, sequence: int) -> list[str]:
    """Give the ids of all records of a noun that were changed or deleted after number *sequence*, by id."""
    of_noun = ChangeRow.noun == noun, ChangeRow.op != "forget"  # which names nobody
    wanted = select(ChangeRow.id).where(*of_noun, ChangeRow.sequence > sequence).order_by(ChangeRow.id)
    return list(session.execute(wanted).scalars())


def some_forgotten(session: Session, sequence: int) -> bool:
    """Tell whether somebody was forgotten after number *sequence*; the change does not name whom."""
    later = ChangeRow.sequence > sequence
    return session.execute(select(exists().where(ChangeRow.op == "forget", later))).scalar_one()


def database_id(session: Session) -> str:
    """Give the random id that this database got with its tables; what was made from another one is told by it."""
    return session.execute(select(FactRow.value).where(FactRow.name == "database_id")).scalar_one()
