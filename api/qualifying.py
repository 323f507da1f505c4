"""Who is eligible on a day: judged one by one when somebody first asks, then kept in step with what changes."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from data.store import (
    Session,
    candidate_ids,
    candidates_by_id,
    changed_ids,
    iter_candidates,
    latest_sequence,
    some_forgotten,
)
from matcher.editions import Edition
from matcher.eligibility.programme import Verdict, verdict_on
from matcher.records import Candidate


@dataclass(frozen=True, slots=True)
class Eligible:
    """Those eligible, as the database stood at a point of its changes."""

    on: date
    edition: str
    sequence: int
    ids: tuple[str, ...]  # ascending

    def page(self, *, after: str | None, limit: int) -> list[str]:
        """Give the ids that follow *after*, at most *limit*."""
        start = 0 if after is None else bisect_right(self.ids, after)
        return list(self.ids[start : start + limit])


class Qualifying:
    """
    The eligible of one database, as this process knows them.

    Rules in Python judge a person, some tens of microseconds each: a city is judged once a day, afterwards only those
    who changed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()  # two who ask at once do not both judge a whole city
        self._known: Eligible | None = None

    def known(self, session: Session, edition: Edition, *, on: date) -> Eligible | None:
        """Give those eligible where they are counted and nothing changed since; None = they are to be counted."""
        known = self._known
        is_same = known is not None and (known.on, known.edition) == (on, edition.id)
        return known if known is not None and is_same and known.sequence == latest_sequence(session) else None

    def count(self, session: Session, edition: Edition, *, on: date) -> Eligible:
        """Give those eligible on a day, and judge for it whoever was not judged or changed."""
        with self._lock:
            known = self.known(session, edition, on=on)
            if known is None:
                sequence = latest_sequence(session)
                known = Eligible(on, edition.id, sequence, tuple(sorted(self._judged(session, edition, on, sequence))))
                self._known = known
            return known

    def _judged(self, session: Session, edition: Edition, on: date, sequence: int) -> set[str]:
        known = self._known
        if known is None or (known.on, known.edition) != (on, edition.id) or sequence < known.sequence:
            return set(_eligible(iter_candidates(session), edition, on))  # the last: brought back from a backup
        changed = changed_ids(session, "candidate", known.sequence)
        ids = set(known.ids).difference(changed)
        if some_forgotten(session, known.sequence):
            ids.intersection_update(candidate_ids(session))
        ids.update(_eligible(candidates_by_id(session, changed).values(), edition, on))
        return ids


def _eligible(candidates: Iterable[Candidate], edition: Edition, on: date) -> Iterable[str]:
    return (one.id for one in candidates if verdict_on(one, edition=edition, on=on) is Verdict.ELIGIBLE)
