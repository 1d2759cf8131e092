"""Assessments out of the lists: in the archive, or in the bin until they are erased or put back."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "put_away",
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("put_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", name="pk_put_away"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_put_away_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_put_away_actor_id"),
        sa.CheckConstraint("place in ('archive', 'bin')", name=op.f("ck_put_away_place")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
