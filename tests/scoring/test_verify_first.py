"""What to verify first, set against scoring the same answers with that one verified."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.instrument.model import Instrument, MetricItem
from assessment.responses import Assessment, Verified
from assessment.scoring import score
from assessment.scoring.verification import verified_share, verify_first
from tests.compact import bank, sheet
from tests.report.subjects import unplanned
from tests.strategies import answered, instruments

SEEN = Verified(by="老周", at=datetime(2026, 11, 22, tzinfo=UTC))


def order(**case: Any) -> list[tuple[str, float]]:
    """Return what to verify, with the gain in whole per cents."""
    instrument, assessment = bank(case), sheet(case)
    found = verify_first(instrument, assessment, score(instrument, assessment))
    return [(each.item, round(100 * each.gain)) for each in found]


def rescored(instrument: Instrument, assessment: Assessment, item: str) -> float:
    """Return the confidence once this answer is verified, the long way round."""
    seen = assessment.answers[item].model_copy(update={"verified": SEEN})
    again = assessment.model_copy(update={"answers": {**assessment.answers, item: seen}})
    confidence = score(instrument, again).confidence
    assert confidence is not None
    return (confidence.low + confidence.high) / 2


def test_the_must_that_could_be_wrong_comes_before_what_the_stage_does_not_need() -> None:
    gates = {"steady": {"must": ["bread.oven >= 2"]}}

    found = order(gates=gates, answers={"bread.oven": 2, "bread.flour": 3})

    # Said 2, truly 1 with probability 0.15: seeing the evidence makes 85 % a certainty.
    assert found[0] == ("bread.oven", 15)
    assert found[1] == ("bread.flour", 0)


def test_what_somebody_has_seen_is_not_listed_again() -> None:
    answers = {"bread.oven": {"answer": 2, "verified": True}, "bread.flour": 3}

    found = order(gates={"steady": {"must": ["bread.oven >= 2"]}}, answers=answers)

    assert [item for item, _ in found] == ["bread.flour"]


def test_seeing_that_an_answer_falls_short_can_make_the_stage_surer_too() -> None:
    gates = {"steady": {"must": ["bread.oven >= 2"]}}

    # Said 1, truly 2 with probability 0.15: then the next gate would be open.
    found = order(gates=gates, answers={"bread.oven": 1, "bread.flour": 3})

    assert found[0] == ("bread.oven", 15)


def test_where_no_stage_is_named_there_is_nothing_to_verify() -> None:
    assert order(gates={"steady": {"must": ["bread.oven >= 2"]}}, answers={"bread.oven": "unanswered"}) == []


@settings(max_examples=40)
@given(st.data())
def test_every_gain_is_what_scoring_again_gives(data: st.DataObject) -> None:
    instrument = data.draw(instruments(most_dimensions=3, most_items=3))
    assessment = data.draw(answered(instrument))
    results = score(instrument, assessment)
    found = verify_first(instrument, assessment, results)

    if results.confidence is None:
        assert found == []
        return
    now = (results.confidence.low + results.confidence.high) / 2
    for each in found:
        assert each.before == now
        # Items that are alike to every gate are computed once: rounding may differ in the last place.
        assert each.after == pytest.approx(rescored(instrument, assessment, each.item), abs=1e-6)
    assert [each.gain for each in found] == sorted((each.gain for each in found), reverse=True)
    unseen = {
        id_
        for id_, result in results.items.items()
        if result.answered and not result.verified and not isinstance(result.item, MetricItem)
    }
    assert {each.item for each in found} == unseen


def test_equal_gains_go_by_must_then_by_weight() -> None:
    answers = {
        "bread.flour": 3,
        "bread.yeast": {"answer": 3, "weight": 3},
        "bread.oven": 3,
    }

    # At the top point one step too high still leaves the must met: seeing any of them changes nothing.
    found = order(gates={"steady": {"must": ["bread.oven >= 1"]}}, answers=answers)

    assert found == [("bread.oven", 0), ("bread.yeast", 0), ("bread.flour", 0)]


def test_the_verified_share_goes_by_the_weight_of_what_is_answered() -> None:
    seen = {"answer": 2, "verified": True, "weight": 3}
    case = {"answers": {"bread.oven": seen, "bread.flour": 1, "bread.yeast": "dont_know"}}
    nothing = {"answers": {"bread.oven": "unanswered"}}

    assert verified_share(score(bank(case), sheet(case)).items) == Fraction(3, 4)
    assert verified_share(score(bank(nothing), sheet(nothing)).items) is None


def test_what_a_red_flag_asks_confirms_no_stage_and_is_no_must() -> None:
    """Home goods is confirmed; the books, which only a flag asks of this stage, are not verified."""
    subject = unplanned("home-goods-mature")
    results = score(subject.instrument, subject.assessment)

    found = verify_first(subject.instrument, subject.assessment, results)

    assert results.status == "confirmed"
    assert not [each.item for each in found if each.must]
