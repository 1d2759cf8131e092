"""The consultant's room: intake sessions, private notes, evidence as files."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assessment.store.guards_0004 import guards

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Types by what STRICT tables know; written out here so that a later schema cannot change this step.
JSON = sa.Text().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    files()
    sessions()
    notes()
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement.replace(":", r"\:"))


def files() -> None:
    op.create_table(
        "evidence_content",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "sha256", name="pk_evidence_content"),
        sqlite_strict=True,
    )
    op.create_table(
        "evidence_file",
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "sha256", name="pk_evidence_file"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_evidence_file_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "sha256"],
            ["evidence_content.merchant_id", "evidence_content.sha256"],
            name="fk_evidence_file_merchant_id",
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_evidence_file_actor_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_evidence_file_merchant_id", "evidence_file", ["merchant_id", "sha256"])


def sessions() -> None:
    op.create_table(
        "intake_event",
        sa.Column("id", BIG_ID, sa.Identity(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_intake_event"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_intake_event_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_intake_event_actor_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_intake_event_assessment_id", "intake_event", ["assessment_id"])


def notes() -> None:
    op.create_table(
        "private_note",
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "item_id", name="pk_private_note"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_private_note_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_private_note_actor_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
