from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.text_metrics import block, escape, spread, width, wrap


def test_markup_is_written_out_not_obeyed() -> None:
    assert escape("<a href='x'>店</a> & co") == "&lt;a href='x'&gt;店&lt;/a&gt; &amp; co"
    assert block("<b>", 100, 14) == "&lt;b&gt;"


def test_a_chinese_character_is_as_wide_as_it_is_high() -> None:
    assert width("店铺", 14) == 28
    assert width("ab", 14) < 28


def test_chinese_breaks_anywhere_but_no_line_starts_with_a_comma() -> None:
    assert wrap("怎样保证卖出去的，货发得出", 14 * 8, 14) == ["怎样保证卖出去的，", "货发得出"]


def test_latin_breaks_between_words() -> None:
    assert wrap("own live rooms", 60, 14, most=3) == ["own", "live", "rooms"]


def test_what_is_over_is_cut_and_shows_it() -> None:
    lines = wrap("一二三四五六七八九十", 14 * 4, 14)
    assert lines == ["一二三四", "五六七…"]


@given(st.text(max_size=80), st.integers(30, 400), st.integers(1, 4))
def test_never_more_lines_than_asked_for(text: str, room: int, most: int) -> None:
    assert 1 <= len(wrap(text, room, 14, most)) <= most


def test_a_word_that_nothing_breaks_is_cut_too() -> None:
    (line,) = wrap("Donaudampfschifffahrtsgesellschaft", 100, 14)
    assert line.endswith("…")
    assert width(line, 14) <= 100


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
