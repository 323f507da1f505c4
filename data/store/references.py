"""What refers to a candidate (placements, claims, feedback, attempts, …), moved from one id to another and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Table, UniqueConstraint, and_, delete, func, insert, select, update
from sqlalchemy.orm import Session

from data.store.changes import Noun, note_changes, table_of
from data.store.plain_rows import from_plain, to_plain
from data.tables import (
    Base,
    CandidateAliasRow,
    ClaimRow,
    EmploymentRow,
    FraudFindingRow,
    PlacementRow,
)

OWNER = "candidate_id"
NOUNS: dict[str, Noun] = {
    PlacementRow.__tablename__: "placement",
    ClaimRow.__tablename__: "claim",
    EmploymentRow.__tablename__: "employment",
}
Moves = dict[str, dict[str, list[Any]]]
"""By table: the keys of rows that were moved and of those that the other had, and the rows that had no place."""


def referring_tables() -> list[Table]:
    """Give the tables that name a candidate in each row, by name."""
    tables = (table for name, table in sorted(Base.metadata.tables.items()) if OWNER in table.c)
    return [table for table in tables if table.name != CandidateAliasRow.__tablename__]


def count_references(session: Session, candidate_id: str) -> dict[str, int]:
    """Count what refers to a candidate, by table; tables without any are left out."""
    counted = {
        table.name: session.execute(select(func.count()).where(table.c[OWNER] == candidate_id)).scalar_one()
        for table in referring_tables()
    }
    return {name: n for name, n in counted.items() if n}


def move_references(session: Session, old: str, new: str) -> Moves:
    """
    Let all that refers to the candidate *old* refer to *new*.

    A row that *new* has already (the same event of feedback, a caseload of its own) has no place: it is taken out and
    kept in what is given.
    """
    moves: Moves = {}
    for table in referring_tables():
        theirs, own = list(_rows(session, table, old)), list(_rows(session, table, new))
        if theirs or own:
            moves[table.name] = _move(session, table, theirs, new) | {"own": [_key(table, row) for row in own]}
    found = _rename_in_findings(session, old, new)
    if found:
        moves[FraudFindingRow.__tablename__] = {"moved": found, "own": [], "dropped": []}
    return moves


def _rows(session: Session, table: Table, candidate_id: str) -> Iterator[dict[str, Any]]:
    wanted = select(table).where(table.c[OWNER] == candidate_id).order_by(*table.primary_key)
    return (dict(row) for row in session.connection().execute(wanted).mappings().all())


def _key(table: Table, row: Mapping[str, Any]) -> list[Any]:
    return [row[column.name] for column in table.primary_key]


def _is_row(table: Table, key: Sequence[Any]) -> ColumnElement[bool]:
    return and_(*(column == value for column, value in zip(table.primary_key, key, strict=True)))


def _move(session: Session, table: Table, theirs: Sequence[dict[str, Any]], new: str) -> dict[str, list[Any]]:
    moved, dropped = [], []
    for row in theirs:
        wanted = row | {OWNER: new}
        if _has_place(session, table, wanted):
            session.execute(update(table).where(_is_row(table, _key(table, row))).values(_owned_by(table, new)))
            moved.append(_key(table, wanted))
        else:
            session.execute(delete(table).where(_is_row(table, _key(table, row))))
            dropped.append(to_plain(row))
    _note(session, table, moved)
    return {"moved": moved, "dropped": dropped}


def _owned_by(table: Table, candidate_id: str) -> dict[str, Any]:
    fresh = {"digest": None} if "digest" in table.c else {}  # what was imported last stands there no more
    return {OWNER: candidate_id, **fresh}


def _has_place(session: Session, table: Table, row: Mapping[str, Any]) -> bool:
    """Tell whether no other row has what must be unique of *row*."""
    for names in _unique_with_owner(table):
        same = and_(*(table.c[name] == row[name] for name in names))
        if session.execute(select(func.count()).select_from(table).where(same)).scalar_one():
            return False
    return True


def _unique_with_owner(table: Table) -> Iterator[list[str]]:
    for rule in table.constraints:
        names = [column.name for column in getattr(rule, "columns", ())]
        if OWNER in names and (rule is table.primary_key or isinstance(rule, UniqueConstraint)):
            yield names


def _note(session: Session, table: Table, keys: Sequence[Sequence[Any]]) -> None:
    if table.name in NOUNS:
        note_changes(session, NOUNS[table.name], "put", [key[0] for key in keys])


def move_back(session: Session, moves: Moves, old: str, new: str) -> int:
    """Let what ``move_references`` moved refer to *old* again, and count what came to *new* since and stays there."""
    n_later = 0
    for table in referring_tables():
        parts = moves.get(table.name, {"moved": [], "own": [], "dropped": []})
        theirs = {tuple(_key(table, row)) for row in _rows(session, table, new)}
        back = [key for key in map(tuple, parts["moved"]) if key in theirs]
        n_later += len(theirs - set(back) - set(map(tuple, parts["own"])))
        for key in back:
            session.execute(update(table).where(_is_row(table, key)).values(_owned_by(table, old)))
        _note(session, table, back)
        _put_back(session, table, [from_plain(row) for row in parts["dropped"]])
    for key, ids in moves.get(FraudFindingRow.__tablename__, {}).get("moved", []):
        _name(session, key, ids)
    return n_later


def _put_back(session: Session, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    for row in rows:
        same = session.execute(select(func.count()).select_from(table).where(_is_row(table, _key(table, row))))
        if same.scalar_one():  # its number was given to another one meanwhile
            row = {name: value for name, value in row.items() if name not in table.primary_key.columns}
        session.execute(insert(table).values(row))


def _rename_in_findings(session: Session, old: str, new: str) -> list[list[Any]]:
    """Name *new* in place of *old* in what the watch for fraud found, and give keys and ids as they were."""
    table = table_of(FraudFindingRow)
    rows = session.execute(select(table.c.key, table.c.candidate_ids).order_by(table.c.key)).all()
    named = [[key, ids] for key, ids in rows if ids and old in ids]
    for key, ids in named:
        _name(session, key, [new if id == old else id for id in ids])
    return named


def _name(session: Session, key: str, ids: Sequence[str]) -> None:
    table = table_of(FraudFindingRow)
    session.execute(update(table).where(table.c.key == key).values(candidate_ids=list(dict.fromkeys(ids))))
