"""Results as JSON: figures as they are shown, null where nothing is known."""

import json

from assessment.instrument.load import load_instrument
from assessment.responses import Answer
from assessment.scoring import score
from assessment.scoring.report import results_as_json
from tests.instrument.bank import SMALL
from tests.strategies import taken

GARDEN = load_instrument(SMALL)


def test_an_untouched_assessment_is_null_and_not_zero() -> None:
    whole = results_as_json(score(GARDEN, taken(GARDEN, {})))

    assert (whole["stage"], whole["status"], whole["confidence"], whole["index"]) == (None,) * 4
    assert whole["coverage"] == 0.0
    assert whole["dimensions"]["plants"] == {
        "score": None,
        "high": None,
        "coverage": 0.0,
        "answered": 0,
        "applicable": 4,
    }


def test_figures_are_those_that_are_shown() -> None:
    answers = {"people.rota": Answer(point=1), "people.keys": Answer(ticks=["teacher", "pupil"])}

    whole = results_as_json(score(GARDEN, taken(GARDEN, answers)))

    # 1 of 3 and 3 of 3 on this scale.
    assert whole["dimensions"]["people"]["score"] == 66.7
    assert whole["coverage"] == 0.286


def test_it_is_json() -> None:
    whole = results_as_json(score(GARDEN, taken(GARDEN, {"people.rota": Answer(point=2)})))

    assert json.loads(json.dumps(whole, allow_nan=False)) == whole
