"""Many rows become one number as the number allows: summed, weighted, worked out, or the last one."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.instrument.columns import Measure
from assessment.responses import MetricValue
from assessment.spreadsheets import Choice, read_typed_number, review
from tests.shipped import BANK
from tests.spreadsheets.reading import TODAY, offered, offers, read, told

FIRST = date(2026, 10, 1)


def daily(header: str, *rows: str, first: date = FIRST) -> str:
    days = (f"{first + timedelta(days=n)},{row}" for n, row in enumerate(rows))
    return "\n".join([f"日期,{header}", *days]) + "\n"


def test_a_rate_is_worked_out_from_its_parts_not_from_the_rates_of_days() -> None:
    # 50 of 100 and 10 of 900, which the back end rounds to 1 %: of 1000 yuan 60 were refunded.
    raw = daily("支付金额,退款金额,退款率", "100,50,50%", "900,10,1%")

    assert offered(raw)["refund_rate"] == 6


def test_without_its_parts_a_rate_is_weighted_by_what_it_is_a_share_of() -> None:
    raw = daily("支付金额,退款率", "100,50%", "900,1%")

    assert offered(raw)["refund_rate"] == 5.9


def test_a_rate_alone_is_never_summed_and_the_last_day_is_offered_with_a_question() -> None:
    raw = daily("退款率", "5%", "6%", "7%")

    found = offers(read(raw))["refund_rate"]

    assert (found.number, found.proposal.as_of, found.ticked) == (7, date(2026, 10, 3), False)
    assert told(raw, "refund_rate") >= {"last_of_many"}
    assert "sum" not in found.proposal.ways


def test_a_person_may_ask_for_the_mean_of_days() -> None:
    table = read(daily("退款率", "5%", "6%", "10%"))
    chosen = {"退款率": Choice("refund_rate", how="mean")}

    (found,) = table.proposals(chosen)

    assert found.number == 7
    assert found.how == "mean"


def test_a_column_over_thirty_days_is_read_on_its_last_day() -> None:
    raw = daily("近30天退款率", "5%", "6%", "7%")

    assert offered(raw)["refund_rate"] == 7
    assert told(raw, "refund_rate") == set()


def test_seven_days_are_not_taken_for_thirty() -> None:
    assert "other_window" in told("指标,数值\n近7天退款率,6%\n", "refund_rate")
    assert "other_window" in told(
        "统计周期,2026-11-01 至 2026-11-07\n\n退款率,品质退货率\n6%,1%\n", "refund_rate"
    )


def test_only_the_last_thirty_days_count() -> None:
    rows = ["1000,900"] * 20 + ["100,5"] * 30

    assert offered(daily("支付金额,退款金额", *rows))["refund_rate"] == 5


def test_the_month_is_the_last_full_one() -> None:
    rows = ["10,0"] * 31 + ["1000,0"] * 15

    found = offers(read(daily("支付金额,退款金额", *rows)))["monthly_gmv_after_refunds"]

    assert (found.number, found.proposal.as_of) == (310, date(2026, 10, 31))
    assert found.ticked


def test_a_month_begun_is_offered_and_not_ticked() -> None:
    raw = daily("支付金额,退款金额", *["10,0"] * 5)

    assert "month_incomplete" in told(raw, "monthly_gmv_after_refunds")
    assert not offers(read(raw))["monthly_gmv_after_refunds"].ticked


def test_days_to_come_are_left_out() -> None:
    raw = daily("商家体验分", "80", "81", "99", first=TODAY - timedelta(days=1))

    assert offered(raw)["experience_score"] == 81
    assert [one.code for one in read(raw).notices] == ["future"]


def test_missing_days_are_counted_and_days_that_say_no_data_are_there() -> None:
    with_gap = daily("直播间成交人数,直播间观看人数", *["3,100"] * 12)
    with_dashes = daily("直播间成交人数,直播间观看人数", *["3,100"] * 12, *["-,-"] * 18)

    assert "days_missing" in told(with_gap, "view_to_order_rate")
    assert "days_missing" not in told(with_dashes, "view_to_order_rate")


def test_days_on_air_are_those_with_half_an_hour_in_all() -> None:
    rows = "日期,直播时长（分钟）\n2026-11-01,20\n2026-11-01,15\n2026-11-02,29\n2026-11-03,120\n"

    assert offered(rows)["live_days_28"] == 2


def test_rows_without_days_are_not_taken_silently() -> None:
    found = offers(read("商品,退款率\n苹果,5%\n梨,9%\n"))["refund_rate"]

    assert not found.ticked
    assert "several_rows" in {one.code for one in found.notices}


@pytest.mark.parametrize(
    ("header", "cell", "number"),
    [
        ("支付金额（万元）", "1.2", 12000),
        ("支付金额（万元）", "1.2万", 12000),
        ("支付金额(元)", "1.2万", 12000),
        ("支付金额", "12,000.00", 12000),
        ("支付金额", "¥12000", 12000),
        ("支付金额（亿元）", "0.00012", 12000),
    ],
)
def test_the_unit_of_the_cell_goes_before_that_of_the_header(header: str, cell: str, number: int) -> None:
    raw = f'月份,{header},退款金额\n2026-10,"{cell}",0\n'

    assert offered(raw)["monthly_gmv_after_refunds"] == number


def test_a_share_without_a_unit_is_asked_about_only_where_it_may_be_a_fraction() -> None:
    assert offered("指标,数值\n退款率,0.065\n") == {"refund_rate": 6.5}
    assert told("指标,数值\n近30天退款率,0.065\n", "refund_rate") == {"unit_doubtful"}
    assert offered("指标,数值\n退款率,6.5\n") == {"refund_rate": 6.5}
    assert told("指标,数值\n近30天退款率,6.5\n", "refund_rate") == set()


def test_a_reply_time_without_a_unit_is_asked_about_and_seconds_become_minutes() -> None:
    assert told("指标,数值\n近30天平均响应时长,45\n", "reply_minutes") == {"unit_doubtful"}
    assert offered("指标,数值\n平均响应时长(秒),45\n") == {"reply_minutes": 0.75}


def test_cells_that_are_no_exact_number_are_told_with_the_first_of_them() -> None:
    raw = daily("支付金额,退款金额", "100,5", "约200,7.5w~10w")

    notices = offers(read(raw))["refund_rate"].notices

    assert [dict(one.values) for one in notices if one.code == "not_a_number"] == [
        {"count": 1, "where": "C3", "value": "7.5w~10w"},
        {"count": 1, "where": "B3", "value": "约200"},
    ]


def test_peers_other_periods_and_targets_are_never_ours() -> None:
    raw = daily("商家体验分,同行商家体验分,商家体验分环比,目标商家体验分", "80,99,5%,90")

    assert [one.subject for one in read(raw).chosen.values()] == ["experience_score", None, None, None]


def test_a_number_out_of_its_range_cannot_be_taken() -> None:
    found = offers(read("指标,数值\n商家体验分,482\n"))["experience_score"]

    assert not found.possible
    assert "out_of_range" in {one.code for one in found.notices}


def test_an_older_number_and_the_same_number_are_not_ticked() -> None:
    table = read(daily("商家体验分", "80", "82"))
    metric = BANK.instrument.metric("experience_score")
    (proposal,) = table.proposals()

    newer = review(proposal, metric, MetricValue(number=84, as_of=date(2026, 11, 1)))
    same = review(proposal, metric, MetricValue(number=82, as_of=date(2026, 10, 2)))

    assert ([one.code for one in newer.notices], newer.ticked, newer.possible) == (["older"], False, True)
    assert (same.same, same.ticked) == (True, False)


def test_a_weight_below_nothing_weighs_nothing() -> None:
    # One order taken back: a mean that counts it against the others is no mean.
    raw = daily("支付订单数,揽收及时率", "10,90%", "-5,60%")

    found = offers(read(raw))["pickup_on_time_rate"]

    assert (found.number, found.proposal.how, found.ticked) == (60, "last", False)
    assert told(raw, "pickup_on_time_rate") >= {"last_of_many"}


@pytest.mark.parametrize(("days", "same"), [(26, False), (27, True), (33, True), (34, False)])
def test_windows_mean_the_same_up_to_three_days_apart(days: int, same: bool) -> None:  # noqa: FBT001
    raw = f"指标,数值\n近{days}天退款率,6%\n"

    assert ("other_window" in told(raw, "refund_rate")) is not same
    assert offers(read(raw))["refund_rate"].ticked is same


@pytest.mark.parametrize(
    ("days", "code"), [(26, "days_missing"), (27, None), (33, None), (34, "other_window")]
)
def test_a_row_of_about_thirty_days_stands_for_the_last_thirty(days: int, code: str | None) -> None:
    last = date(2026, 11, 20)
    raw = f"日期,支付金额,退款金额\n{last - timedelta(days=days - 1)}~{last},1000,100\n"

    assert told(raw, "refund_rate") == ({code} if code else set())


@pytest.mark.parametrize(("days", "ticked"), [(23, False), (24, True)])
def test_four_fifths_of_the_days_are_enough(days: int, ticked: bool) -> None:  # noqa: FBT001
    raw = daily("支付金额,退款金额", *["100,5"] * days)

    assert "days_missing" in told(raw, "refund_rate")
    assert offers(read(raw))["refund_rate"].ticked is ticked


AMOUNTS = st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 100)), min_size=1, max_size=40)


@given(rows=AMOUNTS, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_and_a_row_of_totals_change_nothing(
    rows: list[tuple[int, int]], order: object
) -> None:
    lines = [
        f"{FIRST + timedelta(days=n)},{paid},{paid * share / 100}" for n, (paid, share) in enumerate(rows)
    ]
    straight = "\n".join(["日期,支付金额,退款金额", *lines]) + "\n"
    order.shuffle(lines)  # type: ignore[attr-defined]
    shuffled = "\n".join(["日期,支付金额,退款金额", *lines, f"合计,{sum(paid for paid, _ in rows)},1"]) + "\n"

    assert offered(shuffled) == offered(straight)


@given(AMOUNTS)
def test_a_share_worked_out_lies_between_the_least_and_the_greatest_of_its_days(
    rows: list[tuple[int, int]],
) -> None:
    raw = daily("支付金额,退款金额", *(f"{paid},{paid * share / 100}" for paid, share in rows))

    shares = [share for _, share in rows[-30:]]
    assert min(shares) - 0.01 <= offered(raw)["refund_rate"] <= max(shares) + 0.01


@pytest.mark.parametrize("refund", ["(10)", "-10", "（10.00）"])
def test_refunds_written_as_taken_away_are_taken_away_once(refund: str) -> None:
    raw = daily("支付金额,退款金额", *[f"100,{refund}"] * 31, first=date(2026, 10, 1))

    assert offered(raw) == offered(daily("支付金额,退款金额", *["100,10"] * 31, first=date(2026, 10, 1)))
    assert "negative_turned" in told(raw, "monthly_gmv_after_refunds")


def test_rows_that_stand_for_all_parts_are_read_alone_and_not_ticked() -> None:
    rows = [f"2026-10-{day:02d},{name}" for day in range(1, 32) for name in ("全部,100,10", "直播,60,6")]
    raw = "日期,载体,支付金额,退款金额\n" + "\n".join(rows)

    found = offers(read(raw))

    assert found["monthly_gmv_after_refunds"].number == 2790
    assert {one.code for one in found["monthly_gmv_after_refunds"].notices} == {"whole_rows"}
    assert not any(each.ticked for each in found.values())
    asked = offers(read(raw, 载体="全部"))
    assert asked["monthly_gmv_after_refunds"].ticked
    assert asked["refund_rate"].number == 10


def test_rows_of_one_part_may_be_asked_for_and_are_never_the_whole_shop() -> None:
    rows = [f"2026-10-{day:02d},{name}" for day in range(1, 32) for name in ("商品卡,40,4", "直播,60,6")]
    raw = "日期,载体,支付金额,退款金额\n" + "\n".join(rows)

    together, live = offers(read(raw)), offers(read(raw, 载体="直播"))

    assert "parts" in {one.code for one in together["refund_rate"].notices}
    assert live["monthly_gmv_after_refunds"].number == 1674
    assert not any(each.ticked for each in (*together.values(), *live.values()))


def test_several_rows_of_a_day_are_added_up_and_not_ticked() -> None:
    rows = [f"2026-10-{day:02d},{amounts}" for day in range(1, 32) for amounts in ("100,10", "60,6")]

    found = offers(read("日期,支付金额,退款金额\n" + "\n".join(rows)))

    assert "several_a_day" in {one.code for one in found["monthly_gmv_after_refunds"].notices}
    assert not any(each.ticked for each in found.values())


def test_what_one_more_column_would_give_is_told() -> None:
    (nearly,) = read(daily("支付金额", "100", "300")).missing_inputs()

    assert (nearly.metric, nearly.has, nearly.lacks) == (
        "monthly_gmv_after_refunds",
        ("amount_paid",),
        ("amount_refunded",),
    )
    assert read(daily("支付金额,退款金额", "100,5")).missing_inputs() == []


@pytest.mark.parametrize(
    ("text", "measure", "number"),
    [
        ("12.5万", "amount", 125_000),
        ("￥1,200.50", "amount", 1200.5),
        ("6.8%", "share", 6.8),
        ("6.8", "share", 6.8),
        ("5‰", "share", 0.5),
        ("1分20秒", "seconds", 80),
        ("90秒", "minutes", 1.5),
        ("1.2亿", "amount", 120_000_000),
        ("３２．５", "number", 32.5),
        ("10万+", "amount", None),
        ("5%", "minutes", None),
        ("一百", "number", None),
    ],
)
def test_a_typed_number_is_read_as_one_in_a_table(text: str, measure: Measure, number: float | None) -> None:
    assert read_typed_number(text, measure) == (None if number is None else Decimal(str(number)))


def test_a_day_before_a_name_is_the_days_own_and_one_behind_it_says_when_it_was_read() -> None:
    before = "日期,指标,数值\n2026-11-20,退款率,9%\n2026-11-20,商家体验分,82\n"
    behind = "指标,数值,日期\n退款率,9%,2026-11-20\n商家体验分,82,2026-11-20\n"

    assert told(before, "refund_rate") == {"other_window"}
    assert told(behind, "refund_rate") == set()


def test_small_amounts_with_decimals_may_be_ten_thousands() -> None:
    raw = daily("支付金额,退款金额", *["1.25,0.05"] * 31)

    assert "unit_doubtful" in told(raw, "monthly_gmv_after_refunds")


def test_another_platform_is_a_part() -> None:
    raw = "日期,平台,支付金额,退款金额\n" + "".join(
        f"2026-10-{day:02d},{{}},1000,50\n" for day in range(1, 32)
    )

    assert offers(read(raw.replace("{}", "抖音")))["refund_rate"].ticked
    assert not offers(read(raw.replace("{}", "快手")))["refund_rate"].ticked
