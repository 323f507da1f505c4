"""Stored candidates whole: row and personal values as they stand, read and written for making two of them one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.store.bulk import SAME_SOURCE
from data.store.candidates import CANDIDATES
from data.store.changes import table_of, upsert
from data.store.people import (
    Place,
    check_key,
    context,
    delete_people,
    refuse_other_key,
    seal,
    sealed_by_id,
    write_sealed,
)
from data.store.plain_rows import from_plain, to_plain
from data.tables import CandidateRow
from data.vault import Vault
from matcher.merging import Origin, Side

Values = dict[str, Any]
NAMES = tuple(name for name in CANDIDATES.crossing.names if name != "id")


@dataclass(frozen=True, slots=True, repr=False)
class Whole:
    """A candidate as it is stored: the row, and the personal values."""

    row: Values
    people: dict[Place, str]

    def __repr__(self) -> str:
        """Show whose it is by id alone."""
        return f"Whole({self.id!r})"

    @property
    def id(self) -> str:
        """Give the id of the candidate."""
        id: str = self.row["id"]
        return id

    def to_side(self) -> Side:
        """Give what is known, and where each value came from."""
        values: Values = {name: _tupled(self.row[name]) for name in NAMES}
        values = {name: value for name, value in values.items() if value is not None}
        values |= {".".join(place): value for place, value in self.people.items()}
        return Side(self.id, values, origins_of(self.row["sources"], values))


def _tupled(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def origins_of(sources: Mapping[str, Sequence[str]], values: Mapping[str, Any]) -> dict[str, Origin]:
    """Give where each of *values* came from, as the sources of its row tell."""
    told = {name: sources.get(name) or sources.get(SAME_SOURCE) for name in values}
    return {name: (origin[0], origin[1]) for name, origin in told.items() if origin}


def read_whole(session: Session, ids: Sequence[str], *, vault: Vault) -> dict[str, Whole]:
    """
    Give candidates as they are stored, decrypted, for making two of them one.

    Nobody is shown them: the merge itself is the line in the log.
    """
    refuse_other_key(session, vault)
    table = table_of(CandidateRow)
    rows = session.execute(select(table).where(table.c.id.in_(ids))).mappings().all()
    sealed = sealed_by_id(session, "candidate", ids)
    return {
        row["id"]: Whole(
            dict(row),
            {
                place: vault.decrypt(value.ciphertext, context=context("candidate", row["id"], *place))
                for place, value in sealed.get(row["id"], {}).items()
            },
        )
        for row in rows
    }


def write_whole(session: Session, whole: Whole, *, vault: Vault) -> None:
    """Store a candidate as it is given, in place of what stands there; the caller numbers the change."""
    check_key(session, vault)
    upsert(session, CandidateRow, [whole.row | {"digest": None}])
    delete_people(session, "candidate", whole.id)
    sealed = {
        (role, field): seal(
            field,
            value,
            lookup=vault.keyed_hash(field, value),
            place=context("candidate", whole.id, role, field),
            vault=vault,
        )
        for (role, field), value in whole.people.items()
    }
    write_sealed(session, "candidate", {whole.id: sealed})


def delete_whole(session: Session, id: str) -> None:
    """Take a candidate out; the caller numbers the change."""
    session.execute(delete(CandidateRow).where(CandidateRow.id == id))
    delete_people(session, "candidate", id)


def whole_to_plain(whole: Whole) -> Values:
    """Give a candidate as plain values that JSON can hold."""
    return {"row": to_plain(whole.row), "people": [[*place, value] for place, value in whole.people.items()]}


def whole_from_plain(plain: Values) -> Whole:
    """Give the candidate that ``whole_to_plain`` was given."""
    return Whole(from_plain(plain["row"]), {(role, field): value for role, field, value in plain["people"]})
