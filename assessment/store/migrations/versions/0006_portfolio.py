"""The portfolio: where each merchant stands, who is on it, when it is due; templates to begin with."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# Types by what STRICT tables know; written out here so that a later schema cannot change this step.
JSON = sa.Text().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")
DAY = sa.Text().with_variant(sa.Date(), "postgresql")
FLAG = sa.Integer().with_variant(sa.Boolean(), "postgresql")


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def number(name: str, *, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def day(name: str) -> sa.Column[str]:
    return sa.Column(name, DAY, nullable=True)


def upgrade() -> None:
    # The rows of `standing` are worked out when the program opens the database: they can be at any time.
    cares()
    standings()
    templates()


def cares() -> None:
    op.create_table(
        "care",
        text("merchant_id"),
        text("person", nullable=True),
        text("group_name", nullable=True),
        day("due_on"),
        number("revision", nullable=False),
        text("actor_id"),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", name="pk_care"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name="fk_care_merchant_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_care_actor_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def standings() -> None:
    op.create_table(
        "standing",
        text("merchant_id"),
        text("workspace_id"),
        sa.Column("example", FLAG, nullable=False),
        text("assessment_id", nullable=True),
        text("draft_id", nullable=True),
        number("rounds", nullable=False),
        day("last_on"),
        text("stage", nullable=True),
        text("status", nullable=True),
        text("confidence", nullable=True),
        number("index_tenths"),
        number("trend_tenths"),
        number("open_steps"),
        text("cohort", nullable=True),
        text("person", nullable=True),
        text("group_name", nullable=True),
        day("due_on"),
        sa.PrimaryKeyConstraint("merchant_id", name="pk_standing"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name="fk_standing_merchant_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_standing_workspace_id", ondelete="CASCADE"
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_standing_due", "standing", ["workspace_id", "example", "due_on"])
    op.create_index("ix_standing_stage", "standing", ["workspace_id", "example", "stage", "index_tenths"])
    op.create_table(
        "standing_gap",
        text("merchant_id"),
        text("gap"),
        text("workspace_id"),
        sa.Column("example", FLAG, nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "gap", name="pk_standing_gap"),
        sa.ForeignKeyConstraint(
            ["merchant_id"],
            ["standing.merchant_id"],
            name="fk_standing_gap_merchant_id",
            ondelete="CASCADE",
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_standing_gap_gap", "standing_gap", ["workspace_id", "example", "gap"])


def templates() -> None:
    op.create_table(
        "template",
        text("id"),
        text("workspace_id"),
        text("name"),
        sa.Column("profile", JSON, nullable=False),
        sa.Column("answers", JSON, nullable=False),
        text("actor_id"),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_template"),
        sa.UniqueConstraint("workspace_id", "name", name="uq_template_workspace_id_name"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_template_workspace_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_template_actor_id"),
        sqlite_strict=True,
    )
