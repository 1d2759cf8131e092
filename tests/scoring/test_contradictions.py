"""Answers worth a second look: every shipped rule, and patterns of answering in a hurry."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.instrument.model import Instrument, Status
from assessment.instrument.rules import Condition, ContradictionRule
from assessment.responses import Absent, Answer, Assessment, InstrumentRef, MetricValue, Mode
from assessment.scoring import score
from assessment.scoring.contradictions import Contradiction, contradictions
from assessment.scoring.report import results_as_json
from tests.shipped import BANK
from tests.strategies import answered, at_point, instruments, taken

GARDEN = BANK.instrument
SCORED = [item for item in GARDEN.items() if item.status is Status.ACTIVE]
EVERYONE = {"sells_live": True, "runs_ads": True}


def about(**parts: Any) -> Assessment:
    whole = {
        "instrument": {"id": GARDEN.id, "version": GARDEN.version},
        "profile": EVERYONE,
        "answers": {},
        "mode": "full",
        **parts,
    }
    return Assessment.model_validate_json(json.dumps(whole))


def found(assessment: Assessment) -> list[Contradiction]:
    return contradictions(BANK.contradictions, score(GARDEN, assessment), assessment)


def meeting(rule: ContradictionRule) -> Assessment:
    """The merchant who says just what a rule sets against each other."""
    answers: dict[str, Any] = {}
    metrics: dict[str, Any] = {}
    profile: dict[str, Any] = dict(EVERYONE)
    for condition in rule.when:
        bound = condition.at_least if condition.at_least is not None else condition.at_most
        if condition.kind == "item":
            answers[condition.subject] = answer_to(condition, int(bound or 0))
        elif condition.kind == "metric":
            metrics[condition.subject] = {"number": bound}
        elif condition.is_ is not None:
            profile[condition.subject] = condition.is_
        elif condition.subject == "team":
            people = {function.id: 0 for function in GARDEN.functions}
            profile["team"] = people | ({} if condition.function else {"content": int(bound or 0)})
        else:
            profile[condition.subject] = ["mixed"]
    return about(answers=answers, metrics=metrics, profile=profile)


def answer_to(condition: Condition, point: int) -> dict[str, Any]:
    if condition.ticked is not None:
        return {"ticks": [condition.ticked]}
    if condition.not_ticked is not None:
        return {"ticks": []}
    return at_point(GARDEN, condition.subject, point).model_dump(exclude_defaults=True)


@pytest.mark.parametrize("rule", BANK.contradictions, ids=lambda rule: rule.id)
def test_a_rule_speaks_where_all_its_conditions_hold_and_only_there(rule: ContradictionRule) -> None:
    assessment = meeting(rule)

    assert [(one.id, one.question) for one in found(assessment)] == [(rule.id, rule.question)]
    for condition in rule.when:
        parts: dict[str, dict[str, Any]] = {
            "item": {"answers": {k: v for k, v in assessment.answers.items() if k != condition.subject}},
            "metric": {"metrics": {k: v for k, v in assessment.metrics.items() if k != condition.subject}},
            "profile": {"profile": {k: v for k, v in assessment.profile.items() if k != condition.subject}},
        }
        assert found(assessment.model_copy(update=parts[condition.kind])) == []


@pytest.mark.parametrize("rule", BANK.contradictions, ids=lambda rule: rule.id)
def test_a_rule_asks_and_accuses_nobody(rule: ContradictionRule) -> None:
    zh, en = rule.question.in_("zh"), rule.question.in_("en")
    assert zh.endswith("？")
    assert en.endswith("?")
    for word in ("矛盾", "错", "不可能", "虚", "假"):
        assert word not in zh
    for word in ("contradict", "wrong", "false", "impossible", "claim"):
        assert word not in en.lower()


def test_there_are_between_fifteen_and_twenty_five_rules() -> None:
    assert 15 <= len(BANK.contradictions) <= 25


def test_people_are_added_up_only_where_every_function_was_filled_in() -> None:
    answers = {"team.standins": {"point": 2}}
    some = about(answers=answers, profile={"team": {"content": 1}})
    everyone = about(answers=answers, profile={"team": {f.id: 0.2 for f in GARDEN.functions}})

    assert found(some) == []
    assert [one.id for one in found(everyone)] == ["stand_ins_alone"]


def test_a_rule_about_an_item_that_was_not_asked_says_nothing() -> None:
    answers = {"ads.net_results": {"point": 0}, "ads.reading": {"point": 2}}

    assert [one.id for one in found(about(answers=answers))] == ["ad_results_kept_or_not"]
    assert found(about(answers=answers, mode="core")) == []
    assert found(about(answers=answers, profile={"runs_ads": False})) == []


def test_a_rule_that_names_what_an_older_instrument_lacks_says_nothing() -> None:
    older = GARDEN.model_copy(update={"dimensions": [d for d in GARDEN.dimensions if d.id != "ads"]})
    assessment = about(answers={"ads.net_results": {"point": 0}, "ads.reading": {"point": 2}})

    assert contradictions(BANK.contradictions, score(older, assessment), assessment) == []


def run_of(length: int, point: int = 1) -> dict[str, dict[str, Any]]:
    anchored = [item.id for item in SCORED if item.kind == "anchored"]
    return {item: {"point": point} for item in anchored[:length]}


def test_eight_in_a_row_at_one_point_are_asked_about_and_seven_are_not() -> None:
    assert found(about(answers=run_of(7))) == []
    (line,) = found(about(answers=run_of(8)))

    assert line.kind == "straight_line"
    assert [subject.id for subject in line.subjects] == list(run_of(8))
    assert "8" in line.question.in_("zh")
    assert "8" in line.question.in_("en")


def test_a_run_passes_over_ticks_and_gaps_and_ends_at_another_point() -> None:
    eight = run_of(9)
    gap = {key: answer for key, answer in eight.items() if key != list(eight)[3]}
    broken = {**run_of(8), list(eight)[4]: {"point": 2}}

    assert len(found(about(answers={**gap, "team.functions": {"ticks": []}}))) == 1
    assert found(about(answers=broken)) == []


def test_what_a_filter_question_filled_in_or_somebody_has_seen_is_no_run() -> None:
    seen = {"by": "someone", "at": "2026-11-22T08:00:00Z"}
    filled = {key: {**answer, "filled_by": "joined_campaign"} for key, answer in run_of(9).items()}
    verified = {key: {**answer, "verified": seen} for key, answer in run_of(9).items()}

    assert found(about(answers=filled)) == []
    assert found(about(answers=verified)) == []


def all_top(number: int, **more: Any) -> dict[str, Any]:
    items = [item for item in SCORED if item.kind != "metric"][:number]
    return {item.id: at_point(GARDEN, item.id, 3).model_dump(exclude_defaults=True) | more for item in items}


def test_ten_answers_all_at_the_top_are_asked_about_once() -> None:
    assert [one.kind for one in found(about(answers=all_top(9)))] == []
    assert [one.kind for one in found(about(answers=all_top(10)))] == ["all_at_top"]
    assert [one.kind for one in found(about(answers=all_top(40)))] == ["all_at_top"]


def test_all_at_the_top_is_not_asked_about_once_evidence_was_seen_or_one_is_lower() -> None:
    answers = all_top(30)
    first = next(key for key, answer in answers.items() if "point" in answer)
    seen = {"verified": {"by": "someone", "at": "2026-11-22T08:00:00Z"}}
    kinds = [one.kind for one in found(about(answers={**answers, first: answers[first] | seen}))]

    assert "all_at_top" not in kinds
    lower = about(answers=answers, metrics={"experience_score": {"number": 82}})
    assert "all_at_top" not in [one.kind for one in found(lower)]


@st.composite
def cases(draw: st.DrawFn) -> tuple[Instrument, Assessment, list[ContradictionRule]]:
    instrument = draw(instruments())
    items = [item.id for item in instrument.items()]
    rules = [
        ContradictionRule.model_validate(
            {
                "id": f"rule{rank}",
                "when": [
                    {"item": draw(st.sampled_from(items)), "at_least": draw(st.integers(1, 3))},
                    {"metric": "height", "at_most": draw(st.integers(0, 100))},
                ],
                "question": {"zh": "哪个？", "en": "Which?"},
            }
        )
        for rank in range(draw(st.integers(0, 3)))
    ]
    return instrument, draw(answered(instrument)), rules


@given(cases())
def test_looking_for_contradictions_changes_no_result_and_says_only_what_was_answered(
    case: tuple[Instrument, Assessment, list[ContradictionRule]],
) -> None:
    instrument, assessment, rules = case
    results = score(instrument, assessment)
    before = results_as_json(results)
    for one in contradictions(rules, results, assessment):
        for subject in one.subjects:
            known = results.items[subject.id].answered if subject.kind == "item" else True
            assert known
            assert subject.kind != "metric" or assessment.metrics[subject.id].number is not None
    assert results_as_json(results) == before


@given(instruments(), st.integers(0, 3))
def test_without_answers_there_is_nothing_to_ask_about(instrument: Instrument, height: int) -> None:
    absent = {item.id: Answer(absent=Absent.DONT_KNOW) for item in instrument.items()}
    assessment = taken(instrument, absent, metrics={"height": MetricValue(number=float(height))})

    assert contradictions([], score(instrument, assessment), assessment) == []
    assert assessment.mode is Mode.FULL
    assert assessment.instrument == InstrumentRef(id=instrument.id, version=instrument.version)
