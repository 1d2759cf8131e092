"""What the verbs about respondents hand back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa

from assessment.instrument.file_schemas import Role
from assessment.instrument.model import Instrument
from assessment.responses import Answer, Mode, Verified
from assessment.service.answers import Saved, verify
from assessment.service.checks import (
    LinkExpired,
    LinkRevoked,
    NoSuchLink,
    Refused,
    asked_on_sheets,
    is_unanswered,
    within,
)
from assessment.service.context import Context
from assessment.service.context import given as without_cleared
from assessment.service.merchant_links import days_of
from assessment.service.own_sheet import LONGEST_TOKEN, OwnSheet, hash_of, new_token, row_of
from assessment.store import answers as kept_answers
from assessment.store import assessments, audit, respondents
from assessment.store.answers import add_sheet
from assessment.store.assessments import AssessmentRow, LockedDraft
from assessment.store.ids import new_id
from assessment.store.respondents import RespondentRow
from assessment.store.schema import AGREED
from assessment.store.versioned import Versioned
from assessment.texts import Text

Link = Literal["none", "open", "expired", "revoked"]


@dataclass(frozen=True)
class Invitation:
    """A private link, told once: only its hash is kept."""

    sheet: str
    token: str
    expires_at: datetime


@dataclass(frozen=True)
class Respondent:
    """Somebody who has a sheet of their own, as the consultant sees it."""

    sheet: str
    label: str
    """What they are called: a name, or the role."""
    role: str | None
    """None where the sheet came with a file, or the role is not in the bank any more."""
    dimensions: Sequence[str]
    """What is asked, in the instrument's order."""
    answered: int
    """Items dealt with, of those asked; a reason for having no answer counts."""
    asked: int
    link: Link
    days: int
    """For how many days its link was made or extended last, which a new one lasts too; `DAYS` without any."""
    expires_at: datetime | None
    opened_at: datetime | None
    done_at: datetime | None
    last_said_at: datetime | None


DAYS = 14
"""How long a link lasts unless something else is said."""
MOST_DAYS = 90
MOST_RESPONDENTS = 20
LONGEST_LABEL = 40


def own_label(label: str, taken: Sequence[str]) -> str:
    """Return what a respondent is called.

    Raises:
        Refused: nothing, too long, or somebody is called so already.
    """
    name = " ".join(within(label, LONGEST_LABEL).split())
    if not name:
        raise Refused(Text("service.respondent_name"))
    if name in taken:
        raise Refused(Text("service.respondent_name_taken", name=name))
    return name


def known_dimensions(instrument: Instrument, dimensions: Sequence[str]) -> list[str]:
    """Return the dimensions to be asked, in the instrument's order.

    Raises:
        Refused: none, or one that the instrument does not have.
    """
    order = [dimension.id for dimension in instrument.dimensions]
    for name in dimensions:
        if name not in order:
            raise Refused(Text("service.no_such_part", name=name))
    if not dimensions:
        raise Refused(Text("service.no_part_asked"))
    return [name for name in order if name in dimensions]


