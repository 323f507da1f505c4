"""Names are found in more spellings, and by other initials: hashes need the key, so fill_parts makes them anew."""

from __future__ import annotations

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("UPDATE personal_fields SET part_lookup = NULL WHERE field = 'name'")
