"""Who is interested in a post by a caseworker's word is found without reading all that became of offers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    told = sa.text("event = 'interested' AND actor_role = 'caseworker'")
    op.create_index(
        op.f("ix_feedback_interested"),
        "feedback",
        ["candidate_id", "actor_id"],
        sqlite_where=told,
        postgresql_where=told,
    )
