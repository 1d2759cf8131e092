"""Real-looking exports import right: the numbers of `files/numbers/expected.yaml`, cell by cell."""

from datetime import date
from typing import Any

import pytest

from tests.spreadsheets.reading import FILES, offers, read
from tests.yaml_cases import read_cases

CASES: list[Any] = [pytest.param(case, id=case["file"]) for case in read_cases(FILES / "expected.yaml")]


@pytest.mark.parametrize("case", CASES)
def test_an_export_gives_the_numbers_a_consultant_works_out_from_it(case: dict[str, Any]) -> None:
    table = read((FILES / case["file"]).read_bytes(), file=case.get("named", case["file"]))

    found = {
        metric: {"number": offer.number, "as_of": offer.proposal.as_of, "ticked": offer.ticked}
        for metric, offer in offers(table).items()
    }

    assert found == {
        metric: {
            "number": said["number"],
            "as_of": said["as_of"],
            "ticked": said.get("ticked", "yes") not in {"no", False},
        }
        for metric, said in case["numbers"].items()
    }, case["what"]
    assert table.sheet == case.get("sheet", table.sheet)
    told = {notice.code for notice in table.notices}
    told |= {notice.code for offer in offers(table).values() for notice in offer.notices}
    assert set(case.get("told", [])) <= told


def test_every_number_names_the_cells_it_was_made_of() -> None:
    found = offers(read((FILES / "doudian-daily.csv").read_bytes()))["monthly_gmv_after_refunds"]

    assert [(name, place.address) for name, place in found.proposal.places] == [
        ("支付金额(元)", "B6:B36"),
        ("退款金额(元)", "D6:D36"),
    ]


def test_the_columns_of_a_merged_header_carry_the_words_above_them() -> None:
    table = read((FILES / "compass-live.xlsx").read_bytes())

    assert [source.name for source in table.series][:3] == [
        "流量 · 直播间观看人数",
        "流量 · 直播间观看次数",
        "停留与粉丝 · 人均看播时长",
    ]
    assert table.table.period is not None
    assert (table.table.period.first, table.table.period.last) == (date(2026, 10, 22), date(2026, 11, 20))


def test_a_hidden_sheet_is_not_offered_and_another_sheet_may_be_chosen() -> None:
    raw = (FILES / "two-sheets.xlsx").read_bytes()

    assert list(read(raw).sheets) == ["说明", "月度"]
    assert read(raw, "说明").says_something is False


def test_formulas_that_were_never_worked_out_are_named_with_their_place() -> None:
    table = read((FILES / "formulas.xlsx").read_bytes())

    assert [(one.code, one.values) for one in table.notices] == [("formula", {"count": 3, "where": "表!D2"})]


def test_without_a_header_nothing_is_guessed_and_nothing_is_remembered() -> None:
    table = read((FILES / "no-header.csv").read_bytes())

    assert [one.code for one in table.notices] == ["no_header"]
    assert [source.name for source in table.series] == ["B", "C"]
    assert table.signature is None


def test_nobody_is_asked_which_single_order_to_read() -> None:
    orders = read(
        "主订单编号,选购商品,订单状态,支付金额\n"
        + "".join(f"69000{row},苹果,{'已完成' if row % 2 else '已关闭'},39.9\n" for row in range(8))
    )

    assert orders.is_list
    names = [part.column.name for part in orders.scope.parts]
    assert "主订单编号" not in names
    assert "订单状态" in names
