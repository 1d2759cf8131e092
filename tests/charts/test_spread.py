from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.spread import spread


@given(st.lists(st.floats(0, 300), max_size=12), st.floats(5, 25))
def test_labels_are_apart_in_order_and_inside(levels: list[float], apart: float) -> None:
    placed = spread(levels, apart, 300)

    ranked = [
        at
        for _, _, at in sorted(
            (level, n, at) for n, (level, at) in enumerate(zip(levels, placed, strict=True))
        )
    ]
    assert all(below - above >= apart - 1e-6 for above, below in pairwise(ranked))
    assert all(apart / 2 - 1e-6 <= at <= 300 - apart / 2 + 1e-6 for at in placed)


def test_what_has_room_stays_where_it_belongs() -> None:
    assert spread([200, 50, 100], 20, 300) == [200, 50, 100]


def test_two_alike_share_the_way() -> None:
    assert spread([100, 100], 20, 300) == [90, 110]


def test_more_than_there_is_room_for_run_over_the_end_and_do_not_overlap() -> None:
    assert spread([5, 5, 5], 20, 40) == [10, 30, 50]
