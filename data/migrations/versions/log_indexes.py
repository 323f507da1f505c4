"""The log is looked through by who, by what was done and by day without reading all of it."""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_index(op.f("ix_log_action_id"), "log", ["action", "id"])
    op.create_index(op.f("ix_log_actor_id_id"), "log", ["actor_id", "id"])
    op.create_index(op.f("ix_log_at"), "log", ["at"])
