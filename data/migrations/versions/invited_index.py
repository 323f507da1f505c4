"""Whom employers wish to meet is found without reading all that became of offers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    told = sa.text("event = 'invited'")
    op.create_index(op.f("ix_feedback_invited"), "feedback", ["candidate_id"], sqlite_where=told, postgresql_where=told)
