"""Merchants, instruments, assessments with sheets, answers and metrics, and the audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assessment.store.guards import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Types by what STRICT tables know; written out here so that a later schema cannot change this step.
JSON = sa.Text().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")
DAY = sa.Text().with_variant(sa.Date(), "postgresql")
FLAG = sa.Integer().with_variant(sa.Boolean(), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def upgrade() -> None:
    people()
    assessments()
    answers()
    audit()
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement.replace(":", r"\:"))


def people() -> None:
    op.create_table(
        "workspace",
        text("id"),
        text("name"),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
        sqlite_strict=True,
    )
    op.create_table(
        "actor",
        text("id"),
        text("label"),
        sa.PrimaryKeyConstraint("id", name="pk_actor"),
        sa.UniqueConstraint("label", name="uq_actor_label"),
        sqlite_strict=True,
    )
    op.create_table(
        "merchant",
        text("id"),
        text("workspace_id"),
        text("name"),
        sa.Column("example", FLAG, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_merchant"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_merchant_workspace_id", ondelete="CASCADE"
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_merchant_workspace_id", "merchant", ["workspace_id"])


def assessments() -> None:
    op.create_table(
        "instrument",
        text("digest"),
        text("id"),
        text("version"),
        text("content"),
        sa.PrimaryKeyConstraint("digest", name="pk_instrument"),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment",
        text("id"),
        text("workspace_id"),
        text("merchant_id"),
        text("instrument_digest"),
        text("mode"),
        text("status"),
        sa.Column("profile", JSON, nullable=False),
        sa.Column("taken_on", DAY, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("completed_at", MOMENT, nullable=True),
        text("corrects", nullable=True),
        sa.Column("example", FLAG, nullable=False),
        sa.Column("result", JSON, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_assessment_workspace_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name="fk_assessment_merchant_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["instrument_digest"], ["instrument.digest"], name="fk_assessment_instrument_digest"
        ),
        sa.CheckConstraint("mode in ('core', 'full')", name="ck_assessment_mode"),
        sa.CheckConstraint("status in ('draft', 'completed')", name="ck_assessment_status"),
        sa.CheckConstraint(
            "(status = 'completed') = (completed_at is not null)", name="ck_assessment_completed_at"
        ),
        sa.CheckConstraint("(status = 'completed') = (result is not null)", name="ck_assessment_result"),
        sqlite_strict=True,
    )
    for column in ("workspace_id", "merchant_id", "instrument_digest"):
        op.create_index(f"ix_assessment_{column}", "assessment", [column])


def answers() -> None:
    op.create_table(
        "sheet",
        text("assessment_id"),
        text("id"),
        sa.Column("rank", sa.Integer(), nullable=False),
        text("respondent", nullable=True),
        sa.PrimaryKeyConstraint("assessment_id", "id", name="pk_sheet"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_sheet_assessment_id", ondelete="CASCADE"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "answer",
        text("assessment_id"),
        text("sheet_id"),
        text("item_id"),
        *saved_value(),
        sa.PrimaryKeyConstraint("assessment_id", "sheet_id", "item_id", name="pk_answer"),
        sa.ForeignKeyConstraint(
            ["assessment_id", "sheet_id"],
            ["sheet.assessment_id", "sheet.id"],
            name="fk_answer_assessment_id_sheet_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_answer_actor_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "metric_value",
        text("assessment_id"),
        text("metric_id"),
        *saved_value(),
        sa.PrimaryKeyConstraint("assessment_id", "metric_id", name="pk_metric_value"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_metric_value_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_metric_value_actor_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def saved_value() -> list[sa.Column[object]]:
    return [
        sa.Column("value", JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
    ]


def audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", BIG_ID, sa.Identity(), nullable=False),
        text("merchant_id"),
        text("assessment_id", nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        text("actor_id"),
        text("action"),
        sa.Column("detail", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name="fk_audit_merchant_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_audit_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_audit_actor_id"),
        sqlite_strict=True,
    )
    for column in ("merchant_id", "assessment_id"):
        op.create_index(f"ix_audit_{column}", "audit", [column])
