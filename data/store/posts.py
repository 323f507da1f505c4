"""Posts in the database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import islice

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from data.store.bulk import Item
from data.store.changes import note_changes, table_of
from data.store.copies import drop_copies, with_copies
from data.store.crossing import Crossing, check_text
from data.store.feedback import drop_feedback
from data.store.kinds import drop_inferred_kind, is_of_kind, with_inferred_kinds
from data.store.shelves import Shelf
from data.store.verdicts import drop_trap_flag, drop_trap_verdict, with_trap_verdicts
from data.tables import PostRow
from matcher.records import Actor, Kind, Post, PostEntry

BATCH = 1_000  # posts completed at a time
BESIDE = ("n_employers_of_text", "trap_verdict")  # fields of a post that are kept beside it, in tables of their own

POSTS: Shelf[Post, PostEntry] = Shelf(
    "post",
    PostRow,
    Crossing(Post, beside=BESIDE),
    roles=("contact", "mentor"),
    take_apart=lambda entry: Item(entry.post, {"contact": entry.contact, "mentor": entry.mentor}),
    areas=("district", "zone"),
)

put_posts = POSTS.put
merge_posts = POSTS.merge
count_posts = POSTS.count


def completed(session: Session, posts: Iterable[Post]) -> Iterator[Post]:
    """Give posts with what is kept beside them: an inferred kind, the copies of their texts, an officer's verdict."""
    return with_trap_verdicts(session, with_copies(session, with_inferred_kinds(session, posts)))


def get_post(session: Session, id: str) -> Post:
    """Give one post, or raise NotFound; what was inferred, counted or judged stands with it, here as below."""
    return next(completed(session, [POSTS.get(session, id)]))


def posts_by_id(session: Session, ids: Iterable[str]) -> dict[str, Post]:
    """Give the posts of *ids* in their order; ids without a post are left out."""
    return {post.id: post for post in completed(session, POSTS.by_id(session, ids).values())}


def iter_posts(session: Session) -> Iterator[Post]:
    """Give all posts sorted by id."""
    posts = POSTS.every(session, batch=BATCH)
    while page := list(islice(posts, BATCH)):
        yield from completed(session, page)


def posts_naming(session: Session, *, uscc: str | None, name: str) -> Iterator[Post]:
    """Give the posts that name an employer by its credit code or by this very name, sorted by id."""
    named: ColumnElement[bool] = PostRow.employer == name
    where = [named if uscc is None else or_(named, PostRow.employer_uscc == uscc)]
    after: str | None = None
    while page := POSTS.page(session, after=after, limit=BATCH, where=where):
        yield from completed(session, page)
        after = page[-1].id


def existing_posts(session: Session, ids: Iterable[str]) -> set[str]:
    """Give those of *ids* under which a post is stored."""
    table, asked = table_of(PostRow), sorted(set(ids))
    found: set[str] = set()
    for start in range(0, len(asked), BATCH):
        found.update(session.execute(select(table.c.id).where(table.c.id.in_(asked[start : start + BATCH]))).scalars())
    return found


def note_post_changes(session: Session, ids: Sequence[str]) -> None:
    """Number changes of posts of which something was found that is kept beside them; every index takes them in anew."""
    note_changes(session, "post", "put", ids)


def delete_post(session: Session, id: str, *, actor: Actor, at: datetime) -> None:
    """Delete a post, its people, and what was inferred, counted, judged and told of it, or raise NotFound."""
    POSTS.delete(session, id, actor=actor, at=at)
    drop_inferred_kind(session, id)
    drop_copies(session, id)
    drop_trap_verdict(session, id)
    drop_trap_flag(session, id)
    drop_feedback(session, "post", id)


def list_posts(
    session: Session,
    *,
    after: str | None = None,
    limit: int = 100,
    kind: Kind | None = None,
    district: str | None = None,
    open_on: date | None = None,
    closed_on: date | None = None,
    words: str | None = None,
) -> list[Post]:
    """
    Give a page of posts as ``Shelf.page`` does.

    Args:
        session: of a transaction.
        after: the last id of the page before.
        limit: as ``Shelf.page``.
        kind: stated, or else inferred.
        district: as ``Shelf.page``.
        open_on: taking applications on this day, as far as is known.
        closed_on: known to take none on this day.
        words: that title, employer or id hold, each of them.
    """
    where: list[ColumnElement[bool]] = []
    if kind is not None:
        where.append(is_of_kind(kind))
    if open_on is not None:
        where.append(or_(PostRow.closes_on.is_(None), PostRow.closes_on >= open_on))
        where.append(or_(PostRow.published_on.is_(None), PostRow.published_on <= open_on))
    if closed_on is not None:
        where.append(or_(PostRow.closes_on < closed_on, PostRow.published_on > closed_on))
    where += [_names(word) for word in check_text(words or "", "words").split()]
    return list(completed(session, POSTS.page(session, after=after, limit=limit, district=district, where=where)))


def _names(word: str) -> ColumnElement[bool]:
    fields = (PostRow.title, PostRow.employer, PostRow.id)
    return or_(*(one.icontains(word, autoescape=True) for one in fields))
