"""Posts in the database."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from data.store.bulk import Item
from data.store.crossing import Crossing
from data.store.shelves import Shelf
from data.tables import PostRow
from matcher.records import Kind, Post, PostEntry

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
get_post = POSTS.get
posts_by_id = POSTS.by_id
iter_posts = POSTS.every
count_posts = POSTS.count
delete_post = POSTS.delete


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
        where.append(PostRow.kind == str(kind))
    if open_on is not None:
        where.append(or_(PostRow.closes_on.is_(None), PostRow.closes_on >= open_on))
        where.append(or_(PostRow.published_on.is_(None), PostRow.published_on <= open_on))
    return POSTS.page(session, after=after, limit=limit, district=district, where=where)
