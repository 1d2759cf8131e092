"""The edge at which a stage is named, on the coverage that is shown."""

from fractions import Fraction

import pytest

from assessment.instrument.load import load_instrument
from assessment.responses import Answer
from assessment.scoring import judge_of, score
from assessment.scoring.results import published_coverage
from tests.instrument.bank import SMALL
from tests.strategies import taken

GARDEN = load_instrument(SMALL)


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(1199, 2000), 0.6),  # exactly 0.5995
        (Fraction(59949, 100000), 0.599),
        (Fraction(4, 7), 0.571),
        (Fraction(1), 1.0),
    ],
)
def test_coverage_is_shown_to_three_decimals_half_up(share: Fraction, shown: float) -> None:
    assert published_coverage(share) == shown


def test_the_judge_of_an_assessment_finds_the_stage_that_is_reported() -> None:
    assessment = taken(
        GARDEN,
        {
            "plants.watering": Answer(point=2),
            "plants.beds": Answer(ticks=["north"]),
            "people.rota": Answer(point=1),
            "people.keys": Answer(ticks=[]),
        },
    )
    results, judge = score(GARDEN, assessment), judge_of(GARDEN, assessment)

    assert results.stage == judge.stage(judge.ends()[0]) == "sprout"


def test_the_next_stage_is_counted_from_the_lowest_possible_where_none_is_named() -> None:
    results = score(GARDEN, taken(GARDEN, {}))

    assert (results.stage, results.next_stage) == (None, "sprout")
