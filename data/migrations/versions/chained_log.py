"""The log's names of people and its chain, and the lines of before written so; the seal needs the key: init."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from alembic import op

from data.log.chain import entry_hash, genesis, links
from data.migrations.versions.first_tables import KEY, LOG_KEEPERS

revision = "0012"
down_revision = "0011"

OF_ONE_PERSON = ("candidate", "membership")
NAMING = ("candidate_id", "candidate_ids", "people", "given_up", "restored", "known_as")
CHUNK = 1_000
LOG = sa.table(
    "log",
    *(sa.column(name) for name in ("id", "noun", "record_id", "purpose")),
    sa.column("details", sa.JSON(none_as_null=True)),
    *(sa.column(name, sa.LargeBinary()) for name in ("previous", "hash")),
)
HEAD = sa.table("log_head", *(sa.column(name) for name in ("id", "sequence", "n")), sa.column("hash", sa.LargeBinary()))
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
    op.create_table(
        "log_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("n", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("seal", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log_head")),
    )
    for name, kind in (
        ("purpose", sa.Text),
        ("origin", sa.Text),
        ("previous", sa.LargeBinary),
        ("hash", sa.LargeBinary),
    ):
        op.add_column("log", sa.Column(name, kind(), nullable=True))
    op.create_index(op.f("ix_log_noun_record_id"), "log", ["noun", "record_id"])
    dialect = op.get_bind().dialect.name
    for statement in LIFTED[dialect]:
        op.execute(statement)
    name_people()
    chain_lines()
    for statement in LOG_KEEPERS[dialect]:
        op.execute(statement)


def name_people() -> None:
    """Write names in place of people's ids, and purposes apart, in every line; keyed hashes stay as they are."""
    connection, names, last = op.get_bind(), dict[str, str](), 0
    while lines := connection.execute(sa.select(LOG).where(LOG.c.id > last).order_by(LOG.c.id).limit(CHUNK)).all():
        last = lines[-1].id
        changed = [one for line in lines if (one := renamed(line, names)) is not None]
        if changed:
            own = LOG.update().where(LOG.c.id == sa.bindparam("own_id"))
            connection.execute(
                own.values({name: sa.bindparam(f"new_{name}") for name in ("record_id", "purpose", "details")}), changed
            )
    if names:
        connection.execute(
            NAMES.insert(), [{"name": name, "noun": "candidate", "person_id": id} for id, name in names.items()]
        )


def chain_lines() -> None:
    """Chain the lines of before as they stand now."""
    connection = op.get_bind()
    id = connection.execute(sa.text("SELECT value FROM facts WHERE name = 'database_id'")).scalar_one()
    hash, n, last, written = genesis(id), 0, 0, list[dict[str, Any]]()
    keep = LOG.update().where(LOG.c.id == sa.bindparam("own_id"))
    keep = keep.values(previous=sa.bindparam("new_previous"), hash=sa.bindparam("new_hash"))
    for link in links(connection):
        before, hash, last, n = hash, entry_hash(link.sequence, link.told, hash), link.sequence, n + 1
        written.append({"own_id": last, "new_previous": before, "new_hash": hash})
        if len(written) == CHUNK:
            connection.execute(keep, written)
            written.clear()
    if written:
        connection.execute(keep, written)
    connection.execute(HEAD.insert().values(id=1, sequence=last, n=n, hash=hash))


def renamed(line: Any, names: dict[str, str]) -> dict[str, Any] | None:
    """Give a line with names, making those that are missing; None where it names nobody."""
    is_of_one = line.record_id is not None and line.noun in OF_ONE_PERSON
    own = name(line.record_id, names) if is_of_one else line.record_id
    told = {key: swapped(one, names) if key in NAMING else one for key, one in line.details.items()}
    why = told.pop("purpose", None)
    same = own == line.record_id and told == line.details
    return None if same else {"own_id": line.id, "new_record_id": own, "new_purpose": why, "new_details": told}


def swapped(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, str):
        return name(value, names)
    if isinstance(value, Mapping):
        return {name(key, names): swapped(one, names) for key, one in value.items()}
    return [swapped(one, names) for one in value] if isinstance(value, list) else value


def name(id: str, names: dict[str, str]) -> str:
    return names.setdefault(id, f"~{secrets.token_hex(12)}")
