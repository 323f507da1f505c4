"""Whether everything is well in a running house: each thing that is looked at, what was found, and what to do."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.metadata import version

from sqlalchemy.engine import make_url

from api.house import House
from api.verifying import last_verification
from api.watch import IndexWatch
from data.log.listing import Wanted, page
from data.store import count_jobs, count_users, iter_keys, latest_sequence
from matcher.errors import Phrase
from matcher.records import Role

BACKUP_EVERY = timedelta(days=2)
WORK_EVERY = timedelta(days=35)  # links and the watch for fraud: once a month
VERIFIED_EVERY = timedelta(days=35)
KEY_ENDS_SOON = timedelta(days=30)
LITTLE_DISK, SCARCE_DISK = 5_000_000_000, 1_000_000_000  # bytes free
LOOKED_AT = ("jianxi-matcher", "fastapi", "uvicorn", "sqlalchemy", "openvino", "torch", "faiss-cpu", "cryptography")


class State(StrEnum):
    """How something stands."""

    WELL = "well"
    LOOK = "look"  # somebody should look at it, not in a hurry
    BAD = "bad"  # something does not work


@dataclass(frozen=True, slots=True)
class Check:
    """
    One thing that was looked at.

    Attributes:
        at: the moment that is told, of what happens now and then; None = it never did, or it is no such thing.
        to_do: what to do about it; None = nothing.
    """

    name: Phrase
    state: State
    found: Phrase
    to_do: Phrase | None = None
    at: datetime | None = None
    page: str | None = None  # where it is done, in the console


def checks_of(house: House, watch: IndexWatch) -> tuple[Check, ...]:
    """Look at everything that an administrator is asked about; no secret and nobody's data is among it."""
    return (
        _index(house, watch),
        *_makers(house),
        _rules(house),
        _database(house),
        _disk(house),
        _jobs(house),
        _backup(house),
        _log(house),
        _linked(house),
        _watched(house),
        _administrators(house),
        _keys(house),
    )


def releases() -> list[tuple[str, str]]:
    """Name the release of this program, of what it stands on, and the machine."""
    found = [(name, version(name)) for name in LOOKED_AT]
    return [*found, ("Python", platform.python_version()), (platform.system(), platform.release())]


def _index(house: House, watch: IndexWatch) -> Check:
    name = Phrase("Index of posts and people")
    follower = house.follower
    if watch.problem is not None:
        to_do = Phrase("Restart the service; if it says the same again, run `matcher index` and call support.")
        return Check(name, State.BAD, Phrase.of("not in step: {why}", why=watch.problem), to_do)
    if not follower.is_loaded or not watch.loaded:
        to_do = Phrase("Wait a minute and look again; until then nothing is ranked.")
        return Check(name, State.LOOK, Phrase("loading"), to_do)
    with house.database.read() as session:
        behind = latest_sequence(session) - follower.sequence
    n_posts, n_candidates = follower.matcher.n_posts, follower.matcher.n_candidates
    if behind or follower.n_pending:
        found = Phrase.of(
            "{behind:,} changes behind, {pending:,} texts to be encoded", behind=behind, pending=follower.n_pending
        )
        return Check(name, State.LOOK, found, Phrase("Nothing, it follows by itself; after a large import in minutes."))
    return Check(name, State.WELL, Phrase.of("in step: {posts:,} posts, {n:,} people", posts=n_posts, n=n_candidates))


def _makers(house: House) -> Iterator[Check]:
    follower = house.follower
    if follower.is_loaded:
        yield Check(Phrase("Encoder"), State.WELL, Phrase.of("{id}", id=follower.keeper.encoder.id))
    else:
        yield Check(Phrase("Encoder"), State.LOOK, Phrase("loading"))
    yield Check(Phrase("Weights of the ranking"), State.WELL, Phrase.of("{id}", id=follower.ranker_id))


def _rules(house: House) -> Check:
    edition = house.rulebook.on(house.today())
    found = Phrase.of("{id}, since {day}", id=edition.id, day=edition.valid.since.isoformat())
    return Check(Phrase("Edition of the rules"), State.WELL, found)


def _database(house: House) -> Check:
    url, name = make_url(house.settings.database), Phrase("Database")
    if url.get_backend_name() == "sqlite" and url.database:
        n_bytes = (house.settings.var / "matcher.db").stat().st_size if house.settings.database_url is None else 0
        found = Phrase.of("SQLite, {mb:,.0f} MB", mb=n_bytes / 1e6) if n_bytes else Phrase("SQLite")
        return Check(name, State.WELL, found)
    return Check(name, State.WELL, Phrase.of("{kind} on {host}", kind="PostgreSQL", host=url.host or "–"))


