"""How well items hang together, and how sure a share, a median or a correlation of some persons is.

The coefficients are read off a covariance matrix. Where answers are missing,
each covariance is that of the persons who gave both ("pairwise"), as R's
`cov(use = "pairwise")` has it. Every interval is a 95 % interval:

- shares: Wilson (1927), score interval
- medians: order statistics by the binomial distribution, free of any distribution of the values
- correlations: Fisher's z
- Cronbach's alpha: normal theory, the standard error of van Zyl, Neudecker and Nel (2000) as in
  Duhachek and Iacobucci (2004)
- McDonald's omega: percentiles of 1,000 resamples of the persons, from a fixed seed
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import atanh, comb, sqrt, tanh

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]

Z = 1.959963984540054
"""The normal deviate of a two-sided 95 % interval."""
RESAMPLES = 1000
SEED = 20261129
"""Of the resamples: the same answers give the same interval."""
LEAST_UNIQUENESS = 0.005
"""Share of an item's variance that is its own at the least, as in R's `factanal`."""
MOST_ROUNDS = 2000
PRECISION = 1e-9
ROUGHLY, FEWER_ROUNDS = 1e-5, 300
"""Precision and rounds for a resample, of which a percentile is taken."""


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval and the number of persons behind it."""

    value: float
    low: float
    high: float
    n: int


def share(count: int, n: int) -> Estimate:
    """Return a share of `n` persons, `n` at least 1, with Wilson's interval."""
    p, z2 = count / n, Z * Z
    middle, half = p + z2 / (2 * n), Z * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    whole = 1 + z2 / n
    return Estimate(p, max(0.0, (middle - half) / whole), min(1.0, (middle + half) / whole), n)


def median(values: Sequence[float]) -> Estimate | None:
    """Return the median; None where there are too few values (under 6) for an interval."""
    ordered, n = sorted(values), len(values)
    below, rank = 0, 0
    # The interval reaches from the rank-th smallest to the rank-th largest value.
    while rank < n // 2 and (below + comb(n, rank)) / 2**n <= 0.025:
        below += comb(n, rank)
        rank += 1
    if rank == 0:
        return None
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return Estimate(middle, ordered[rank - 1], ordered[n - rank], n)


def correlation(r: float, n: int) -> Estimate:
    """Return a correlation over `n` persons, `n` at least 4, with Fisher's interval."""
    held = min(max(r, -1 + 1e-12), 1 - 1e-12)
    z, half = atanh(held), Z / sqrt(n - 3)
    return Estimate(r, tanh(z - half), tanh(z + half), n)


def covariances(points: Matrix, weights: Matrix | None = None) -> tuple[Matrix, Matrix]:
    """Return the pairwise covariances of items, and how many persons are behind each.

    Args:
        points: persons by items; NaN where an answer is missing.
        weights: how often each person counts, one row for each resample; the result then has
            a matrix for each.
    """
    given = ~np.isnan(points)
    known, there = np.where(given, points, 0.0), given.astype(np.float64)
    count = np.ones((1, len(points))) if weights is None else weights
    items = points.shape[1]

    def summed(one: Matrix, other: Matrix) -> Matrix:
        products = (one[:, :, None] * other[:, None, :]).reshape(len(points), items * items)
        result: Matrix = (count @ products).reshape(-1, items, items)
        return result

    n, cross, first = summed(there, there), summed(known, known), summed(known, there)
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (cross - first * first.swapaxes(1, 2) / n) / (n - 1)
    return (found[0], n[0]) if weights is None else (found, n)


def cronbach_alpha(cov: Matrix, n: int) -> Estimate | None:
    """Return Cronbach's alpha of the sum of all items; None where they have no variance in common.

    Args:
        cov: of two items or more.
        n: persons.
    """
    k, trace, total = len(cov), float(np.trace(cov)), float(cov.sum())
    if k < 2 or total <= 0:
        return None
    value = k / (k - 1) * (1 - trace / total)
    squared = cov @ cov
    spread = total * (float(np.trace(squared)) + trace**2) - 2 * trace * float(squared.sum())
    error = sqrt(max(0.0, 2 * k**2 / ((k - 1) ** 2 * total**3) * spread) / n)
    return Estimate(value, value - Z * error, min(1.0, value + Z * error), n)


