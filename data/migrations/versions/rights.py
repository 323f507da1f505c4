"""Forgettings and tombstones, and whether a person wants to be matched automatically."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

KEY = sa.Text().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.add_column("candidates", sa.Column("ranking_consent", sa.Boolean(), nullable=True))
    op.create_table(
        "forgettings",
        sa.Column("id", KEY, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("pseudonym", KEY, nullable=True),
        sa.Column("scrubbed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forgettings")),
    )
    op.create_index(op.f("ix_forgettings_pseudonym"), "forgettings", ["pseudonym"])
    op.create_table(
        "tombstones",
        sa.Column("forgetting_id", KEY, nullable=False),
        sa.Column("kind", KEY, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["forgetting_id"], ["forgettings.id"], name=op.f("fk_tombstones_forgetting_id")),
        sa.PrimaryKeyConstraint("forgetting_id", "kind", "hash", name=op.f("pk_tombstones")),
    )
    op.create_index(op.f("ix_tombstones_hash"), "tombstones", ["hash"])
