import re
from typing import Any

from assessment.charts.profile import profile_chart
from assessment.charts.theme import Look
from assessment.responses import Absent, Assessment, InstrumentRef
from assessment.scoring import score
from tests.charts.conftest import Scored
from tests.shipped import INSTRUMENT


def drawn(figure: Any, meta: str) -> Any:
    """The trace with this meaning, or None where it is not drawn."""
    return next((trace for trace in figure.data if trace.meta == meta), None)


def figures(figure: Any) -> list[str]:
    """What stands at the right of the rows, without its markup."""
    return [re.sub(r"<[^>]+>", "", text) for text in figure.layout.yaxis2.ticktext]


def reasons(figure: Any) -> list[str]:
    return [text.strip() for text in drawn(figure, "reasons").text]


def test_a_dimension_under_a_must_cut_has_a_bar_of_its_own_kind_and_says_how_much_is_missing(
    scored: Scored,
) -> None:
    figure = profile_chart(scored({"soil.tests": 2, "soil.compost": 1, "water.rota": 3}), Look("en"))

    assert list(drawn(figure, "charts.bar_short").x) == [50.0]
    assert list(drawn(figure, "charts.bar_met").x) == [100.0]
    assert "50.0 ✗ 10.0 short" in figures(figure)
    assert "100.0 ✓ over" in figures(figure)


def test_cuts_are_those_of_the_next_gate_and_musts_and_shoulds_differ(scored: Scored) -> None:
    figure = profile_chart(scored({"soil.tests": 2, "soil.compost": 1, "water.rota": 3}), Look("en"))

    assert list(drawn(figure, "charts.cut_must").x) == [60.0, 60.0, None]
    assert list(drawn(figure, "charts.cut_must_number").text) == ["60"]
    assert list(drawn(figure, "charts.cut_should").x) == [41.0, 41.0, None]
    assert drawn(figure, "charts.cut_must").line.dash != drawn(figure, "charts.cut_should").line.dash


def test_at_the_last_stage_the_cuts_are_those_to_be_kept(scored: Scored) -> None:
    results = scored({"soil.tests": 3, "soil.compost": 3, "water.rota": 3})
    figure = profile_chart(results, Look("zh"))

    assert results.stage == "tree"
    assert list(drawn(figure, "charts.cut_must_number").text) == ["75"]
    assert drawn(figure, "charts.cut_must").name == "成树必须线"


def test_a_striped_bar_reaches_from_what_is_shown_to_what_is_possible(scored: Scored) -> None:
    figure = profile_chart(
        scored({"soil.tests": 2, "soil.compost": Absent.DONT_KNOW, "water.rota": 3}), Look("en")
    )
    stripes = drawn(figure, "charts.bar_high")

    assert list(stripes.base) == [33.3]
    assert [round(x, 1) for x in stripes.x] == [50.0]
    assert stripes.marker.pattern.shape
    assert "33.3 ? may be over" in figures(figure)


def test_no_stripes_where_everything_is_answered(scored: Scored) -> None:
    figure = profile_chart(scored({"soil.tests": 2, "soil.compost": 2, "water.rota": 1}), Look("en"))

    assert drawn(figure, "charts.bar_high") is None


def test_a_dimension_that_does_not_apply_says_so_and_has_neither_bar_nor_cut(scored: Scored) -> None:
    figure = profile_chart(
        scored({"soil.tests": 2, "soil.compost": 2, "water.rota": Absent.NOT_APPLICABLE}), Look("zh")
    )

    assert figures(figure).count("– 无结果") == 2, "water is declared, glass is ruled out by the profile"
    assert "不适用" in reasons(figure)
    assert drawn(figure, "charts.cut_should") is None


def test_a_dimension_nobody_answered_has_no_figure_but_keeps_its_cut(scored: Scored) -> None:
    figure = profile_chart(scored({"soil.tests": 2, "soil.compost": 2}), Look("zh"))

    assert "还没答" in reasons(figure)
    assert list(drawn(figure, "charts.cut_should_number").text) == ["41"]


def test_hover_text_is_a_constant_template_and_a_narrow_chart_is_taller(scored: Scored) -> None:
    results = scored({"soil.tests": 2, "soil.compost": 1, "water.rota": 3})
    wide, narrow = profile_chart(results, Look("en")), profile_chart(results, Look("en", narrow=True))

    track = next(trace for trace in wide.data if trace.name == "track")
    assert track.hovertemplate.count("%{customdata[") == 3
    assert list(track.customdata[0]) == ["Soil", "50.0 10.0 short", "2 of 2 answered"]
    assert narrow.layout.height > wide.layout.height


def test_on_a_narrow_page_every_name_is_written_out() -> None:
    shipped = InstrumentRef(id=INSTRUMENT.id, version=INSTRUMENT.version)
    results = score(INSTRUMENT, Assessment(instrument=shipped, answers={}, profile={}))
    for language in ("zh", "en"):
        figure = profile_chart(results, Look(language, narrow=True))
        written = [note.text.replace("<br>", "") for note in figure.layout.annotations]

        for dimension in results.instrument.dimensions:
            name = dimension.name.in_(language)
            assert any(name.replace(" ", "") == text.replace(" ", "") for text in written), (name, written)
        assert not [text for text in written if "…" in text]
