"""Ctrl-C amid a command: it is never lost, never shown as a fault of the program, and said in one line."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING, NoReturn

from api.cli.terminal import Stopped
from api.language import Translate
from matcher.errors import Phrase

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

SECONDS_UNTIL_AGAIN = 0.05  # by then a destructor is over

ASKED = Event()


@contextmanager
def stoppable() -> Iterator[None]:
    """
    Let Ctrl-C raise Stopped in the block, and nothing after it: the exit status shall say what was said.

    Where nobody can catch it (in a destructor, in the callback of a weak reference) Python would print it and go on;
    it is raised again then, a moment later. A library that logs what passes through it logs no stop.
    """
    ASKED.clear()
    hook, again = sys.unraisablehook, signal.getsignal(signal.SIGALRM)
    sys.unraisablehook = lambda fault: _stop_later() if _is_stop(fault) else hook(fault)
    signal.signal(signal.SIGALRM, lambda *_: signal.raise_signal(signal.SIGINT))  # whoever defers stops defers it too
    if logging.lastResort is not None:
        logging.lastResort.addFilter(_is_no_stop)
    try:
        signal.signal(signal.SIGINT, _stop)
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, again)
        sys.unraisablehook = hook


def tell_stopped(say: Translate) -> NoReturn:
    """Say that the command was stopped, and exit; a second Ctrl-C meanwhile says no more than the first."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    told = Phrase("stopped; nothing that was stored is lost, run the same command again")
    print(f"matcher: {told.told(say)}", file=sys.stderr)
    sys.exit(1)


def _stop(*_: object) -> None:
    ASKED.set()
    raise Stopped


def _stop_later() -> None:
    signal.setitimer(signal.ITIMER_REAL, SECONDS_UNTIL_AGAIN)


def _is_stop(fault: UnraisableHookArgs) -> bool:
    return issubclass(fault.exc_type, Stopped)


def _is_no_stop(record: logging.LogRecord) -> bool:
    return not (record.exc_info and isinstance(record.exc_info[1], Stopped))
