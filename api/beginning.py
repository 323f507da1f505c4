"""The beginning of an installation: the key file and the database's tables."""

from __future__ import annotations

from dataclasses import dataclass

from api.settings import Settings
from data.store import Database, check_key
from data.vault import Vault, make_key


@dataclass(frozen=True, slots=True)
class Made:
    """What was made anew; False = it was there and was kept."""

    key: bool
    database: str  # its URL, without a password


def begin(settings: Settings) -> Made:
    """
    Make what is missing of an installation: key file, database, tables.

    Raises:
        NotReady: the database cannot be reached, or holds data under another key.
    """
    settings.var.mkdir(parents=True, exist_ok=True)
    new_key = not settings.key.exists()
    if new_key:
        make_key(settings.key)
    vault = Vault(settings.key)
    database = Database(settings.database)
    try:
        database.migrate()
        with database.begin() as session:
            check_key(session, vault)
    finally:
        database.close()
    return Made(new_key, database.shown)
