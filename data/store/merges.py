"""Two candidates made one in the database, with all that is needed to take it back, sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from data import log
from data.scope import lifted
from data.store.aliases import aliases_of, current_ids, drop_aliases, lead_elsewhere, merged_ids, note_aliases
from data.store.changes import latest_sequence, lock_sequence, note_changes
from data.store.feedback import refuse_unknown_candidates
from data.store.merged_links import keep_links, move_links, put_links_back
from data.store.people import check_key
from data.store.references import Moves, move_back, move_references
from data.store.sealed import SealedRecord, delete_sealed, get_sealed, put_sealed
from data.store.wholes import (
    NAMES,
    Values,
    Whole,
    delete_whole,
    origins_of,
    read_whole,
    whole_from_plain,
    whole_to_plain,
    write_whole,
)
from data.vault import Vault
from matcher.errors import Conflict, NotFound
from matcher.merging import Merged
from matcher.records import Actor, Merge, Taken, Undone

SHELF = "done"
OWN = "self"


def join_candidates(
    session: Session,
    merge_id: str,
    survivor: Whole,
    gone: Whole,
    merged: Merged,
    *,
    how: str,
    actor: Actor,
    at: datetime,
    vault: Vault,
) -> Merge:
    """
    Store two candidates as one under the id of *survivor*; all that refers to *gone*, and that id too, leads to it.

    Numbers the changes and adds one line to the log.

    Args:
        session: of ``Database.begin``; both are as they were read from it.
        merge_id: that of the pair.
        survivor: whose id stays.
        gone: whose id is given up.
        merged: what they come to.
        how: what it rests on, for the log.
        actor: who does it, or lets it be done.
        at: when.
        vault: with the key that the database was written with.
    """
    refuse_unknown_candidates(session, [survivor.id, gone.id])
    with lifted(session, why="both are met here; what refers to them is moved wherever it stands"):
        return _join(session, merge_id, survivor, gone, merged, how=how, actor=actor, at=at, vault=vault)


def _join(
    session: Session,
    merge_id: str,
    survivor: Whole,
    gone: Whole,
    merged: Merged,
    *,
    how: str,
    actor: Actor,
    at: datetime,
    vault: Vault,
) -> Merge:
    check_key(session, vault)
    lock_sequence(session)
    one = _as_one(survivor, merged, at=at)
    write_whole(session, one, vault=vault)
    delete_whole(session, gone.id)
    moves = move_references(session, gone.id, survivor.id)
    kept = keep_links(session, survivor.id, gone.id, vault=vault)
    sealed_moves = move_links(session, gone.id, survivor.id, vault=vault)
    led_here = sorted(aliases_of(session, gone.id))
    lead_elsewhere(session, led_here, survivor.id)
    note_aliases(session, {gone.id: survivor.id}, at=at, merge_id=merge_id)
    note_changes(session, "candidate", "put", [survivor.id])
    note_changes(session, "candidate", "delete", [gone.id])
    taken = tuple(
        Taken(one.field, one.ids, one.why.value, merged.origins.get(one.field, (None,))[0]) for one in merged.chosen
    )
    content = {
        "survivor": whole_to_plain(survivor),
        "gone": whole_to_plain(gone),
        "one": whole_to_plain(one),
        "moves": moves,
        "sealed": sealed_moves,
        "kept": kept,
        "led_here": led_here,
        "sequence": latest_sequence(session),
        "taken": [[one.field, list(one.candidate_ids), one.why, one.source] for one in taken],
        "at": at.isoformat(),
        "by": actor.id,
    }
    put_sealed(session, [SealedRecord("merge", merge_id, SHELF, content, (survivor.id, gone.id))], vault=vault)
    merge = _to_merge(merge_id, content)
    details = {"given_up": gone.id, "how": how, "merge": merge_id, "moved": merge.moved, "fields": _both_known(merge)}
    log.record(session, actor=actor, action="merge", noun="candidate", id=survivor.id, details=details, at=at)
    return merge


def _both_known(merge: Merge) -> list[str]:
    return [one.field for one in merge.taken if one.why not in ("same", "only")]


def _as_one(survivor: Whole, merged: Merged, *, at: datetime) -> Whole:
    values = {name: _listed(merged.values.get(name)) for name in NAMES}
    sources = {name: list(origin) for name, origin in merged.origins.items()}
    people = {(OWN, name.partition(".")[2]): v for name, v in merged.values.items() if name.startswith(f"{OWN}.")}
    return Whole(survivor.row | values | {"sources": sources, "changed_at": at}, people)


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def merged_sides(session: Session, id: str, *, vault: Vault) -> tuple[Whole, Whole]:
    """
    Give both candidates of a merge as they were before it, first the one whose id stayed.

    Raises:
        NotFound: there is none of this id.
    """
    content = _content(session, id, vault=vault)
    return whole_from_plain(content["survivor"]), whole_from_plain(content["gone"])


def _content(session: Session, id: str, *, vault: Vault) -> Values:
    found = get_sealed(session, "merge", [id], vault=vault)
    if id not in found:
        raise NotFound("there is no merge {id!r} that could be undone", id=id)
    return found[id].content


def _to_merge(id: str, content: Values) -> Merge:
    moved = {name: len(parts["moved"]) + len(parts["dropped"]) for name, parts in content["moves"].items()}
    return Merge(
        id=id,
        survivor_id=whole_from_plain(content["survivor"]).id,
        gone_id=whole_from_plain(content["gone"]).id,
        at=datetime.fromisoformat(content["at"]),
        by=content["by"],
        taken=tuple(Taken(field, tuple(ids), why, source) for field, ids, why, source in content["taken"]),
        moved={name: n for name, n in moved.items() if n},
    )


def undo_merge(session: Session, id: str, *, actor: Actor, at: datetime, vault: Vault) -> Undone:
    """
    Store two candidates who were made one as they were before, with all that referred to each of them.

    What was changed of the survivor since, and what came to it since, stays with it.

    Raises:
        NotFound: there is no such merge, or it was undone.
        Conflict: a later merge rests on it, or the id that was given up is somebody else's now.
    """
    _content(session, id, vault=vault)
    with lifted(session, why="both lived here; what referred to them is put back wherever it stands"):
        return _undo(session, id, actor=actor, at=at, vault=vault)


def _undo(session: Session, id: str, *, actor: Actor, at: datetime, vault: Vault) -> Undone:
    check_key(session, vault)
    lock_sequence(session)
    content = _content(session, id, vault=vault)
    survivor, gone, one = (whole_from_plain(content[name]) for name in ("survivor", "gone", "one"))
    _refuse_not_last(session, id, survivor.id, content["sequence"], vault=vault)
    now = read_whole(session, [survivor.id, gone.id], vault=vault)
    if gone.id in now:
        raise Conflict("the id {id!r} is another candidate's by now; delete that one first", id=gone.id)
    restored, later = _restored(before=survivor, one=one, now=now[survivor.id], at=at)
    drop_aliases(session, [gone.id])
    lead_elsewhere(session, content["led_here"], gone.id)
    write_whole(session, restored, vault=vault)
    write_whole(session, gone, vault=vault)
    n_later = move_back(session, _moves(content), gone.id, survivor.id)
    put_links_back(session, content["sealed"], content.get("kept"), gone=gone.id, survivor=survivor.id, vault=vault)
    note_changes(session, "candidate", "put", [survivor.id, gone.id])
    delete_sealed(session, "merge", [id])
    details = {"restored": gone.id, "merge": id, "n_later": n_later, "later_fields": list(later)}
    log.record(session, actor=actor, action="undo merge", noun="candidate", id=survivor.id, details=details, at=at)
    return Undone(survivor.id, gone.id, n_later, later)


def _moves(content: Values) -> Moves:
    moves: Moves = content["moves"]
    return moves


def _refuse_not_last(session: Session, id: str, survivor_id: str, sequence: int, *, vault: Vault) -> None:
    """Refuse to undo a merge before those that came after it."""
    later = merged_ids(session, [survivor_id]).get(survivor_id)
    if later is None:
        if current_ids(session, [survivor_id]):
            raise NotFound("there is no merge {id!r} that could be undone", id=id)
        others = sorted({merge for merge in aliases_of(session, survivor_id).values() if merge not in (None, id)})
        found = get_sealed(session, "merge", [one for one in others if one], vault=vault)
        after = [one for one in found.values() if one.content["sequence"] > sequence]
        later = max(after, key=lambda one: one.content["sequence"]).id if after else None
    if later is not None:
        raise Conflict("{id!r} rests on a later merge; undo {later!r} first", id=id, later=later)


def _restored(*, before: Whole, one: Whole, now: Whole, at: datetime) -> tuple[Whole, tuple[str, ...]]:
    """Give the survivor as it was before, but for the fields that were changed since; and name these."""
    later = [name for name in NAMES if now.row[name] != one.row[name]]
    places = dict.fromkeys([*before.people, *one.people, *now.people])
    later_places = [place for place in places if now.people.get(place) != one.people.get(place)]
    if not later and not later_places:
        return before, ()
    told = [*later, *(".".join(place) for place in later_places)]
    values = {name: now.row[name] for name in later}
    origins = origins_of(before.row["sources"], before.to_side().values)
    since = origins_of(now.row["sources"], now.to_side().values)
    kept = {name: origin for name, origin in origins.items() if name not in told}
    sources = kept | {name: since[name] for name in told if name in since}
    people = {place: value for place, value in before.people.items() if place not in later_places}
    people |= {place: now.people[place] for place in later_places if place in now.people}
    beside = {"sources": {name: list(origin) for name, origin in sources.items()}, "changed_at": at}
    return Whole(before.row | values | beside, people), tuple(told)
