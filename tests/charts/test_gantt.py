from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.charts import theme
from assessment.charts.gantt import gantt_chart
from assessment.charts.load import load_chart
from assessment.charts.scatter import roadmap_chart
from assessment.charts.theme import Look, contrast
from assessment.planning.request import Edit, PlanRequest
from assessment.planning.roadmap import Roadmap
from assessment.planning.schedule import Milestone, Missed, Schedule
from assessment.presentation.schedule import Doing
from tests.charts.boxes import collisions
from tests.charts.schedules import drawn, event, laid, orchard, roadmap_with, step

ORCHARD = orchard()


def trace(figure: Any, meta: str) -> Any:
    return next(one for one in figure.data if one.meta == meta)


def spans(figure: Any, meta: str) -> list[tuple[float, float, float]]:
    """From, to and height of the bars of a kind."""
    bars = trace(figure, meta)
    return [(base, base + length, y) for base, length, y in zip(bars.base, bars.x, bars.y, strict=True)]


def words(figure: Any) -> str:
    return " | ".join(note.text.replace("<br>", " ") for note in figure.layout.annotations)


def rows(figure: Any) -> dict[str, float]:
    """The height of each step by its number."""
    numbers = trace(figure, "numbers")
    return dict(zip(numbers.text, numbers.y, strict=True))


@settings(max_examples=30, deadline=None)
@given(drawn(), st.booleans())
def test_every_step_has_a_bar_over_exactly_its_weeks(case: tuple[Roadmap, Schedule], narrow: bool) -> None:  # noqa: FBT001
    roadmap, schedule = case
    figure = gantt_chart(schedule, roadmap, ORCHARD, Look("en", narrow=narrow), weeks=(1, schedule.last_week))
    numbers = {(one.item, one.to_point): str(n) for n, one in enumerate(roadmap.steps, start=1)}
    height = rows(figure)
    parts = [part for doing in Doing for part in spans(figure, doing)]

    assert len(height) == len(set(height.values())) == len(roadmap.steps)
    for one in schedule.steps:
        own = sorted((first, last) for first, last, y in parts if y == height[numbers[one.move]])
        assert (own[0][0], own[-1][1]) == (one.start_week - 1, one.end_week)
        assert sum(last - first for first, last in own) == one.end_week - one.start_week + 1


@settings(max_examples=30, deadline=None)
@given(drawn(), st.sampled_from(["zh", "en"]), st.booleans(), st.booleans())
def test_no_words_ever_cover_others(
    case: tuple[Roadmap, Schedule],
    language: str,
    narrow: bool,  # noqa: FBT001
    all_weeks: bool,  # noqa: FBT001
) -> None:
    roadmap, schedule = case
    weeks = (1, schedule.last_week) if all_weeks else None
    page = theme.NARROW if narrow else theme.WIDE
    figure = gantt_chart(schedule, roadmap, ORCHARD, Look(language, narrow=narrow), weeks=weeks)
    load = load_chart(schedule, ORCHARD, Look(language, narrow=narrow), weeks=weeks)

    assert collisions(figure, page) == []
    assert collisions(load, page) == []


def test_weeks_of_work_are_thick_and_weeks_of_waiting_thin_and_hollow() -> None:
    roadmap = roadmap_with([step(0, days=2, weeks=5)])
    figure = gantt_chart(laid(roadmap), roadmap, ORCHARD, Look("zh"))

    work, wait = trace(figure, "work"), trace(figure, "wait")
    assert [(first, last) for first, last, _ in spans(figure, "work")] == [(0, 2)]
    assert [(first, last) for first, last, _ in spans(figure, "wait")] == [(2, 5)]
    assert work.width > wait.width
    assert work.marker.color[0] != wait.marker.color == theme.LIGHT.paper


def test_a_week_without_work_between_others_is_a_pause_not_a_wait() -> None:
    roadmap = roadmap_with([step(0, days=2, weeks=4)])
    schedule = laid(roadmap)
    paused = replace(schedule, steps=[replace(schedule.steps[0], days=(1.0, 0.0, 1.0, 0.0))])
    figure = gantt_chart(paused, roadmap, ORCHARD, Look("en"))

    assert [(first, last) for first, last, _ in spans(figure, "pause")] == [(1, 2)]
    assert [(first, last) for first, last, _ in spans(figure, "wait")] == [(3, 4)]
    assert "Nobody on it for now" in [one.name for one in figure.data if one.showlegend is not False]


