"""Answers by idempotency key are found by their age, so that they can be removed."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    op.create_index(op.f("ix_answers_answered_at"), "answers", ["answered_at"])
