"""The spread of several respondents: range, median, what to talk about, and who stays nameless."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.charts import DimensionVoices, ItemVoices, agreement_chart, agreement_table, picked, theme
from assessment.charts.picks import Kind
from tests.charts.boxes import boxes, collisions

ROTA = ItemVoices("water.rota", "谁浇水", {0: 1, 2: 3}, silent=1)
TESTS = ItemVoices("soil.tests", "土样", {1: 2, 2: 2}, agreed=2)
COMPOST = ItemVoices("soil.compost", "堆肥 <b>", {3: 2})
HEAT = ItemVoices("glass.heat", "保温", {}, silent=2)
GARDEN = (
    DimensionVoices("soil", "土壤", (TESTS, COMPOST), "还要再谈"),
    DimensionVoices("water", "浇水", (ROTA,)),
    DimensionVoices("glass", "温室", (HEAT,)),
)
voices = st.builds(
    ItemVoices,
    id=st.just("bed.item"),
    name=st.text(max_size=40),
    points=st.dictionaries(st.integers(0, 3), st.integers(1, 4)),
    silent=st.integers(0, 3),
    agreed=st.none() | st.integers(0, 3),
)
beds = st.builds(
    DimensionVoices,
    id=st.just("bed"),
    name=st.text(max_size=40),
    items=st.lists(voices, max_size=4).map(tuple),
    words=st.text(max_size=40),
)


def trace(figure: Any, meta: str) -> Any:
    return next((one for one in figure.data if one.meta == meta), None)


def words(figure: Any) -> list[str]:
    return [note.text for note in figure.layout.annotations]


@settings(max_examples=30, deadline=None)
@given(st.lists(beds, max_size=3), st.sampled_from(["zh", "en"]), st.booleans(), st.booleans())
def test_whatever_was_answered_no_words_cover_others_or_leave_the_page(
    dimensions: list[DimensionVoices],
    language: str,
    narrow: bool,  # noqa: FBT001
    nameless: bool,  # noqa: FBT001
) -> None:
    page = theme.NARROW if narrow else theme.WIDE
    figure = agreement_chart(dimensions, 3, language, narrow=narrow, nameless=nameless)

    assert collisions(figure, page) == []
    assert all(box.right <= page - figure.layout.margin.l + 1 for box in boxes(figure, page))
    assert len(agreement_table(dimensions, language)) == sum(len(each.items) for each in dimensions)


def test_items_two_points_or_more_apart_are_thick_and_have_a_sign() -> None:
    figure = agreement_chart(GARDEN, 3, "zh")

    assert list(trace(figure, "range_apart").x) == [0, 2, None]
    assert list(trace(figure, "range_near").x) == [1, 2, None]
    assert trace(figure, "range_apart").line.width > trace(figure, "range_near").line.width
    assert "<b>◆ 差 2 级 · 1 人没给级</b>" in words(figure)
    assert "差 1 级" in words(figure)
    assert "一致" in words(figure)
    assert "没人给级 · 2 人没给级" not in words(figure), "said once is enough"


def test_the_median_is_filled_the_lower_one_of_two_and_others_are_hollow_with_their_count() -> None:
    figure = agreement_chart(GARDEN, 3, "en")
    median, others = trace(figure, "median"), trace(figure, "others")

    assert list(median.x) == [1, 3, 2]
    assert list(median.text) == ["2", "2", "3"]
    assert (list(others.x), list(others.text)) == ([2, 0], ["2", "1"])
    assert median.marker.color != others.marker.color
    assert list(trace(figure, "agreed").x) == [2]


def test_a_mark_opens_its_item() -> None:
    figure = agreement_chart(GARDEN, 3, "en")
    pick = picked({"points": [{"customdata": list(trace(figure, "median").customdata[2])}]})

    assert pick is not None
    assert (pick.kind, pick.dimension, pick.items) == (Kind.ITEM, "water", ("water.rota",))


def test_the_nameless_spread_shows_no_counts_and_nothing_of_fewer_than_three() -> None:
    figure = agreement_chart(GARDEN, 3, "zh", nameless=True)

    assert trace(figure, "others") is None
    assert trace(figure, "median").text is None
    assert list(trace(figure, "median").x) == [1, 2], "compost has two answers only"
    assert words(figure).count("不到 3 人答，不显示") == 2
    table = agreement_table(GARDEN, "zh", nameless=True).set_index("题目")
    assert table.loc["堆肥 <b>", ["最低", "中位", "最高", "相差"]].isna().all()
    assert list(table.loc["谁浇水", ["最低", "中位", "最高", "相差"]]) == [0, 2, 2, 2]


def test_the_table_has_what_the_chart_shows() -> None:
    table = agreement_table(GARDEN, "en").set_index("Item")

    assert list(table.loc["土样"][1:]) == [1, 1, 2, 1, 4, 0, 2]
    assert table.loc["保温", "People without a point"] == 2


def test_names_are_written_out() -> None:
    assert "堆肥 &lt;b&gt;" in words(agreement_chart(GARDEN, 3, "zh"))


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_every_dimension_has_the_points_above_its_tracks(narrow: bool) -> None:  # noqa: FBT001
    text = words(agreement_chart(GARDEN, 3, "zh", narrow=narrow))

    assert [text.count(str(point)) for point in range(4)] == [3, 3, 3, 3]


def test_nobody_says_so() -> None:
    assert words(agreement_chart([], 3, "zh")) == ["还没有人回答"]