def test_numbers_symbols_and_colours_are_those_of_the_chart_of_the_roadmap() -> None:
    roadmap = roadmap_with([step(0, "eyes"), step(1, "hands"), step(2, "feet")])
    numbers = trace(gantt_chart(laid(roadmap), roadmap, ORCHARD, Look("en")), "numbers")
    bubbles = {
        number: (one.marker.symbol[0], one.marker.color[0])
        for one in roadmap_chart(roadmap, ORCHARD, Look("en")).data
        if one.mode == "markers+text"
        for number in one.text
    }

    marks = zip(numbers.marker.symbol, numbers.marker.color, strict=True)
    assert dict(zip(numbers.text, marks, strict=True)) == bubbles


def test_a_number_on_a_bar_of_its_own_colour_stands_on_ground_of_the_page() -> None:
    roadmap = roadmap_with([step(0, days=2)])
    figure = gantt_chart(laid(roadmap), roadmap, ORCHARD, Look("en"))

    ground, number = trace(figure, "ground"), trace(figure, "numbers")

    assert (ground.x, ground.y) == (number.x, number.y)
    assert ground.marker.color == theme.LIGHT.paper
    assert ground.marker.size[0] > number.marker.size[0]
    metas = [one.meta for one in figure.data]
    assert max(metas.index(str(doing)) for doing in Doing) < metas.index("ground") < metas.index("numbers")


def test_functions_are_lanes_in_the_order_of_the_instrument() -> None:
    roadmap = roadmap_with([step(0, "eyes"), step(1, "hands"), step(2, "eyes")])
    figure = gantt_chart(laid(roadmap), roadmap, ORCHARD, Look("en"))
    heads = {note.text: note.y for note in figure.layout.annotations if note.text.startswith("<b>")}
    height = rows(figure)

    assert list(heads) == ["<b>Hands</b>", "<b>Eyes</b>"]
    assert heads["<b>Hands</b>"] < height["2"] < heads["<b>Eyes</b>"] < height["1"] < height["3"]


def test_a_label_says_number_name_points_and_what_is_special() -> None:
    roadmap = roadmap_with([step(1)])
    fair = event("双12", date(2026, 12, 8), 5)
    schedule = laid(roadmap, missed=[Missed(fair, (("soil.i0", 2),), 1)])
    fixed = replace(schedule, steps=[replace(schedule.steps[0], fixed=True)])

    assert "1 土样 1→2 开始周已定 赶不上双12" in words(gantt_chart(fixed, roadmap, ORCHARD, Look("zh")))
    assert "1 Soil &lt;tests&gt; 1→2" in words(gantt_chart(fixed, roadmap, ORCHARD, Look("en")))


def test_a_step_under_way_is_said_to_be_so_and_not_that_its_start_is_fixed() -> None:
    roadmap = roadmap_with([step(1)])
    begun = replace(roadmap, request=PlanRequest(edits={("soil.i0", 2): Edit(status="doing")}))
    schedule = laid(roadmap)
    fixed = replace(schedule, steps=[replace(schedule.steps[0], fixed=True)])

    assert "1 土样 1→2 在做" in words(gantt_chart(fixed, begun, ORCHARD, Look("zh")))


def test_days_without_time_are_striped_in_the_lanes_concerned_only() -> None:
    roadmap = roadmap_with([step(0, "hands", days=3), step(1, "eyes", days=3)])
    fair = event("双12", date(2026, 12, 9), 5, ["eyes"])
    figure = gantt_chart(laid(roadmap, events=[fair]), roadmap, ORCHARD, Look("zh"))

    ((first, last, y),) = spans(figure, "frozen")
    assert [first, last] == pytest.approx([1, 2]), "7 to 13 December: week 2"
    assert abs(y - rows(figure)["2"]) < abs(y - rows(figure)["1"])
    assert trace(figure, "frozen").marker.pattern.shape == theme.UNKNOWN_PATTERN
    assert "腾不出手" in [one.name for one in figure.data if one.showlegend is not False]


