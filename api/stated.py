"""The files and values that settings state: what a backup takes along, and where a restore lays it down."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from api.settings import Settings
from data.backup import StatedFile
from matcher.errors import BadInput, why_refused

FOLDER = "settings"  # in a backup, and under var/ after a restore
ENDINGS = (".toml", ".jinja")
NOT_TAKEN = frozenset({"var", "database_url", "key_file", "key", "models", "webhook_secret"})
"""Settings that hold a secret, or say something of one machine only."""


def stated_files(settings: Settings) -> Iterator[StatedFile]:
    """
    Give the files that settings name, and the settings that were set, without a secret.

    Raises:
        BadInput: a file cannot be read.
    """
    rules = Path(settings.rules)  # or the id of a bundled edition, which every installation has
    places = {
        "rules": rules if rules.exists() else None,
        "messages": settings.messages,
        "outreach": settings.outreach,
        "push": settings.push,
    }
    for name, place in places.items():
        if place is not None:
            yield from (StatedFile(f"{name}/{file.name}", _content(file)) for file in _files_of(place))
    lines = [
        f"MATCHER_{name.upper()}={getattr(settings, name)}\n"
        for name in sorted(settings.model_fields_set - NOT_TAKEN)
        if getattr(settings, name) is not None
    ]
    yield StatedFile("settings.env", "".join(lines).encode())


def _files_of(place: Path) -> list[Path]:
    if not place.is_dir():
        return [place]
    return sorted(file for file in place.iterdir() if file.suffix in ENDINGS and file.is_file())


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadInput("{file}: {why}", file=file, why=why_refused(error)) from None


def lay_down(file: StatedFile, folder: Path) -> None:
    """Write one of the files under *folder*: what is in use now stays as it is, for a person to compare."""
    path = folder / file.name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.content)
