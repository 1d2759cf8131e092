"""Many merchants as one zip, and back: the backup of each; a zip of assessment files is read as well.

As with a backup, bringing in overwrites nothing: what is not here yet is
written, what is here and the same is left, what is here and differs is named
and left. One fault in one file, and nothing is written.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import sqlalchemy as sa

from assessment.files import Reading, read, write
from assessment.instrument.model import Instrument
from assessment.instrument.problems import Problem, errors
from assessment.responses import Assessment
from assessment.service.backup import Backups, State
from assessment.service.backup_file import MERCHANT, Backup, read_zip, unpack, write_zip
from assessment.service.checks import Refused
from assessment.service.context import Context, read_assessment
from assessment.service.evidence_types import MB
from assessment.service.exchange import ID, at_home, bring_in, odd_head, released
from assessment.spreadsheets.sniff import LARGEST_UNPACKED
from assessment.store import assessments
from assessment.store.audit import Who
from assessment.store.errors import InBin, NoSuchAssessment
from assessment.texts import Text

PASSED_OVER = ("__MACOSX/", ".DS_Store", "Thumbs.db")
"""What the systems of people put into zips by themselves."""


@dataclass(frozen=True)
class BundledAssessment:
    """An assessment of a bundle beside what is here."""

    file: str
    """The file in the zip that holds it."""
    merchant: str
    assessment: Assessment
    state: State


@dataclass(frozen=True)
class BundlePreview:
    """What a bundle holds, and what bringing it in would do."""

    assessments: Sequence[BundledAssessment]
    problems: Sequence[Problem]
    """With an error among them nothing is brought in."""

    @property
    def new(self) -> int:
        """How many assessments would be written."""
        return 0 if errors(self.problems) else sum(each.state == "new" for each in self.assessments)


@dataclass
class _Opened:
    """The files of a bundle, read."""

    backups: dict[str, Backup] = field(default_factory=dict)
    plain: list[tuple[str, Assessment, Instrument]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def is_bundle(raw: bytes) -> bool:
    """Whether a zip holds several things rather than one merchant.

    Raises:
        Refused: it cannot be opened.
    """
    return MERCHANT not in read_zip(raw)


class Bundles:
    """Packs several merchants into one file and brings such files in."""

    def __init__(self, context: Context, backups: Backups) -> None:
        self._context = context
        self._backups = backups

    def pack(self, merchant_ids: Sequence[str]) -> bytes:
        """Return the backups of merchants in one zip.

        Raises:
            NoSuchMerchant: one is not here.
            Refused: it is too large.
        """
        return write_zip({f"{id_}.zip": self._backups.pack(id_) for id_ in sorted(set(merchant_ids))})

    def preview(self, raw: bytes) -> BundlePreview:
        """Read a bundle and set it against what is here; nothing is written.

        Raises:
            Refused: it cannot be opened, or holds nothing of ours.
        """
        files = _files_of(raw)
        with self._context.database.reading() as connection:
            opened = self._open(connection, files)
            return BundlePreview(list(self._against(connection, opened)), opened.problems)

    def bring_in(self, raw: bytes) -> BundlePreview:
        """Bring in what is not here yet: all of that, or nothing.

        Returns:
            What was done: the assessments that were new are here now, unless there are errors.

        Raises:
            Refused: it cannot be opened, or holds nothing of ours.
        """
        files = _files_of(raw)
        who = self._context.who()
        with self._context.database.writing() as connection:
            assessments.lock_workspace(connection, who)
            opened = self._open(connection, files)
            preview = BundlePreview(list(self._against(connection, opened)), opened.problems)
            if preview.new:
                self._write(connection, who, opened, preview)
        return preview

    def _open(self, connection: sa.Connection, files: Mapping[str, bytes]) -> _Opened:
        """Read every file; what is wrong with one is noted with its name."""
        opened, unpacked = _Opened(), 0
        for name, raw in sorted(files.items()):
            if raw[:2] == b"PK":
                try:
                    backup = unpack(raw)
                except Refused as refused:
                    opened.problems.append(
                        Problem(name, None, "error", refused.text, Text("backup.mend"), "")
                    )
                    continue
                unpacked += sum(len(each) for each in (*backup.plain.values(), *backup.evidence.values()))
                if unpacked > LARGEST_UNPACKED:
                    raise Refused(Text("service.backup_unpacks_too_large", most=LARGEST_UNPACKED // MB))
                opened.backups[name] = backup
                continue
            reading = self._reading(connection, name, raw)
            opened.problems += reading.problems
            if reading.assessment is not None and reading.instrument is not None:
                opened.problems += [
                    Problem(name, None, each.level, each.what, each.fix, each.place)
                    for each in odd_head(reading.assessment, self._context.now())
                ]
                opened.plain.append((name, reading.assessment, reading.instrument))
        return opened

    def _reading(self, connection: sa.Connection, name: str, raw: bytes) -> Reading:
        return read(raw, self._context.bank.instrument, partial(released, self._context, connection), name)

    def _against(self, connection: sa.Connection, opened: _Opened) -> Iterator[BundledAssessment]:
        seen: dict[str, Assessment] = {}
        for name, backup in opened.backups.items():
            try:
                preview = self._backups.preview_within(connection, backup)
            except Refused as refused:
                opened.problems.append(_problem(name, refused))
                continue
            opened.problems += preview.problems
            for each in preview.rounds:
                state: State = each.state if str(each.assessment.id) not in seen else "same"
                seen[str(each.assessment.id)] = each.assessment
                yield BundledAssessment(name, preview.merchant, each.assessment, state)
        for name, assessment, _ in opened.plain:
            id_ = assessment.id or ""
            state = self._state(connection, assessment) if id_ not in seen else _like(seen[id_], assessment)
            if id_:
                seen[id_] = assessment
            yield BundledAssessment(name, assessment.merchant.name or "", assessment, state)

    def _state(self, connection: sa.Connection, assessment: Assessment) -> State:
        if assessment.id is None or not ID.fullmatch(assessment.id):
            return "new"
        try:
            head = assessments.read_head(connection, self._context.workspace, assessment.id)
        except InBin:
            return "binned"
        except NoSuchAssessment:
            return "differs" if assessments.assessment_exists(connection, assessment.id) else "new"
        if not self._context.sees_merchant(connection, head.merchant_id):
            return "differs"
        return _like(read_assessment(connection, head), assessment)

    def _write(self, connection: sa.Connection, who: Who, opened: _Opened, preview: BundlePreview) -> None:
        for backup in opened.backups.values():
            self._backups.restore_within(connection, who, backup)
        wanted = {each.file for each in preview.assessments if each.state == "new"}
        for name, assessment, instrument in opened.plain:
            if name in wanted:
                bring_in(
                    self._context,
                    connection,
                    who,
                    at_home(self._context, connection, who, assessment)[0],
                    instrument,
                )


def _files_of(raw: bytes) -> dict[str, bytes]:
    """Return the files of a bundle that may be ours.

    Raises:
        Refused: it cannot be opened, or holds none.
    """
    found = {
        name: content
        for name, content in read_zip(raw).items()
        if not name.endswith("/") and not any(part in name for part in PASSED_OVER)
    }
    if not any(name.casefold().endswith((".json", ".zip")) for name in found):
        raise Refused(Text("service.backup_other"))
    return found


def _problem(name: str, refused: Refused) -> Problem:
    """Say which file of a bundle is at fault."""
    return Problem(name, None, "error", refused.text, Text("backup.mend"))


def _like(here: Assessment, there: Assessment) -> State:
    """Whether two copies say the same; a file without sheets says nothing about them."""
    here = here if there.sheets else here.model_copy(update={"sheets": []})
    return "same" if write(here) == write(there) else "differs"
