"""What Alembic runs for a migration: the steps, in the transaction of the connection handed over."""

from __future__ import annotations

from alembic import context

from data.tables import Base

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Base.metadata, transactional_ddl=True
)
with context.begin_transaction():
    context.run_migrations()
