"""Restoring a backup: everything that the database holds is replaced in one transaction, or nothing is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from api.backing_up import Backup, Progress, check_backup, header_of, name_before, write_backup
from api.beginning import make_findable, seal_log
from api.forgetting import apply_forgettings
from api.house import House, now
from api.keys import has_key_in_settings, read_key
from api.settings import Settings
from api.stated import FOLDER, lay_down
from data import log, migrations
from data.backup import Begun, Content, Shape, StatedFile, clear, holds_records, load, renew_id
from data.store import (
    Database,
    add_master,
    check_key,
    drop_other_masters,
    iter_keys,
    refuse_other_key,
    revoke_all_tokens,
)
from data.vault import Master, Vault, read_master
from matcher.errors import Conflict, NotReady
from matcher.records import Actor


@dataclass(frozen=True, slots=True)
class Restored:
    """
    What a restore came to.

    Attributes:
        backup: what was restored.
        before: the backup of what was there before; None = nothing was.
        settings: the folder of the files that settings named on the day of the backup; None = there were none.
        n_forgotten: people who were forgotten since, and are so again.
        knows_forgettings: whether the file that tells of them is there.
        n_keys: keys of programs that were good on the day of the backup, and are worth nothing now.
    """

    backup: Backup
    before: Path | None
    settings: Path | None
    n_forgotten: int
    knows_forgettings: bool
    n_keys: int


@dataclass(slots=True)
class _Filling:
    """Puts what a backup holds into the tables that it makes within one transaction."""

    connection: Connection
    shapes: tuple[Shape, ...] = ()
    files: list[StatedFile] = field(default_factory=list)

    def begin(self, begun: Begun) -> None:
        self.shapes = begun.shapes
        clear(self.connection, to=begun.revision)

    def content(self) -> Content:
        return Content(self.begin, lambda shape, rows: load(self.connection, shape, rows), self.files.append)


def restore(
    file: Path,
    *,
    settings: Settings,
    actor: Actor,
    replace: bool = False,
    old_key: Path | None = None,
    on_progress: Progress | None = None,
) -> Restored:
    """
    Put a backup in the place of what the database holds.

    Killed at any moment, it leaves the database as it was or as it was to be.

    Args:
        file: the backup, of either kind of database and of this version or an older one.
        settings: of the house.
        actor: who does so; it stands in the log of what was restored.
        replace: whether records that are there may go; a backup of them is made first.
        old_key: the master key of the day of the backup, where it was rotated since; the present one takes its place.
        on_progress: told of rows.

    Raises:
        BadInput: the backup is damaged, or newer than this program.
        Conflict: the database holds records, and *replace* is not said.
        NotReady: another key, a service at work, or a database that cannot be reached.
    """
    house_key = _house_key(file, settings)
    opener = read_master(old_key) if old_key is not None else house_key
    whole = check_backup(file, master=opener)  # before anything is touched
    knows_forgettings = settings.forgotten_path.exists()
    database = Database(settings.database)
    try:
        with database.alone():
            with database.replacing() as connection:
                before = _before(connection, settings, database, replace=replace)
                filling = _Filling(connection)
                step = _counting(on_progress, whole.counts.n_rows)
                check_backup(file, master=opener, content=filling.content(), on_rows=step)
                n_keys = _finish(connection, filling, opener, house_key, whole, actor)
            vault = _vault_of(database, house_key)
            database.seal = vault.seal
            seal_log(database)  # where the backup is of a version without a seal
            make_findable(database, vault)
            if before is not None:
                database.scrub()  # what was replaced must not linger in free pages
            n_forgotten = _forget_again(settings)
    finally:
        database.close()
    laid_down = _lay_down(filling.files, settings, whole.made_at)
    return Restored(whole, before, laid_down, n_forgotten, knows_forgettings, n_keys)


def _house_key(file: Path, settings: Settings) -> Master:
    if not has_key_in_settings(settings) and not settings.key_path.exists():
        raise NotReady(
            "{key}: there is no key file; put the master key {needed} here from where you keep it, for {file} opens "
            "with that one",
            key=settings.key_path,
            needed=header_of(file).shown,
            file=file,
        )
    return read_key(settings)


def _before(connection: Connection, settings: Settings, database: Database, *, replace: bool) -> Path | None:
    """Make a backup of what is there, where there is something; nobody writes any more."""
    if not holds_records(connection):
        return None
    if not replace:
        raise Conflict(
            "{url}: the database holds records; --force replaces them, after a backup of them", url=database.shown
        )
    return write_backup(name_before("restore", settings), settings=settings, database=database).file


def _finish(
    connection: Connection, filling: _Filling, opener: Master, house_key: Master, whole: Backup, actor: Actor
) -> int:
    """
    Bring what was loaded to this version, under the house's key, with an id and a line in the log of its own.

    Returns:
        How many keys of programs were good and are revoked, with all log-ins.
    """
    renew_id(connection, filling.shapes)
    migrations.upgrade(connection)
    with Session(connection, expire_on_commit=False, autoflush=False) as session:
        if opener.check != house_key.check:
            _take_over(session, opener, house_key, actor)
        vault = Vault(house_key)
        check_key(session, vault)
        n_keys = sum(one.revoked_at is None and now() < one.expires_at for one in iter_keys(session))
        revoke_all_tokens(session, at=now())
        details = {
            "rows": whole.counts.n_rows,
            "made_at": whole.made_at.isoformat(),
            "digest": whole.counts.digest,
            "revision": whole.revision,
            "keys": n_keys,
        }
        log.record(session, actor=actor, action="restore", noun="database", id=None, details=details, at=now())
        session.info["seal"] = vault.seal
        log.write(session)
        session.commit()  # of the session: the transaction is the connection's
    return n_keys


def _vault_of(database: Database, house_key: Master) -> Vault:
    """Give the vault with the keys of this database, which seal its log; a new vault has none of them yet."""
    vault = Vault(house_key)
    with database.read() as session:
        refuse_other_key(session, vault)
    return vault


def _take_over(session: Session, opener: Master, house_key: Master, actor: Actor) -> None:
    """Wrap the keys of the backup under the house's master, so that the old one opens the database no more."""
    try:
        add_master(session, house_key, vault=Vault(opener), at=now())
    except Conflict:
        raise NotReady(
            "{key}: what is in this backup opens with this key only; set MATCHER_KEY_FILE to it, restore, then run "
            "'matcher vault rotate' and 'matcher vault rotate --master'",
            key=opener.source,
        ) from None
    drop_other_masters(session, vault=Vault(house_key), actor=actor, at=now())


def _forget_again(settings: Settings) -> int:
    """Forget again whoever was forgotten since the backup, as the file beside the database says."""
    house = House.open(settings)
    try:
        return apply_forgettings(house)
    finally:
        house.close()


def _lay_down(files: list[StatedFile], settings: Settings, made_at: datetime) -> Path | None:
    folder = settings.var / "restored" / f"{made_at:%Y%m%dT%H%M%SZ}" / FOLDER
    for file in files:
        lay_down(file, folder)
    return folder if files else None


def _counting(on_progress: Progress | None, total: int) -> Callable[[int], None]:
    done = 0

    def add(n: int) -> None:
        nonlocal done
        done += n
        if on_progress is not None:
            on_progress(done, total)

    return add
