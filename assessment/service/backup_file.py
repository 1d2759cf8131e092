"""The backup of a merchant as a zip: every round's plain file, and beside each what that leaves out.

`merchant.json` says whose it is; `rounds/ID.json` is the assessment file,
with the respondents' sheets; `rounds/ID.kept.json` has the rest; evidence
stands under its hash. Nothing is packed tighter, so the same merchant gives
the same bytes. Private notes and the links of respondents stay behind.
"""

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import AwareDatetime, Field, ValidationError

from assessment.files.strict_json import unkept
from assessment.planning.progress import Progress
from assessment.responses import Record, StumbleReason
from assessment.service.checks import Refused
from assessment.service.evidence_types import MB
from assessment.spreadsheets.sniff import (
    LARGEST_IN_MEMORY,
    LARGEST_UNPACKED,
    MOST_ENTRIES,
    UnsafeZip,
    check_actual_sizes,
    open_zip,
)
from assessment.texts import Text

MERCHANT = "merchant.json"
EPOCH = (2020, 1, 1, 0, 0, 0)
"""The time of every file in the zip: when it was packed says nothing."""

Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Label = Annotated[str, Field(min_length=1, max_length=200)]
Hash = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Loose = dict[str, Any]


class WrittenRow(Record):
    """Something that somebody wrote; the names are those of the store's columns."""

    by: Label


class AnswerSaid(WrittenRow):
    """Who gave an answer, and when; its value stands in the plain file."""

    sheet_id: Id
    item_id: str
    updated_at: AwareDatetime


class MetricSaid(WrittenRow):
    """Who entered a number, and when."""

    metric_id: str
    updated_at: AwareDatetime


class RoadmapPart(WrittenRow):
    """A kept roadmap."""

    rank: Annotated[int, Field(ge=1)]
    brief: Loose
    plan: Loose
    kept_at: AwareDatetime


class StepPart(WrittenRow):
    """The progress of one step."""

    item_id: str
    point: int
    value: Progress
    updated_at: AwareDatetime


class FilePart(WrittenRow):
    """An evidence file; its bytes stand under its hash."""

    sha256: Hash
    name: Annotated[str, Field(min_length=1, max_length=300)]
    added_at: AwareDatetime


class EventPart(WrittenRow):
    """Something that happened at an intake."""

    at: AwareDatetime
    kind: Label
    detail: Loose


class StumblePart(WrittenRow):
    """A remark that an item is hard to answer."""

    sheet_id: Id
    item_id: str
    reason: Annotated[StumbleReason, Field(strict=False)]
    word: str | None = None
    updated_at: AwareDatetime


class VerificationPart(WrittenRow):
    """Who has seen the evidence of an answer after the round was completed."""

    item_id: str
    seen_by: Label
    seen_at: AwareDatetime


class HistoryPart(WrittenRow):
    """A line of the audit; `id` is its place in the file."""

    id: int
    at: AwareDatetime
    action: Label
    detail: Loose


PARTS: Mapping[str, type[WrittenRow]] = {
    "answers": AnswerSaid,
    "metrics": MetricSaid,
    "roadmaps": RoadmapPart,
    "steps": StepPart,
    "files": FilePart,
    "events": EventPart,
    "stumbles": StumblePart,
    "verifications": VerificationPart,
    "history": HistoryPart,
}
"""The lists of a round, each with the shape of its rows."""


class SheetPart(Record):
    """A sheet, in the order of the plain file after the agreed one, and what is known of its respondent."""

    id: Id
    role: str | None = None
    asked: list[str] | None = None
    invited_at: AwareDatetime | None = None
    """None where nobody was invited: the sheet came with a file."""
    opened_at: AwareDatetime | None = None
    done_at: AwareDatetime | None = None


class RoundPart(Record):
    """What the plain file of a round leaves out."""

    created_at: AwareDatetime
    updated_at: AwareDatetime
    archived: bool = False
    sheets: list[SheetPart]
    answers: list[AnswerSaid] = Field(default_factory=list)
    metrics: list[MetricSaid] = Field(default_factory=list)
    roadmaps: list[RoadmapPart] = Field(default_factory=list)
    steps: list[StepPart] = Field(default_factory=list)
    files: list[FilePart] = Field(default_factory=list)
    events: list[EventPart] = Field(default_factory=list)
    stumbles: list[StumblePart] = Field(default_factory=list)
    verifications: list[VerificationPart] = Field(default_factory=list)
    history: list[HistoryPart] = Field(default_factory=list)


class CarePart(Record):
    """Who looks after the merchant."""

    person: str | None = None
    group_name: str | None = None
    due_on: date | None = None


