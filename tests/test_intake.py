"""The consultant's room on both databases: evidence, history, undo and redo, sessions, private notes."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from assessment.responses import Absent, Answer, Evidence, MetricValue, Mode
from assessment.service import Completed, Conflict, NoSuchAssessment, Refused, Service, open_service
from assessment.service.evidence_types import LARGEST_IN_ALL
from assessment.store import assessments, schema
from assessment.store.audit import Who
from assessment.store.database import open_database
from assessment.store.evidence import FileOwner, FileRow, add_file
from tests.clocks import TickingClock
from tests.test_evidence_types import png

GARDEN = Path(__file__).parent / "banks" / "small"
WATERING, BEDS, HARVEST = "plants.watering", "plants.beds", "plants.harvest"
ASIDE = "老板说得比实际好九成"


Opener = Callable[[str], Service]


@pytest.fixture
def opener(url: str) -> Iterator[Opener]:
    """Opens services on one database in somebody's name, and closes them."""
    opened = []

    def open_one(actor: str) -> Service:
        opened.append(open_service(url, GARDEN, actor, TickingClock()))
        return opened[-1]

    yield open_one
    for service in opened:
        service.close()


@pytest.fixture
def service(opener: Opener) -> Service:
    """The consultant's."""
    return opener("老周")


@pytest.fixture
def draft(service: Service) -> str:
    """A draft."""
    return service.assessments.start("示例菜园", Mode.FULL, {}, date(2026, 11, 22))


def answer(service: Service, id_: str, item: str = WATERING) -> Answer:
    """Return what is kept."""
    return service.assessments.open(id_).assessment.answers.get(item, Answer())


def rows(url: str, table: sa.Table) -> int:
    """Count the rows of a table, past the service."""
    database = open_database(url)
    with database.reading() as connection:
        count = connection.scalars(sa.select(sa.func.count()).select_from(table)).one()
    database.close()
    return count


def finished(service: Service, id_: str) -> None:
    """Answer something and complete."""
    revision = service.assessments.open(id_).revisions.get(WATERING, 0)
    before = answer(service, id_)
    service.answers.record(id_, WATERING, before.model_copy(update={"point": 1}), revision)
    service.assessments.complete(id_)


# Evidence


def test_a_file_is_kept_with_its_name_and_hash_and_comes_back_byte_for_byte(
    service: Service, draft: str
) -> None:
    service.evidence.attach_file(draft, WATERING, "../值日表.png", png())

    (piece,) = answer(service, draft).evidence
    assert piece.file == "值日表.png"
    (file,) = service.evidence.files(draft)
    assert (file.sha256, file.media_type, file.items) == (piece.sha256, "image/png", (WATERING,))
    found = service.evidence.content(draft, file.sha256)
    assert found is not None
    assert found[1] == png()


def test_the_same_bytes_are_kept_once_and_shown_where_they_belong(
    service: Service, draft: str, url: str
) -> None:
    service.evidence.attach_file(draft, WATERING, "a.png", png())
    service.evidence.attach_file(draft, WATERING, "b.png", png())
    service.evidence.attach_file(draft, BEDS, "c.png", png())
    service.evidence.attach_file(draft, BEDS, "c.png", png(2))

    assert [piece.file for piece in answer(service, draft).evidence] == ["a.png"]
    assert [piece.file for piece in answer(service, draft, BEDS).evidence] == ["c.png", "c (2).png"]
    assert rows(url, schema.evidence_content) == 2


def test_a_file_that_is_refused_changes_nothing(service: Service, draft: str, url: str) -> None:
    service.answers.record(draft, WATERING, Answer(point=1, note="先答"), 0)
    before = answer(service, draft)

    for name, raw in (
        ("程序.png", b"MZ" + bytes(50)),
        ("大.png", png() + bytes(11_000_000)),
        ("空.pdf", b""),
    ):
        with pytest.raises(Refused):
            service.evidence.attach_file(draft, WATERING, name, raw)
    with pytest.raises(Refused):
        service.evidence.attach_file(draft, "plants.none", "a.png", png())

    assert answer(service, draft) == before
    assert rows(url, schema.evidence_content) == rows(url, schema.evidence_file) == 0


