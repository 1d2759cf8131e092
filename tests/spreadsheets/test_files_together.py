"""Several files are read together: what one lacks another has, and days follow days."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest

from assessment.spreadsheets import ImportCandidate, TableRead, missing_inputs_of, proposals_of, review_all
from tests.shipped import BANK
from tests.spreadsheets.reading import read

OCTOBER = [date(2026, 10, 1) + timedelta(days=n) for n in range(31)]


def daily(header: str, row: str, days: Sequence[date] = OCTOBER) -> str:
    return f"日期,{header}\n" + "".join(f"{day},{row}\n" for day in days)


def together(*reads: TableRead) -> dict[str, ImportCandidate]:
    return {each.metric.id: each for each in review_all(proposals_of(reads), BANK.instrument, {})}


def test_parts_of_two_files_meet_on_their_days() -> None:
    found = together(
        read(daily("支付金额", "1000"), file="支付.csv"), read(daily("退款金额", "80"), file="退款.csv")
    )

    month = found["monthly_gmv_after_refunds"]
    assert (month.number, month.ticked) == (28520, True)
    assert [(place.file, place.address) for _, place in month.proposal.places] == [
        ("支付.csv", "B2:B32"),
        ("退款.csv", "B2:B32"),
    ]
    assert found["refund_rate"].number == 8


def test_a_rate_uses_only_the_days_that_both_files_have() -> None:
    found = together(read(daily("支付金额", "1000")), read(daily("退款金额", "80", OCTOBER[-10:])))

    assert (found["refund_rate"].number, found["refund_rate"].ticked) == (8, False)
    assert "rows_incomplete" in {each.code for each in found["refund_rate"].notices}


def test_a_month_may_come_in_two_files() -> None:
    header, row = "支付金额,退款金额", "1000,80"
    found = together(read(daily(header, row, OCTOBER[:15])), read(daily(header, row, OCTOBER[15:])))

    assert (found["monthly_gmv_after_refunds"].number, found["monthly_gmv_after_refunds"].ticked) == (
        28520,
        True,
    )


def test_days_that_two_files_tell_differently_are_told_and_not_ticked() -> None:
    found = together(read(daily("支付金额,退款金额", "1000,80")), read(daily("支付金额,退款金额", "900,80")))

    assert not any(each.ticked for each in found.values())
    assert "files_differ" in {each.code for each in found["refund_rate"].notices}


def test_the_surer_name_counts() -> None:
    found = together(
        read(daily("成交金额", "1100")),
        read(daily("用户支付金额,退款金额", "1000,80")),
        read(daily("销售额", "5")),
    )

    assert (found["monthly_gmv_after_refunds"].number, found["refund_rate"].ticked) == (28520, True)


def test_a_doubt_about_one_file_is_one_about_what_it_went_into() -> None:
    found = together(
        read(daily("支付金额", "1000"), file="支付.csv"), read(daily("退款金额", "80"), file="直播退款.csv")
    )

    assert not found["refund_rate"].ticked
    assert "part_named" in {each.code for each in found["refund_rate"].notices}


@pytest.mark.parametrize(("name", "perhaps"), [("支付金额", False), ("销售额", True)])
def test_what_is_missing_in_all_files_is_told_and_a_doubtful_name_is_called_one(
    name: str, *, perhaps: bool
) -> None:
    reads = [read(daily(name, "1000")), read(daily("商家体验分", "80"))]

    (nearly,) = missing_inputs_of(reads)

    names = {metric.id: metric.name for metric in BANK.instrument.metrics}
    said = nearly.text(names, BANK.columns).in_("zh")
    assert ("拿不准" in said) is perhaps
    assert "支付金额" in said
    assert "退款金额" in said
