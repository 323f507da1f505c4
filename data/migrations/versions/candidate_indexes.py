"""People of a district are found, paged and counted without reading everybody, and so are those who refuse matching."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.create_index(op.f("ix_candidates_home_district_id"), "candidates", ["home_district", "id"])
    op.create_index(
        op.f("ix_candidates_refusing"),
        "candidates",
        ["ranking_consent", "id"],
        sqlite_where=sa.text("ranking_consent IS 0"),
        postgresql_where=sa.text("ranking_consent IS false"),
    )