def test_overlapping_freezes_stripe_a_day_once() -> None:
    roadmap = roadmap_with([step(0, "hands", days=3)])
    fairs = [
        event("双12", date(2026, 12, 4), 5, ["hands"]),
        event("店庆", date(2026, 12, 7), 4, ["hands"]),
    ]
    found = sorted(spans(gantt_chart(laid(roadmap, events=fairs), roadmap, ORCHARD, Look("zh")), "frozen"))

    assert all(one[1] <= after[0] + 1e-9 for one, after in pairwise(found))
    assert [found[0][0], found[-1][1]] == pytest.approx([4 / 7 - 2 / 7, 11 / 7])


def test_events_show_name_and_dates_and_whether_they_are_only_expected() -> None:
    roadmap = roadmap_with([step(0, days=12)])
    fair = event("年货节", date(2027, 1, 18), 19, certainty="expected")
    schedule = laid(roadmap, events=[fair])

    assert "年货节 1/18–2/5（预计）" in words(gantt_chart(schedule, roadmap, ORCHARD, Look("zh")))
    assert "年货节 18 Jan–5 Feb (expected)" in words(gantt_chart(schedule, roadmap, ORCHARD, Look("en")))


def test_a_flag_stands_where_a_gate_opens_and_a_hollow_one_where_the_margin_holds_too() -> None:
    roadmap = roadmap_with([step(0, days=5)])
    opened = [Milestone(2, "tree", None), Milestone(4, "tree", None, with_margin=True)]
    figure = gantt_chart(laid(roadmap, milestones=opened), roadmap, ORCHARD, Look("en"))
    flags = trace(figure, "flags")

    assert list(flags.x) == [2, 4]
    assert flags.marker.color[0] != flags.marker.color[1] == theme.LIGHT.paper
    assert "Tree gate opens · week 2" in words(figure)
    assert "Tree gate, margin included · week 4" in words(figure)


def test_a_gate_that_opens_with_its_margin_has_one_flag() -> None:
    roadmap = roadmap_with([step(0, days=5)])
    opened = [Milestone(4, "tree", None), Milestone(4, "tree", None, with_margin=True)]
    figure = gantt_chart(laid(roadmap, milestones=opened), roadmap, ORCHARD, Look("zh"))

    assert list(trace(figure, "flags").x) == [4]
    assert "成树门槛打开，余量也够 · 第 4 周" in words(figure)


def test_another_target_has_a_flag_too() -> None:
    roadmap = roadmap_with([step(0, days=5)])
    figure = gantt_chart(laid(roadmap, gate_week=3), roadmap, ORCHARD, Look("zh"))

    assert "达到目标 · 第 3 周" in words(figure)


def test_only_the_first_twelve_weeks_are_shown_and_the_rest_is_counted() -> None:
    roadmap = roadmap_with([step(0, days=10), step(1, days=10), step(2, days=1)])
    late = [Milestone(21, "tree", None)]
    figure = gantt_chart(laid(roadmap, milestones=late), roadmap, ORCHARD, Look("zh"))

    assert tuple(figure.layout.xaxis.range) == (0, 12)
    assert set(rows(figure)) == {"1", "2"}
    assert "第 12 周之后才开始的步骤：1 个" in words(figure)
    assert "成树门槛打开 · 第 21 周 →" in words(figure)
    assert list(trace(figure, "going_on").x) == [12]


def test_later_weeks_can_be_looked_at_and_what_was_before_is_counted() -> None:
    roadmap = roadmap_with([step(0, days=10), step(1, days=10), step(2, days=1)])
    figure = gantt_chart(laid(roadmap), roadmap, ORCHARD, Look("en"), weeks=(13, 24))

    assert set(rows(figure)) == {"2", "3"}
    assert [(first, last) for first, last, _ in spans(figure, "work")] == [(12, 20), (20, 21)]
    assert "Steps over before week 13: 1" in words(figure)


@pytest.mark.parametrize("weeks", [(0, 3), (4, 3)])
def test_weeks_that_cannot_be_are_refused(weeks: tuple[int, int]) -> None:
    roadmap = roadmap_with([step(0)])
    with pytest.raises(ValueError, match="no weeks"):
        gantt_chart(laid(roadmap), roadmap, ORCHARD, Look("zh"), weeks=weeks)


