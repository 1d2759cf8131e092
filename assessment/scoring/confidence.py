"""How likely the true stage is the reported one, given that self-report errs.

Each answer's true point is spread as `self_report` in the instrument says,
for each attitude of the respondent; verified answers and numbers have no
error, missing answers are spread evenly. `assessment.scoring.distribution`
judges every criterion of every gate jointly; the result is exact, or a
rigorous bracket where the index needs a grid.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from math import ceil, floor
from typing import Literal

from assessment.instrument.model import Attitude
from assessment.scoring.distribution import Bracket, GateDistribution
from assessment.scoring.gates import Judge
from assessment.scoring.results import Confidence, ItemResult

ROUNDING = 1e-9
"""Far above what float additions can lose here, far below what is shown."""

Word = Literal["firm", "likely", "borderline", "not_supported"]

WORDS: tuple[tuple[float, Word], ...] = (
    (0.90, "firm"),
    (0.70, "likely"),
    (0.50, "borderline"),
    (0.0, "not_supported"),
)
"""The least probability, at the lower bound, for each word."""


class StageChances:
    """The probability of each stage, now and with one answer verified."""

    def __init__(self, judge: Judge) -> None:
        self.stages = judge.instrument.stage_ids
        self._reached = [StageReached(judge, rank) for rank in range(len(self.stages) + 1)]

    def confidence(self, stage: str, verified: ItemResult | None = None) -> Confidence:
        """Return the probability of a stage as a bracket with a word for it.

        Args:
            stage: its id.
            verified: an answer to take as verified; None for the assessment as it is.
        """
        rank = self.stages.index(stage)
        here, above = (each.probability(verified) for each in self._reached[rank : rank + 2])
        low, high = max(0.0, here.low - above.high), min(1.0, here.high - above.low)
        word = next(word for least, word in WORDS if low >= least)
        return Confidence(floor(low * 1e6) / 1e6, ceil(high * 1e6) / 1e6, word)


def stage_chances(judge: Judge) -> dict[str, Confidence]:
    """Return the probability of each stage that it is the true one, in order."""
    chances = StageChances(judge)
    return {stage: chances.confidence(stage) for stage in chances.stages}


class StageReached:
    """The probability that the gates up to the stage of one rank all open (rank 0 is certain)."""

    def __init__(self, judge: Judge, rank: int) -> None:
        wanted = judge.instrument.stage_ids[1 : rank + 1]
        gates = [gate for gate in judge.gates if gate.stage in wanted]
        self.certain = rank == 0
        self.impossible = rank >= len(judge.instrument.stage_ids) or len(gates) < len(wanted)
        self.by_attitude: list[tuple[float, GateDistribution]] = []
        if not self.certain and not self.impossible:
            points = sorted(judge.instrument.scale)
            for attitude in judge.instrument.self_report:
                spread = partial(true_points, points=points, attitude=attitude)
                self.by_attitude.append((attitude.weight, GateDistribution(judge, gates, spread)))

    def probability(self, verified: ItemResult | None = None) -> Bracket:
        """Return the probability, each time anew only where an answer is taken as verified."""
        if verified is None:
            return self._now
        return self._probability(verified)

    @cached_property
    def _now(self) -> Bracket:
        return self._probability(None)

    def _probability(self, verified: ItemResult | None) -> Bracket:
        if self.certain:
            return Bracket(1.0, 1.0)
        low = high = 0.0
        for weight, joint in self.by_attitude:
            bracket = joint.given(verified, {verified.low: 1.0}) if verified else joint.probability()
            low += weight * bracket.low
            high += weight * bracket.high
        # Where no outcome at all opens the gates there is nothing to round.
        return Bracket(max(0.0, low - ROUNDING), min(1.0, high + ROUNDING) if high else 0.0)


def true_points(result: ItemResult, points: Sequence[int], attitude: Attitude) -> Mapping[int, float]:
    """Return the probability of each true point, given what was said.

    Mass past an end of the scale stays at the end.
    """
    if not result.answered:
        return dict.fromkeys(points, 1 / len(points))
    if result.verified:
        return {result.low: 1.0}
    place = points.index(result.low)
    spread = dict.fromkeys(points, 0.0)
    spread[points[max(place - 1, 0)]] += attitude.lower
    spread[points[min(place + 1, len(points) - 1)]] += attitude.higher
    spread[result.low] += 1 - attitude.lower - attitude.higher
    return spread
