"""The commands that keep a house's data safe: backup, and restore."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.cli.terminal import AsJson, Terminal, actor, at_the_machine, moment
from matcher.errors import BadInput

if TYPE_CHECKING:
    from api.backing_up import Backup

TheFile = Annotated[Path | None, typer.Argument(metavar="FILE", help="The backup.", show_default=False)]
OldKey = Annotated[
    Path | None,
    typer.Option(
        "--old-key", metavar="KEYFILE", help="The master key of the day of the backup, where it was rotated since."
    ),
]


def backup(
    context: typer.Context,
    file: TheFile = None,
    into: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write the next one of a folder, named by its moment.")
    ] = None,
    keep: Annotated[
        int | None, typer.Option(min=1, help="With --into: keep the N newest of the folder, remove the others.")
    ] = None,
    verify: Annotated[bool, typer.Option("--verify", help="Read the backup FILE whole, and write none.")] = False,
    old_key: OldKey = None,
    as_json: AsJson = False,
) -> None:
    """Write an encrypted backup beside the running service, and read it back whole."""
    if (file is None) == (into is None):
        raise typer.BadParameter("name a FILE, or a folder with --into")
    if verify and into is not None:
        raise typer.BadParameter("--verify goes with a FILE")
    if old_key is not None and not verify:
        raise typer.BadParameter("--old-key goes with --verify")
    if keep is not None and into is None:
        raise typer.BadParameter("--keep goes with --into")
    terminal: Terminal = context.obj
    _refuse_missing(old_key)
    if file is not None and verify:
        _verify(terminal, file, old_key, as_json=as_json)
    elif file is not None:
        _write(terminal, file, as_json=as_json)
    elif into is not None:
        _write_into(terminal, into, keep, as_json=as_json)


def _refuse_missing(old_key: Path | None) -> None:
    if old_key is not None and not old_key.exists():  # to make a key, as is said of the house's own, would not help
        raise BadInput("{file}: there is no such file", file=old_key)


def _write(terminal: Terminal, file: Path, *, as_json: bool) -> None:
    from api.backing_up import back_up

    with at_the_machine(), terminal.progress(terminal.say("Backing up")) as report:
        done = back_up(file, settings=terminal.settings, actor=actor(), on_progress=report)
    _tell(terminal, done, [], as_json=as_json)


def _write_into(terminal: Terminal, folder: Path, keep: int | None, *, as_json: bool) -> None:
    from api.backing_up import back_up_into

    with at_the_machine(), terminal.progress(terminal.say("Backing up")) as report:
        done, removed = back_up_into(folder, keep=keep, settings=terminal.settings, actor=actor(), on_progress=report)
    _tell(terminal, done, removed, as_json=as_json)


def _verify(terminal: Terminal, file: Path, old_key: Path | None, *, as_json: bool) -> None:
    from api.backing_up import check_backup
    from api.keys import read_key
    from data.vault import read_master

    master = read_master(old_key) if old_key is not None else read_key(terminal.settings)
    with terminal.progress(terminal.say("Reading the backup")):
        found = check_backup(file, master=master)
    _tell(terminal, found, [], as_json=as_json)


def _tell(terminal: Terminal, done: Backup, removed: list[Path], *, as_json: bool) -> None:
    if as_json:
        return terminal.print_json(_as_json(done) | {"removed": removed})
    _ = terminal.say
    said = _("Backup {file}: {rows:,} rows, {size:.1f} MB, read back whole")
    made = _("Made {at}, version {revision}; opens with the master key {master}")
    terminal.print(
        said.format(file=done.file, rows=done.counts.n_rows, size=done.n_bytes / 1e6),
        made.format(at=moment(done.made_at), revision=done.revision, master=done.master),
    )
    if removed:
        terminal.print(_("Removed {n:,} older backups").format(n=len(removed)))
    return None


def _as_json(done: Backup) -> dict[str, Any]:
    return {
        "file": done.file,
        "made_at": done.made_at.isoformat(),
        "revision": done.revision,
        "master": done.master,
        "bytes": done.n_bytes,
        "rows": done.counts.n_rows,
        "tables": dict(done.counts.rows),
        "digest": done.counts.digest,
    }


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The backup.", show_default=False)],
    force: Annotated[
        bool, typer.Option("--force", help="Replace the records that are there, after a backup of them.")
    ] = False,
    old_key: OldKey = None,
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of what the database holds; no service may be at work on it."""
    from api.restoring import restore as run

    terminal: Terminal = context.obj
    _ = terminal.say
    _refuse_missing(old_key)
    with at_the_machine(), terminal.progress(_("Restoring")) as report:
        done = run(file, settings=terminal.settings, actor=actor(), replace=force, old_key=old_key, on_progress=report)
    if as_json:
        more = {
            "before": done.before,
            "settings": done.settings,
            "forgotten": done.n_forgotten,
            "keys_revoked": done.n_keys,
        }
        return terminal.print_json(_as_json(done.backup) | more)
    said = _("Restored as of {at}: {rows:,} rows")
    terminal.print(said.format(at=moment(done.backup.made_at), rows=done.backup.counts.n_rows))
    if done.before is not None:
        terminal.print(_("What was there before is in {file}").format(file=done.before))
    if done.settings is not None:
        terminal.print(_("Settings of that day, to compare with yours: {folder}").format(folder=done.settings))
    if done.n_keys:
        text = _(
            "{n:,} keys of programs are worth nothing now, for some may have been revoked since: give each program a "
            "new one, `matcher key add`."
        )
        terminal.print(text.format(n=done.n_keys))
    if not done.knows_forgettings:
        text = _(
            "There is no {file}: if anybody was forgotten since, the person is back. Put it there, then `matcher init`."
        )
        terminal.print(text.format(file=terminal.settings.forgotten_path))
    terminal.print(_("Run `matcher index` before the service starts, so that lists are whole at once."))
    return None
