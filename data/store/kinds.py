"""The kinds of posts that state none, as they were classified; what an office states stands with the post itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sqlalchemy import ColumnElement, and_, delete, or_, select
from sqlalchemy.orm import Session

from data.store.changes import table_of, upsert
from data.tables import InferredKindRow, PostRow
from matcher.records import Kind, Post

CHUNK = 2_000  # ids asked for in one query

Inferred = tuple[Kind, float]
"""A kind and its probability."""


def read_inferred_kinds(session: Session, ids: Iterable[str]) -> dict[str, Inferred]:
    """Give the inferred kinds of those posts of *ids* that have one."""
    table, asked = table_of(InferredKindRow), list(dict.fromkeys(ids))
    found: dict[str, Inferred] = {}
    for start in range(0, len(asked), CHUNK):
        statement = select(table).where(table.c.post_id.in_(asked[start : start + CHUNK]))
        for row in session.connection().execute(statement).mappings():
            found[row["post_id"]] = Kind(row["kind"]), row["p"]
    return found


def put_inferred_kinds(session: Session, kinds: Mapping[str, Inferred]) -> None:
    """
    Keep the kind that each post was classified as, in place of an earlier one; no change of the post is noted.

    Args:
        session: of ``Database.begin``.
        kinds: by the posts' ids; of posts that are gone meanwhile nothing is kept.
    """
    posts, ids = table_of(PostRow), list(kinds)
    for start in range(0, len(ids), CHUNK):
        there = session.execute(select(posts.c.id).where(posts.c.id.in_(ids[start : start + CHUNK]))).scalars()
        rows = [{"post_id": id, "kind": str(kinds[id][0]), "p": kinds[id][1]} for id in there]
        upsert(session, InferredKindRow, rows)


def drop_inferred_kind(session: Session, id: str) -> None:
    """Forget how a post was classified."""
    session.execute(delete(InferredKindRow).where(InferredKindRow.post_id == id))


def with_inferred_kinds(session: Session, posts: Iterable[Post]) -> Iterator[Post]:
    """Give posts as they are, those that state no kind with the inferred one and its probability."""
    told = list(posts)
    found = read_inferred_kinds(session, [post.id for post in told if post.kind is None])
    for post in told:
        if post.kind is None and post.id in found:
            kind, p = found[post.id]
            yield replace(post, kind=kind, kind_p=p)
        else:
            yield post


def doubtful_kinds(session: Session, *, after: tuple[float, str] | None = None, limit: int) -> list[tuple[str, float]]:
    """Give the posts that state no kind, each with the probability of the inferred one, the most doubtful first."""
    posts, found = table_of(PostRow), table_of(InferredKindRow)
    wanted = (
        select(found.c.post_id, found.c.p)
        .join(posts, posts.c.id == found.c.post_id)
        .where(posts.c.kind.is_(None))
        .order_by(found.c.p, found.c.post_id)
        .limit(limit)
    )
    if after is not None:
        p, id = after
        wanted = wanted.where(or_(found.c.p > p, and_(found.c.p == p, found.c.post_id > id)))
    return [(row[0], row[1]) for row in session.execute(wanted)]


def is_of_kind(kind: Kind) -> ColumnElement[bool]:
    """Ask for posts that state a kind, or state none and were classified as it."""
    inferred = select(InferredKindRow.post_id).where(InferredKindRow.kind == str(kind))
    return or_(PostRow.kind == str(kind), and_(PostRow.kind.is_(None), PostRow.id.in_(inferred)))
