"""Who was asked for a sheet of their own: role, what is asked, and the private link."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# Types by what STRICT tables know; written out here so that a later schema cannot change this step.
JSON = sa.Text().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.create_table(
        "respondent",
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("sheet_id", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("asked", JSON, nullable=True),
        sa.Column("token_sha256", sa.Text(), nullable=True),
        sa.Column("invited_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=True),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("opened_at", MOMENT, nullable=True),
        sa.Column("done_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("assessment_id", "sheet_id", name="pk_respondent"),
        sa.ForeignKeyConstraint(
            ["assessment_id", "sheet_id"],
            ["sheet.assessment_id", "sheet.id"],
            name="fk_respondent_assessment_id_sheet_id",
            ondelete="CASCADE",
        ),
        sa.UniqueConstraint("token_sha256", name="uq_respondent_token_sha256"),
        sa.CheckConstraint(
            "(token_sha256 is null) = (expires_at is null)", name=op.f("ck_respondent_expires_at")
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
