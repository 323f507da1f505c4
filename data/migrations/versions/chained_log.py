"""The log's names of people, and the lines of before written with them."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from data.migrations.versions.first_tables import KEY, LOG_KEEPERS

revision = "0012"
down_revision = "0010"

OF_ONE_PERSON = ("candidate", "membership")
NAMING = ("candidate_id", "candidate_ids", "people", "given_up", "restored", "known_as")
CHUNK = 1_000
LOG = sa.table(
    "log", sa.column("id"), sa.column("noun"), sa.column("record_id"), sa.column("details", sa.JSON(none_as_null=True))
)
NAMES = sa.table("log_names", sa.column("name"), sa.column("noun"), sa.column("person_id"))
LIFTED = {
    "sqlite": ("DROP TRIGGER log_no_update", "DROP TRIGGER log_no_delete", "DROP TRIGGER log_no_replace"),
    "postgresql": (
        "DROP TRIGGER log_no_change ON log",
        "DROP TRIGGER log_no_truncate ON log",
        "DROP FUNCTION refuse_log_change",
    ),
}


def upgrade() -> None:
    op.create_table(
        "log_names",
        sa.Column("name", KEY, nullable=False),
        sa.Column("noun", KEY, nullable=False),
        sa.Column("person_id", KEY, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_log_names")),
        sa.UniqueConstraint("noun", "person_id", name=op.f("uq_log_names_noun_person_id")),
    )
    dialect = op.get_bind().dialect.name
    for statement in LIFTED[dialect]:
        op.execute(statement)
    name_people()
    for statement in LOG_KEEPERS[dialect]:
        op.execute(statement)


def name_people() -> None:
    """Write names in place of people's ids in every line; keyed hashes in old lines stay as they are."""
    connection, names, last = op.get_bind(), dict[str, str](), 0
    while lines := connection.execute(sa.select(LOG).where(LOG.c.id > last).order_by(LOG.c.id).limit(CHUNK)).all():
        last = lines[-1].id
        changed = [one for line in lines if (one := renamed(line, names)) is not None]
        if changed:
            own = LOG.update().where(LOG.c.id == sa.bindparam("own_id"))
            connection.execute(own.values(record_id=sa.bindparam("own"), details=sa.bindparam("told")), changed)
    if names:
        connection.execute(
            NAMES.insert(), [{"name": name, "noun": "candidate", "person_id": id} for id, name in names.items()]
        )


def renamed(line: Any, names: dict[str, str]) -> dict[str, Any] | None:
    """Give a line with names, making those that are missing; None where it names nobody."""
    is_of_one = line.record_id is not None and line.noun in OF_ONE_PERSON
    own = name(line.record_id, names) if is_of_one else line.record_id
    told = {key: swapped(one, names) if key in NAMING else one for key, one in line.details.items()}
    same = own == line.record_id and told == line.details
    return None if same else {"own_id": line.id, "own": own, "told": told}


def swapped(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str):
        return name(value, names)
    if isinstance(value, Mapping):
        return {name(key, names): swapped(one, names) for key, one in value.items()}
    return [swapped(one, names) for one in value] if isinstance(value, list) else value


def name(id: str, names: dict[str, str]) -> str:
    return names.setdefault(id, f"~{secrets.token_hex(12)}")
