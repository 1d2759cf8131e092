"""Points from ticks and numbers, and what a profile rules out; the rest is in `tests/cases/scoring.yaml`."""

import pytest

from assessment.instrument.load import load_instrument
from assessment.instrument.model import Applies, MetricItem
from assessment.responses import Absent, Answer, MetricValue
from assessment.scoring import score
from assessment.scoring.points import applies, points_from_count, points_from_number
from tests.instrument.bank import SMALL
from tests.strategies import taken

GARDEN = load_instrument(SMALL)


@pytest.mark.parametrize(("ticks", "point"), [(0, 0), (1, 0), (2, 1), (3, 1), (4, 2), (5, 3), (9, 3)])
def test_ticks_earn_the_highest_point_whose_count_they_reach(ticks: int, point: int) -> None:
    assert points_from_count({1: 2, 2: 4, 3: 5}, ticks) == point


@pytest.mark.parametrize(
    ("direction", "number", "point"),
    [("higher", 4.9, 0), ("higher", 5, 1), ("higher", 20, 2), ("lower", 20.1, 0), ("lower", 20, 2)],
)
def test_a_number_earns_its_point_in_the_direction_that_is_better(
    direction: str, number: float, point: int
) -> None:
    item = GARDEN.item("plants.harvest")
    metric = GARDEN.metric("harvest").model_copy(update={"direction": direction})
    assert isinstance(item, MetricItem)

    assert points_from_number(item, metric, number) == point


@pytest.mark.parametrize(
    ("said", "asked"),
    [(None, True), ("roses", True), ("beans", False), (["beans", "roses"], True), ([], False)],
)
def test_an_item_is_asked_unless_the_profile_rules_it_out(said: object, *, asked: bool) -> None:
    assert applies(Applies(profile="wishes", is_="roses"), {"wishes": said}) is asked


def test_an_item_without_a_condition_is_asked_of_everybody() -> None:
    assert applies(None, {"wishes": []})


def test_no_tick_is_an_answer_and_an_unknown_tick_counts_for_nothing() -> None:
    answers = {"plants.beds": Answer(ticks=[]), "people.keys": Answer(ticks=["teacher", "cat", "teacher"])}

    results = score(GARDEN, taken(GARDEN, answers))

    assert (results.items["plants.beds"].low, results.items["plants.beds"].answered) == (0, True)
    assert results.items["people.keys"].low == 1


def test_an_answer_of_the_wrong_kind_or_off_the_scale_counts_as_none_and_is_told() -> None:
    answers = {"plants.watering": Answer(point=3), "plants.beds": Answer(point=1)}

    results = score(GARDEN, taken(GARDEN, answers))

    assert {results.items[item].absent for item in answers} == {Absent.UNANSWERED}
    told = [problem.place for problem in results.problems if problem.code == "out_of_range"]
    assert told == ["plants.watering", "plants.beds"]


def test_a_place_among_peers_is_no_number() -> None:
    results = score(GARDEN, taken(GARDEN, {}, metrics={"harvest": MetricValue(peer="above")}))

    assert results.items["plants.harvest"].absent is Absent.UNANSWERED


def test_a_number_stands_by_itself_and_needs_nobody_to_verify_it() -> None:
    results = score(GARDEN, taken(GARDEN, {}, metrics={"harvest": MetricValue(number=20)}))

    harvest = results.items["plants.harvest"]
    assert (harvest.low, harvest.verified, harvest.number) == (2, True, 20)


def test_a_note_alone_is_no_answer_and_no_problem() -> None:
    results = score(GARDEN, taken(GARDEN, {"plants.watering": Answer(note="ask on Monday")}))

    assert results.items["plants.watering"].absent is Absent.UNANSWERED
    assert [problem.code for problem in results.problems] == ["coverage_too_low"]
