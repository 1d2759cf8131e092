"""Steps chosen together with their weeks: what fits is found, what does not is proven."""

from assessment.roadmap.demands import Demands, Pick, Row
from assessment.roadmap.jobs import Available, Job, Work
from assessment.roadmap.joint import LARGEST_ROW, Gate, together
from assessment.roadmap.network import Network

A, B, C = ("a", 1), ("b", 1), ("c", 1)
JOBS = [Job(f"{key}:1", 3, {owner: Work(1, 2)}) for key, owner in (("a", "r"), ("b", "r"), ("c", "s"))]
NETWORK = Network.of(JOBS, Available({"r": 1, "s": 1}))
ANY = {A: 1, B: 1, C: 1}


def asked(*musts: Row, picks: tuple[Pick, ...] = ()) -> Demands:
    """Return demands on the three moves, each half a day."""
    return Demands(ANY, dict.fromkeys(ANY, ()), musts=musts, picks=picks)


def test_two_of_one_function_cannot_begin_in_the_same_week_so_another_is_taken() -> None:
    found = together(NETWORK, [Gate(asked(Row(ANY, 2)), 3)])
    assert found.moves is not None
    assert found.moves[0] in ({A, C}, {B, C})


def test_what_cannot_be_is_proven() -> None:
    assert together(NETWORK, [Gate(asked(Row({A: 1, B: 1}, 2)), 3)]).impossible
    assert together(NETWORK, [Gate(asked(Row(ANY, 1)), 2)]).impossible
    assert together(NETWORK, [Gate(asked(Row({A: 1, B: 1}, 2)), 4)]).moves == [frozenset({A, B})]


def test_each_gate_has_its_own_week_and_enough_of_its_shoulds() -> None:
    shoulds = Pick([Row({A: 1}, 1), Row({B: 1}, 1), Row({}, 0)], 3)
    found = together(NETWORK, [Gate(asked(Row({B: 1}, 1)), 3), Gate(asked(picks=(shoulds,)), 4)])
    assert found.moves is not None
    assert B in found.moves[0]
    assert A not in found.moves[0]
    assert {A, B} <= found.moves[1]


def test_figures_too_large_for_the_solver_prove_nothing() -> None:
    found = together(NETWORK, [Gate(asked(Row({A: LARGEST_ROW}, 1)), 1)])
    assert (found.moves, found.impossible) == (None, False)
