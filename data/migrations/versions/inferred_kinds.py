"""The kinds of posts that state none, as they were classified: a table of its own, filled by the index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

KEY = sa.Text().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "inferred_kinds",
        sa.Column("post_id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("p", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("post_id", name=op.f("pk_inferred_kinds")),
    )
