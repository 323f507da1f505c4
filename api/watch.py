"""The thread that keeps the index in step while the service runs, so that a request finds little left to do."""

from __future__ import annotations

import logging
import threading
import traceback
from collections.abc import Callable
from contextlib import suppress

from api.indexing import IndexFollower
from matcher.errors import MatcherError, NotReady, Phrase

log = logging.getLogger(__name__)

EVERY_S = 2.0
STOP_S = 5.0


class IndexWatch:
    """Load the index at once, then look for changes again and again."""

    def __init__(
        self, follower: IndexFollower, *, every_s: float = EVERY_S, also: Callable[[], object] = lambda: None
    ) -> None:
        """Watch over an index; *also* is what else is to be done each time, and may fail for want of the database."""
        self._follower = follower
        self._also = also
        self._every_s = every_s
        self.loaded = False
        self.problem: Phrase | None = None  # why the index is not in step, for people
        self.when_loaded: Callable[[], object] = lambda: None  # called once, by the thread that looks
        self._stopping = threading.Event()
        # a daemon: encoding is in no state that a stop could harm, each chunk is committed by itself
        self._thread = threading.Thread(target=self._run, name="index-watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """Look no more; wait a little for what is under way."""
        self._stopping.set()
        self._thread.join(STOP_S)

    def _run(self) -> None:
        is_told = False
        while not self._stopping.is_set():
            self._look()
            if self.loaded and not is_told:
                self.when_loaded()
                is_told = True
            with suppress(NotReady):  # the next time, then
                self._also()
            self._stopping.wait(self._every_s)

    def _look(self) -> None:
        try:
            self._follower.catch_up()
            self.loaded = self._follower.complete
            self._follower.follow_flags()
            if self._follower.n_pending:
                self._follower.work_off()
                self.loaded = True
            self.problem = None
        except MatcherError as error:
            self._tell(error.phrase, error)
        except Exception as error:  # noqa: BLE001 - the top of a thread: it must look again, whatever went wrong
            self._tell(
                Phrase.of("a fault of this program ({kind}); its log tells where", kind=type(error).__name__), error
            )

    def _tell(self, why: Phrase, error: Exception) -> None:
        if str(why) != str(self.problem):  # once, not at every look
            place = "".join(traceback.format_tb(error.__traceback__))
            log.error("index not in step", extra={"error": type(error).__name__, "place": place})
        self.problem = why
