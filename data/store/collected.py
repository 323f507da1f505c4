"""What papers count beside the records: on which day a post was stored, and which register a candidate comes from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, tzinfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.store.bulk import SAME_SOURCE
from data.store.changes import table_of
from data.store.posts import iter_posts
from data.tables import CandidateRow, PostRow
from matcher.records import Post

CHUNK = 1_000  # ids asked for in one query


def iter_collected(session: Session, *, zone: tzinfo | None = None) -> Iterator[tuple[Post, date]]:
    """Give all posts sorted by id, each with the day on which it was stored, as days are in *zone* (this machine's)."""
    table = table_of(PostRow)
    added = {id: at for id, at in session.execute(select(table.c.id, table.c.added_at))}
    for post in iter_posts(session):
        yield post, added[post.id].astimezone(zone).date()


def candidate_sources(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """Give the source that each candidate first came from (数据来源, else the file); ids not stored are left out."""
    table, asked = table_of(CandidateRow), sorted(set(ids))
    found: dict[str, str] = {}
    for start in range(0, len(asked), CHUNK):
        wanted = select(table.c.id, table.c.sources).where(table.c.id.in_(asked[start : start + CHUNK]))
        found.update((id, sources[SAME_SOURCE][0]) for id, sources in session.execute(wanted) if SAME_SOURCE in sources)
    return found
