"""Krippendorff's alpha against published examples, and what must hold for any data."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.scoring.agreement import Alpha, alpha

# Four observers, twelve units: Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability",
# whose ordinal result is .815. A blank: nobody judged it.
FOUR_OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
# Three observers, fifteen units: the worked example of Wikipedia's article on the coefficient.
THREE_OBSERVERS = (
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
)


def units(observers: tuple[str, ...]) -> list[list[int]]:
    """Return the judgements of each unit."""
    rows = [row.split() for row in observers]
    return [[int(value) for value in column if value != "."] for column in zip(*rows, strict=True)]


@pytest.mark.parametrize(
    ("observers", "published"),
    [
        (FOUR_OBSERVERS, 0.815388),
        (THREE_OBSERVERS, 0.8067),
    ],
)
def test_the_published_examples_come_out(observers: tuple[str, ...], published: float) -> None:
    value = alpha(units(observers)).value

    assert value is not None
    digits = len(str(published).partition(".")[2])
    assert round(float(value), digits) == published


def test_full_agreement_on_different_points_is_one() -> None:
    assert alpha([[0, 0], [3, 3, 3], [1, 1]]) == Alpha(Fraction(1))


def test_where_every_answer_is_the_same_point_there_is_no_number_and_it_is_said_why() -> None:
    assert alpha([[2, 2], [2, 2, 2]]) == Alpha(None, "all_alike")


@pytest.mark.parametrize("judged", [[], [[2]], [[2], [3], []]])
def test_without_two_answers_to_one_item_there_is_nothing_to_compare(judged: list[list[int]]) -> None:
    assert alpha(judged) == Alpha(None, "nobody_to_compare")


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (Fraction(1), "solid"),
        (Fraction(800, 1000), "solid"),
        (Fraction(7999, 10000), "tentative"),
        (Fraction(667, 1000), "tentative"),
        (Fraction(2, 3), "discuss_first"),
        (Fraction(-1, 2), "discuss_first"),
        (None, None),
    ],
)
def test_the_words_follow_the_customary_limits(value: Fraction | None, word: str | None) -> None:
    assert Alpha(value).word == word


judgements = st.lists(st.lists(st.integers(0, 3), max_size=4), min_size=1, max_size=6)


@given(judgements)
def test_it_matters_neither_who_said_what_nor_in_which_order_units_come(judged: list[list[int]]) -> None:
    turned = [list(reversed(unit)) for unit in reversed(judged)]

    assert alpha(turned) == alpha(judged)


@given(judgements)
def test_it_is_what_its_definition_says(judged: list[list[int]]) -> None:
    """1 - D_o / D_e, both worked out pair by pair from the definition."""
    found = alpha(judged).value
    everything = [point for unit in judged if len(unit) > 1 for point in unit]
    if found is None:
        assert len(set(everything)) < 2
        return
    within = sum(
        distance(one, other, everything) / (len(unit) - 1)
        for unit in judged
        if len(unit) > 1
        for one, other in permutations(unit, 2)
    ) / len(everything)
    at_random = sum(distance(one, other, everything) for one, other in permutations(everything, 2)) / (
        len(everything) * (len(everything) - 1)
    )
    assert found == 1 - within / at_random
    assert found <= 1


def distance(one: int, other: int, everything: list[int]) -> Fraction:
    """Return how much two points differ, squared."""
    low, high = min(one, other), max(one, other)
    # Every judgement strictly between counts whole, those at the two ends half.
    ranks = [
        Fraction(1) if low < point < high else Fraction(1, 2) for point in everything if low <= point <= high
    ]
    return (sum(ranks, Fraction(0)) if one != other else Fraction(0)) ** 2