def in_days(now: datetime, days: int) -> datetime:
    """Return when a link ends.

    Raises:
        Refused: too short or too long.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Refused(Text("service.link_days", most_days=MOST_DAYS))
    return now + timedelta(days=days)


def change(
    context: Context, id_: str, sheet: str, action: str, values: Callable[[RespondentRow], dict[str, object]]
) -> None:
    """Change what is known of a respondent of a draft, and note that it was done, never the link itself."""
    who = context.who()
    with context.database.writing() as connection:
        draft = assessments.lock_draft(connection, who, id_)
        row = row_of(connection, id_, sheet)
        respondents.save_respondent(connection, who, id_, sheet, **values(row))
        audit.record(connection, who, action, draft.merchant_id, id_, sheet=sheet)


def everybody(context: Context, connection: sa.Connection, head: AssessmentRow) -> list[Respondent]:
    """List the respondents with how far each has come."""
    instrument = context.instrument(connection, head.digest)
    by_sheet = kept_answers.read_answers(connection, head.id)
    given = links_given(connection, head.id)
    last = respondents.read_last_changes(connection, head.id)
    agreed = without_cleared(by_sheet.get(AGREED, {}))
    items = {
        dimension.id: asked_on_sheets(dimension, Mode(head.mode), head.profile, agreed)
        for dimension in instrument.dimensions
    }
    found = []
    for row in respondents.read_respondents(connection, head.id):
        dimensions = [key for key in items if items[key] and (row.asked is None or key in row.asked)]
        asked = [item.id for key in dimensions for item in items[key]]
        answers = by_sheet.get(row.sheet, {})
        found.append(
            Respondent(
                sheet=row.sheet,
                label=row.label,
                role=row.role,
                dimensions=dimensions,
                answered=sum(is_dealt_with(answers.get(item)) for item in asked),
                asked=len(asked),
                link=state_of(row, context.now()),
                days=days_of_link(row, given),
                expires_at=row.expires_at,
                opened_at=row.opened_at,
                done_at=row.done_at,
                last_said_at=last.get(row.sheet),
            )
        )
    return found


def links_given(connection: sa.Connection, id_: str) -> dict[str, datetime]:
    """Return when the link of each sheet was made or extended last."""
    done = audit.history(connection, id_, ("give_link", "extend_link"))
    # What came with a backup need not name a sheet.
    return {str(each.detail.get("sheet")): each.at for each in reversed(done)}


def days_of_link(row: RespondentRow, given: Mapping[str, datetime]) -> int:
    """Return for how many days a link was made or extended last; `DAYS` where there was none."""
    at = given.get(row.sheet)
    if at is None or row.expires_at is None:
        return DAYS
    return min(days_of(at, row.expires_at), MOST_DAYS)


def is_dealt_with(kept: Versioned[Answer] | None) -> bool:
    """Whether there is an answer or a reason why not."""
    return kept is not None and not is_unanswered(kept.value)


def state_of(row: RespondentRow, now: datetime) -> Link:
    """Say whether a link can be used."""
    if not row.has_link:
        return "none"
    if row.revoked_at is not None:
        return "revoked"
    return "expired" if row.expires_at is not None and row.expires_at <= now else "open"


class Respondents:
    """Asks several people, each on a sheet of their own. All but `sheet_by_link` is the consultant's."""

    def __init__(self, context: Context) -> None:
        self._context = context

    @property
    def roles(self) -> Sequence[Role]:
        """Who may be asked, by the bank of today; a bank need not name any."""
        return self._context.bank.roles

    def add(self, id_: str, label: str, dimensions: Sequence[str], role: str | None = None) -> str:
        """Add a respondent, without a link so far, and return the id of their sheet.

        Args:
            id_: the assessment.
            label: what they are called; unique in the assessment, and exported with the sheet.
            dimensions: what they are asked about.
            role: a role of the bank.

        Raises:
            Refused: no name, a name that is taken, no dimension, or too many people.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        roles = {one.id for one in self.roles}
        role_id = role if role in roles else None
        who = self._context.who()
        with self._context.database.writing() as connection:
            draft = assessments.lock_draft(connection, who, id_)
            instrument = self._context.instrument(connection, draft.digest)
            known = respondents.read_respondents(connection, id_)
            if len(known) >= MOST_RESPONDENTS:
                raise Refused(Text("service.too_many_respondents", most_respondents=MOST_RESPONDENTS))
            name = own_label(label, [each.label for each in known])
            sheet = new_id(who.at)
            add_sheet(connection, id_, sheet, respondents.next_rank(connection, id_), name)
            asked = known_dimensions(instrument, dimensions)
            respondents.save_respondent(connection, who, id_, sheet, role=role_id, asked=asked)
            audit.record(
                connection, who, "invite", draft.merchant_id, id_, sheet=sheet, role=role_id, asked=asked
            )
        return sheet

    def give_link(self, id_: str, sheet: str, days: int = DAYS) -> Invitation:
        """Make a private link to a sheet, in place of the one before; its token is told only here.

        Raises:
            Refused: no such sheet, or not between 1 and 90 days.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        token = new_token()
        ends = in_days(self._context.now(), days)

        def values(_: RespondentRow) -> dict[str, object]:
            return {"token_sha256": hash_of(token), "expires_at": ends, "revoked_at": None, "opened_at": None}

        change(self._context, id_, sheet, "give_link", values)
        return Invitation(sheet, token, ends)

    def extend_link(self, id_: str, sheet: str, days: int = DAYS) -> datetime:
        """Let a link last so many days from now, an expired one too; return its new end.

        Raises:
            Refused: no link, one that was called back, or not between 1 and 90 days.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        ends = in_days(self._context.now(), days)

        def values(row: RespondentRow) -> dict[str, object]:
            if not row.has_link or row.revoked_at is not None:
                raise Refused(Text("service.no_link_in_use"))
            return {"expires_at": ends}

        change(self._context, id_, sheet, "extend_link", values)
        return ends

    def revoke_link(self, id_: str, sheet: str) -> None:
        """Call a link back: it stops working at once. What was answered stays.

        Raises:
            Refused: no such sheet, or it has no link.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """

        def values(row: RespondentRow) -> dict[str, object]:
            if not row.has_link:
                raise Refused(Text("service.no_link"))
            return {"revoked_at": row.revoked_at or self._context.now()}

        change(self._context, id_, sheet, "revoke_link", values)

    def ask_about(self, id_: str, sheet: str, dimensions: Sequence[str]) -> None:
        """Ask a respondent about other dimensions; answers outside of them stay and are still compared.

        Raises:
            Refused: no such sheet, none, or one that the instrument does not have.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        with self._context.database.reading() as connection:
            head = assessments.read_head(connection, self._context.workspace, id_)
            asked = known_dimensions(self._context.instrument(connection, head.digest), dimensions)
        change(self._context, id_, sheet, "ask_about", lambda _: {"asked": asked})

    def remove(self, id_: str, sheet: str) -> None:
        """Take a respondent out with everything they answered. The audit still says what was saved when.

        Raises:
            Refused: no such sheet.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        who = self._context.who()
        with self._context.database.writing() as connection:
            draft: LockedDraft = assessments.lock_draft(connection, who, id_)
            row_of(connection, id_, sheet)
            respondents.remove_sheet(connection, id_, sheet)
            audit.record(connection, who, "remove_respondent", draft.merchant_id, id_, sheet=sheet)
        self._context.database.forget_erased()

    def of(self, id_: str) -> list[Respondent]:
        """List who is asked and how far each has come, the first invited first.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            head = assessments.read_head(connection, self._context.workspace, id_)
            return everybody(self._context, connection, head)

    def sheet_by_link(self, token: str) -> OwnSheet:
        """Return the one sheet a link opens; whether the link still works shows when it is used."""

        def find(connection: sa.Connection) -> RespondentRow:
            row = None
            if len(token) <= LONGEST_TOKEN:
                row = respondents.read_by_token(connection, self._context.workspace, hash_of(token))
            if row is None:
                raise NoSuchLink
            if row.revoked_at is not None:
                raise LinkRevoked
            if row.expires_at is not None and row.expires_at <= self._context.now():
                raise LinkExpired
            return row

        return OwnSheet(self._context, find)

    def own_sheet(self, id_: str, sheet: str) -> OwnSheet:
        """Return a respondent's sheet to be filled in on the consultant's device, link or not."""

        def find(connection: sa.Connection) -> RespondentRow:
            assessments.read_head(connection, self._context.workspace, id_)
            return row_of(connection, id_, sheet)

        return OwnSheet(self._context, find)

    def verify(self, id_: str, sheet: str, item: str, by: str) -> Saved:
        """Note who has seen the evidence of one respondent's answer, as `verify` does of the agreed one.

        Raises:
            Refused: there is no answer, or nobody is named.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        return verify(self._context, id_, item, Verified(by=by, at=self._context.now()), sheet)
