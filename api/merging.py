"""Candidates who are one person made one: found, joined by themselves or by a person's word, kept apart, taken back."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache

from api.comparing import compare_within
from api.house import Begin, House
from api.linked import derive_of
from data import log
from data.reference import load_precedence
from data.store import (
    Looked,
    Session,
    Whole,
    aliases_of,
    candidate_ids,
    changed_ids,
    current_ids,
    delete_duplicates,
    duplicates_of,
    get_duplicate,
    iter_duplicates,
    iter_particulars,
    join_candidates,
    latest_sequence,
    lock_sequence,
    near_candidates,
    need_whole_city,
    note_looked,
    note_reveal,
    put_duplicates,
    read_looked,
    read_whole,
    undo_merge,
)
from data.store.particulars import COMPARED
from data.vault import is_made_id
from matcher.duplicates import Looks, Proposals, propose
from matcher.errors import Conflict
from matcher.linkage import SHIPPED, compare_one, duplicates, sound_number
from matcher.merging import NUMBER, Merged, merge_sides
from matcher.records import (
    Actor,
    Decided,
    Decision,
    Duplicate,
    DuplicateState,
    Identity,
    LinkHow,
    Merge,
    Pairing,
    Undone,
)

logger = logging.getLogger(__name__)

PURPOSE = "search for candidates who are one person"
FEW = 2_000  # candidates that changed: so many are compared with those near them, of more all with all
ID_BYTES = 8

Progress = Callable[[int, int], None]  # done, in all


@dataclass(frozen=True, slots=True)
class Found:
    """What one search did."""

    n_compared: int  # candidates; 0 = nothing had changed
    n_joined: int  # by themselves
    n_new: int  # pairs that wait for a person and did not before
    n_review: int  # pairs that wait for a person, in all


@dataclass(frozen=True, slots=True)
class Task:
    """Who is to be looked at, all of whom are to be read for it, and as of which change."""

    ids: Sequence[str]
    read: Sequence[str]
    near: Mapping[str, set[str]] | None  # of each whom else it is held against; None = all are held against all
    sequence: int


def join_duplicates(
    house: House, *, actor: Actor, at: datetime, on_progress: Progress | None = None, begin: Begin | None = None
) -> Found:
    """
    Look for candidates who are one person among those who changed since the last look, and join the certain ones.

    The same sound ID number joins by itself unless the name or the birth date is another; what is probable waits for a
    person. Results are stored all at once; who changes meanwhile is left to the next look. Where nobody changed nobody
    is read.

    Args:
        house: where all is stored.
        actor: who lets it be done.
        at: when.
        on_progress: told how much is done, and how much there is in all.
        begin: opens the transaction that keeps what was found; the database's own by default.
    """
    need_whole_city("duplicates")
    opened = begin or house.database.begin
    with house.database.read() as session:
        task = _what_changed(session)
    if not task.ids:
        with opened() as session:
            note_looked(session, Looked(task.sequence, weights()))
            return Found(0, 0, 0, _n_review(house, session))
    people = _read(house, task, actor=actor, at=at)
    looks = Looks(list(_compared(task, people, on_progress)), people, frozenset(task.ids), at)
    with opened() as session:
        found = _store(house, session, task, looks, actor=actor)
    logger.info("looked for duplicates", extra={"compared": found.n_compared, "joined": found.n_joined})
    return found


@cache
def weights() -> str:
    """Tell the weights in force apart from others: with others everybody is looked at anew."""
    return hashlib.sha256(json.dumps(SHIPPED.to_plain(), sort_keys=True).encode()).hexdigest()[:16]


def _what_changed(session: Session) -> Task:
    sequence, looked = latest_sequence(session), read_looked(session)
    if looked is None or looked.parameters != weights():
        ids = candidate_ids(session)
        return Task(ids, ids, None, sequence)
    changed = changed_ids(session, "candidate", looked.sequence)
    if len(changed) > FEW:
        ids = candidate_ids(session)
        return Task(ids, ids, None, sequence)
    near = near_candidates(session, changed)
    return Task(changed, sorted({*changed, *set().union(*near.values())}), near, sequence)


def _read(house: House, task: Task, *, actor: Actor, at: datetime) -> dict[str, Identity]:
    with house.database.begin() as session:
        told = {"fields": COMPARED, "actor": actor, "purpose": PURPOSE, "at": at}
        reveal = note_reveal(session, "candidate", task.read, "self", vault=house.vault, **told)  # type: ignore[arg-type]  # by name
    with house.database.read() as session:
        return {one.id: one for one in iter_particulars(session, reveal, vault=house.vault)}


def _compared(task: Task, people: Mapping[str, Identity], on_progress: Progress | None) -> Iterator[Pairing]:
    """Give the pairs that are alike, each once, with the weights that they have among all candidates."""
    if task.near is None:
        yield from duplicates(list(people.values()), parameters=SHIPPED)
        return
    n, done = len(task.ids), set[tuple[str, str]]()
    parameters = SHIPPED.among(max(len(people), 2))
    for place, id in enumerate(task.ids):
        if on_progress is not None:
            on_progress(place, n)
        for other in sorted(task.near.get(id, ())):
            first, second = sorted((id, other))
            if (first, second) in done or first not in people or second not in people:
                continue
            done.add((first, second))
            yield from compare_one(people[first], [people[second]], parameters=parameters)


def _store(house: House, session: Session, task: Task, looks: Looks, *, actor: Actor) -> Found:
    lock_sequence(session)
    late = set(changed_ids(session, "candidate", task.sequence))
    looks = replace(
        looks,
        pairings=[one for one in looks.pairings if not late.intersection((one.candidate_id, one.other_id))],
        looked_at=frozenset(looks.looked_at) - late,
    )
    proposals = propose(looks, _known(house, session, task), new_id=new_id)
    delete_duplicates(session, proposals.gone)
    put_duplicates(session, proposals.put, vault=house.vault)
    n_joined = _join_all(house, session, proposals, actor=actor, at=looks.at)
    sequence = task.sequence if late else latest_sequence(session)
    note_looked(session, Looked(sequence, weights()))
    n_new = sum(one.state is DuplicateState.REVIEW for one in proposals.put)
    details = {"n": len(task.ids), "n_joined": n_joined, "n_to_review": n_new}
    log.record(session, actor=actor, action="look", noun="duplicate", id=None, details=details, at=looks.at)
    return Found(len(task.ids), n_joined, n_new, _n_review(house, session))


def _known(house: House, session: Session, task: Task) -> list[Duplicate]:
    if task.near is None:
        return list(iter_duplicates(session, vault=house.vault))
    return duplicates_of(session, task.ids, vault=house.vault)


def _n_review(house: House, session: Session) -> int:
    return sum(1 for _ in iter_duplicates(session, state=DuplicateState.REVIEW, vault=house.vault))


def new_id() -> str:
    """Make an id that tells nothing."""
    return secrets.token_hex(ID_BYTES)


def _join_all(house: House, session: Session, proposals: Proposals, *, actor: Actor, at: datetime) -> int:
    """
    Join pairs by themselves, and count them; of several ids of one person each leads to the one that stays.

    Where a person kept apart any two who would become one through a third, a person is asked.
    """
    n_joined = 0
    for one in proposals.join:
        led = current_ids(session, one.ids)
        first, second = sorted(led.get(id, id) for id in one.ids)
        if first == second:
            continue
        pair = replace(one, pairing=replace(one.pairing, candidate_id=first, other_id=second))
        apart = _kept_apart(house, session, first, second)
        if apart is not None:
            asked = apart if apart.ids == pair.ids else replace(pair, decided=apart.decided)
            put_duplicates(session, [replace(asked, state=DuplicateState.REVIEW, at=at)], vault=house.vault)
            continue
        _join(house, session, pair, decided=None, actor=actor, at=at)
        n_joined += 1
    return n_joined


def _kept_apart(house: House, session: Session, first: str, second: str) -> Duplicate | None:
    """Give a pair that a person kept apart, of ids of whom one leads to each of two candidates."""
    sides = [{id, *aliases_of(session, id)} for id in (first, second)]
    known = duplicates_of(session, set().union(*sides), vault=house.vault)
    apart = (one for one in known if one.state is DuplicateState.APART and all(side & {*one.ids} for side in sides))
    return next(apart, None)


def join_pair(house: House, session: Session, id: str, *, note: str | None, actor: Actor) -> tuple[Duplicate, Merge]:
    """
    Join the two candidates of a pair, by a person's word.

    Raises:
        NotFound: there is no such pair.
        Conflict: they are joined already, one of them is gone, or they have two different sound ID numbers.
    """
    lock_sequence(session)
    pair = get_duplicate(session, id, vault=house.vault)
    if pair.state is DuplicateState.JOINED:
        raise Conflict("{id!r}: the two are joined already", id=id)
    at = house.clock()
    return _join(house, session, pair, decided=Decided(Decision.SAME, actor.id, at, note), actor=actor, at=at)


def state_of_pair(house: House, session: Session, id: str) -> DuplicateState:
    """
    Tell how a pair stands.

    Raises:
        NotFound: there is no such pair.
    """
    return get_duplicate(session, id, vault=house.vault).state


def keep_apart(house: House, session: Session, id: str, *, note: str | None, actor: Actor) -> Duplicate:
    """
    Keep the two candidates of a pair apart; nobody is asked again unless who either of them is changes.

    Raises:
        NotFound: there is no such pair.
        Conflict: they are joined.
    """
    lock_sequence(session)
    pair = get_duplicate(session, id, vault=house.vault)
    if pair.state is DuplicateState.JOINED:
        raise Conflict("{id!r}: the two are joined; undo that first", id=id)
    return _set_apart(house, session, pair, note=note, actor=actor, action="keep apart")


def undo_pair(house: House, session: Session, id: str, *, note: str | None, actor: Actor) -> tuple[Duplicate, Undone]:
    """
    Take a merge back, with what follows for links and memberships of both; the pair is not proposed again.

    Raises:
        NotFound: there is no such pair, or nothing is kept of its merge.
        Conflict: they are not joined, a later merge rests on it, or the id given up is another candidate's by now.
    """
    lock_sequence(session)
    pair = get_duplicate(session, id, vault=house.vault)
    if pair.state is not DuplicateState.JOINED:
        raise Conflict("{id!r}: the two are not joined", id=id)
    at = house.clock()
    undone = undo_merge(session, id, actor=actor, at=at, vault=house.vault)
    both = [undone.survivor_id, undone.restored_id]
    derive_of(house, session, both)
    compare_within(house, session, both, actor=actor, at=at)
    return _set_apart(house, session, pair, note=note, actor=actor, action="undo"), undone


def _set_apart(
    house: House, session: Session, pair: Duplicate, *, note: str | None, actor: Actor, action: str
) -> Duplicate:
    at = house.clock()
    apart = replace(pair, state=DuplicateState.APART, decided=Decided(Decision.DIFFERENT, actor.id, at, note))
    put_duplicates(session, [apart], vault=house.vault)
    log.record(session, actor=actor, action=action, noun="duplicate", id=pair.id, details={}, at=at)
    return apart


def both_sides(house: House, session: Session, pair: Duplicate) -> tuple[Whole, Whole]:
    """
    Read both candidates of a pair, first the one whose id would stay.

    An id that an office gave stays before one that was made, then the one that was stored first.

    Raises:
        Conflict: one of them is no longer there.
    """
    found = read_whole(session, pair.ids, vault=house.vault)
    gone = next((id for id in pair.ids if id not in found), None)
    if gone is not None:
        raise Conflict("{id!r}: the candidate {gone!r} is no longer there", id=pair.id, gone=gone)
    first, second = sorted(found.values(), key=lambda one: (is_made_id(one.id), one.row["added_at"], one.id))
    return first, second


def merged_of(first: Whole, second: Whole) -> Merged:
    """Give what two candidates come to, and why."""
    return merge_sides(first.to_side(), second.to_side(), precedence=load_precedence())


def _join(
    house: House, session: Session, pair: Duplicate, *, decided: Decided | None, actor: Actor, at: datetime
) -> tuple[Duplicate, Merge]:
    first, second = both_sides(house, session, pair)
    _refuse_two_numbers(pair, first, second)
    how = LinkHow.PERSON if decided is not None else pair.pairing.how
    merge = join_candidates(
        session,
        pair.id,
        first,
        second,
        merged_of(first, second),
        how=how.value,
        actor=actor,
        at=at,
        vault=house.vault,
    )
    joined = replace(pair, state=DuplicateState.JOINED, decided=decided)
    put_duplicates(session, [joined], vault=house.vault)
    _ask_of_survivor(house, session, merge)
    return joined, merge


def _ask_of_survivor(house: House, session: Session, merge: Merge) -> None:
    """Let what waits of the candidate who was given up wait of the one who stays, unless that pair is known."""
    survivor, gone = merge.survivor_id, merge.gone_id
    known = {one.ids for one in duplicates_of(session, [survivor], vault=house.vault)}
    for one in duplicates_of(session, [gone], vault=house.vault):
        if one.state is not DuplicateState.REVIEW:
            continue
        other = next(id for id in one.ids if id != gone)
        first, second = sorted((survivor, other))
        if other == survivor or (first, second) in known:
            delete_duplicates(session, [one.id])
            continue
        pairing = replace(one.pairing, candidate_id=first, other_id=second)
        put_duplicates(session, [replace(one, pairing=pairing)], vault=house.vault)


def _refuse_two_numbers(pair: Duplicate, first: Whole, second: Whole) -> None:
    numbers = {sound_number(value) for one in (first, second) if (value := one.to_side().values.get(NUMBER))}
    if len(numbers - {None}) > 1:
        raise Conflict("{id!r}: two different ID numbers are two people; correct the wrong one first", id=pair.id)
