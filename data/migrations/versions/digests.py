"""The digest of the entry that each record was last written from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    for table in ("posts", "candidates", "employers"):
        op.add_column(table, sa.Column("digest", sa.LargeBinary(), nullable=True))
