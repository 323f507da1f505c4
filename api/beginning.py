"""The beginning of an installation, or of its next version: the key file and the database's tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from api.backing_up import name_before, write_backup
from api.keys import has_key_in_settings, read_key
from api.settings import Settings
from data import log, migrations
from data.store import Database, Noun, check_key, count_without_parts, fill_parts
from data.vault import Vault, make_key
from matcher.records import Actor

Progress = Callable[[int, int], None]  # values done, values in all


@dataclass(frozen=True, slots=True)
class Made:
    """What was made anew; False = it was there and was kept."""

    source: Path | str  # the key file, or the name of the setting that holds the key
    key: bool
    tables: bool
    database: str  # its URL, without a password
    unreadable: tuple[tuple[Noun, str], ...] = ()  # records with personal values that cannot be decrypted
    backup: Path | None = None  # of the database as it was, where its tables were of an older version


def back_up_first(settings: Settings, database: Database) -> Path | None:
    """
    Make a backup of a database of an older version, before its tables are changed.

    Raises:
        NotReady: it cannot be made; the tables are to stay as they are then.
    """
    return write_backup(name_before(migrations.HEAD, settings), settings=settings, database=database).file


def without_backup(settings: Settings, database: Database) -> Path | None:
    """Change the tables of an older version at somebody's own risk."""
    return None


def begin(
    settings: Settings,
    *,
    before_upgrade: Callable[[Settings, Database], Path | None] = back_up_first,
    on_progress: Progress | None = None,
) -> Made:
    """
    Make what is missing of an installation: key file, database, tables, and what people of an older one are found by.

    Args:
        settings: of the house.
        before_upgrade: what is done with a database of an older version first.
        on_progress: told of people who are made findable.

    Raises:
        NotReady: the database cannot be reached, holds data under another key, or no backup of an older version can be
            made; nothing is made then.
    """
    database = Database(settings.database)
    in_settings = has_key_in_settings(settings)
    if not in_settings:
        database.refuse_lost_key(settings.key_path)
    settings.var.mkdir(parents=True, exist_ok=True)
    new_key = not in_settings and not settings.key_path.exists()
    if new_key:
        make_key(settings.key_path)
    vault = Vault(read_key(settings))
    try:
        is_older = database.revision() not in (None, migrations.HEAD)
        backup = before_upgrade(settings, database) if is_older else None
        new_tables = database.migrate()
        with database.begin() as session:
            check_key(session, vault)
        database.seal = vault.seal
        seal_log(database)
        unreadable = make_findable(database, vault, on_progress)
    finally:
        database.close()
    return Made(vault.source, new_key, new_tables, database.shown, unreadable, backup)


def seal_log(database: Database) -> None:
    """Seal the log of an older version, with a line that says over how many entries."""
    with database.begin() as session:
        n = None if database.seal is None else log.seal_head(session, seal=database.seal)
        if n:
            log.record(
                session,
                actor=Actor("init", "admin"),
                action="seal",
                noun="log",
                id=None,
                details={"n": n},
                at=datetime.now(UTC),
            )


def make_findable(
    database: Database, vault: Vault, on_progress: Progress | None = None
) -> tuple[tuple[Noun, str], ...]:
    """Work through the people of an older version, one transaction after the other; a killed run goes on from there."""
    with database.read() as session:
        total = count_without_parts(session)
    done, unreadable = 0, list[tuple[Noun, str]]()
    while done < total:
        with database.begin() as session:
            filled = fill_parts(session, vault=vault)
        if not filled.n:
            break  # deleted meanwhile, or another process was faster
        done += filled.n
        unreadable.extend(filled.unreadable)
        if on_progress is not None:
            on_progress(done, total)
    return tuple(unreadable)
