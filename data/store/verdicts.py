"""The officers' verdicts on adverts that look like traps; each holds while the advert is the one that was judged."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data import log
from data.store.changes import note_changes, table_of, upsert
from data.store.crossing import check_text
from data.tables import TrapFlagRow, TrapVerdictRow
from matcher.errors import Conflict
from matcher.records import Actor, Post, TrapVerdict

CHUNK = 2_000  # ids asked for in one query


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with who gave it, when and why, and the hash of what was judged."""

    post_id: str
    verdict: TrapVerdict
    note: str | None
    actor: Actor
    given_at: datetime
    text_hash: bytes

    def holds_for(self, post: Post) -> bool:
        """Tell whether the advert is still the one that was judged."""
        return self.text_hash == advert_hash(post)


def advert_hash(post: Post) -> bytes:
    """Hash what an officer judges: title, description and employer."""
    told = "\x1f".join((post.title, post.description or "", post.employer))
    return hashlib.sha256(told.encode()).digest()


def judge_advert(
    session: Session, post: Post, verdict: TrapVerdict, *, note: str | None, actor: Actor, at: datetime
) -> None:
    """
    Keep what an officer found the advert of *post* to be, in place of an earlier verdict.

    The post counts as changed, so that the very next ranking heeds it. The log names verdict and hash, not the note.

    Args:
        session: of ``Database.begin``, in which *post* was read after ``lock_sequence``.
        post: as it stands.
        verdict: of the officer.
        note: why, in the officer's words; it must hold no personal value.
        actor: the officer.
        at: when.
    """
    row = {
        "post_id": post.id,
        "text_hash": advert_hash(post),
        "verdict": str(verdict),
        "note": None if note is None else check_text(note, "note"),
        "actor_id": actor.id,
        "actor_role": actor.role,
        "actor_district": actor.district,
        "given_at": at,
    }
    upsert(session, TrapVerdictRow, [row])
    note_changes(session, "post", "put", [post.id])
    details = {"verdict": str(verdict), "text": advert_hash(post).hex()}
    log.record(session, actor=actor, action="judge", noun="advert", id=post.id, details=details, at=at)


def withdraw_judgement(session: Session, post: Post, *, actor: Actor, at: datetime) -> None:
    """
    Take the verdict on the advert of *post* back; it is open again where it bears signs of a trap.

    Otherwise as ``judge_advert``.

    Raises:
        Conflict: there is none that holds.
    """
    given = read_judgements(session, [post.id]).get(post.id)
    if given is None or not given.holds_for(post):
        raise Conflict("post {id}: nobody has judged this advert as it stands", id=post.id)
    drop_trap_verdict(session, post.id)
    note_changes(session, "post", "put", [post.id])
    details = {"verdict": str(given.verdict), "text": given.text_hash.hex()}
    log.record(session, actor=actor, action="withdraw", noun="advert", id=post.id, details=details, at=at)


def read_judgements(session: Session, ids: Iterable[str]) -> dict[str, Judgement]:
    """Give the verdicts on the posts *ids*, also those that no longer hold."""
    table, asked = table_of(TrapVerdictRow), list(dict.fromkeys(ids))
    found: dict[str, Judgement] = {}
    for start in range(0, len(asked), CHUNK):
        statement = select(table).where(table.c.post_id.in_(asked[start : start + CHUNK]))
        found |= {row["post_id"]: _to_judgement(row) for row in session.connection().execute(statement).mappings()}
    return found


def with_trap_verdicts(session: Session, posts: Iterable[Post]) -> Iterator[Post]:
    """Give posts with the verdicts that hold for them."""
    told = list(posts)
    found = read_judgements(session, [post.id for post in told])
    for post in told:
        given = found.get(post.id)
        yield post if given is None or not given.holds_for(post) else replace(post, trap_verdict=given.verdict)


def drop_trap_verdict(session: Session, id: str) -> None:
    """Forget what an officer found a post to be."""
    session.execute(delete(TrapVerdictRow).where(TrapVerdictRow.post_id == id))


def drop_trap_flag(session: Session, id: str) -> None:
    """Forget since when a post was flagged: another one under its id begins anew."""
    session.execute(delete(TrapFlagRow).where(TrapFlagRow.post_id == id))


def _to_judgement(row: Mapping[Any, Any]) -> Judgement:
    actor = Actor(row["actor_id"], row["actor_role"], row["actor_district"])
    return Judgement(row["post_id"], TrapVerdict(row["verdict"]), row["note"], actor, row["given_at"], row["text_hash"])
