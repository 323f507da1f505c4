"""Adverts that look like traps: copies of texts, the flags that the index sets, and the officers' verdicts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

KEY = sa.Text().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "text_bands",
        sa.Column("post_id", KEY, nullable=False),
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("post_id", "band", name=op.f("pk_text_bands")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_text_bands_band"), "text_bands", ["band"])
    op.create_table(
        "copied_texts",
        sa.Column("post_id", KEY, nullable=False),
        sa.Column("n_employers", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_copied_texts")),
    )
    op.create_table(
        "trap_flags",
        sa.Column("post_id", KEY, nullable=False),
        sa.Column("flagged_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_trap_flags")),
    )
    op.create_index(op.f("ix_trap_flags_flagged_at_post_id"), "trap_flags", ["flagged_at", "post_id"])
    op.create_table(
        "trap_verdicts",
        sa.Column("post_id", KEY, nullable=False),
        sa.Column("text_hash", sa.LargeBinary(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("actor_district", sa.Text(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_trap_verdicts")),
    )
    op.create_index(op.f("ix_trap_verdicts_given_at_post_id"), "trap_verdicts", ["given_at", "post_id"])
