"""Answers brought under a newer version."""

from typing import Any

from hypothesis import given

from assessment.files import write
from assessment.instrument.file_schemas import Lineage
from assessment.instrument.model import Instrument
from assessment.responses import Absent, Answer, Assessment
from assessment.scoring import score
from assessment.scoring.carry import Carried, carry, retaken_with
from assessment.scoring.comparison import Round
from assessment.scoring.report import results_as_json
from tests.compact import bank, sheet
from tests.instrument.test_lineage import line, version, with_options
from tests.scoring.rounds import one_version, two_versions
from tests.shipped import INSTRUMENT

OLD = version("1.0.0", bread__oven=1, bread__flour=1)
NEW = OLD.model_copy(update={"version": "2.0.0"})
BEDS = with_options(OLD, "bread.oven", ["north", "south", "pots"], {1: 1, 2: 2, 3: 3})


def carried(older: Instrument, newer: Instrument, answer: Answer, **told: Any) -> Answer | None:
    """Carry one answer to `bread.oven`."""
    brought = carry({"bread.oven": answer}, older, newer, [line("1.0.0", "2.0.0", **told)])
    assert (brought.lost == ()) == ("bread.oven" in brought.answers)
    return brought.answers.get("bread.oven")


def test_a_point_goes_as_it_is_with_all_that_was_said_beside_it() -> None:
    answer = Answer.model_validate_json(
        '{"point": 2, "note": "by hand", "evidence": [{"text": "photo"}],'
        ' "verified": {"by": "Ann", "at": "2026-01-01T00:00:00Z"}, "carried_from": "A"}'
    )

    assert carried(OLD, NEW, answer) == answer


def test_a_point_goes_by_the_map_of_the_lineage() -> None:
    rescaled = {"bread.oven": {0: 0, 1: 1, 2: 1}}

    assert carried(OLD, NEW, Answer(point=2, note="x"), rescaled=rescaled) == Answer(point=1, note="x")
    assert carried(OLD, NEW, Answer(point=3), rescaled=rescaled) is None


def test_a_map_to_a_point_that_is_not_there_carries_nothing() -> None:
    assert carried(OLD, NEW, Answer(point=3), rescaled={"bread.oven": {3: 9}}) is None


def test_an_absence_needs_no_map() -> None:
    answer = Answer(absent=Absent.DONT_KNOW, note="ask Ann")

    assert carried(OLD, NEW, answer, rescaled={"bread.oven": {0: 0}}) == answer
    assert carried(OLD, NEW, answer, dropped={"bread.oven": "gone"}) is None


def test_ticks_that_can_still_be_set_are_kept_and_read_anew() -> None:
    newer = with_options(NEW, "bread.oven", ["north", "pots"], {1: 1, 3: 2})

    assert carried(BEDS, newer, Answer(ticks=["north", "south"])) == Answer(ticks=["north"])


def test_where_something_new_can_be_ticked_old_ticks_say_too_little() -> None:
    newer = with_options(NEW, "bread.oven", ["north", "south", "pots", "roof"], {1: 1, 2: 2, 3: 4})

    assert carried(BEDS, newer, Answer(ticks=["north"])) is None


def test_a_map_vouches_for_ticks_that_give_its_point_and_adds_none() -> None:
    newer = with_options(NEW, "bread.oven", ["north", "south", "pots", "roof"], {1: 1, 2: 2, 3: 4})
    rescaled = {"bread.oven": {0: 0, 1: 1, 2: 2, 3: 3}}

    assert carried(BEDS, newer, Answer(ticks=["north"]), rescaled=rescaled) == Answer(ticks=["north"])
    assert carried(BEDS, newer, Answer(ticks=["north", "south", "pots"]), rescaled=rescaled) is None


def test_ticks_become_a_point_by_the_map_and_a_point_never_becomes_ticks() -> None:
    rescaled = {"bread.oven": {0: 0, 1: 1, 2: 3, 3: 3}}

    assert carried(BEDS, NEW, Answer(ticks=["pots", "north"]), rescaled=rescaled) == Answer(point=3)
    beds = BEDS.model_copy(update={"version": "2.0.0"})
    assert carried(OLD, beds, Answer(point=2), rescaled=rescaled) is None


def test_an_assessment_goes_with_its_profile_and_the_numbers_still_asked() -> None:
    shop = {"answers": {"bread.oven": 2, "bread.gain": {"metric": "profit", "points": [5, 10, 20]}}}
    older = bank({**shop, "numbers": {"profit": 12, "sales": 3}})
    taken = sheet({**shop, "numbers": {"profit": 12, "sales": 3}, "profile": {"sells_bread": True}})
    newer = bank({**shop, "numbers": {"profit": 12}}).model_copy(update={"version": "1.1.0"})

    brought = retaken_with(newer, taken, carry(taken.answers, older, newer, []))

    assert brought.instrument.version == "1.1.0"
    assert list(brought.metrics) == ["profit"]
    assert brought.profile == {"sells_bread": True}
    assert score(newer, brought).items["bread.gain"].low == 2


def again(each: Round) -> Assessment:
    """Carry a round to the instrument it was taken with."""
    brought = carry(each.assessment.answers, each.instrument, each.instrument, [])
    return retaken_with(each.instrument, each.assessment, brought)


@given(one_version())
def test_carrying_to_the_same_version_changes_nothing(case: tuple[Round, Round, tuple[Lineage, ...]]) -> None:
    first, _, _ = case
    brought = again(first)

    assert brought.answers == first.assessment.answers
    assert score(first.instrument, brought) == first.results


@given(one_version())
def test_the_mark_of_an_answer_carried_over_changes_no_result(
    case: tuple[Round, Round, tuple[Lineage, ...]],
) -> None:
    first, _, _ = case
    marked = {
        item: answer.model_copy(update={"carried_from": "A"})
        for item, answer in first.assessment.answers.items()
    }
    later = first.assessment.model_copy(update={"answers": marked})

    assert results_as_json(score(first.instrument, later)) == results_as_json(first.results)


@given(two_versions())
def test_every_answer_is_carried_or_lost_and_never_made_up(
    case: tuple[Round, Round, tuple[Lineage, ...]],
) -> None:
    first, second, lines = case
    older, newer = sorted((first, second), key=lambda each: each.instrument.version)
    answers = older.assessment.answers

    brought: Carried = carry(answers, older.instrument, newer.instrument, lines)

    old_ids = {p.newer: p.older for p in brought.passages if p.newer and p.older}
    assert {old_ids[item] for item in brought.answers} | set(brought.lost) == set(answers)
    assert {old_ids[item] for item in brought.answers}.isdisjoint(brought.lost)
    for item, answer in brought.answers.items():
        was = answers[old_ids[item] or ""]
        assert answer.absent == was.absent
        assert set(answer.ticks or []) <= set(was.ticks or [])


def test_the_example_of_the_file_format_survives_a_carry() -> None:
    """Every part of an answer that a file may hold is still there."""
    instrument = INSTRUMENT
    item = next(item for item in instrument.items() if item.kind == "anchored")
    answer = Answer(point=1, reason="r", note="n", by="b", carried_from="c", filled_by="f")
    taken = Assessment.model_validate(
        {"instrument": {"id": instrument.id, "version": instrument.version}, "answers": {item.id: answer}}
    )

    brought = retaken_with(instrument, taken, carry(taken.answers, instrument, instrument, []))

    assert write(brought) == write(taken)
