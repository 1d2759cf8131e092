"""Rounds in the store, on both databases, with the bank of a school garden.

The garden: `plants` (watering, fresh for 8 weeks; beds; calendar; harvest
from a metric) and `people` (rota; keys where there is a shed).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from assessment.files import write
from assessment.planning import PlanRequest, Situation
from assessment.planning.progress import Progress
from assessment.responses import Answer, Assessment, InstrumentRef, MerchantRef, MetricValue, Mode
from assessment.scoring.comparison import SeriesError
from assessment.scoring.next_round import answered_anew
from assessment.scoring.report import results_as_json
from assessment.service import Completed, NextRound, Refused, Service, open_service
from assessment.store import schema
from assessment.store.database import open_database
from assessment.store.portfolio import MerchantFilter, PageOfList
from tests.clocks import TickingClock
from tests.instrument.bank import SMALL, copy_of, rewrite

WATERING, BEDS, CALENDAR, HARVEST, ROTA = (
    "plants.watering",
    "plants.beds",
    "plants.calendar",
    "plants.harvest",
    "people.rota",
)
MARCH, JUNE, SEPTEMBER = date(2026, 3, 2), date(2026, 6, 1), date(2026, 9, 7)
ANSWERS = {
    WATERING: Answer(point=1),
    BEDS: Answer(ticks=["north"], note="南边还荒着"),
    CALENDAR: Answer(ticks=["spring.sow", "autumn.reap"]),
    ROTA: Answer(point=1),
}


@dataclass
class Garden:
    """A service, its clock, and a merchant with a completed round in March."""

    url: str
    folder: Path = SMALL
    clock: TickingClock = field(default_factory=lambda: TickingClock(datetime(2026, 3, 2, 8, tzinfo=UTC)))
    opened: list[Service] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take the first round."""
        self.service = self.open(self.folder)
        self.march = self.taken(MARCH)

    def open(self, folder: Path) -> Service:
        """Open the store with a bank."""
        self.opened.append(open_service(self.url, folder, now=self.clock))
        return self.opened[-1]

    def taken(self, day: date, merchant: str | None = None, **changed: Answer) -> str:
        """Take a whole round by hand; answers given as `plants__beds=...` differ from the usual ones."""
        self.clock.set(day)
        id_ = self.service.assessments.start("示例菜园", Mode.FULL, {"has_shed": False}, day, merchant)
        answers = ANSWERS | {key.replace("__", "."): answer for key, answer in changed.items()}
        for item, answer in answers.items():
            self.service.answers.record(id_, item, answer, 0)
        self.service.answers.record_metric(id_, "harvest", MetricValue(number=12), 0)
        self.service.assessments.complete(id_)
        return id_

    @property
    def merchant(self) -> str:
        """The merchant's id."""
        return str(self.service.assessments.open(self.march).assessment.merchant.id)

    def begun(self, day: date = JUNE) -> str:
        """Begin the next round."""
        self.clock.set(day)
        return self.service.next_round.start(self.march, day)

    def next_of(self, id_: str) -> NextRound:
        """What a draft asks again."""
        found = self.service.next_round.of(id_, JUNE)
        assert found is not None
        return found

    def reasons(self, id_: str) -> dict[str, str]:
        """Why each item is asked again."""
        return {item: one.reason for item, one in self.next_of(id_).again.questions.items()}

    def answers(self, id_: str) -> dict[str, Answer]:
        """What is answered."""
        return self.service.assessments.open(id_).assessment.answers

    def say(self, id_: str, item: str, answer: Answer) -> None:
        """Record over whatever is there."""
        self.service.answers.record(
            id_, item, answer, self.service.assessments.open(id_).revisions.get(item, 0)
        )

    def stored(self, id_: str) -> object:
        """The result as it was published on completion."""
        database = open_database(self.url)
        with database.reading() as connection:
            result = connection.scalar(
                sa.select(schema.assessment.c.result).where(schema.assessment.c.id == id_)
            )
        database.close()
        return result


@pytest.fixture
def garden(url: str) -> Iterator[Garden]:
    """A merchant with one round, once on each database."""
    made = Garden(url)
    yield made
    for service in made.opened:
        service.close()


