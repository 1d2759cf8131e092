"""The header, titles and totals of a sheet are found by how it looks, whatever separator and encoding."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.instrument.model import Metric
from assessment.spreadsheets import Unreadable
from assessment.spreadsheets.header import says_total
from assessment.spreadsheets.matching import Lookup, Match
from assessment.spreadsheets.notices import SheetNotice
from tests.shipped import BANK
from tests.spreadsheets.reading import offered, offers, read

LOOKUP = Lookup(BANK)

PLAIN = "日期,支付金额,退款金额\n2026-11-01,100,5\n2026-11-02,300,15\n"


def names(raw: bytes | str) -> list[str]:
    return [column.name for column in read(raw).table.columns]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("sign", [",", "\t", ";", "|"], ids=["comma", "tab", "semicolon", "bar"])
def test_encoding_and_separator_change_nothing(encoding: str, sign: str) -> None:
    # Long enough that UTF-16 without its mark can be told.
    text = PLAIN + "".join(f"2026-10-{day:02d},100,5\n" for day in range(1, 32))

    assert offered(text.replace(",", sign).encode(encoding)) == offered(text)


def test_title_lines_are_no_header_even_where_they_are_a_name_and_a_value() -> None:
    raw = "经营数据\n店铺名称,老陈果园\n统计周期,2026-11-01 至 2026-11-02\n\n" + PLAIN

    table = read(raw).table

    assert table.titles == ("经营数据", "店铺名称  老陈果园", "统计周期  2026-11-01 至 2026-11-02")
    assert table.header == (5,)
    assert [column.name for column in table.columns] == ["日期", "支付金额", "退款金额"]


def test_a_title_right_above_the_header_does_not_become_part_of_it() -> None:
    assert names("店铺名称,老陈果园\n" + PLAIN) == ["日期", "支付金额", "退款金额"]


def test_cells_merged_across_name_every_column_under_them() -> None:
    raw = (
        "日期,自播,,达人,\n,支付金额,退款金额,支付金额,退款金额\n2026-11-01,100,5,200,9\n2026-11-02,1,2,3,4\n"
    )

    assert names(raw) == ["日期", "自播 · 支付金额", "自播 · 退款金额", "达人 · 支付金额", "达人 · 退款金额"]


@pytest.mark.parametrize("rest", [1, 9, 20])
def test_a_day_of_which_only_words_are_said_is_no_header(rest: int) -> None:
    rows = [f"2026-11-{day:02d},{'休息,休息' if day == rest else '1000,5'}\n" for day in range(1, 21)]

    table = read("日期,支付金额,退款金额\n" + "".join(rows)).table

    assert (table.header, len(table.rows)) == ((1,), 20)


def test_a_part_of_the_shop_is_not_taken_for_the_whole_of_it() -> None:
    raw = (
        "日期,自播,,达人,\n,支付金额,退款金额,支付金额,退款金额\n2026-11-01,100,5,200,9\n2026-11-02,1,2,3,4\n"
    )

    chosen = list(read(raw).chosen.values())

    assert [(one.subject, one.twice) for one in chosen] == [
        ("own_live_amount", False),
        (None, False),
        (None, False),
        (None, False),
    ]


@pytest.mark.parametrize("metric", BANK.instrument.metrics, ids=lambda metric: metric.id)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_number_is_known_by_every_name_the_pages_give_it(metric: Metric, language: str) -> None:
    name, unit, window = (
        one if isinstance(one, str) else one.in_(language)
        for one in (metric.name, metric.unit, metric.window)
    )
    for header in (
        name,
        f"{name} ({unit})",
        f"{name}（{window}）",
        f"{name}（{unit}，{window}）",
        name.upper(),
    ):
        assert LOOKUP.find([header]) == Match(metric.id, "high"), header


def test_a_word_above_that_narrows_a_column_rules_its_own_name_out() -> None:
    raw = "日期,{},\n,支付金额,退款金额\n2026-11-01,100,5\n2026-11-02,300,15\n"

    assert "refund_rate" not in offered(raw.format("达人"))
    assert "refund_rate" in offered(raw.format("成交"))


def test_what_stands_twice_is_taken_once_and_the_second_is_pointed_out() -> None:
    chosen = list(read("日期,支付金额,成交金额\n2026-11-01,100,101\n").chosen.values())

    assert [(one.subject, one.twice) for one in chosen] == [("amount_paid", False), (None, True)]


@pytest.mark.parametrize("word", ["合计", "总计", "Total", "合 计", "小计：", "平均"])
def test_totals_are_never_counted_with_their_rows(word: str) -> None:
    assert offered(PLAIN + f"{word},400,20\n") == offered(PLAIN)
    assert [one.code for one in read(PLAIN + f"{word},400,20\n").notices] == ["totals_left_out"]


def test_a_header_that_comes_again_on_each_page_is_no_row() -> None:
    assert offered(PLAIN + PLAIN) == offered(PLAIN + "2026-11-01,100,5\n2026-11-02,300,15\n")


def test_line_ends_inside_quotes_do_not_break_a_row() -> None:
    raw = '日期,备注,支付金额,退款金额\n2026-11-01,"下雨\n少播",100,5\n2026-11-02,,300,15\n'

    assert offered(raw) == offered(PLAIN)


def test_metrics_in_rows_and_days_in_columns() -> None:
    raw = "指标,2026-11-01,2026-11-02\n支付金额,100,300\n退款金额,5,15\n商家体验分,80,82\n"

    table = read(raw)

    assert table.table_series.shape == "long"
    assert offered(raw)["refund_rate"] == 5
    assert offered(raw)["experience_score"] == 82


def test_of_this_period_and_the_last_the_values_of_this_one_count() -> None:
    raw = "指标,本期,上期,同行均值\n商家体验分,82,79,75\n退款率,6%,7%,9%\n"

    assert offered(raw) == {"experience_score": 82, "refund_rate": 6}


@given(st.permutations(range(4)))
def test_the_order_of_columns_changes_nothing_and_the_shape_stays_known(order: list[int]) -> None:
    rows = [
        ["日期", "支付金额", "退款金额", "商家体验分"],
        ["2026-11-01", "100", "5", "80"],
        ["2026-11-02", "300", "15", "82"],
    ]
    shuffled = "\n".join(",".join(row[place] for place in order) for row in rows) + "\n"
    original = "\n".join(",".join(row) for row in rows) + "\n"

    assert offered(shuffled) == offered(original)
    assert read(shuffled).signature == read(original).signature


@given(st.lists(st.lists(st.text(max_size=12), max_size=5), min_size=1, max_size=12))
def test_no_table_of_words_makes_the_reader_fail(cells: list[list[str]]) -> None:
    text = "\n".join(",".join(row) for row in cells)
    # Some are refused in words; none fails otherwise.
    with suppress(Unreadable):
        offers(read("a,b\n" + text.encode("utf-8", "replace").decode()))


@pytest.mark.parametrize(
    "row", ["11月小计,400,20", "本页合计,400,20", "合计（2天）,400,20", "总计：2天,400,20"]
)
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_total_under_a_longer_name_is_one_wherever_it_stands(row: str, place: int) -> None:
    lines = PLAIN.splitlines()
    lines.insert(place, row)

    assert offered("\n".join(lines)) == offered(PLAIN)
    assert [one.code for one in read("\n".join(lines)).notices] == ["totals_left_out"]


@pytest.mark.parametrize("name", ["退款合计金额", "成交汇总表", "平均响应时长", "日均支付金额"])
def test_a_name_with_such_a_word_in_it_is_no_total(name: str) -> None:
    assert not says_total(name)


@pytest.mark.parametrize("row", [",3100,310", "全部,3100,310", "退款按支付时间统计,,"])
def test_the_odd_row_that_is_about_no_day_is_left_out_of_a_table_of_days_and_told(row: str) -> None:
    days = "日期,支付金额,退款金额\n" + "".join(f"2026-10-{day:02d},100,10\n" for day in range(1, 32))

    assert offered(days + row + "\n") == offered(days)
    assert [one.code for one in read(days + row + "\n").notices] == ["dayless_left_out"]


def test_where_rows_without_a_day_are_many_none_is_left_out_and_the_sum_is_not_ticked() -> None:
    raw = "统计周期：2026-10-01 至 2026-10-31\n\n日期,支付金额,退款金额\n"
    raw += "".join(f"{day},100,10\n" for day in ("2026-10-01", "", "2026-10-02", ""))

    found = offers(read(raw))["monthly_gmv_after_refunds"]

    assert (found.number, found.ticked) == (360, False)
    assert "several_rows" in {one.code for one in found.notices}


def test_days_that_cannot_be_read_are_pointed_at() -> None:
    (notice,) = read("日期,支付金额,退款金额\n10-01,100,5\n10-02,300,15\n").notices

    assert (notice.code, notice.values) == ("day_unread", {"where": "A2", "value": "10-01"})


def test_of_several_columns_of_values_the_first_is_offered_and_not_ticked() -> None:
    found = offers(read("指标,10月,11月\n支付金额,100,300\n退款金额,5,15\n"))["monthly_gmv_after_refunds"]

    assert (found.number, found.ticked) == (95, False)
    assert [one.code for one in found.notices] == ["several_columns", "no_day"]


def test_names_in_a_notice_are_listed_as_the_language_does() -> None:
    beside = SheetNotice("several_columns", {"column": "B", "others": "11月、12月"})
    rows = SheetNotice("whole_rows", {"rows": "载体类型 = 全部, 投放时段 = 不限"})

    assert "11月, 12月" in beside.text.in_("en")
    assert "11月、12月" in beside.text.in_("zh")
    assert "全部、投放时段" in rows.text.in_("zh")


def test_a_line_whose_name_is_known_and_whose_value_is_no_exact_number_is_told() -> None:
    (notice,) = read("指标,数值\n商家体验分,82\n最大达人占比,约30%\n").notices

    assert (notice.code, notice.values["where"]) == ("not_a_number", "B3")
    assert notice.values["value"] == "最大达人占比 约30%"


def test_a_header_without_rows_is_not_called_a_table_without_a_header() -> None:
    table = read("日期,支付金额,退款金额\n")

    assert (list(table.series), list(table.notices)) == ([], [])
