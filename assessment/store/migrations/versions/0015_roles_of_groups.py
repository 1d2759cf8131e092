"""Whose role comes from a provider's groups, and who has left them all."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    op.add_column("account", sa.Column("groups_gave_at", MOMENT, nullable=True))
    op.add_column("account", sa.Column("groups_left_at", MOMENT, nullable=True))
    connection = op.get_bind()
    changes = sa.text("select account_id, at, detail from event where kind = 'role_changed' order by id")
    last = {}
    for account_id, at, detail in connection.execute(changes):
        told = json.loads(detail) if isinstance(detail, str) else detail
        last[account_id] = at if told.get("why") == "groups" else None
    given = sa.text("update account set groups_gave_at = :at where id = :id")
    for account_id, at in last.items():
        if at is not None:
            connection.execute(given, {"id": account_id, "at": at})
