"""The programme: placements, claims, employment, courses, applications, inspections, findings, what follows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

KEY = sa.Text().with_variant(sa.String(collation="C"), "postgresql")
COUNTER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("employers", sa.Column("status_on", sa.Date(), nullable=True))
    records_tables()
    employers_tables()
    watch_tables()


def records_tables() -> None:
    op.create_table(
        "placements",
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("employer_id", KEY, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("planned_end_on", sa.Date(), nullable=False),
        sa.Column("post_id", KEY, nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("insured_on", sa.Date(), nullable=True),
        sa.Column("contract_on", sa.Date(), nullable=True),
        sa.Column("contract_ended_on", sa.Date(), nullable=True),
        sa.Column("term_reason", sa.Text(), nullable=True),
        sa.Column("edition", sa.Text(), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
    )
    op.create_index(op.f("ix_placements_candidate_id"), "placements", ["candidate_id"])
    op.create_index(op.f("ix_placements_employer_id"), "placements", ["employer_id"])
    op.create_table(
        "claims",
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("employer_id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("amount_yuan", sa.BigInteger(), nullable=False),
        sa.Column("claimed_on", sa.Date(), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
    )
    op.create_index(op.f("ix_claims_candidate_id"), "claims", ["candidate_id"])
    op.create_index(op.f("ix_claims_employer_id"), "claims", ["employer_id"])
    op.create_table(
        "employments",
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("employer_id", KEY, nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("insured_from", sa.Date(), nullable=False),
        sa.Column("insured_until", sa.Date(), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employments")),
    )
    op.create_index(op.f("ix_employments_candidate_id"), "employments", ["candidate_id"])
    op.create_table(
        "courses",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("provider", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("district", sa.Text(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("id", KEY, nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses")),
    )


def employers_tables() -> None:
    op.create_table(
        "applications",
        sa.Column("id", KEY, nullable=False),
        sa.Column("employer_id", KEY, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=True),
        sa.Column("month_from", sa.Date(), nullable=True),
        sa.Column("month_to", sa.Date(), nullable=True),
        sa.Column("amount_yuan", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_applications")),
    )
    op.create_index(op.f("ix_applications_employer_id"), "applications", ["employer_id"])
    op.create_table(
        "application_events",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("application_id", KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("actor_district", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_events")),
    )
    op.create_index(op.f("ix_application_events_application_id"), "application_events", ["application_id"])
    op.create_table(
        "inspections",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("employer_id", KEY, nullable=False),
        sa.Column("inspected_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("faults", sa.JSON(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("actor_district", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
    )
    op.create_index(op.f("ix_inspections_employer_id"), "inspections", ["employer_id"])
    op.create_table(
        "standings",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("employer_id", KEY, nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("actor_district", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_standings")),
    )
    op.create_index(op.f("ix_standings_employer_id"), "standings", ["employer_id"])


def watch_tables() -> None:
    op.create_table(
        "fraud_findings",
        sa.Column("key", KEY, nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("candidate_ids", sa.JSON(), nullable=True),
        sa.Column("employer_ids", sa.JSON(), nullable=True),
        sa.Column("placement_ids", sa.JSON(), nullable=True),
        sa.Column("claim_ids", sa.JSON(), nullable=True),
        sa.Column("amount_yuan", sa.BigInteger(), nullable=True),
        sa.Column("found_at", MOMENT, nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_fraud_findings")),
    )
    op.create_table(
        "finding_states",
        sa.Column("id", COUNTER, nullable=False),
        sa.Column("key", KEY, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("actor_district", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_states")),
    )
    op.create_index(op.f("ix_finding_states_key"), "finding_states", ["key"])
    op.create_table(
        "aftercare",
        sa.Column("placement_id", KEY, nullable=False),
        sa.Column("candidate_id", KEY, nullable=False),
        sa.Column("wants", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("outcome_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("actor_role", sa.Text(), nullable=False),
        sa.Column("actor_district", sa.Text(), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("placement_id", name=op.f("pk_aftercare")),
    )
    op.create_index(op.f("ix_aftercare_candidate_id"), "aftercare", ["candidate_id"])
