"""What to verify first: by how much surer the stage would be once somebody has seen the evidence.

Each given answer is taken as verified, all by itself, and the confidence in
the stage is computed again exactly as `assessment.scoring.confidence` does.
Numbers have no error and missing answers cannot be verified, so neither is
listed. A gain may be nothing, or below it: where a true point above the said
one would have helped the stage, seeing the evidence takes that chance away.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from assessment.instrument.model import Instrument, MetricItem
from assessment.responses import Assessment
from assessment.scoring.assess import judge_of
from assessment.scoring.confidence import StageChances
from assessment.scoring.gates import Judge
from assessment.scoring.results import Confidence, ItemResult, Results

DIGITS = 6
"""To which gains are compared; what differs beyond is rounding."""


@dataclass(frozen=True)
class Verification:
    """What verifying one answer would do."""

    item: str
    weight: int
    must: bool
    """Whether the stage counts as confirmed only when this one is verified."""
    before: float
    """The confidence now, 0 to 1: the middle of its bracket."""
    after: float
    """The same once this answer is verified as it stands."""

    @property
    def gain(self) -> float:
        """How much surer the stage would be, -1 to 1."""
        return round(self.after - self.before, DIGITS)


def verify_first(instrument: Instrument, assessment: Assessment, results: Results) -> list[Verification]:
    """List every given answer that nobody has verified, the most telling first.

    Ties go by must, by weight, then by the order of the bank. Empty where no
    stage is named.
    """
    if results.stage is None or results.confidence is None:
        return []
    judge = judge_of(instrument, assessment)
    chances = StageChances(judge)
    before = _middle(results.confidence)
    musts = judge.musts_up_to(results.stage)
    known: dict[object, float] = {}
    found = []
    for result in judge.items.values():
        if not result.answered or result.verified or isinstance(result.item, MetricItem):
            continue
        alike = _role_of(judge, result)
        if alike not in known:
            known[alike] = _middle(chances.confidence(results.stage, result))
        found.append(
            Verification(result.item.id, result.item.weight, result.item.id in musts, before, known[alike])
        )
    return sorted(found, key=lambda each: (-each.gain, not each.must, -each.weight))


def verified_share(items: Mapping[str, ItemResult]) -> Fraction | None:
    """Return the share of the answered weight that is verified; None where nothing was answered.

    Numbers are left out: they are read off the platform, not judged.
    """
    answered = [
        result for result in items.values() if result.answered and not isinstance(result.item, MetricItem)
    ]
    whole = sum(result.item.weight for result in answered)
    if not whole:
        return None
    return Fraction(sum(result.item.weight for result in answered if result.verified), whole)


def _middle(confidence: Confidence) -> float:
    return (confidence.low + confidence.high) / 2


def _role_of(judge: Judge, result: ItemResult) -> object:
    """Return what the confidence depends on: items that share it are alike to every gate."""
    if judge.names(result.item.id):
        return result.item.id
    return result.item.dimension, result.item.weight, result.low
