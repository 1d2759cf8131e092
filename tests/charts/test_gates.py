from typing import Any

import pytest

from assessment.charts.gates import gate_chart
from assessment.presentation.gates import Standing, gate_rows
from assessment.responses import Absent
from tests.charts.conftest import Scored


def written(figure: Any) -> str:
    return "\n".join(annotation.text for annotation in figure.layout.annotations)


def test_every_finding_says_by_sign_and_word_how_it_stands(scored: Scored) -> None:
    results = scored({"soil.tests": 1, "soil.compost": 3, "water.rota": Absent.DONT_KNOW})
    text = written(gate_chart(results, "sprout", "en"))

    assert "✗ Soil &lt;tests&gt;" in text
    assert "not met<br>now 1 · needs 2" in text
    assert "– How is it heated?" in text
    assert "waived<br>does not apply to this<br>shop" in text
    assert "✓ Soil" in text
    assert "met<br>now 66.7 · needs 60" in text
    assert "? Slugs" in text
    assert "not known<br>at most 5 slugs" in text
    assert "? Water" in text


def test_musts_and_shoulds_stand_under_heads_that_count_them(scored: Scored) -> None:
    results = scored({"soil.tests": 2, "soil.compost": 3, "water.rota": 1}, slugs=3)
    text = written(gate_chart(results, "sprout", "zh"))

    assert "<b>必须条件 · 3 项中达到 3 项</b>" in text
    assert "<b>可选条件 · 1 项里至少达到 1 项 · 现在 0 项 · ✗ 未达到</b>" in text


def test_each_row_is_drawn_on_its_own_scale(scored: Scored) -> None:
    results = scored({"soil.tests": 1, "soil.compost": 3, "water.rota": 3}, slugs=10)
    musts = {row.label: row for row in gate_rows(results, "sprout", "en").musts}

    tests = musts["Soil <tests>"]
    assert tests.share == pytest.approx(1 / 3)
    assert tests.share_needed == pytest.approx(2 / 3)
    assert musts["Soil"].share == pytest.approx(0.667)
    assert (musts["Slugs"].share, musts["Slugs"].share_needed) == (0.5, 0.25)
    assert musts["Slugs"].standing is Standing.UNMET


def test_a_must_that_nobody_answered_blocks_and_shows_its_whole_reach_as_open(scored: Scored) -> None:
    results = scored({"soil.tests": Absent.DECLINED, "soil.compost": 3, "water.rota": 3})
    row = gate_rows(results, "sprout", "en").musts[0]

    assert row.standing is Standing.OPEN
    assert row.blocks
    assert (row.share, row.share_high) == (None, 1)


def test_a_waived_must_has_no_bar_and_no_tick(scored: Scored) -> None:
    figure = gate_chart(scored({"soil.tests": 2, "soil.compost": 2, "water.rota": 2}), "sprout", "en")

    ticks = next(trace for trace in figure.data if trace.meta == "must")
    assert len(ticks.x) == 3 * 3, "soil.tests, soil and slugs, not glass.heat"


def test_a_stage_without_gate_is_refused(scored: Scored) -> None:
    with pytest.raises(KeyError):
        gate_chart(scored({"soil.tests": 2}), "seed", "en")
