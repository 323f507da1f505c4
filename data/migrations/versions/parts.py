"""The keyed hash of a part of a personal value: initials, last four. Those of older rows need the key: fill_parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("personal_fields", sa.Column("part_lookup", sa.LargeBinary(), nullable=True))
    op.create_index(op.f("ix_personal_fields_part_lookup"), "personal_fields", ["part_lookup"])
