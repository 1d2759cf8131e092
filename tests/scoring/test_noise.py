"""Whether a change is more than what self-report errs by."""

from fractions import Fraction
from itertools import product
from math import inf, isclose, sqrt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.instrument.file_schemas import Lineage
from assessment.responses import Answer
from assessment.scoring.comparison import Round, compare, series
from assessment.scoring.comparison.noise import (
    ratio,
    trend,
    trend_of,
)
from assessment.scoring.results import ItemResult
from tests.compact import bank, sheet
from tests.scoring.rounds import any_two, one_version

Case = tuple[Round, Round, tuple[Lineage, ...]]


def test_the_example_of_jacobson_and_truax() -> None:
    """1991: from 47.5 to 32.5 on a scale of deviation 7.5 and reliability 0.80."""
    difference = sqrt(2) * 7.5 * sqrt(1 - 0.80)

    assert round(ratio(47.5 - 32.5, difference), 2) == 3.16
    assert round(ratio(47.5 - 32.5, 4.74), 2) == 3.16


def test_the_example_of_the_reliable_trend_index() -> None:
    """Six scores with a standard error of difference of 0.707 (README of ReliableTrendIndex)."""
    scores = [98.0, 98.0, 98.0, 99.0, 99.0, 99.0]
    found = trend(scores, [0.707 / sqrt(2)] * 6)

    assert round(ratio(scores[-1] - scores[0], 0.707), 6) == 1.414427
    assert round(found.index, 6) == 2.151736
    assert (round(found.slope, 4), round(found.error, 4)) == (0.2571, 0.1195)
    assert found.real


def test_a_trend_of_noise_is_not_real() -> None:
    assert not trend([50.0, 53.0, 49.0, 52.0], [3.0] * 4).real


def test_answering_more_of_the_same_is_no_trend() -> None:
    """Alike answers in every round, more of them each time: the index rises and nothing went one way."""
    flours = {f"bread__i{number}": 2 for number in range(7)}
    rounds = [
        shop(
            **flours, **{f"bread__j{number}": 2 if number < answered else "dont_know" for number in range(3)}
        )
        for answered in range(4)
    ]

    found = series(rounds).trend

    assert rounds[0].results.index != rounds[-1].results.index
    assert found is not None
    assert (found.slope, found.real) == (0.0, False)
    assert found.error > 0


def test_a_trend_that_rests_on_little_is_none() -> None:
    rounds = [
        shop(bread__oven=1, bread__flour=2, bread__salt="dont_know"),
        shop(bread__oven=1, bread__flour=2, bread__salt=2),
        shop(bread__oven=1, bread__flour="dont_know", bread__salt=2),
        shop(bread__oven=1, bread__flour="dont_know", bread__salt=2),
    ]

    assert trend_of(rounds, Fraction(60, 100), same_respondent=True) is None
    assert trend_of(rounds, Fraction(30, 100), same_respondent=True) is not None


def test_a_carried_answer_is_one_reading_in_a_trend() -> None:
    """By hand: steps -1.5, -0.5, 0.5, 1.5; the first reading counts twice: 4 + 0.25 + 2.25 over 25."""
    plain = [shop(bread__oven=1) for _ in range(4)]
    rounds = [
        Round(each.instrument, each.assessment.model_copy(update={"id": name}))
        for each, name in zip(plain, "ABCD", strict=True)
    ]
    carried = {"bread.oven": Answer(point=1, carried_from="A")}
    rounds[1] = Round(rounds[1].instrument, rounds[1].assessment.model_copy(update={"answers": carried}))

    once, fresh = (trend_of(each, Fraction(1), same_respondent=True) for each in (rounds, plain))

    assert once is not None
    assert fresh is not None
    one_answer = 100 / 3 * sqrt(0.3)
    assert isclose(once.error, one_answer * sqrt(6.5) / 5)
    assert isclose(fresh.error, one_answer * sqrt(5) / 5)


def test_what_is_carried_all_through_does_not_err() -> None:
    first = shop(bread__oven=1).assessment.model_copy(update={"id": "A"})
    instrument = shop(bread__oven=1).instrument
    rounds = [Round(instrument, first)]
    for before, name in zip("ABC", "BCD", strict=True):
        answers = {"bread.oven": Answer(point=1, carried_from=before)}
        rounds.append(Round(instrument, first.model_copy(update={"id": name, "answers": answers})))

    found = trend_of(rounds, Fraction(1), same_respondent=True)

    assert found is not None
    assert (found.slope, found.error, found.real) == (0.0, 0.0, False)


