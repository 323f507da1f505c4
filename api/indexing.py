"""The index of this process: it follows the database by the change sequence, and its snapshot on disk is a cache."""

from __future__ import annotations

import hashlib
import logging
import re
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from api.caught import Batch, Caught
from api.flagging import FlagKeeper
from api.kinds import KindKeeper
from api.snapshot import Arrays, clear_parts, read_snapshot, write_snapshot
from api.vectors import Side, VectorKeeper
from data import log
from data.reference import load_occupations
from data.reference.majors import load_majors
from data.store import (
    Database,
    Session,
    candidate_ids,
    candidates_by_id,
    changes_since,
    database_id,
    forget_other_encoders,
    latest_sequence,
    posts_by_id,
    refusing_matching,
)
from matcher.engine import Matcher
from matcher.errors import Conflict
from matcher.ranking import Weights
from matcher.records import Candidate, Post
from matcher.text import candidate_texts, post_texts
from models import Encoder
from models.kinds import load_kinds

logger = logging.getLogger(__name__)

PAGE = 5_000  # records looked at, encoded and applied in one step
RANKER_DIGITS = 12
AT_ONCE = 16  # records that a reader encodes itself rather than leave them to the background

Progress = Callable[[int, int], None]  # texts done, texts in all
Record = TypeVar("Record", Post, Candidate)
Key = tuple[Side, str]  # which side, which id
Find = Callable[[Side, Sequence[str]], Mapping[str, NDArray[np.float32]]]  # texts → the vectors that there are

HISTORY = "history"  # in a snapshot: the last line of the log when it was made


