"""What became of posts that were offered: shown, declined, applied for, and so on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

KEY = sa.Text().with_variant(sa.String(collation="C"), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("post_id", KEY, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("actor_id", KEY, nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("actor_district", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.Column("list_id", sa.Text(), nullable=True),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sa.UniqueConstraint(
            "candidate_id",
            "post_id",
            "event",
            "happened_on",
            "actor_id",
            name=op.f("uq_feedback_candidate_id_post_id_event_happened_on_actor_id"),
        ),
    )
    op.create_index(op.f("ix_feedback_post_id"), "feedback", ["post_id"])
