"""Moves marks apart so that none covers another; always the same way."""

from collections.abc import Iterator, Mapping, Sequence
from math import hypot

STEP = 3
"""Pixels between the places that are tried."""


def bands(counts: Mapping[float, int], room: float, least: float) -> dict[float, tuple[float, float]]:
    """Share a width among bands, more to those with more marks.

    Args:
        counts: marks by band, in order.
        room: pixels to share.
        least: pixels every band gets, as far as there is room.

    Returns:
        Left and right end of each band in pixels.
    """
    floor = min(least, room / max(len(counts), 1))
    spare = room - floor * len(counts)
    total = sum(counts.values())
    edges: dict[float, tuple[float, float]] = {}
    left = 0.0
    for band, count in counts.items():
        right = left + floor + spare * count / max(total, 1)
        edges[band] = (left, right)
        left = right
    return edges


def dodge(
    places: Sequence[tuple[tuple[float, float], float]], apart: float, height: float
) -> list[tuple[float, float]]:
    """Return centres at least so far apart, each as near to its own height as those before let it be.

    Sideways a mark may go anywhere within its band; up and down only as far
    as it must.

    Args:
        places: left and right end of a mark's band, and the height it belongs at; in pixels.
        apart: least distance of two centres.
        height: pixels from top to bottom that centres stay inside.

    Returns:
        One centre a mark. Where its band is full, a mark keeps its own height.
    """
    taken: list[tuple[float, float]] = []
    for band, level in places:
        tries = _tries(band, level, apart / 2, height)
        middle = ((band[0] + band[1]) / 2, level)
        free = (
            (x, y) for x, y in tries if all(hypot(x - other, y - above) >= apart for other, above in taken)
        )
        taken.append(next(free, middle))
    return taken


def _tries(
    band: tuple[float, float], level: float, edge: float, height: float
) -> Iterator[tuple[float, float]]:
    """Yield places by how far they are from the level, then from the middle of the band."""
    middle = (band[0] + band[1]) / 2
    sideways = int(max(band[1] - band[0] - 2 * edge, 0) / 2 / STEP)
    for rise in range(int(height / STEP)):
        for y in dict.fromkeys((level - rise * STEP, level + rise * STEP)):
            if edge <= y <= height - edge:
                yield middle, y
                for shift in range(1, sideways + 1):
                    yield middle - shift * STEP, y
                    yield middle + shift * STEP, y
