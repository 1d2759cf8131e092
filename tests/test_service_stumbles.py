"""Questions that are hard to answer, on both databases: said, changed, taken back, and never in the way.

The bank is that of the school garden; see `test_service`.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError

from assessment.responses import Answer, Mode, Stumble, StumbleReason
from assessment.scoring.report import results_as_json
from assessment.service import Completed, Conflict, LinkClosed, Refused, Service, open_service
from assessment.store import schema
from assessment.store.answers import AnswerKey
from assessment.store.audit import read_audit
from assessment.store.database import connect, upgrade
from assessment.store.item_feedback import read_stumbles, save_stumble
from assessment.store.revisions import alembic_config
from tests.store.conftest import Draft, with_draft
from tests.test_service import GARDEN, WATERING

CALENDAR = "plants.calendar"
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
UNCLEAR = Stumble(reason=StumbleReason.UNCLEAR, word="“每周”从哪天算？")
NO_FIT = Stumble(reason=StumbleReason.NO_FIT)


@pytest.fixture
def service(url: str) -> Iterator[Service]:
    """An empty store of the garden."""
    opened = open_service(url, GARDEN, now=lambda: NOON)
    yield opened
    opened.close()


@pytest.fixture
def garden(service: Service) -> str:
    """A draft."""
    return service.assessments.start("示例菜园", Mode.FULL, {"has_shed": False}, date(2026, 11, 22))


def test_it_is_said_changed_and_taken_back(service: Service, garden: str) -> None:
    service.answers.mark_stumble(garden, WATERING, UNCLEAR)
    service.answers.mark_stumble(garden, CALENDAR, NO_FIT)
    assert service.assessments.open(garden).stumbles == {WATERING: UNCLEAR, CALENDAR: NO_FIT}

    changed = Stumble(reason=StumbleReason.NOT_OURS, word="没有地")
    service.answers.mark_stumble(garden, WATERING, changed, UNCLEAR)
    service.answers.mark_stumble(garden, CALENDAR, None, NO_FIT)
    assert service.assessments.open(garden).stumbles == {WATERING: changed}


@pytest.mark.parametrize("second", [NO_FIT, None], ids=["said otherwise", "taken back"])
def test_of_two_tabs_the_second_is_asked(service: Service, garden: str, second: Stumble | None) -> None:
    service.answers.mark_stumble(garden, WATERING, UNCLEAR)
    reworded = Stumble(reason=StumbleReason.UNCLEAR, word="哪一天算一周的头？")
    service.answers.mark_stumble(garden, WATERING, reworded, UNCLEAR)

    with pytest.raises(Conflict) as conflict:
        service.answers.mark_stumble(garden, WATERING, second, UNCLEAR)

    assert conflict.value.stored == reworded
    assert service.assessments.open(garden).stumbles == {WATERING: reworded}
    # Who says the same is not asked.
    service.answers.mark_stumble(garden, WATERING, reworded, None)


def test_it_changes_no_answer_and_no_result(service: Service, garden: str) -> None:
    service.answers.record(garden, WATERING, Answer(point=2), 0)
    before = service.assessments.snapshot(garden)

    service.answers.mark_stumble(garden, WATERING, UNCLEAR)
    service.answers.mark_stumble(garden, CALENDAR, NO_FIT)

    after = service.assessments.snapshot(garden)
    assert results_as_json(after.results) == results_as_json(before.results)
    assert after.opened.assessment == before.opened.assessment
    assert after.opened.revisions == before.opened.revisions


def test_undo_takes_back_the_answer_and_leaves_the_remark(service: Service, garden: str) -> None:
    service.answers.record(garden, WATERING, Answer(point=2), 0)
    service.answers.mark_stumble(garden, WATERING, UNCLEAR)

    assert service.history.undo(garden) == WATERING
    assert service.history.undo(garden) is None
    assert service.assessments.open(garden).stumbles == {WATERING: UNCLEAR}
    assert [change.action for change in service.history.of(garden, WATERING)] == ["undo", "answer"]


def test_the_history_keeps_the_reasons_and_no_word(service: Service, garden: str, url: str) -> None:
    service.answers.mark_stumble(garden, WATERING, UNCLEAR)
    service.answers.mark_stumble(garden, WATERING, UNCLEAR)
    service.answers.mark_stumble(garden, WATERING, None, UNCLEAR)

    database = connect(url)
    with database.reading() as connection:
        lines = [line for line in read_audit(connection, garden) if line.action == "stumble"]
    database.close()
    assert [(line.detail["before"], line.detail["after"]) for line in lines] == [
        (None, "unclear"),
        ("unclear", None),
    ]
    assert UNCLEAR.word is not None
    assert not any(UNCLEAR.word in str(line.detail) for line in lines)


@pytest.mark.parametrize(
    ("item", "stumble"),
    [
        ("plants.unknown", NO_FIT),
        ("people.keys", NO_FIT),
        (WATERING, Stumble(reason=StumbleReason.UNCLEAR, word="长" * 201)),
    ],
    ids=["unknown item", "not asked of this merchant", "too long"],
)
def test_what_makes_no_sense_is_refused(service: Service, garden: str, item: str, stumble: Stumble) -> None:
    with pytest.raises(Refused) as refused:
        service.answers.mark_stumble(garden, item, stumble)

    assert refused.value.in_("zh")
    assert refused.value.in_("en")
    assert service.assessments.open(garden).stumbles == {}


def test_each_sheet_has_its_own(service: Service, garden: str) -> None:
    sheet = service.respondents.add(garden, "客服", ["plants"])
    own = service.respondents.sheet_by_link(service.respondents.give_link(garden, sheet).token)

    own.mark_stumble(WATERING, UNCLEAR)
    service.answers.mark_stumble(garden, CALENDAR, NO_FIT)

    assert own.opened().stumbles == {WATERING: UNCLEAR}
    assert service.assessments.open(garden).stumbles == {CALENDAR: NO_FIT}
    with pytest.raises(Refused):
        own.mark_stumble("people.rota", NO_FIT)
    service.respondents.revoke_link(garden, sheet)
    with pytest.raises(LinkClosed):
        own.mark_stumble(WATERING, None)


def test_a_completed_assessment_keeps_it_and_its_correction_begins_without(
    service: Service, garden: str
) -> None:
    service.answers.record(garden, WATERING, Answer(point=2), 0)
    service.answers.mark_stumble(garden, WATERING, UNCLEAR)
    service.assessments.complete(garden)

    with pytest.raises(Completed):
        service.answers.mark_stumble(garden, WATERING, None)
    assert service.assessments.open(garden).stumbles == {WATERING: UNCLEAR}
    assert service.assessments.open(service.assessments.correct(garden)).stumbles == {}


def test_the_exported_file_is_the_same_with_and_without(service: Service, garden: str) -> None:
    service.answers.record(garden, WATERING, Answer(point=2), 0)
    before = service.files.export(garden)

    service.answers.mark_stumble(garden, WATERING, UNCLEAR)

    assert service.files.export(garden) == before


REASONS = st.one_of(st.none(), st.builds(Stumble, reason=st.sampled_from(StumbleReason)))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(said=st.lists(st.tuples(st.sampled_from([WATERING, CALENDAR]), REASONS), max_size=6))
def test_what_was_said_last_is_what_is_kept(
    service: Service, garden: str, said: list[tuple[str, Stumble | None]]
) -> None:
    for item, stumble in [(WATERING, None), (CALENDAR, None), *said]:
        seen = service.assessments.open(garden).stumbles.get(item)
        service.answers.mark_stumble(garden, item, stumble, seen)

    assert service.assessments.open(garden).stumbles == {
        item: stumble for item, stumble in dict(said).items() if stumble is not None
    }


# The table itself


@pytest.fixture
def stumbled(url: str) -> Iterator[Draft]:
    """A draft with one stumble, straight in the store; the table came by an upgrade of a database in use."""
    database = connect(url)
    with database.writing() as connection:
        command.upgrade(alembic_config(connection), "0006")
    draft = with_draft(database)
    upgrade(database)
    with database.writing() as connection:
        save_stumble(connection, draft.who, AnswerKey("a", schema.AGREED, "team.roles"), UNCLEAR)
    yield draft
    database.close()


def test_upgrading_a_database_in_use_makes_room_for_it(stumbled: Draft) -> None:
    assert stumbled.count(schema.assessment) == 1
    with stumbled.database.reading() as connection:
        assert read_stumbles(connection, "a", schema.AGREED) == {"team.roles": UNCLEAR}


@pytest.mark.parametrize(
    "statement",
    [
        "update stumble set word = 'x'",
        "delete from stumble",
        (
            "insert into stumble select assessment_id, sheet_id, 'team.other', reason, word, actor_id,"
            " updated_at from stumble"
        ),
    ],
)
def test_once_completed_the_database_refuses_any_change(stumbled: Draft, statement: str) -> None:
    stumbled.complete()

    with pytest.raises(IntegrityError), stumbled.database.writing() as connection:
        connection.execute(sa.text(statement))


def test_no_other_reason_can_be_kept(stumbled: Draft) -> None:
    with pytest.raises(IntegrityError), stumbled.database.writing() as connection:
        connection.execute(sa.text("update stumble set reason = 'boring'"))


@pytest.mark.parametrize("completed", [False, True])
@pytest.mark.parametrize("table", ["merchant", "assessment"])
def test_erasing_a_merchant_takes_it_away(stumbled: Draft, table: str, *, completed: bool) -> None:
    if completed:
        stumbled.complete()

    with stumbled.database.writing() as connection:
        connection.execute(sa.text(f"delete from {table}"))  # noqa: S608 - our own words

    assert stumbled.count(schema.stumble) == 0
