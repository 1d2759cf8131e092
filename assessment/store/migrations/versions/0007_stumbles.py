"""Where a question was hard to answer: a reason and a word, of one sheet and item.

Guards as those of answers: what belongs to a completed assessment stays as it
was; erasing still works, for a cascade fires once the assessment is gone.
"""

# ruff: noqa: S608 - nothing from outside goes into these texts

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Types by what STRICT tables know; written out here so that a later schema cannot change this step.
MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")

FROZEN = "assessment is completed"


def upgrade() -> None:
    op.create_table(
        "stumble",
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("sheet_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("word", sa.Text(), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "sheet_id", "item_id", name="pk_stumble"),
        sa.ForeignKeyConstraint(
            ["assessment_id", "sheet_id"],
            ["sheet.assessment_id", "sheet.id"],
            name="fk_stumble_assessment_id_sheet_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_stumble_actor_id"),
        sa.CheckConstraint("reason in ('no_fit', 'unclear', 'not_ours')", name=op.f("ck_stumble_reason")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement)


def guards(dialect: str) -> list[str]:
    """Return the statements that put these triggers into a database of this kind."""
    if dialect != "sqlite":
        # `refuse` and `refuse_completed` came with the first migration.
        return [
            (
                "create trigger stumble_frozen before insert or update or delete on stumble for each row"
                " execute function refuse_completed()"
            ),
            # Truncating fires no row trigger.
            (
                "create trigger stumble_no_truncate before truncate on stumble for each statement"
                f" execute function refuse('{FROZEN}')"
            ),
        ]
    return [
        f"create trigger stumble_{event}_frozen before {event} on stumble begin"
        f" select raise(abort, '{FROZEN}') where exists"
        f" (select 1 from assessment where id in ({ids}) and status = 'completed'); end"
        for event, ids in (
            ("insert", "new.assessment_id"),
            ("update", "old.assessment_id, new.assessment_id"),
            ("delete", "old.assessment_id"),
        )
    ]
