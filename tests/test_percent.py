"""Shares as they are shown: never rounded up to a threshold that is not reached."""

from fractions import Fraction

import pytest

from assessment.presentation.values import percent_text


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(598, 1000), "59"),
        (Fraction(60, 100), "60"),
        (Fraction(597, 1000), "59"),
        (Fraction(9969, 10000), "99"),
        (Fraction(99999, 100000), "99"),
        (Fraction(1), "100"),
        (Fraction(826, 1000), "83"),
        (Fraction(0), "0"),
    ],
)
def test_a_share_is_not_shown_as_what_it_does_not_reach(share: Fraction, shown: str) -> None:
    assert percent_text(share, 60, 100) == shown
