"""Priority groups: wrapped keys, extracts of registries, sealed records; and outreach to people."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

KEY = sa.Text().with_variant(sa.String(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    priority_tables()
    outreach_tables()


def told_by() -> tuple[sa.Column[str], sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("actor_district", sa.Text(), nullable=True),
    )


def under_the_next_key(second: str) -> list[sa.Column[bytes]]:
    """The columns that a rotation fills: empty but while one is under way."""
    names = "next_of", "next_ciphertext", "next_lookup", f"next_{second}"
    return [sa.Column(name, sa.LargeBinary(), nullable=True) for name in names]


def priority_tables() -> None:
    for column in under_the_next_key("part_lookup"):
        op.add_column("personal_fields", column)
    op.create_table(
        "wrapped_keys",
        sa.Column("name", KEY, nullable=False),
        sa.Column("master", KEY, nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", "master", name=op.f("pk_wrapped_keys")),
    )
    op.create_table(
        "sealed_records",
        sa.Column("noun", KEY, nullable=False),
        sa.Column("id", KEY, nullable=False),
        sa.Column("shelf", KEY, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.Column("lookup", sa.LargeBinary(), nullable=False),
        sa.Column("second_lookup", sa.LargeBinary(), nullable=False),
        *under_the_next_key("second_lookup"),
        sa.PrimaryKeyConstraint("noun", "id", name=op.f("pk_sealed_records")),
    )
    op.create_index(op.f("ix_sealed_records_noun_shelf"), "sealed_records", ["noun", "shelf"])
    op.create_index(op.f("ix_sealed_records_lookup"), "sealed_records", ["lookup"])
    op.create_index(op.f("ix_sealed_records_second_lookup"), "sealed_records", ["second_lookup"])
    op.create_table(
        "registry_extracts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("n_entries", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("imported_at", MOMENT, nullable=False),
        *told_by(),
        sa.Column("applied_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry_extracts")),
    )
    op.create_index(op.f("ix_registry_extracts_kind"), "registry_extracts", ["kind"])
    op.create_table(
        "candidate_aliases",
        sa.Column("id", KEY, nullable=False),
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("merge_id", KEY, nullable=True),
        sa.Column("given_up_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_candidate_aliases")),
    )
    op.create_index(op.f("ix_candidate_aliases_candidate_id"), "candidate_aliases", ["candidate_id"])


def outreach_tables() -> None:
    op.create_table(
        "contact_attempts",
        sa.Column("id", KEY, nullable=False),
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("call_back_on", sa.Date(), nullable=True),
        sa.Column("post_id", KEY, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        *told_by(),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_attempts")),
    )
    op.create_index(op.f("ix_contact_attempts_candidate_id"), "contact_attempts", ["candidate_id"])
    op.create_table(
        "contact_claims",
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        *told_by(),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_contact_claims")),
    )
    op.create_table(
        "caseloads",
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("caseworker", KEY, nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        *told_by(),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("candidate_id", name=op.f("pk_caseloads")),
    )
    op.create_index(op.f("ix_caseloads_caseworker"), "caseloads", ["caseworker"])
    op.create_table(
        "outreach_messages",
        sa.Column("id", KEY, nullable=False),
        sa.Column("batch", KEY, nullable=False),
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("post_ids", sa.JSON(), nullable=True),
        sa.Column("to_register", sa.Boolean(), nullable=False),
        sa.Column("send_after", MOMENT, nullable=False),
        sa.Column("delivered_at", MOMENT, nullable=True),
        sa.Column("delivered_by", sa.Text(), nullable=True),
        *told_by(),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outreach_messages")),
    )
    op.create_index(op.f("ix_outreach_messages_batch"), "outreach_messages", ["batch"])
    op.create_index(op.f("ix_outreach_messages_candidate_id"), "outreach_messages", ["candidate_id"])
