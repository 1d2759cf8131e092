"""Keeping roadmaps and following their steps, on both databases, with the bank of a school garden."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessment.instrument.calendar import Event, Freeze
from assessment.instrument.text import LocalText
from assessment.planning import PlanRequest, Schedule, schedule_roadmap
from assessment.planning.progress import Progress
from assessment.planning.report import as_json
from assessment.planning.request import Edit, merged, with_changes
from assessment.planning.roadmap import build_roadmap
from assessment.responses import Answer, Evidence
from assessment.service import Conflict, NoSuchAssessment, Refused, Service, open_service
from assessment.service.progress import proposed_by
from assessment.store import schema
from assessment.store.database import open_database
from tests.clocks import TickingClock
from tests.planning.situations import roadmap_of
from tests.test_service import BEDS, GARDEN, ROTA, WATERING, Garden

START = date(2026, 11, 23)
DONE = Progress(status="done", evidence=[Evidence(text="值日表的照片")], note="贴在门上")


@pytest.fixture
def garden(url: str) -> Iterator[Garden]:
    """A draft in an empty database."""
    service = open_service(url, GARDEN, "local", TickingClock())
    yield Garden(service, url)
    service.close()


@pytest.fixture
def finished(garden: Garden) -> Garden:
    """A completed assessment of a garden that nobody waters yet."""
    for item in (WATERING, ROTA):
        garden.say(item, Answer(point=0))
    garden.say(BEDS, Answer(ticks=[]))
    garden.service.assessments.complete(garden.id)
    return garden


def drawn(garden: Garden, request: PlanRequest) -> dict[str, Any]:
    """Draw a roadmap in its weeks, as it would be kept."""
    opened = garden.service.assessments.open(garden.id)
    situation = garden.service.roadmaps.situation(opened, {})
    roadmap = build_roadmap(situation, request)
    weeks = schedule_roadmap(situation, roadmap, garden.service.bank.calendar)
    assert isinstance(weeks, Schedule)
    return as_json(roadmap, opened.instrument, weeks)


def test_a_roadmap_is_kept_as_it_was_drawn_and_found_after_opening_again(finished: Garden) -> None:
    request = PlanRequest(stage="sprout", start=START, capacity={"growing": 1.5})
    plan = drawn(finished, request)

    kept = finished.service.roadmaps.keep(finished.id, request, plan)

    again = open_service(finished.url, GARDEN, "local", TickingClock())
    found = again.roadmaps.kept(finished.id)[-1]
    again.close()
    assert found == kept
    assert (found.request, found.plan) == (request, plan)
    assert plan["steps"]


def test_what_is_kept_stays_when_another_is_kept_after_it(finished: Garden) -> None:
    first = PlanRequest(stage="sprout", start=START)
    later = replace(first, margin=0.0)
    for request in (first, first, later):
        finished.service.roadmaps.keep(finished.id, request, drawn(finished, request))

    kept = finished.service.roadmaps.kept(finished.id)

    assert [(one.rank, one.request) for one in kept] == [(1, first), (2, later)]


@pytest.fixture
def moved() -> Event:
    """A date of one's own."""
    freeze = Freeze(starts=START, ends=START, functions=["growing"])
    return Event(
        id="own_1",
        festival="own",
        name=LocalText({"zh": "搬家", "en": "搬家"}),
        starts=START,
        ends=START,
        certainty="announced",
        freezes=[freeze],
    )


def test_a_plan_request_waits_for_whoever_opens_the_roadmap_next(garden: Garden, moved: Event) -> None:
    request = PlanRequest(
        dimension=("plants", 50.0),
        margin=1.0,
        exclude=frozenset({BEDS}),
        force=frozenset({ROTA}),
        capacity={"growing": 3.0},
        weeks=9,
        ready_for=frozenset({"double11_2026"}),
        own_events=(moved,),
    )
    assert garden.service.roadmaps.saved_request(garden.id) is None

    edits = {(WATERING, 1): Edit(status="doing")}
    garden.service.roadmaps.save_request(garden.id, replace(request, edits=edits, now_week=4))

    again = open_service(garden.url, GARDEN, "somebody else", TickingClock())
    found = again.roadmaps.saved_request(garden.id)
    again.close()
    assert found == request


