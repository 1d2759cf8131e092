"""Break-even: the arithmetic, and what the bank makes of the numbers entered."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.responses import Absent, Assessment, InstrumentRef, MetricValue
from assessment.scoring.derived import BreakEven, Derived, break_even, derive
from tests.shipped import BANK

HALF, TENTH = Fraction(1, 2), Fraction(1, 10)
shares = st.fractions(Fraction(1, 100), 1, max_denominator=1000)


def of(*, profile: dict[str, Any] | None = None, **numbers: float) -> Derived:
    ref = InstrumentRef(id=BANK.instrument.id, version=BANK.instrument.version)
    metrics = {key: MetricValue(number=value) for key, value in numbers.items()}
    (derived,) = derive(
        BANK.derived, Assessment(instrument=ref, answers={}, metrics=metrics, profile=profile or {})
    )
    return derived


def test_at_half_a_margin_and_a_tenth_refunded_it_takes_2_00_net_and_2_22_as_paid() -> None:
    assert break_even(HALF, TENTH) == BreakEven(Fraction(2), Fraction(20, 9))


@given(shares, st.fractions(0, Fraction(99, 100), max_denominator=1000), st.integers(1, 10**6))
def test_at_break_even_what_is_left_is_exactly_the_spend(
    kept: Fraction, refunded: Fraction, spend: int
) -> None:
    even = break_even(kept, refunded)
    assert even.on_net is not None
    assert even.on_paid is not None
    assert even.on_net * spend * kept == spend
    assert even.on_paid * spend * (1 - refunded) == even.on_net * spend
    assert even.on_paid >= even.on_net


@pytest.mark.parametrize("kept", [Fraction(0), Fraction(-1, 5)])
def test_where_nothing_is_left_before_the_spend_no_return_is_enough(kept: Fraction) -> None:
    assert break_even(kept, TENTH) == BreakEven(None, None)


def test_without_the_refunds_only_the_figure_on_net_sales_stands() -> None:
    assert break_even(HALF, None) == BreakEven(Fraction(2), None)
    assert break_even(HALF, Fraction(1)) == BreakEven(Fraction(2), None)


def test_the_margin_entered_is_after_ads_so_ad_spend_goes_back_on_top() -> None:
    derived = of(contribution_margin=30, ad_cost_share=20, refund_rate=10, net_roi=2.5)

    assert derived.break_even == BreakEven(Fraction(2), Fraction(20, 9))
    assert derived.missing == ()
    assert derived.earns is True


def test_it_is_set_against_the_return_there_is() -> None:
    assert of(contribution_margin=30, ad_cost_share=20, net_roi=1.9).earns is False
    assert of(contribution_margin=30, ad_cost_share=20, net_roi=2.0).earns is True
    assert of(contribution_margin=30, ad_cost_share=20).earns is None


def test_a_shop_that_loses_before_any_ads_does_not_earn_whatever_the_return() -> None:
    derived = of(contribution_margin=-30, ad_cost_share=20, net_roi=9)

    assert derived.break_even == BreakEven(None, None)
    assert derived.earns is False


def test_what_has_to_be_entered_is_named() -> None:
    assert of().missing == ("contribution_margin", "ad_cost_share", "refund_rate")
    assert of(contribution_margin=30).break_even is None
    assert of(contribution_margin=30, ad_cost_share=20).missing == ("refund_rate",)


def test_who_buys_no_ads_has_no_ad_cost_to_enter() -> None:
    derived = of(profile={"runs_ads": False}, contribution_margin=25, refund_rate=20)

    assert derived.break_even == BreakEven(Fraction(4), Fraction(5))


def test_a_number_nobody_knows_is_missing() -> None:
    ref = InstrumentRef(id=BANK.instrument.id, version=BANK.instrument.version)
    metrics = {
        "contribution_margin": MetricValue(absent=Absent.DONT_KNOW),
        "ad_cost_share": MetricValue(number=20.0),
        "refund_rate": MetricValue(peer="around"),
    }

    (derived,) = derive(BANK.derived, Assessment(instrument=ref, answers={}, metrics=metrics))

    assert derived.missing == ("contribution_margin", "refund_rate")
