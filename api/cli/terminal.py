"""The terminal of one command: its settings, its words, its progress and its output."""

from __future__ import annotations

import getpass
import json
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import metadata
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.language import Translate, translation
from api.settings import Settings, read_settings
from matcher.errors import MatcherError
from matcher.records import Actor

if TYPE_CHECKING:  # opening a house loads numpy and faiss: not before a command needs them
    from api.house import House

Report = Callable[[int, int], None]  # done, in all

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
AsOf = Annotated[datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="The day; today.")]
AtRequest = Annotated[
    bool, typer.Option("--at-request", help="The person, who refused automatic matching, asks for it now: logged.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace the file of --out.")]
Named = Annotated[
    str | None, typer.Option(metavar="TEXT", help="What the names are needed for: it is logged. Masked without.")
]

SECONDS_BETWEEN_LINES = 10.0
SECONDS_BEFORE_A_WORD = 2.0  # what is shorter needs no line


class Stopped(BaseException):
    """Say that the person at the terminal stopped the command: no library shall take it for a failure of its own."""


@dataclass(frozen=True, slots=True)
class Terminal:
    """What every command needs: the settings and the words."""

    settings: Settings
    say: Translate

    @contextmanager
    def house(self) -> Iterator[House]:
        """Open the house for one command."""
        from api.house import House

        with at_the_machine():
            house = House.open(self.settings)
            try:
                yield house
            finally:
                house.close()

    def print(self, *lines: str) -> None:
        """Print lines."""
        for line in lines:
            print(line)

    def print_json(self, value: Any) -> None:
        """Print one JSON value; paths and dates become strings."""
        print(json.dumps(value, ensure_ascii=False, default=str))

    def print_problem(self, error: MatcherError) -> None:
        """Say what went wrong with one of several things, in one line, and go on."""
        print(f"matcher: {error.told(self.say)}", file=sys.stderr)

    @contextmanager
    def progress(self, title: str) -> Iterator[Report]:
        """Show how far something is: a bar with the time left on a terminal, a line now and then elsewhere."""
        if not sys.stderr.isatty():
            with _waiting(title) as end_of_wait:
                yield _lines(title, end_of_wait)
            return
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task(title, total=None)
            yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def at_the_machine() -> Iterator[None]:
    """Let lines of the log say that what is done in the block was done by a command."""
    from data.log import ORIGIN

    before = ORIGIN.set("cli")
    try:
        yield
    finally:
        ORIGIN.reset(before)


@contextmanager
def _waiting(title: str) -> Iterator[threading.Event]:
    """Say a line at the start of what takes long, and one now and then, until the event that is given is set."""
    over = threading.Event()

    def tell() -> None:
        began = time.monotonic()
        if not over.wait(SECONDS_BEFORE_A_WORD):
            print(f"{title} …", file=sys.stderr, flush=True)
        while not over.wait(SECONDS_BETWEEN_LINES):
            print(f"{title} … {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)

    threading.Thread(target=tell, daemon=True).start()
    try:
        yield over
    finally:
        over.set()


@contextmanager
def stop_deferred() -> Iterator[Callable[[], None]]:
    """Give what to call where a stop shall wait until the end of the block: what is stored is to be said first."""
    handler, stops = signal.getsignal(signal.SIGINT), list[tuple[Any, ...]]()

    def defer() -> None:
        signal.signal(signal.SIGINT, lambda *given: stops.append(given))

    try:
        yield defer
    finally:
        signal.signal(signal.SIGINT, handler)
    if stops and callable(handler):
        handler(*stops[0])


def _lines(title: str, end_of_wait: threading.Event) -> Report:
    said_at = time.monotonic()

    def report(done: int, total: int) -> None:
        nonlocal said_at
        end_of_wait.set()
        if time.monotonic() - said_at >= SECONDS_BETWEEN_LINES:
            said_at = time.monotonic()
            print(f"{title}: {done:,} / {total:,}", file=sys.stderr, flush=True)

    return report


def moment(at: datetime) -> str:
    """Write a moment in the machine's time, with how far that is from UTC."""
    return at.astimezone().isoformat(sep=" ", timespec="minutes")


def actor() -> Actor:
    """Name the person at the machine: the operating system's user, who has database and key in hand."""
    return Actor(id=getpass.getuser(), role="admin")


def _say_version(asked: bool) -> None:
    if asked:
        print(f"jianxi-matcher {metadata.version('jianxi-matcher')}")
        raise typer.Exit


def open_terminal(
    context: typer.Context,
    language: Annotated[Literal["zh", "en"] | None, typer.Option(help="MATCHER_LANGUAGE by default.")] = None,
    version: Annotated[
        bool, typer.Option("--version", help="Say which version this is.", callback=_say_version, is_eager=True)
    ] = False,
) -> None:
    """Match posts and candidates for a public employment service."""
    settings = read_settings()
    if language is not None:
        settings = settings.model_copy(update={"language": language})
    context.obj = Terminal(settings, translation(settings.language))