def one_factor(cov: Matrix, precision: float = PRECISION, rounds: int = MOST_ROUNDS) -> tuple[Matrix, Matrix]:
    """Return loadings and unique variances of the one-factor model by maximum likelihood.

    The uniquenesses are found by fixed-point iteration, the factor by the
    power method beside it.

    Args:
        cov: one matrix or a stack of them, with positive variances.
        precision: changes of a uniqueness, as a share of the variance, at which a matrix is done.
        rounds: of iteration at the most.
    """
    stack = cov.reshape(-1, *cov.shape[-2:])
    variances = np.diagonal(stack, axis1=1, axis2=2)
    loadings, own = np.zeros_like(variances), variances / 2
    axis, live = np.ones_like(variances), np.arange(len(stack))
    for _ in range(rounds):
        scale, whole = 1 / np.sqrt(own[live]), stack[live]
        for _ in range(2):
            axis = _times(whole, axis * scale) * scale
            axis /= np.linalg.norm(axis, axis=1, keepdims=True)
        largest = (axis * _times(whole, axis * scale) * scale).sum(1, keepdims=True)
        loadings[live] = axis * np.sqrt(np.maximum(largest - 1, 0)) / scale
        total = variances[live]
        following = np.maximum(total - loadings[live] ** 2, LEAST_UNIQUENESS * total)
        moves = (np.abs(following - own[live]) / total).max(1) >= precision
        own[live] = following
        axis, live = axis[moves], live[moves]
        if not len(live):
            break
    return loadings.reshape(cov.shape[:-1]), own.reshape(cov.shape[:-1])


def _times(stack: Matrix, vectors: Matrix) -> Matrix:
    result: Matrix = (stack @ vectors[:, :, None])[:, :, 0]
    return result


def mcdonald_omega(points: Matrix) -> Estimate | None:
    """Return McDonald's omega of the sum of all items by the one-factor model.

    `n` is the smallest number of persons behind a pair of items. None with
    fewer than three items: two do not tell their loadings.
    """
    cov, n = covariances(points)
    if len(cov) < 3 or not _has_variance(cov):
        return None
    weights = np.random.default_rng(SEED).multinomial(len(points), [1 / len(points)] * len(points), RESAMPLES)
    resampled, _ = covariances(points, weights.astype(np.float64))
    sound = np.array([_has_variance(each) for each in resampled])
    spread = np.percentile(_omega(resampled[sound], ROUGHLY, FEWER_ROUNDS), [2.5, 97.5])
    return Estimate(float(_omega(cov)), float(spread[0]), float(spread[1]), int(n.min()))


def _has_variance(cov: Matrix) -> bool:
    return bool(np.isfinite(cov).all() and (np.diagonal(cov) > 0).all())


def _omega(cov: Matrix, precision: float = PRECISION, rounds: int = MOST_ROUNDS) -> Matrix:
    loadings, own = one_factor(cov, precision, rounds)
    common = loadings.sum(-1) ** 2
    result: Matrix = common / (common + own.sum(-1))
    return result


def rest_correlation(cov: Matrix, item: int, scale: Sequence[int]) -> float | None:
    """Return the correlation of an item with the sum of the other items of a scale.

    Args:
        cov: of all items.
        item: its place; it may be part of the scale or not.
        scale: the places of the scale's items.

    Returns:
        None where the item or the rest of the scale has no variance.
    """
    rest = [place for place in scale if place != item]
    own, total = float(cov[item, item]), float(cov[np.ix_(rest, rest)].sum())
    if not rest or own <= 0 or total <= 0:
        return None
    return min(1.0, max(-1.0, float(cov[item, rest].sum()) / sqrt(own * total)))
