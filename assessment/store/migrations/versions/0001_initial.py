"""Merchants, instruments, assessments with sheets, answers and metrics, and the audit.

Triggers: what the database refuses, whoever asks.

A completed assessment never changes, nor do its sheets, answers and metrics;
the audit only grows; an instrument is what its digest says. Erasing still
works: a cascade fires once the parent row is gone, so the guards of its
children find nothing left to protect.
"""

# ruff: noqa: S608 - nothing from outside goes into these texts

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# Types by what STRICT tables know; written out here so that a later schema cannot change this step.
JSON = sa.Text().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")
DAY = sa.Text().with_variant(sa.Date(), "postgresql")
FLAG = sa.Integer().with_variant(sa.Boolean(), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def upgrade() -> None:
    people()
    assessments()
    answers()
    audit()
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement.replace(":", r"\:"))


def people() -> None:
    op.create_table(
        "workspace",
        text("id"),
        text("name"),
        sa.PrimaryKeyConstraint("id", name="pk_workspace"),
        sqlite_strict=True,
    )
    op.create_table(
        "actor",
        text("id"),
        text("label"),
        sa.PrimaryKeyConstraint("id", name="pk_actor"),
        sa.UniqueConstraint("label", name="uq_actor_label"),
        sqlite_strict=True,
    )
    op.create_table(
        "merchant",
        text("id"),
        text("workspace_id"),
        text("name"),
        sa.Column("example", FLAG, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_merchant"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_merchant_workspace_id", ondelete="CASCADE"
        ),
        sqlite_strict=True,
    )
    op.create_index("ix_merchant_workspace_id", "merchant", ["workspace_id"])