def test_where_there_is_no_room_left_it_says_so_and_room_can_be_made(
    service: Service, draft: str, url: str
) -> None:
    merchant = service.assessments.open(draft).assessment.merchant.id
    large = FileRow("f" * 64, "大.pdf", "application/pdf", LARGEST_IN_ALL - 10, datetime.now(UTC))
    database = open_database(url)
    with database.writing() as connection:
        who = Who(
            assessments.LOCAL,
            assessments.ensure_actor(connection, "老周", datetime.now(UTC)),
            datetime.now(UTC),
        )
        # It only says that it is so large.
        add_file(connection, who, FileOwner(draft, str(merchant)), large, b"%PDF-")
    database.close()
    with pytest.raises(Refused, match="no room"):
        service.evidence.attach_file(draft, WATERING, "b.png", png(2))
    assert answer(service, draft) == Answer()

    service.evidence.delete_file(draft, large.sha256)
    service.evidence.attach_file(draft, WATERING, "b.png", png(2))

    assert [each.file for each in answer(service, draft).evidence] == ["b.png"]


def test_a_removed_file_comes_back_by_undo_and_goes_for_good_only_when_asked(
    service: Service, draft: str, url: str
) -> None:
    service.evidence.attach_file(draft, WATERING, "a.png", png())
    (piece,) = answer(service, draft).evidence
    with pytest.raises(Refused, match="Remove it there first"):
        service.evidence.delete_file(draft, str(piece.sha256))

    service.evidence.detach(draft, WATERING, piece)
    assert answer(service, draft).evidence == []
    assert service.evidence.files(draft)[0].items == ()
    assert service.history.undo(draft) == WATERING
    assert answer(service, draft).evidence == [piece]

    service.evidence.detach(draft, WATERING, piece)
    service.evidence.delete_file(draft, str(piece.sha256))
    assert service.evidence.files(draft) == []
    assert rows(url, schema.evidence_content) == 0


def test_evidence_of_a_completed_assessment_stays_as_it_is_and_a_correction_takes_it_along(
    service: Service, draft: str, url: str
) -> None:
    service.evidence.attach_file(draft, WATERING, "a.png", png())
    finished(service, draft)
    (piece,) = answer(service, draft).evidence

    for change in (
        lambda: service.evidence.attach_file(draft, WATERING, "b.png", png(2)),
        lambda: service.evidence.attach_link(draft, WATERING, "https://a.cn"),
        lambda: service.evidence.detach(draft, WATERING, piece),
        lambda: service.evidence.delete_file(draft, str(piece.sha256)),
    ):
        with pytest.raises(Completed):
            change()

    copy = service.assessments.correct(draft)
    assert service.evidence.content(copy, str(piece.sha256)) is not None
    assert rows(url, schema.evidence_content) == 1
    # The bytes stay with whoever still points to them.
    service.put_away.put([draft], "bin")
    service.put_away.erase([draft])
    assert service.evidence.content(copy, str(piece.sha256)) is not None
    service.put_away.put([copy], "bin")
    service.put_away.erase([copy])
    assert rows(url, schema.evidence_content) == rows(url, schema.evidence_file) == 0


def test_a_file_is_handed_out_by_its_own_assessment_only(service: Service, draft: str) -> None:
    other = service.assessments.start("另一家", Mode.FULL, {}, None)
    service.evidence.attach_file(draft, WATERING, "a.png", png())
    sha256 = service.evidence.files(draft)[0].sha256

    assert service.evidence.content(other, sha256) is None
    assert service.evidence.content(draft, "0" * 64) is None


def test_an_export_carries_name_and_hash_of_a_file_and_coming_home_it_finds_the_bytes_again(
    service: Service, draft: str
) -> None:
    service.evidence.attach_file(draft, WATERING, "值日表.png", png())
    (piece,) = answer(service, draft).evidence

    _, raw = service.files.export(draft)

    assert "值日表.png".encode() in raw
    assert str(piece.sha256).encode() in raw
    assert b"IHDR" not in raw
    back = service.files.import_file(raw)
    assert back.id is not None
    assert service.evidence.content(back.id, str(piece.sha256)) is not None


def test_a_link_is_a_web_address_or_nothing(service: Service, draft: str) -> None:
    service.evidence.attach_link(draft, WATERING, " https://a.cn/x ")
    service.evidence.attach_link(draft, WATERING, "https://a.cn/x")
    for link in ("javascript:alert(1)", "data:text/html,x"):
        with pytest.raises(Refused):
            service.evidence.attach_link(draft, WATERING, link)
        evil = Answer(evidence=[Evidence(link=link)])
        with pytest.raises(Refused):
            service.answers.record(draft, WATERING, evil, service.assessments.open(draft).revisions[WATERING])

    assert answer(service, draft).evidence == [Evidence(link="https://a.cn/x")]


