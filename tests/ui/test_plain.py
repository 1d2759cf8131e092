"""User text as typed; tests/browser/test_plain.py looks at what Streamlit makes of it."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from assessment.texts import visible
from assessment.ui.format import JOINER, plain, unbroken, with_units

TEXTS = st.text() | st.text(alphabet="*_`[]()<>#+-.!|~$:&\\@/ \n\tahtpsw1", max_size=30)


def unescaped(text: str) -> str:
    """Read a text as Markdown reads it where there is no construct: backslashes before signs go."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


@given(TEXTS)
def test_the_shown_text_is_the_typed_text_on_one_line(text: str) -> None:
    seen = " ".join(text.split())
    assume(visible(seen) == seen)

    assert " ".join(unescaped(plain(text)).replace(JOINER, "").split()) == seen


def test_what_nobody_would_see_is_written_out() -> None:
    assert unescaped(plain("a\u202eb\x1bc")) == r"a\u202eb\x1bc"


@given(TEXTS)
def test_no_sign_that_opens_a_construct_is_left_bare(text: str) -> None:
    bare = re.sub(r"\\[!-/:-@\[-`{-~]", " ", plain(text))

    assert not re.search(r"[\\`*_\[\]<$~]", bare)
    assert not re.search(r"(?i)https?:/|www\.|@(?!\u2060)|&#?\w", bare)
    assert not re.search(r":[\w+-]|-[->]|>=", bare)


@given(TEXTS)
def test_no_line_begins_like_a_list_a_heading_or_a_quotation(text: str) -> None:
    assert not re.match(r"\s|[#>+=-]|\d+[.)]", plain(text))


@given(TEXTS)
def test_a_label_is_one_line(text: str) -> None:
    assert len(plain(text).splitlines()) <= 1


def test_ordinary_text_is_left_alone_so_that_a_screen_reader_says_it_well() -> None:
    for text in (
        "Have you left the new-merchant period?",
        "好货（新款）！50 % 以上",
        "Ms. O'Neil + sons (2)",
    ):
        assert plain(text) == text


def test_days_and_ranges_are_not_parted_at_the_end_of_a_line() -> None:
    line = unbroken("2026-11-20 · 97.0 – 100.0 · a-b 12-3")

    day = f"2026{JOINER}-{JOINER}11{JOINER}-{JOINER}20"
    assert line == f"{day} · 97.0\N{NO-BREAK SPACE}–\N{NO-BREAK SPACE}100.0 · a-b 12-3"


def test_no_number_is_parted_from_its_unit() -> None:
    for text in ("3 人天", "9 %", "3 person-days", "1 person-day", "5 of 84", "10 weeks"):
        assert with_units(text) == text.replace(" ", "\N{NO-BREAK SPACE}")
    assert with_units("12月6日") == f"12{JOINER}月6{JOINER}日"
    assert with_units("1 shop 2 daybeds") == "1 shop 2 daybeds"
