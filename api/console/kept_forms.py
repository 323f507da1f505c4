"""Forms in the middle of their work, kept for minutes by this process: a page leads on, and nothing typed is lost."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Any

from starlette.requests import Request

from api.console.visitors import Visitor

FRESH = timedelta(minutes=15)  # a long call
MOST_KEPT = 500  # of all visitors; the oldest go first


@dataclass(frozen=True, slots=True)
class Kept:
    """What was typed, about what, and when."""

    about: str
    form: Any
    at: datetime


class KeptForms:
    """
    Keep what was typed while a page leads on to itself, so that the browser has nothing to send again.

    The address holds a word that says nothing; what it stands for is given to the same session alone, about the same
    thing, for a quarter of an hour. Nothing is written to a disk.
    """

    def __init__(self) -> None:
        """Keep nothing yet."""
        self._lock = threading.Lock()
        self._kept: OrderedDict[tuple[str, str], Kept] = OrderedDict()  # by session and word

    def keep(self, form: Any, visitor: Visitor, *, about: str, at: datetime, word: str = "") -> str:
        """Keep a form, and give the word for its address: one that the form brought along, else a new one."""
        word = word or token_urlsafe(12)
        with self._lock:
            self._kept[visitor.access.token.family, word] = Kept(about, form, at)
            while len(self._kept) > MOST_KEPT:
                self._kept.popitem(last=False)
        return word

    def get(
        self, word: str, visitor: Visitor, *, about: str, at: datetime, within: timedelta | None = None
    ) -> Any | None:
        """Give what a word stands for; None = nothing, another's, about something else, or older than *within*."""
        with self._lock:
            kept = self._kept.get((visitor.access.token.family, word))
        if kept is None or kept.about != about:
            return None
        return kept.form if at - kept.at < (FRESH if within is None else within) else None

    def last(self, visitor: Visitor, *, about: str) -> str | None:
        """Give the word of what a session kept last about something; None = nothing."""
        own = visitor.access.token.family
        with self._lock:
            kept = reversed(self._kept.items())
            return next((word for (family, word), one in kept if (family, one.about) == (own, about)), None)


def forms_of(request: Request) -> KeptForms:
    """Give the forms that this process keeps; they begin with the first who asks."""
    state = request.app.state
    if not hasattr(state, "forms"):
        state.forms = KeptForms()
    forms: KeptForms = state.forms
    return forms
