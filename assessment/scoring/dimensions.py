"""Dimension scores, the index, coverage and percent to target: exact fractions."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

from assessment.instrument.model import Instrument
from assessment.responses import Absent
from assessment.scoring.results import DimensionResult, ItemResult


def score_dimension(
    instrument: Instrument, dimension_id: str, items: Sequence[ItemResult]
) -> DimensionResult:
    """Score one dimension from 0 to 100, at both ends.

    The score is the weighted mean of the applicable items, each on the
    instrument's scale. What is not answered counts as nothing shown at the
    low end and as fully in place at the high end. The rule is compensatory:
    within a dimension a strong practice may make up for a weak one. Across
    dimensions nothing compensates, see `assessment.scoring.gates`.

    Returns:
        A result without score where nothing was answered: nothing is known,
        which is not the same as zero.
    """
    dimension = instrument.dimension(dimension_id)
    counted = [result for result in items if result.counts]
    answered = [result for result in counted if result.answered]
    weight = sum(result.item.weight for result in counted)
    low = high = coverage = None
    if counted:
        coverage = Fraction(sum(result.item.weight for result in answered), weight)
    if answered:
        low = _score(instrument, ((r.item.weight, r.low) for r in counted), weight)
        high = _score(instrument, ((r.item.weight, r.high) for r in counted), weight)
    declared = sum(result.item.weight for result in items if not result.counts)
    return DimensionResult(
        id=dimension_id,
        weight=dimension.weight,
        low=low,
        high=high,
        coverage=coverage,
        answered=len(answered),
        applicable=len(counted),
        not_applicable=sum(result.absent is Absent.NOT_APPLICABLE for result in items),
        raised_by_not_applicable=low * declared / (weight + declared) if low else Fraction(0),
    )


def _score(instrument: Instrument, pairs: Iterable[tuple[int, int]], weight: int) -> Fraction:
    total = sum(item_weight * instrument.scale[point] for item_weight, point in pairs)
    return Fraction(100 * total, instrument.top_value * weight)


def overall_index(scores: Iterable[tuple[int, Fraction | None]]) -> Fraction | None:
    """Return the fixed-weight mean of exact dimension scores, given as (weight, score).

    A dimension with nothing applicable (None) leaves the mean. The weights
    never depend on the stage, so two rounds can be compared.
    """
    present = [(weight, score) for weight, score in scores if score is not None]
    total = sum(weight for weight, _ in present)
    if not total:
        return None
    return sum((weight * score for weight, score in present), Fraction(0)) / total


def ends_of_index(
    dimensions: Mapping[str, DimensionResult],
) -> tuple[Fraction | None, Fraction | None]:
    """Return the index at the low and the high end; None where nothing at all was answered.

    A dimension that applies but has no answer counts 0 at the low end and 100
    at the high end.
    """
    applicable = [result for result in dimensions.values() if not result.absent]
    if not any(result.answered for result in applicable):
        return None, None
    low = overall_index((r.weight, Fraction(0) if r.low is None else r.low) for r in applicable)
    high = overall_index((r.weight, Fraction(100) if r.high is None else r.high) for r in applicable)
    return low, high


def coverage(items: Iterable[ItemResult]) -> Fraction | None:
    """Return the share of applicable weight that was answered, None where nothing applies."""
    counted = [result for result in items if result.counts]
    total = sum(result.item.weight for result in counted)
    if not total:
        return None
    return Fraction(sum(result.item.weight for result in counted if result.answered), total)


def percent_to_target(
    practices: Iterable[tuple[int, Fraction, Fraction]],
) -> Fraction | None:
    """Return how much of a target profile is done, from 0 to 1.

    One minus the summed shortfall over the summed target, as OWASP SAMM
    defines it: doing more than the target in one place makes up for nothing
    elsewhere.

    Args:
        practices: (weight, value reached, value aimed for) of each practice.

    Returns:
        None where the target asks for nothing.
    """
    listed = list(practices)
    aim = sum((weight * target for weight, _, target in listed), Fraction(0))
    if not aim:
        return None
    short = sum(
        (weight * max(target - value, Fraction(0)) for weight, value, target in listed),
        Fraction(0),
    )
    return 1 - short / aim


def stage_target(instrument: Instrument, items: Iterable[ItemResult], target_point: int) -> Fraction | None:
    """Return how much of a stage's typical practice is shown, from 0 to 1."""
    target = Fraction(instrument.scale[target_point])
    return percent_to_target(
        (result.item.weight, Fraction(instrument.scale[result.low]), target)
        for result in items
        if result.counts
    )
