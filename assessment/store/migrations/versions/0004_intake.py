"""The consultant's room: intake sessions, private notes, evidence as files.

Triggers of evidence files and of the record of intake sessions.

A file, once kept, is what its hash says; it stays while anything points to
it and goes with the last that does. What belongs to a completed assessment
is neither added to nor taken away. The record of a session only grows.
Erasing still works: a cascade fires once the assessment is
gone, and then nothing is left to protect. Private notes have no guard; they
go on changing.
"""

# ruff: noqa: S608 - nothing from outside goes into these texts

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# Types by what STRICT tables know; written out here so that a later schema cannot change this step.
JSON = sa.Text().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.Text().with_variant(sa.DateTime(timezone=True), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    files()
    sessions()
    notes()
    for statement in guards(op.get_bind().dialect.name):
        op.execute(statement.replace(":", r"\:"))


def files() -> None:
    op.create_table(
        "evidence_content",
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("merchant_id", "sha256", name="pk_evidence_content"),
        sqlite_strict=True,
    )
    op.create_table(
        "evidence_file",
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("merchant_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "sha256", name="pk_evidence_file"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_evidence_file_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["merchant_id", "sha256"],
            ["evidence_content.merchant_id", "evidence_content.sha256"],
            name="fk_evidence_file_merchant_id",
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_evidence_file_actor_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index("ix_evidence_file_merchant_id", "evidence_file", ["merchant_id", "sha256"])


def sessions() -> None:
    op.create_table(
        "intake_event",
        sa.Column("id", BIG_ID, sa.Identity(), nullable=False),
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_intake_event"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_intake_event_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_intake_event_actor_id"),
        sqlite_strict=True,
    )
    op.create_index("ix_intake_event_assessment_id", "intake_event", ["assessment_id"])


def notes() -> None:
    op.create_table(
        "private_note",
        sa.Column("assessment_id", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Text(), nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "item_id", name="pk_private_note"),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name="fk_private_note_assessment_id", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["actor.id"], name="fk_private_note_actor_id"),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )


FROZEN = "assessment is completed"
SAME = "an evidence file never changes"
APPEND_ONLY = "the record of a session is append only"


def _completed(*rows: str) -> str:
    ids = ", ".join(f"{row}.assessment_id" for row in rows)
    return f"exists (select 1 from assessment where id in ({ids}) and status = 'completed')"


FORGET = (
    "delete from evidence_content where merchant_id = old.merchant_id and sha256 = old.sha256"
    " and not exists (select 1 from evidence_file"
    " where merchant_id = old.merchant_id and sha256 = old.sha256)"
)
STILL_THERE = "exists (select 1 from assessment where id = old.assessment_id)"


def _sqlite() -> list[str]:
    def trigger(name: str, when: str, message: str, condition: str = "true") -> str:
        return f"create trigger {name} {when} begin select raise(abort, '{message}') where {condition}; end"

    return [
        trigger("evidence_file_insert_frozen", "before insert on evidence_file", FROZEN, _completed("new")),
        trigger("evidence_file_same", "before update on evidence_file", SAME),
        trigger("evidence_file_delete_frozen", "before delete on evidence_file", FROZEN, _completed("old")),
        f"create trigger evidence_content_forgotten after delete on evidence_file begin {FORGET}; end",
        trigger("evidence_content_same", "before update on evidence_content", SAME),
        # `insert or replace` fires no update and no delete trigger.
        trigger(
            "evidence_content_not_replaced",
            "before insert on evidence_content",
            SAME,
            "exists (select 1 from evidence_content"
            " where merchant_id = new.merchant_id and sha256 = new.sha256)",
        ),
        trigger("intake_event_append_only", "before update on intake_event", APPEND_ONLY),
        trigger(
            "intake_event_not_replaced",
            "before insert on intake_event",
            APPEND_ONLY,
            "exists (select 1 from intake_event where id = new.id)",
        ),
        trigger("intake_event_no_delete", "before delete on intake_event", APPEND_ONLY, STILL_THERE),
    ]


def _postgresql() -> list[str]:
    # `refuse` and `refuse_completed` came with the first migration.
    return [
        (
            "create trigger evidence_file_frozen before insert or delete on evidence_file for each row"
            " execute function refuse_completed()"
        ),
        (
            "create trigger evidence_file_same before update on evidence_file for each row"
            f" execute function refuse('{SAME}')"
        ),
        f"""create function forget_evidence() returns trigger language plpgsql as $$ begin
            {FORGET};
            return null;
        end $$""",
        (
            "create trigger evidence_content_forgotten after delete on evidence_file for each row"
            " execute function forget_evidence()"
        ),
        (
            "create trigger evidence_content_same before update on evidence_content for each row"
            f" execute function refuse('{SAME}')"
        ),
        (
            "create trigger intake_event_append_only before update on intake_event for each row"
            f" execute function refuse('{APPEND_ONLY}')"
        ),
        f"""create function refuse_intake_event_delete() returns trigger language plpgsql as $$ begin
            if {STILL_THERE}
            then raise exception using errcode = 'check_violation', message = '{APPEND_ONLY}'; end if;
            return old;
        end $$""",
        (
            "create trigger intake_event_no_delete before delete on intake_event for each row"
            " execute function refuse_intake_event_delete()"
        ),
        # Truncating fires no row trigger.
        *(
            f"create trigger {table}_no_truncate before truncate on {table} for each statement"
            f" execute function refuse('{message}')"
            for table, message in (
                ("evidence_file", SAME),
                ("evidence_content", SAME),
                ("intake_event", APPEND_ONLY),
            )
        ),
    ]


def guards(dialect: str) -> list[str]:
    """Return the statements that put these triggers into a database of this kind."""
    return _sqlite() if dialect == "sqlite" else _postgresql()
