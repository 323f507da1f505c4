"""A few candidates who came or changed, compared at once with those entries of registries that may be them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from api.house import House
from api.linked import PURPOSE, extracts_in_force, store_beside_others, stored_of, to_comparison
from data.store import Session, changed_ids, everywhere, iter_particulars, lifted, lock_sequence, note_reveal
from data.store.extracts import find_entries, registers_of
from data.store.particulars import COMPARED
from data.store.weights import Weights, read_weights
from data.vault import normalise
from matcher.linkage import compare_one
from matcher.linkage.deciding import Decisions
from matcher.linkage.numbers import sound_number
from matcher.linkage.slips import near_names, near_numbers
from matcher.links import standing
from matcher.records import Actor, Identity, Pairing, RegistryEntry

WHY = "a register is compared with whoever came, and no answer tells of it"
MOST_AT_ONCE = 500  # candidates; more are left to `matcher link`


def compare_at_once(house: House, ids: Sequence[str], *, actor: Actor, at: datetime) -> None:
    """
    Compare candidates with the entries in force that share an ID number or a name with them, and store what follows.

    One slip in a number and other forms of a name's characters are looked for too. Only those entries are decrypted.
    Who is the same person under another name *and* another number is found by the next comparison of all, which looks
    at these candidates again.
    """
    with everywhere(why=WHY), house.database.begin() as session:
        compare_within(house, session, ids, actor=actor, at=at)


def compare_within(house: House, session: Session, ids: Sequence[str], *, actor: Actor, at: datetime) -> None:
    """Compare candidates as ``compare_at_once`` does, within the transaction that changed them."""
    if not ids:
        return
    with lifted(session, why=WHY):
        _compare_few(house, session, ids, actor=actor, at=at)


def _compare_few(house: House, session: Session, ids: Sequence[str], *, actor: Actor, at: datetime) -> None:
    if not extracts_in_force(session):
        return
    lock_sequence(session)
    reveal = note_reveal(
        session, "candidate", ids, "self", fields=COMPARED, actor=actor, purpose=PURPOSE, at=at, vault=house.vault
    )
    candidates = list(iter_particulars(session, reveal, vault=house.vault))
    _compare(house, session, candidates, at=at)


def compare_imported(house: House, *, since: int, actor: Actor, at: datetime) -> int:
    """Compare the candidates changed after change *since* at once, or count them where they are too many for that."""
    with everywhere(why=WHY), house.database.read() as session:
        ids = changed_ids(session, "candidate", since) if extracts_in_force(session) else []
    if len(ids) > MOST_AT_ONCE:
        return len(ids)
    compare_at_once(house, ids, actor=actor, at=at)
    return 0


def _compare(house: House, session: Session, candidates: Sequence[Identity], *, at: datetime) -> None:
    stored = stored_of(house, session, [one.id for one in candidates])
    linked: dict[str, set[str]] = {}
    for link in stored.links:
        linked.setdefault(link.pairing.candidate_id, set()).add(link.pairing.other_id)
    keys = {one.id: set(_sought(one)) for one in candidates}
    near = find_entries(session, sorted(set().union(*keys.values())), vault=house.vault)
    ids = {one.id for one in near}.union(*linked.values())
    found = registers_of(session, ids, vault=house.vault)
    by_key = _by_key(near)
    entries = {one.id: one.identity for one in found.entries.values()}
    decisions = standing(stored.links, {one.id: one for one in candidates}, entries)
    weights, pairings = read_weights(session, vault=house.vault), list[Pairing]()
    for one in candidates:
        block = linked.get(one.id, set()).union(*(by_key.get(key, ()) for key in keys[one.id]))
        near_it = [found.entries[id] for id in sorted(block & found.entries.keys())]
        pairings.extend(_pairings(one, near_it, weights, decisions))
    comparison = to_comparison(pairings, candidates, found, version=weights.version, at=at)
    store_beside_others(house, session, comparison, stored, registers=found)


def _pairings(
    candidate: Identity, entries: Iterable[RegistryEntry], weights: Weights, decisions: Decisions
) -> Iterator[Pairing]:
    """Compare a candidate with each registry by itself: somebody may stand in several."""
    by_kind: dict[str, list[Identity]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry.identity)
    for people in by_kind.values():
        yield from compare_one(candidate, people, parameters=weights.parameters, decisions=decisions)


def _sought(one: Identity) -> Iterator[str]:
    """Give what a candidate is looked for by: number and name, as entries keep them or by a slip of the pen."""
    numbers = {*near_numbers(one.id_number), one.id_number} if one.id_number else set[str]()
    names = near_names(one.name) if one.name else frozenset[str]()
    return (_as_hashed(key) for key in (*numbers, *names))


def _keys(one: Identity) -> Iterator[str]:
    """Give what an entry is found by: the ID number as registries keep it, and the name."""
    if one.id_number:
        yield _as_hashed(sound_number(one.id_number) or one.id_number)
    if one.name:
        yield _as_hashed(one.name)


def _as_hashed(key: str) -> str:
    return normalise("registry_entry", key)


def _by_key(entries: Iterable[RegistryEntry]) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {}
    for one in entries:
        for key in _keys(one.identity):
            found.setdefault(key, set()).add(one.id)
    return found
