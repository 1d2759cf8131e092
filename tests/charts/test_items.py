from typing import Any

from assessment.charts.items import item_heatmap
from assessment.responses import Absent
from assessment.scoring.answer_age import OldAnswer
from tests.charts.conftest import Scored


def cells(figure: Any) -> Any:
    return next(trace for trace in figure.data if trace.name == "cells")


def points(figure: Any) -> list[str]:
    """The point or sign of each cell, without the name below it."""
    return [text.partition("<b>")[2].partition("</b>")[0] for text in cells(figure).text]


def test_every_asked_item_shows_its_point(scored: Scored) -> None:
    figure = item_heatmap(scored({"soil.tests": 0, "soil.compost": 2, "water.rota": 3}), "zh")

    assert points(figure) == ["0", "2", "3"]
    assert len(set(cells(figure).marker.color)) == 3


def test_each_reason_for_absence_has_a_sign_of_its_own_never_a_zero(scored: Scored) -> None:
    signs = {
        reason: points(item_heatmap(scored({"soil.tests": 1, "water.rota": reason}), "zh"))[2]
        for reason in Absent
    }

    assert len(set(signs.values())) == 4
    assert not any(sign.isdigit() for sign in signs.values())


def test_the_key_explains_only_the_signs_that_occur(scored: Scored) -> None:
    figure = item_heatmap(scored({"soil.tests": 1, "soil.compost": Absent.DECLINED, "water.rota": 2}), "en")
    words = " ".join(annotation.text for annotation in figure.layout.annotations)

    assert "× declined" in words
    assert "don't know" not in words


def test_what_was_carried_on_has_an_asterisk_and_its_age(scored: Scored) -> None:
    found = scored({"soil.tests": 0, "soil.compost": Absent.DONT_KNOW, "water.rota": 3})
    old = {"soil.tests": OldAnswer(30, past=False), "soil.compost": OldAnswer(30, past=False)}

    figure = item_heatmap(found, "zh", old=old)

    assert points(figure) == ["0*", "?*", "3"]
    assert "沿用之前的回答 · 4 周前答的" in cells(figure).customdata[0][1]
    words = [annotation.text for annotation in figure.layout.annotations]
    assert any("* 沿用之前的回答" in text for text in words)
    fresh = [annotation.text for annotation in item_heatmap(found, "zh").layout.annotations]
    assert not any("沿用" in text for text in fresh)


def test_must_items_of_the_next_gate_have_a_thick_border(scored: Scored) -> None:
    figure = item_heatmap(scored({"soil.tests": 1, "soil.compost": 1, "water.rota": 2}), "en")

    widths = list(cells(figure).marker.line.width)
    assert widths[0] > widths[1]
    assert widths[1] == widths[2]


def test_the_question_is_in_the_hover_text_escaped(scored: Scored) -> None:
    figure = item_heatmap(scored({"soil.tests": 1, "soil.compost": 1, "water.rota": 2}), "en")

    assert list(cells(figure).customdata[0]) == ["How often is soil &lt;tested&gt;?", "Point 1", "must"]


def test_a_dimension_ruled_out_by_the_profile_says_that_it_is_not_asked(scored: Scored) -> None:
    figure = item_heatmap(scored({"soil.tests": 1, "soil.compost": 1, "water.rota": 2}), "en")

    assert "– not asked" in [annotation.text for annotation in figure.layout.annotations]


def test_a_cell_names_its_item_or_shortens_the_question(scored: Scored) -> None:
    figure = item_heatmap(scored({"soil.tests": 1, "soil.compost": 1, "water.rota": 2}), "zh", narrow=True)

    assert cells(figure).text[0] == "<b>1</b><br>土样"
    assert cells(figure).text[1].startswith("<b>1</b><br>堆肥怎么")


def test_more_items_than_columns_go_on_in_the_next_line(scored: Scored) -> None:
    figure = item_heatmap(scored({"soil.tests": 1, "soil.compost": 1, "water.rota": 2}), "zh")

    assert cells(figure).y[0] == cells(figure).y[1] < cells(figure).y[2]
    assert len({round(base, 6) for base in cells(figure).base}) == 2
