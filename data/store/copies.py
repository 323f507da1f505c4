"""Posts with like texts: by which numbers these are looked up, and under how many employers each text stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from data.store.changes import insert_missing, table_of
from data.tables import CopiedTextRow, TextBandRow
from matcher.records import Post

T = TypeVar("T")

CHUNK = 2_000  # ids or numbers asked for in one query


def read_copies(session: Session, ids: Iterable[str]) -> dict[str, int]:
    """Give those of *ids* whose text was counted under three employers or more, with how many."""
    table, found = table_of(CopiedTextRow), dict[str, int]()
    for page in _pages(list(dict.fromkeys(ids))):
        statement = select(table.c.post_id, table.c.n_employers).where(table.c.post_id.in_(page))
        found |= {id: n for id, n in session.connection().execute(statement)}
    return found


def put_copies(session: Session, counts: Mapping[str, int | None]) -> None:
    """Keep under how many employers the text of each post stands; None = fewer than three. No change is noted."""
    table = table_of(CopiedTextRow)
    for page in _pages(list(counts)):
        session.execute(delete(table).where(table.c.post_id.in_(page)))
    rows = [{"post_id": id, "n_employers": n} for id, n in counts.items() if n is not None]
    insert_missing(session, CopiedTextRow, rows, unique=["post_id"])


def put_bands(session: Session, bands: Mapping[str, Sequence[int]]) -> None:
    """Keep the numbers by which the text of each post is looked up, in place of earlier ones."""
    table = table_of(TextBandRow)
    for page in _pages(list(bands)):
        session.execute(delete(table).where(table.c.post_id.in_(page)))
    rows = [{"post_id": id, "band": band} for id, numbers in bands.items() for band in dict.fromkeys(numbers)]
    insert_missing(session, TextBandRow, rows, unique=["post_id", "band"])


def like_posts(session: Session, ids: Iterable[str], bands: Iterable[int]) -> set[str]:
    """Give the ids of posts whose texts are like those of *ids*, as these were looked up before, or share *bands*."""
    table = table_of(TextBandRow)
    wanted = set(bands)
    for page in _pages(list(ids)):
        wanted.update(session.execute(select(table.c.band).where(table.c.post_id.in_(page))).scalars())
    found: set[str] = set()
    for numbers in _pages(sorted(wanted)):
        found.update(session.execute(select(table.c.post_id).where(table.c.band.in_(numbers))).scalars())
    return found


def with_copies(session: Session, posts: Iterable[Post]) -> Iterator[Post]:
    """Give posts with the number of employers under whom their texts were counted."""
    told = list(posts)
    found = read_copies(session, [post.id for post in told])
    for post in told:
        yield replace(post, n_employers_of_text=found[post.id]) if post.id in found else post


def drop_copies(session: Session, id: str) -> None:
    """Forget the count of a post that is gone; how its text was looked up stays until its likes are counted anew."""
    session.execute(delete(CopiedTextRow).where(CopiedTextRow.post_id == id))


def _pages(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))
