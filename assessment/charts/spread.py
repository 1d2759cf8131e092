"""Moves labels up and down along a line so that none covers another; always the same way."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass
class _Block:
    """Labels that touch: how many, and where the middle of the first would like to stand."""

    wish: float
    count: int


def spread(levels: Sequence[float], apart: float, height: float) -> list[float]:
    """Return heights at least so far apart, as near to their own levels as that allows.

    The order is kept; of two alike the first stands above.

    Args:
        levels: where each label belongs, in pixels from the top.
        apart: least distance of two labels' middles.
        height: pixels from top to bottom; labels keep half of `apart` to both
            ends as long as all of them fit.
    """
    order = sorted(range(len(levels)), key=lambda place: (levels[place], place))
    last = max(height - apart * len(levels), 0)
    blocks: list[_Block] = []
    for rank, place in enumerate(order):
        # Seen from the level at which it would stand were all others packed above it.
        wish = min(max(levels[place] - apart * (rank + 0.5), 0), last)
        blocks.append(_Block(wish, 1))
        while len(blocks) > 1 and blocks[-2].wish > blocks[-1].wish:
            below = blocks.pop()
            above = blocks.pop()
            count = above.count + below.count
            blocks.append(_Block((above.wish * above.count + below.wish * below.count) / count, count))
    offsets = [block.wish for block in blocks for _ in range(block.count)]
    heights = [0.0] * len(levels)
    for rank, (place, offset) in enumerate(zip(order, offsets, strict=True)):
        heights[place] = offset + apart * (rank + 0.5)
    return heights
