"""Small exports of many kinds, each with its right reading: what stands around may speak against."""

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

import pytest
from openpyxl import Workbook

from assessment.spreadsheets import ImportCandidate, TableRead, Wanted, proposals_of, read_table, review_all
from tests.shipped import BANK
from tests.spreadsheets.reading import TODAY

DAYS = [date(2026, 10, 1) + timedelta(n) for n in range(51)]
"""To 2026-11-20, of which October is a whole month."""
OCTOBER = DAYS[:31]
MONTH, REFUNDS = "monthly_gmv_after_refunds", "refund_rate"
RIGHT = {MONTH: 29450.0, REFUNDS: 5.0}
"""Of 1,000 paid and 50 refunded on every day."""
PAID = "支付金额,退款金额"
Rows = str | Callable[[date], str]


def daily(  # noqa: PLR0913 - what surrounds the rows
    header: str = PAID,
    row: Rows = "1000,50",
    *,
    before: str = "",
    after: str = "",
    first: str = "日期",
    days: Sequence[date] = DAYS,
) -> str:
    return f"{before}{first},{header}\n{lines(row, days)}{after}"


def lines(row: Rows, days: Sequence[date] = DAYS, more: int = 0) -> str:
    """Return a line for each day, or for each day with so many after it."""
    return "".join(
        f"{day}{f'~{day + timedelta(more)}' if more else ''},{row if isinstance(row, str) else row(day)}\n"
        for day in days
    )


def workbook(
    sheets: Mapping[str, Sequence[Sequence[object]]], formats: Mapping[str, str] | None = None
) -> bytes:
    """Return a workbook; `formats` are those of cells of its first sheet."""
    book = Workbook()
    for at, (name, rows) in enumerate(sheets.items()):
        sheet = book.active if at == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = name
        for row in rows:
            sheet.append(list(row))
    for cell, code in (formats or {}).items():
        book.worksheets[0][cell].number_format = code
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def sheet(paid: int = 1000, refunded: int = 50, days: Sequence[date] = DAYS) -> list[list[object]]:
    return [["日期", "支付金额", "退款金额"], *([day.isoformat(), paid, refunded] for day in days)]


def table(content: bytes | str, name: str = "数据.csv", today: date = TODAY) -> TableRead:
    raw = content.encode() if isinstance(content, str) else content
    return read_table(raw, BANK, today, Wanted(name, None, None))


def together(*reads: TableRead) -> dict[str, ImportCandidate]:
    return {each.metric.id: each for each in review_all(proposals_of(reads), BANK.instrument, {})}


def ticked(found: Mapping[str, ImportCandidate]) -> dict[str, float]:
    return {metric: each.number for metric, each in found.items() if each.ticked}


MONTHLY = "月份,支付金额,退款金额\n2026-10,{},{}\n"
ONE = "指标,数值\n{}\n"
SUMMARY = "支付金额,退款金额\n31000,1550\n"

HEAD = ["月份", "支付金额", "退款金额"]
SEPTEMBER = [day - timedelta(30) for day in OCTOBER[:30]]

