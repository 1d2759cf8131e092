"""What the charts of rounds and the tables behind them show: values, labels, causes.

Records only, already in one language and in published figures.
`assessment.charts.rounds_rows` and `assessment.charts.rounds_items` make them.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assessment.responses import Absent


class Turn(StrEnum):
    """How a score moved from one round to another."""

    UP = "up"
    """By more than self-report errs."""
    DOWN = "down"
    MIXED = "mixed"
    """What was answered both times moved by more than it errs, the score as a whole not that way."""
    NOISE = "noise"
    STILL = "still"
    UNSURE = "unsure"
    ONE_SIDED = "one_sided"
    """One of the rounds has no result."""

    @property
    def sure(self) -> bool:
        """Whether it is more than noise, and one way."""
        return self in {Turn.UP, Turn.DOWN}


TURN_SIGNS = {
    Turn.UP: "▲",
    Turn.DOWN: "▼",
    Turn.MIXED: "±",
    Turn.NOISE: "≈",
    Turn.STILL: "=",
    Turn.UNSURE: "?",
    Turn.ONE_SIDED: "–",
}
"""One sign for each, always beside its words or a key."""


@dataclass(frozen=True)
class CutLine:
    """What a gate asks of the index."""

    stage: str
    name: str
    needed: float
    must: bool


@dataclass(frozen=True)
class RoundMark:
    """One round with its index and its stage, by its own instrument."""

    number: int
    """From 1, in the order of the series."""
    name: str
    """Its day, or its number where nobody wrote the day down."""
    day: date | None
    index: float | None
    high: float | None
    stage: str | None
    stage_name: str
    stage_place: int | None
    """Place of the stage in its instrument's order."""
    stages: int
    """How many stages there are."""
    version: str
    cuts: tuple[CutLine, ...]
    is_break: bool
    """Whether it was taken with other questions than the round before."""
    comparable: str | None
    """With the round before: `yes`, `partly` or `no`; None for the first."""
    real: bool | None
    """Whether the change from the round before is more than self-report errs by."""
    words: str
    """What is to be said about that change; empty for the first."""
    rescored: float | None
    """Its index by the questions of the round after; None where those are the same, or not comparable."""


@dataclass(frozen=True)
class TurnRow:
    """A dimension, or the index, in two rounds."""

    id: str | None
    """None for the index."""
    name: str
    before: float | None
    after: float | None
    change: float | None
    """As the published scores differ."""
    turn: Turn
    words: str
    """Whether the change is real, in a sentence."""
    items: tuple[str, ...]
    """Items behind the change."""


@dataclass(frozen=True)
class CauseStep:
    """One cause in a waterfall."""

    cause: str
    """As in `assessment.scoring.comparison.Parts`."""
    tenths: int
    """What it made of the change, in tenths of a point."""
    items: tuple[str, ...]
    names: tuple[str, ...]
    """Of these items, in the same order."""


@dataclass(frozen=True)
class Waterfall:
    """A score in two rounds, and what led from one to the other."""

    what: str
    """Index, or the name of the dimension."""
    before_name: str
    after_name: str
    before: int | None
    """In tenths, as published; None where there is no result."""
    after: int | None
    steps: tuple[CauseStep, ...]
    """All four causes, also those that did nothing; none where the change cannot be split."""
    why: str
    """Why it cannot be split; empty where it can."""


@dataclass(frozen=True)
class HeatCell:
    """One item in one round, by that round's own instrument."""

    item: str
    """Its id then."""
    point: int | None
    absent: Absent | None
    """Why there is no point; None as well where the item was not asked."""
    carried: bool
    """Whether the answer was carried over from an earlier round."""
    went: int
    """1 where it improved on the round before, -1 where it worsened, else 0."""

    @property
    def asked(self) -> bool:
        """Whether it was asked at all: the profile, or the short questionnaire, may leave it out."""
        return self.point is not None or self.absent is not None


@dataclass(frozen=True)
class HeatRow:
    """One item over the rounds shown."""

    id: str
    """Its id in the last round it was in."""
    name: str
    question: str
    cells: tuple[HeatCell | None, ...]
    """One a round; None where that round's questions had no such item."""


@dataclass(frozen=True)
class HeatGroup:
    """One dimension with the items that any of the rounds asked about."""

    id: str
    name: str
    rows: tuple[HeatRow, ...]
