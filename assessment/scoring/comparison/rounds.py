"""A round, and two rounds brought under one instrument."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.lineage import Passage, in_order_of_version
from assessment.instrument.model import Instrument
from assessment.instrument.text import LocalText
from assessment.responses import Assessment
from assessment.scoring.assess import score
from assessment.scoring.carry import carry, retaken_with
from assessment.scoring.results import Results


@dataclass(frozen=True)
class Round:
    """An assessment with the instrument it was taken with."""

    instrument: Instrument
    assessment: Assessment
    label: str = ""
    """What it is called in messages, such as the name of its file."""

    @cached_property
    def results(self) -> Results:
        """The results, by its own instrument."""
        return score(self.instrument, self.assessment)

    @property
    def day(self) -> date | None:
        """The day it stands for; None where nobody wrote one down."""
        completed = self.assessment.completed_at
        if self.assessment.taken_on is not None:
            return self.assessment.taken_on
        return None if completed is None else completed.date()

    @property
    def completed(self) -> datetime:
        """When it was completed, in UTC, for the order within a day; a draft comes last."""
        completed = self.assessment.completed_at
        if completed is None:
            return datetime.max.replace(tzinfo=UTC)
        return completed.replace(tzinfo=UTC) if completed.tzinfo is None else completed.astimezone(UTC)

    def is_before(self, other: "Round") -> bool:
        """Whether it stands before another in a series: by day, then by when it was completed."""
        if self.day is None or other.day is None:
            return self.completed < other.completed
        return (self.day, self.completed) < (other.day, other.completed)


@dataclass(frozen=True)
class RoundSide:
    """One of two rounds that are compared."""

    round: Round
    common: Results
    """Its results under the newer of the two instruments."""
    ids: Mapping[str, str]
    """Its own id of an item, by the id in the newer instrument."""

    @property
    def own(self) -> Results:
        """Its results by its own instrument."""
        return self.round.results

    @property
    def carried(self) -> bool:
        """Whether it had to be brought under the other's instrument."""
        return self.common is not self.own


@dataclass(frozen=True)
class RoundPair:
    """Two rounds under one instrument."""

    earlier: RoundSide
    later: RoundSide
    instrument: Instrument
    """The newer of the two."""
    passages: tuple[Passage, ...]

    @property
    def sides(self) -> tuple[RoundSide, RoundSide]:
        """Both, in the order given."""
        return self.earlier, self.later

    @property
    def same_instrument(self) -> bool:
        """Whether both were taken with one instrument."""
        return not self.earlier.carried and not self.later.carried


def paired(earlier: Round, later: Round, lineage: Iterable[Lineage]) -> RoundPair | None:
    """Bring two rounds under the newer of their instruments.

    Which one that is depends on the versions, not on the side: the later
    round may well have been taken with the older one.

    Returns:
        None where no answer can be carried: instruments of two kinds, or
        versions of which no item can be followed.
    """
    if earlier.instrument.id != later.instrument.id:
        return None
    older, newer = in_order_of_version(earlier.instrument, later.instrument)
    carried = carry({}, older, newer, lineage)
    if not any(passage.alike for passage in carried.passages):
        return None
    alike = earlier.instrument == later.instrument
    sides = []
    for each in (earlier, later):
        if alike or each.instrument is newer:
            ids = {item.id: item.id for item in each.instrument.items()}
            sides.append(RoundSide(each, each.results, ids))
            continue
        brought = carry(each.assessment.answers, older, newer, lineage)
        ids = {p.newer: p.older for p in brought.passages if p.alike and p.newer and p.older}
        sides.append(RoundSide(each, score(newer, retaken_with(newer, each.assessment, brought)), ids))
    return RoundPair(sides[0], sides[1], newer, carried.passages)


def dimension_name(instruments: Iterable[Instrument], dimension_id: str) -> LocalText:
    """Return the name of a dimension, from the first instrument that has it."""
    for instrument in instruments:
        if dimension_id in instrument.dimensions_by_id:
            return instrument.dimension(dimension_id).name
    return LocalText({"zh": dimension_id, "en": dimension_id})
