"""What was answered: answers, sheets, and the assessment they belong to.

Records only: what an answer is worth is decided in `assessment.scoring`.
The shapes are those of an assessment file, so a file can be read straight
into them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

FORMAT = 1
"""The version of the assessment file's shape."""

NAMES_BETWEEN = "、"
REASONS_BETWEEN = "；"
"""What stands between the names, or the reasons, of several people that an answer keeps as one text."""


class Record(BaseModel):
    """Base of what people enter: frozen, strict, no unknown keys."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


class Absent(StrEnum):
    """Why an item has no point. The four are never scored alike."""

    NOT_APPLICABLE = "not_applicable"
    """The item does not concern this merchant: it leaves the denominator."""

    DONT_KNOW = "dont_know"
    """Nobody present can say: nothing is shown yet, and it becomes a find-out task."""

    DECLINED = "declined"
    """The merchant would rather not say."""

    UNANSWERED = "unanswered"
    """Not reached yet: the questionnaire is incomplete."""


class Evidence(Record):
    """What one would look at to believe an answer: a text, a link or a file."""

    text: str | None = None
    link: str | None = None
    file: str | None = None
    sha256: str | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        if sum(value is not None for value in (self.text, self.link, self.file)) != 1:
            message = "evidence is exactly one of text, link, file"
            raise ValueError(message)
        return self


class Verified(Record):
    """Who has seen the evidence, and when."""

    by: str
    at: datetime


class Answer(Record):
    """One respondent's point or ticks for one item, or why there is none.

    An answer with none of `point`, `ticks`, `absent` carries only a note or
    evidence: the item is still unanswered.
    """

    point: int | None = None
    ticks: list[str] | None = None
    absent: Absent | None = Field(default=None, strict=False)
    reason: str | None = None
    note: str | None = None
    by: str | None = None
    at: datetime | None = None
    evidence: list[Evidence] = []
    verified: Verified | None = None
    carried_from: str | None = None
    filled_by: str | None = None
    """What filled this answer in: the profile question whose "no" did, or `template:` and a name."""

    @model_validator(mode="after")
    def _at_most_one_value(self) -> Self:
        if sum(value is not None for value in (self.point, self.ticks, self.absent)) > 1:
            message = "an answer is at most one of point, ticks, absent"
            raise ValueError(message)
        return self

    @property
    def is_given(self) -> bool:
        """Whether the respondent chose a point or ticks."""
        return self.point is not None or self.ticks is not None


class StumbleReason(StrEnum):
    """Why an item was hard to answer."""

    NO_FIT = "no_fit"
    """No choice fits what the respondent would say."""

    UNCLEAR = "unclear"
    """The question is not understood."""

    NOT_OURS = "not_ours"
    """The question does not suit this kind of shop."""


class Stumble(Record):
    """A respondent's remark that an item is hard to answer. It answers nothing and is never scored."""

    reason: StumbleReason
    word: str | None = None
    """In the respondent's own words."""


class MetricValue(Record):
    """A metric as entered: a number with its date, a place among peers, or absent."""

    number: float | None = None
    peer: Literal["below", "around", "above"] | None = None
    absent: Absent | None = Field(default=None, strict=False)
    as_of: date | None = None
    note: str | None = None

    @model_validator(mode="after")
    def _at_most_one_value(self) -> Self:
        if sum(value is not None for value in (self.number, self.peer, self.absent)) > 1:
            message = "a metric is at most one of number, peer, absent"
            raise ValueError(message)
        return self


class InstrumentRef(Record):
    """Which instrument an assessment was taken with."""

    id: str
    version: str
    digest: str | None = None


class MerchantRef(Record):
    """The business being assessed."""

    id: str | None = None
    name: str | None = None


class Sheet(Record):
    """All answers of one respondent in one assessment."""

    respondent: str
    answers: dict[str, Answer] = {}


class Mode(StrEnum):
    """How much is asked."""

    CORE = "core"
    """The ten-minute questionnaire: the core items only."""

    FULL = "full"
    """Every active item."""


class Assessment(Record):
    """One run of one instrument version for one merchant: an assessment file."""

    format: int = FORMAT
    id: str | None = None
    status: Literal["draft", "completed"] = "draft"
    mode: Mode = Field(default=Mode.FULL, strict=False)
    instrument: InstrumentRef
    merchant: MerchantRef = MerchantRef()
    profile: dict[str, Any] = {}
    taken_on: date | None = None
    completed_at: datetime | None = None
    corrects: str | None = None
    """The completed assessment this one is a corrected copy of."""
    example: bool = False
    """Whether it is an example merchant shipped with the instrument."""
    answers: dict[str, Answer]
    metrics: dict[str, MetricValue] = {}
    sheets: list[Sheet] = []

    def with_verified(self, seen: Mapping[str, Verified]) -> Self:
        """Return a copy in which answers count as verified, by item; what is not answered is passed over."""
        answers = {
            item: answer.model_copy(update={"verified": seen[item]}) if item in seen else answer
            for item, answer in self.answers.items()
        }
        return self.model_copy(update={"answers": answers})


def without_settlers(assessment: Assessment) -> Assessment:
    """Return an assessment without who settled on each answer: an answer may be one respondent's alone."""
    bare = {item: answer.model_copy(update={"by": None}) for item, answer in assessment.answers.items()}
    said = {item: answer for item, answer in bare.items() if answer != Answer(at=answer.at)}
    return assessment.model_copy(update={"answers": said})
