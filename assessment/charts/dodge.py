"""Moves marks apart so that none covers another; always the same way."""

from collections.abc import Iterator, Sequence
from math import cos, hypot, pi, sin

STEP = 4.0
"""Pixels between the rings that are tried."""
SPOKES = 16


def dodge(
    places: Sequence[tuple[float, float]], apart: float, room: tuple[float, float], edge: float
) -> list[tuple[float, float]]:
    """Return places at least so far apart, each as near to its own as those before it let it be.

    Args:
        places: wanted centres in pixels, the most important first.
        apart: least distance of two centres.
        room: width and height in pixels that centres must stay inside.
        edge: pixels kept free along every side.

    Returns:
        One centre a place. Where the room is full, a mark keeps its own place.
    """
    taken: list[tuple[float, float]] = []
    for place in places:
        inside = _clamp(place, room, edge)
        free = (
            candidate
            for candidate in _rings(inside, max(room))
            if _clamp(candidate, room, edge) == candidate
            and all(hypot(candidate[0] - x, candidate[1] - y) >= apart for x, y in taken)
        )
        taken.append(next(free, inside))
    return taken


def _clamp(place: tuple[float, float], room: tuple[float, float], edge: float) -> tuple[float, float]:
    x, y = place
    return min(max(x, edge), room[0] - edge), min(max(y, edge), room[1] - edge)


def _rings(centre: tuple[float, float], far: float) -> Iterator[tuple[float, float]]:
    """Yield the centre, then rings around it, straight up and down before sideways."""
    yield centre
    for ring in range(1, int(far / STEP)):
        for spoke in range(SPOKES):
            angle = 2 * pi * spoke / SPOKES
            yield (centre[0] + ring * STEP * sin(angle), centre[1] - ring * STEP * cos(angle))