def assessments() -> None:
    op.create_table(
        "instrument",
        text("digest"),
        text("id"),
        text("version"),
        text("content"),
        sa.PrimaryKeyConstraint("digest", name="pk_instrument"),
        sqlite_strict=True,
    )
    op.create_table(
        "assessment",
        text("id"),
        text("workspace_id"),
        text("merchant_id"),
        text("instrument_digest"),
        text("mode"),
        text("status"),
        sa.Column("profile", JSON, nullable=False),
        sa.Column("taken_on", DAY, nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("completed_at", MOMENT, nullable=True),
        text("corrects", nullable=True),
        sa.Column("example", FLAG, nullable=False),
        sa.Column("result", JSON, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_assessment_workspace_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name="fk_assessment_merchant_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["instrument_digest"], ["instrument.digest"], name="fk_assessment_instrument_digest"
        ),
        sa.CheckConstraint("mode in ('core', 'full')", name="ck_assessment_mode"),
        sa.CheckConstraint("status in ('draft', 'completed')", name="ck_assessment_status"),
        sa.CheckConstraint(
            "(status = 'completed') = (completed_at is not null)", name="ck_assessment_completed_at"
        ),
        sa.CheckConstraint("(status = 'completed') = (result is not null)", name="ck_assessment_result"),
        sqlite_strict=True,
    )
    for column in ("workspace_id", "merchant_id", "instrument_digest"):
        op.create_index(f"ix_assessment_{column}", "assessment", [column])


def answers() -> None:
    op.create_table(
        "sheet",
        text("assessment_id"),
        text("id"),
        sa.Column("rank", sa.Integer(), nullable=False),
        text("respondent", nullable=True),
        sa.PrimaryKeyConstraint("assessment_id", "id", name="pk_sheet"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_sheet_assessment_id", ondelete="CASCADE"
        ),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "answer",
        text("assessment_id"),
        text("sheet_id"),
        text("item_id"),
        *saved_value(),
        sa.PrimaryKeyConstraint("assessment_id", "sheet_id", "item_id", name="pk_answer"),
        sa.ForeignKeyConstraint(
            ["assessment_id", "sheet_id"],
            ["sheet.assessment_id", "sheet.id"],
            name="fk_answer_assessment_id_sheet_id",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_answer_actor_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_table(
        "metric_value",
        text("assessment_id"),
        text("metric_id"),
        *saved_value(),
        sa.PrimaryKeyConstraint("assessment_id", "metric_id", name="pk_metric_value"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_metric_value_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_metric_value_actor_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


def saved_value() -> list[sa.Column[object]]:
    return [
        sa.Column("value", JSON, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
    ]


def audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", BIG_ID, sa.Identity(), nullable=False),
        text("merchant_id"),
        text("assessment_id", nullable=True),
        sa.Column("at", MOMENT, nullable=False),
        text("actor_id"),
        text("action"),
        sa.Column("detail", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
        sa.ForeignKeyConstraint(
            ["merchant_id"], ["merchant.id"], name="fk_audit_merchant_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_audit_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_audit_actor_id"),
        sqlite_strict=True,
    )
    for column in ("merchant_id", "assessment_id"):
        op.create_index(f"ix_audit_{column}", "audit", [column])


CHILDREN = ("sheet", "answer", "metric_value")
FROZEN = "assessment is completed"
APPEND_ONLY = "audit is append only"
KEPT = "an instrument never changes"


def _sqlite() -> list[str]:
    def trigger(name: str, when: str, message: str, condition: str = "true") -> str:
        return f"create trigger {name} {when} begin select raise(abort, '{message}') where {condition}; end"

    kept = "select 1 from instrument where digest = new.digest"

    def completed(*rows: str) -> str:
        ids = ", ".join(f"{row}.assessment_id" for row in rows)
        return f"exists (select 1 from assessment where id in ({ids}) and status = 'completed')"

    guards = [
        trigger("assessment_frozen", "before update on assessment when old.status = 'completed'", FROZEN),
        # `insert or replace` fires no update and no delete trigger.
        trigger(
            "assessment_not_replaced",
            "before insert on assessment",
            FROZEN,
            "exists (select 1 from assessment where id = new.id and status = 'completed')",
        ),
        trigger("audit_append_only", "before update on audit", APPEND_ONLY),
        trigger(
            "audit_not_replaced",
            "before insert on audit",
            APPEND_ONLY,
            "exists (select 1 from audit where id = new.id)",
        ),
        trigger(
            "audit_no_delete",
            "before delete on audit",
            APPEND_ONLY,
            "exists (select 1 from merchant where id = old.merchant_id) and (old.assessment_id is null"
            " or exists (select 1 from assessment where id = old.assessment_id))",
        ),
        trigger("instrument_kept", "before update on instrument", KEPT),
        (
            "create trigger instrument_not_replaced before insert on instrument"
            f" begin select raise(ignore) where exists ({kept}); end"
        ),
    ]
    for table in CHILDREN:
        for event, rows in (("insert", ("new",)), ("update", ("old", "new")), ("delete", ("old",))):
            guards.append(
                trigger(f"{table}_{event}_frozen", f"before {event} on {table}", FROZEN, completed(*rows))
            )
    return guards


def _postgresql() -> list[str]:
    refuse = "raise exception using errcode = 'check_violation', message ="
    guards = [
        f"""create function refuse() returns trigger language plpgsql as $$ begin
            {refuse} tg_argv[0];
        end $$""",
        f"""create function refuse_completed() returns trigger language plpgsql as $$ begin
            if tg_op <> 'INSERT' and exists (
                select 1 from assessment where id = old.assessment_id and status = 'completed'
            ) then {refuse} '{FROZEN}'; end if;
            if tg_op = 'DELETE' then return old; end if;
            if exists (select 1 from assessment where id = new.assessment_id and status = 'completed')
            then {refuse} '{FROZEN}'; end if;
            return new;
        end $$""",
        f"""create function refuse_audit_delete() returns trigger language plpgsql as $$ begin
            if exists (select 1 from merchant where id = old.merchant_id) and (old.assessment_id is null
                or exists (select 1 from assessment where id = old.assessment_id))
            then {refuse} '{APPEND_ONLY}'; end if;
            return old;
        end $$""",
        (
            "create trigger assessment_frozen before update on assessment for each row"
            f" when (old.status = 'completed') execute function refuse('{FROZEN}')"
        ),
        (
            "create trigger audit_append_only before update on audit for each row"
            f" execute function refuse('{APPEND_ONLY}')"
        ),
        (
            "create trigger audit_no_delete before delete on audit for each row"
            " execute function refuse_audit_delete()"
        ),
        (
            "create trigger instrument_kept before update on instrument for each row"
            f" execute function refuse('{KEPT}')"
        ),
    ]
    guards += [
        f"create trigger {table}_frozen before insert or update or delete on {table} for each row"
        " execute function refuse_completed()"
        for table in CHILDREN
    ]
    # Truncating fires no row trigger.
    guards += [
        f"create trigger {table}_no_truncate before truncate on {table} for each statement"
        f" execute function refuse('{APPEND_ONLY if table == 'audit' else FROZEN}')"
        for table in ("assessment", "audit", *CHILDREN)
    ]
    return guards


def guards(dialect: str) -> list[str]:
    """Return the statements that put the triggers into an empty schema of this database."""
    return _sqlite() if dialect == "sqlite" else _postgresql()
