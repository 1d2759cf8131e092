"""Private links, and the one sheet each of them opens.

Whoever holds a link gets an `OwnSheet` and nothing else of the service: it
has no verb that reaches another sheet, a result or another assessment. Each
of its verbs looks at the link again in its own transaction, so a link that
is called back stops working at once.
"""

import secrets
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

import sqlalchemy as sa

from assessment.instrument.model import Instrument
from assessment.responses import Answer, Assessment, Evidence, InstrumentRef, MerchantRef, Mode, Stumble
from assessment.service.answer_history import AnswerChange, changes_of, restore_within, step_within
from assessment.service.answers import Changing, Saved, mark_stumble_within, record_answer
from assessment.service.checks import Refused, SheetClosed, asked_on_sheets
from assessment.service.context import Context, given
from assessment.service.evidence import (
    EvidenceFile,
    attach_file_within,
    attach_link_within,
    detach_within,
    file_of,
)
from assessment.service.evidence_types import LARGEST_IN_ALL, checked
from assessment.service.snapshot import Opened
from assessment.store import answers as kept_answers
from assessment.store import assessments, audit, respondents
from assessment.store import evidence as kept_files
from assessment.store.answers import AnswerKey
from assessment.store.assessments import AssessmentRow
from assessment.store.audit import Who
from assessment.store.concurrency import AT_ONCE
from assessment.store.errors import Completed, StoreError
from assessment.store.item_feedback import read_stumbles
from assessment.store.respondents import RespondentRow
from assessment.store.schema import AGREED
from assessment.texts import Text

LONGEST_TOKEN = 100
"""Characters: what is longer is no link of ours and not worth hashing."""

LARGEST_OF_A_SHEET = LARGEST_IN_ALL // 4
"""Bytes of files that one respondent may add, removed ones too: the others need room as well."""

Find = Callable[[sa.Connection], RespondentRow]
"""Finds the sheet in an open transaction, or raises `LinkClosed`."""


def new_token() -> str:
    """Return 256 bits of chance, fit for an address."""
    return secrets.token_urlsafe(32)


def hash_of(token: str) -> str:
    """Return what is kept of a token. It is random through and through, so a plain hash suffices."""
    return sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def row_of(connection: sa.Connection, id_: str, sheet: str) -> RespondentRow:
    """Return one respondent.

    Raises:
        Refused: there is no such sheet.
    """
    for row in respondents.read_respondents(connection, id_):
        if row.sheet == sheet:
            return row
    raise Refused(Text("service.no_such_sheet"))


@dataclass(frozen=True)
class Greeting:
    """What a respondent may know about where they are."""

    merchant_name: str
    label: str
    done: bool
    expires_at: datetime | None
    """None where the sheet is filled in on the consultant's device."""