DOUBTED: list[tuple[str, str | bytes, str, str]] = [
    # Money
    ("another money above", daily(before="币种：USD\n"), "", "unit_strange"),
    ("another unit above", daily(before="单位：百元\n"), "", "unit_strange"),
    ("another money below", daily(after="币种：港币\n"), "", "unit_strange"),
    ("two units above", daily(before="单位：万元\n退款单位：元\n"), "", "unit_doubtful"),
    ("a bare amount beside one in 万元", daily("支付金额(万元),退款金额", "50,12"), "", "unit_doubtful"),
    ("a month of 42 yuan", MONTHLY.format(42, 3), "", "unit_doubtful"),
    ("a percent of a percent", ONE.format("近30天退款率(%),0.0653"), "", "unit_doubtful"),
    ("a score of one", "日期,商家体验分\n2026-11-20,0.83\n", "", "unit_doubtful"),
    ("a score in stars", "日期,商家体验分\n2026-11-20,4.85\n", "", "unit_doubtful"),
    # Somebody else, or a part
    ("a column of nobody knows whom", "指标,乙组\n近30天退款率,9%\n", "", "name_doubtful"),
    ("the market in the sheet", workbook({"大盘": sheet()}), "", "compared_named"),
    ("an account above", daily(before="账号：果果严选\n"), "", "part_only"),
    ("a host in two cells above", daily(before="主播名称,小果\n"), "", "part_only"),
    ("a filter above", daily(before="筛选条件：支付方式=月付\n"), "", "part_only"),
    ("a part behind the shop's name", daily(before="店铺名称：果园（自播）\n"), "", "part_named"),
    ("a product in the file's name", daily(), "商品_红富士_20261001-20261120.csv", "part_named"),
    ("a region in the file's name", daily(), "地域_广东省.csv", "part_named"),
    ("a sample to fill in", daily(before="示例数据（请按此格式填写）\n"), "", "compared_named"),
    ("refunds by the time of refund", daily(before="退款金额按退款时间统计\n"), "", "part_named"),
    ("a running sum", daily(before="当月累计数据\n"), "", "compared_named"),
    ("a note under the table", daily(after="注：以上仅统计自播,,\n"), "", "part_named"),
    ("a note after an empty line", daily(after="\n数据说明：不含商品卡成交\n"), "", "part_named"),
    ("a remark beside every row", daily(f"{PAID},口径", "1000,50,直播间"), "", "remarked"),
    (
        "a remark on one day",
        daily(f"{PAID},备注", lambda day: f"1000,50,{'数据不全' if day.day == 11 else ''}"),
        "",
        "remarked",
    ),
    (
        "a remark of about",
        daily(f"{PAID},备注", lambda d: f"1000,50,{'约3单未计' if d.day == 9 else ''}"),
        "",
        "remarked",
    ),
    ("an estimate", "指标,数值,备注\n近30天退款率,6%,估的\n", "", "remarked"),
    ("creators by another name", daily(f"合作达人,{PAID}", lambda d: f"果{d.day % 2},1000,50"), "", "parts"),
    (
        "two shops, each on days of its own",
        daily(f"店铺名称,{PAID}", lambda day: f"果园{'一' if day.month == 10 else '二'}店,1000,50"),
        "",
        "parts",
    ),
    (
        "two shops by their numbers",
        daily(f"店铺ID,{PAID}", lambda day: f"{1000 + day.month},1000,50"),
        "",
        "parts",
    ),
    ("two shops under headings", "指标,数值\n果园一店,\n近30天退款率,6%\n果园二店,\n", "", "name_doubtful"),
    ("a shop each sheet", workbook({"一号店": sheet(), "二号店": sheet(700, 70)}), "", "sheets_differ"),
    ("a report of ads", daily("消耗,展示次数,成交金额,退款金额", "300,9000,1000,50"), "", "part_named"),
    ("ads by their spend alone", daily("消耗,成交金额,退款金额", "300,1000,50"), "", "part_named"),
    ("boosts apart", daily("消耗,随心推消耗,净成交金额", "300,50,900"), "", "name_doubtful"),
    (
        "a rate of refunded orders",
        ONE.format("近30天支付订单数,3000\n近30天退款订单数,270\n近30天退款率,9%"),
        "",
        "name_doubtful",
    ),
    ("a share as it stands now", ONE.format("当前退款率,9%"), "近30天.csv", "name_doubtful"),
    ("the foremost creators together", ONE.format("近30天头部达人占比,30%"), "", "name_doubtful"),
    ("a report of creators", daily("成交金额,退款金额,预估佣金支出", "1000,50,100"), "", "part_named"),
    ("one kind of ads", daily("消耗,净成交金额", "300,900"), "全域推广_分天.csv", "part_named"),
    (
        "orders in English",
        daily("Order No.,Amount paid,Refunds", "A7,1000,50", first="Date"),
        "",
        "order_list",
    ),
    ("creators in English", workbook({"Influencer sales": sheet()}), "", "part_named"),
    ("streams in English", daily(before="Live sales\n"), "", "part_named"),
    # Days
    (
        "two times in titles and name",
        f"统计周期：2026-09-01 至 2026-09-30\n{SUMMARY}",
        "20261001-20261031.csv",
        "periods_differ",
    ),
    (
        "a window that is not its days",
        f"统计周期：2026-11-14 至 2026-11-20\n{SUMMARY}",
        "近30天.csv",
        "periods_differ",
    ),
    ("the day of the export", f"导出时间：2026年10月31日\n{SUMMARY}", "", "no_day"),
    ("seven days on every day", daily("支付金额(近7天),退款金额(近7天)"), "", "other_window"),
    (
        "thirty days of sales, seven of refunds",
        "近30天支付金额,近7天退款金额\n31000,400\n",
        "",
        "other_window",
    ),
    ("weeks that overlap", "日期,净增粉丝数\n" + lines("70", DAYS[:45], 6), "", "several_a_day"),
    (
        "a month among its days",
        "日期,净增粉丝数\n2026-11-01~2026-11-19,570\n" + lines("30", [d for d in DAYS if d.day != 19]),
        "",
        "several_a_day",
    ),
    (
        "the last days are not there yet",
        daily("净增粉丝数", lambda d: "30" if d < DAYS[-3] else "0"),
        "",
        "zeros_at_end",
    ),
    (
        "a score of nothing",
        daily("商家体验分", lambda day: "82" if day < DAYS[-1] else "0"),
        "",
        "zeros_at_end",
    ),
    ("a year ago", daily(days=[day - timedelta(365) for day in DAYS]), "", "long_ago"),
    (
        "a stream twice",
        "日期,直播间观看人数,直播间成交人数\n" + lines("1000,30") + lines("1000,30", DAYS[::2]),
        "自播.csv",
        "several_a_day",
    ),
    # The file
    (
        "a comma in the header",
        daily("值班(店长,副店长),支付金额,退款金额,单数", "小李,1000,50,20"),
        "",
        "narrow_rows",
    ),
    (
        "a thousand in two cells",
        daily(f"{PAID},备注", lambda d: "2,500,50" if d.day == 5 else "1000,50"),
        "",
        "wide_rows",
    ),
]

