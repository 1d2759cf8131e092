"""Roadmaps as they were kept, and how each step goes on since."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from assessment.store.guards_0002 import guards

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Types by what STRICT tables know; written out here so that a later schema cannot change this step.
JSON = sa.Text().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    roadmaps()
    progress()
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement.replace(":", r"\:"))


def roadmaps() -> None:
    op.create_table(
        "roadmap",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("brief", JSON, nullable=False),
        sa.Column("plan", JSON, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("kept_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_roadmap"),
        sa.UniqueConstraint("assessment_id", "rank", name="uq_roadmap_assessment_id_rank"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_roadmap_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_roadmap_actor_id"),
        sqlite_strict=True,
    )


def progress() -> None:
    op.create_table(
        "step_progress",
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("point", sa.Integer(), nullable=False),
        sa.Column("value", JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "item_id", "point", name="pk_step_progress"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_step_progress_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_step_progress_actor_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
