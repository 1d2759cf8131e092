"""Private links of merchants, the record of what people did, and how long merchants are kept.

Triggers of the record: it only grows. Not even erasing takes a line away: it
names a merchant by nothing but its id, which says nothing once the merchant
is gone.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0009"
branch_labels = None
depends_on = None

# Types by what STRICT tables know; written out here so that a later schema cannot change this step.
JSON = sa.Text().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    links()
    events()
    retention()
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement.replace(":", r"\:"))


def links() -> None:
    op.create_table(
        "merchant_link",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("token_sha256", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("revoked_at", MOMENT, nullable=True),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_merchant_link"),
        sa.UniqueConstraint("token_sha256", name="uq_merchant_link_token_sha256"),
        sa.CheckConstraint("scope in ('answer', 'read')", name=op.f("ck_merchant_link_scope")),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name="fk_merchant_link_merchant_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_merchant_link_actor_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_merchant_link_merchant_id", "merchant_link", ["merchant_id"])


def events() -> None:
    op.create_table(
        "event",
        sa.Column("id", BIG_ID, sa.Identity(), nullable=False),
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=True),
        sa.Column("account_id", sa.Text(), nullable=True),
        sa.Column("detail", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_event_actor_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_event_at", "event", ["workspace_id", "at"])
    op.create_index("ix_event_merchant_id", "event", ["merchant_id"])


def retention() -> None:
    op.create_table(
        "retention",
        sa.Column("workspace_id", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=True),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", name="pk_retention"),
        sa.CheckConstraint("days is null or days > 0", name=op.f("ck_retention_days")),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_retention_workspace_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_retention_actor_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


APPEND_ONLY = "the record of events is append only"


def _sqlite() -> list[str]:
    def trigger(name: str, when: str, condition: str = "true") -> str:
        return (
            f"create trigger {name} {when} begin select raise(abort, '{APPEND_ONLY}') where {condition}; end"
        )

    return [
        trigger("event_append_only", "before update on event"),
        # `insert or replace` fires no update and no delete trigger.
        trigger(
            "event_not_replaced",
            "before insert on event",
            "exists (select 1 from event where id = new.id)",
        ),
        trigger("event_no_delete", "before delete on event"),
    ]


def _postgresql() -> list[str]:
    # `refuse` came with the first migration.
    return [
        (
            "create trigger event_append_only before update or delete on event for each row"
            f" execute function refuse('{APPEND_ONLY}')"
        ),
        # Truncating fires no row trigger.
        (
            "create trigger event_no_truncate before truncate on event for each statement"
            f" execute function refuse('{APPEND_ONLY}')"
        ),
    ]


def guards(dialect: str) -> list[str]:
    """Return the statements that put these triggers into a database of this kind."""
    return _sqlite() if dialect == "sqlite" else _postgresql()