@pytest.fixture
def sqlite_garden(sqlite_url: str) -> Iterator[Garden]:
    """The same on SQLite alone, where the rule is none of the database's."""
    made = Garden(sqlite_url)
    yield made
    for service in made.opened:
        service.close()


def newer_bank(tmp_path: Path) -> Path:
    """Version 0.4.0 of the garden: watering weighs less, `beds` has one more; nothing is released."""
    folder = copy_of(SMALL, tmp_path)
    rewrite(folder / "instrument.yaml", '"0.3.0"', '"0.4.0"')
    rewrite(folder / "dimensions" / "plants.yaml", "weight: 2", "weight: 1")
    rewrite(
        folder / "dimensions" / "plants.yaml",
        "pots: {zh: 花盆, en: Pots}",
        "pots: {zh: 花盆, en: Pots}\n      roof: {zh: 屋顶, en: Roof}",
    )
    return folder


def refusal(call: object) -> str:
    """Expect a refusal, in both languages."""
    assert callable(call)
    with pytest.raises(Refused) as caught:
        call()
    assert caught.value.in_("en")
    return caught.value.in_("zh")


# The next round


def test_nothing_changes_the_result_by_beginning_the_next_round(garden: Garden) -> None:
    june = garden.begun()

    assert results_as_json(garden.service.assessments.snapshot(june).results) == results_as_json(
        garden.service.assessments.snapshot(garden.march).results
    )
    kept = garden.service.assessments.open(june).assessment
    assert {one.carried_from for one in kept.answers.values()} == {garden.march}
    assert {one.at.date() for one in kept.answers.values() if one.at} == {MARCH}
    assert kept.answers[BEDS].note == "南边还荒着"
    assert kept.metrics == {"harvest": MetricValue(number=12, as_of=MARCH)}
    assert (kept.taken_on, kept.profile, kept.mode) == (JUNE, {"has_shed": False}, Mode.FULL)
    assert garden.service.assessments.open(garden.march).assessment.status == "completed"


def test_only_what_there_is_a_reason_for_is_asked_again(garden: Garden) -> None:
    june = garden.begun()

    found = garden.next_of(june)

    # The shelf life of watering is 8 weeks, June comes after 13; the others keep for 26.
    assert garden.reasons(june) == {WATERING: "stale"}
    assert found.again.questions[WATERING].days == (JUNE - MARCH).days
    assert set(found.again.carried) == {BEDS, CALENDAR, HARVEST, ROTA}
    assert (found.rank, found.follows, found.follows_day) == (2, garden.march, MARCH)


def test_what_is_answered_or_confirmed_is_no_longer_carried(garden: Garden) -> None:
    june = garden.begun()

    garden.say(june, WATERING, Answer(point=2))
    assert garden.service.next_round.confirm(june, [ROTA, BEDS]) == (ROTA, BEDS)
    assert garden.service.next_round.confirm(june, [ROTA]) == ()

    kept = garden.answers(june)
    assert (kept[WATERING].point, kept[WATERING].carried_from) == (2, None)
    assert (kept[BEDS].ticks, kept[BEDS].note, kept[BEDS].carried_from) == (["north"], "南边还荒着", None)
    given = [kept[item].at for item in (WATERING, ROTA, BEDS)]
    assert {moment.date() for moment in given if moment} == {JUNE}
    found = garden.next_of(june)
    item = garden.service.bank.instrument.item(WATERING)
    assert answered_anew(found.again, item, garden.service.assessments.open(june).assessment)
    # It stays among the questions of this round: what was asked does not vanish by being answered.
    assert garden.reasons(june) == {WATERING: "stale"}


def test_a_note_makes_a_carried_answer_no_fresher_and_evidence_seen_does(garden: Garden) -> None:
    june = garden.begun()
    carried = garden.answers(june)

    garden.say(june, ROTA, carried[ROTA].model_copy(update={"note": "要换人"}))
    garden.service.answers.verify(june, CALENDAR, "顾问")

    kept = garden.answers(june)
    assert (kept[ROTA].carried_from, kept[ROTA].at) == (garden.march, carried[ROTA].at)
    seen = kept[CALENDAR]
    assert seen.carried_from is None
    assert seen.at is not None
    assert seen.at.date() == JUNE