@settings(max_examples=50)
@given(one_version(), st.booleans())
def test_of_two_rounds_a_trend_is_their_change(case: Case, same_respondent: bool) -> None:  # noqa: FBT001
    first, second, _ = case
    noise = compare(first, second, same_respondent=same_respondent).index.noise

    found = trend_of([first, second], Fraction(0), same_respondent=same_respondent)

    assert found is not None
    assert noise is not None
    assert isclose(found.slope, noise.change, abs_tol=1e-9)
    assert isclose(found.error, noise.error, abs_tol=1e-9)


@pytest.mark.parametrize(("change", "expected"), [(2.0, inf), (-2.0, -inf), (0.0, 0.0)])
def test_where_nothing_errs_every_change_counts(change: float, expected: float) -> None:
    assert ratio(change, 0.0) == expected


def shop(**answers: Any) -> Round:
    """A round of a bakery."""
    given_answers = {key.replace("__", "."): value for key, value in answers.items()}
    case = {"answers": given_answers}
    return Round(bank(case), sheet(case))


def test_the_change_of_one_answer_has_the_error_of_both() -> None:
    """At 0.15 either way a point of 33.3 has a standard error of 33.3 times the root of 0.3."""
    noise = compare(shop(bread__oven=1), shop(bread__oven=2)).index.noise

    assert noise is not None
    assert isclose(noise.error, sqrt(2) * 100 / 3 * sqrt(0.3))
    assert isclose(noise.least, 1.96 * noise.error)
    assert noise.change == Fraction(100, 3)
    assert noise.real is False
    assert "先别当真" in noise.words.in_("zh")


def test_a_verified_answer_does_not_err() -> None:
    seen = [{"answer": point, "verified": True} for point in (1, 2)]
    noise = compare(shop(bread__oven=seen[0]), shop(bread__oven=seen[1])).index.noise

    assert noise is not None
    assert (noise.error, noise.real) == (0.0, True)
    assert "真的进步" in noise.words.in_("zh")


def test_a_fall_is_called_one() -> None:
    seen = [{"answer": point, "verified": True} for point in (2, 1)]
    noise = compare(shop(bread__oven=seen[0]), shop(bread__oven=seen[1])).index.noise

    assert noise is not None
    assert noise.words.in_("en").endswith("a real decline.")


def test_many_small_improvements_are_real_where_one_is_not() -> None:
    one = {f"bread__i{n}": 1 for n in range(20)}
    raised = {**one, "bread__i0": 2}
    few = compare(shop(**one), shop(**raised))
    many = compare(shop(**one), shop(**dict.fromkeys(one, 2)))

    assert (few.real, many.real) == (False, True)


def test_what_is_newly_answered_is_no_improvement() -> None:
    before = {f"bread__i{n}": 1 if n < 7 else "dont_know" for n in range(10)}
    after = dict.fromkeys(before, 1) | {"bread__i9": 3}

    found = compare(shop(**before), shop(**after))

    assert found.index.delta is not None
    assert found.index.delta > 10
    assert found.real is False
    assert found.index.noise is not None
    assert found.index.noise.words.in_("zh") == "两次都答过的题，答案没有变。"


def test_where_too_little_was_answered_both_times_nobody_can_say() -> None:
    found = compare(shop(bread__oven=1, bread__flour="dont_know"), shop(bread__oven=3, bread__flour=3))

    assert (found.comparable, found.real) == ("no", None)
    assert found.index.noise is not None
    assert "说不准" in found.index.noise.words.in_("zh")


def test_an_answer_carried_over_is_the_same_reading() -> None:
    first = shop(bread__oven=1, bread__flour=1)
    kept = first.assessment.model_copy(
        update={
            "id": "B",
            "answers": {
                "bread.oven": Answer(point=1, carried_from="A"),
                "bread.flour": Answer(point=3),
            },
        }
    )
    named = Round(first.instrument, first.assessment.model_copy(update={"id": "A"}))
    fresh = compare(first, Round(first.instrument, kept)).index.noise
    marked = compare(named, Round(first.instrument, kept)).index.noise

    assert fresh is not None
    assert marked is not None
    assert marked.change == fresh.change
    assert marked.error < fresh.error