class IndexFollower:
    """
    Keep a Matcher in step with the database.

    Readers call ``catch_up`` before they rank. It applies what a few changes need at once and leaves much work to
    ``work_off``, so that no reader waits for a bulk import; rankings themselves take no lock.
    """

    def __init__(
        self,
        database: Database,
        *,
        load: Callable[[], Encoder],
        folder: Path,
        kinds_folder: Path,
        weights: Weights,
    ) -> None:
        database = database.unscoped(why="an index holds everybody; whom it may be asked for is narrowed at the asking")
        self.database = database
        self._load = load
        self._folder = folder
        self._weights = weights
        told = f"{sorted(weights.by_code.items())} {weights.calibration}"
        self._ranker_id = hashlib.sha256(told.encode()).hexdigest()[:RANKER_DIGITS]
        self._kinds = KindKeeper(database, lambda: load_kinds(self.keeper.encoder.id, folder=kinds_folder))
        self._flags = FlagKeeper(database)
        self._opening = threading.RLock()  # the encoder and the snapshot load once
        self._changing = threading.Lock()  # one thread at a time changes the matcher
        self._keeper: VectorKeeper | None = None
        self._matcher: Matcher | None = None
        self._database_id = ""  # of the database that the matcher was made from
        self._complete = False
        self._seen = 0  # changes up to this one are applied or pending
        self._settled = 0  # and up to this one nothing is under way: who put a change may rank
        self._pending: dict[Key, None] = {}
        self._refusing: frozenset[str] = frozenset()

    def as_ranked(self, post: Post) -> Post:
        """Give a stored post as the matcher knows it: with the kind that was inferred for it, kept already or not."""
        return self._kinds.as_inferred(post)

    @property
    def keeper(self) -> VectorKeeper:
        """The keeper of vectors; loads the encoder on first use."""
        with self._opening:
            if self._keeper is None:
                self._keeper = VectorKeeper(self.database, self._load())
            return self._keeper

    @property
    def matcher(self) -> Matcher:
        """The matcher as it stands; opens the snapshot on first use."""
        with self._opening:
            if self._matcher is None:
                with self.database.read() as session:
                    self._database_id = database_id(session)
                    self._refusing = refusing_matching(session)
                self._matcher = self._open()
                self._seen = self._settled = self._matcher.sequence
            return self._matcher

    @property
    def is_loaded(self) -> bool:
        """Tell whether the snapshot is open, without opening it."""
        return self._matcher is not None

    @property
    def ranker_id(self) -> str:
        """Tell the weights by which pairs are scored from others."""
        return self._ranker_id

    @property
    def kinds_id(self) -> str:
        """Name the classifier by which kinds of posts are inferred."""
        return self._kinds.classifier.id

    @property
    def n_pending(self) -> int:
        """Count the records whose newest state still waits to be encoded."""
        return len(self._pending)

    @property
    def sequence(self) -> int:
        """The change up to which everything is in the index or pending."""
        return self._seen

    @property
    def refusing(self) -> frozenset[str]:
        """Name those who do not want to be matched automatically, as of the last ``catch_up``, pending or not."""
        return self._refusing

    @property
    def complete(self) -> bool:
        """Tell whether the index has held everything at some time: before that, lists would lack posts."""
        return self._complete

    def catch_up(self) -> Caught:
        """Apply what was committed since the last look; cheap when nothing was, short when much was."""
        matcher = self.matcher
        settled = self._settled  # before the look: another thread may settle more meanwhile
        with self.database.read() as session:
            latest, database = latest_sequence(session), database_id(session)
        if latest < settled or database != self._database_id:  # the database was brought back from a backup
            self.rebuild()
            matcher = self.matcher
        elif latest == settled:
            self._complete = self._complete or not self._pending
            return Caught()
        with self._changing:
            return self._settle(matcher)

    def take_in(self, side: Side, id: str) -> None:
        """Put one record into the index that was just committed, however much else is waiting."""
        self._flags.follow_few()
        matcher = self.matcher
        find = self._encode([(side, id)], on_progress=lambda n: None)
        with self._changing:
            self._settle(matcher)
            if (side, id) in self._pending:
                self._apply(matcher, [(side, id)], find=find)
        self._kinds.write()

    def work_off(self, *, on_progress: Progress | None = None) -> Caught:
        """Encode and apply everything, page by page, then keep a snapshot; a killed run goes on from there."""
        self.follow_flags()
        matcher = self.matcher
        encoded = self.keeper.n_encoded
        with self._changing:
            done = self._settle(matcher)
        total = 2 * self.n_pending
        while keys := list(self._pending)[:PAGE]:
            step = _counting(on_progress, done=total - 2 * self.n_pending, total=total)
            find = self._encode(keys, on_progress=step)
            with self._changing:
                done += self._apply(matcher, keys, find=find)
                done += self._settle(matcher)
            self._kinds.write()
            total = max(total, 2 * self.n_pending)
        self._kinds.write()
        self._complete = True
        if done != Caught() or not self._path.exists():
            self.save()
        done += Caught(encoded=self.keeper.n_encoded - encoded)
        logger.info("indexed", extra={"posts": done.posts, "candidates": done.candidates, "encoded": done.encoded})
        return done

    def follow_flags(self) -> None:
        """Flag the adverts that changed, once for all processes; what is found is a change that every index follows."""
        self._flags.follow()

    def save(self) -> None:
        """Keep a snapshot on disk, unless something is pending."""
        matcher = self.matcher
        with self._changing:
            if self._pending:
                return
            matcher.purge()  # who is gone shall not linger in the file
            state = matcher.state()
        with self.database.read() as session:
            history = _history_of(log.newest(session))
        write_snapshot(self._path, {**state, HISTORY: np.array(history)}, stamp=self._stamp())

    def forget_gone(self) -> None:
        """Take what is no longer stored out of the index and out of every snapshot on disk."""
        snapshots = list(self._folder.glob("*"))
        if self._matcher is None and not snapshots:
            return
        for path in snapshots:
            if path.is_file() and path != self._path:
                path.unlink(missing_ok=True)
        self.catch_up()
        self._path.unlink(missing_ok=True)
        if self._complete:
            self.save()

    def forget_others(self) -> int:
        """Remove what other encoders left behind, in the database and on disk; count their vectors."""
        with self.database.begin() as session:
            n_forgotten = forget_other_encoders(session, self.keeper.encoder.id)
        for path in self._folder.glob("*.npz"):
            if path != self._path:
                path.unlink(missing_ok=True)
        return n_forgotten

    def rebuild(self) -> None:
        """Forget the index and its snapshot; the next catch-up makes it from the database again."""
        with self._opening, self._changing:
            self._path.unlink(missing_ok=True)
            self._matcher = None
            self._complete = False
            self._pending.clear()
            self._seen = self._settled = 0

    @property
    def _path(self) -> Path:
        return self._folder / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', self.keeper.encoder.id)}.npz"

    def _stamp(self) -> str:
        # not asked anew: the database may have been restored since, and what is kept here is of the state before
        return f"{self._database_id} {self.keeper.encoder.id} {self._kinds.classifier.id}"

    def _open(self) -> Matcher:
        clear_parts(self._folder, now=time.time())
        state = read_snapshot(self._path, stamp=self._stamp())
        if state is not None and self._is_of_this_history(str(state.pop(HISTORY, ""))):
            matcher = _from_state(state, self._weights)
            if matcher is not None:
                self._complete = True
                return matcher
        return Matcher(
            dimension=self.keeper.encoder.dimension,
            weights=self._weights,
            catalogue=load_majors(),
            occupations=load_occupations(),
        )

    def _is_of_this_history(self, history: str) -> bool:
        """Tell whether the line of the log that was the last when the snapshot was made still stands there."""
        sequence = history.partition(" ")[0]
        with self.database.read() as session:
            if not sequence.isdecimal():
                return log.newest(session) is None
            line = next(iter(log.entries(session, after=int(sequence) - 1, limit=1)), None)
            return _history_of(line) == history

    def _settle(self, matcher: Matcher) -> Caught:
        """Look for changes; apply a few at once, and of many those that need no encoding."""
        fresh, done = self._look(matcher)
        keys = list(self._pending) if self.n_pending <= AT_ONCE else fresh
        if len(keys) <= PAGE:
            done += self._apply(matcher, keys, find=self.keeper.given if len(keys) <= AT_ONCE else self.keeper.known)
        self._complete = self._complete or not self._pending
        self._settled = self._seen
        return done

    def _look(self, matcher: Matcher) -> tuple[list[Key], Caught]:
        """Note every change since the last look; what was deleted leaves the index at once."""
        fresh: dict[Key, None] = {}
        removed: dict[Key, None] = {}
        seen = self._seen
        some_are_forgotten = False
        with self.database.read() as session:
            while page := changes_since(session, seen, limit=PAGE):
                for change in page:
                    if change.op == "forget":
                        some_are_forgotten = True
                    elif change.noun in ("post", "candidate"):
                        key: Key = (change.noun, change.id)
                        (fresh if change.op == "put" else removed)[key] = None
                seen = page[-1].sequence
            if some_are_forgotten:  # the change names nobody
                gone = {*matcher.candidate_ids(), *(id for side, id in self._pending if side == "candidate")}
                removed |= {("candidate", id): None for id in gone.difference(candidate_ids(session))}
            self._follow_refusals(session, (*fresh, *removed))
        if removed:
            matcher.update(
                removed_posts=[id for side, id in removed if side == "post"],
                removed_candidates=[id for side, id in removed if side == "candidate"],
                sequence=seen,
            )
        for key in removed:
            self._pending.pop(key, None)
        self._pending.update(fresh)
        self._seen = seen  # last: whatever failed before is looked at again
        return list(fresh), Caught(removed=len(removed))

    def _follow_refusals(self, session: Session, changed: Iterable[Key]) -> None:
        """Read anew who refuses, if any candidate changed: not left to what is pending, since it holds at once."""
        if any(side == "candidate" for side, _ in changed):
            self._refusing = refusing_matching(session)

    def _read(self, keys: Collection[Key]) -> Batch:
        with self.database.read() as session:
            return Batch(
                posts_by_id(session, [id for side, id in keys if side == "post"]),
                candidates_by_id(session, [id for side, id in keys if side == "candidate"]),
            )

    def _encode(self, keys: Sequence[Key], *, on_progress: Callable[[int], None]) -> Find:
        """Make sure that every text of these records has its vector, and give them; takes no lock."""
        batch = self._read(keys)
        found: dict[Side, Mapping[str, NDArray[np.float32]]] = {
            "post": self.keeper.vectors("post", batch.post_texts, on_progress=on_progress),
            "candidate": self.keeper.vectors("candidate", batch.candidate_texts, on_progress=on_progress),
        }
        return lambda side, texts: found[side]

    def _apply(self, matcher: Matcher, keys: Sequence[Key], *, find: Find) -> Caught:
        """Put these records into the index as they stand now; those of which *find* has no vector stay pending."""
        batch = self._read(keys)  # once more, though encoded a moment ago: only under the lock is it surely the newest
        encoded = _with_vectors(batch.posts.values(), post_texts, find("post", batch.post_texts))
        posts = self._kinds.completed(encoded)  # not as kept: another process may not have got so far
        people = list(
            _with_vectors(batch.candidates.values(), candidate_texts, find("candidate", batch.candidate_texts))
        )
        matcher.update(posts=posts, candidates=people, sequence=self._seen)
        settled: list[Key] = [("post", post.id) for post, _ in posts]
        settled += [("candidate", candidate.id) for candidate, _ in people]
        # deleted since: the change that says so is still to come
        settled += [(side, id) for side, id in keys if id not in (batch.posts if side == "post" else batch.candidates)]
        for key in settled:
            self._pending.pop(key, None)
        return Caught(len(posts), len(people))


def _history_of(line: log.Entry | None) -> str:
    return "" if line is None else f"{line.sequence} {line.at.isoformat()}"


def _from_state(state: Arrays, weights: Weights) -> Matcher | None:
    try:
        return Matcher.from_state(state, weights=weights, catalogue=load_majors(), occupations=load_occupations())
    except Conflict as error:  # written by another version: a cache, made again from the database
        logger.warning("index snapshot not of this version", extra={"reason": str(error)})
        return None


def _with_vectors(
    records: Iterable[Record],
    texts: Callable[[Record], tuple[str, str]],
    vectors: Mapping[str, NDArray[np.float32]],
) -> Iterator[tuple[Record, NDArray[np.float32]]]:
    """Pair each record with its (2, dimension) vectors; a record that lacks one is left out."""
    for record in records:
        first, second = texts(record)
        if first in vectors and second in vectors:
            yield record, np.stack([vectors[first], vectors[second]])


def _counting(on_progress: Progress | None, *, done: int, total: int) -> Callable[[int], None]:
    """Turn reports of steps into reports of how much is done of how much."""
    count = done

    def step(n: int) -> None:
        nonlocal count
        count += n
        if on_progress is not None:
            on_progress(min(count, total), total)

    return step
