"""Numbers from tables and pictures: offered, taken together, and taken back together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from assessment.pictures import (
    PictureRead,
    PictureReader,
    proposals_with_pictures,
    understand,
)
from assessment.pictures.reader import OnPlace
from assessment.responses import MetricValue
from assessment.service.answers import NO_METRIC
from assessment.service.checks import Conflict, Refused, keepable, sensible_metric
from assessment.service.context import Context
from assessment.service.snapshot import Opened
from assessment.spreadsheets import (
    Choice,
    ImportCandidate,
    TableRead,
    Unreadable,
    Wanted,
    read_table,
    review_all,
    with_origin,
)
from assessment.spreadsheets.aggregate import NumberProposal
from assessment.spreadsheets.origin import MARK, origin
from assessment.store import answers as kept_answers
from assessment.store import audit, mappings
from assessment.store.answers import as_json, as_metric
from assessment.store.assessments import LockedDraft, lock_draft, read_head
from assessment.store.audit import Entry, Who
from assessment.store.ids import new_id
from assessment.store.versioned import Versioned
from assessment.texts import Text

ACTION = "metric"


@dataclass(frozen=True)
class MetricImport:
    """A number to be imported, over what the person has seen."""

    metric: str
    value: MetricValue
    expected: int
    """The revision the person has seen, 0 where nothing was entered yet."""


def metric_import(  # noqa: PLR0913, PLR0917 - what is taken, and all that its line says
    opened: Opened,
    offer: ImportCandidate,
    file: str,
    language: str,
    day: date | None,
    pictures: Sequence[PictureRead] = (),
    read_on: date | None = None,
) -> MetricImport:
    """Make of an offer what is to be stored: the number, its day, and where it came from.

    Args:
        opened: what the person has seen.
        offer: the number.
        file: the name of the file.
        language: of the line that says where it came from.
        day: the day it is about, where the file does not say.
        pictures: those it may have come from.
        read_on: the day on which they were read.
    """
    origin = origin_with_pictures(offer.proposal, pictures, file, language, read_on or date.min)
    line = with_origin(offer.before.note, origin)
    value = MetricValue(number=offer.number, as_of=offer.proposal.as_of or day, note=line)
    return MetricImport(offer.metric.id, value, opened.metric_revisions.get(offer.metric.id, 0))


def origin_with_pictures(
    proposal: NumberProposal,
    pictures: Sequence[PictureRead],
    file: str,
    language: str,
    read_on: date,
) -> str:
    """Return the files with their cells, and the pictures: `取自 截图（2026-11-28 读）：退款率 12.35%`.

    Args:
        proposal: the number.
        pictures: those it may have come from.
        file: the name of the export, for cells that do not know it themselves.
        language: of the line.
        read_on: the day on which the pictures were read.
    """
    between = Text("spreadsheets.origin.between").in_(language)
    parts = []
    elsewhere = list(proposal.places)
    for picture in pictures:
        ours = [place for place in elsewhere if picture.cells_at(place[1])]
        elsewhere = [place for place in elsewhere if place not in ours]
        if ours:
            cells = [cell for _, place in ours for cell in picture.cells_at(place)]
            numbers = between.join(f"{cell.name} {cell.number.text}" for cell in cells)
            days = picture.period.title if picture.period else ""
            key = "pictures.origin" if days else "pictures.origin_without_days"
            parts.append(Text(key, day=read_on, period=days, cells=numbers).in_(language))
    if not elsewhere:
        return Text("spreadsheets.origin.line", mark=MARK, files=between.join(parts)).in_(language)
    exports = origin(replace(proposal, places=tuple(elsewhere)), file, language)
    return between.join([exports, *parts])


def write(  # noqa: PLR0913, PLR0917 - a change is all of this
    connection: sa.Connection,
    who: Who,
    draft: LockedDraft,
    metric: str,
    before: Versioned[MetricValue],
    after: MetricValue,
    **why: str,
) -> None:
    """Save one number over what was read in the same transaction, and note it."""
    revision = kept_answers.save_metric(connection, who, draft.id, metric, after, before.revision)
    if revision is None:
        raise Conflict(None if before == NO_METRIC else before.value, before.revision)
    change = {"before": as_json(before.value), "after": as_json(after)}
    audit.record(connection, who, ACTION, draft.merchant_id, draft.id, metric=metric, **change, **why)


def _last_batch(connection: sa.Connection, id_: str, actor: str) -> Iterator[Entry]:
    """Yield the entries of the actor's last batch that nobody has changed or taken back since."""
    entries = audit.history(connection, id_, (ACTION,), actor)
    undone = {entry.detail.get("undoes") for entry in entries}
    batch = next((b for each in entries if (b := each.detail.get("batch")) and b not in undone), None)
    if batch is None:
        return
    kept = kept_answers.read_metrics(connection, id_)
    for entry in reversed(entries):
        if entry.detail.get("batch") != batch:
            continue
        now = kept.get(entry.detail["metric"], NO_METRIC)
        if now.value == as_metric(entry.detail["after"]):
            yield entry


def remembered(context: Context, signature: str) -> dict[str, Choice] | None:
    """Return what was decided for files of this shape; None where nothing was."""
    with context.database.reading() as connection:
        value = mappings.read_mapping(connection, context.workspace, signature)
    return None if value is None else {key: Choice.from_stored(each) for key, each in value.items()}