def _disk(house: House) -> Check:
    free = shutil.disk_usage(house.settings.var).free
    state = State.BAD if free < SCARCE_DISK else State.LOOK if free < LITTLE_DISK else State.WELL
    to_do = Phrase("Make room: move older backups elsewhere, and uploads that are no longer needed.")
    found = Phrase.of("{gb:,.1f} GB free", gb=free / 1e9)
    return Check(Phrase("Disk"), state, found, None if state is State.WELL else to_do)


def _jobs(house: House) -> Check:
    with house.database.read() as session:
        n = count_jobs(session)
    found = Phrase.of(
        "{queued:,} waiting, {running:,} running, {failed:,} failed",
        queued=n["queued"],
        running=n["running"],
        failed=n["failed"],
    )
    if n["failed"]:
        return Check(
            Phrase("Jobs"),
            State.LOOK,
            found,
            Phrase("Open the failed ones under “Jobs”: each says why, and what to do."),
            page="/jobs",
        )
    return Check(Phrase("Jobs"), State.WELL, found)


def _backup(house: House) -> Check:
    at = _last(house, "backup", "database")
    to_do = Phrase("Run `matcher backup --into FOLDER` each night; the manual says how.")
    return _dated(house, Phrase("Last backup"), at, within=BACKUP_EVERY, otherwise=State.BAD, to_do=to_do)


def _linked(house: House) -> Check:
    to_do = Phrase("Run the comparison with the registries once a month, after new extracts.")
    name = Phrase("Last comparison with the registries")
    return _dated(house, name, _last(house, "link", "link"), within=WORK_EVERY, otherwise=State.LOOK, to_do=to_do)


def _watched(house: House) -> Check:
    to_do = Phrase("Run the watch over claims once a month, before subsidies are paid.")
    name = Phrase("Last watch for fraud")
    return _dated(house, name, _last(house, "watch", "finding"), within=WORK_EVERY, otherwise=State.LOOK, to_do=to_do)


def _log(house: House) -> Check:
    last, name = last_verification(house), Phrase("Log looked through")
    if last is not None and last.ok is False:
        found = Phrase.of("NOT whole: {n:,} things are wrong", n=last.n_faults)
        to_do = Phrase(
            "Change nothing, keep a copy of the database, and tell the auditor; the page of the log says more."
        )
        return Check(name, State.BAD, found, to_do, last.ended_at)
    to_do = Phrase("Look through the whole log once a month: Log, “Is the log whole?”.")
    at = last.ended_at if last is not None and last.ok else None
    return _dated(house, name, at, within=VERIFIED_EVERY, otherwise=State.LOOK, to_do=to_do)


def _administrators(house: House) -> Check:
    with house.database.read() as session:
        n = count_users(session, role=Role.ADMIN)
    to_do = Phrase("Add a second one: who alone has the key stands before the door when the password is lost.")
    state = State.WELL if n > 1 else State.LOOK
    return Check(
        Phrase("Administrators who may log in"), state, Phrase.of("{n:,}", n=n), None if state is State.WELL else to_do
    )


def _keys(house: House) -> Check:
    at = house.clock()
    with house.database.read() as session:
        lasting = [one for one in iter_keys(session) if one.revoked_at is None and one.expires_at > at]
    soon = [one for one in lasting if one.expires_at - at < KEY_ENDS_SOON]
    found = Phrase.of("{n:,} good, {soon:,} of them end within 30 days", n=len(lasting), soon=len(soon))
    to_do = Phrase("Exchange the keys that end soon, under “Keys of programs”.")
    return Check(Phrase("Keys of programs"), State.LOOK if soon else State.WELL, found, to_do if soon else None)


def _last(house: House, action: str, noun: str) -> datetime | None:
    with house.database.read() as session:
        found = page(session, Wanted(action=action, noun=noun), limit=1)
    return found[0].at if found else None


def _dated(
    house: House, name: Phrase, at: datetime | None, *, within: timedelta, otherwise: State, to_do: Phrase
) -> Check:
    if at is None:
        return Check(name, otherwise, Phrase("never"), to_do)
    days = (house.clock() - at).days
    found = Phrase("today") if days <= 0 else Phrase.of("{n:,} days ago", n=days)
    is_late = house.clock() - at > within
    return Check(name, otherwise if is_late else State.WELL, found, to_do if is_late else None, at)
