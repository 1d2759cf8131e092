from itertools import combinations
from typing import Any

from assessment.charts.scatter import MOST_NARROW, roadmap_chart
from assessment.charts.theme import SYMBOLS, Look
from assessment.instrument.model import Instrument
from tests.charts.conftest import planned, roadmap_of


def marks(figure: Any) -> list[Any]:
    return [trace for trace in figure.data if trace.mode == "markers+text"]


def test_marks_carry_the_number_in_the_list_and_the_symbol_of_the_function(garden: Instrument) -> None:
    steps = [
        planned("soil.tests", 2, 10, "hands"),
        planned("soil.compost", 1, 4, "eyes"),
        planned("water.rota", 3, 2, "hands"),
    ]
    hands, eyes = marks(roadmap_chart(roadmap_of(steps), garden, Look("en")))

    assert (list(hands.text), set(hands.marker.symbol)) == (["1", "3"], {SYMBOLS[0]})
    assert (list(eyes.text), set(eyes.marker.symbol)) == (["2"], {SYMBOLS[1]})
    assert [text.replace("<br>", " ") for text in eyes.customdata[0][:2]] == [
        "2. Test the &lt;soil&gt;",
        "Eyes · person-days: 1 · least weeks: 4 · closes 4 points",
    ]


def test_more_value_is_higher_and_more_effort_further_right(garden: Instrument) -> None:
    steps = [planned("soil.tests", 5, 10, "hands"), planned("soil.compost", 0.5, 2, "hands")]
    figure = roadmap_chart(roadmap_of(steps), garden, Look("en"))
    (hands,) = marks(figure)

    assert hands.x[0] > hands.x[1]
    assert hands.y[0] < hands.y[1], "the axis counts pixels downwards"
    assert list(figure.layout.xaxis.ticktext) == ["0.5", "5"]


def test_no_mark_covers_another_however_many_are_alike(garden: Instrument) -> None:
    steps = [planned("soil.tests", 1, 5, "hands") for _ in range(MOST_NARROW)]
    for narrow in (False, True):
        (hands,) = marks(roadmap_chart(roadmap_of(steps), garden, Look("en", narrow)))
        places = list(zip(hands.x, hands.y, strict=True))
        assert len({x for x, _ in places}) == 1, "the same effort is one column"
        nearest = min(abs(a - b) for a, b in combinations([y for _, y in places], 2))
        assert nearest >= max(hands.marker.size)


def test_a_narrow_chart_shows_the_first_steps_and_says_so(garden: Instrument) -> None:
    steps = [planned("soil.tests", 1, 5, "hands") for _ in range(MOST_NARROW + 3)]
    figure = roadmap_chart(roadmap_of(steps), garden, Look("zh", narrow=True))

    assert [len(trace.text) for trace in marks(figure)] == [MOST_NARROW]
    assert any(f"共 {MOST_NARROW + 3} 步" in note.text for note in figure.layout.annotations)


def test_a_step_to_be_found_out_first_is_hollow(garden: Instrument) -> None:
    steps = [
        planned("soil.tests", 1, 5, "hands"),
        planned("soil.compost", 1, 5, "hands", if_confirmed=True),
    ]
    figure = roadmap_chart(roadmap_of(steps), garden, Look("en"))
    (hands,) = marks(figure)

    assert hands.marker.color[0] != hands.marker.color[1]
    assert "Hollow: find out first" in [trace.name for trace in figure.data]


def test_a_roadmap_without_steps_says_so(garden: Instrument) -> None:
    figure = roadmap_chart(roadmap_of([]), garden, Look("zh"))

    assert [note.text for note in figure.layout.annotations] == ["没有要做的步骤"]
