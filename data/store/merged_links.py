"""What is sealed of two candidates who are made one: moved, links kept whole for an undo, and put back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from data.store.fairs import OF_GUESTS
from data.store.sealed import SealedNoun, SealedRecord, delete_sealed, find_sealed, get_sealed, put_sealed
from data.vault import Vault

Values = dict[str, Any]

OF_REGISTRIES: tuple[SealedNoun, ...] = ("link", "membership")  # what never stands open, and in no line of the log
MOVED: tuple[SealedNoun, ...] = (*OF_REGISTRIES, *OF_GUESTS)


def keep_links(session: Session, survivor: str, gone: str, *, vault: Vault) -> list[Values]:
    """Give links and memberships of both as they are, to be kept sealed."""
    found = [one for noun in OF_REGISTRIES for one in _of_one(session, noun, [survivor, gone], vault=vault)]
    return [
        {"noun": one.noun, "id": one.id, "shelf": one.shelf, "content": one.content, "keys": list(one.keys)}
        for one in found
    ]


def move_links(session: Session, old: str, new: str, *, vault: Vault) -> dict[str, list[str]]:
    """Let what is sealed of one candidate tell of another, and give the ids of what was moved, by noun."""
    moved: dict[str, list[str]] = {}
    for noun in MOVED:
        found = [_of(one, old, new) for one in _of_one(session, noun, [old], vault=vault)]
        put_sealed(session, found, vault=vault)
        moved[noun] = [one.id for one in found]
    return moved


def put_links_back(
    session: Session,
    moved: Mapping[str, Sequence[str]],
    kept: Sequence[Values] | None,
    *,
    gone: str,
    survivor: str,
    vault: Vault,
) -> None:
    """
    Let links and memberships of two candidates be as they were, but for what a person decided since.

    Links that were made since go unless a person decided on them: they were found for both in one, and are found again
    for each. What was decided since stays with the one whose link it was, and a new link with the survivor.

    Args:
        session: of ``Database.begin``.
        moved: what ``move_links`` gave.
        kept: what ``keep_links`` gave; None = a merge of a version that kept none: what is left moves back.
        gone: id of the candidate who was given up.
        survivor: id of the other.
        vault: with the key that the database was written with.
    """
    for noun in MOVED:  # a merge of a version without fairs moved no guests
        found = get_sealed(session, noun, moved.get(noun, ()), vault=vault).values()
        back = [_of(one, survivor, gone) for one in found if one.content.get("candidate_id") == survivor]
        put_sealed(session, back, vault=vault)
    if kept is None:
        return
    for noun in OF_REGISTRIES:
        before = {one.id: one for one in map(_from_kept, kept) if one.noun == noun}
        now = {one.id: one for one in _of_one(session, noun, [survivor, gone], vault=vault)}
        decided = {id for id, one in now.items() if _is_decided_since(one, before.get(id))}
        put_sealed(session, [one for id, one in before.items() if id not in decided], vault=vault)
        delete_sealed(session, noun, sorted(now.keys() - before.keys() - decided))


def _is_decided_since(now: SealedRecord, before: SealedRecord | None) -> bool:
    """Tell whether a person decided on a link, or took a decision back; a comparison that asks again is neither."""
    if now.content.get("before_on") is not None:
        return False
    return _said(now) != ([None, None] if before is None else _said(before))


def _said(one: SealedRecord) -> list[Any]:
    return [one.content.get(name) for name in ("decided", "before")]


def _of_one(session: Session, noun: SealedNoun, ids: Sequence[str], *, vault: Vault) -> list[SealedRecord]:
    return [one for one in find_sealed(session, noun, ids, vault=vault) if one.content.get("candidate_id") in ids]


def _from_kept(kept: Values) -> SealedRecord:
    return SealedRecord(kept["noun"], kept["id"], kept["shelf"], kept["content"], tuple(kept["keys"]))


def _of(one: SealedRecord, old: str, new: str) -> SealedRecord:
    keys = tuple(new if key == old else key for key in one.keys)
    return SealedRecord(one.noun, one.id, one.shelf, one.content | {"candidate_id": new}, keys)
