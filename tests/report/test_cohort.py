"""The report over many merchants: counted right, nobody named, and not of a few."""

import io
from datetime import date

import pytest
from pypdf import PdfReader

from assessment.presentation.merchants import LEAST_COHORT, CohortFigures, IndexCount
from assessment.report.cohort import TooFewError, cohort_report
from assessment.report.document import Bars, Facts, Options, Paragraph
from assessment.report.forms import FORMS, Form, file_of
from tests.shipped import INSTRUMENT

DAY = date(2026, 11, 28)


def figures(total: int) -> CohortFigures:
    """Return the figures of some merchants, half of them at launch, whose scores are 10, 20, 30 and so on."""
    return CohortFigures(
        total=total,
        by_stage={"launch": total // 2, "growth": total - total // 2},
        spread=[IndexCount("launch", 20, total // 2), IndexCount("growth", 55, total - total // 2)],
        gaps=[("dimension:team", total - 1), ("item:gone.away", 2)],
        scores={"team": [10.0 * place for place in range(1, total + 1)], "ads": [50.0]},
        trends=[3.0, -1.0, 0.0, 4.0, 5.0, 2.0],
    )


def test_fewer_than_six_merchants_are_refused() -> None:
    with pytest.raises(TooFewError):
        cohort_report(figures(LEAST_COHORT - 1), INSTRUMENT, DAY, Options("zh"))


def test_stages_are_counted_and_a_dimension_of_few_is_left_out() -> None:
    report = cohort_report(figures(8), INSTRUMENT, DAY, Options("en"))
    blocks = [block for part in report.parts for block in part.blocks]

    (facts,) = [block for block in blocks if isinstance(block, Facts)]
    (bars,) = [block for block in blocks if isinstance(block, Bars)]
    assert [(fact.label, fact.value) for fact in facts.facts] == [
        ("Launch", "4 of 8"),
        ("Growth", "4 of 8"),
    ]
    assert [(bar.low, bar.words) for bar in bars.rows] == [(45.0, "27.5 to 62.5")]


def test_the_median_change_lies_between_the_two_in_the_middle() -> None:
    """Of -1, 0, 2, 3, 4 and 5 it is 2.5."""
    report = cohort_report(figures(8), INSTRUMENT, DAY, Options("en"))
    texts = [block.text for part in report.parts for block in part.blocks if isinstance(block, Paragraph)]

    assert any("the median change is +2.5." in text for text in texts)


@pytest.mark.parametrize("form", [one for one in FORMS if one not in {"picture", "page"}])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_it_is_made_in_every_form(form: Form, language: str) -> None:
    made = file_of(cohort_report(figures(8), INSTRUMENT, DAY, Options(language)), form)

    assert made.content
    if form == "pdf":
        assert len(PdfReader(io.BytesIO(made.content)).pages) >= 1
        assert made.remarks == ()
