"""How old answers are said to be, and which of a result's are old."""

from datetime import date, timedelta

import pytest

from assessment.responses import Answer, MetricValue
from assessment.scoring import score
from assessment.scoring.answer_age import OldAnswer, old_answers, roughly
from assessment.scoring.comparison import Round
from assessment.scoring.next_round import begin_round
from tests.compact import bank, sheet

DAY = date(2026, 3, 1)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, ("days", 0)),
        (13, ("days", 13)),
        (14, ("weeks", 2)),
        (60, ("weeks", 9)),
        (61, ("months", 2)),
        (91, ("months", 3)),
        (700, ("months", 23)),
        (731, ("years", 2)),
    ],
)
def test_an_age_is_said_as_one_would_say_it(days: int, said: tuple[str, int]) -> None:
    assert roughly(days) == said


def test_carried_answers_are_old_and_numbers_only_past_their_shelf_life() -> None:
    given = {
        "answers": {
            "bread.oven": 2,
            "bread.flour": 1,
            "bread.rye": 0,
            "bread.profit": {"metric": "profit", "points": [5, 10, 20]},
        },
        "numbers": {"profit": 12},
    }
    instrument = bank(given)
    taken = sheet(given).model_copy(
        update={"id": "MARCH", "taken_on": DAY, "metrics": {"profit": MetricValue(number=12.0, as_of=DAY)}}
    )
    draft = begin_round(Round(instrument, taken), instrument, (), None).assessment
    by_profile = draft.answers["bread.rye"].model_copy(update={"filled_by": "bakes_rye"})
    answers = {**draft.answers, "bread.flour": Answer(point=1), "bread.rye": by_profile}
    draft = draft.model_copy(update={"answers": answers})

    def old(weeks: int) -> dict[str, OldAnswer]:
        return old_answers(score(instrument, draft), draft, DAY + timedelta(weeks=weeks))

    assert old(26) == {"bread.oven": OldAnswer(182, past=False)}
    assert old(27) == dict.fromkeys(("bread.oven", "bread.profit"), OldAnswer(189, past=True))
