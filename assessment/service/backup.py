"""A whole merchant as one file, and back: everything but private notes and the links of respondents.

Bringing back overwrites nothing: what is not here yet is written, what is
here and the same is left, what is here and differs is named and left.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import sqlalchemy as sa

from assessment.files import read, write
from assessment.instrument.model import Instrument
from assessment.instrument.problems import Problem, errors
from assessment.responses import Assessment
from assessment.scoring import score
from assessment.scoring.report import results_as_json
from assessment.service.backup_file import (
    PARTS,
    AnswerSaid,
    Backup,
    CarePart,
    HistoryPart,
    MerchantPart,
    MetricSaid,
    RoundPart,
    pack,
    unpack,
)
from assessment.service.backup_rows import (
    FROM_FILE,
    TABLES,
    as_rows,
    check_part,
    comparable,
    numbered,
    read_part,
    relabelled,
)
from assessment.service.checks import Refused, merchant_named
from assessment.service.context import Context, read_assessment
from assessment.service.events import note_export, record_event
from assessment.service.evidence_types import checked
from assessment.service.exchange import odd_head, released
from assessment.service.portfolio_row import refresh_portfolio_row
from assessment.store import assessments, audit, backup, evidence, portfolio, put_away, respondents
from assessment.store.answers import add_answers, add_metrics, add_sheet
from assessment.store.audit import Who
from assessment.store.backup import PackedMerchant
from assessment.store.errors import InBin, NoSuchAssessment, NoSuchMerchant
from assessment.store.evidence import FileOwner, FileRow
from assessment.store.ids import new_id
from assessment.store.portfolio import Care
from assessment.store.schema import AGREED
from assessment.texts import Text

State = Literal["new", "same", "differs", "binned"]


@dataclass(frozen=True)
class BackupRound:
    """A round of a backup beside what is here."""

    assessment: Assessment
    state: State
    files: int
    roadmaps: int
    sheets: int


@dataclass(frozen=True)
class BackupPreview:
    """What a backup holds, and what bringing it back would do."""

    merchant: str
    is_new: bool
    """Whether nothing of the merchant is here."""
    rounds: Sequence[BackupRound]
    problems: Sequence[Problem]
    """Of its assessment files; with an error among them nothing is brought back."""

    @property
    def new(self) -> int:
        """How many rounds would be written."""
        return 0 if errors(self.problems) else sum(each.state == "new" for each in self.rounds)


class Backups:
    """Packs merchants into files and brings them back."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def pack(self, merchant_id: str) -> bytes:
        """Return the backup of a merchant, and write down that it was taken out; the bin is not in it.

        Raises:
            NoSuchMerchant: it is not here.
            Refused: it is too large.
        """
        packed = self.pack_as_part(merchant_id)
        note_export(self._context, merchant_id, "backup")
        return packed

    def pack_as_part(self, merchant_id: str) -> bytes:
        """Return the backup of a merchant as part of a larger file, whose maker writes that down.

        Raises:
            NoSuchMerchant: it is not here.
            Refused: it is too large.
        """
        with self._context.database.reading() as connection:
            return pack(self._read(connection, merchant_id))

    def merchants(self) -> list[PackedMerchant]:
        """List the merchants with something to back up, those too that have all of it in the archive."""
        with self._context.database.reading() as connection:
            return backup.merchants_outside_the_bin(connection, self._context.visible)

    def preview(self, raw: bytes) -> BackupPreview:
        """Read a backup and set it against what is here; nothing is written.

        Raises:
            Refused: it is no backup, or broken.
        """
        packed = unpack(raw)
        with self._context.database.reading() as connection:
            return self.preview_within(connection, packed)

    def restore(self, raw: bytes) -> BackupPreview:
        """Bring back what is not here yet: all of that, or nothing.

        Returns:
            What was done: the rounds that were new are here now.

        Raises:
            Refused: it is no backup, or broken.
        """
        packed = unpack(raw)
        who = self._context.who()
        with self._context.database.writing() as connection:
            assessments.lock_workspace(connection, who)
            return self.restore_within(connection, who, packed)

    def preview_within(self, connection: sa.Connection, packed: Backup) -> BackupPreview:
        """Set an unpacked backup against what is here.

        Raises:
            Refused: a part of it is broken.
        """
        return self._against(connection, packed)[0]

    def restore_within(self, connection: sa.Connection, who: Who, packed: Backup) -> BackupPreview:
        """Bring back what is new of an unpacked backup, as part of a larger change.

        Raises:
            Refused: a part of it is broken.
        """
        preview, instruments = self._against(connection, packed)
        if preview.new:
            self._bring_back(connection, who, packed, preview, instruments)
        return preview

    def _read(self, connection: sa.Connection, merchant_id: str) -> Backup:
        workspace = self._context.workspace
        found = backup.read_merchant(connection, workspace, merchant_id)
        if found is None:
            raise NoSuchMerchant
        ids = backup.assessments_outside_the_bin(connection, workspace, merchant_id)
        care = portfolio.read_care(connection, merchant_id)
        history = numbered(relabelled(backup.read_merchant_history(connection, merchant_id)))
        merchant = MerchantPart(
            id=merchant_id,
            name=found[0],
            example=found[1],
            created_at=found[2],
            care=CarePart(person=care.person, group_name=care.group_name, due_on=care.due_on),
            rounds=[id_ for id_, _ in ids],
            history=[HistoryPart(**line) for line in history],
        )
        plain, kept, content = {}, {}, {}
        for id_, created_at in ids:
            head = assessments.read_head(connection, workspace, id_)
            plain[id_] = write(read_assessment(connection, head))
            kept[id_] = read_part(connection, head, created_at)
            for file in kept[id_].files:
                if file.sha256 not in content:
                    read_again = evidence.read_content(connection, workspace, id_, file.sha256)
                    content[file.sha256] = b"" if read_again is None else read_again[1]
        return Backup(merchant, plain, kept, content)

    def _against(
        self, connection: sa.Connection, packed: Backup
    ) -> tuple[BackupPreview, Mapping[str, Instrument]]:
        rounds, problems, instruments = [], [], {}
        for id_ in packed.merchant.rounds:
            find = partial(released, self._context, connection)
            reading = read(packed.plain[id_], self._context.bank.instrument, find, f"rounds/{id_}.json")
            problems += [each for each in reading.problems if each.level == "error"]
            if reading.assessment is None or reading.instrument is None:
                continue
            assessment, part = reading.assessment, packed.kept[id_]
            problems += odd_head(assessment, self._context.now())
            if assessment.id != id_ or assessment.merchant.id != packed.merchant.id:
                raise Refused(Text("service.backup_broken", part=f"rounds/{id_}.json"))
            if len(part.sheets) != 1 + len(assessment.sheets) or part.sheets[0].id != AGREED:
                raise Refused(Text("service.backup_broken", part=f"rounds/{id_}.kept.json"))
            instruments[id_] = reading.instrument
            rounds.append(
                BackupRound(
                    assessment,
                    self._state(connection, id_, packed.plain[id_], part),
                    len(part.files),
                    len(part.roadmaps),
                    len(assessment.sheets),
                )
            )
        here = backup.read_merchant(connection, self._context.workspace, packed.merchant.id)
        if here is not None and not self._context.sees_merchant(connection, packed.merchant.id):
            raise Refused(Text("service.backup_of_others"))
        return BackupPreview(packed.merchant.name, here is None, rounds, problems), instruments

    def _state(self, connection: sa.Connection, id_: str, plain: bytes, part: RoundPart) -> State:
        try:
            head = assessments.read_head(connection, self._context.workspace, id_)
        except InBin:
            return "binned"
        except NoSuchAssessment:
            return "differs" if assessments.assessment_exists(connection, id_) else "new"
        here = read_part(connection, head, part.created_at)
        is_same = write(read_assessment(connection, head)) == plain and comparable(here) == comparable(part)
        return "same" if is_same else "differs"

    def _bring_back(
        self,
        connection: sa.Connection,
        who: Who,
        packed: Backup,
        preview: BackupPreview,
        instruments: Mapping[str, Instrument],
    ) -> None:
        merchant, id_ = packed.merchant, packed.merchant.id
        actors = _actors(connection, who, packed)
        if preview.is_new:
            then = replace(who, at=merchant.created_at)
            self._context.add_merchant(
                connection, then, id_, merchant_named(merchant.name), example=merchant.example
            )
            backup.add_history(connection, id_, None, as_rows(merchant.history), actors)
        if merchant.care != CarePart() and portfolio.read_care(connection, id_) == Care():
            care = merchant.care
            portfolio.save_care(connection, who, id_, Care(care.person, care.group_name, care.due_on))
        for each in preview.rounds:
            if each.state == "new":
                part = packed.kept[str(each.assessment.id)]
                round_ = _Round(each.assessment, part, instruments[str(each.assessment.id)], id_)
                self._write(connection, who, round_, packed.evidence, actors)
        audit.record(connection, who, "restore", id_, None, rounds=preview.new)
        record_event(connection, who, "restored", id_, what="backup", rounds=preview.new)
        refresh_portfolio_row(self._context, connection, id_)

    def _write(
        self,
        connection: sa.Connection,
        who: Who,
        one: "_Round",
        content: Mapping[str, bytes],
        actors: Mapping[str, str],
    ) -> None:
        """Write one round as it was: in the end, where it was completed, its results and the lock."""
        assessment, part, id_ = one.assessment, one.part, str(one.assessment.id)
        check_part(part)
        assessments.add_assessment(
            connection,
            replace(who, at=part.created_at),
            id=id_,
            merchant_id=one.merchant_id,
            instrument_digest=self._context.keep(connection, one.instrument),
            mode=assessment.mode.value,
            profile=assessment.profile,
            taken_on=assessment.taken_on,
            corrects=assessment.corrects,
            example=assessment.example,
        )
        answers = {(each.sheet_id, each.item_id): each for each in part.answers}
        for rank, sheet in enumerate(part.sheets):
            given = assessment.answers if rank == 0 else assessment.sheets[rank - 1].answers
            label = None if rank == 0 else assessment.sheets[rank - 1].respondent
            add_sheet(connection, id_, sheet.id, rank, label)
            for item, answer in given.items():
                add_answers(
                    connection, _as(who, answers.get((sheet.id, item)), actors), id_, sheet.id, {item: answer}
                )
            if sheet.invited_at is not None:
                values = sheet.model_dump(include={"role", "asked", "opened_at", "done_at"})
                then = replace(who, at=sheet.invited_at)
                respondents.save_respondent(connection, then, id_, sheet.id, **values)
        entered = {each.metric_id: each for each in part.metrics}
        for metric, value in assessment.metrics.items():
            add_metrics(connection, _as(who, entered.get(metric), actors), id_, {metric: value})
        for file in part.files:
            raw = content[file.sha256]
            found = checked(file.name, raw)
            row = FileRow(file.sha256, found.name, found.media_type, len(raw), file.added_at)
            then = Who(who.workspace, actors[file.by], file.added_at)
            evidence.add_file(connection, then, FileOwner(id_, one.merchant_id), row, raw)
        more = {"assessment_id": id_}
        for name in ("roadmaps", "steps", "events", "stumbles", "verifications"):
            extra = {"revision": 1} if name == "steps" else {}
            rows = [{**row, **more, **extra} for row in as_rows(getattr(part, name))]
            if name == "roadmaps":
                rows = [{**row, "id": new_id(row["kept_at"])} for row in rows]
            backup.add_rows(connection, TABLES[name], rows, actors)
        backup.add_history(connection, one.merchant_id, id_, as_rows(part.history), actors)
        finish: dict[str, Any] = {"updated_at": part.updated_at}
        if assessment.status == "completed":
            result = results_as_json(score(one.instrument, assessment))
            finish |= {"status": "completed", "completed_at": assessment.completed_at, "result": result}
        assessments.update_draft(connection, id_, **finish)
        if part.archived:
            put_away.put(connection, who, [id_], "archive")


@dataclass(frozen=True)
class _Round:
    """One round to be written."""

    assessment: Assessment
    part: RoundPart
    instrument: Instrument
    merchant_id: str


def _actors(connection: sa.Connection, who: Who, packed: Backup) -> Mapping[str, str]:
    """Return the actors of a backup by label, as the file's; those who are not here yet are added.

    Anybody can write a file: what it says somebody of ours did is the word of the file, and stays marked so.
    """
    labels = {line.by for line in packed.merchant.history}
    for part in packed.kept.values():
        labels |= {row.by for name in PARTS for row in getattr(part, name)}
    marked = {label: f"{FROM_FILE}{label.removeprefix(FROM_FILE)}" for label in sorted(labels)}
    return {label: assessments.ensure_actor(connection, kept, who.at) for label, kept in marked.items()}


def _as(who: Who, value: AnswerSaid | MetricSaid | None, actors: Mapping[str, str]) -> Who:
    """Return who gave a value, and when, as far as the backup says so."""
    return who if value is None else Who(who.workspace, actors[value.by], value.updated_at)
