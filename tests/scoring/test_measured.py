"""What was said set against what was measured: where they differ, agree, or cannot be compared."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.instrument.load import shipped_bank
from assessment.instrument.model import Instrument
from assessment.instrument.releases import Releases
from assessment.responses import Assessment
from assessment.scoring import score
from assessment.scoring.measured import Pair, said_and_measured
from tests.shipped import BANK, INSTRUMENT

EVERYONE = {"sells_live": True, "runs_ads": True}


def pairs(
    answers: dict[str, Any], metrics: dict[str, Any], instrument: Instrument = INSTRUMENT
) -> list[Pair]:
    whole = {
        "instrument": {"id": instrument.id, "version": instrument.version},
        "profile": EVERYONE,
        "answers": answers,
        "metrics": metrics,
    }
    assessment = Assessment.model_validate_json(json.dumps(whole))
    return said_and_measured(BANK.contradictions, score(instrument, assessment), assessment)


def pair(metric: str, item: str, value: dict[str, Any], answer: dict[str, Any] | None) -> Pair:
    found = pairs({item: answer} if answer else {}, {metric: value})
    return next(each for each in found if (each.metric.id, each.item.id) == (metric, item))


def test_without_any_number_every_pair_says_what_a_number_would_tell() -> None:
    found = pairs({"service.shipping": {"point": 3}}, {})

    assert {each.verdict for each in found} == {"no_number"}
    assert {each.metric.id for each in found} == {m.id for m in INSTRUMENT.metrics if m.checked_against}


@pytest.mark.parametrize("value", [{"absent": "dont_know"}, {"absent": "declined"}, {}])
def test_a_number_nobody_knows_is_no_number(value: dict[str, Any]) -> None:
    assert pair("experience_score", "service.shipping", value, {"point": 3}).verdict == "no_number"


@pytest.mark.parametrize("answer", [None, {"absent": "dont_know"}])
def test_a_number_beside_a_missing_answer_waits_for_it(answer: dict[str, Any] | None) -> None:
    assert pair("experience_score", "service.shipping", {"number": 50}, answer).verdict == "no_answer"


def test_where_a_rule_of_the_bank_holds_its_question_is_asked() -> None:
    found = pair("live_days_28", "field.rhythm", {"number": 2}, {"point": 2})

    assert found.verdict == "differ"
    assert found.question == next(r.question for r in BANK.contradictions if r.id == "days_on_air_too_few")


def test_where_the_rule_does_not_hold_the_two_agree() -> None:
    assert pair("live_days_28", "field.rhythm", {"number": 20}, {"point": 2}).verdict == "fit"


@pytest.mark.parametrize(
    ("point", "score_", "verdict"),
    [
        (3, 75, "differ"),
        (3, 65, "differ"),
        (3, 85, "fit"),
        (2, 75, "fit"),
        (2, 65, "differ"),
        (1, 40, "fit"),
        (0, 95, "fit"),
    ],
)
def test_what_a_gate_asks_of_the_number_is_expected_of_who_is_at_its_point(
    point: int, score_: float, verdict: str
) -> None:
    # The gates of 1.1.0 ask for the experience score themselves.
    bank = Releases(shipped_bank()).find("1.1.0")
    assert bank is not None
    told = pairs({"service.score_routine": {"point": point}}, {"experience_score": {"number": score_}}, bank)
    found = next(
        each
        for each in told
        if each.metric.id == "experience_score" and each.item.id == "service.score_routine"
    )

    assert found.verdict == verdict
    assert found.stage == ({2: "growth", 3: "mature"}[point] if verdict == "differ" else None)


@pytest.mark.parametrize(
    ("metric", "item", "peer", "point", "by_peers"),
    [
        ("pickup_on_time_rate", "service.shipping", "below", 3, "said_more"),
        ("pickup_on_time_rate", "service.shipping", "below", 1, None),
        ("pickup_on_time_rate", "service.shipping", "above", 0, "said_less"),
        ("pickup_on_time_rate", "service.shipping", "around", 3, None),
        # Of refunds less is better.
        ("refund_rate", "supply.quality_loop", "above", 3, "said_more"),
        ("refund_rate", "supply.quality_loop", "below", 3, None),
        ("refund_rate", "supply.quality_loop", "below", 0, "said_less"),
    ],
)
def test_a_place_among_peers_is_held_against_the_answer(
    metric: str, item: str, peer: str, point: int, by_peers: str | None
) -> None:
    found = pair(metric, item, {"peer": peer}, {"point": point})

    assert found.by_peers == by_peers
    assert found.verdict == ("differ" if by_peers else "fit")


def test_where_nothing_says_how_they_go_together_they_stand_side_by_side() -> None:
    assert pair("gpm", "field.review", {"number": 900}, {"point": 2}).verdict == "beside"


def test_what_differs_comes_first() -> None:
    found = pairs(
        {"field.rhythm": {"point": 2}, "team.data_routine": {"point": 1}},
        {"live_days_28": {"number": 2}, "experience_score": {"number": 80}},
    )

    verdicts = [each.verdict for each in found]
    assert verdicts == sorted(verdicts, key=["differ", "fit", "beside", "no_answer", "no_number"].index)
    assert verdicts[0] == "differ"


@given(
    st.dictionaries(
        st.sampled_from([item.id for item in INSTRUMENT.items() if item.kind == "anchored"]),
        st.integers(0, 3).map(lambda point: {"point": point}),
        max_size=12,
    ),
    st.dictionaries(
        st.sampled_from([metric.id for metric in INSTRUMENT.metrics if metric.range[0] <= 1]),
        st.integers(5, 28).map(lambda number: {"number": number}),
    ),
)
def test_numbers_and_answers_are_never_changed_by_being_compared(
    answers: dict[str, Any], metrics: dict[str, Any]
) -> None:
    found = pairs(answers, metrics)

    assert len({(each.metric.id, each.item.id) for each in found}) == len(found)
    assert all((each.verdict == "no_number") == (each.metric.id not in metrics) for each in found)
