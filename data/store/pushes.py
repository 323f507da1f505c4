"""Pushes in the database: campaigns by id, and what each person of one is sent; all of it sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy.orm import Session

from data.store.aliases import aliases_of, current_id, current_ids
from data.store.changes import lock_sequence
from data.store.sealed import (
    SealedRecord,
    delete_sealed,
    find_sealed,
    get_sealed,
    iter_sealed,
    put_sealed,
    sealed_ids,
)
from data.vault import Vault
from matcher.errors import NotFound
from matcher.records import Actor, Channel, Kind, Push, PushedPost, PushScope, PushShare, PushState

ID_DIGITS = 24
STANDING = (PushState.DRAFT, PushState.APPROVED)  # still to be handed out


def digest_of(shares: Iterable[PushShare], *, vault: Vault) -> str:
    """Hash with the key what people are sent: an approval holds for these shares alone, in whatever order they come."""
    told = sorted("\x1f".join((one.candidate_id, *(post.post_id for post in one.posts))) for one in shares)
    return vault.seal("\x1e".join(["push", *told]).encode()).hex()


def digest_kept(session: Session, push_id: str, *, vault: Vault) -> str:
    """Hash the shares of a campaign as they are kept; of people who were made one since each stands for itself."""
    return digest_of(map(_to_share, iter_sealed(session, "push_share", shelf=push_id, vault=vault)), vault=vault)


def put_push(session: Session, push: Push, *, vault: Vault) -> None:
    """Store a campaign in place of what it was."""
    put_sealed(session, [_from_push(push)], vault=vault)


def get_push(session: Session, id: str, *, vault: Vault) -> Push:
    """Give a campaign, or raise NotFound."""
    found = get_sealed(session, "push", [id], vault=vault)
    if id not in found:
        raise NotFound("there is no push {id!r}", id=id)
    return _to_push(found[id])


def page_pushes(
    session: Session, *, state: PushState | None = None, after: str | None = None, limit: int, vault: Vault
) -> list[Push]:
    """Give campaigns by id, which begins with the day that they are for."""
    found = iter_sealed(
        session, "push", shelf=None if state is None else str(state), after=after or "", limit=limit, vault=vault
    )
    return [_to_push(one) for one in found]


def newest_pushes(
    session: Session, *, state: PushState | None = None, before: str | None = None, limit: int, vault: Vault
) -> list[Push]:
    """Give campaigns by id, the latest day first; those that come before an id in the list of all."""
    ids = [
        id for one in PushState if state in (None, one) for id in sealed_ids(session, "push", shelf=one, vault=vault)
    ]
    wanted = sorted((id for id in ids if before is None or id < before), reverse=True)[:limit]
    found = get_sealed(session, "push", wanted, vault=vault)
    return [_to_push(found[id]) for id in wanted if id in found]


def put_shares(session: Session, push_id: str, shares: Sequence[PushShare], *, vault: Vault) -> None:
    """Store the shares of a campaign in place of all that it had."""
    delete_sealed(session, "push_share", sealed_ids(session, "push_share", shelf=push_id, vault=vault))
    put_sealed(session, (_from_share(one, vault) for one in shares), vault=vault)


def iter_shares(session: Session, push_id: str, *, vault: Vault) -> Iterator[PushShare]:
    """Give the shares of a campaign in an order that tells nothing of anybody; people who were made one share an id."""
    found = (_to_share(one) for one in iter_sealed(session, "push_share", shelf=push_id, vault=vault))
    while chunk := list(islice(found, 2_000)):
        yield from _under_current_ids(session, chunk)


def page_shares(
    session: Session, push_id: str, *, after: str | None = None, limit: int, vault: Vault
) -> list[tuple[str, PushShare]]:
    """Give a page of the shares of a campaign, each with its own id, which tells nothing of the person."""
    sealed = list(iter_sealed(session, "push_share", shelf=push_id, after=after or "", limit=limit, vault=vault))
    shares = _under_current_ids(session, [_to_share(one) for one in sealed])
    return [(one.id, share) for one, share in zip(sealed, shares, strict=True)]


def share_of(session: Session, push_id: str, candidate_id: str, *, vault: Vault) -> PushShare | None:
    """Give what one person of a campaign is sent; None = the person is not in it."""
    id = current_id(session, candidate_id)
    for one in _about(session, {id, candidate_id}, vault=vault):
        if one.shelf == push_id:
            return replace(_to_share(one), candidate_id=id)
    return None


def forget_shares(session: Session, candidate_id: str, *, vault: Vault) -> None:
    """Remove all that was planned to be sent to a person; what was approved for the others stays approved."""
    lock_sequence(session)
    found = _about(session, {candidate_id, *aliases_of(session, candidate_id)}, vault=vault)
    delete_sealed(session, "push_share", [one.id for one in found])
    for one in get_sealed(session, "push", sorted({one.shelf for one in found}), vault=vault).values():
        push = _to_push(one)
        if push.state in STANDING:
            put_push(session, replace(push, digest=digest_kept(session, push.id, vault=vault)), vault=vault)


def _about(session: Session, ids: set[str], *, vault: Vault) -> list[SealedRecord]:
    found = find_sealed(session, "push_share", ids, vault=vault)
    return [one for one in found if one.content["candidate_id"] in ids]  # the hash takes different spellings for one


def _under_current_ids(session: Session, shares: Sequence[PushShare]) -> list[PushShare]:
    led = current_ids(session, [one.candidate_id for one in shares])
    return [replace(one, candidate_id=led.get(one.candidate_id, one.candidate_id)) for one in shares]


def _from_share(one: PushShare, vault: Vault) -> SealedRecord:
    id = vault.seal(f"push_share {one.push_id}\n{one.candidate_id}".encode()).hex()[:ID_DIGITS]
    content = {
        "candidate_id": one.candidate_id,
        "posts": [[post.post_id, post.chance] for post in one.posts],
        "without": one.without,
    }
    return SealedRecord("push_share", id, one.push_id, content, (one.candidate_id,))


def _to_share(sealed: SealedRecord) -> PushShare:
    told = sealed.content
    posts = tuple(PushedPost(id, chance) for id, chance in told["posts"])
    return PushShare(sealed.shelf, told["candidate_id"], posts, told["without"])


def _from_push(one: Push) -> SealedRecord:
    scope = one.scope
    content = {
        "scope": {
            "districts": list(scope.districts),
            "post_districts": list(scope.post_districts),
            "kinds": [str(kind) for kind in scope.kinds],
            "published_since": _plain(scope.published_since),
            "published_until": _plain(scope.published_until),
            "priority_only": scope.priority_only,
        },
        "as_of": one.as_of.isoformat(),
        "channel": str(one.channel),
        "policy": one.policy,
        "planned_at": one.planned_at.isoformat(),
        "planned_by": _from_actor(one.planned_by),
        "digest": one.digest,
        "picture": one.picture,
        "approved_at": _plain(one.approved_at),
        "approved_by": one.approved_by and _from_actor(one.approved_by),
        "exported_at": _plain(one.exported_at),
    }
    return SealedRecord("push", one.id, str(one.state), content)


def _to_push(sealed: SealedRecord) -> Push:
    told = sealed.content
    return Push(
        id=sealed.id,
        scope=_to_scope(told["scope"]),
        as_of=date.fromisoformat(told["as_of"]),
        channel=Channel(told["channel"]),
        policy=told["policy"],
        state=PushState(sealed.shelf),
        planned_at=datetime.fromisoformat(told["planned_at"]),
        planned_by=Actor(*told["planned_by"]),
        digest=told["digest"],
        picture=told["picture"],
        approved_at=_moment(told["approved_at"]),
        approved_by=None if told["approved_by"] is None else Actor(*told["approved_by"]),
        exported_at=_moment(told["exported_at"]),
    )


def _to_scope(told: dict[str, Any]) -> PushScope:
    since, until = told["published_since"], told["published_until"]
    return PushScope(
        districts=tuple(told["districts"]),
        post_districts=tuple(told["post_districts"]),
        kinds=tuple(Kind(one) for one in told["kinds"]),
        published_since=None if since is None else date.fromisoformat(since),
        published_until=None if until is None else date.fromisoformat(until),
        priority_only=told["priority_only"],
    )


def _from_actor(one: Actor) -> list[str | None]:
    return [one.id, one.role, one.district]


def _plain(value: date | datetime | None) -> str | None:
    return None if value is None else value.isoformat()


def _moment(told: str | None) -> datetime | None:
    return None if told is None else datetime.fromisoformat(told)
