"""Who has seen evidence after an assessment was completed: beside it, for it never changes."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "later_verification",
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("seen_by", sa.Text(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "item_id", name="pk_later_verification"),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name="fk_later_verification_assessment_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_later_verification_actor_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
