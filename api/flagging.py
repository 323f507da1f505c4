"""The keeper of flags: it looks at posts that changed, counts copies of their texts and flags what looks a trap."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.resources import files
from importlib.resources.abc import Traversable

from data.store import (
    Database,
    Session,
    changes_since,
    existing_posts,
    flags_seen,
    iter_posts,
    latest_sequence,
    like_posts,
    lock_sequence,
    note_flags_seen,
    note_post_changes,
    posts_by_id,
    put_bands,
    put_copies,
    put_flags,
    read_copies,
)
from matcher.records import Post
from matcher.traps import copied_texts, suspect, text_bands, trap_signs

log = logging.getLogger(__name__)

PAGE = 5_000  # changes read at a time
FEW = 50  # posts that changed: so many a reader looks at itself rather than leave them to the background
MANY = 500  # posts that changed: from here on all are compared, below only those with like texts


@dataclass(frozen=True, slots=True)
class Look:
    """What was found in one look at the posts; to be written if they stand so still."""

    sequence: int  # of the newest change that was seen
    changed: frozenset[str]  # put or deleted since the look before
    posts: Mapping[str, Post]  # those and every other one with a like text
    counts: Mapping[str, int]  # of employers, for texts that stand under three or more
    bands: Mapping[str, tuple[int, ...]]  # of those changed; () = deleted, or without much text
    suspect: Mapping[str, bool]  # of those changed or counted otherwise before: whether it bears signs enough

    def is_suspect(self, id: str) -> bool:
        """Tell whether a post bears signs enough to be flagged."""
        return self.suspect[id] if id in self.suspect else _is_suspect(self.posts[id], self.counts)


class FlagKeeper:
    """
    Keep flags and copies of texts in step with the posts.

    It follows the database by the change sequence, as an index does, but once for all processes: what was seen is
    noted in the database. A core of another version looks at every post anew: any part of it may decide a flag, and a
    look too many costs time once, one too few leaves flags that no longer hold.
    """

    def __init__(self, database: Database, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._database = database
        self._clock = clock
        self._rules = version_of(files("matcher"))

    def follow(self) -> None:
        """
        Look at what changed since the last look; cheap when nothing did.

        Posts whose texts turn out to stand under more employers, or fewer, count as changed, so that every index takes
        them in anew.
        """
        self._follow(most=None)

    def follow_few(self) -> None:
        """Look at what changed since the last look, unless that is so much that nobody should wait for it."""
        self._follow(most=FEW)

    def _follow(self, *, most: int | None) -> None:
        with self._database.read() as session:
            seen = flags_seen(session, rules=self._rules)
            if seen == latest_sequence(session):
                return
            sequence, changed = _changed(session, seen)
            if most is not None and len(changed) > most:
                return
            look = _look(session, sequence, changed)
        with self._database.begin() as session:
            n = self._write(session, look)
        log.info("flagged", extra={"looked_at": len(look.changed), "recounted": n})

    def _write(self, session: Session, look: Look) -> int:
        lock_sequence(session)
        before = latest_sequence(session)
        there = existing_posts(session, look.posts)
        known = read_copies(session, there)
        recounted = {id: look.counts.get(id) for id in there if known.get(id) != look.counts.get(id)}
        put_copies(session, recounted)
        put_bands(session, look.bands)
        touched = look.changed | set(recounted)
        flagged = {id for id in touched & there if look.is_suspect(id)}
        put_flags(session, flagged, touched - flagged, at=self._clock())
        note_post_changes(session, sorted(recounted))
        # what another wrote meanwhile is still to be looked at
        upto = latest_sequence(session) if before == look.sequence else look.sequence
        note_flags_seen(session, upto, rules=self._rules)
        return len(recounted)


def version_of(package: Traversable) -> str:
    """
    Tell a package from any other version of it, by 16 hexadecimal digits.

    Read are the files as they were installed: sources, also in an archive, or bytecode where there is nothing else.
    """
    told = hashlib.sha256()
    for name, content in _contents(package):
        told.update(f"{name} {len(content)} ".encode() + content)
    return told.hexdigest()[:16]


def _contents(package: Traversable) -> Iterator[tuple[str, bytes]]:
    for entry in sorted(package.iterdir(), key=lambda one: one.name):
        if entry.is_file():
            yield entry.name, entry.read_bytes()
        elif entry.name != "__pycache__":  # what an interpreter leaves there says nothing new
            yield from _contents(entry)


def _look(session: Session, sequence: int, changed: Sequence[str]) -> Look:
    posts = posts_by_id(session, changed)
    bands = {id: text_bands(posts[id]) if id in posts else () for id in changed}
    if len(changed) > MANY:
        posts = {post.id: post for post in iter_posts(session)}
    else:
        like = like_posts(session, changed, _all(bands.values()))
        posts |= posts_by_id(session, sorted(like - posts.keys()))
    copies = copied_texts([posts[id] for id in sorted(posts)])
    counts = {id: len(others) + 1 for id, others in copies.items()}
    known = read_copies(session, posts)
    touched = {id for id in posts if counts.get(id) != known.get(id)}.union(id for id in changed if id in posts)
    # here, where no lock is held: reading signs takes most of the time
    signs = {id: _is_suspect(posts[id], counts) for id in touched}
    return Look(sequence, frozenset(changed), posts, counts, bands, signs)


def _changed(session: Session, seen: int) -> tuple[int, list[str]]:
    changed: list[str] = []
    while page := changes_since(session, seen, limit=PAGE):
        changed += [change.id for change in page if change.noun == "post"]
        seen = page[-1].sequence
    return seen, changed


def _all(bands: Iterable[tuple[int, ...]]) -> list[int]:
    return [band for numbers in bands for band in numbers]


def _is_suspect(post: Post, counts: Mapping[str, int]) -> bool:
    return suspect(trap_signs(replace(post, n_employers_of_text=counts.get(post.id))))
