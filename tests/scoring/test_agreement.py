"""Several sheets side by side: the cases a consultant can read, and what holds for any instrument."""

import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.instrument.model import Instrument
from assessment.responses import Absent, Answer, Mode
from assessment.scoring.agreement import Agreement, agreement, asked_of_people, propose
from assessment.scoring.results import published
from tests.compact import answer, bank, sheet
from tests.strategies import answered, instruments
from tests.test_cases import cases, compare


@pytest.mark.parametrize("case", cases("agreement", "voices"))
def test_several_sheets_agree_as_the_rule_says(case: Mapping[str, Any]) -> None:
    given, instrument = case["given"], bank(case["given"])
    voices = {who: {key: read(parts) for key, parts in said.items()} for who, said in given["voices"].items()}
    assessment = sheet(given)

    found = agreement(instrument, assessment.mode, assessment.profile, voices)

    compare(case, in_words(instrument, found, voices))


def read(parts: Any) -> Answer:
    """Read an answer as `tests/compact.py` writes it."""
    return Answer.model_validate_json(
        json.dumps(answer(parts if isinstance(parts, dict) else {"answer": parts}))
    )


def in_words(
    instrument: Instrument, found: Agreement, voices: Mapping[str, Mapping[str, Answer]]
) -> dict[str, Any]:
    """Return an agreement in the words of the cases."""
    proposals = {
        item: propose(instrument, spread.item, [each[item] for each in voices.values() if item in each])
        for item, spread in found.spreads.items()
    }
    number = found.alpha.value
    return {
        "agenda": [spread.item.id for spread in found.agenda],
        "range": {item: spread.range for item, spread in found.spreads.items()},
        "median": {item: spread.median for item, spread in found.spreads.items()},
        "close": {item: spread.close for item, spread in found.spreads.items()},
        "alike": {item: spread.alike for item, spread in found.spreads.items()},
        "alpha": found.alpha.why if number is None else round(float(number), 3),
        "dimensions": {
            key: None
            if one.mean is None
            else [published(end or Fraction(0)) for end in (one.low, one.mean, one.high)]
            for key, one in found.dimensions.items()
        },
        "leanings": {who: [float(one.mean), one.items] for who, one in found.leanings.items()},
        "proposed": {
            item: None
            if one is None
            else [one.answer.point if one.answer.absent is None else one.answer.absent.value, one.by]
            for item, one in proposals.items()
        },
    }


@st.composite
def several(draw: st.DrawFn) -> tuple[Instrument, dict[str, dict[str, Answer]]]:
    """An instrument and up to four sheets of it."""
    instrument = draw(instruments())
    count = draw(st.integers(0, 4))
    return instrument, {f"person {n}": dict(draw(answered(instrument)).answers) for n in range(count)}


@given(several(), st.randoms(use_true_random=False))
def test_the_order_of_respondents_changes_nothing(
    several: tuple[Instrument, dict[str, dict[str, Answer]]], chance: Any
) -> None:
    instrument, voices = several
    names = list(voices)
    chance.shuffle(names)
    shuffled = {name: voices[name] for name in names}

    one = agreement(instrument, Mode.FULL, {}, voices)
    other = agreement(instrument, Mode.FULL, {}, shuffled)

    assert other == one
    assert [each.item.id for each in other.agenda] == [each.item.id for each in one.agenda]
    for item in instrument.items():
        said = [sheet[item.id] for sheet in voices.values() if item.id in sheet]
        turned = [sheet[item.id] for sheet in shuffled.values() if item.id in sheet]
        assert propose(instrument, item, said) == propose(instrument, item, turned)


@given(several())
def test_a_proposal_is_an_answer_somebody_gave_at_the_lower_median_or_below_evidence(
    several: tuple[Instrument, dict[str, dict[str, Answer]]],
) -> None:
    instrument, voices = several
    found = agreement(instrument, Mode.FULL, {}, voices)
    for item, spread in found.spreads.items():
        said = [sheet[item] for sheet in voices.values() if item in sheet]
        proposal = propose(instrument, spread.item, said)
        if proposal is None:
            assert not spread.points
            continue
        value = proposal.answer
        assert any(
            (value.point, value.ticks, value.absent) == (one.point, one.ticks, one.absent) for one in said
        )
        if proposal.by == "median" and not any(one.verified for one in said):
            alone = agreement(instrument, Mode.FULL, {}, {"agreed": {item: value}}).spreads[item]
            assert alone.median == spread.median


@given(several())
def test_somebody_who_knows_nothing_moves_no_figure(
    several: tuple[Instrument, dict[str, dict[str, Answer]]],
) -> None:
    instrument, voices = several
    silent = {item.id: Answer(absent=Absent.DONT_KNOW) for item in instrument.items()}

    one = agreement(instrument, Mode.FULL, {}, voices)
    other = agreement(instrument, Mode.FULL, {}, {**voices, "silent": silent})

    assert other.alpha == one.alpha
    assert other.dimensions == one.dimensions
    assert other.leanings == one.leanings
    assert [each.points for each in other.spreads.values()] == [each.points for each in one.spreads.values()]


@given(several())
def test_ends_of_a_dimension_hold_its_mean_and_agreeing_people_have_no_agenda(
    several: tuple[Instrument, dict[str, dict[str, Answer]]],
) -> None:
    instrument, voices = several
    found = agreement(instrument, Mode.FULL, {}, voices)
    for one in found.dimensions.values():
        if one.mean is not None and one.low is not None and one.high is not None:
            assert 0 <= one.low <= one.mean <= one.high <= 100
            assert one.apart <= one.shared
    first = next(iter(voices.values()), {})
    same = agreement(instrument, Mode.FULL, {}, {"one": first, "two": first})
    assert same.agenda == []
    assert same.alpha.value in {None, 1}
    assert all(each.mean == 0 for each in same.leanings.values())


@given(instruments(), st.sampled_from(list(Mode)))
def test_numbers_are_not_asked_of_people(instrument: Instrument, mode: Mode) -> None:
    for dimension in instrument.dimensions:
        asked = asked_of_people(dimension, mode, {})
        assert all(item.kind != "metric" for item in asked)
        assert mode is Mode.FULL or all(item.core for item in asked)
