from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.charts import theme
from assessment.charts.gantt import gantt_chart
from assessment.charts.load import load_chart
from assessment.charts.theme import Look
from assessment.planning.roadmap import Roadmap
from assessment.planning.schedule import Load, Schedule
from tests.charts.schedules import drawn, laid, orchard, roadmap_with, step

ORCHARD = orchard()


def trace(figure: Any, meta: str) -> Any:
    return next(one for one in figure.data if one.meta == meta)


def words(figure: Any) -> str:
    return " | ".join(note.text for note in figure.layout.annotations)


def weeks_of(figure: Any, meta: str) -> list[int]:
    bars = trace(figure, meta)
    return [round(base + length / 2 + 0.5) for base, length in zip(bars.base, bars.x, strict=True)]


def busy(days: tuple[float, ...], capacity: tuple[float, ...], *, assumed: bool = False) -> Schedule:
    """One function with just these weeks."""
    schedule = laid(roadmap_with([step(0, days=len(days))]))
    return replace(schedule, loads=[Load("hands", days, capacity, assumed)])


def test_full_weeks_are_solid_and_bold_and_others_hollow() -> None:
    figure = load_chart(busy((2, 1.5, 0), (2, 2, 2)), ORCHARD, Look("zh"))
    full, part = trace(figure, "full"), trace(figure, "part")

    assert (weeks_of(figure, "full"), weeks_of(figure, "part")) == ([1], [2])
    assert full.marker.color[0] == theme.LIGHT.accent
    assert part.marker.color == theme.LIGHT.paper
    assert list(trace(figure, "numbers").text) == ["<b>2</b>", "1.5"]
    listed = [one.name for one in figure.data if one.showlegend is not False]
    assert listed == ["实心：排满了", "空心：还有余力", "能拿出的人天"]


def test_bars_and_capacity_are_drawn_to_one_scale() -> None:
    figure = load_chart(busy((1, 2), (2, 4)), ORCHARD, Look("en"))
    bars, line = trace(figure, "part"), trace(figure, "capacity")
    base = bars.y[0] + bars.width[0] / 2

    assert bars.width[1] == 2 * bars.width[0]
    assert [base - y for y in line.y if y is not None] == [
        2 * bars.width[0],
        2 * bars.width[0],
        2 * bars.width[1],
        2 * bars.width[1],
    ]
    assert [x for x in line.x if x is not None] == [0, 1, 1, 2]


def test_weeks_without_capacity_are_striped() -> None:
    figure = load_chart(busy((1, 0, 1), (1, 0, 1)), ORCHARD, Look("zh"))

    assert weeks_of(figure, "frozen") == [2]
    assert trace(figure, "frozen").marker.pattern.shape == theme.UNKNOWN_PATTERN


def test_a_guessed_capacity_says_so_in_words() -> None:
    guessed, known = busy((1,), (2,), assumed=True), busy((1,), (2,))

    assert "没填人数，先按每周 2" in words(load_chart(guessed, ORCHARD, Look("zh")))
    assert "guess" in words(load_chart(guessed, ORCHARD, Look("en")))
    assert "guess" not in words(load_chart(known, ORCHARD, Look("en")))


def test_more_than_there_is_shows_without_its_colour_too() -> None:
    figure = load_chart(busy((3,), (2,)), ORCHARD, Look("en"))

    assert trace(figure, "full").marker.color[0] == theme.LIGHT.warn
    assert list(trace(figure, "numbers").text) == ["<b>3!</b>"]


def test_numbers_give_way_where_weeks_are_too_close() -> None:
    long = busy((0.5,) * 60, (1,) * 60)

    assert all(one.meta != "numbers" for one in load_chart(long, ORCHARD, Look("en"), weeks=(1, 60)).data)
    assert len(trace(load_chart(long, ORCHARD, Look("en"), weeks=(1, 12)), "numbers").text) == 12


@settings(max_examples=20, deadline=None)
@given(drawn(), st.booleans(), st.booleans())
def test_weeks_stand_below_those_of_the_schedule(
    case: tuple[Roadmap, Schedule],
    narrow: bool,  # noqa: FBT001
    dark: bool,  # noqa: FBT001
) -> None:
    roadmap, schedule = case
    above = gantt_chart(schedule, roadmap, ORCHARD, Look("zh", narrow, dark))
    below = load_chart(schedule, ORCHARD, Look("zh", narrow, dark))

    assert above.layout.xaxis.range == below.layout.xaxis.range
    assert (above.layout.margin.l, above.layout.margin.r) == (below.layout.margin.l, below.layout.margin.r)
    assert above.layout.xaxis.ticktext == below.layout.xaxis.ticktext


@settings(max_examples=20, deadline=None)
@given(drawn())
def test_each_week_with_work_has_one_bar(case: tuple[Roadmap, Schedule]) -> None:
    _, schedule = case
    figure = load_chart(schedule, ORCHARD, Look("en"), weeks=(1, schedule.last_week))

    drawn_weeks = sorted([*weeks_of(figure, "full"), *weeks_of(figure, "part")])
    worked = [number for load in schedule.loads for number, days in enumerate(load.days, start=1) if days]
    assert drawn_weeks == sorted(worked)
