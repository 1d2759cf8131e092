from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.lettering import block, escape, width, wrap


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
