"""Links of candidates with registry entries: sealed, on the shelf of their state, found by either side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.changes import upsert
from data.store.crossing import is_id
from data.store.sealed import (
    SealedRecord,
    count_sealed,
    delete_sealed,
    find_sealed,
    get_sealed,
    iter_sealed,
    put_sealed,
)
from data.tables import FactRow
from data.vault import Vault
from matcher.errors import NotFound
from matcher.records import Band, Compared, Decided, Decision, Link, LinkHow, LinkState, Pairing

SEEN = "linked"  # the fact: how far candidates and registries have been compared


def put_links(session: Session, links: Iterable[Link], *, vault: Vault) -> int:
    """Store links in place of those of the same id, and count them."""
    return put_sealed(session, map(_to_sealed, links), vault=vault)


def get_link(session: Session, id: str, *, vault: Vault) -> Link:
    """
    Give one link.

    Raises:
        NotFound: there is none of this id.
    """
    found = get_sealed(session, "link", [id], vault=vault) if is_id(id) else {}
    if id not in found:
        raise NotFound("there is no link {id!r}", id=id)
    return _from_sealed(found[id])


def links_of(session: Session, candidate_ids: Sequence[str], *, vault: Vault) -> list[Link]:
    """Give the links of some candidates, by id."""
    wanted = set(candidate_ids)
    return [one for one in links_with(session, candidate_ids, vault=vault) if one.pairing.candidate_id in wanted]


def links_with(session: Session, ids: Sequence[str], *, vault: Vault) -> list[Link]:
    """Give the links of some candidates and entries, by id."""
    wanted = set(ids)
    found = map(_from_sealed, find_sealed(session, "link", ids, vault=vault))
    # the hash takes different spellings of an id for one
    return [one for one in found if one.pairing.candidate_id in wanted or one.pairing.other_id in wanted]


def iter_links(
    session: Session, *, state: LinkState | None = None, after: str = "", limit: int | None = None, vault: Vault
) -> Iterator[Link]:
    """Give links by id, all or those of one state; those that come *after* an id, at most *limit*."""
    shelf = None if state is None else state.value
    return map(_from_sealed, iter_sealed(session, "link", shelf=shelf, after=after, limit=limit, vault=vault))


def count_in_state(session: Session, state: LinkState, *, vault: Vault) -> int:
    """Count the links of one state."""
    return count_sealed(session, "link", shelf=state.value, vault=vault)


def delete_links(session: Session, ids: Sequence[str]) -> None:
    """Remove links; those that are not there are passed over."""
    delete_sealed(session, "link", ids)


@dataclass(frozen=True, slots=True)
class Seen:
    """
    How far candidates and registries have been compared.

    Attributes:
        sequence: the change of a candidate up to which.
        extracts: the ids of the extracts that were in force.
        parameters: the version of those that pairs were weighed with.
    """

    sequence: int
    extracts: tuple[str, ...]
    parameters: str


def read_seen(session: Session) -> Seen | None:
    """Tell how far candidates and registries have been compared; None = never, or it was forgotten."""
    told = session.execute(select(FactRow.value).where(FactRow.name == SEEN)).scalar()
    if told is None:
        return None
    sequence, extracts, parameters = json.loads(told)
    return Seen(sequence, tuple(extracts), parameters)


def note_seen(session: Session, seen: Seen) -> None:
    """Note how far candidates and registries have been compared."""
    told = json.dumps([seen.sequence, list(seen.extracts), seen.parameters])
    upsert(session, FactRow, [{"name": SEEN, "value": told}])


def _to_sealed(link: Link) -> SealedRecord:
    pairing = link.pairing
    content = {
        "candidate_id": pairing.candidate_id,
        "entry_id": pairing.other_id,
        "kind": link.kind,
        "how": pairing.how.value,
        "p": pairing.p,
        "band": pairing.band.value,
        "compared": [[one.field, one.level, one.weight] for one in pairing.compared],
        "parameters": link.parameters,
        "fingerprint": link.fingerprint,
        "at": link.at.isoformat(),
        "decided": _told(link.decided),
        "before": _told(link.before),
        "before_on": link.before_on,
    }
    return SealedRecord("link", link.id, link.state.value, content, (pairing.candidate_id, pairing.other_id))


def _told(decided: Decided | None) -> list[str | None] | None:
    return None if decided is None else [decided.decision.value, decided.by, decided.at.isoformat(), decided.note]


def _from_sealed(sealed: SealedRecord) -> Link:
    told: Mapping[str, Any] = sealed.content
    compared = tuple(Compared(field, level, weight) for field, level, weight in told["compared"])
    return Link(
        id=sealed.id,
        kind=told["kind"],
        pairing=Pairing(
            told["candidate_id"], told["entry_id"], LinkHow(told["how"]), told["p"], Band(told["band"]), compared
        ),
        parameters=told["parameters"],
        fingerprint=told["fingerprint"],
        at=datetime.fromisoformat(told["at"]),
        decided=_decided(told["decided"]),
        before=_decided(told["before"]),
        before_on=told.get("before_on"),  # a version before this one kept none
    )


def _decided(told: Sequence[Any] | None) -> Decided | None:
    if told is None:
        return None
    decision, by, at, note = told
    return Decided(Decision(decision), by, datetime.fromisoformat(at), note)
