"""Pictures made level: which way the lines of a photo run, and where its texts stand once they run level.

Part of the reading process (`worker.py`).
"""

import math
import statistics
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image

TURNED_BY = 0.6
"""Degrees of slant from which on a picture is straightened."""
MOST_TURNED = 30
"""Degrees of slant up to which it is; lines steeper than that are no lines."""
ALIKE = 3
"""Degrees within which texts are of one direction: in a photo their lines run together."""
MANY = 0.25
"""How many texts have a direction that may be that of the page, for each of the one that most have."""
FEWEST = 6
"""Texts from which on one sees that lines run together."""
ASTRAY = 1.5
"""Degrees by which a text falls otherwise than its neighbours where it was badly found."""

Quad = Any
"""Four corners, from the upper left clockwise."""


def length(quad: Quad, one: int, other: int) -> float:
    """Return how far apart two corners are."""
    return float(np.hypot(*(quad[other] - quad[one])))


def own_slant(quad: Quad) -> float | None:
    """Return by how many degrees, clockwise, a text falls; None where it is too short to tell."""
    if length(quad, 0, 1) <= 2.5 * length(quad, 1, 2):
        return None
    return math.degrees(math.atan2(*(quad[1] - quad[0])[::-1]))


def slant_of(quads: Sequence[Quad]) -> float:
    """Return by how many degrees, clockwise, the lines of a picture fall.

    Marks laid over a page may be as many as its texts, or more: of the directions that many texts have, the
    one nearest to level is that of the page. A middle of all would be that of none.
    """
    angles = [angle for quad in quads if (angle := own_slant(quad)) is not None]
    along = [[other for other in angles if abs(other - angle) <= ALIKE] for angle in angles]
    most = max(map(len, along), default=0)
    directions = [statistics.median(each) for each in along if len(each) >= MANY * most]
    return min(directions, key=abs, default=0.0)


def levelled(picture: Image.Image, quads: Sequence[Quad]) -> tuple[Image.Image, list[Quad]]:
    """Return a picture whose lines run level, of the same size, and where its texts stand in it."""
    slant = slant_of(quads)
    placed = list(quads)
    if TURNED_BY < abs(slant) < MOST_TURNED:
        picture = picture.rotate(slant, resample=Image.Resampling.BICUBIC, fillcolor="white")
        placed = [_turned(quad, slant, picture.size) for quad in placed]
    slope, more = _slopes(placed, picture.width / 2)
    steepest = max(abs(slope), abs(slope + more * picture.height))
    if steepest <= math.tan(math.radians(TURNED_BY)):
        return picture, placed
    return _sheared(picture, slope, more), [_shear(quad, slope, more, picture.width / 2) for quad in placed]


def _turned(quad: Quad, degrees: float, size: tuple[int, int]) -> Quad:
    """Return corners as they stand once the picture is turned against the clock about its middle."""
    angle, middle = math.radians(degrees), np.array(size) / 2
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return (quad - middle) @ turn.T + middle


def _slopes(quads: Sequence[Quad], middle: float) -> tuple[float, float]:
    """Return how much lines fall at the top of a picture, and how much more with each pixel further down.

    Lines of a page that is seen from one side run towards one point: what they fall grows evenly with the
    height at which they cross the middle of the picture. Zero where there are too few to tell.
    """
    across, falls = list[float](), list[float]()
    for quad in quads:
        if own_slant(quad) is None:
            continue
        (along, down), centre = quad[1] - quad[0], quad.mean(axis=0)
        fall = float(down / along) if along > 0 else math.inf
        if abs(fall) < math.tan(math.radians(MOST_TURNED)):
            across.append(float(centre[1]) - fall * (float(centre[0]) - middle))
            falls.append(fall)
    at, by = np.array(across), np.array(falls)
    for _ in range(3):
        if len(at) < FEWEST or float(np.ptp(at)) <= 0:
            return 0.0, 0.0
        more, slope = np.polyfit(at, by, 1)
        near = np.abs(by - slope - more * at) < math.tan(math.radians(ASTRAY))
        if near.all():
            break
        at, by = at[near], by[near]
    return float(slope), float(more)


def _shear(quad: Quad, slope: float, more: float, middle: float) -> Quad:
    """Return corners as they stand once lines with these slopes run level."""
    beside = quad[:, 0] - middle
    far = 1 + more * beside
    return np.stack([middle + beside / far, (quad[:, 1] - slope * beside) / far], axis=1)


def _sheared(picture: Image.Image, slope: float, more: float) -> Image.Image:
    middle = picture.width / 2
    # Pillow asks where each pixel comes from: the same, backwards, with a last number of 1 in the divisor.
    last = 1 + more * middle
    numbers = (1 - more * middle, 0.0, more * middle**2, slope, 1.0, -slope * middle, -more, 0.0)
    return picture.transform(
        picture.size,
        Image.Transform.PERSPECTIVE,
        [number / last for number in numbers],
        Image.Resampling.BICUBIC,
        fillcolor="white",
    )