# History, undo, redo


def test_the_history_says_who_when_and_from_what_to_what(
    service: Service, draft: str, opener: Opener
) -> None:
    service.answers.record(draft, WATERING, Answer(point=1), 0)
    opener("小李").answers.record(draft, WATERING, Answer(point=2, note="补上了"), 1)
    service.answers.record(draft, BEDS, Answer(ticks=[]), 0)
    service.answers.verify(draft, WATERING, "老周")

    latest, middle, first = service.history.of(draft, WATERING)

    assert isinstance(first.after, Answer)
    assert isinstance(middle.before, Answer)
    assert isinstance(middle.after, Answer)
    assert (first.by, first.before, first.after.point) == ("老周", Answer(), 1)
    assert (middle.by, middle.before.point, middle.after.point) == ("小李", 1, 2)
    assert (latest.action, latest.by) == ("verify", "老周")
    assert first.at < latest.at


def test_the_history_knows_what_a_whole_part_did_to_one_answer(service: Service, draft: str) -> None:
    service.bulk_changes.declare_absent(draft, "people", "没有别人")
    service.bulk_changes.bring_back(draft, "people")

    actions = [change.action for change in service.history.of(draft, "people.rota")]

    assert actions == ["bring_back", "declare_absent"]


def test_an_earlier_answer_comes_back_as_a_new_change(service: Service, draft: str) -> None:
    service.answers.record(draft, WATERING, Answer(point=1, note="第一次"), 0)
    service.answers.record(draft, WATERING, Answer(point=2), 1)
    first = service.history.of(draft, WATERING)[-1]

    service.history.restore(draft, WATERING, first.id)

    assert (answer(service, draft).point, answer(service, draft).note) == (1, "第一次")
    assert len(service.history.of(draft, WATERING)) == 3
    service.history.restore(draft, WATERING, first.id, before=True)
    assert answer(service, draft) == Answer()
    assert service.history.undo(draft) == WATERING
    assert answer(service, draft).point == 1
    with pytest.raises(Refused):
        service.history.restore(draft, BEDS, first.id)


def test_what_was_taken_back_can_be_done_again_until_something_new_is_said(
    service: Service, draft: str
) -> None:
    service.answers.record(draft, WATERING, Answer(point=1), 0)
    service.answers.record(draft, WATERING, Answer(point=2), 1)
    service.answers.record(draft, BEDS, Answer(ticks=["pots"]), 0)

    assert [service.history.undo(draft) for _ in range(4)] == [BEDS, WATERING, WATERING, None]
    assert answer(service, draft) == answer(service, draft, BEDS) == Answer()
    assert [service.history.redo(draft) for _ in range(4)] == [WATERING, WATERING, BEDS, None]
    assert (answer(service, draft).point, answer(service, draft, BEDS).ticks) == (2, ["pots"])

    assert service.history.undo(draft) == BEDS
    service.answers.record(
        draft, WATERING, Answer(point=0), service.assessments.open(draft).revisions[WATERING]
    )
    assert service.history.redo(draft) is None
    assert service.history.undo(draft) == WATERING
    assert answer(service, draft).point == 2


def test_a_number_is_taken_back_and_given_again_like_an_answer(service: Service, draft: str) -> None:
    service.answers.record_metric(draft, "harvest", MetricValue(number=8), 0)
    service.answers.record_metric(draft, "harvest", MetricValue(absent=Absent.DONT_KNOW), 1)

    assert service.history.undo(draft) == HARVEST
    assert service.assessments.open(draft).assessment.metrics["harvest"].number == 8
    assert service.history.redo(draft) == HARVEST
    assert service.assessments.open(draft).assessment.metrics["harvest"].absent is Absent.DONT_KNOW
    given = service.history.of(draft, HARVEST)
    assert [change.action for change in given] == ["redo", "undo", "metric", "metric"]
    service.history.restore(draft, HARVEST, given[-1].id)
    assert service.assessments.open(draft).assessment.metrics["harvest"].number == 8


# Sessions


