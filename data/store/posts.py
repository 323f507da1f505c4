"""Posts in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from data.store import shelves
from data.store.bulk import Act, Item, Shelf, Tally, keep, merge, replace
from data.store.crossing import Crossing, Values, check_text
from data.tables import PostRow
from data.vault import Vault
from matcher.records import Actor, Kind, Post, PostEntry

SHELF = Shelf("post", PostRow, Crossing(Post), roles=("contact", "mentor"))


def from_post(post: Post) -> Values:
    """Give the values of the row that stores *post*."""
    return SHELF.crossing.from_record(post)


def to_post(row: Mapping[Any, Any]) -> Post:
    """Give the post that *row* stores."""
    return SHELF.crossing.to_record(row)


def put_posts(
    session: Session, entries: Iterable[PostEntry], *, actor: Actor, source: str, at: datetime, vault: Vault
) -> Tally:
    """
    Store posts as they are given: what an entry does not know is no longer known, people included.

    Args:
        session: of ``Database.begin``.
        entries: in any order; the last one of an id counts.
        actor: who does it.
        source: where the values come from; kept with each field that changes.
        at: when.
        vault: with the key that the database was written with.

    Raises:
        BadInput: a value cannot be stored; the transaction must then be undone.
        NotReady: another key.
    """
    return keep(session, Act(SHELF, replace, "put", actor, source, at, vault), map(_item, entries))


def merge_posts(
    session: Session, entries: Iterable[PostEntry], *, actor: Actor, source: str, at: datetime, vault: Vault
) -> Tally:
    """Store what the entries know and keep what they do not; otherwise as ``put_posts``."""
    return keep(session, Act(SHELF, merge, "merge", actor, source, at, vault), map(_item, entries))


def _item(entry: PostEntry) -> Item[Post]:
    return Item(entry.post, {"contact": entry.contact, "mentor": entry.mentor})


def get_post(session: Session, id: str) -> Post:
    """Give a post, or raise NotFound."""
    return shelves.one(session, SHELF, id)


def posts_by_id(session: Session, ids: Iterable[str]) -> dict[str, Post]:
    """Give the posts of *ids* in their order; ids without a post are left out."""
    return shelves.by_id(session, SHELF, ids)


def list_posts(
    session: Session,
    *,
    after: str | None = None,
    limit: int = 100,
    kind: Kind | None = None,
    district: str | None = None,
    open_on: date | None = None,
) -> list[Post]:
    """
    Give a page of posts sorted by id.

    Args:
        session: of a transaction.
        after: the last id of the page before.
        limit: 1 to 10,000.
        kind: only posts of this kind.
        district: only posts of this district or functional zone.
        open_on: only posts that take applications on this day, as far as their dates are known.
    """
    where: list[ColumnElement[bool]] = []
    if kind is not None:
        where.append(PostRow.kind == str(kind))
    if district is not None:
        check_text(district, "district")
        where.append(or_(PostRow.district == district, PostRow.zone == district))
    if open_on is not None:
        where.append(or_(PostRow.closes_on.is_(None), PostRow.closes_on >= open_on))
        where.append(or_(PostRow.published_on.is_(None), PostRow.published_on <= open_on))
    return shelves.page(session, SHELF, *where, after=after, limit=limit)


def iter_posts(session: Session, *, batch: int = 1000) -> Iterator[Post]:
    """Give all posts sorted by id, reading *batch* at a time."""
    return shelves.every(session, SHELF, batch=batch)


def count_posts(session: Session) -> int:
    """Count the posts."""
    return shelves.count(session, SHELF)


def delete_post(session: Session, id: str, *, actor: Actor, at: datetime) -> None:
    """Delete a post and the people kept with it, or raise NotFound."""
    shelves.remove(session, SHELF, id, actor=actor, at=at)