def test_weeks_stand_with_their_first_day_where_there_is_one() -> None:
    roadmap = roadmap_with([step(0, days=12)])
    dated, plain = laid(roadmap), laid(roadmap, start=None)

    def labels(schedule: Schedule, language: str, *, narrow: bool = False) -> list[str]:
        figure = gantt_chart(schedule, roadmap, ORCHARD, Look(language, narrow=narrow))
        return list(figure.layout.xaxis.ticktext)

    assert labels(dated, "zh")[:2] == ["第1周<br>11/30", "第2周<br>12/7"]
    assert labels(dated, "en")[:2] == ["W1<br>30 Nov", "W3<br>14 Dec"]
    assert labels(plain, "en")[:2] == ["W1", "W2"]
    assert len(labels(dated, "zh", narrow=True)) < len(labels(dated, "zh")) == 12


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("narrow", [True, False])
@pytest.mark.parametrize("weeks", [(1, 12), (7, 11), (97, 108)])
def test_the_weeks_above_the_plot_never_touch(language: str, weeks: tuple[int, int], *, narrow: bool) -> None:
    roadmap = roadmap_with([step(0, days=12)])

    figure = gantt_chart(laid(roadmap), roadmap, ORCHARD, Look(language, narrow=narrow), weeks=weeks)

    assert collisions(figure, theme.NARROW if narrow else theme.WIDE) == []


def test_a_long_schedule_has_its_weeks_below_it_too() -> None:
    short, long = (roadmap_with([step(number) for number in range(count)]) for count in (3, 40))

    assert "xaxis2" not in gantt_chart(laid(short), short, ORCHARD, Look("zh")).layout
    layout = gantt_chart(laid(long), long, ORCHARD, Look("zh"), weeks=(1, 40)).layout
    assert layout.xaxis2.ticktext == layout.xaxis.ticktext


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_bars_stand_out_from_the_page(dark: bool) -> None:  # noqa: FBT001
    roadmap = roadmap_with([step(0, days=2, weeks=5), replace(step(1, "eyes"), if_confirmed=True)])
    paper = (theme.DARK if dark else theme.LIGHT).paper
    figure = gantt_chart(laid(roadmap), roadmap, ORCHARD, Look("en", dark=dark))

    for doing in ("work", "wait"):
        assert contrast(trace(figure, doing).marker.line.color, paper) >= 3
    numbers = trace(figure, "numbers")
    for fill, ink in zip(numbers.marker.color, numbers.textfont.color, strict=True):
        assert contrast(fill, ink) >= 4.5


def test_a_schedule_without_steps_says_so() -> None:
    roadmap = roadmap_with([])
    assert words(gantt_chart(laid(roadmap), roadmap, ORCHARD, Look("zh"))) == "没有要做的步骤"
    assert words(load_chart(laid(roadmap), ORCHARD, Look("zh"))) == "没有要做的步骤"


def test_the_hover_text_says_what_who_when_and_why() -> None:
    roadmap = roadmap_with([step(0, days=2)])
    (said,) = trace(gantt_chart(laid(roadmap), roadmap, ORCHARD, Look("en")), "work").customdata

    assert said[0] == "1. Test the &lt;soil&gt;"
    assert said[1].replace("<br>", " ") == "Hands · 2 person-days · weeks 1–2 (30 Nov–13 Dec)"
    assert said[2] == "Opens sprout"


@pytest.mark.parametrize("narrow", [False, True])
def test_today_is_a_dashed_line_at_its_day(narrow: bool) -> None:  # noqa: FBT001
    roadmap = roadmap_with([step(0, days=3)])
    schedule = laid(roadmap)

    figure = gantt_chart(schedule, roadmap, ORCHARD, Look("zh", narrow=narrow), today=date(2026, 12, 7))

    (line,) = [shape for shape in figure.layout.shapes if shape.line.dash == "dash"]
    assert line.x0 == line.x1 == (7 + 0.5) / 7  # the noon of the first day of week 2
    assert trace(figure, "today").name == "今天（12/7）"


@pytest.mark.parametrize("today", [None, date(2026, 11, 29), date(2027, 6, 1)])
def test_a_day_outside_the_weeks_shown_has_no_line(today: date | None) -> None:
    roadmap = roadmap_with([step(0, days=3)])

    figure = gantt_chart(laid(roadmap), roadmap, ORCHARD, Look("zh"), today=today)

    assert [shape for shape in figure.layout.shapes if shape.line.dash == "dash"] == []
    assert "today" not in [one.meta for one in figure.data]
