"""Who is meant: stored candidates by their ID numbers and stored employers by code or name, many at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.bulk import CHUNK
from data.store.changes import table_of
from data.store.people import refuse_other_key
from data.store.tombstones import numbers_forgotten
from data.tables import EmployerRow, PersonalFieldRow
from data.values.text import plain
from data.vault import Vault


def candidates_by_number(session: Session, id_numbers: Iterable[str], *, vault: Vault) -> dict[str, str]:
    """
    Give the ids of stored candidates by their ID numbers, found by keyed hashes; a number of nobody stored is left out.

    Who is forgotten and has records of money that are kept stands for them under a pseudonym.

    Raises:
        NotReady: another key than the database was written with.
    """
    refuse_other_key(session, vault)
    hashes = {number: vault.keyed_hash("id_number", number) for number in id_numbers}
    owners: dict[bytes, str] = {}
    wanted = sorted(set(hashes.values()))
    table = table_of(PersonalFieldRow)
    for start in range(0, len(wanted), CHUNK):
        rows = session.execute(
            select(table.c.lookup, table.c.id).where(
                table.c.field == "id_number",
                table.c.lookup.in_(wanted[start : start + CHUNK]),
                table.c.noun == "candidate",
                table.c.role == "self",
            )
        )
        for hash, id in rows:
            owners[hash] = min(id, owners.get(hash, id))  # two stem from a time when nobody looked
    found = {number: owners[hash] for number, hash in hashes.items() if hash in owners}
    kept = numbers_forgotten(session, hashes.keys() - found.keys(), vault=vault)
    return found | {number: one.pseudonym for number, one in kept.items() if one.pseudonym is not None}


@dataclass(frozen=True, slots=True)
class KnownEmployers:
    """The stored employers by what names them; the ids of each in ascending order."""

    by_uscc: Mapping[str, tuple[str, ...]]
    by_name: Mapping[str, tuple[str, ...]]  # folded
    uscc_of: Mapping[str, str | None]  # id → credit code

    def find(self, *, uscc: str | None, name: str | None) -> str | None:
        """
        Give the id of an employer: by its credit code, else by its name unless the codes differ.

        None where none is stored, or where several employers have the name and no code tells which.
        """
        if uscc and (coded := self.by_uscc.get(uscc)):
            return coded[0]
        named = self.by_name.get(_folded(name), ()) if name else ()
        near = [id for id in named if uscc is None or self.uscc_of[id] in (None, uscc)]
        return near[0] if len({self.uscc_of[id] or id for id in near}) == 1 else None


def known_employers(session: Session) -> KnownEmployers:
    """Read what names the stored employers: a city has thousands of them, not millions."""
    table = table_of(EmployerRow)
    by_uscc, by_name = defaultdict[str, list[str]](list), defaultdict[str, list[str]](list)
    uscc_of: dict[str, str | None] = {}
    for id, name, uscc in session.execute(select(table.c.id, table.c.name, table.c.uscc).order_by(table.c.id)):
        uscc_of[id] = uscc
        by_name[_folded(name)].append(id)
        if uscc:
            by_uscc[uscc].append(id)
    return KnownEmployers(_tuples(by_uscc), _tuples(by_name), uscc_of)


def _tuples(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {key: tuple(ids) for key, ids in lists.items()}


def _folded(name: str) -> str:
    return plain(name).casefold()
