"""Numbers are read exactly as written, in any of their notations, or not at all."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.spreadsheets.cells import Quantity
from assessment.spreadsheets.values import SCALES, is_absent, read_number

NUMBERS = st.decimals(0, 10**9, places=4, allow_nan=False, allow_infinity=False).map(
    lambda number: Decimal(f"{number:f}")
)
WIDE = str.maketrans("0123456789.,%+-", "０１２３４５６７８９．，％＋－")


@given(
    number=NUMBERS,
    places=st.integers(0, 4),
    commas=st.booleans(),
    sign=st.sampled_from(["", "-", "+", "−", "()"]),
    money=st.sampled_from(["", "¥", "￥ "]),
    unit=st.sampled_from(["", "元", " 元"]),
    factor=st.sampled_from(["", *SCALES]),
    wide=st.booleans(),
    blanks=st.sampled_from(["", " ", "\t", "\u3000", "\u00a0"]),
)
def test_a_number_in_any_notation_is_read_back_exactly(  # noqa: PLR0913 - a notation is all of these
    *,
    number: Decimal,
    places: int,
    commas: bool,
    sign: str,
    money: str,
    unit: str,
    factor: str,
    wide: bool,
    blanks: str,
) -> None:
    number = number.quantize(Decimal(1).scaleb(-places))
    digits = f"{number:,f}" if commas else f"{number:f}"
    body = f"{money}{digits}{factor}{unit}"
    written = f"({body})" if sign == "()" else f"{sign}{body}"
    text = f"{blanks}{written.translate(WIDE) if wide else written}{blanks}"

    found = read_number(text)

    expected = number * SCALES.get(factor, 1) * (-1 if sign in {"-", "−", "()"} else 1)
    if abs(expected) >= 10**15:
        assert found is None
        return
    assert found is not None, text
    assert found.number == expected
    assert found.scaled is (factor != "")
    assert found.unit == ("元" if money or unit else "")


@given(number=NUMBERS, sign=st.sampled_from(["%", "％", "‰", " %"]))
def test_shares_are_read_as_percent(number: Decimal, sign: str) -> None:
    found = read_number(f"{number:f}{sign}")

    assert found == Quantity(number / 10 if sign == "‰" else number, "%")


@given(st.text(max_size=60))
def test_no_text_makes_the_reader_fail(text: str) -> None:
    found = read_number(text)

    assert found is None or found.number.is_finite()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "7.5w~10w",
            "5-8",
            "10万+",
            "<5",
            "约3万",
            "1/2",
            "1.2.3",
            "12,34",
            "1,2345",
            "1 234",
            "--5",
            "(-5)",
        ),
        *("$5", "€12", "²", "万", "十二", "2026-11-01", "1e400", "12345678901234567890", "", "   "),
    ],
)
def test_what_is_no_exact_number_is_not_read(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("1分20秒", 80), ("00:01:20", 80), ("2小时5分", 7500), ("1小时", 3600), ("95秒", 95)],
)
def test_lengths_of_time_are_read_in_seconds_or_their_own_unit(text: str, seconds: int) -> None:
    found = read_number(text)

    assert found is not None
    assert found.number * {"秒": 1, "小时": 3600}[found.unit] == seconds


@pytest.mark.parametrize(
    "text", ["-", "--", "N/A", "暂无数据", "—", " - ", "－", "NULL", "***", "无", "休息"]
)
def test_words_for_no_data_are_not_zero(text: str) -> None:
    assert is_absent(text)
    assert read_number(text) is None