class Numbers:
    """Brings in numbers from spreadsheets and pictures."""

    def __init__(self, context: Context, reader: PictureReader) -> None:
        self._context = context
        self._reader = reader

    def read_table(self, raw: bytes, today: date, wanted: Wanted | None = None) -> TableRead:
        """Read an export or a sheet, its columns as they were confirmed for an earlier one of this shape.

        Args:
            raw: the bytes of the file.
            today: the reader's day; what is about later days is left out.
            wanted: the file's name, and which sheet and rows; None for what seems best.

        Raises:
            Refused: nothing of it can be read; says what to do.
        """
        try:
            return read_table(
                raw, self._context.bank, today, wanted, lambda mark: remembered(self._context, mark)
            )
        except Unreadable as error:
            raise Refused(error.text) from error

    def read_picture(
        self, raw: bytes, today: date, file: str = "", rank: int = 1, on_place: OnPlace | None = None
    ) -> PictureRead:
        """Read a screenshot or photo; waits until those that came before are read. Nothing of it is kept.

        Args:
            raw: the bytes of the picture.
            today: the reader's day.
            file: its name.
            rank: its place among the pictures read together.
            on_place: is told how many pictures are read before this one.

        Raises:
            Refused: nothing of it can be read; says what to do.
        """
        try:
            texts = self._reader.read(raw, on_place)
        except Unreadable as error:
            raise Refused(error.text) from error
        return understand(texts, self._context.bank, today, file, rank)

    def offers(
        self,
        opened: Opened,
        reads: Sequence[TableRead],
        chosen: Sequence[Mapping[str, Choice] | None] = (),
        pictures: Sequence[PictureRead] = (),
    ) -> list[ImportCandidate]:
        """Return the numbers of files, each beside what an assessment has stored. Nothing is changed.

        Args:
            opened: the assessment as the person sees it.
            reads: the tables; what one lacks another may have.
            chosen: for each table what a person made of its columns; None, or left out, for what they seem
                to mean.
            pictures: the pictures read beside them.
        """
        found = proposals_with_pictures(reads, pictures, chosen)
        return review_all(found, opened.instrument, opened.assessment.metrics)

    def import_metrics(self, id_: str, imports: Sequence[MetricImport]) -> None:
        """Save several numbers: all of them, or none.

        Raises:
            Refused: one is out of its range, or no metric.
            Conflict: one was changed elsewhere since the person saw it; carries what is kept.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        who = self._context.who()
        batch = new_id(who.at)
        with self._context.database.writing() as connection:
            draft = lock_draft(connection, who, id_)
            instrument = self._context.instrument(connection, draft.digest)
            kept = kept_answers.read_metrics(connection, id_)
            for each in imports:
                sensible_metric(instrument, each.metric, each.value)
                before = kept.get(each.metric, NO_METRIC)
                if before.revision != each.expected:
                    raise Conflict(None if before == NO_METRIC else before.value, before.revision)
                write(connection, who, draft, each.metric, before, each.value, batch=batch)

    def to_undo(self, id_: str) -> list[str]:
        """Return the metrics that `undo_numbers` would restore.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return list(self.before_taking(id_))

    def before_taking(self, id_: str) -> dict[str, MetricValue]:
        """Return what stood, by metric, before this actor took numbers last; empty values for nothing.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            read_head(connection, self._context.workspace, id_)
            batch = list(_last_batch(connection, id_, self._context.actor))
        return {entry.detail["metric"]: as_metric(entry.detail["before"]) for entry in batch}

    def undo(self, id_: str) -> list[str]:
        """Take back the numbers this actor took last from a table; what was changed since stays.

        Returns:
            The metrics restored to what stood before.

        Raises:
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        who = self._context.who()
        with self._context.database.writing() as connection:
            draft = lock_draft(connection, who, id_)
            entries = list(_last_batch(connection, id_, who.actor))
            kept = kept_answers.read_metrics(connection, id_)
            for entry in entries:
                metric = entry.detail["metric"]
                before = as_metric(entry.detail["before"])
                write(connection, who, draft, metric, kept[metric], before, undoes=entry.detail["batch"])
        return [entry.detail["metric"] for entry in entries]

    def remember_columns(self, read: TableRead, chosen: Mapping[str, Choice]) -> None:
        """Keep what the columns mean, so that the next file of this shape is read at once.

        Raises:
            Refused: a name holds what cannot be kept.
        """
        if read.signature is None:
            return
        by_name = read.matched_by_name()
        # A name nobody decided about is left to a later bank, which may know it.
        decided = {
            key: choice
            for key, choice in chosen.items()
            if choice.subject or (key in by_name and by_name[key].subject)
        }
        plain = {
            key: {"subject": choice.subject, "unit": choice.unit, "how": choice.how}
            for key, choice in decided.items()
        }
        keepable(plain)
        who = self._context.who()
        with self._context.database.writing() as connection:
            mappings.save_mapping(connection, who, read.signature, plain)

    def forget_columns(self, signature: str) -> None:
        """Forget what was kept for files of this shape."""
        with self._context.database.writing() as connection:
            mappings.forget_mapping(connection, self._context.workspace, signature)