def test_an_intake_is_the_same_after_opening_the_store_again(
    service: Service, draft: str, opener: Opener
) -> None:
    service.intake.set_agenda(draft, ["people", "plants"], 3)
    service.intake.start(draft)
    service.intake.go_to(draft, "people.rota")
    service.intake.park(draft, WATERING, " 等小李 ")
    service.intake.set_appointment(draft, date(2026, 12, 1), "看数据")
    before = service.intake.pause(draft)

    again = opener("另一台").intake.session(draft)

    assert again == before
    assert (again.state, again.item, again.agenda) == ("paused", "people.rota", ("people", "plants"))
    assert [(each.item, each.why) for each in again.parked] == [(WATERING, "等小李")]
    assert again.used_in_all > 0


def test_pausing_twice_is_pausing_once(service: Service, draft: str, url: str) -> None:
    service.intake.start(draft)
    service.intake.start(draft)
    service.intake.pause(draft)
    service.intake.pause(draft)

    assert rows(url, schema.intake_event) == 2


def test_of_two_windows_the_second_to_change_the_agenda_is_told(service: Service, draft: str) -> None:
    begun = service.intake.session(draft)
    first = service.intake.set_agenda(draft, ["people", "plants"], 3, begun)

    with pytest.raises(Conflict):
        service.intake.set_agenda(draft, ["plants"], 2, begun)

    assert service.intake.session(draft) == first
    assert service.intake.set_agenda(draft, ["people", "plants"], 3, begun) == first
    assert service.intake.set_agenda(draft, ["plants"], 3, first).agenda == ("plants",)


def test_an_agenda_or_a_word_that_makes_no_sense_is_refused(service: Service, draft: str) -> None:
    for dimensions in ([], ["plants", "plants"], ["nothing"]):
        with pytest.raises(Refused):
            service.intake.set_agenda(draft, dimensions, 2)
    with pytest.raises(Refused):
        service.intake.set_agenda(draft, ["plants"], 0)
    with pytest.raises(Refused):
        service.intake.park(draft, WATERING, "  ")
    with pytest.raises(NoSuchAssessment):
        service.intake.start("01NOTHING")

    assert service.intake.session(draft).state == "new"


def test_a_session_leaves_the_assessment_as_it_was(service: Service, draft: str) -> None:
    before = service.assessments.open(draft)

    service.intake.start(draft)
    service.intake.go_to(draft, WATERING)
    service.intake.save_note(draft, WATERING, ASIDE, 0)

    assert service.assessments.open(draft) == before


# Private notes


def test_a_private_note_is_in_no_export_no_result_and_no_audit(
    service: Service, draft: str, url: str
) -> None:
    service.answers.record(draft, WATERING, Answer(point=1), 0)
    service.intake.save_note(draft, WATERING, ASIDE, 0)
    service.intake.save_note(draft, "", ASIDE, 0)
    results = service.assessments.complete(draft)

    assert service.intake.notes(draft)[WATERING].text == ASIDE
    assert ASIDE.encode() not in service.files.export(draft)[1]
    assert ASIDE not in repr(results)
    assert ASIDE not in repr(service.assessments.open(draft))
    assert ASIDE not in repr(service.history.of(draft, WATERING))
    database = open_database(url)
    with database.reading() as connection:
        for table in schema.metadata.sorted_tables:
            held = ASIDE in repr(connection.execute(sa.select(table)).all())
            assert held is (table is schema.private_note), table.name
    database.close()


def test_a_note_goes_on_after_the_assessment_is_completed(service: Service, draft: str) -> None:
    first = service.intake.save_note(draft, WATERING, "一", 0)
    finished(service, draft)

    second = service.intake.save_note(draft, WATERING, "一二", first.revision)

    assert (second.text, second.revision) == ("一二", 2)


def test_two_who_write_one_note_at_once_lose_nothing(service: Service, draft: str, opener: Opener) -> None:
    service.intake.save_note(draft, WATERING, "老周写的", 0)

    both = opener("小李").intake.save_note(draft, WATERING, "小李写的", 0)

    assert both.text == "老周写的\n小李写的"
    assert service.intake.notes(draft)[WATERING].text == both.text


def test_erasing_an_assessment_takes_sessions_and_notes_along(service: Service, draft: str, url: str) -> None:
    service.intake.start(draft)
    service.intake.save_note(draft, WATERING, ASIDE, 0)

    service.put_away.put([draft], "bin")
    service.put_away.erase([draft])

    assert rows(url, schema.intake_event) == rows(url, schema.private_note) == 0