def test_the_same_plan_request_twice_is_written_once(garden: Garden) -> None:
    for weeks in (4, 4, 5, 4):
        seen = garden.service.roadmaps.saved_request(garden.id)
        garden.service.roadmaps.save_request(garden.id, PlanRequest(weeks=weeks), seen)

    wishes = [detail for action, detail in garden.audit() if action == "wish"]
    assert [detail["brief"]["weeks"] for detail in wishes] == [4, 5, 4]


def test_of_two_who_ask_at_once_the_second_is_told_what_the_first_asked(garden: Garden) -> None:
    roadmaps = garden.service.roadmaps
    roadmaps.save_request(garden.id, PlanRequest(weeks=4))

    with pytest.raises(Conflict) as conflict:
        roadmaps.save_request(garden.id, PlanRequest(weeks=8), None)

    assert conflict.value.stored == PlanRequest(weeks=4)
    assert roadmaps.saved_request(garden.id) == PlanRequest(weeks=4)
    roadmaps.save_request(garden.id, PlanRequest(weeks=8), PlanRequest(weeks=4))
    assert roadmaps.saved_request(garden.id) == PlanRequest(weeks=8)


SEEN = PlanRequest(stage="sprout", weeks=9, capacity={"growing": 2.0}, exclude=frozenset({BEDS}))


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ({"weeks": 8}, {"margin": 1.0}, {"weeks": 8, "margin": 1.0}),
        ({"weeks": 8}, {"weeks": 8}, {"weeks": 8}),
        ({"weeks": None}, {}, {"weeks": None}),
        ({}, {"exclude": frozenset()}, {"exclude": frozenset()}),
        ({"weeks": 8}, {"weeks": 7}, None),
        ({"stage": None, "days": 20.0}, {"stage": "bloom"}, None),
        ({"exclude": frozenset()}, {"force": frozenset({ROTA})}, None),
        (
            {"capacity": {"growing": 3.0}},
            {"capacity": {"growing": 2.0, "selling": 1.0}},
            {"capacity": {"growing": 3.0, "selling": 1.0}},
        ),
        ({"capacity": {}}, {"capacity": {"growing": 4.0}}, None),
    ],
    ids=[
        "another part each", "the same", "one of them", "the other of them", "one part differently",
        "two targets", "left out and in any case", "another function each", "one function differently",
    ],
)  # fmt: skip
def test_two_requests_become_one_where_they_go_together(
    mine: dict[str, Any], theirs: dict[str, Any], both: dict[str, Any] | None
) -> None:
    expected = None if both is None else replace(SEEN, **both)

    assert merged(SEEN, replace(SEEN, **mine), replace(SEEN, **theirs)) == expected
    assert merged(SEEN, replace(SEEN, **theirs), replace(SEEN, **mine)) == expected


def test_what_is_left_as_it_was_shown_stays_as_it_is_kept() -> None:
    kept = PlanRequest(stage="sprout", ready_for=frozenset({"fair"}), capacity={"growing": 1.3}, weeks=9)
    shown = PlanRequest(stage="tree", capacity={"growing": 1.5}, weeks=9)

    assert with_changes(kept, shown, shown) == kept
    assert with_changes(kept, shown, replace(shown, weeks=4)) == replace(kept, weeks=4)
    assert with_changes(kept, shown, replace(shown, stage=None, days=5.0)) == replace(
        kept, stage=None, days=5.0
    )
    assert with_changes(kept, shown, replace(shown, capacity={})) == replace(kept, capacity={})