def brute_force(before: Round, after: Round, *, same_respondent: bool) -> float:
    """Walk every combination of true points of two fully answered rounds; return the error of the change."""
    instrument = before.instrument
    listed = [(each, -1) for each in before.results.items.values()] + [
        (each, 1) for each in after.results.items.values()
    ]
    whole = sum(result.item.weight for result in before.results.items.values())
    moments = [0.0, 0.0]
    pairs = product(instrument.self_report, instrument.self_report)
    for first, second in pairs:
        if same_respondent and first is not second:
            continue
        chance = first.weight if same_respondent else first.weight * second.weight
        spreads = [spread(each, first if sign < 0 else second) for each, sign in listed]
        for errors in product(*spreads):
            mass, off = chance, 0.0
            for (result, sign), (error, probability) in zip(listed, errors, strict=True):
                mass *= probability
                off += sign * 100 * result.item.weight * error / (3 * whole)
            moments[0] += mass * off
            moments[1] += mass * off**2
    return sqrt(moments[1] - moments[0] ** 2)


def spread(result: ItemResult, attitude: Any) -> list[tuple[int, float]]:
    """Return how far the true point may lie from the said one, and how likely."""
    if result.verified:
        return [(0, 1.0)]
    ends: dict[int, float] = {}
    chances = ((-1, attitude.lower), (1, attitude.higher), (0, 1 - attitude.lower - attitude.higher))
    for step, chance in chances:
        off = min(max(result.low + step, 0), 3) - result.low
        ends[off] = ends.get(off, 0.0) + chance
    return list(ends.items())


ATTITUDES = [
    {"weight": 0.25, "lower": 0.05, "higher": 0.25},
    {"weight": 0.5, "lower": 0.15, "higher": 0.15},
    {"weight": 0.25, "lower": 0.25, "higher": 0.05},
]


@pytest.mark.parametrize("same_respondent", [True, False])
@pytest.mark.parametrize(
    ("before", "after"),
    [((1, 2), (2, 2)), ((0, 3), (1, 3)), ((0, 0), (3, 3)), ((2, 1), (1, 1))],
)
def test_the_error_is_that_of_every_possible_truth(
    before: tuple[int, int], after: tuple[int, int], *, same_respondent: bool
) -> None:
    rounds = []
    for points in (before, after):
        one = shop(bread__oven={"answer": points[0], "weight": 2}, bread__flour=points[1])
        plain = one.instrument.model_dump(by_alias=True)
        instrument = type(one.instrument).model_validate({**plain, "self_report": ATTITUDES})
        rounds.append(Round(instrument, one.assessment))

    noise = compare(rounds[0], rounds[1], same_respondent=same_respondent).index.noise

    assert noise is not None
    expected = brute_force(rounds[0], rounds[1], same_respondent=same_respondent)
    assert isclose(noise.error, expected, rel_tol=1e-9)


def test_it_is_said_who_is_taken_to_have_answered() -> None:
    before, after = shop(bread__oven={"answer": 0, "weight": 3}), shop(bread__oven={"answer": 3, "weight": 3})

    for same, en, zh in (
        (True, "the same person answered both times", "同一个人"),
        (False, "different people", "不同的人"),
    ):
        noise = compare(before, after, same_respondent=same).index.noise
        assert noise is not None
        assert en in noise.words.in_("en")
        assert zh in noise.words.in_("zh")


@settings(max_examples=50)
@given(any_two())
def test_another_respondent_never_makes_a_change_easier_to_believe(case: Case) -> None:
    first, second, lines = case
    same = compare(first, second, lines)
    other = compare(first, second, lines, same_respondent=False)

    for key, change in same.dimensions.items():
        theirs = other.dimensions[key]
        if change.noise is not None and theirs.noise is not None:
            assert theirs.noise.error >= change.noise.error - 1e-9
            assert not (theirs.noise.real and not change.noise.real)


@settings(max_examples=50)
@given(any_two())
def test_seeing_the_evidence_never_makes_a_change_less_sure(case: Case) -> None:
    first, second, lines = case
    mark = '{"verified": {"by": "someone", "at": "2026-01-01T00:00:00Z"}}'
    verified = Answer.model_validate_json(mark).verified
    seen = {
        item: answer.model_copy(update={"verified": verified}) if answer.is_given else answer
        for item, answer in second.assessment.answers.items()
    }
    surer = Round(second.instrument, second.assessment.model_copy(update={"answers": seen}))
    one, other = (compare(first, each, lines, same_respondent=False).index.noise for each in (surer, second))

    if one is not None and other is not None:
        assert one.error <= other.error + 1e-9
