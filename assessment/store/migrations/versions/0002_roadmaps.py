"""Roadmaps as they were kept, and how each step goes on since.

Triggers of the roadmaps that were kept: a row, once written, never changes.

Erasing still works: a cascade fires once the assessment is
gone, and then nothing is left to protect. What is said about the progress of
steps has no guard; it goes on changing.
"""

# ruff: noqa: S608 - nothing from outside goes into these texts

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

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


KEPT = "a kept roadmap never changes"
STILL_THERE = "exists (select 1 from assessment where id = old.assessment_id)"


def _sqlite() -> list[str]:
    def trigger(name: str, when: str, condition: str = "true") -> str:
        return f"create trigger {name} {when} begin select raise(abort, '{KEPT}') where {condition}; end"

    # `insert or replace` fires no update and no delete trigger.
    same = "id = new.id or (assessment_id = new.assessment_id and rank = new.rank)"
    return [
        trigger("roadmap_kept", "before update on roadmap"),
        trigger(
            "roadmap_not_replaced",
            "before insert on roadmap",
            f"exists (select 1 from roadmap where {same})",
        ),
        trigger("roadmap_no_delete", "before delete on roadmap", STILL_THERE),
    ]


def _postgresql() -> list[str]:
    # `refuse` came with the first migration.
    return [
        f"""create function refuse_roadmap_delete() returns trigger language plpgsql as $$ begin
            if {STILL_THERE}
            then raise exception using errcode = 'check_violation', message = '{KEPT}'; end if;
            return old;
        end $$""",
        (
            "create trigger roadmap_kept before update on roadmap for each row"
            f" execute function refuse('{KEPT}')"
        ),
        (
            "create trigger roadmap_no_delete before delete on roadmap for each row"
            " execute function refuse_roadmap_delete()"
        ),
        # Truncating fires no row trigger.
        (
            "create trigger roadmap_no_truncate before truncate on roadmap for each statement"
            f" execute function refuse('{KEPT}')"
        ),
    ]


def guards(dialect: str) -> list[str]:
    """Return the statements that put these triggers into a database of this kind."""
    return _sqlite() if dialect == "sqlite" else _postgresql()
