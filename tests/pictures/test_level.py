"""Pictures made level: by the lines of the page, whatever is laid over it and from wherever it is seen."""

import math

import numpy as np
import pytest
from PIL import Image

from assessment.pictures.level import Quad, levelled, own_slant, slant_of

SIZE = (1120, 920)
GREY = Image.new("RGB", SIZE, "grey")


def text(left: float, top: float, width: float = 200, height: float = 36, degrees: float = 0) -> Quad:
    """Return the corners of a text that falls by so many degrees from its upper left corner."""
    angle = math.radians(degrees)
    along, down = np.array([math.cos(angle), math.sin(angle)]), np.array([-math.sin(angle), math.cos(angle)])
    corner = np.array([left, top])
    return np.array(
        [corner, corner + width * along, corner + width * along + height * down, corner + height * down]
    )


def seen_from_one_side(quad: Quad, by: float = 0.00006) -> Quad:
    """Return corners as they are seen where lines run together: level at the top, steep at the bottom."""
    beside = quad[:, 0] - SIZE[0] / 2
    far = 1 - by * beside
    return np.stack([SIZE[0] / 2 + beside / far, quad[:, 1] / far], axis=1)


ROWS = [text(60, 60 + 80 * at) for at in range(10)]
NUMBERS = [text(900, 60 + 80 * at, 110) for at in range(10)]


@pytest.mark.parametrize("marks", [5, 10, 11, 12, 25])
def test_marks_over_a_level_page_do_not_turn_it(marks: int) -> None:
    laid_over = [text(40 * at, 30 * at, 220, degrees=-24) for at in range(marks)]

    assert slant_of([*ROWS, *laid_over]) == pytest.approx(0)
    assert levelled(GREY, [*ROWS, *laid_over])[0] is GREY


def test_a_page_photographed_at_a_slant_is_turned_though_marks_slant_more() -> None:
    laid_over = [text(40 * at, 30 * at, 220, degrees=-21) for at in range(8)]
    slanting = [text(60, 60 + 80 * at, degrees=3 + at / 10) for at in range(8)]

    assert slant_of([*slanting, *laid_over]) == pytest.approx(3.35, abs=0.1)


def test_a_page_without_long_texts_is_left_as_it_is() -> None:
    short = [text(60, 60 + 80 * at, 40, degrees=5) for at in range(8)]

    assert slant_of(short) == 0
    assert own_slant(short[0]) is None
    assert levelled(GREY, short)[0] is GREY


def test_rows_of_a_page_seen_from_one_side_run_level_from_top_to_bottom() -> None:
    seen = [seen_from_one_side(quad) for quad in (*ROWS, *NUMBERS)]
    apart = [other[0, 1] - one[0, 1] for one, other in zip(seen[:10], seen[10:], strict=True)]
    assert max(apart) > 36

    picture, placed = levelled(GREY, seen)

    assert picture.size == SIZE
    for one, other in zip(placed[:10], placed[10:], strict=True):
        assert other[0, 1] == pytest.approx(one[0, 1], abs=2)
        assert own_slant(one) == pytest.approx(0, abs=0.1)


def test_the_picture_shows_each_text_where_it_is_said_to_stand() -> None:
    picture = Image.new("RGB", SIZE, "white")
    seen = [seen_from_one_side(quad) for quad in (*ROWS, *NUMBERS)]
    spot = seen[19].mean(axis=0)
    picture.paste("black", (round(spot[0]) - 4, round(spot[1]) - 4, round(spot[0]) + 5, round(spot[1]) + 5))

    straight, placed = levelled(picture, seen)

    shown = placed[19].mean(axis=0)
    assert straight.getpixel((round(shown[0]), round(shown[1]))) == (0, 0, 0)
    assert straight.getpixel((round(spot[0]), round(spot[1]))) == (255, 255, 255)
