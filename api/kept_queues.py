"""Queues of outreach kept as they were planned: planned in the background, one after the other, for who asks."""

from __future__ import annotations

import logging
import threading
import traceback
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from api.batches import by_one_channel
from api.house import House
from api.language import translation
from api.planned import EntryShown, from_planned
from api.planning import plan_outreach
from api.settings import Language
from data.store import Scope, within
from matcher.errors import MatcherError
from matcher.records import Actor, Channel

log = logging.getLogger(__name__)

HEAD = 100  # entries planned at once: more people than anybody calls in a day
FRESH = timedelta(minutes=30)  # after which a queue is planned anew, while the old one is still shown
MOST_KEPT = 64  # queues; the one that nobody asked for the longest goes first
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class AskedFor:
    """Whose queue is asked for, by whom and on which day: what a queue is kept under."""

    actor: Actor
    area: str | None
    caseworker: str | None
    day: date
    channel: Channel | None = None  # as if it were the only one; None = each person's first that is open


@dataclass(frozen=True, slots=True)
class Kept:
    """A queue as it was planned: the entries in each language, nobody named, and when."""

    entries: Mapping[Language, tuple[EntryShown, ...]]
    at: datetime
    is_cut: bool  # there may be more people than it holds


@dataclass(slots=True)
class _Place:
    """What is known of one queue: as it was planned last, whether it is being planned, and why it could not be."""

    kept: Kept | None = None
    failed: Exception | None = None
    ready: threading.Event = field(default_factory=threading.Event)
    is_planning: bool = False


class KeptQueues:
    """
    Give queues as they were planned, at once.

    Planning takes seconds where a city is large. It happens in a thread, one queue at a time, so that many who begin
    their day together do not take the machine from each other. A queue is of who asked for it alone: the line that
    planning leaves in the log is of that person, and so is the scope. What changes between two plans (a result, a
    claim, an opt-out) is looked at by whoever shows a queue, with ``api.planning.still_waiting``.
    """

    def __init__(self, house: House) -> None:
        """Keep queues of *house*."""
        self._house = house
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._places: OrderedDict[AskedFor, _Place] = OrderedDict()

    def get(self, asked: AskedFor, *, wait_s: float) -> Kept | None:
        """
        Give a queue; None = it is being planned, and was not ready within *wait_s*.

        Raises:
            Exception: it could not be planned; the next who asks has it tried again.
        """
        with self._lock:
            place = self._places.setdefault(asked, _Place())
            self._places.move_to_end(asked)
            while len(self._places) > MOST_KEPT:
                self._places.popitem(last=False)
            if not place.is_planning and (place.kept is None or self._house.moment() - place.kept.at > FRESH):
                self._begin(asked, place)
            if place.kept is not None:
                return place.kept
        place.ready.wait(wait_s)
        failed, place.failed = place.failed, None
        if failed is not None:
            raise failed
        return place.kept

    def drop(self, asked: AskedFor) -> None:
        """Forget a queue, so that the next who asks has it planned anew."""
        with self._lock:
            self._places.pop(asked, None)

    def _begin(self, asked: AskedFor, place: _Place) -> None:
        place.is_planning = True
        place.ready.clear()
        threading.Thread(target=self._plan, args=(asked, place), name="queue", daemon=True).start()

    def _plan(self, asked: AskedFor, place: _Place) -> None:
        try:
            with self._turn, within(Scope.of(asked.actor)):
                place.kept = _planned(self._house, asked)
        except Exception as error:  # noqa: BLE001 - the top of a thread: whoever waits is told
            place.failed = error
            if not isinstance(error, MatcherError):
                where = "".join(traceback.format_tb(error.__traceback__))
                log.error("queue fault", extra={"error": type(error).__name__, "place": where})
        finally:
            place.is_planning = False
            place.ready.set()


def _planned(house: House, asked: AskedFor) -> Kept:
    at = house.moment()
    planner = house if asked.channel is None else by_one_channel(house, asked.channel)
    found = plan_outreach(planner, actor=asked.actor, district=asked.area, caseworker=asked.caseworker, limit=HEAD)
    told = {
        language: tuple(from_planned(one, None, language=language, say=translation(language)) for one in found)
        for language in LANGUAGES
    }
    return Kept(told, at, is_cut=len(found) == HEAD)