class MerchantPart(Record):
    """Whose backup it is."""

    format: Annotated[int, Field(ge=1, le=1)] = 1
    id: Id
    name: Annotated[str, Field(min_length=1, max_length=1000)]
    example: bool = False
    created_at: AwareDatetime
    care: CarePart = CarePart()
    rounds: list[Id]
    """Its assessments, the first begun first."""
    history: list[HistoryPart] = Field(default_factory=list)


@dataclass(frozen=True)
class Backup:
    """A backup, unpacked."""

    merchant: MerchantPart
    plain: Mapping[str, bytes]
    """The assessment file of each round, by its id."""
    kept: Mapping[str, RoundPart]
    evidence: Mapping[str, bytes]
    """By hash."""


def as_bytes(record: Record) -> bytes:
    """Write a part, what is empty left out."""
    plain = record.model_dump(mode="json", exclude_defaults=True)
    return (json.dumps(plain, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def pack(backup: Backup) -> bytes:
    """Return the bytes of a backup.

    Raises:
        Refused: it is larger than could be read again.
    """
    files = {MERCHANT: as_bytes(backup.merchant)}
    for id_ in backup.merchant.rounds:
        files[f"rounds/{id_}.json"] = backup.plain[id_]
        files[f"rounds/{id_}.kept.json"] = as_bytes(backup.kept[id_])
    files |= {f"evidence/{sha256}": raw for sha256, raw in sorted(backup.evidence.items())}
    return write_zip(files)


def write_zip(files: Mapping[str, bytes]) -> bytes:
    """Return files as a zip that says nothing else: the same files give the same bytes.

    Raises:
        Refused: it is larger than could be read again.
    """
    total = sum(map(len, files.values()))
    largest = max(map(len, files.values()), default=0)
    if total > LARGEST_UNPACKED or len(files) > MOST_ENTRIES or largest > LARGEST_IN_MEMORY:
        raise Refused(Text("service.backup_too_large", size=round(total / MB), most=LARGEST_UNPACKED // MB))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, raw in files.items():
            archive.writestr(zipfile.ZipInfo(name, EPOCH), raw)
    return packed.getvalue()


def read_zip(raw: bytes) -> dict[str, bytes]:
    """Return the files of a zip from a stranger, by name.

    Raises:
        Refused: it is broken, behind a password, or too large once unpacked.
    """
    try:
        with open_zip(raw) as archive:
            check_actual_sizes(archive)
            names = [entry.filename for entry in archive.infolist()]
            files = {name: archive.read(name) for name in names}
    except UnsafeZip as unsafe:
        raise Refused(_UNSAFE[unsafe.reason]) from unsafe
    if len(files) != len(names):
        raise Refused(_UNSAFE["damaged"])
    return files


def unpack(raw: bytes) -> Backup:
    """Read a backup; its plain files are not read yet.

    Raises:
        Refused: it is no zip that may be opened, no backup, or a part of it is missing or broken.
    """
    files = read_zip(raw)
    if MERCHANT not in files:
        raise Refused(Text("service.backup_other"))
    merchant = _part(MerchantPart, MERCHANT, files)
    if len(set(merchant.rounds)) != len(merchant.rounds):
        raise Refused(Text("service.backup_broken", part=MERCHANT))
    kept = {id_: _part(RoundPart, f"rounds/{id_}.kept.json", files) for id_ in merchant.rounds}
    plain = {id_: _bytes(f"rounds/{id_}.json", files) for id_ in merchant.rounds}
    wanted = {file.sha256 for one in kept.values() for file in one.files}
    evidence = {sha256: _bytes(f"evidence/{sha256}", files) for sha256 in sorted(wanted)}
    return Backup(merchant, plain, kept, evidence)


_UNSAFE = {
    "damaged": Text("service.backup_damaged"),
    "locked": Text("service.backup_locked"),
    "too_large": Text("service.backup_unpacks_too_large", most=LARGEST_UNPACKED // MB),
}


def _bytes(name: str, files: Mapping[str, bytes]) -> bytes:
    if name not in files:
        raise Refused(Text("service.backup_lacks", part=name))
    return files[name]


Part = TypeVar("Part", bound=Record)


def _part(shape: type[Part], name: str, files: Mapping[str, bytes]) -> Part:
    try:
        part = shape.model_validate_json(_bytes(name, files))
    except (ValidationError, RecursionError) as broken:
        raise Refused(Text("service.backup_broken", part=name)) from broken
    if next(iter(unkept(part.model_dump(mode="json"), "")), None) is not None:
        raise Refused(Text("service.backup_broken", part=name))
    return part
