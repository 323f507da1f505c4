"""What is stored of one person who is to be forgotten: under which ids, which values, and which rows refer to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.store.aliases import aliases_of, current_id
from data.store.candidates import CANDIDATES, candidates_by_id
from data.store.changes import Noun, table_of
from data.store.people import FIELDS, context, refuse_other_key, sealed_by_id
from data.store.references import OWNER, referring_tables
from data.store.sealed import SealedRecord, find_sealed
from data.store.wholes import Values, whole_from_plain
from data.tables import ClaimRow, EmploymentRow, PersonalFieldRow, PlacementRow
from data.vault import Vault
from matcher.records import Candidate, Person

OF_ROWS: dict[Noun, type[PlacementRow] | type[ClaimRow] | type[EmploymentRow]] = {
    "placement": PlacementRow,
    "claim": ClaimRow,
    "employment": EmploymentRow,
}
SAME = ("id_number", "phone")
OWN_ROLES = ("self", "trainee")  # of a placement the mentor is somebody else


@dataclass(frozen=True, slots=True, repr=False)
class Traces:
    """
    What is known of a person, in memory alone.

    Attributes:
        id: under which the person is stored.
        ids: that one and all that lead to it.
        candidates: the profile, and those that merges keep.
        people: every value that names the person, with the birth date where it is known.
        rows: ids of placements, claims and spells of employment.
        n_other: how many other rows refer to the person.
    """

    id: str
    ids: frozenset[str]
    candidates: tuple[Candidate, ...]
    people: tuple[tuple[Person, date | None], ...]
    rows: dict[Noun, list[str]] = field(default_factory=dict)
    n_other: int = 0

    def __repr__(self) -> str:
        """Show nothing of the person."""
        return f"Traces({self.id!r})"

    @property
    def is_stored(self) -> bool:
        """Tell whether anything is stored of the person."""
        return bool(self.candidates or self.people or self.n_other or any(self.rows.values()) or len(self.ids) > 1)

    def values(self, *names: str) -> set[str]:
        """Give what is known of some personal fields."""
        return {value for person, _ in self.people for name in names if (value := getattr(person, name))}


def read_traces(session: Session, id: str, *, vault: Vault) -> Traces:
    """Gather what is stored of the person of an id; it may have been given up. Nobody is shown it."""
    refuse_other_key(session, vault)
    current = current_id(session, id)
    ids = frozenset({id, current, *aliases_of(session, current)})
    ids |= _of_same_people(session, ids, vault)
    rows = rows_of(session, ids)
    merges = [one for one in find_sealed(session, "merge", ids, vault=vault) if set(one.keys) & ids]
    sides = [whole_from_plain(content) for one in merges for content in _sides(one, ids)]
    candidates = [*candidates_by_id(session, sorted(ids)).values()]
    born = next((one.birth_on for one in candidates if one.birth_on), None)
    people = [(person, born) for person in _people(session, "candidate", sorted(ids), vault)]
    for noun, found in rows.items():
        people += [(person, born) for person in _people(session, noun, found, vault)]
    for side in sides:
        values = {name: value for (role, name), value in side.people.items() if role == "self"}
        people.append((Person(**values), side.row.get("birth_on") or born))
        candidates.append(_candidate(side.row))
    return Traces(current, ids, tuple(candidates), tuple(people), rows, _n_other(session, ids))


def rows_of(session: Session, ids: Iterable[str]) -> dict[Noun, list[str]]:
    """Give the ids of placements, claims and spells of employment of a person, by noun."""
    return {noun: _ids_of(session, row, ids) for noun, row in OF_ROWS.items()}


def _of_same_people(session: Session, ids: frozenset[str], vault: Vault) -> set[str]:
    """Give other ids under which the same person is stored: the same ID number, or phone and birth date."""
    people = table_of(PersonalFieldRow)
    own = sealed_by_id(session, "candidate", sorted(ids))
    hashes = {
        name: {one.lookup for places in own.values() for (_, at), one in places.items() if at == name} for name in SAME
    }
    wanted = select(people.c.id, people.c.field).where(people.c.noun == "candidate", people.c.role == "self")
    near = {
        id
        for name, known in hashes.items()
        for id, _ in session.execute(wanted.where(people.c.field == name, people.c.lookup.in_(known)))
    } - ids
    born = {one.birth_on for one in candidates_by_id(session, sorted(ids)).values()} - {None}
    others, found = sealed_by_id(session, "candidate", sorted(near)), set[str]()
    for id, one in candidates_by_id(session, sorted(near)).items():
        number = others[id].get(("self", "id_number"))
        if number is not None and hashes["id_number"]:
            is_same = number.lookup in hashes["id_number"]
        else:
            is_same = one.birth_on in born and others[id][("self", "phone")].lookup in hashes["phone"]
        if is_same:
            found |= {id, *aliases_of(session, id)}
    return found


def _sides(merge: SealedRecord, ids: frozenset[str]) -> Iterator[Values]:
    content = merge.content
    return (content[name] for name in ("survivor", "gone", "one") if whole_from_plain(content[name]).id in ids)


def _candidate(row: Values) -> Candidate:
    return CANDIDATES.crossing.to_record({name: row.get(name) for name in CANDIDATES.crossing.names})


def _people(session: Session, noun: Noun, ids: Sequence[str], vault: Vault) -> Iterator[Person]:
    for id, places in sealed_by_id(session, noun, ids).items():
        values = {
            name: vault.decrypt(sealed.ciphertext, context=context(noun, id, role, name))
            for (role, name), sealed in places.items()
            if role in OWN_ROLES and name in FIELDS
        }
        if values:
            yield Person(**values)


def _ids_of(
    session: Session, row: type[PlacementRow] | type[ClaimRow] | type[EmploymentRow], ids: Iterable[str]
) -> list[str]:
    table = table_of(row)
    return list(session.execute(select(table.c.id).where(table.c.candidate_id.in_(ids)).order_by(table.c.id)).scalars())


def _n_other(session: Session, ids: Iterable[str]) -> int:
    own = {table_of(row).name for row in OF_ROWS.values()}
    return sum(
        session.execute(select(func.count()).select_from(table).where(table.c[OWNER].in_(ids))).scalar_one()
        for table in referring_tables()
        if table.name not in own
    )