class OwnSheet:
    """One respondent's sheet: look, answer, show evidence, take back, hand in. Nothing else."""

    def __init__(self, context: Context, find: Find) -> None:
        self._context = context
        self._find = find

    def arrive(self) -> Greeting:
        """Note that the sheet was opened, and say whose it is.

        Raises:
            LinkClosed: the link leads nowhere, or the assessment is completed.
        """
        with self._context.database.reading() as connection:
            row, head = self._look(connection)
        if row.opened_at is None:
            # Who only wants to read does not wait for it.
            with suppress(StoreError), self._changing(AT_ONCE) as (connection, at):
                respondents.save_respondent(
                    connection, at.who, at.row.assessment, at.row.sheet, opened_at=at.who.at
                )
        return Greeting(head.merchant_name, row.label, row.done_at is not None, row.expires_at)

    def revisions(self) -> Mapping[str, int]:
        """Return the revision of each answer of this sheet, by item.

        Raises:
            LinkClosed: as in `arrive`.
        """
        with self._context.database.reading() as connection:
            row, _ = self._look(connection)
            return kept_answers.read_revisions(connection, row.assessment, row.sheet)

    def opened(self) -> Opened:
        """Return what this respondent is asked and has answered.

        It is an assessment cut down to one sheet: the dimensions asked of this
        respondent, without metrics and without what others said. The profile
        says only what decides which items apply.

        Raises:
            LinkClosed: as in `arrive`.
        """
        with self._context.database.reading() as connection:
            row, head = self._look(connection)
            by_sheet = kept_answers.read_answers(connection, row.assessment)
            agreed, kept = given(by_sheet.get(AGREED, {})), by_sheet.get(row.sheet, {})
            instrument = asked_part(
                self._context.instrument(connection, head.digest), row.asked, head, agreed
            )
            last = respondents.read_last_changes(connection, row.assessment).get(row.sheet)
            stumbles = read_stumbles(connection, row.assessment, row.sheet)
        return Opened(
            assessment=Assessment(
                id=f"{row.assessment}-{row.sheet}",
                mode=head.mode,
                instrument=InstrumentRef(id=head.instrument_id, version=head.instrument_version),
                merchant=MerchantRef(name=head.merchant_name),
                profile={key: value for key, value in head.profile.items() if key in deciding(instrument)},
                answers=given(kept),
            ),
            instrument=instrument,
            revisions={item: each.revision for item, each in kept.items()},
            metric_revisions={},
            updated_at=last or row.opened_at or self._context.now(),
            revision=sum(each.revision for each in kept.values()),
            stumbles=stumbles,
        )

    def record(self, item_id: str, answer: Answer | None, expected: int) -> Saved:
        """Save one answer of this sheet, as `record` does.

        Raises:
            Refused: it is not asked of this respondent, or the answer does not fit.
            Conflict: another device saved it first; carries what is kept.
            LinkClosed: as in `arrive`.
        """
        with self._changing_item(item_id) as (changing, place):
            return record_answer(changing, place, answer or Answer(), expected)

    def mark_stumble(self, item_id: str, stumble: Stumble | None, seen: Stumble | None = None) -> datetime:
        """Note that an item was hard to answer, or take that back, as `Answers.mark_stumble` does.

        Raises:
            Refused: it is not asked of this respondent, or the word is too long.
            Conflict: another device said something there meanwhile; carries what is kept.
            LinkClosed: as in `arrive`.
        """
        with self._changing_item(item_id) as (changing, place):
            return mark_stumble_within(changing, place, stumble, seen)

    def attach_file(self, item_id: str, name: str, raw: bytes) -> Saved:
        """Add a file to the evidence of an answer of this sheet, as `EvidenceFiles.attach_file` does.

        Raises:
            Refused: not asked of this respondent, of no kind that is kept, or too much for one sheet.
            LinkClosed: as in `arrive`.
        """
        found = checked(name, raw)
        with self._changing_item(item_id) as (changing, place):
            return attach_file_within(changing, place, found, raw, LARGEST_OF_A_SHEET)

    def attach_link(self, item_id: str, link: str) -> Saved:
        """Add a web address to the evidence of an answer of this sheet.

        Raises:
            Refused: not asked of this respondent, or no web address.
            LinkClosed: as in `arrive`.
        """
        with self._changing_item(item_id) as (changing, place):
            return attach_link_within(changing, place, link)

    def detach(self, item_id: str, piece: Evidence) -> Saved:
        """Take a piece of evidence away from an answer of this sheet.

        Raises:
            Refused: not asked of this respondent.
            LinkClosed: as in `arrive`.
        """
        with self._changing_item(item_id) as (changing, place):
            return detach_within(changing, place, piece)

    def files(self) -> Sequence[EvidenceFile]:
        """List the files that answers of this sheet show; of others it tells nothing.

        Raises:
            LinkClosed: as in `arrive`.
        """
        with self._context.database.reading() as connection:
            row, _ = self._look(connection)
            shown = self._shown(connection, row)
            files = kept_files.read_files(connection, row.assessment).values()
            return [file_of(each, (shown[each.sha256],)) for each in files if each.sha256 in shown]

    def content(self, sha256: str) -> tuple[EvidenceFile, bytes] | None:
        """Return a file that an answer of this sheet shows, with its bytes; None where none does.

        Raises:
            LinkClosed: as in `arrive`.
        """
        with self._context.database.reading() as connection:
            row, _ = self._look(connection)
            if sha256 not in self._shown(connection, row):
                return None
            workspace = self._context.workspace
            found = kept_files.read_content(connection, workspace, row.assessment, sha256)
        return None if found is None else (file_of(found[0]), found[1])

    def history(self, item_id: str) -> Sequence[AnswerChange]:
        """List what became of an answer of this sheet, the latest first.

        Raises:
            LinkClosed: as in `arrive`.
        """
        with self._context.database.reading() as connection:
            row, head = self._look(connection)
            instrument = self._context.instrument(connection, head.digest)
            return changes_of(connection, instrument, AnswerKey(row.assessment, row.sheet, item_id))

    def restore(self, item_id: str, change: int, *, before: bool = False) -> Saved:
        """Give an earlier answer of this sheet again, as `AnswerHistory.restore` does.

        Raises:
            Refused: no such change of this sheet's answer, or it does not fit any more.
            LinkClosed: as in `arrive`.
        """
        with self._changing_item(item_id) as (changing, place):
            return restore_within(changing, place, change, before=before)

    @staticmethod
    def _shown(connection: sa.Connection, row: RespondentRow) -> dict[str, str]:
        """Return the item by the hash of each file that an answer of this sheet shows."""
        own = kept_answers.read_answers(connection, row.assessment).get(row.sheet, {})
        pieces = ((piece.sha256, item) for item, each in own.items() for piece in each.value.evidence)
        return {sha256: item for sha256, item in pieces if sha256 is not None}

    def undo(self) -> str | None:
        """Take back the last answer of this sheet and return its item; None where nothing is left.

        Raises:
            LinkClosed: as in `arrive`.
        """
        with self._changing() as (connection, at):
            draft = assessments.lock_draft(connection, at.who, at.row.assessment)
            return step_within(Changing(self._context, connection, at.who, draft), "undo", at.row.sheet)

    def hand_in(self) -> None:
        """Say that this sheet is done. It may be changed until the assessment is completed.

        Raises:
            LinkClosed: as in `arrive`.
        """
        self._mark_done(done=True)

    def take_up_again(self) -> None:
        """Go on with a sheet that was handed in.

        Raises:
            LinkClosed: as in `arrive`.
        """
        self._mark_done(done=False)

    def _mark_done(self, *, done: bool) -> None:
        with self._changing() as (connection, at):
            id_, sheet = at.row.assessment, at.row.sheet
            draft = assessments.lock_draft(connection, at.who, id_)
            respondents.save_respondent(connection, at.who, id_, sheet, done_at=at.who.at if done else None)
            action = "hand_in" if done else "take_up_again"
            audit.record(connection, at.who, action, draft.merchant_id, id_, sheet=sheet)

    def _look(self, connection: sa.Connection) -> tuple[RespondentRow, AssessmentRow]:
        """Find the sheet and make sure that it still takes answers."""
        row = self._find(connection)
        head = assessments.read_head(connection, self._context.workspace, row.assessment)
        if head.status == "completed":
            raise SheetClosed
        return row, head

    @contextmanager
    def _changing_item(self, item_id: str) -> Iterator[tuple[Changing, AnswerKey]]:
        """Open a transaction that changes what is said about one item.

        Raises:
            Refused: it is not asked of this respondent.
        """
        with self._changing() as (connection, at):
            if at.row.asked is not None and item_id.partition(".")[0] not in at.row.asked:
                raise Refused(Text("service.not_asked_of_you"))
            draft = assessments.lock_draft(connection, at.who, at.row.assessment)
            place = AnswerKey(at.row.assessment, at.row.sheet, item_id)
            yield Changing(self._context, connection, at.who, draft), place

    @contextmanager
    def _changing(self, patience: float | None = None) -> Iterator[tuple[sa.Connection, "At"]]:
        """Open a transaction in the respondent's name, so that each takes back only what is their own."""
        with self._context.database.writing(patience) as connection:
            row, _ = self._look(connection)
            who = self._context.who()
            who = replace(who, actor=respondents.ensure_sheet_actor(connection, row.sheet, who.at))
            try:
                yield connection, At(row, who)
            except Completed:
                # It was completed between the look and the change.
                raise SheetClosed from None


@dataclass(frozen=True)
class At:
    """Which sheet is changed, and who changes it."""

    row: RespondentRow
    who: Who


def asked_part(
    instrument: Instrument,
    dimensions: Collection[str] | None,
    head: AssessmentRow,
    agreed: Mapping[str, Answer],
) -> Instrument:
    """Return the instrument as far as a respondent is asked: these dimensions, no numbers, no gates."""
    mode = Mode(head.mode)
    parts = [
        dimension.model_copy(update={"items": asked_on_sheets(dimension, mode, head.profile, agreed)})
        for dimension in instrument.dimensions
        if dimensions is None or dimension.id in dimensions
    ]
    shown = [dimension for dimension in parts if dimension.items]
    return instrument.model_copy(update={"dimensions": shown, "gates": [], "metrics": [], "profile": []})


def deciding(instrument: Instrument) -> set[str]:
    """Return the profile questions that decide which items apply."""
    return {item.applies.profile for item in instrument.items() if item.applies is not None}