READ: list[tuple[str, str | bytes, str, dict[str, float]]] = [
    (
        "the unit of all the others above",
        daily("支付金额(万元),退款金额", "0.1,50", before="单位：元\n"),
        "",
        RIGHT,
    ),
    ("the unit below", daily(row="1250,50", after="注：金额单位为万元,,\n"), "", {MONTH: 372e6, REFUNDS: 4}),
    (
        "the unit in a title",
        daily(row="1250,50", before="经营数据（万元）\n"),
        "",
        {MONTH: 372e6, REFUNDS: 4},
    ),
    ("the unit in the file's name", daily(row="1250,50"), "按天（万元）.csv", {MONTH: 372e6, REFUNDS: 4}),
    (
        "units under the names",
        "日期,支付金额,退款金额\n,(万元),(元)\n" + lines("1,500"),
        "",
        {MONTH: 294500, REFUNDS: 5},
    ),
    (
        "names twice, in two scripts",
        "日期,支付金额,退款金额\ndate,paid,refund\n" + lines("1000,50"),
        "",
        RIGHT,
    ),
    (
        "small refunds beside large sales",
        MONTHLY.format("145000.00", "312.50"),
        "",
        {MONTH: 144687.5, REFUNDS: 0.22},
    ),
    ("a filter that lets all in", daily(before="类目：全部\n载体：不限\n筛选条件：无\n"), "", RIGHT),
    ("notes that say nothing against it", daily(after="数据来源：电商罗盘\n导出人：小李\n"), "", RIGHT),
    ("a money by its whole name", daily(before="单位：人民币元\n"), "", RIGHT),
    (
        "words that hold a hedge by chance",
        daily(f"{PAID},备注", lambda day: f"1000,50,{'预约的客户到店，旧款清完' if day.day == 11 else ''}"),
        "",
        RIGHT,
    ),
    (
        "rows that end before an empty remark",
        daily(f"{PAID},备注", lambda day: f"1000,50{',直播机坏了' if day.day == 11 else ''}"),
        "",
        RIGHT,
    ),
    ("an amount paid is no id", daily("Amount paid (CNY),Refunds (CNY)", first="Date"), "", RIGHT),
    ("a month in a title", f"2026年10月经营数据\n{SUMMARY}", "", RIGHT),
    ("a month in the file's name", SUMMARY, "经营月报_2026年10月.csv", RIGHT),
    ("a period whose end is short", f"统计周期：2026-10-01至10-31\n{SUMMARY}", "", RIGHT),
    ("a period whose end is a day", f"2026年10月1日-31日\n{SUMMARY}", "", RIGHT),
    ("months as six digits", "月份,支付金额,退款金额\n202609,9,9\n202610,31000,1550\n", "", RIGHT),
    ("our column beside the others", "指标,本店,同层级均值\n近30天退款率,6%,8%\n", "", {REFUNDS: 6}),
    ("own sheet with ads", daily(f"{PAID},千川消耗", "1000,50,190"), "", {**RIGHT, "ad_cost_share": 20}),
    (
        "no stream in the last days",
        "日期,直播时长(分钟)\n" + lines("120", DAYS[:41]),
        "自播_20261001-20261120.csv",
        {"live_days_28": 18},
    ),
    (
        "a remark about another line",
        "指标,数值,备注\n近30天退款率,6%,\n近30天品质退货率,1%,估的\n",
        "",
        {REFUNDS: 6},
    ),
    (
        "the sheet of the newest month",
        workbook({"9月": sheet(900, 90, SEPTEMBER), "10月": sheet(days=OCTOBER)}),
        "",
        RIGHT,
    ),
    (
        "a sheet without results first",
        workbook({"汇总": [["指标", "数值"], ["商家体验分", "=明细!B2"]], "明细": sheet()}),
        "",
        RIGHT,
    ),
    ("a sheet of creators beside", workbook({"达人": sheet(300, 10), "全店": sheet()}), "", RIGHT),
    (
        "months that a workbook keeps as days",
        workbook({"a": [HEAD, [date(2026, 9, 1), 1, 1], [date(2026, 10, 1), 31000, 1550]]}),
        "",
        RIGHT,
    ),
    (
        "万 in the format of cells",
        workbook({"a": [HEAD, ["2026-10", 1250, 125]]}, {"B2": '0"万"', "C2": '0"万"'}),
        "",
        {MONTH: 11250000, REFUNDS: 10},
    ),
    (
        "万元 shown, yuan there",
        workbook(
            {"a": [["月份", "支付金额(万元)", "退款金额(万元)"], ["2026-10", 31000, 1550]]},
            {"B2": "0!.0,", "C2": "0!.0,"},
        ),
        "",
        RIGHT,
    ),
    (
        "% in the format of a cell",
        workbook({"a": [["指标", "数值"], ["近30天退款率", 0.5]]}, {"B2": '0.0"%"'}),
        "",
        {REFUNDS: 0.5},
    ),
]


