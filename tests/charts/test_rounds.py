"""The charts of rounds on a year of an example merchant: what is drawn, and that it can be read."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings

from assessment.charts import theme
from assessment.charts.line import line_chart
from assessment.charts.picks import Kind, Pick, picked
from assessment.charts.profile import overlay_chart
from assessment.charts.slope import slope_chart
from assessment.charts.theme import Look
from assessment.charts.waterfall import waterfall_chart
from assessment.instrument.model import Criterion, Gate, Instrument
from assessment.presentation.items import item_history_table
from assessment.presentation.profile import profile_pair_table
from assessment.presentation.rounds import CAUSES, line_table, slope_table, turn_of, waterfall_table
from assessment.responses import Absent
from assessment.scoring.comparison import Series, compare, series
from tests.charts import seasons
from tests.charts.frames import frame
from tests.charts.seasons import across_versions, climbing, falling, many
from tests.scoring.rounds import any_two

Draw = Callable[..., Any]


def trace(figure: Any, meta: str) -> Any:
    """The trace with this meaning, or None where it is not drawn."""
    return next((one for one in figure.data if one.meta == meta), None)


def words(figure: Any) -> list[str]:
    return [note.text for note in figure.layout.annotations]


def legend(figure: Any) -> list[str]:
    return [one.name for one in figure.data if one.showlegend]


def behind(mark: Any) -> list[Pick]:
    """What lies behind the marks of a trace, as a page is told."""
    found = [picked({"points": [{"customdata": list(data)}]}) for data in mark.customdata]
    assert None not in found
    return [pick for pick in found if pick is not None]


def everything(whole: Series) -> Iterator[Draw]:
    """Every chart there is of a series."""
    yield lambda look: line_chart(whole, look)
    yield lambda look: slope_chart(whole.overall, look)
    yield lambda look: waterfall_chart(whole.overall, look)
    first, last = whole.rounds[0].results, whole.rounds[-1].results
    yield lambda look: overlay_chart(first, last, ("2026-03-02", "2026-12-14"), look)


# Over time


def test_rounds_stand_true_to_their_days_and_symbols_tell_their_stages() -> None:
    marks = trace(line_chart(climbing(), Look("zh")), "rounds")

    assert list(marks.x) == [(day - seasons.DAYS[0]).days for day in seasons.DAYS]
    assert list(marks.y) == [each.results.index_score for each in climbing().rounds]
    assert list(marks.marker.symbol) == ["square", "circle", "circle", "circle"]


def test_only_changes_beyond_the_error_are_solid() -> None:
    figure = line_chart(climbing(), Look("zh"))

    assert [pair.real for pair in climbing().pairs] == [False, True, False]
    assert len(trace(figure, "charts.line_real").x) == 3
    assert len(trace(figure, "charts.line_noise").x) == 6
    assert trace(figure, "charts.line_real").line.dash is None
    assert trace(figure, "charts.line_noise").line.dash == "dot"


def test_where_the_questions_changed_the_line_breaks_and_the_versions_are_named() -> None:
    figure = line_chart(across_versions(), Look("en"))

    assert "Dashed: other questions (1.0.0 → 1.1.0)" in legend(figure)
    days = [(day - seasons.DAYS[0]).days for day in seasons.DAYS]
    drawn = [
        x
        for meta in ("charts.line_real", "charts.line_noise")
        for x in trace(figure, meta).x
        if x is not None
    ]
    assert sorted(drawn) == [days[0], days[1], days[2], days[3]], "from 1 to 2 and from 3 to 4"
    bridge = trace(figure, "charts.line_bridge")
    assert list(bridge.x) == [days[1], days[2], None]


def test_the_stripes_reach_to_what_would_be_were_everything_missing_in_place() -> None:
    assert trace(line_chart(falling(), Look("zh")), "high") is None
    figure = line_chart(climbing(), Look("zh"))
    high = trace(figure, "high")

    last = climbing().rounds[-1].results
    assert high.base[-1] == last.index_score
    assert high.base[-1] + high.y[-1] == pytest.approx(last.index_score_high)


def with_cut(instrument: Instrument, at: float) -> Instrument:
    """An instrument whose first gate asks for an index."""
    gate = instrument.gates[0]
    must = [*gate.must, Criterion(index="overall", at_least=at)]
    gates = [Gate.model_validate({**dict(gate), "must": must}), *instrument.gates[1:]]
    return instrument.model_copy(update={"gates": gates})


def test_each_cut_of_the_index_stands_for_the_rounds_of_its_version_only() -> None:
    answers = seasons.example().answers
    versions = [
        with_cut(seasons.bank(), 50.0),
        with_cut(seasons.bank(), 50.0),
        with_cut(seasons.next_bank(), 55.5),
    ]
    whole = series(
        [
            seasons.a_round(version, answers, day, n)
            for n, (version, day) in enumerate(zip(versions, seasons.DAYS, strict=False), start=1)
        ],
        [seasons.BREAK],
    )
    figure = line_chart(whole, Look("en"))

    first, second, third = trace(figure, "rounds").x
    cuts = {one.name: [x for x in one.x if x is not None] for one in figure.data if one.meta == "cut"}
    assert list(cuts) == ["Growth 50", "Growth 55.5"]
    assert max(cuts["Growth 50"]) == min(cuts["Growth 55.5"]) == (second + third) / 2
    assert min(cuts["Growth 50"]) < first


def test_rounds_of_one_day_stand_side_by_side_and_undated_ones_in_order() -> None:
    marks = trace(line_chart(many(), Look("zh", narrow=True)), "rounds")
    assert all(a < b for a, b in pairwise(marks.x))

    answers = seasons.example().answers
    undated = series([seasons.a_round(seasons.bank(), answers, None, n) for n in (1, 2, 3)])
    figure = line_chart(undated, Look("zh"))
    assert list(trace(figure, "rounds").x) == [0, 1, 2]
    assert list(figure.layout.xaxis.ticktext) == ["第 1 次", "第 2 次", "第 3 次"]


def test_a_round_opens_the_items_that_changed_in_it() -> None:
    first, second, *_ = behind(trace(line_chart(climbing(), Look("zh")), "rounds"))

    assert (first.kind, first.round) == (Kind.ROUND, 1)
    # The first round has none before it: it opens what changed to the next.
    assert first.items == second.items != ()
    assert second.round == 2
    assert second.items == tuple(one.item for one in climbing().pairs[0].items if one.cause != "same")


def test_the_table_over_time_has_the_published_figures() -> None:
    table = frame(line_table(across_versions(), "en"))

    assert table["Index"].tolist() == [each.results.index_score for each in across_versions().rounds]
    assert table["Version of the questions"].tolist() == ["1.0.0", "1.0.0", "1.1.0", "1.1.0"]
    assert table["Comparable with the one before"].tolist() == ["", "yes", "yes", "yes"]


# Slopes


def test_changes_within_noise_are_dashed_hollow_and_have_a_sign() -> None:
    figure = slope_chart(climbing().overall, Look("en"))
    sure = [one for one in figure.data if one.meta == "charts.key_moved"]
    other = [one for one in figure.data if one.meta == "charts.key_unmoved"]

    assert {one.line.dash for one in sure} == {"solid"}
    assert {one.line.dash for one in other} == {"dash"}
    marks = trace(figure, "dimensions")
    hollow = sum(colour == theme.LIGHT.paper for colour in marks.marker.color)
    assert hollow == 2 * len(other)
    assert any("≈ +9.5 within error" in text for text in words(figure))
    assert any("▲ +22.2 beyond error" in text for text in words(figure))


def test_a_narrow_slope_explains_its_signs() -> None:
    text = " ".join(legend(slope_chart(climbing().overall, Look("zh", narrow=True))))

    assert "▲ 超过误差" in text
    assert "≈ 误差之内" in text
    assert "▼ 超过误差" not in text, "nothing fell"


def test_a_dimension_with_a_result_in_one_round_only_has_a_mark_and_no_line() -> None:
    answers = dict(seasons.example().answers)
    ads = [item.id for item in seasons.bank().dimension("ads").items if item.id in answers]
    gone = seasons.moved(answers, dict.fromkeys(ads, Absent.DONT_KNOW))
    pair = compare(
        seasons.a_round(seasons.bank(), answers, seasons.DAYS[0], 1),
        seasons.a_round(seasons.bank(), gone, seasons.DAYS[1], 2),
    )
    figure = slope_chart(pair, Look("zh"))
    marks = trace(figure, "dimensions")

    assert [pick.round for pick in behind(marks) if pick.dimension == "ads"] == [1]
    assert any(text.startswith("广告投放  – – 只有一次有结果") for text in words(figure))


def test_a_dimension_opens_its_changed_items() -> None:
    picks = behind(trace(slope_chart(climbing().overall, Look("zh")), "dimensions"))
    content = next(pick for pick in picks if pick.dimension == "content")

    assert content.items == tuple(item.id for item in list(seasons.anchored("content"))[:4])


def test_the_table_of_slopes_has_the_scores_and_the_words() -> None:
    table = frame(slope_table(climbing().overall, "zh")).set_index("维度")

    assert list(table.loc["总分", ["之前", "之后", "变化"]]) == [57.1, 67.2, 10.1]
    assert table.loc["内容创作", "变化"] == 22.2
    assert table.loc["C 营销活动", "是不是误差"] == "没变"


# Items


def test_the_table_of_items_says_in_words_what_the_cells_show() -> None:
    table = frame(item_history_table(climbing(), "en")).set_index("Item")
    item = next(seasons.anchored("content")).label.in_("en")

    assert table.loc[item, "2026-06-08"] == "Point 3 · Improved"
    assert table.loc[item, "2026-09-21"] == "Point 3 · carried over"


# Causes


def test_each_bar_begins_where_the_one_above_ended_and_they_add_up_as_shown() -> None:
    for pair in [climbing().overall, falling().overall, across_versions().overall, *across_versions().pairs]:
        figure = waterfall_chart(pair, Look("zh"))
        causes, scores = trace(figure, "causes"), trace(figure, "scores")
        ends = [base + step for base, step in zip(causes.base, causes.x, strict=True)]

        assert [round(x, 1) for x in causes.base] == [round(x, 1) for x in [scores.x[0], *ends[:-1]]]
        assert round(ends[-1], 1) == round(scores.x[1], 1)
        assert pair.index.shown_parts is not None
        assert [round(10 * x) for x in causes.x] == list(pair.index.shown_parts)


def test_the_four_causes_differ_by_pattern_not_only_by_colour() -> None:
    shapes = trace(waterfall_chart(climbing().overall, Look("zh")), "causes").marker.pattern.shape

    assert len(set(shapes)) == 4


def test_a_cause_opens_the_items_behind_it() -> None:
    picks = {
        pick.cause: pick for pick in behind(trace(waterfall_chart(falling().overall, Look("zh")), "causes"))
    }
    worsened = [one.item for one in falling().overall.items if one.parts.worsened]

    assert list(picks) == list(CAUSES)
    assert picks["worsened"].items == tuple(worsened)
    assert picks["instrument"].items == ()


def test_the_table_of_causes_adds_up() -> None:
    points = frame(waterfall_table(climbing().overall, "zh"))["分"].tolist()

    assert round(sum(points[:-1]), 1) == points[-1] == 67.2


def test_rounds_of_two_instruments_say_why_there_are_no_causes() -> None:
    other = seasons.bank().model_copy(update={"id": "another"})
    answers = seasons.example().answers
    rounds = [
        seasons.a_round(bank, answers, day, n)
        for n, (bank, day) in enumerate(zip((seasons.bank(), other), seasons.DAYS, strict=False), start=1)
    ]
    whole = series(rounds)

    assert "同一套题库" in " ".join(words(waterfall_chart(whole.overall, Look("zh"))))
    assert len(frame(waterfall_table(whole.overall, "zh"))) == 2
    assert trace(line_chart(whole, Look("zh")), "charts.line_bridge") is None
    assert {turn_of(one).value for one in whole.overall.dimensions.values()} <= {"unsure", "one_sided"}
    for draw in everything(whole):
        assert draw(Look("zh")).layout.height > 0


# Two profiles


def test_two_profiles_differ_by_the_shape_of_their_marks_and_the_legend_names_them() -> None:
    first, last = (each.results for each in (climbing().rounds[0], climbing().rounds[-1]))
    figure = overlay_chart(first, last, ("<b>old</b>", "new"), Look("en"))
    one, other = trace(figure, "first"), trace(figure, "second")

    assert one.marker.symbol != other.marker.symbol
    assert (one.name, other.name) == ("&lt;b&gt;old&lt;/b&gt;", "new")
    assert list(one.x) == [d.score for d in first.dimensions.values() if d.score is not None]
    assert list(other.x) == [d.score for d in last.dimensions.values() if d.score is not None]
    assert "○ 66.7  ◆ 88.9" in figure.layout.yaxis2.ticktext
    table = frame(profile_pair_table(first, last, ("old", "new"), "en")).set_index("Dimension")
    assert list(table.loc["Content", ["old", "new"]]) == [66.7, 88.9]


def test_a_dimension_of_two_profiles_opens_the_items_not_answered_alike() -> None:
    first, last = (each.results for each in (climbing().rounds[0], climbing().rounds[-1]))
    picks = behind(trace(overlay_chart(first, last, ("a", "b"), Look("zh")), "first"))
    items = {pick.dimension: pick.items for pick in picks}

    assert items["content"] == tuple(item.id for item in list(seasons.anchored("content"))[:4])
    assert items["campaign"] == ()


# Whatever the instrument and the answers


@settings(max_examples=20, deadline=None)
@given(any_two())
def test_any_two_rounds_can_be_drawn_and_tabled(case: Any) -> None:
    first, second, lines = case
    whole = series([first, second], lines)
    for draw in everything_of_a_garden(whole):
        for language, narrow, dark in (("zh", True, False), ("en", False, True)):
            figure = draw(Look(language, narrow, dark))
            assert figure.layout.height > 0
    for pair in whole.pairs:
        assert len(frame(slope_table(pair, "zh"))) >= 1
        table = frame(waterfall_table(pair, "en"))
        points = table["Points"].fillna(0)
        if pair.index.shown_parts is not None:
            assert round(points[:-1].sum(), 1) == points.iloc[-1]
    assert len(frame(line_table(whole, "en"))) == 2


def everything_of_a_garden(whole: Series) -> Iterator[Draw]:
    yield lambda look: line_chart(whole, look)
    yield lambda look: slope_chart(whole.overall, look)
    yield lambda look: waterfall_chart(whole.overall, look)
    first, last = whole.rounds[0].results, whole.rounds[-1].results
    yield lambda look: overlay_chart(first, last, ("one", "other"), look)


def test_a_selection_dims_only_marks_of_its_own_kind() -> None:
    figure = slope_chart(climbing().overall, Look("zh"))

    for one in figure.data:
        assert (one.unselected.marker.opacity < 1) is (one.meta == "dimensions")


def test_the_day_has_its_year_once() -> None:
    labels = list(line_chart(many(), Look("en")).layout.xaxis.ticktext)

    assert labels[0] == "15 Jan<br>2025"
    assert sum("2025" in label for label in labels) == 1
    assert date(2025, 8, 15) == many().rounds[-1].day
