"""The tables, as the statements see them.

The database itself is made by `migrations/`; a test proves that the two
agree. Times are aware UTC on both databases. A completed assessment, the
audit, the events, the roadmaps that were kept, evidence files and the record
of intake sessions are guarded by triggers: their texts stand in the
migrations that made them.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Named,
    Table,
    TypedColumns,
    UniqueConstraint,
)

from assessment.store.columns import BigId, Boolean, Day, Json, Moment

AGREED = "agreed"
"""The sheet of the answers that count; every assessment has it."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class WorkspaceColumns(TypedColumns):
    """Whose merchants these are; every read names its workspace."""

    id: Named[str] = Column(sa.Text, primary_key=True)
    name: Named[str] = Column(sa.Text)


class ActorColumns(TypedColumns):
    """Who did it, by pseudonym: the label can be emptied without touching the history."""

    id: Named[str] = Column(sa.Text, primary_key=True)
    label: Named[str] = Column(sa.Text, unique=True)


class MerchantColumns(TypedColumns):
    """The business being assessed. Deleting it erases everything about it."""

    id: Named[str] = Column(sa.Text, primary_key=True)
    workspace_id: Named[str] = Column(sa.Text, ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    name: Named[str] = Column(sa.Text)
    example: Named[bool] = Column(Boolean)
    created_at: Named[datetime] = Column(Moment)


class InstrumentColumns(TypedColumns):
    """Every instrument ever used here, kept whole, so that old results can be recomputed."""

    digest: Named[str] = Column(sa.Text, primary_key=True)
    id: Named[str] = Column(sa.Text)
    version: Named[str] = Column(sa.Text)
    content: Named[str] = Column(sa.Text)


class AssessmentColumns(TypedColumns):
    """One run of one instrument for one merchant; `result` is written when it is completed."""

    id: Named[str] = Column(sa.Text, primary_key=True)
    workspace_id: Named[str] = Column(sa.Text, ForeignKey("workspace.id", ondelete="CASCADE"), index=True)
    merchant_id: Named[str] = Column(sa.Text, ForeignKey("merchant.id", ondelete="CASCADE"), index=True)
    instrument_digest: Named[str] = Column(sa.Text, ForeignKey("instrument.digest"), index=True)
    mode: Named[str] = Column(sa.Text)
    status: Named[str] = Column(sa.Text)
    profile: Named[Any] = Column(Json, nullable=False)
    taken_on: Named[date | None] = Column(Day)
    revision: Named[int] = Column(sa.Integer)
    created_at: Named[datetime] = Column(Moment)
    updated_at: Named[datetime] = Column(Moment)
    completed_at: Named[datetime | None] = Column(Moment)
    # No foreign key: the corrected one may be erased, or may live on another machine.
    corrects: Named[str | None] = Column(sa.Text)
    example: Named[bool] = Column(Boolean)
    result: Named[Any] = Column(Json, nullable=True)


class PutAwayColumns(TypedColumns):
    """An assessment out of the lists: in the archive, or in the bin until it is erased or put back."""

    assessment_id: Named[str] = Column(
        sa.Text, ForeignKey("assessment.id", ondelete="CASCADE"), primary_key=True
    )
    place: Named[str] = Column(sa.Text)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    put_at: Named[datetime] = Column(Moment)


class SheetColumns(TypedColumns):
    """All answers of one respondent; `agreed` holds those that count."""

    assessment_id: Named[str] = Column(
        sa.Text, ForeignKey("assessment.id", ondelete="CASCADE"), primary_key=True
    )
    id: Named[str] = Column(sa.Text, primary_key=True)
    rank: Named[int] = Column(sa.Integer)
    respondent: Named[str | None] = Column(sa.Text)


class AnswerColumns(TypedColumns):
    """One answer record. An empty record stays as a row, so that its revision never restarts."""

    assessment_id: Named[str] = Column(sa.Text, primary_key=True)
    sheet_id: Named[str] = Column(sa.Text, primary_key=True)
    item_id: Named[str] = Column(sa.Text, primary_key=True)
    value: Named[Any] = Column(Json, nullable=False)
    revision: Named[int] = Column(sa.Integer)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    updated_at: Named[datetime] = Column(Moment)


class MetricValueColumns(TypedColumns):
    """One metric as entered; empty rows stay, as with answers."""

    assessment_id: Named[str] = Column(
        sa.Text, ForeignKey("assessment.id", ondelete="CASCADE"), primary_key=True
    )
    metric_id: Named[str] = Column(sa.Text, primary_key=True)
    value: Named[Any] = Column(Json, nullable=False)
    revision: Named[int] = Column(sa.Integer)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    updated_at: Named[datetime] = Column(Moment)


class RoadmapColumns(TypedColumns):
    """A roadmap as it was drawn and kept; the next one is another row, ranked 1, 2, ... per assessment."""

    id: Named[str] = Column(sa.Text, primary_key=True)
    assessment_id: Named[str] = Column(sa.Text, ForeignKey("assessment.id", ondelete="CASCADE"))
    rank: Named[int] = Column(sa.Integer)
    brief: Named[Any] = Column(Json, nullable=False)
    plan: Named[Any] = Column(Json, nullable=False)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    kept_at: Named[datetime] = Column(Moment)


class StepProgressColumns(TypedColumns):
    """How one step goes on, also after the assessment is completed; empty rows stay, as with answers."""

    assessment_id: Named[str] = Column(
        sa.Text, ForeignKey("assessment.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Named[str] = Column(sa.Text, primary_key=True)
    point: Named[int] = Column(sa.Integer, primary_key=True, autoincrement=False)
    value: Named[Any] = Column(Json, nullable=False)
    revision: Named[int] = Column(sa.Integer)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    updated_at: Named[datetime] = Column(Moment)


class CareColumns(TypedColumns):
    """What a consultant notes about a merchant as a whole; a merchant without a row has nothing noted."""

    merchant_id: Named[str] = Column(sa.Text, ForeignKey("merchant.id", ondelete="CASCADE"), primary_key=True)
    person: Named[str | None] = Column(sa.Text)
    group_name: Named[str | None] = Column(sa.Text)
    due_on: Named[date | None] = Column(Day)
    revision: Named[int] = Column(sa.Integer)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    updated_at: Named[datetime] = Column(Moment)


class MerchantAccessColumns(TypedColumns):
    """A merchant that was given to an account; owners, and who sees all, need no row."""

    account_id: Named[str] = Column(sa.Text, ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    merchant_id: Named[str] = Column(
        sa.Text, ForeignKey("merchant.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    given_at: Named[datetime] = Column(Moment)


class StandingColumns(TypedColumns):
    """Where a merchant stands after its last round, in one row: worked out from the rest, never typed.

    A portfolio of ten thousand assessments is listed, searched and counted
    from these rows alone. Scores are whole tenths of a point.
    """

    merchant_id: Named[str] = Column(sa.Text, ForeignKey("merchant.id", ondelete="CASCADE"), primary_key=True)
    workspace_id: Named[str] = Column(sa.Text, ForeignKey("workspace.id", ondelete="CASCADE"))
    example: Named[bool] = Column(Boolean)
    assessment_id: Named[str | None] = Column(sa.Text)
    draft_id: Named[str | None] = Column(sa.Text)
    rounds: Named[int] = Column(sa.Integer)
    last_on: Named[date | None] = Column(Day)
    stage: Named[str | None] = Column(sa.Text)
    status: Named[str | None] = Column(sa.Text)
    confidence: Named[str | None] = Column(sa.Text)
    index_tenths: Named[int | None] = Column(sa.Integer)
    trend_tenths: Named[int | None] = Column(sa.Integer)
    open_steps: Named[int | None] = Column(sa.Integer)
    cohort: Named[str | None] = Column(sa.Text)
    person: Named[str | None] = Column(sa.Text)
    group_name: Named[str | None] = Column(sa.Text)
    due_on: Named[date | None] = Column(Day)


class StandingGapColumns(TypedColumns):
    """A criterion of the next stage that a merchant does not meet, `item:field.rhythm` or `index:overall`."""

    merchant_id: Named[str] = Column(
        sa.Text, ForeignKey("standing.merchant_id", ondelete="CASCADE"), primary_key=True
    )
    gap: Named[str] = Column(sa.Text, primary_key=True)
    workspace_id: Named[str] = Column(sa.Text)
    example: Named[bool] = Column(Boolean)


class TemplateColumns(TypedColumns):
    """What the merchants of a group have in common, to begin an assessment with."""

    id: Named[str] = Column(sa.Text, primary_key=True)
    workspace_id: Named[str] = Column(sa.Text, ForeignKey("workspace.id", ondelete="CASCADE"))
    name: Named[str] = Column(sa.Text)
    profile: Named[Any] = Column(Json, nullable=False)
    answers: Named[Any] = Column(Json, nullable=False)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    created_at: Named[datetime] = Column(Moment)


class RespondentColumns(TypedColumns):
    """Who fills in a sheet of their own. The link's token itself is never kept, only its hash."""

    assessment_id: Named[str] = Column(sa.Text, primary_key=True)
    sheet_id: Named[str] = Column(sa.Text, primary_key=True)
    role: Named[str | None] = Column(sa.Text)
    # The dimensions that are asked; all of them where nothing is said.
    asked: Named[Any] = Column(Json, nullable=True)
    # None where there is no link: the sheet is filled in on the consultant's device.
    token_sha256: Named[str | None] = Column(sa.Text, unique=True)
    invited_at: Named[datetime] = Column(Moment)
    expires_at: Named[datetime | None] = Column(Moment)
    revoked_at: Named[datetime | None] = Column(Moment)
    opened_at: Named[datetime | None] = Column(Moment)
    done_at: Named[datetime | None] = Column(Moment)


class ColumnMappingColumns(TypedColumns):
    """What the columns of a file of one shape mean, as somebody confirmed it; the last word counts."""

    workspace_id: Named[str] = Column(
        sa.Text, ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True
    )
    signature: Named[str] = Column(sa.Text, primary_key=True)
    value: Named[Any] = Column(Json, nullable=False)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    updated_at: Named[datetime] = Column(Moment)


class EvidenceContentColumns(TypedColumns):
    """The bytes of an evidence file, once for a merchant; gone with the last file that points to them."""

    merchant_id: Named[str] = Column(sa.Text, primary_key=True)
    sha256: Named[str] = Column(sa.Text, primary_key=True)
    size: Named[int] = Column(sa.Integer)
    content: Named[bytes] = Column(sa.LargeBinary)


class EvidenceFileColumns(TypedColumns):
    """A file of one assessment; which answers show it stands in the answers."""

    assessment_id: Named[str] = Column(
        sa.Text, ForeignKey("assessment.id", ondelete="CASCADE"), primary_key=True
    )
    sha256: Named[str] = Column(sa.Text, primary_key=True)
    merchant_id: Named[str] = Column(sa.Text)
    name: Named[str] = Column(sa.Text)
    media_type: Named[str] = Column(sa.Text)
    size: Named[int] = Column(sa.Integer)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    added_at: Named[datetime] = Column(Moment)


class IntakeEventColumns(TypedColumns):
    """What happened in an intake session: agenda, clock, place, parking lot. Append only."""

    id: Named[int] = Column(BigId, sa.Identity(), primary_key=True)
    assessment_id: Named[str] = Column(sa.Text, ForeignKey("assessment.id", ondelete="CASCADE"), index=True)
    at: Named[datetime] = Column(Moment)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    kind: Named[str] = Column(sa.Text)
    detail: Named[Any] = Column(Json, nullable=False)


class PrivateNoteColumns(TypedColumns):
    """The consultant's own note of an item, or of the session where `item_id` is empty; never exported."""

    assessment_id: Named[str] = Column(
        sa.Text, ForeignKey("assessment.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Named[str] = Column(sa.Text, primary_key=True)
    text: Named[str] = Column(sa.Text)
    revision: Named[int] = Column(sa.Integer)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    updated_at: Named[datetime] = Column(Moment)


class StumbleColumns(TypedColumns):
    """Where a respondent found an item hard to answer; deleted once it is taken back."""

    assessment_id: Named[str] = Column(sa.Text, primary_key=True)
    sheet_id: Named[str] = Column(sa.Text, primary_key=True)
    item_id: Named[str] = Column(sa.Text, primary_key=True)
    reason: Named[str] = Column(sa.Text)
    word: Named[str | None] = Column(sa.Text)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    updated_at: Named[datetime] = Column(Moment)


class LaterVerificationColumns(TypedColumns):
    """Who has seen the evidence of an answer after its assessment was completed; deleted once taken back."""

    assessment_id: Named[str] = Column(
        sa.Text, ForeignKey("assessment.id", ondelete="CASCADE"), primary_key=True
    )
    item_id: Named[str] = Column(sa.Text, primary_key=True)
    seen_by: Named[str] = Column(sa.Text)
    seen_at: Named[datetime] = Column(Moment)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))


class AccountColumns(TypedColumns):
    """Somebody who signs in; what they do is written under the actor's pseudonym."""

    id: Named[str] = Column(sa.Text, primary_key=True)
    workspace_id: Named[str] = Column(sa.Text, ForeignKey("workspace.id", ondelete="CASCADE"))
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    name: Named[str] = Column(sa.Text)
    # The name as it is compared: without case, width and outer spaces.
    name_key: Named[str] = Column(sa.Text)
    role: Named[str] = Column(sa.Text)
    sees_all: Named[bool] = Column(Boolean)
    mail: Named[str | None] = Column(sa.Text)
    # None until the invitation is accepted, and for who signs in at a provider only.
    password_hash: Named[str | None] = Column(sa.Text)
    issuer: Named[str | None] = Column(sa.Text)
    subject: Named[str | None] = Column(sa.Text)
    created_at: Named[datetime] = Column(Moment)
    signed_in_at: Named[datetime | None] = Column(Moment)
    disabled_at: Named[datetime | None] = Column(Moment)
    # When groups of an identity provider last gave the role; None where an owner did.
    groups_gave_at: Named[datetime | None] = Column(Moment)
    # When the account was disabled because its person was in none of the named groups any more.
    groups_left_at: Named[datetime | None] = Column(Moment)


class AccountInvitationColumns(TypedColumns):
    """The last link by which an account is entered or gets a new password; only its hash is kept."""

    token_sha256: Named[str] = Column(sa.Text, primary_key=True)
    account_id: Named[str] = Column(sa.Text, ForeignKey("account.id", ondelete="CASCADE"), unique=True)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    made_at: Named[datetime] = Column(Moment)
    expires_at: Named[datetime] = Column(Moment)
    used_at: Named[datetime | None] = Column(Moment)


class SignInColumns(TypedColumns):
    """One browser that somebody signed in with; rows that ended stay a while, so that it can be said why."""

    token_sha256: Named[str] = Column(sa.Text, primary_key=True)
    account_id: Named[str] = Column(sa.Text, ForeignKey("account.id", ondelete="CASCADE"), index=True)
    # Of the token, keyed with the operator's secret: with another secret it no longer fits.
    proof: Named[str] = Column(sa.Text)
    # What a provider said about the person, taken once.
    identity_sha256: Named[str | None] = Column(sa.Text, unique=True)
    began_at: Named[datetime] = Column(Moment)
    seen_at: Named[datetime] = Column(Moment)
    ends_at: Named[datetime] = Column(Moment)
    ended_at: Named[datetime | None] = Column(Moment)
    ended_by: Named[str | None] = Column(sa.Text)


class AuditColumns(TypedColumns):
    """What happened, append only; it goes when the merchant or the assessment is erased."""

    id: Named[int] = Column(BigId, sa.Identity(), primary_key=True)
    merchant_id: Named[str] = Column(sa.Text, ForeignKey("merchant.id", ondelete="CASCADE"), index=True)
    assessment_id: Named[str | None] = Column(
        sa.Text, ForeignKey("assessment.id", ondelete="CASCADE"), index=True
    )
    at: Named[datetime] = Column(Moment)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    action: Named[str] = Column(sa.Text)
    detail: Named[Any] = Column(Json, nullable=False)


class MerchantLinkColumns(TypedColumns):
    """A private link of a merchant without an account. The token itself is never kept, only its hash."""

    id: Named[str] = Column(sa.Text, primary_key=True)
    merchant_id: Named[str] = Column(sa.Text, ForeignKey("merchant.id", ondelete="CASCADE"), index=True)
    scope: Named[str] = Column(sa.Text)
    label: Named[str] = Column(sa.Text)
    token_sha256: Named[str] = Column(sa.Text, unique=True)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    made_at: Named[datetime] = Column(Moment)
    expires_at: Named[datetime] = Column(Moment)
    revoked_at: Named[datetime | None] = Column(Moment)
    used_at: Named[datetime | None] = Column(Moment)


class EventColumns(TypedColumns):
    """What people did besides answering, append only; an erasure leaves it, with ids that say nothing."""

    id: Named[int] = Column(BigId, sa.Identity(), primary_key=True)
    # No foreign keys but the actor's: a line outlives whom it is about.
    workspace_id: Named[str] = Column(sa.Text)
    at: Named[datetime] = Column(Moment)
    actor_id: Named[str | None] = Column(sa.Text, ForeignKey("actor.id"))
    kind: Named[str] = Column(sa.Text)
    merchant_id: Named[str | None] = Column(sa.Text, index=True)
    account_id: Named[str | None] = Column(sa.Text)
    detail: Named[Any] = Column(Json, nullable=False)


class RetentionColumns(TypedColumns):
    """How long merchants are kept that nobody touches; without a row what the settings say counts."""

    workspace_id: Named[str] = Column(
        sa.Text, ForeignKey("workspace.id", ondelete="CASCADE"), primary_key=True
    )
    # None where they are kept until somebody erases them.
    days: Named[int | None] = Column(sa.Integer)
    actor_id: Named[str] = Column(sa.Text, ForeignKey("actor.id"))
    updated_at: Named[datetime] = Column(Moment)


workspace = Table("workspace", metadata, WorkspaceColumns, sqlite_strict=True)
actor = Table("actor", metadata, ActorColumns, sqlite_strict=True)
merchant = Table("merchant", metadata, MerchantColumns, sqlite_strict=True)
instrument = Table("instrument", metadata, InstrumentColumns, sqlite_strict=True)
assessment = Table(
    "assessment",
    metadata,
    AssessmentColumns,
    CheckConstraint("mode in ('core', 'full')", name="mode"),
    CheckConstraint("status in ('draft', 'completed')", name="status"),
    CheckConstraint("(status = 'completed') = (completed_at is not null)", name="completed_at"),
    CheckConstraint("(status = 'completed') = (result is not null)", name="result"),
    sqlite_strict=True,
)
put_away = Table(
    "put_away",
    metadata,
    PutAwayColumns,
    CheckConstraint("place in ('archive', 'bin')", name="place"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
sheet = Table("sheet", metadata, SheetColumns, sqlite_strict=True, sqlite_with_rowid=False)
answer = Table(
    "answer",
    metadata,
    AnswerColumns,
    ForeignKeyConstraint(
        ["assessment_id", "sheet_id"], ["sheet.assessment_id", "sheet.id"], ondelete="CASCADE"
    ),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
metric_value = Table(
    "metric_value", metadata, MetricValueColumns, sqlite_strict=True, sqlite_with_rowid=False
)
roadmap = Table(
    "roadmap", metadata, RoadmapColumns, UniqueConstraint("assessment_id", "rank"), sqlite_strict=True
)
step_progress = Table(
    "step_progress", metadata, StepProgressColumns, sqlite_strict=True, sqlite_with_rowid=False
)
care = Table("care", metadata, CareColumns, sqlite_strict=True, sqlite_with_rowid=False)
merchant_access = Table(
    "merchant_access",
    metadata,
    MerchantAccessColumns,
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
standing = Table(
    "standing",
    metadata,
    StandingColumns,
    Index("ix_standing_due", "workspace_id", "example", "due_on"),
    Index("ix_standing_stage", "workspace_id", "example", "stage", "index_tenths"),
    sqlite_strict=True,
)
standing_gap = Table(
    "standing_gap",
    metadata,
    StandingGapColumns,
    Index("ix_standing_gap_gap", "workspace_id", "example", "gap"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
template = Table(
    "template", metadata, TemplateColumns, UniqueConstraint("workspace_id", "name"), sqlite_strict=True
)
respondent = Table(
    "respondent",
    metadata,
    RespondentColumns,
    ForeignKeyConstraint(
        ["assessment_id", "sheet_id"], ["sheet.assessment_id", "sheet.id"], ondelete="CASCADE"
    ),
    CheckConstraint("(token_sha256 is null) = (expires_at is null)", name="expires_at"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
column_mapping = Table(
    "column_mapping", metadata, ColumnMappingColumns, sqlite_strict=True, sqlite_with_rowid=False
)
evidence_content = Table("evidence_content", metadata, EvidenceContentColumns, sqlite_strict=True)
evidence_file = Table(
    "evidence_file",
    metadata,
    EvidenceFileColumns,
    ForeignKeyConstraint(
        ["merchant_id", "sha256"], ["evidence_content.merchant_id", "evidence_content.sha256"]
    ),
    Index("ix_evidence_file_merchant_id", "merchant_id", "sha256"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
intake_event = Table("intake_event", metadata, IntakeEventColumns, sqlite_strict=True)
private_note = Table(
    "private_note", metadata, PrivateNoteColumns, sqlite_strict=True, sqlite_with_rowid=False
)
stumble = Table(
    "stumble",
    metadata,
    StumbleColumns,
    ForeignKeyConstraint(
        ["assessment_id", "sheet_id"], ["sheet.assessment_id", "sheet.id"], ondelete="CASCADE"
    ),
    CheckConstraint("reason in ('no_fit', 'unclear', 'not_ours')", name="reason"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
later_verification = Table(
    "later_verification",
    metadata,
    LaterVerificationColumns,
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
account = Table(
    "account",
    metadata,
    AccountColumns,
    UniqueConstraint("workspace_id", "name_key"),
    UniqueConstraint("issuer", "subject"),
    CheckConstraint("role in ('owner', 'consultant', 'viewer')", name="role"),
    CheckConstraint("(issuer is null) = (subject is null)", name="subject"),
    sqlite_strict=True,
)
account_invitation = Table(
    "account_invitation",
    metadata,
    AccountInvitationColumns,
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
sign_in = Table(
    "sign_in",
    metadata,
    SignInColumns,
    CheckConstraint("(ended_at is null) = (ended_by is null)", name="ended_at"),
    CheckConstraint("ended_by in ('signed_out', 'password', 'disabled', 'reset')", name="ended_by"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
audit = Table("audit", metadata, AuditColumns, sqlite_strict=True)
merchant_link = Table(
    "merchant_link",
    metadata,
    MerchantLinkColumns,
    CheckConstraint("scope in ('answer', 'read')", name="scope"),
    sqlite_strict=True,
)
event = Table("event", metadata, EventColumns, Index("ix_event_at", "workspace_id", "at"), sqlite_strict=True)
retention = Table(
    "retention",
    metadata,
    RetentionColumns,
    CheckConstraint("days is null or days > 0", name="days"),
    sqlite_strict=True,
    sqlite_with_rowid=False,
)
