"""Cells without a number, and figures that differ: a tick leaves nothing out and nothing contradicts it."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest

from tests.spreadsheets.test_what_speaks_against import MONTH, REFUNDS, table, together

LAST = date(2026, 11, 20)
DAYS = [LAST - timedelta(29 - n) for n in range(30)]
MANY = [LAST - timedelta(50 - n) for n in range(51)]
"""October whole, and what came of November."""
GPM, ORDER_RATE, STAY, ON_AIR = "gpm", "view_to_order_rate", "stay_time", "live_days_28"
SHELF, ROI, SCORE, FANS = "shelf_share", "net_roi", "experience_score", "new_fans_30d"
STREAMS = "直播间观看次数,自营直播支付金额"


def daily(header: str, row: Callable[[int], str], days: Sequence[date] = DAYS) -> str:
    return f"日期,{header}\n" + "".join(f"{day},{row(at)}\n" for at, day in enumerate(days))


def every(count: int, cell: str, other: str) -> Callable[[int], str]:
    """Return a row that has `cell` on every so manieth day, and else `other`."""
    return lambda at: cell if at % count == 0 else other


def of_files(*contents: str) -> dict[str, tuple[float, bool, set[str]]]:
    found = together(*(table(each, f"数据{at}.csv") for at, each in enumerate(contents)))
    return {
        metric: (each.number, each.ticked, {one.code for one in each.notices})
        for metric, each in found.items()
    }


Case = tuple[str, str | tuple[str, ...], str, str]

LACKING: list[Case] = [
    # A row that is there and lacks a part is a gap.
    (
        "sales of every second stream a dash",
        daily(STREAMS, every(2, "900,—", "900,4450")),
        GPM,
        "rows_incomplete",
    ),
    ("sales not there yet", daily(STREAMS, every(2, "900,暂无数据", "900,4450")), GPM, "rows_incomplete"),
    (
        "buyers blank on half the rows",
        daily("直播间观看人数,直播间成交人数", every(2, "900,", "900,66")),
        ORDER_RATE,
        "rows_incomplete",
    ),
    (
        "buyers without a row on half the days",
        (
            daily("直播间观看人数", lambda _: "900"),
            daily("直播间成交人数", lambda _: "66", DAYS[::2]),
        ),
        ORDER_RATE,
        "rows_incomplete",
    ),
    (
        "a time about right on most days",
        daily("人均看播时长,直播间观看人数", lambda at: "80,900" if at % 3 == 0 else "约50秒,900"),
        STAY,
        "rows_incomplete",
    ),
    (
        "rates about right on most days, by orders",
        daily("揽收时效达成率,支付订单数", lambda at: "99%,90" if at % 3 == 0 else "约80%,90"),
        "pickup_on_time_rate",
        "rows_incomplete",
    ),
    (
        "some days without a row, some without a part",
        daily("支付金额,退款金额", every(6, "1000,", "1000,50"), DAYS[4:]),
        REFUNDS,
        "rows_incomplete",
    ),
    # A dash where the row has its other numbers may be nothing.
    ("refunds a dash", daily("支付金额,退款金额", every(6, "1000,-", "1000,50")), REFUNDS, "perhaps_zero"),
    (
        "one refund a dash",
        daily("支付金额,退款金额", every(30, "1000,-", "1000,50")),
        REFUNDS,
        "perhaps_zero",
    ),
    (
        "the shelf a dash",
        daily("支付金额,商品卡支付金额", every(6, "1000,--", "1000,50")),
        SHELF,
        "perhaps_zero",
    ),
    ("spend a dash", daily("消耗,净成交金额", every(6, "-,900", "300,900")), ROI, "perhaps_zero"),
    (
        "orders returned a dash",
        daily("品质退货订单数,支付订单数", every(6, "无,90", "3,90")),
        "quality_return_rate",
        "perhaps_zero",
    ),
    ("a rate a dash", daily("退款率,支付金额", every(6, "-,1000", "5%,1000")), REFUNDS, "perhaps_zero"),
    (
        "refunds of the month a dash",
        daily("支付金额,退款金额", every(9, "1000,-", "1000,50"), MANY),
        MONTH,
        "perhaps_zero",
    ),
    # Only a day without a row is a day without a stream.
    ("hours about right", daily("直播时长", every(3, "约2小时", "2小时")), ON_AIR, "days_unread"),
    (
        "hours in error",
        daily("直播时长,直播间观看人数", every(3, "#N/A,900", "2小时,900")),
        ON_AIR,
        "days_unread",
    ),
    (
        "hours a dash beside viewers",
        daily("直播时长,直播间观看人数", every(3, "-,900", "2小时,900")),
        ON_AIR,
        "days_unread",
    ),
    (
        "hours blank beside viewers",
        daily("直播时长,观众", every(3, ",900", "2小时,900")),
        ON_AIR,
        "days_unread",
    ),
    ("hours not there", daily("直播时长", every(3, "暂无数据", "2小时")), ON_AIR, "days_unread"),
    (
        "hours of another file a dash",
        (
            daily("直播时长,直播间观看人数", lambda _: "2小时,900", DAYS[:15]),
            daily("直播时长,直播间观看人数", every(3, "-,900", "2小时,900"), DAYS[15:]),
        ),
        ON_AIR,
        "days_unread",
    ),
]

DIFFERING: list[Case] = [
    (
        "a rate beside its parts",
        daily("支付金额,退款金额,退款率", lambda _: "1000,50,8%"),
        REFUNDS,
        "parts_differ",
    ),
    (
        "each day's rate of thirty days beside their parts",
        daily("支付金额,退款金额,近30天退款率", lambda _: "1000,50,9%"),
        REFUNDS,
        "parts_differ",
    ),
    (
        "a rate of thirty days beside its parts",
        "统计周期：2026-10-22 至 2026-11-20\n支付金额,退款金额,退款率\n31000,1550,8%\n",
        REFUNDS,
        "parts_differ",
    ),
    (
        "a rate in a list beside its parts",
        "指标,数值\n近30天支付金额,31000\n近30天退款金额,1550\n近30天退款率,8%\n",
        REFUNDS,
        "parts_differ",
    ),
    (
        "a share beside its parts",
        daily("支付金额,商品卡支付金额,商品卡支付金额占比", lambda _: "1000,150,40%"),
        SHELF,
        "parts_differ",
    ),
    (
        "what is kept beside what is paid and refunded",
        daily("支付金额,退款金额,退款后用户支付金额", lambda _: "20000,1000,12000", MANY),
        MONTH,
        "parts_differ",
    ),
    (
        "a rate that nothing weighs beside its parts",
        daily("投放费比退后,消耗,支付金额,退款金额", lambda _: "30%,190,1000,50"),
        "ad_cost_share",
        "parts_differ",
    ),
    (
        "days on air beside hours on air",
        (daily("直播时长", lambda _: "2小时"), "指标,数值\n近28天开播天数,12\n"),
        ON_AIR,
        "parts_differ",
    ),
    ("a less sure name", daily("商家体验分,体验分", lambda _: "80,62"), SCORE, "rival"),
    (
        "a less sure name in another file",
        (daily("商家体验分", lambda _: "80"), daily("体验分", lambda _: "62")),
        SCORE,
        "rival",
    ),
]

UNREAD: list[Case] = [
    (
        "the score of the last day",
        daily("商家体验分", lambda at: "约85" if at == 29 else "82"),
        SCORE,
        "newest_unread",
    ),
    (
        "one score, and one not read",
        "日期,商家体验分\n2026-11-19,82\n2026-11-20,约85\n",
        SCORE,
        "newest_unread",
    ),
    (
        "thirty days on every day",
        daily("近30天退款率", lambda at: "约9%" if at == 29 else "6%"),
        REFUNDS,
        "newest_unread",
    ),
    (
        "the month",
        "月份,退款后用户支付金额\n2026-08,500000\n2026-09,520000\n2026-10,约60万\n",
        MONTH,
        "newest_unread",
    ),
    (
        "a part of the month",
        "月份,支付金额,退款金额\n2026-08,500000,0\n2026-09,520000,0\n2026-10,约60万,9\n",
        MONTH,
        "newest_unread",
    ),
]

FILES = [
    "creator_sales.csv",
    "creatorSales.csv",
    "Livestream-2026.csv",
    "product sku report.csv",
]

STILL: list[tuple[str, str | tuple[str, ...], dict[str, float]]] = [
    ("days without a stream as dashes", daily(STREAMS, every(3, "-,-", "900,4500")), {GPM: 5000}),
    ("days without a stream as zero and dash", daily(STREAMS, every(3, "0,-", "900,4500")), {GPM: 5000}),
    (
        "hours a dash beside nothing",
        daily("直播时长,直播间观看人数", every(3, "-,0", "2小时,900")),
        {ON_AIR: 19},
    ),
    (
        "rest days in words",
        daily("直播时长,直播间观看人数", every(3, "休息,未开播", "2小时,900")),
        {ON_AIR: 19},
    ),
    (
        "one stream of a day not read, another long enough",
        "日期,直播时长\n" + "".join(f"{day},2小时\n{day},约1小时\n" for day in DAYS),
        {ON_AIR: 28},
    ),
    (
        "each day's rate of thirty days beside some of their parts",
        daily("支付金额,退款金额,近30天退款率", lambda _: "1000,50,9%", DAYS[10:]),
        {REFUNDS: 9},
    ),
    (
        "a rate rounded to whole percents",
        daily("支付金额,退款金额,退款率", lambda _: "1000,54,5%"),
        {REFUNDS: 5.4},
    ),
    (
        "what is kept in ten thousands",
        daily("支付金额,退款金额,退款后用户支付金额(万元)", lambda _: "20049,1000,1.90", MANY),
        {MONTH: 589000, REFUNDS: 4.99},
    ),
    ("the same by two names", daily("商家体验分,体验分", lambda _: "80,80.0"), {SCORE: 80}),
    (
        "a name of something else beside",
        daily("退款率,退货率,支付金额", lambda _: "5%,2%,1000"),
        {REFUNDS: 5},
    ),
    ("a score not read before the last", "日期,商家体验分\n2026-11-19,约85\n2026-11-20,82\n", {SCORE: 82}),
    (
        "nearly all rows have both",
        daily("支付金额,退款金额", every(6, "1000,", "1000,50")),
        {REFUNDS: 5},
    ),
]


@pytest.mark.parametrize(
    ("content", "metric", "code"),
    [case[1:] for case in (*LACKING, *DIFFERING, *UNREAD)],
    ids=[case[0] for case in (*LACKING, *DIFFERING, *UNREAD)],
)
def test_a_number_that_leaves_out_what_is_there_is_not_ticked(
    content: str | tuple[str, ...], metric: str, code: str
) -> None:
    _, ticked, codes = of_files(*([content] if isinstance(content, str) else content))[metric]

    assert code in codes
    assert not ticked


@pytest.mark.parametrize(("content", "right"), [case[1:] for case in STILL], ids=[c[0] for c in STILL])
def test_what_lacks_nothing_stays_ticked(content: str | tuple[str, ...], right: dict[str, float]) -> None:
    found = of_files(*([content] if isinstance(content, str) else content))

    assert {metric: number for metric, (number, ticked, _) in found.items() if ticked} == right


def test_days_that_have_a_row_are_counted_as_there() -> None:
    found = together(table(daily("支付金额,退款金额", every(6, "1000,-", "1000,50"))))[REFUNDS]

    said = {one.code: dict(one.values) for one in found.notices}
    assert said["rows_incomplete"] == {"have": 25, "wanted": 30}
    assert (said["perhaps_zero"]["count"], said["perhaps_zero"]["where"]) == (5, "C2")
    assert "days_missing" not in said


def test_both_figures_are_said_where_two_differ() -> None:
    kept = daily("支付金额,退款金额,退款率", lambda _: "1000,50,8%")
    names = daily("商家体验分,体验分", lambda _: "80,62")

    (parts,) = (one for one in together(table(kept))[REFUNDS].notices if one.code == "parts_differ")
    (rival,) = (one for one in together(table(names))[SCORE].notices if one.code == "rival")

    assert parts.values == {"name": "退款率", "written": "8", "worked_out": "5"}
    assert (rival.values["ours"], rival.values["theirs"]) == ("80", "62")


def test_whole_numbers_are_said_without_decimals() -> None:
    names = daily("商家体验分,体验分", lambda _: "80.0,62.50")

    (rival,) = (one for one in together(table(names))[SCORE].notices if one.code == "rival")

    assert (rival.values["ours"], rival.values["theirs"]) == ("80", "62.5")


def test_the_cell_that_cannot_be_read_is_named_and_the_month_before_is_offered() -> None:
    found = together(table("月份,退款后用户支付金额\n2026-09,520000\n2026-10,约60万\n"))[MONTH]

    (told,) = (one for one in found.notices if one.code == "newest_unread")
    assert told.values == {"where": "B3", "value": "约60万"}
    assert (found.number, found.proposal.as_of, found.ticked) == (520000, date(2026, 9, 30), False)


@pytest.mark.parametrize("name", FILES)
def test_a_part_named_in_english_by_a_file_is_a_part(name: str) -> None:
    found = together(table(daily("支付金额,退款金额", lambda _: "1000,50", MANY), name))

    assert found
    assert not any(each.ticked for each in found.values())
