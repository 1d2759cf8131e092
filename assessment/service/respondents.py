"""Who is asked for a sheet of their own, and what becomes of their links."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from assessment.instrument.file_schemas import Role
from assessment.instrument.model import Instrument
from assessment.responses import Answer, Mode
from assessment.scoring.agreement import asked_of_people
from assessment.service.checks import is_unanswered, legible
from assessment.service.desk import Desk
from assessment.service.links import hash_of, new_token, row_of
from assessment.service.refusals import Refused
from assessment.service.respondents_records import Invitation, Link, Respondent
from assessment.store import answers as kept_answers
from assessment.store import assessments, audit, respondents
from assessment.store.answers import add_sheet
from assessment.store.assessments import Head, LockedDraft
from assessment.store.ids import new_id
from assessment.store.respondents import RespondentRow
from assessment.store.versioned import Versioned

DAYS = 14
"""How long a link lasts unless something else is said."""
MOST_DAYS = 90
MOST_RESPONDENTS = 20
LONGEST_LABEL = 40
TOO_MANY = (
    f"一次评估最多请 {MOST_RESPONDENTS} 个人填。",
    f"At most {MOST_RESPONDENTS} people can be asked for one assessment.",
)
TOO_LONG = (
    f"称呼请不要超过 {LONGEST_LABEL} 个字。",
    f"Use at most {LONGEST_LABEL} characters for the name.",
)
OUT_OF_RANGE = (f"链接的期限请写 1 到 {MOST_DAYS} 天。", f"A link lasts from 1 to {MOST_DAYS} days.")


def add(desk: Desk, id_: str, label: str, role: Role | None, dimensions: Sequence[str]) -> str:
    """Add a respondent without a link; see `Service.add_respondent`."""
    who = desk.who()
    with desk.database.writing() as connection:
        draft = assessments.lock_draft(connection, who, id_)
        instrument = desk.instrument(connection, draft.digest)
        known = respondents.read_respondents(connection, id_)
        if len(known) >= MOST_RESPONDENTS:
            raise Refused(*TOO_MANY)
        name = own_label(label, [each.label for each in known])
        sheet = new_id(who.at)
        add_sheet(connection, id_, sheet, respondents.next_rank(connection, id_), name)
        asked = known_dimensions(instrument, dimensions)
        role_id = None if role is None else role.id
        respondents.save_respondent(connection, who, id_, sheet, role=role_id, asked=asked)
        audit.record(
            connection, who, "invite", draft.merchant_id, id_, sheet=sheet, role=role_id, asked=asked
        )
    return sheet


def own_label(label: str, taken: Sequence[str]) -> str:
    """Return what a respondent is called.

    Raises:
        Refused: nothing, too long, or somebody is called so already.
    """
    name = " ".join(legible(label).split())
    if not name:
        raise Refused("请写上怎么称呼这位填写人。", "Say what this respondent is called.")
    if len(name) > LONGEST_LABEL:
        raise Refused(*TOO_LONG)
    if name in taken:
        raise Refused(
            f"已经有一位“{name}”了。请加上名字，好分清是谁。",
            f"There is a “{name}” already. Add a name to tell them apart.",
        )
    return name


def known_dimensions(instrument: Instrument, dimensions: Sequence[str]) -> list[str]:
    """Return the dimensions to be asked, in the instrument's order.

    Raises:
        Refused: none, or one that the instrument does not have.
    """
    order = [dimension.id for dimension in instrument.dimensions]
    for name in dimensions:
        if name not in order:
            raise Refused(f"没有“{name}”这个部分。", f"There is no part '{name}'.")
    if not dimensions:
        raise Refused("请至少选一个部分请这位回答。", "Choose at least one part to ask about.")
    return [name for name in order if name in dimensions]


def in_days(now: datetime, days: int) -> datetime:
    """Return when a link ends.

    Raises:
        Refused: too short or too long.
    """
    if not 1 <= days <= MOST_DAYS:
        raise Refused(*OUT_OF_RANGE)
    return now + timedelta(days=days)


def give_link(desk: Desk, id_: str, sheet: str, days: int) -> Invitation:
    """Make a new link in place of any old one; see `Service.give_link`."""
    token = new_token()
    ends = in_days(desk.now(), days)

    def values(_: RespondentRow) -> dict[str, object]:
        return {"token_sha256": hash_of(token), "expires_at": ends, "revoked_at": None, "opened_at": None}

    change(desk, id_, sheet, "give_link", values)
    return Invitation(sheet, token, ends)


def extend(desk: Desk, id_: str, sheet: str, days: int) -> datetime:
    """Let a link last longer, from now on; see `Service.extend_link`."""
    ends = in_days(desk.now(), days)

    def values(row: RespondentRow) -> dict[str, object]:
        if not row.has_link or row.revoked_at is not None:
            raise Refused(
                "这位没有可用的链接，请新发一个。", "This respondent has no link in use; make a new one."
            )
        return {"expires_at": ends}

    change(desk, id_, sheet, "extend_link", values)
    return ends


def revoke(desk: Desk, id_: str, sheet: str) -> None:
    """Call a link back; see `Service.revoke_link`."""

    def values(row: RespondentRow) -> dict[str, object]:
        if not row.has_link:
            raise Refused("这位没有链接。", "This respondent has no link.")
        return {"revoked_at": row.revoked_at or desk.now()}

    change(desk, id_, sheet, "revoke_link", values)


def ask_about(desk: Desk, id_: str, sheet: str, dimensions: Sequence[str]) -> None:
    """Ask a respondent about other dimensions; see `Service.ask_about`."""
    with desk.database.reading() as connection:
        head = assessments.read_head(connection, desk.workspace, id_)
        asked = known_dimensions(desk.instrument(connection, head.digest), dimensions)
    change(desk, id_, sheet, "ask_about", lambda _: {"asked": asked})


def change(
    desk: Desk, id_: str, sheet: str, action: str, values: Callable[[RespondentRow], dict[str, object]]
) -> None:
    """Change what is known of a respondent of a draft, and note that it was done, never the link itself."""
    who = desk.who()
    with desk.database.writing() as connection:
        draft = assessments.lock_draft(connection, who, id_)
        row = row_of(connection, id_, sheet)
        respondents.save_respondent(connection, who, id_, sheet, **values(row))
        audit.record(connection, who, action, draft.merchant_id, id_, sheet=sheet)


def remove(desk: Desk, id_: str, sheet: str) -> None:
    """Take a respondent out with everything they answered; see `Service.remove_respondent`."""
    who = desk.who()
    with desk.database.writing() as connection:
        draft: LockedDraft = assessments.lock_draft(connection, who, id_)
        row_of(connection, id_, sheet)
        respondents.remove_sheet(connection, id_, sheet)
        audit.record(connection, who, "remove_respondent", draft.merchant_id, id_, sheet=sheet)
    desk.database.forget_erased()


def listed(desk: Desk, id_: str) -> list[Respondent]:
    """List the respondents of an assessment; see `Service.respondents`."""
    with desk.database.reading() as connection:
        head = assessments.read_head(connection, desk.workspace, id_)
        return everybody(desk, connection, head)


def everybody(desk: Desk, connection: sa.Connection, head: Head) -> list[Respondent]:
    """List the respondents with how far each has come."""
    instrument = desk.instrument(connection, head.digest)
    by_sheet = kept_answers.read_answers(connection, head.id)
    last = respondents.read_last_changes(connection, head.id)
    items = {
        dimension.id: asked_of_people(dimension, Mode(head.mode), head.profile)
        for dimension in instrument.dimensions
    }
    found = []
    for row in respondents.read_respondents(connection, head.id):
        dimensions = [key for key in items if items[key] and (row.asked is None or key in row.asked)]
        asked = [item.id for key in dimensions for item in items[key]]
        said = by_sheet.get(row.sheet, {})
        found.append(
            Respondent(
                sheet=row.sheet,
                label=row.label,
                role=row.role,
                dimensions=dimensions,
                answered=sum(is_dealt_with(said.get(item)) for item in asked),
                asked=len(asked),
                link=state_of(row, desk.now()),
                expires_at=row.expires_at,
                opened_at=row.opened_at,
                done_at=row.done_at,
                last_said_at=last.get(row.sheet),
            )
        )
    return found


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