def test_the_plan_request_of_a_kept_roadmap_counts_until_another_is_made(finished: Garden) -> None:
    kept, tried = PlanRequest(stage="sprout", start=START), PlanRequest(stage="sprout", margin=0.0)
    finished.service.roadmaps.save_request(finished.id, tried)
    finished.service.roadmaps.keep(finished.id, replace(kept, now_week=2), drawn(finished, kept))
    assert finished.service.roadmaps.saved_request(finished.id) == kept

    # The very plan request that was made before it: made again, it is the last one.
    finished.service.roadmaps.save_request(finished.id, tried, kept)

    assert finished.service.roadmaps.saved_request(finished.id) == tried
    assert finished.service.assessments.open(finished.id).assessment.status == "completed"


def test_a_plan_request_with_a_name_that_cannot_be_kept_is_refused(garden: Garden, moved: Event) -> None:
    broken = moved.model_copy(update={"name": LocalText({"zh": "\x00", "en": "x"})})

    with pytest.raises(Refused):
        garden.service.roadmaps.save_request(garden.id, PlanRequest(own_events=(broken,)))

    assert garden.service.roadmaps.saved_request(garden.id) is None


def test_a_roadmap_of_a_draft_is_not_kept(garden: Garden) -> None:
    with pytest.raises(Refused) as refused:
        garden.service.roadmaps.keep(garden.id, PlanRequest(), {"steps": []})

    assert "还没有完成" in refused.value.in_("zh")
    assert garden.service.roadmaps.kept(garden.id) == []


def test_progress_goes_on_beside_a_completed_assessment_and_changes_nothing_in_it(finished: Garden) -> None:
    request = PlanRequest(stage="sprout", start=START)
    finished.service.roadmaps.keep(finished.id, request, drawn(finished, request))
    before, kept = finished.service.assessments.open(finished.id), finished.service.roadmaps.kept(finished.id)

    finished.service.progress.record(finished.id, WATERING, 1, DONE, 0)

    (move, found), *rest = finished.service.progress.of(finished.id).items()
    assert (move, rest) == ((WATERING, 1), [])
    assert found.value.model_copy(update={"at": None}) == DONE
    assert found.value.at is not None
    after = finished.service.assessments.open(finished.id)
    assert (after.assessment, after.revision) == (before.assessment, before.revision)
    assert finished.service.roadmaps.kept(finished.id) == kept


def test_of_two_who_change_the_same_step_the_second_is_told_what_is_there(finished: Garden) -> None:
    service = finished.service
    first = service.progress.record(finished.id, WATERING, 1, Progress(status="doing"), 0)

    with pytest.raises(Conflict) as told:
        service.progress.record(finished.id, WATERING, 1, DONE, 0)

    assert isinstance(told.value.stored, Progress)
    assert (told.value.stored.status, told.value.revision) == ("doing", first.revision)
    assert service.progress.record(finished.id, WATERING, 1, DONE, told.value.revision).revision == 2


def test_saying_the_same_twice_is_no_change(finished: Garden) -> None:
    first = finished.service.progress.record(finished.id, WATERING, 1, DONE, 0)
    again = finished.service.progress.record(finished.id, WATERING, 1, DONE, 0)

    assert again.revision == first.revision == 1
    assert [action for action, _ in finished.audit()].count("progress") == 1


@pytest.mark.parametrize(
    ("item", "point", "progress"),
    [
        ("plants.nothing", 1, DONE),
        (WATERING, 3, DONE),
        ("plants.harvest", 1, DONE),
        (WATERING, 1, Progress(owner="nobody")),
    ],
)
def test_progress_of_what_is_not_there_is_refused(
    finished: Garden, item: str, point: int, progress: Progress
) -> None:
    with pytest.raises(Refused):
        finished.service.progress.record(finished.id, item, point, progress, 0)

    assert finished.service.progress.of(finished.id) == {}