def test_confirming_can_be_taken_back(sqlite_garden: Garden) -> None:
    garden = sqlite_garden
    june = garden.begun()
    before = garden.answers(june)[WATERING]

    garden.say(june, WATERING, before.model_copy(update={"carried_from": None}))
    assert garden.answers(june)[WATERING].carried_from is None
    assert garden.service.history.undo(june) == WATERING

    assert garden.answers(june)[WATERING] == before


def test_a_step_marked_done_proposes_a_point_and_takes_nothing_for_granted(garden: Garden) -> None:
    garden.service.progress.record(garden.march, ROTA, 2, Progress(status="done"), 0)
    garden.service.progress.record(garden.march, BEDS, 2, Progress(status="doing"), 0)

    june = garden.begun()

    question = garden.next_of(june).again.questions[ROTA]
    assert (question.reason, question.proposed) == ("step", 2)
    assert BEDS not in garden.reasons(june)
    assert garden.answers(june)[ROTA].point == 1


def test_age_is_counted_through_several_rounds_from_the_real_answer(sqlite_garden: Garden) -> None:
    garden = sqlite_garden
    june = garden.begun()
    garden.service.assessments.complete(june)
    garden.clock.set(SEPTEMBER)

    september = garden.service.next_round.start(june, SEPTEMBER)

    found = garden.next_of(september)
    assert garden.answers(september)[ROTA].carried_from == garden.march
    assert found.follows == june
    # 27 weeks after March everything but the number's item is past 26 weeks.
    assert {item: one.days for item, one in found.again.questions.items()} == dict.fromkeys(
        (WATERING, BEDS, CALENDAR, HARVEST, ROTA), (SEPTEMBER - MARCH).days
    )


def test_what_stands_in_the_way_of_the_next_round_is_said(sqlite_garden: Garden) -> None:
    garden = sqlite_garden
    draft = garden.service.assessments.start("新菜园", Mode.FULL, {}, None)

    assert "还没有一份完成" in refusal(lambda: garden.service.next_round.start(draft, JUNE))
    assert "2026-03-02" in refusal(lambda: garden.service.next_round.start(garden.march, date(2026, 3, 1)))
    assert garden.service.next_round.of(draft, JUNE) is None
    assert garden.service.next_round.of(garden.march, JUNE) is None
    # The same day is odd, and no more.
    assert garden.next_of(garden.service.next_round.start(garden.march, MARCH)).rank == 2


def test_a_file_brings_the_marks_along_and_asks_again_without_the_round_before(
    garden: Garden, tmp_path: Path
) -> None:
    june = garden.begun()
    garden.say(june, ROTA, Answer(point=2))
    name, raw = garden.service.files.export(june)
    assert name.endswith(".json")
    elsewhere = open_service(f"sqlite:///{tmp_path / 'elsewhere.db'}", SMALL, now=garden.clock)

    brought = elsewhere.files.import_file(raw)

    assert brought.id is not None
    assert elsewhere.files.export(brought.id)[1] == raw
    found = elsewhere.next_round.of(brought.id, JUNE)
    assert found is not None
    assert found.follows is None
    assert found.again.questions[WATERING].reason == "stale"
    assert answered_anew(
        found.again, elsewhere.bank.instrument.item(ROTA), elsewhere.assessments.open(brought.id).assessment
    )
    elsewhere.close()


# Versions of the bank


def test_a_round_is_recomputed_to_the_bit_when_the_bank_has_moved_on(garden: Garden, tmp_path: Path) -> None:
    later = garden.open(newer_bank(tmp_path))
    assert later.bank.instrument.version == "0.4.0"
    assert not (tmp_path / "bank" / "releases").exists()

    opened = later.assessments.open(garden.march)

    assert opened.instrument.version == "0.3.0"
    assert opened.assessment.instrument.digest is not None
    assert results_as_json(later.assessments.snapshot(garden.march).results) == garden.stored(garden.march)
    with pytest.raises(Completed):
        later.answers.record(garden.march, ROTA, Answer(point=0), 1)


