"""The joint distribution of gates, against counting every outcome one by one."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.instrument.model import Instrument
from assessment.responses import Assessment
from assessment.scoring import judge_of
from assessment.scoring.distribution import Bracket, GateDistribution, Spread
from assessment.scoring.gates import Judge
from assessment.scoring.index_axis import GRID
from assessment.scoring.results import ItemResult
from tests.compact import bank, sheet
from tests.strategies import answered, instruments

HAIR = 1e-9
"""What adding floats may lose."""


@st.composite
def cases(draw: st.DrawFn) -> tuple[Instrument, Assessment]:
    instrument = draw(instruments(most_dimensions=3, most_items=2))
    return instrument, draw(answered(instrument))


def spread_of(result: ItemResult) -> Spread:
    """Spread each answer over two points, and what is missing over the two ends."""
    if not result.answered:
        return {0: 0.5, result.high: 0.5}
    return {result.low: 0.75, max(0, result.low - 1): 0.25} if result.low else {0: 1.0}


def counted_one_by_one(judge: Judge, rank: int, fixed: dict[str, Spread]) -> float:
    """Return the probability that the first gates open, by trying every combination of points."""
    results = [result for group in judge.counted.values() for result in group]
    spreads = [fixed.get(result.item.id, spread_of(result)) for result in results]
    total = 0.0
    for outcome in product(*(spread.items() for spread in spreads)):
        points = {result.item.id: point for result, (point, _) in zip(results, outcome, strict=True)}
        mass = 1.0
        for _, each in outcome:
            mass *= each
        if all(judge.opens(gate, points) for gate in judge.gates[:rank]):
            total += mass
    return total


@given(cases(), st.sampled_from([1, 7, 40, GRID]), st.data())
def test_the_bracket_holds_what_counting_every_outcome_gives(
    case: tuple[Instrument, Assessment], grid: int, data: st.DataObject
) -> None:
    judge = judge_of(*case)
    results = [result for group in judge.counted.values() for result in group]
    for rank in range(1, len(judge.gates) + 1):
        joint = GateDistribution(judge, judge.gates[:rank], spread_of, grid)
        exact, found = counted_one_by_one(judge, rank, {}), joint.probability()
        assert found.low - HAIR <= exact <= found.high + HAIR
        if grid == GRID:
            assert found.high - found.low < HAIR
        if results:
            chosen = data.draw(st.sampled_from(results))
            known = {data.draw(st.sampled_from([0, 1, 2, 3])): 1.0}
            exact, found = (
                counted_one_by_one(judge, rank, {chosen.item.id: known}),
                joint.given(chosen, known),
            )
            assert found.low - HAIR <= exact <= found.high + HAIR


def at_index(cut: float, answers: dict[str, int], grid: int) -> Bracket:
    """Return the chance that an index of certain answers reaches a cut, on an axis of so many cells."""
    case: dict[str, Any] = {"gates": {"steady": {"must": [f"index >= {cut}"]}}, "answers": answers}
    judge = judge_of(bank(case), sheet(case))
    return GateDistribution(judge, judge.gates, lambda result: {result.low: 1.0}, grid).probability()


ONE_OF_THREE_EACH = {f"{dimension}.only": 1 for dimension in ("bread", "shop", "till")}
"""The index is 33.3, and so is each dimension."""


def test_an_index_right_at_the_cut_is_never_lost_to_rounding_down() -> None:
    # Eight cells: each dimension adds 0.89 cells, which is rounded down to none.
    assert at_index(33.3, ONE_OF_THREE_EACH, grid=8) == Bracket(0, 1)


def test_an_index_that_surely_misses_the_cut_is_not_possible_on_any_axis() -> None:
    assert at_index(70, ONE_OF_THREE_EACH, grid=8) == Bracket(0, 0)


@pytest.mark.parametrize(("cut", "reached"), [(33.3, 1), (33.4, 0)])
def test_an_axis_with_room_for_every_value_is_exact(cut: float, reached: float) -> None:
    assert at_index(cut, ONE_OF_THREE_EACH, grid=9) == Bracket(reached, reached)


def test_an_index_far_from_the_cut_is_certain_even_on_a_coarse_axis() -> None:
    answers = {f"{dimension}.only": 3 for dimension in ("bread", "shop", "till")}

    assert at_index(50, answers, grid=8) == Bracket(1, 1)
