"""The steps that bring a database to the tables of this version; they ship with the package."""

from __future__ import annotations

from pathlib import Path
from threading import Lock

from sqlalchemy import Connection, inspect, text

HEAD = "0018"  # the newest step; a test compares it with the folder

_one_at_a_time = Lock()  # Alembic keeps the running migration in a global of its module


def upgrade(connection: Connection, *, to: str = "head") -> None:
    """Bring the database to HEAD, or to an older step, in *connection*'s transaction; it may be there already."""
    from alembic import command  # takes a tenth of a second that only a migration is worth
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    with _one_at_a_time:
        command.upgrade(config, to)


def revision(connection: Connection) -> str | None:
    """Tell which step the database stands at; None = none was ever taken."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