def test_the_next_round_asks_what_the_bank_has_changed(garden: Garden, tmp_path: Path) -> None:
    garden.service = garden.open(newer_bank(tmp_path))

    june = garden.begun()

    assert garden.service.assessments.open(june).instrument.version == "0.4.0"
    # Where something new can be ticked, old ticks say too little.
    assert garden.reasons(june) == {WATERING: "stale", BEDS: "changed"}
    assert BEDS not in garden.answers(june)
    garden.say(june, BEDS, Answer(ticks=["north", "roof"]))
    garden.service.assessments.complete(june)
    whole = garden.service.rounds.series(garden.service.rounds.of_merchant(garden.merchant))
    assert [each.instrument.version for each in whole.rounds] == ["0.3.0", "0.4.0"]
    assert whole.overall.pair is not None
    assert whole.overall.comparable in {"yes", "partly"}


# Series


def test_rounds_come_by_day_whenever_they_were_entered(garden: Garden) -> None:
    september = garden.taken(SEPTEMBER, garden.merchant)
    june = garden.taken(JUNE, garden.merchant)

    (card,) = garden.service.rounds.merchants()

    assert [(one.rank, one.card.id, one.day) for one in card.rounds] == [
        (1, garden.march, MARCH),
        (2, june, JUNE),
        (3, september, SEPTEMBER),
    ]
    assert [each.assessment.id for each in garden.service.rounds.of_merchant(garden.merchant)] == [
        garden.march,
        june,
        september,
    ]
    assert garden.service.rounds.merchant_of(june) == card
    assert (card.weeks_since(date(2026, 12, 6)), card.is_due(date(2026, 12, 6))) == (12, False)
    assert card.is_due(date(2026, 12, 7))
    assert card.change == 0


def told(garden: Garden) -> tuple[date | None, float | None]:
    """Return when the next round is due and by how much the index changed, the same in both lists."""
    [card] = garden.service.rounds.merchants()
    [line] = garden.service.portfolio.page(MerchantFilter(), PageOfList()).lines
    listed = None if line.trend_tenths is None else line.trend_tenths / 10
    assert (card.due_on, card.change) == (line.due_on, listed)
    return line.due_on, listed


def test_a_day_that_was_noted_for_the_next_round_counts_in_every_list(garden: Garden) -> None:
    garden.taken(JUNE, garden.merchant)
    assert told(garden) == (JUNE + timedelta(weeks=13), 0)

    noted = garden.service.portfolio.care(garden.merchant)
    later = date(2027, 3, 1)
    garden.service.portfolio.save_care(garden.merchant, replace(noted, due_on=later))
    assert told(garden) == (later, 0)
    [card] = garden.service.rounds.merchants()
    assert [card.is_due(later - timedelta(days=1)), card.is_due(later)] == [False, True]


def test_a_day_that_was_noted_for_a_round_taken_since_is_no_day_for_the_next(garden: Garden) -> None:
    noted = garden.service.portfolio.care(garden.merchant)
    garden.service.portfolio.save_care(garden.merchant, replace(noted, due_on=JUNE))
    assert told(garden)[0] == JUNE
    garden.taken(JUNE, garden.merchant)
    assert told(garden)[0] == JUNE + timedelta(weeks=13)


def test_between_two_instruments_no_list_says_by_how_much_the_index_changed(
    garden: Garden, tmp_path: Path
) -> None:
    garden.service = garden.open(newer_bank(tmp_path))
    garden.taken(JUNE, garden.merchant)
    assert told(garden)[1] is None


def test_a_correction_stands_in_for_its_round(garden: Garden) -> None:
    june = garden.begun()
    garden.service.assessments.complete(june)
    first = garden.service.assessments.correct(garden.march)
    garden.say(first, BEDS, Answer(ticks=["north", "south", "pots"]))
    assert [one.card.id for one in garden.service.rounds.merchant_of(june).rounds] == [garden.march, june]
    garden.service.assessments.complete(first)
    second = garden.service.assessments.correct(first)
    garden.service.assessments.complete(second)

    found = garden.service.rounds.merchant_of(june).rounds

    assert [(one.card.id, one.stands_for) for one in found] == [(second, (garden.march, first)), (june, ())]
    # June carried its answers from what was corrected: that is still one and the same reading.
    corrected, later = garden.service.rounds.of_merchant(garden.merchant)
    assert later.assessment.answers[ROTA].carried_from == corrected.assessment.id
    change = garden.service.rounds.series([corrected, later]).overall
    assert [one.item for one in change.items if one.cause != "same"] == [BEDS]


