"""What changed between rounds: every part of it, and the parts add up."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.model import Instrument
from assessment.responses import Absent, Answer, Assessment, Mode
from assessment.scoring import score
from assessment.scoring.carry import carry, retaken_with
from assessment.scoring.comparison import (
    Change,
    Comparison,
    Parts,
    Round,
    SeriesError,
    compare,
    in_tenths,
    series,
)
from assessment.scoring.comparison.series import comparison_as_json, series_as_json
from assessment.scoring.results import published
from tests.compact import bank, sheet
from tests.instrument.test_lineage import line
from tests.report.subjects import unplanned
from tests.scoring.rounds import any_two, one_version, two_versions
from tests.shipped import BANK
from tests.strategies import at_point

Case = tuple[Round, Round, tuple[Lineage, ...]]
few = settings(max_examples=60)


def changes(found: Comparison) -> list[Change]:
    """Return the change of the index and of every dimension."""
    return [found.index, *found.dimensions.values()]


@given(any_two())
def test_the_parts_add_up_to_the_whole_exactly(case: Case) -> None:
    for change in changes(compare(*case)):
        if change.parts is not None:
            assert change.parts.total == change.delta
            assert change.parts.improved >= 0 >= change.parts.worsened


@few
@given(any_two())
def test_the_items_add_up_to_the_change_of_the_index(case: Case) -> None:
    found = compare(*case)

    whole = sum((one.parts for one in found.items), Parts())

    assert found.index.parts is None or whole == found.index.parts


@given(any_two())
def test_the_tenths_add_up_and_no_part_is_moved_by_a_whole_one(case: Case) -> None:
    for change in changes(compare(*case)):
        if change.parts is None or change.shown_parts is None:
            continue
        ends = [0.0 if value is None else published(value) for value in (change.before, change.after)]
        assert change.shown_delta == sum(change.shown_parts) == round(10 * ends[1]) - round(10 * ends[0])
        for part, shown in zip(change.parts.listed, change.shown_parts, strict=True):
            assert abs(10 * part - shown) < 1
            assert part or not shown


@few
@given(any_two())
def test_a_round_against_itself_is_all_zero(case: Case) -> None:
    first, _, lines = case

    found = compare(first, first, lines)

    assert all(change.parts == Parts() for change in changes(found))
    assert {one.cause for one in found.items} <= {"same"}
    assert all(one.parts == Parts() and one.before == one.after for one in found.items)
    assert all(not gate.opened and not gate.closed for gate in found.gates.values())
    assert not found.crossings
    assert not found.real


@given(any_two())
def test_swapping_the_sides_flips_every_sign(case: Case) -> None:
    first, second, lines = case
    there, back = compare(first, second, lines), compare(second, first, lines)

    assert list(there.dimensions) == list(back.dimensions)
    for one, other in zip(changes(there), changes(back), strict=True):
        assert (one.before, one.after) == (other.after, other.before)
        assert one.parts is None or other.parts == flipped(one.parts)
        assert one.shown_parts is None or other.shown_parts == flipped_tenths(one.shown_parts)
        assert one.noise is None or other.noise is None or one.noise.real is other.noise.real
    assert there.verdict == back.verdict
    assert [one.item for one in there.items] == [one.item for one in back.items]
    for item, mirrored in zip(there.items, back.items, strict=True):
        assert (item.before, item.after) == (mirrored.after, mirrored.before)
        assert mirrored.parts == flipped(item.parts)
        assert mirrored.cause == OPPOSITE.get(item.cause, item.cause)
    for stage, gate in there.gates.items():
        assert (gate.opened, gate.closed) == (back.gates[stage].closed, back.gates[stage].opened)
        assert (gate.was_open, gate.is_open) == (back.gates[stage].is_open, back.gates[stage].was_open)
    assert [(c.stage, c.criterion, c.up) for c in there.crossings] == [
        (c.stage, c.criterion, not c.up) for c in back.crossings
    ]


OPPOSITE = {"improved": "worsened", "worsened": "improved", "answered": "absent", "absent": "answered"}


def flipped(parts: Parts) -> Parts:
    return Parts(-parts.worsened, -parts.improved, -parts.answered_or_absent, -parts.instrument)


def flipped_tenths(parts: tuple[int, ...]) -> tuple[int, ...]:
    return (-parts[1], -parts[0], -parts[2], -parts[3])


@few
@given(one_version())
def test_carrying_forward_with_nothing_changed_is_no_change(case: Case) -> None:
    first, _, _ = case
    instrument = first.instrument
    brought = carry(first.assessment.answers, instrument, instrument, [])
    marked = {
        item: answer.model_copy(update={"carried_from": "A"}) for item, answer in brought.answers.items()
    }
    later = retaken_with(instrument, first.assessment, brought).model_copy(update={"answers": marked})

    found = compare(first, Round(instrument, later))

    assert all(change.parts == Parts() for change in changes(found))
    assert {one.cause for one in found.items} <= {"same"}
    assert comparison_as_json(found)["index"]["from"] == comparison_as_json(found)["index"]["to"]


@few
@given(one_version())
def test_one_instrument_is_never_the_cause(case: Case) -> None:
    found = compare(*case)

    assert all(change.parts is not None and not change.parts.instrument for change in changes(found))
    assert "instrument" not in {one.cause for one in found.items}


@few
@given(two_versions())
def test_the_same_answers_under_a_newer_version_change_by_the_instrument_alone(case: Case) -> None:
    first, second, lines = case
    older, newer = sorted((first, second), key=lambda each: each.instrument.version)
    brought = carry(older.assessment.answers, older.instrument, newer.instrument, lines)
    later = Round(newer.instrument, retaken_with(newer.instrument, older.assessment, brought))

    found = compare(older, later, lines)

    for change in changes(found):
        assert change.parts is None or change.parts == Parts(instrument=change.delta or Fraction(0))


@few
@given(one_version(), st.data())
def test_raising_answers_is_improvement_and_nothing_else(case: Case, data: st.DataObject) -> None:
    first, _, _ = case
    raised = dict(first.assessment.answers)
    for item, result in first.results.items.items():
        if result.answered:
            raised[item] = at_point(first.instrument, item, data.draw(st.integers(result.low, 3)))
    later = Round(first.instrument, first.assessment.model_copy(update={"answers": raised}))

    found = compare(first, later)

    for change in changes(found):
        assert change.parts == Parts(improved=change.delta or Fraction(0))
    assert {one.cause for one in found.items} <= {"improved", "same"}
    assert not any(gate.closed for gate in found.gates.values())


@few
@given(one_version())
def test_answering_what_was_missing_is_no_improvement(case: Case) -> None:
    first, _, _ = case
    answers = dict(first.assessment.answers)
    for item, result in first.results.items.items():
        if result.counts and not result.answered:
            answers[item] = at_point(first.instrument, item, 3)
    later = Round(first.instrument, first.assessment.model_copy(update={"answers": answers}))

    found = compare(first, later)

    for change in changes(found):
        assert change.parts == Parts(answered_or_absent=change.delta or Fraction(0))


@few
@given(any_two())
def test_no_gate_opens_or_closes_without_a_criterion_that_did(case: Case) -> None:
    moved = False
    for gate in compare(*case).gates.values():
        moved = moved or bool(gate.opened or gate.closed)
        assert gate.was_open == gate.is_open or moved


@given(st.lists(st.fractions(-100, 100), min_size=1, max_size=5), st.sampled_from([-1, 0, 1]))
def test_any_parts_can_be_shown_in_tenths(parts: list[Fraction], off: int) -> None:
    total = round(10 * sum(parts, Fraction(0)))
    broken = sum((10 * part).denominator > 1 for part in parts)
    if not 0 <= total + off - sum(10 * part // 1 for part in parts) <= broken:
        off = 0
    shown = in_tenths(parts, total + off)

    assert sum(shown) == total + off
    assert all(abs(10 * part - tenth) < 1 for part, tenth in zip(parts, shown, strict=True))
    assert in_tenths([-part for part in parts], -total - off) == tuple(-tenth for tenth in shown)


def test_equal_parts_are_cut_alike_on_either_side() -> None:
    half = Fraction(1, 20)

    assert in_tenths([half, Fraction(0), half], 1) == (1, 0, 0)
    assert in_tenths([Fraction(0), -half, -half], -1) == (0, -1, 0)


# A bakery, round by round.


def shop(number: str = "1.0.0", day: str | None = None, name: str | None = None, **parts: Any) -> Round:
    """A round of a bakery; `answers` may be left out."""
    given_parts = {"answers": {}, **parts}
    instrument = bank(given_parts).model_copy(update={"version": number})
    taken = sheet(given_parts).model_dump(mode="json", exclude_defaults=True)
    more = {"taken_on": day, "merchant": {"name": name}, "id": day}
    assessment = Assessment.model_validate({**taken, **more}, strict=False)
    return Round(instrument, assessment, f"{day}.json")


def causes(found: Comparison) -> dict[str, str]:
    return {one.item: one.cause for one in found.items}


def test_every_item_says_what_became_of_it() -> None:
    before = shop(
        answers={
            "bread.oven": 1,
            "bread.flour": 3,
            "bread.salt": "dont_know",
            "bread.cake": 2,
            "bread.rolls": 2,
            "bread.rye": "declined",
        }
    )
    after = shop(
        answers={
            "bread.oven": 2,
            "bread.flour": 0,
            "bread.salt": 1,
            "bread.cake": "unanswered",
            "bread.rolls": 2,
            "bread.rye": "dont_know",
        }
    )

    found = compare(before, after)

    assert causes(found) == {
        "bread.oven": "improved",
        "bread.flour": "worsened",
        "bread.salt": "answered",
        "bread.cake": "absent",
        "bread.rolls": "same",
        "bread.rye": "same",
    }
    assert [(one["from"], one["to"]) for one in comparison_as_json(found)["items"]] == [
        (1, 2),
        (3, 0),
        ("dont_know", 1),
        (2, "unanswered"),
        (2, 2),
        ("declined", "dont_know"),
    ]


def test_notes_evidence_and_the_mark_of_a_carried_answer_stand_on_their_sides() -> None:
    first, second = shop(answers={"bread.oven": 1}), shop(answers={"bread.oven": 1})
    note = Answer(point=1, note="old oven")
    carried = Answer(point=1, carried_from="A")
    before = Round(first.instrument, first.assessment.model_copy(update={"answers": {"bread.oven": note}}))
    after = Round(
        second.instrument, second.assessment.model_copy(update={"answers": {"bread.oven": carried}})
    )

    (one,) = compare(before, after).items

    assert (one.before.answer, one.after.answer) == (note, carried)


def test_items_of_two_versions_say_what_the_bank_did() -> None:
    before = shop(answers={"bread.oven": 2, "bread.flour": 2, "bread.salt": 1, "bread.cake": 1})
    after = shop("2.0.0", answers={"bread.oven": 2, "bread.heat": 2, "bread.salt": 1, "bread.rye": 3})
    told = line(
        "1.0.0",
        "2.0.0",
        renamed={"bread.flour": "bread.heat"},
        rescaled={"bread.salt": {0: 0, 1: 0, 2: 1, 3: 2}, "bread.oven": {0: 0, 1: 1, 2: 1, 3: 3}},
        dropped={"bread.cake": "Nobody bakes it."},
    )

    found = compare(before, after, [told])

    assert {one.item: (one.fate, one.cause) for one in found.items} == {
        "bread.oven": ("rescaled", "improved"),
        "bread.heat": ("renamed", "same"),
        "bread.salt": ("rescaled", "improved"),
        "bread.rye": ("new", "instrument"),
        "bread.cake": ("dropped", "instrument"),
    }
    sides = {one.item: (one.before.own_point, one.before.point, one.after.point) for one in found.items}
    assert sides["bread.oven"] == (2, 1, 2)
    assert sides["bread.cake"] == (1, 1, None)
    assert sides["bread.rye"] == (None, None, 3)
    assert list(causes(found))[-1] == "bread.cake"


def test_an_answer_that_the_map_moved_and_nobody_changed_is_the_instruments() -> None:
    before, after = shop(answers={"bread.oven": 2}), shop("2.0.0", answers={"bread.oven": 1})
    told = line("1.0.0", "2.0.0", rescaled={"bread.oven": {0: 0, 1: 1, 2: 1, 3: 3}})

    found = compare(before, after, [told])

    assert causes(found) == {"bread.oven": "instrument"}
    assert found.index.parts == Parts(instrument=Fraction(-100, 3))


def test_an_answer_that_cannot_be_read_any_more_was_not_missing() -> None:
    before, after = shop(answers={"bread.oven": 3}), shop("2.0.0", answers={"bread.oven": 1})
    told = line("1.0.0", "2.0.0", rescaled={"bread.oven": {0: 0, 1: 1}})

    (one,) = compare(before, after, [told]).items

    assert (one.cause, one.before.own_point, one.before.point, one.before.reason) == (
        "instrument",
        3,
        None,
        None,
    )


def test_a_dimension_that_did_not_apply_before_still_adds_up() -> None:
    absent = {"answer": Absent.NOT_APPLICABLE.value, "na_allowed": True}
    may = {"shop": {"may_be_absent": True}}
    before = shop(answers={"bread.oven": 2, "shop.till": absent}, dimensions=may)
    after = shop(answers={"bread.oven": 2, "shop.till": {"answer": 1, "na_allowed": True}}, dimensions=may)

    found = compare(before, after)

    assert found.index.parts == Parts(answered_or_absent=Fraction(-50, 3))
    change = found.dimensions["shop"]
    assert (change.before, change.after, change.delta) == (None, Fraction(100, 3), Fraction(100, 3))
    assert change.parts == Parts(answered_or_absent=Fraction(100, 3))
    assert (found.comparable, found.verdict.dimensions) == ("partly", ("bread",))


def test_the_short_questionnaire_leaves_out_and_does_not_forget() -> None:
    answers = {"bread.oven": 2, "bread.flour": {"answer": 1, "core": False}}
    before, after = shop(answers=answers, mode="core"), shop(answers=answers)

    found = compare(before, after)

    assert causes(found) == {"bread.oven": "same", "bread.flour": "answered"}
    assert found.items[1].before.reason == "not_asked"
    assert "快速评估" in found.why.in_("zh")
    assert found.comparable == "no"


def test_gates_say_what_opened_what_closed_and_which_cut_was_passed() -> None:
    gates = {"steady": {"must": ["bread.oven >= 2", "bread >= 50"], "meet": 1, "should": ["shop >= 40"]}}
    before = shop(answers={"bread.oven": 1, "bread.flour": 3, "shop.till": 2}, gates=gates)
    after = shop(answers={"bread.oven": 3, "bread.flour": 3, "shop.till": 1}, gates=gates)

    found = compare(before, after)
    gate = found.gates["steady"]

    assert [criterion.subject for criterion in gate.opened] == ["bread.oven"]
    assert [criterion.subject for criterion in gate.closed] == ["shop"]
    assert (gate.was_open, gate.is_open) == (gate.was_open_then, gate.is_open_then) == (False, False)
    (crossing,) = found.crossings
    assert (crossing.stage, crossing.criterion.subject, crossing.up) == ("steady", "shop", False)
    assert (crossing.before, crossing.after) == (66.7, 33.3)


@pytest.mark.parametrize(
    ("before", "after", "opened", "closed"),
    [(None, 5, True, False), (None, 1, False, True), (1, None, True, False), (5, 1, False, True)],
)
def test_a_number_that_becomes_known_may_open_or_close(
    before: int | None, after: int | None, *, opened: bool, closed: bool
) -> None:
    gates = {"steady": {"must": ["profit >= 3"]}}
    was, now = (
        shop(answers={"bread.oven": 1}, numbers={"profit": number}, gates=gates) for number in (before, after)
    )

    gate = compare(was, now).gates["steady"]

    assert (bool(gate.opened), bool(gate.closed)) == (opened, closed)


@pytest.mark.parametrize("key", ["opened", "closed"])
def test_what_was_not_asked_stood_in_nobodys_way(key: str) -> None:
    """The books are not in the short form: asked for the first time and not in place, they close the gate."""
    full = unplanned("home-goods-mature").assessment
    books = full.answers["service.books"].model_copy(update={"point": 0})
    short = full.model_copy(update={"mode": Mode.CORE})
    lacking = full.model_copy(update={"answers": {**full.answers, "service.books": books}})
    core, asked = (Round(BANK.instrument, each) for each in (short, lacking))
    rounds = (core, asked) if key == "closed" else (asked, core)

    gate = compare(*rounds).gates["mature"]

    assert (core.results.stage, asked.results.stage) == ("mature", "growth")
    assert "service.books" in {criterion.subject for criterion in getattr(gate, key)}
    assert not getattr(gate, {"opened": "closed", "closed": "opened"}[key])


def test_a_stage_is_told_by_each_rounds_own_instrument() -> None:
    gate = {"steady": {"must": ["bread >= 60"]}}
    before = shop(answers={"bread.oven": 2}, gates=gate)
    after = shop("1.1.0", answers={"bread.oven": 2}, gates={"steady": {"must": ["bread >= 70"]}})

    found = compare(before, after)

    assert found.stages == ("steady", "small")
    changed = found.gates["steady"]
    assert (changed.was_open_then, changed.was_open, changed.is_open) == (True, False, False)
    assert not changed.opened
    assert not changed.closed


def test_less_than_sixty_percent_on_the_same_items_is_not_compared() -> None:
    def round_with(third: Any) -> Round:
        return shop(answers={"bread.oven": 1, "bread.flour": {"answer": third, "weight": 1}, "shop.till": 1})

    assert compare(round_with(1), round_with(2)).comparable == "yes"
    partly = compare(round_with(1), round_with("dont_know"))
    assert (partly.comparable, partly.verdict.dimensions) == ("partly", ("shop",))
    assert "bread" in partly.why.in_("en")
    assert partly.dimensions["bread"].noise is not None
    assert partly.dimensions["bread"].noise.real is None


@pytest.mark.parametrize(("answered", "comparable"), [(2, "no"), (3, "yes"), (5, "yes")])
def test_sixty_percent_is_just_enough(answered: int, comparable: str) -> None:
    before = shop(answers={f"bread.i{n}": 1 if n < answered else "dont_know" for n in range(5)})
    after = shop(answers={f"bread.i{n}": 2 for n in range(5)})

    assert compare(before, after).comparable == compare(after, before).comparable == comparable


def test_sixty_percent_is_asked_of_both_rounds() -> None:
    older = shop(answers={"bread.oven": 1, "bread.flour": 1, "bread.salt": 1})
    grown = {f"bread.i{n}": 1 for n in range(3)}
    newer = shop("2.0.0", answers={"bread.oven": 1, "bread.flour": 1, "bread.salt": 1, **grown})

    assert compare(older, newer).comparable == compare(newer, older).comparable == "no"
    assert compare(older, newer).index.parts is not None


def test_instruments_of_two_kinds_are_set_beside_each_other_and_no_more() -> None:
    before = shop(answers={"bread.oven": 1})
    after = shop(answers={"bread.oven": 2})
    other = Round(after.instrument.model_copy(update={"id": "butcher"}), after.assessment)

    found = compare(before, other)

    assert (found.comparable, found.real, found.index.parts) == ("no", None, None)
    assert found.index.delta == Fraction(100, 3)
    assert comparison_as_json(found)["index"] == {
        "from": 33.3,
        "to": 66.7,
        "delta": 33.4,
        "improved": None,
        "worsened": None,
        "answered_or_absent": None,
        "instrument": None,
    }
    assert (list(found.items), found.gates) == ([], {})


def test_versions_without_one_item_in_common_cannot_be_split() -> None:
    found = compare(shop(answers={"bread.oven": 1}), shop("2.0.0", answers={"bread.heat": 1}))

    assert (found.comparable, found.index.parts) == ("no", None)
    assert "2.0.0" in found.why.in_("zh")


# A series.


@pytest.fixture
def year() -> list[Round]:
    """Four quarters of one bakery, each a point better on one of five items."""
    quarters = ["2026-01-10", "2026-04-10", "2026-07-10", "2026-10-10"]
    return [
        shop(day=day, name="Ann", answers={f"bread.i{n}": 2 if n < rank else 1 for n in range(5)})
        for rank, day in enumerate(quarters)
    ]


def test_a_series_is_every_round_against_the_one_before_and_the_last_against_the_first(
    year: list[Round],
) -> None:
    whole = series(year)

    days = [(pair.earlier.day, pair.later.day) for pair in whole.pairs]
    assert [(str(a), str(b)) for a, b in days] == [
        ("2026-01-10", "2026-04-10"),
        ("2026-04-10", "2026-07-10"),
        ("2026-07-10", "2026-10-10"),
    ]
    assert (whole.overall.earlier, whole.overall.later) == (year[0], year[3])
    assert not whole.notices
    printed = series_as_json(whole)
    assert [pair["from"]["taken_on"] for pair in printed["pairs"]] == [
        "2026-01-10",
        "2026-04-10",
        "2026-07-10",
        "2026-01-10",
    ]


def test_the_order_of_the_files_is_of_no_matter_but_is_mentioned(year: list[Round]) -> None:
    whole = series([year[2], year[0], year[3], year[1]])

    assert list(whole.rounds) == year
    assert [notice.code for notice in whole.notices] == ["out_of_order"]
    assert series_as_json(whole) == series_as_json(series(year))


def test_two_rounds_on_one_day_stand_by_the_time_of_completion() -> None:
    times = ["2026-01-10T09:00:00Z", "2026-01-10T16:30:00+08:00", None]
    rounds = [shop(day="2026-01-10", answers={"bread.oven": 1}) for _ in times]
    timed = [
        Round(
            each.instrument,
            Assessment.model_validate_json(
                each.assessment.model_copy(update={"id": str(rank)}).model_dump_json(exclude={"completed_at"})
                if time is None
                else each.assessment.model_copy(update={"id": str(rank)})
                .model_dump_json(exclude={"completed_at"})
                .replace("{", f'{{"completed_at": "{time}",', 1)
            ),
        )
        for rank, (each, time) in enumerate(zip(rounds, times, strict=True))
    ]

    whole = series(timed)

    assert [each.assessment.id for each in whole.rounds] == ["1", "0", "2"]
    assert [notice.code for notice in whole.notices] == ["same_day"]


def test_rounds_without_a_day_stay_as_given() -> None:
    rounds = [shop(answers={"bread.oven": 3}), shop(day="2026-01-10", answers={"bread.oven": 1})]

    whole = series(rounds)

    assert list(whole.rounds) == rounds
    assert [notice.code for notice in whole.notices] == ["undated"]


def test_different_merchants_are_refused_by_name_and_by_id() -> None:
    ann, ben = (shop(name=name, day="2026-01-10", answers={"bread.oven": 1}) for name in ("Ann", "Ben"))

    with pytest.raises(SeriesError) as refused:
        series([ann, ben])
    assert refused.value.code == "other_merchant"
    for language in ("zh", "en"):
        assert "Ann" in refused.value.text.in_(language)
        assert "Ben" in refused.value.text.in_(language)

    def known(each: Round, key: str) -> Round:
        merchant = each.assessment.merchant.model_copy(update={"id": key})
        return Round(each.instrument, each.assessment.model_copy(update={"merchant": merchant}))

    with pytest.raises(SeriesError):
        series([known(ann, "1"), known(ann, "2")])
    assert series([known(ann, "1"), known(ben, "1")]).pairs
    nobody = shop(day="2026-01-10", answers={"bread.oven": 1})
    with pytest.raises(SeriesError):
        series([nobody, ann, ben])


def test_one_round_is_no_series() -> None:
    with pytest.raises(SeriesError) as refused:
        series([shop(answers={"bread.oven": 1})])
    assert refused.value.code == "too_few"


def test_a_trend_takes_four_rounds_of_one_instrument(year: list[Round]) -> None:
    whole = series(year)

    assert whole.trend is not None
    assert round(whole.trend.slope, 4) == 6.6667
    assert series(year[:3]).trend is None
    moved = Round(year[3].instrument.model_copy(update={"version": "1.1.0"}), year[3].assessment)
    assert series([*year[:3], moved]).trend is None


def test_the_results_of_a_round_are_those_of_scoring(year: list[Round]) -> None:
    assert year[0].results == score(year[0].instrument, year[0].assessment)


def test_a_bank_in_one_language_can_be_compared() -> None:
    round_one = shop(answers={"bread.oven": 1, "shop.till": "dont_know"})
    plain = round_one.instrument.model_dump(by_alias=True)
    for dimension in plain["dimensions"]:
        dimension["name"] = {"zh": f"只有中文{dimension['id']}"}
    chinese = Instrument.model_validate({**plain, "languages": ["zh"]})

    found = compare(Round(chinese, round_one.assessment), Round(chinese, round_one.assessment))

    assert found.comparable == "partly"
    assert "只有中文bread" in found.why.in_("en")
