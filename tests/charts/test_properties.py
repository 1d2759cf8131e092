"""Charts and tables hold for every instrument and every set of answers."""

from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.charts.grids import gate_grid, item_grid
from assessment.charts.profile import profile_chart
from assessment.charts.theme import Look
from assessment.presentation.gates import gate_table
from assessment.presentation.items import item_table
from assessment.presentation.profile import profile_rows, profile_table
from assessment.scoring import score
from assessment.scoring.results import Results
from tests.charts.frames import frame
from tests.strategies import answered, instruments


@st.composite
def results(draw: st.DrawFn) -> Results:
    instrument = draw(instruments())
    return score(instrument, draw(answered(instrument)))


@settings(max_examples=25)
@given(results(), st.booleans(), st.booleans())
def test_every_result_can_be_drawn_and_tabled(found: Results, narrow: bool, dark: bool) -> None:  # noqa: FBT001
    for language in ("zh", "en"):
        look = Look(language, narrow, dark)
        assert profile_chart(found, look).layout.height > 0
        assert item_grid(found, look).count("<li") == len(found.items)
        assert len(frame(profile_table(found, language))) == len(found.instrument.dimensions)
        assert len(frame(item_table(found, language))) == len(found.items)
        for stage, gate in found.gates.items():
            assert gate_grid(found, stage, look).count('scope="row"') == len(gate.findings) - any(
                finding.kind == "shoulds" for finding in gate.findings
            )
            assert len(frame(gate_table(found, stage, language))) == len(gate.findings)


@settings(max_examples=50)
@given(results())
def test_no_row_shows_a_figure_that_scoring_did_not_publish(found: Results) -> None:
    for row in profile_rows(found, "zh"):
        result = found.dimensions[row.id]
        assert (row.low, row.high) == (result.score, result.score_high)