def test_rounds_of_different_merchants_are_refused_in_words(sqlite_garden: Garden) -> None:
    garden = sqlite_garden
    other = garden.taken(JUNE)
    (mine,) = garden.service.rounds.of_merchant(garden.merchant)
    (theirs,) = garden.service.rounds.of_merchant(
        str(garden.service.assessments.open(other).assessment.merchant.id)
    )

    with pytest.raises(SeriesError) as caught:
        garden.service.rounds.series([mine, theirs])
    assert "不是同一个商家" in caught.value.text.in_("zh")


def test_two_rounds_of_one_day_are_a_warning_on_import(sqlite_garden: Garden) -> None:
    garden = sqlite_garden
    taken = Assessment(
        id="PAPER",
        status="completed",
        instrument=InstrumentRef(id="school-garden", version="0.3.0"),
        merchant=MerchantRef(id=garden.merchant, name="示例菜园"),
        taken_on=MARCH,
        answers=ANSWERS,
    )

    brought = garden.service.files.import_file(write(taken))

    assert brought.id == "PAPER"
    assert [one.level for one in brought.problems] == ["warning"]
    assert "2026-03-02" in brought.problems[0].text("zh")
    assert len(garden.service.rounds.merchant_of("PAPER").rounds) == 2


# What the steps brought


def test_what_the_done_steps_brought_stands_beside_the_roadmap(garden: Garden) -> None:
    service = garden.service
    opened = service.assessments.open(garden.march)
    request = PlanRequest(force=frozenset({ROTA}))
    plan = {"steps": [{"item": ROTA, "to_point": 2}, {"item": WATERING, "to_point": 2}]}
    assert Situation.of(opened.instrument, opened.assessment)
    service.roadmaps.keep(garden.march, request, plan)
    service.progress.record(garden.march, ROTA, 2, Progress(status="done"), 0)
    service.progress.record(garden.march, BEDS, 2, Progress(status="done"), 0)
    june = garden.begun()
    garden.say(june, ROTA, Answer(point=2))
    service.assessments.complete(june)

    found = service.roadmaps.review(
        service.rounds.series(service.rounds.of_merchant(garden.merchant)).overall
    )

    assert found.kept
    assert [(one.item, one.status, one.planned, one.seen) for one in found.items] == [
        (ROTA, "done", True, "reached"),
        (BEDS, "done", False, "same"),
        (WATERING, "todo", True, "same"),
    ]
    # People weigh 2 of 5, the rota is all of it here, point 1 to 2 is two thirds of the scale.
    assert [one.shown for one in found.items] == [267, 0, 0]
    assert found.shown_by_done == 267


def test_of_several_steps_on_one_item_the_first_one_done_counts_though_the_last_is_still_to_do(
    garden: Garden,
) -> None:
    service = garden.service
    steps = [{"item": ROTA, "to_point": 2}, {"item": ROTA, "to_point": 3}, {"item": WATERING, "to_point": 2}]
    service.roadmaps.keep(garden.march, PlanRequest(), {"steps": steps})
    service.progress.record(garden.march, ROTA, 2, Progress(status="done"), 0)
    june = garden.begun()
    garden.say(june, ROTA, Answer(point=2))
    service.assessments.complete(june)

    found = service.roadmaps.review(
        service.rounds.series(service.rounds.of_merchant(garden.merchant)).overall
    )

    assert [(one.item, one.status, one.part_done, one.seen) for one in found.items] == [
        (ROTA, "todo", True, "higher"),
        (WATERING, "todo", False, "same"),
    ]
    assert (found.done, found.part_done) == ((), found.items[:1])
    assert found.shown_by_done == 267
