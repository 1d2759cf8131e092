"""The visitor's clock: a day begins where the visitor is."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.ui.state.clock import FURTHEST, began, zone_of


@pytest.mark.parametrize(
    ("offset", "utc"),
    [
        (-480, datetime(2026, 11, 28, 16, tzinfo=UTC)),  # China
        (300, datetime(2026, 11, 29, 5, tzinfo=UTC)),  # New York in winter
        (-345, datetime(2026, 11, 28, 18, 15, tzinfo=UTC)),  # Nepal
        (0, datetime(2026, 11, 29, tzinfo=UTC)),
        (None, datetime(2026, 11, 29, tzinfo=UTC)),
        (FURTHEST, datetime(2026, 11, 29, tzinfo=UTC)),  # no clock says so
    ],
)
def test_a_day_begins_where_the_visitor_is(offset: int | None, utc: datetime) -> None:
    assert began(date(2026, 11, 29), zone_of(offset)) == utc


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(-FURTHEST + 1, FURTHEST - 1))
def test_what_is_shown_of_the_day_lies_within_it(day: date, offset: int) -> None:
    zone = zone_of(offset)
    begins, ends = began(day, zone), began(day + timedelta(days=1), zone)

    assert begins.astimezone(zone).date() == day
    assert (ends - timedelta(microseconds=1)).astimezone(zone).date() == day
    assert ends.astimezone(zone).date() == day + timedelta(days=1)
