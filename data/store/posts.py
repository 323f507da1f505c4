"""Posts in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from data.store.bulk import Item
from data.store.crossing import Crossing
from data.store.feedback import drop_feedback
from data.store.kinds import drop_inferred_kind, is_of_kind, with_inferred_kinds
from data.store.shelves import Shelf
from data.tables import PostRow
from matcher.records import Actor, Kind, Post, PostEntry

BATCH = 1_000  # posts completed at a time

POSTS: Shelf[Post, PostEntry] = Shelf(
    "post",
    PostRow,
    Crossing(Post),
    roles=("contact", "mentor"),
    take_apart=lambda entry: Item(entry.post, {"contact": entry.contact, "mentor": entry.mentor}),
    areas=("district", "zone"),
)

put_posts = POSTS.put
merge_posts = POSTS.merge
count_posts = POSTS.count


def get_post(session: Session, id: str) -> Post:
    """Give one post, or raise NotFound; a kind that was inferred stands with its probability, here as below."""
    return next(with_inferred_kinds(session, [POSTS.get(session, id)]))


def posts_by_id(session: Session, ids: Iterable[str]) -> dict[str, Post]:
    """Give the posts of *ids* in their order; ids without a post are left out."""
    return {post.id: post for post in with_inferred_kinds(session, POSTS.by_id(session, ids).values())}


def iter_posts(session: Session) -> Iterator[Post]:
    """Give all posts sorted by id."""
    posts = POSTS.every(session, batch=BATCH)
    while page := list(islice(posts, BATCH)):
        yield from with_inferred_kinds(session, page)


def delete_post(session: Session, id: str, *, actor: Actor, at: datetime) -> None:
    """Delete a post, the people kept with it, how it was classified and what became of it, or raise NotFound."""
    POSTS.delete(session, id, actor=actor, at=at)
    drop_inferred_kind(session, id)
    drop_feedback(session, "post", id)


def list_posts(
    session: Session,
    *,
    after: str | None = None,
    limit: int = 100,
    kind: Kind | None = None,
    district: str | None = None,
    open_on: date | None = None,
) -> list[Post]:
    """Give a page of posts as ``Shelf.page`` does: of a *kind*, and taking applications on a day as far as is known."""
    where: list[ColumnElement[bool]] = []
    if kind is not None:
        where.append(is_of_kind(kind))
    if open_on is not None:
        where.append(or_(PostRow.closes_on.is_(None), PostRow.closes_on >= open_on))
        where.append(or_(PostRow.published_on.is_(None), PostRow.published_on <= open_on))
    return list(
        with_inferred_kinds(session, POSTS.page(session, after=after, limit=limit, district=district, where=where))
    )
