"""The first tables: records, changes, the log, vectors, jobs."""

from __future__ import annotations

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None

KEY = sa.Text().with_variant(sa.String(collation="C"), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

LOG_KEEPERS = {
    "sqlite": (
        "CREATE TRIGGER log_no_update BEFORE UPDATE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
        "CREATE TRIGGER log_no_delete BEFORE DELETE ON log BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
        # INSERT OR REPLACE deletes without asking the trigger above
        "CREATE TRIGGER log_no_replace BEFORE INSERT ON log WHEN EXISTS (SELECT 1 FROM log WHERE id = NEW.id) "
        "BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_log_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the log is append-only'; END $$",
        "CREATE TRIGGER log_no_change BEFORE UPDATE OR DELETE ON log FOR EACH ROW EXECUTE FUNCTION refuse_log_change()",
        "CREATE TRIGGER log_no_truncate BEFORE TRUNCATE ON log FOR EACH STATEMENT EXECUTE FUNCTION refuse_log_change()",
    ),
}


def upgrade() -> None:
    records_tables()
    changes_tables()
    work_tables()
    for statement in LOG_KEEPERS[op.get_bind().dialect.name]:
        op.execute(statement)
    op.execute("INSERT INTO sequence (id, value) VALUES (1, 0)")
    op.execute(f"INSERT INTO facts (name, value) VALUES ('database_id', '{uuid4().hex}')")


def records_tables() -> None:
    op.create_table(
        "posts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("employer_uscc", sa.Text(), nullable=True),
        sa.Column("employer_kind", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("kind_p", sa.Double(), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=True),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("education", sa.SmallInteger(), nullable=True),
        sa.Column("majors", sa.JSON(), nullable=True),
        sa.Column("skills", sa.JSON(), nullable=True),
        sa.Column("certificates", sa.JSON(), nullable=True),
        sa.Column("experience_min_years", sa.Double(), nullable=True),
        sa.Column("experience_max_years", sa.Double(), nullable=True),
        sa.Column("term_min_months", sa.Integer(), nullable=True),
        sa.Column("term_max_months", sa.Integer(), nullable=True),
        sa.Column("pay_min_month_yuan", sa.Double(), nullable=True),
        sa.Column("pay_max_month_yuan", sa.Double(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("accessibility", sa.Text(), nullable=True),
        sa.Column("night_shift", sa.Boolean(), nullable=True),
        sa.Column("board", sa.Boolean(), nullable=True),
        sa.Column("lodging", sa.Boolean(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
    )
    op.create_table(
        "candidates",
        sa.Column("id", KEY, nullable=False),
        sa.Column("education", sa.SmallInteger(), nullable=True),
        sa.Column("education_written", sa.Text(), nullable=True),
        sa.Column("graduation_status", sa.Text(), nullable=True),
        sa.Column("school", sa.Text(), nullable=True),
        sa.Column("school_kind", sa.Text(), nullable=True),
        sa.Column("major", sa.Text(), nullable=True),
        sa.Column("graduated_on", sa.Date(), nullable=True),
        sa.Column("birth_on", sa.Date(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("employment_status", sa.Text(), nullable=True),
        sa.Column("unemployment_registered_on", sa.Date(), nullable=True),
        sa.Column("home_district", sa.Text(), nullable=True),
        sa.Column("districts", sa.JSON(), nullable=True),
        sa.Column("any_district", sa.Boolean(), nullable=True),
        sa.Column("skills", sa.JSON(), nullable=True),
        sa.Column("certificates", sa.JSON(), nullable=True),
        sa.Column("experience", sa.Text(), nullable=True),
        sa.Column("experience_years", sa.Double(), nullable=True),
        sa.Column("wish", sa.Text(), nullable=True),
        sa.Column("kind_wanted", sa.Text(), nullable=True),
        sa.Column("pay_min_month_yuan", sa.Double(), nullable=True),
        sa.Column("needs", sa.Text(), nullable=True),
        sa.Column("push_consent", sa.Boolean(), nullable=True),
        sa.Column("contact_consent", sa.Boolean(), nullable=True),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidates")),
    )
    op.create_table(
        "employers",
        sa.Column("id", KEY, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("uscc", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("recognised_on", sa.Date(), nullable=True),
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employers")),
    )
    op.create_table(
        "personal_fields",
        sa.Column("noun", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("role", KEY, nullable=False),
        sa.Column("field", KEY, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("noun", "id", "role", "field", name=op.f("pk_personal_fields")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_personal_fields_field_lookup"), "personal_fields", ["field", "lookup"], unique=False)


def changes_tables() -> None:
    op.create_table(
        "sequence",
        sa.Column("id", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sequence")),
    )
    op.create_table(
        "changes",
        sa.Column("noun", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("sequence", sa.BigInteger(), nullable=False),
        sa.Column("op", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("noun", "id", name=op.f("pk_changes")),
        sa.UniqueConstraint("sequence", name=op.f("uq_changes_sequence")),
    )
    op.create_table(
        "log",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("actor_district", sa.Text(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("record_id", sa.Text(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_log")),
    )


def work_tables() -> None:
    op.create_table(
        "encoders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", KEY, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_encoders")),
        sa.UniqueConstraint("name", name=op.f("uq_encoders_name")),
    )
    op.create_table(
        "vectors",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("encoder", sa.Integer(), nullable=False),
        sa.Column("text_hash", sa.LargeBinary(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["encoder"], ["encoders.id"], name=op.f("fk_vectors_encoder")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vectors")),
        sa.UniqueConstraint("encoder", "text_hash", name=op.f("uq_vectors_encoder_text_hash")),
    )
    op.create_table(
        "jobs",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("actor_district", sa.Text(), nullable=True),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("runner", sa.Text(), nullable=True),
        sa.Column("lease_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(op.f("ix_jobs_state"), "jobs", ["state"], unique=False)
    op.create_table(
        "facts",
        sa.Column("name", KEY, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )
