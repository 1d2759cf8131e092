"""The path is the cheapest set of steps: set against every set there is, and against another solver."""

from dataclasses import replace
from hashlib import sha256
from random import Random

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize
from scipy.sparse import csr_array

from assessment.planning import PlanRequest, Situation, build_roadmap
from assessment.planning.moves import Move, MoveSpace
from assessment.planning.path import cheapest, cost_levels
from assessment.planning.requirements import AtLeast, LinearConstraint, Requirements, all_open, gates_up_to
from assessment.planning.selection import move_space_of, requirements_of, select_moves
from benchmarks.greedy import moves_to_open
from tests.planning.situations import every_set, large, small

CALM = settings(max_examples=100)
TARGETS = st.sampled_from(["sprout", "tree"])
MARGINS = st.sampled_from([0.0, 3.0])
A_LARGE_ONE = 2
CASES = 300
"""Larger situations that are solved by both solvers."""


def steps_of(situation: Situation, request: PlanRequest) -> frozenset[Move]:
    """Return the moves of a drawn roadmap."""
    return frozenset((step.item, step.to_point) for step in build_roadmap(situation, request).steps)


def rank(space: MoveSpace, moves: frozenset[Move]) -> tuple[float, int, int]:
    """Return what makes one set of moves better than another: days, steps, a fixed order."""
    ties = (int.from_bytes(sha256(f"{item}:{point}".encode()).digest()) % 2**20 for item, point in moves)
    return space.days(moves), len(moves), sum(ties)


@settings(max_examples=200)
@given(small(), TARGETS, MARGINS)
def test_of_all_sets_of_steps_that_open_the_gate_the_path_is_the_first(
    situation: Situation, stage: str, margin: float
) -> None:
    request = PlanRequest(stage=stage, margin=margin)
    space = move_space_of(situation, request, margin)
    gates = gates_up_to(space.judge, stage)
    opening = [moves for moves in every_set(space) if all_open(space.judge, gates, space.after(moves))]

    choice = select_moves(space, request)

    assert (choice is None) == (not opening)
    if choice is not None:
        assert choice.proven
        assert choice.moves == min(opening, key=lambda moves: rank(space, moves))
        assert choice.bound_days == space.days(choice.moves)


@CALM
@given(small(), st.integers(0, 1000).map(lambda tenths: tenths / 10), MARGINS)
def test_so_it_is_for_a_score_in_one_dimension(situation: Situation, score: float, margin: float) -> None:
    dimension = situation.results.instrument.dimensions[0].id
    request = PlanRequest(dimension=(dimension, score), margin=margin)
    space = move_space_of(situation, request, margin)

    choice = select_moves(space, request)

    cut = requirements_of(space, request).musts[0]
    reaching = [moves for moves in every_set(space) if cut.holds(moves)]
    assert (choice is None) == (not reaching)
    if choice is not None:
        assert choice.moves == min(reaching, key=lambda moves: rank(space, moves))


@CALM
@given(small(), st.integers(1, 40).map(lambda halves: halves / 2))
def test_no_other_use_of_the_days_raises_the_index_more(situation: Situation, days: float) -> None:
    request = PlanRequest(days=days)
    space = move_space_of(situation, request, request.margin)
    affordable = [moves for moves in every_set(space) if space.days(moves) <= days]

    choice = select_moves(space, request)

    assert choice is not None
    assert choice.proven
    best = min(
        affordable, key=lambda moves: (-(space.judge.index(space.after(moves)) or 0), *rank(space, moves))
    )
    assert choice.moves == best


@CALM
@given(small(), TARGETS, MARGINS)
def test_a_row_in_whole_numbers_holds_exactly_where_the_judge_says_so(
    situation: Situation, stage: str, margin: float
) -> None:
    space = move_space_of(situation, PlanRequest(), margin)
    gates = gates_up_to(space.judge, stage)
    requirements = requirements_of(space, PlanRequest(stage=stage))
    for moves in every_set(space):
        assert requirements.reached(moves) == all_open(space.judge, gates, space.after(moves))


@pytest.mark.slow
def test_another_solver_finds_no_cheaper_set() -> None:
    compared = 0
    seed = 0
    while compared < CASES:
        seed += 1
        request = PlanRequest(stage=("sprout", "tree")[seed % 2], margin=(0.0, 3.0)[seed // 2 % 2])
        requirements = requirements_of(move_space_of(large(seed), request, request.margin), request)
        if not requirements.can_be_met or requirements.reached(()):
            continue
        compared += 1

        path = cheapest(requirements)

        assert path is not None, seed
        assert path.proven, seed
        assert requirements.reached(path.moves), seed
        assert requirements.cost(path.moves) == path.bound == cost_by_highs(requirements), seed


def cost_by_highs(requirements: Requirements) -> int:
    """Return the least cost in half person-days as SciPy's HiGHS finds it."""
    moves = list(requirements.half_days)
    place = {move: column for column, move in enumerate(moves)}
    shoulds = [(number, row) for number, pick in enumerate(requirements.picks) for row in pick.of]
    width = len(moves) + len(shoulds)
    rows: list[dict[int, int]] = []
    least: list[int] = []

    def ask(coefficients: dict[int, int], at_least: int) -> None:
        rows.append(coefficients)
        least.append(at_least)

    def of(row: LinearConstraint) -> dict[int, int]:
        return {place[move]: gain for move, gain in row.gains.items()}

    for move, needs in requirements.needs.items():
        for needed in needs:
            ask({place[needed]: 1, place[move]: -1}, 0)
    for row in requirements.musts:
        ask(of(row), row.short)
    for column, (_, row) in enumerate(shoulds, start=len(moves)):
        ask({**of(row), column: -max(row.short, 0)}, 0)
    for number, pick in enumerate(requirements.picks):
        counted = [column for column, (one, _) in enumerate(shoulds, start=len(moves)) if one == number]
        ask(dict.fromkeys(counted, 1), pick.meet)
    matrix = csr_array(
        (
            [float(value) for row in rows for value in row.values()],
            (
                [number for number, row in enumerate(rows) for _ in row],
                [column for row in rows for column in row],
            ),
        ),
        shape=(len(rows), width),
    )
    costs = np.zeros(width)
    costs[: len(moves)] = [requirements.half_days[move] for move in moves]
    found = optimize.milp(
        costs,
        integrality=np.ones(width),
        bounds=optimize.Bounds(0, 1),
        constraints=optimize.LinearConstraint(matrix, np.array(least, dtype=float), np.inf),
        options={"mip_rel_gap": 0.0},
    )
    assert found.success
    return round(float(found.fun))


@CALM
@given(small(most_moves=30), TARGETS)
def test_the_path_never_costs_more_than_a_list_that_goes_step_by_step(
    situation: Situation, stage: str
) -> None:
    request = PlanRequest(stage=stage)
    space = move_space_of(situation, request, request.margin)
    choice = select_moves(space, request)
    listed = moves_to_open(space, gates_up_to(space.judge, stage))
    if listed is not None:
        assert choice is not None
        assert space.days(choice.moves) <= space.days(listed[1])
    if choice is not None:
        assert choice.plain is not None
        assert space.days(choice.moves) <= space.days(choice.plain)


@CALM
@given(small(most_moves=30), TARGETS)
def test_leaving_an_item_out_or_forcing_one_never_makes_it_cheaper(situation: Situation, stage: str) -> None:
    free = build_roadmap(situation, PlanRequest(stage=stage, margin=0))
    assume(free.feasible and free.steps)
    for step in free.steps:
        without = build_roadmap(situation, PlanRequest(stage=stage, margin=0, exclude=frozenset({step.item})))
        assert not without.feasible or without.effort_days >= free.effort_days
    for item in situation.judge.items:
        forced = build_roadmap(situation, PlanRequest(stage=stage, margin=0, force=frozenset({item})))
        assert forced.feasible
        assert forced.effort_days >= free.effort_days


@CALM
@given(small(most_moves=30), TARGETS)
def test_one_more_criterion_to_choose_from_is_never_dearer(situation: Situation, stage: str) -> None:
    request = PlanRequest(stage=stage, margin=0)
    requirements = requirements_of(move_space_of(situation, request, 0), request)
    fewer = [
        Requirements(
            requirements.half_days,
            requirements.needs,
            requirements.musts,
            [AtLeast(pick.of[1:] if one is pick else one.of, one.meet) for one in requirements.picks],
        )
        for pick in requirements.picks
        if pick.of
    ]
    for poorer in fewer:
        if poorer.can_be_met:
            path, with_more = cheapest(poorer), cheapest(requirements)
            assert path is not None
            assert with_more is not None
            assert requirements.cost(with_more.moves) <= requirements.cost(path.moves)


@CALM
@given(small(), TARGETS, st.randoms(use_true_random=False))
def test_the_bank_in_any_order_gives_the_same_set(situation: Situation, stage: str, chance: Random) -> None:
    shuffled = list(situation.judge.items.items())
    chance.shuffle(shuffled)
    instrument = situation.judge.instrument
    dimensions = list(instrument.dimensions)
    chance.shuffle(dimensions)
    again = situation.judge.__class__(
        instrument.model_copy(update={"dimensions": tuple(dimensions)}),
        dict(shuffled),
        situation.judge.skipped,
        situation.judge.metrics,
    )
    there = Situation(situation.results, again)
    for request in (PlanRequest(stage=stage), PlanRequest(days=5.0)):
        assert steps_of(there, request) == steps_of(situation, request)


@CALM
@given(small(most_moves=30), TARGETS, MARGINS)
def test_the_minimum_is_what_the_path_takes_without_margin(
    situation: Situation, stage: str, margin: float
) -> None:
    safe = build_roadmap(situation, PlanRequest(stage=stage, margin=margin))
    assert safe.minimum == (
        build_roadmap(situation, PlanRequest(stage=stage, margin=0)).effort_days if safe.feasible else None
    )


def a_large_task() -> Requirements:
    """Return the requirements of one larger situation."""
    request = PlanRequest(stage="tree")
    return requirements_of(move_space_of(large(A_LARGE_ONE), request, request.margin), request)


def test_days_too_large_for_one_integer_give_the_same_set() -> None:
    requirements = a_large_task()
    many = replace(
        requirements, half_days={move: days * 2**30 for move, days in requirements.half_days.items()}
    )
    assert (len(cost_levels(requirements)), len(cost_levels(many))) == (1, 3)

    path, same = cheapest(requirements), cheapest(many)

    assert path is not None
    assert same is not None
    assert same.moves == path.moves
    assert (same.proven, same.bound) == (True, path.bound * 2**30)


def test_what_all_gains_of_a_row_share_changes_nothing() -> None:
    requirements = a_large_task()
    musts = [LinearConstraint(scaled(row, 3**40), row.short * 3**40) for row in requirements.musts]

    assert cheapest(replace(requirements, musts=musts)) == cheapest(requirements)


def test_a_row_too_large_for_64_bits_is_met_and_proven_by_one_that_asks_for_less() -> None:
    requirements = a_large_task()
    musts = [
        LinearConstraint({move: gain + 1 for move, gain in scaled(row, 3**40).items()}, row.short * 3**40)
        if sum(row.gains.values()) > row.short + len(row.gains)
        else row
        for row in requirements.musts
    ]
    path = cheapest(replace(requirements, musts=musts))

    assert musts != requirements.musts
    assert path is not None
    assert requirements.reached(path.moves)
    assert (path.proven, path.bound) == (True, requirements.cost(path.moves))


def scaled(row: LinearConstraint, factor: int) -> dict[Move, int]:
    """Return the gains of a row, each so many times as large."""
    return {move: gain * factor for move, gain in row.gains.items()}


def test_where_the_limit_ends_the_search_the_list_opens_the_gate_and_is_not_called_proven(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("assessment.planning.path.EFFORT", 0.0)
    situation = large(A_LARGE_ONE)

    roadmap = build_roadmap(situation, PlanRequest(stage="tree"))

    moves = [(step.item, step.to_point) for step in roadmap.steps]
    assert (roadmap.feasible, roadmap.proven) == (True, False)
    assert requirements_of(move_space_of(situation, roadmap.request, 3.0), roadmap.request).reached(moves)
    assert roadmap.bound_days is not None
    assert roadmap.minimum is not None
    assert max(roadmap.bound_days, roadmap.minimum) <= roadmap.effort_days <= (roadmap.plain_list_days or 0)
