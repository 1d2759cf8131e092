"""Reliability coefficients and intervals against published figures, and what must hold for any data."""

from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from assessment.scoring.reliability import (
    correlation,
    covariances,
    cronbach_alpha,
    mcdonald_omega,
    median,
    one_factor,
    rest_correlation,
    share,
)
from tests.yaml_cases import read_cases

CASES = read_cases(Path(__file__).parents[1] / "cases" / "reliability.yaml")
ATTITUDE, SPEARMAN = CASES["attitude"], CASES["spearman"]
POINTS = np.array([[float(one) for one in line.split()] for line in ATTITUDE["answers"].splitlines()])
EVERY = list(range(POINTS.shape[1]))


def test_alpha_and_its_interval_are_the_published_ones() -> None:
    cov, n = covariances(POINTS)

    alpha = cronbach_alpha(cov, len(POINTS))

    assert (n == len(POINTS)).all()
    assert alpha is not None
    assert round(alpha.value, 3) == ATTITUDE["alpha"]
    assert [round(alpha.low, 2), round(alpha.high, 2)] == ATTITUDE["interval"]


@pytest.mark.parametrize("item", EVERY, ids=ATTITUDE["items"])
def test_each_item_has_its_published_correlation_with_the_rest(item: int) -> None:
    cov, _ = covariances(POINTS)
    rest = [other for other in EVERY if other != item]

    r = rest_correlation(cov, item, EVERY)
    without = cronbach_alpha(cov[np.ix_(rest, rest)], len(POINTS))

    assert r is not None
    assert without is not None
    assert round(r, 2) == ATTITUDE["item_rest"][item]
    assert round(without.value, 3) == ATTITUDE["alpha_without"][item]


def test_one_factor_gives_back_the_published_communalities_and_omega_follows_from_them() -> None:
    matrix = np.array(SPEARMAN["correlations"])

    loadings, own = one_factor(matrix)

    published = np.array(SPEARMAN["communalities"])
    # SAS stopped at changes under 0.0002.
    assert loadings**2 == pytest.approx(published, abs=2e-4)
    assert own == pytest.approx(1 - published, abs=2e-4)
    common = np.sqrt(published).sum() ** 2
    said = loadings.sum() ** 2 / (loadings.sum() ** 2 + own.sum())
    assert said == pytest.approx(common / (common + (1 - published).sum()), abs=2e-4)


def test_three_items_tell_their_loadings_by_spearmans_triads() -> None:
    cov, _ = covariances(POINTS[:, [1, 3, 4]])

    loadings, _ = one_factor(cov)

    a, b, c = cov[0, 1], cov[0, 2], cov[1, 2]
    assert np.abs(loadings) == pytest.approx([sqrt(a * b / c), sqrt(a * c / b), sqrt(b * c / a)], rel=1e-4)


def test_omega_of_items_that_load_alike_is_their_alpha() -> None:
    loading, own = 2.0, 3.0
    matrix = np.full((5, 5), loading**2) + own * np.eye(5)

    loadings, uniqueness = one_factor(matrix)
    alpha = cronbach_alpha(matrix, 50)

    assert alpha is not None
    common = loadings.sum() ** 2
    assert common / (common + uniqueness.sum()) == pytest.approx(alpha.value, abs=1e-6)


@pytest.mark.slow
def test_omega_lies_in_its_interval_and_is_the_same_each_time() -> None:
    first, again = mcdonald_omega(POINTS), mcdonald_omega(POINTS)

    assert first is not None
    assert first == again
    assert 0.5 < first.low < first.value < first.high < 1
    assert first.n == len(POINTS)


@pytest.mark.parametrize("case", CASES["shares"], ids=str)
def test_the_interval_of_a_share_is_wilsons(case: dict[str, Any]) -> None:
    estimate = share(case["count"], case["n"])

    assert estimate.value == case["count"] / case["n"]
    assert (round(estimate.low, 4), round(estimate.high, 4)) == (case["low"], case["high"])


