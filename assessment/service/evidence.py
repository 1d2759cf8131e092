"""Evidence of an answer: files, links, and taking them away again.

Adding or removing a piece is a change of the answer like any other, so it
stands in its history and can be taken back. The bytes of a removed file stay
until somebody deletes them for good, or the assessment is erased.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

import sqlalchemy as sa

from assessment.responses import Answer, Evidence
from assessment.service.answers import NOTHING, Changing, Saved, change_of, record_answer
from assessment.service.checks import MOST_PIECES, Refused
from assessment.service.context import Context
from assessment.service.evidence_types import LARGEST_IN_ALL, MB, Checked, checked, sound_link
from assessment.store import answers as kept_answers
from assessment.store import assessments, audit
from assessment.store import evidence as kept_files
from assessment.store.answers import AnswerKey
from assessment.store.evidence import FileOwner, FileRow
from assessment.store.schema import AGREED
from assessment.texts import Text


@dataclass(frozen=True)
class EvidenceFile:
    """A file that is kept with an assessment."""

    sha256: str
    name: str
    media_type: str
    size: int
    """Bytes."""
    added_at: datetime
    items: tuple[str, ...]
    """The items whose answers show it; none where it was removed from all of them."""


def _now(connection: sa.Connection, place: AnswerKey) -> Answer:
    dimension = place.item.partition(".")[0]
    kept = kept_answers.read_answers(connection, place.assessment, dimension)
    return kept.get(place.sheet, {}).get(place.item, NOTHING).value


def _with(answer: Answer, piece: Evidence) -> Answer:
    if len(answer.evidence) >= MOST_PIECES:
        raise Refused(Text("service.evidence_too_many", most=MOST_PIECES))
    return answer.model_copy(update={"evidence": [*answer.evidence, piece]})


def _unlike(name: str, answer: Answer) -> str:
    """Return a name that no other file of the answer has."""
    taken = {piece.file for piece in answer.evidence}
    path, count, free = PurePosixPath(name), 2, name
    while free in taken:
        free, count = f"{path.stem} ({count}){path.suffix}", count + 1
    return free


def _room_for(size: int, used: int, most: int) -> None:
    if used + size > most:
        raise Refused(Text("service.evidence_no_room", used=round(used / MB), most=most // MB))


def _shown_by(
    connection: sa.Connection, id_: str, sheets: Collection[str] | None = None
) -> dict[str, tuple[str, ...]]:
    """Return the items by the hash of each file that their answers show, on these sheets, or on any."""
    found: dict[str, tuple[str, ...]] = {}
    for sheet, answers in kept_answers.read_answers(connection, id_).items():
        if sheets is not None and sheet not in sheets:
            continue
        for item in sorted(answers):
            for piece in answers[item].value.evidence:
                if piece.sha256 is not None and item not in found.get(piece.sha256, ()):
                    found[piece.sha256] = (*found.get(piece.sha256, ()), item)
    return found


def attach_file_within(changing: Changing, place: AnswerKey, found: Checked, raw: bytes, most: int) -> Saved:
    """Add a file to an answer as part of a larger change, as `EvidenceFiles.attach_file` does.

    Args:
        changing: the change.
        place: whose answer, to which item.
        found: the file as `checked` found it, before anything was taken.
        raw: its bytes.
        most: bytes that this actor may add to the assessment in all.
    """
    sha256 = hashlib.sha256(raw).hexdigest()
    connection, who, draft = changing.connection, changing.who, changing.draft
    files = kept_files.read_files(connection, draft.id)
    if sha256 not in files:
        _room_for(len(raw), sum(row.size for row in files.values()), LARGEST_IN_ALL)
        _room_for(len(raw), kept_files.added_by(connection, draft.id, who.actor), most)
        row = FileRow(sha256, found.name, found.media_type, len(raw), who.at)
        kept_files.add_file(connection, who, FileOwner(draft.id, draft.merchant_id), row, raw)
    answer = _now(connection, place)
    if any(piece.sha256 == sha256 for piece in answer.evidence):
        return record_answer(changing, place, answer, None)
    piece = Evidence(file=_unlike(found.name, answer), sha256=sha256)
    return record_answer(changing, place, _with(answer, piece), None)


def attach_link_within(changing: Changing, place: AnswerKey, link: str) -> Saved:
    """Add a web address as part of a larger change, as `EvidenceFiles.attach_link` does."""
    piece = Evidence(link=sound_link(link))
    answer = _now(changing.connection, place)
    after = answer if piece in answer.evidence else _with(answer, piece)
    return record_answer(changing, place, after, None)


def detach_within(changing: Changing, place: AnswerKey, piece: Evidence) -> Saved:
    """Take a piece away as part of a larger change, as `EvidenceFiles.detach` does."""
    answer = _now(changing.connection, place)
    left = [each for each in answer.evidence if each != piece]
    return record_answer(changing, place, answer.model_copy(update={"evidence": left}), None)


def file_of(row: FileRow, items: tuple[str, ...] = ()) -> EvidenceFile:
    """Return a file as it is shown."""
    return EvidenceFile(row.sha256, row.name, row.media_type, row.size, row.added_at, items)


class EvidenceFiles:
    """Adds evidence to answers and takes it away."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def attach_file(self, id_: str, item_id: str, name: str, raw: bytes, sheet: str = AGREED) -> Saved:
        """Add a file to the evidence of an answer, once.

        Its kind is judged by its content, its name is tidied. The same bytes
        are kept only once for a merchant.

        Raises:
            Refused: too large, of no kind that is kept, no room left, or the item is not asked.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        found = checked(name, raw)
        with change_of(self._context, id_) as changing:
            return attach_file_within(changing, AnswerKey(id_, sheet, item_id), found, raw, LARGEST_IN_ALL)

    def attach_link(self, id_: str, item_id: str, link: str, sheet: str = AGREED) -> Saved:
        """Add a web address to the evidence of an answer, once.

        Raises:
            Refused: no web address, or the item is not asked.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        with change_of(self._context, id_) as changing:
            return attach_link_within(changing, AnswerKey(id_, sheet, item_id), link)

    def detach(self, id_: str, item_id: str, piece: Evidence, sheet: str = AGREED) -> Saved:
        """Take a piece of evidence away from an answer; `undo` brings it back.

        Raises:
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        with change_of(self._context, id_) as changing:
            return detach_within(changing, AnswerKey(id_, sheet, item_id), piece)

    def delete_file(self, id_: str, sha256: str) -> None:
        """Delete a file for good that no answer shows any more.

        Raises:
            Refused: an answer shows it.
            Completed, NoSuchAssessment: as in `Answers.record`.
        """
        with change_of(self._context, id_) as changing:
            connection, who, draft = changing.connection, changing.who, changing.draft
            row = kept_files.read_files(connection, id_).get(sha256)
            if row is None:
                return
            if sha256 in _shown_by(connection, id_):
                raise Refused(Text("service.evidence_still_shown", name=row.name))
            kept_files.forget_file(connection, id_, sha256)
            audit.record(connection, who, "delete_file", draft.merchant_id, id_, file=row.name, sha256=sha256)
        self._context.database.forget_erased()

    def files(self, id_: str) -> Sequence[EvidenceFile]:
        """List the files of an assessment, the first added first, removed ones too.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._context.database.reading() as connection:
            assessments.read_head(connection, self._context.workspace, id_)
            shown = _shown_by(connection, id_, None if self._context.sees_sheets else [AGREED])
            files = kept_files.read_files(connection, id_).values()
            own = () if self._context.sees_sheets else self._own(connection, id_)
            return [
                file_of(row, shown.get(row.sha256, ()))
                for row in files
                if self._context.sees_sheets or row.sha256 in shown or row.sha256 in own
            ]

    def content(self, id_: str, sha256: str) -> tuple[EvidenceFile, bytes] | None:
        """Return a file with its bytes; None where there is none, or only its name came with an import."""
        with self._context.database.reading() as connection:
            found = kept_files.read_content(connection, self._context.workspace, id_, sha256)
            if found is None or not self._is_shown(connection, id_, sha256):
                return None
        row, content = found
        return file_of(row), content

    def _is_shown(self, connection: sa.Connection, id_: str, sha256: str) -> bool:
        """Whether whoever acts may see a file: that of a respondent's own sheet is not for everybody."""
        if self._context.sees_sheets or sha256 in _shown_by(connection, id_, [AGREED]):
            return True
        return sha256 in self._own(connection, id_)

    def _own(self, connection: sa.Connection, id_: str) -> Collection[str]:
        """Return the hashes of the files that whoever acts added."""
        return kept_files.hashes_added_by(connection, id_, self._context.actor)
