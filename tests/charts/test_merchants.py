"""The charts of many merchants: what is drawn, what is left out, and who stays nameless."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.charts import theme
from assessment.charts.merchants import cohort_strip, spread_chart
from assessment.charts.picks import Kind, picked
from assessment.charts.theme import Look
from assessment.presentation.merchants import (
    Cohort,
    IndexCount,
    MerchantScores,
    bin_of,
    cohort_of,
    cohort_table,
    merchants_table,
    spread_table,
)
from tests.charts import seasons
from tests.charts.boxes import boxes, collisions
from tests.charts.frames import frame

BANK = seasons.bank()
DIMENSIONS = [dimension.id for dimension in BANK.dimensions]
scores = st.none() | st.integers(0, 1000).map(lambda tenths: tenths / 10)
merchants = st.builds(
    MerchantScores,
    id=st.uuids().map(str),
    name=st.text(max_size=40),
    stage=st.sampled_from([None, "launch", "growth", "mature", "of another bank"]),
    index=scores,
    dimensions=st.dictionaries(st.sampled_from(DIMENSIONS), scores),
)


def merchant(
    number: int, index: float | None = 50.0, stage: str | None = "growth", **more: float | None
) -> MerchantScores:
    return MerchantScores(f"m{number}", f"小店 {number}", stage, index, more)


def index_counts(rows: Iterable[MerchantScores]) -> list[IndexCount]:
    """Count merchants by stage and index, as the database does; those without an index are left out."""
    counts = Counter((one.stage, bin_of(one.index)) for one in rows if one.index is not None)
    return [IndexCount(stage, lower, count) for (stage, lower), count in counts.items()]


def trace(figure: Any, meta: str) -> Any:
    return next(one for one in figure.data if one.meta == meta)


def words(figure: Any) -> list[str]:
    return [note.text for note in figure.layout.annotations]


@settings(max_examples=15, deadline=None)
@given(st.lists(merchants, max_size=55), st.sampled_from(["zh", "en"]), st.booleans())
def test_whatever_the_merchants_no_words_cover_others_or_leave_the_page(
    rows: list[MerchantScores],
    language: str,
    narrow: bool,  # noqa: FBT001
) -> None:
    page = theme.NARROW if narrow else theme.WIDE
    figure = spread_chart(index_counts(rows), BANK, Look(language, narrow))
    around = figure.layout.margin
    assert collisions(figure, page) == []
    assert all(box.right <= page - around.l + 1 for box in boxes(figure, page))
    assert len(frame(merchants_table(rows, BANK, language))) == len(rows)
    counted = frame(spread_table(index_counts(rows), BANK, language))
    assert counted.iloc[:, -1].sum() == sum(one.index is not None for one in rows)


def test_stages_stand_from_the_highest_down_and_count_by_five_points() -> None:
    rows = [merchant(1, 52.0), merchant(2, 54.9), merchant(3, 100.0, "mature"), merchant(4, 20.0, None)]
    figure = spread_chart(index_counts(rows), BANK, Look("zh"))
    bars = {one.name: (list(one.x), list(one.y)) for one in figure.data}

    assert list(bars) == ["成熟期", "成长期", "启动期", "还不能下结论"]
    assert bars["成长期"][0] == [52.5]
    assert bars["成熟期"][0] == [97.5], "an index of 100 belongs to the last step"
    assert bars["成长期"][1][0] == 2 * bars["成熟期"][1][0], "one scale for all"
    assert bars["启动期"] == ([], [])


def test_a_bar_opens_its_stage() -> None:
    figure = spread_chart([IndexCount("growth", 50, 3)], BANK, Look("en"))
    bars = next(one for one in figure.data if one.name == "Growth")
    pick = picked({"points": [{"customdata": list(bars.customdata[0])}]})

    assert pick is not None
    assert (pick.kind, pick.stage) == (Kind.STAGE, "growth")
    assert list(bars.customdata[0])[1:3] == ["Index 50 to 55", "merchants: 3"]


@pytest.mark.parametrize("others", range(5))
def test_five_merchants_or_fewer_get_no_place_among_them(others: int) -> None:
    cohort = cohort_of(50.0, [40.0] * others)

    assert not cohort.is_nameless
    with pytest.raises(ValueError, match=f"{others + 1} in all"):
        cohort_strip(50.0, cohort, Look("en"))


@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_six_merchants_show_a_place_and_nobodys_exact_index(narrow: bool) -> None:  # noqa: FBT001
    cohort = cohort_of(57.4, [41.2, 43.3, 57.4, 61.8, 88.1])
    figure = cohort_strip(57.4, cohort, Look("zh", narrow))

    assert "<b>总分 57.4，比另外 5 家中的 2 家高</b>" in words(figure)
    assert list(trace(figure, "others").x) == [42.5, 57.5, 62.5, 87.5]
    assert list(trace(figure, "own").x) == [57.4]
    assert collisions(figure, theme.NARROW if narrow else theme.WIDE) == []
    assert frame(cohort_table(cohort, "zh"))["家数"].tolist() == [2, 2, 1, 1]


def test_a_cohort_may_come_counted_from_a_database() -> None:
    figure = cohort_strip(57.4, Cohort({40: 4000, 55: 3000}, lower=5200), Look("en"))

    assert "<b>Index 57.4: above 5200 of the 6999 others</b>" in words(figure)