@pytest.mark.parametrize("case", CASES["medians"], ids=str)
def test_the_interval_of_a_median_goes_by_ranks(case: dict[str, int]) -> None:
    estimate = median([float(value) for value in range(1, case["n"] + 1)])

    assert estimate is not None
    assert (estimate.low, estimate.high) == (case["rank"], case["n"] + 1 - case["rank"])
    assert estimate.value == (case["n"] + 1) / 2


@pytest.mark.parametrize("values", [[], [1.0], [1.0, 2.0, 3.0, 4.0, 5.0]])
def test_five_values_have_no_interval(values: list[float]) -> None:
    assert median(values) is None


def test_a_correlation_has_fishers_interval() -> None:
    # Fisher (1921): atanh(0.5) = 0.5493, 1.96 / sqrt(100) = 0.1960.
    estimate = correlation(0.5, 103)

    assert (round(estimate.low, 3), round(estimate.high, 3)) == (0.339, 0.632)


def test_without_variance_there_is_nothing_to_say() -> None:
    alike = np.ones((30, 3))
    cov, _ = covariances(alike)

    assert cronbach_alpha(cov, 30) is None
    assert mcdonald_omega(alike) is None
    assert rest_correlation(cov, 0, [0, 1, 2]) is None
    assert rest_correlation(cov, 0, [0]) is None
    assert mcdonald_omega(POINTS[:, :2]) is None


TABLES = arrays.arrays(
    np.float64, st.tuples(st.integers(8, 20), st.integers(2, 5)), elements=st.integers(0, 3).map(float)
)


@given(points=TABLES, data=st.data())
def test_pairs_are_covered_by_those_who_answered_both(points: np.ndarray, data: st.DataObject) -> None:
    gaps = data.draw(
        arrays.arrays(np.bool_, points.shape, elements=st.integers(0, 4).map(lambda one: not one))
    )
    points = np.where(gaps, np.nan, points)

    cov, n = covariances(points)

    for one in range(points.shape[1]):
        for other in range(points.shape[1]):
            both = points[~np.isnan(points[:, one]) & ~np.isnan(points[:, other])]
            assert n[one, other] == len(both)
            if len(both) > 1:
                expected = np.cov(both[:, one], both[:, other])[0, 1]
                assert cov[one, other] == pytest.approx(expected, abs=1e-9)


@given(points=TABLES)
def test_a_weight_counts_a_person_so_often(points: np.ndarray) -> None:
    weights = np.array([[1 + place % 3 for place in range(len(points))]], dtype=float)

    weighted, n = covariances(points, weights)
    repeated, expected = covariances(np.repeat(points, weights[0].astype(int), axis=0))

    assert weighted[0] == pytest.approx(repeated, abs=1e-9)
    assert n[0] == pytest.approx(expected)


@settings(deadline=None)
@given(points=TABLES, factor=st.floats(0.5, 20), shift=st.floats(-5, 5))
def test_another_unit_changes_no_coefficient(points: np.ndarray, factor: float, shift: float) -> None:
    cov, _ = covariances(points)
    other, _ = covariances(points * factor + shift)
    alpha, same = cronbach_alpha(cov, 20), cronbach_alpha(other, 20)
    assume(alpha is not None and same is not None and cov.sum() > 1e-6)

    assert alpha is not None
    assert same is not None
    assert same.value == pytest.approx(alpha.value, rel=1e-6, abs=1e-6)
    assert alpha.low <= alpha.value <= alpha.high or alpha.high == 1.0


@given(count=st.integers(0, 50), more=st.integers(0, 50))
def test_a_share_lies_in_its_interval(count: int, more: int) -> None:
    assume(count + more > 0)

    estimate = share(count, count + more)

    assert 0 <= estimate.low <= estimate.value + 1e-12
    assert estimate.value - 1e-12 <= estimate.high <= 1
