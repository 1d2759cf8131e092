"""Days as exports write them, and windows in names."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.instrument.columns import normalized_name, unit_in, window_in
from assessment.spreadsheets.cells import Quantity
from assessment.spreadsheets.values import Period, period_in, read_day, read_period

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
FORMS = (
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y年%m月%d日",
    "%Y%m%d",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT00:00:00",
)


@given(day=DAYS, form=st.sampled_from(FORMS))
def test_a_day_in_any_notation_is_read_back(day: date, form: str) -> None:
    assert read_day(day.strftime(form)) == day


def test_the_day_of_the_week_behind_a_day_is_left_out() -> None:
    assert {read_day(text) for text in ("2026-10-01 周四", "2026/10/1(星期四)", "2026年10月1日 星期四")} == {
        date(2026, 10, 1)
    }


@given(DAYS)
def test_excel_counts_days_and_they_are_days_only_where_the_column_is_one_of_days(day: date) -> None:
    serial = Quantity(Decimal((day - date(1899, 12, 30)).days))

    assert read_day(serial, serials=True) == day
    assert read_day(serial) is None


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "11-01", "26/11/1", "昨天", "13:00", "2026"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert read_day(text) is None


def test_months_and_periods_are_read_with_both_ends() -> None:
    october = Period(date(2026, 10, 1), date(2026, 10, 31))

    assert read_period("2026年10月", serials=False) == october
    assert read_period("2026-10", serials=False) == october
    assert period_in("统计周期：2026/10/01 - 2026年10月31日 23:59") == october
    assert period_in("导出时间 2026-11-01") is None


@pytest.mark.parametrize(
    ("text", "days"), [("近7天", 7), ("近30日退款率", 30), ("last 28 days", 28), ("近期", None)]
)
def test_windows_in_names(text: str, days: int | None) -> None:
    assert window_in(text) == days


@pytest.mark.parametrize(
    "name",
    ["支付金额", "支付金额（万元）", "近30天支付金额", " 支付 金额(元)", "支付-金额"],
)
def test_names_are_the_same_without_unit_window_and_signs(name: str) -> None:
    assert normalized_name(name) == "支付金额"


def test_the_unit_of_a_name_is_kept() -> None:
    assert [unit_in(name) for name in ("支付金额（万元）", "时长(秒)", "占比[%]", "支付金额")] == [
        "万元",
        "秒",
        "%",
        "",
    ]
