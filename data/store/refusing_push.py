"""The codes by which people refuse further push, each sealed beside its candidate, and the tokens of their links."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from data import log
from data.store.aliases import aliases_of, current_id
from data.store.candidates import candidates_by_id, merge_candidates
from data.store.changes import lock_sequence
from data.store.sealed import SealedRecord, delete_sealed, find_sealed, get_sealed, put_sealed
from data.vault import Vault
from matcher.records import Actor, Candidate, CandidateEntry
from matcher.refusal_codes import LENGTH, code_of, read_code, spelt

SHELF = "given"
SIGNATURE_SIGNS = 22  # 99 bits
SOURCE = "refusal"  # where a consent came from that a person took back by link or code
BY_PERSON = Actor("person", "person")
"""Whoever holds a link or a code: the person, without log-in."""


@dataclass(frozen=True, slots=True)
class Refused:
    """That a person refuses push; *new* = did not before."""

    candidate_id: str
    new: bool


def codes_for(session: Session, ids: Iterable[str], *, vault: Vault) -> dict[str, str]:
    """Give each of some candidates the code that is theirs for good, made where there is none yet."""
    asked = list(dict.fromkeys(ids))
    stored = find_sealed(session, "refusal_code", asked, vault=vault)
    codes = {one.content["candidate_id"]: str(one.content["code"]) for one in stored}
    missing = [id for id in asked if id not in codes]
    if missing:
        lock_sequence(session)
        made = _made(session, missing, vault=vault)
        put_sealed(session, (_to_sealed(code, id, vault) for id, code in made.items()), vault=vault)
        codes |= made
    return {id: codes[id] for id in asked}


def _made(session: Session, ids: Iterable[str], *, vault: Vault) -> dict[str, str]:
    """Make codes for people who have none; one that is another's already is drawn again."""
    made, left, n = dict[str, str](), list(ids), 0
    while left:
        drawn = {id: code_of(vault.seal(f"refusal code {n}\n{id}".encode())) for id in left}
        places = {code: _place(code, vault) for code in drawn.values()}
        taken = get_sealed(session, "refusal_code", list(places.values()), vault=vault)
        given = set(made.values()) | {code for code, place in places.items() if place in taken}
        for id, code in drawn.items():
            if code not in given:
                given.add(code)
                made[id] = code
        left, n = [id for id in left if id not in made], n + 1
    return made


def _to_sealed(code: str, candidate_id: str, vault: Vault) -> SealedRecord:
    content = {"candidate_id": candidate_id, "code": code}
    return SealedRecord("refusal_code", _place(code, vault), SHELF, content, (candidate_id,))


def _place(code: str, vault: Vault) -> str:
    """Give the id under which a code stands: open at rest, and nobody can tell the code from it."""
    return vault.seal(f"refusal\n{code}".encode()).hex()


def token_of(code: str, *, vault: Vault) -> str:
    """Give what stands in a link: the code with the house's signature, which nobody else can make."""
    return (code + _signature(code, vault)).lower()


def read_token(token: str, *, vault: Vault) -> str | None:
    """Read the code of a token; None = this house did not make it."""
    code, signed = read_code(token[: LENGTH + 1]), token[LENGTH + 1 :].upper()
    if code is None or not hmac.compare_digest(signed.encode(), _signature(code, vault).encode()):
        return None
    return code


def holder_of(session: Session, code: str, *, vault: Vault) -> str | None:
    """Give whose code it is; None = nobody's, or the person is forgotten."""
    place = _place(code, vault)
    found = get_sealed(session, "refusal_code", [place], vault=vault).get(place)
    return None if found is None else current_id(session, found.content["candidate_id"])


def refuse_push(session: Session, code: str, *, by: str, at: datetime, vault: Vault) -> Refused | None:
    """
    Record that the person of a code wants nothing pushed any more; again, nothing changes.

    Args:
        session: of ``Database.begin``.
        code: as ``read_code`` gave it.
        by: ``link`` or ``code``; it stands in the log.
        at: when.
        vault: of the house.

    Returns:
        whose it is; None = nobody's.
    """
    lock_sequence(session)
    id = holder_of(session, code, vault=vault)
    person = None if id is None else candidates_by_id(session, [id]).get(id)
    if person is None:
        return None
    if person.push_consent is False:
        return Refused(person.id, new=False)
    refused = CandidateEntry(Candidate(person.id, push_consent=False))
    merge_candidates(session, [refused], actor=BY_PERSON, source=SOURCE, at=at, vault=vault)
    log.record(
        session, actor=BY_PERSON, action="refuse_push", noun="candidate", id=person.id, details={"by": by}, at=at
    )
    return Refused(person.id, new=True)


def forget_code(session: Session, candidate_id: str, *, vault: Vault) -> None:
    """Forget the code of a person, and those of people who were made one with it."""
    ids = [candidate_id, *aliases_of(session, candidate_id)]
    found = find_sealed(session, "refusal_code", ids, vault=vault)
    delete_sealed(session, "refusal_code", [one.id for one in found if one.content["candidate_id"] in ids])


def _signature(code: str, vault: Vault) -> str:
    return spelt(vault.seal(f"refusal link\n{code}".encode()), length=SIGNATURE_SIGNS)
