from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.dodge import bands, dodge


def test_a_mark_alone_stays_where_it_belongs() -> None:
    assert dodge([((0, 100), 80)], 30, 200) == [(50, 80)]


def test_marks_go_sideways_before_they_leave_their_height() -> None:
    first, second = dodge([((0, 100), 80), ((0, 100), 80)], 30, 200)
    assert first[1] == second[1]
    assert abs(first[0] - second[0]) >= 30


def test_a_full_band_moves_marks_up_or_down() -> None:
    first, second = dodge([((0, 40), 80), ((0, 40), 80)], 30, 200)
    assert abs(first[1] - second[1]) >= 20


@given(st.dictionaries(st.floats(0.5, 20), st.integers(1, 30), min_size=1, max_size=12), st.integers(50, 900))
def test_bands_fill_the_width_without_gap_or_overlap(counts: dict[float, int], room: int) -> None:
    edges = list(bands(counts, room, 30).values())
    assert edges[0][0] == 0
    assert abs(edges[-1][1] - room) < 1e-6
    assert all(left[1] == right[0] for left, right in pairwise(edges))