def test_changes_are_taken_back_one_after_the_other(finished: Garden) -> None:
    service = finished.service
    service.progress.record(finished.id, WATERING, 1, Progress(status="doing"), 0)
    service.progress.record(finished.id, BEDS, 1, Progress(days=4.0), 0)
    service.progress.record(finished.id, WATERING, 1, DONE, 1)

    undone = [service.progress.undo(finished.id) for _ in range(4)]

    assert undone == [(WATERING, 1), (BEDS, 1), (WATERING, 1), None]
    assert {kept.value.status for kept in service.progress.of(finished.id).values()} == {"todo"}


def test_nobody_takes_back_what_another_has_changed_since(finished: Garden) -> None:
    finished.service.progress.record(finished.id, WATERING, 1, Progress(status="doing"), 0)
    other = open_service(finished.url, GARDEN, "colleague", TickingClock())
    other.progress.record(finished.id, WATERING, 1, DONE, 1)

    assert finished.service.progress.undo(finished.id) is None
    assert other.progress.of(finished.id)[WATERING, 1].value.status == "done"
    other.close()


def proposed(garden: Garden) -> Mapping[str, int]:
    """Return what the steps that are done propose for the next round."""
    opened = garden.service.assessments.open(garden.id)
    known = garden.service.progress.of(garden.id)
    done = {step for step, kept in known.items() if kept.value.status == "done"}
    return proposed_by(opened.instrument, opened.assessment, done)


def test_a_step_that_is_done_is_planned_no_more_and_proposed_for_the_next_round(finished: Garden) -> None:
    service = finished.service
    service.progress.record(finished.id, ROTA, 1, DONE, 0)
    service.progress.record(finished.id, WATERING, 1, DONE, 0)
    edits = {move: kept.value.edit for move, kept in service.progress.of(finished.id).items()}

    steps = roadmap_of(service, finished.id, PlanRequest(stage="bloom", edits=edits)).steps

    assert {(WATERING, 1), (ROTA, 1)}.isdisjoint({(step.item, step.to_point) for step in steps})
    assert proposed(finished) == {ROTA: 1, WATERING: 1}


def test_a_step_above_one_that_is_not_done_proposes_nothing(finished: Garden) -> None:
    finished.service.progress.record(finished.id, WATERING, 2, DONE, 0)

    assert proposed(finished) == {}


def test_an_erased_assessment_takes_its_roadmaps_and_progress_away(finished: Garden) -> None:
    request = PlanRequest(stage="sprout", start=START)
    finished.service.roadmaps.keep(finished.id, request, drawn(finished, request))
    finished.service.progress.record(finished.id, WATERING, 1, DONE, 0)

    finished.service.put_away.put([finished.id], "bin")
    finished.service.put_away.erase([finished.id])

    assert rows(finished.url) == [0, 0]
    with pytest.raises(NoSuchAssessment):
        finished.service.roadmaps.kept(finished.id)


def rows(url: str) -> list[int]:
    """Return how many roadmaps and how much progress there is in a database."""
    database = open_database(url)
    with database.reading() as connection:
        found = [len(connection.execute(table.select()).all()) for table in KEPT]
    database.close()
    return found


KEPT = (schema.roadmap, schema.step_progress)


def test_what_if_saves_nothing(finished: Garden) -> None:
    service: Service = finished.service
    before = service.assessments.open(finished.id)

    supposed = service.roadmaps.situation(before, {WATERING: 2, BEDS: 2})

    assert supposed.results.items[WATERING].low == 2
    assert service.assessments.open(finished.id) == before


def test_the_history_of_an_answer_is_read_beside_the_progress_of_its_steps(finished: Garden) -> None:
    before = finished.service.history.of(finished.id, WATERING)
    finished.service.progress.record(finished.id, WATERING, 1, DONE, 0)
    assert finished.service.history.of(finished.id, WATERING) == before != []