@pytest.mark.parametrize(
    ("content", "name", "code"), [case[1:] for case in DOUBTED], ids=[c[0] for c in DOUBTED]
)
def test_what_speaks_against_a_number_is_told_and_it_is_not_ticked(
    content: str | bytes, name: str, code: str
) -> None:
    found = together(table(content, name or "数据.csv"))

    doubted = {each.metric.id for each in found.values() if code in {one.code for one in each.notices}}
    assert doubted or code == "order_list"
    assert not doubted.intersection(ticked(found))
    # What stands beside it may be right.
    assert ticked(found).keys() <= {"net_roi", "gpm"}


@pytest.mark.parametrize(("content", "name", "right"), [case[1:] for case in READ], ids=[c[0] for c in READ])
def test_what_says_nothing_against_a_number_leaves_it_ticked(
    content: str | bytes, name: str, right: dict[str, float]
) -> None:
    assert ticked(together(table(content, name or "数据.csv"))) == right


def test_another_money_in_the_format_of_cells_is_no_yuan() -> None:
    rows: list[list[object]] = [[*HEAD], ["2026-10", 31000, 1550]]

    for code in ('"$"#,##0.00', "[$US$-409]#,##0.00", "[$€-2]0.00"):
        assert together(table(workbook({"a": rows}, {"B2": code, "C2": code}))) == {}
    for code in ("[$¥-804]#,##0.00", '_ "¥"* #,##0.00_ '):
        assert ticked(together(table(workbook({"a": rows}, {"B2": code, "C2": code})))) == RIGHT


@pytest.mark.parametrize("day", [date(2026, 10, 11), OCTOBER[-1]], ids=["inside", "last"])
def test_a_row_whose_day_is_merged_with_the_one_above_is_missed(day: date) -> None:
    rows = sheet(days=OCTOBER)
    rows.insert(1 + OCTOBER.index(day) + 1, ["", 400, 20])

    found = together(table(workbook({"a": rows})))

    assert ticked(found) == {}
    assert "dayless_inside" in {one.code for one in found[MONTH].notices}


def test_a_day_that_is_not_over_is_no_part_of_a_sum() -> None:
    fans = daily("净增粉丝数", lambda day: "30" if day < DAYS[-1] else "2")
    month = daily(days=OCTOBER)

    running = together(table(fans, today=DAYS[-1]))["new_fans_30d"]
    begun = together(table(month, today=OCTOBER[-1]))[MONTH]

    assert (running.number, running.proposal.as_of, running.ticked) == (900, DAYS[-2], True)
    assert (begun.number, begun.ticked) == (28500, False)


@pytest.mark.parametrize("order", [1, -1])
def test_files_of_two_months_are_not_mixed(order: int) -> None:
    files = [
        table("支付金额,退款金额\n60000,9000\n", "核心_20260901-20260930.csv"),
        table(SUMMARY, "核心_20261001-20261031.csv"),
    ]

    assert ticked(together(*files[::order])) == RIGHT


def test_sales_of_one_month_and_refunds_of_another_give_no_rate() -> None:
    files = [
        table("支付金额,访客数\n31000,9\n", "支付_20261001-20261031.csv"),
        table("退款金额,访客数\n900,9\n", "退款_20260901-20260930.csv"),
    ]

    assert ticked(together(*files)) == {}


def test_files_of_two_shops_are_told() -> None:
    files = [
        table(daily(before="店铺名称,果园旗舰店\n", days=OCTOBER)),
        table(daily(before="店铺名称,果园二店\n", days=DAYS[31:])),
    ]

    found = together(*files)

    assert ticked(found) == {}
    assert "shops_differ" in {one.code for one in found[MONTH].notices}


def test_a_month_beside_its_days_is_not_counted_twice_unseen() -> None:
    whole = table("日期,支付金额,退款金额\n2026-10-01~2026-10-31,31000,1550\n")

    found = together(whole, table(daily(days=OCTOBER[:30])))

    assert MONTH not in ticked(found)
