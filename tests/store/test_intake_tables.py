"""The tables of sessions, notes and files: made beside what was there, and guarded by the database itself."""

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.exc import IntegrityError

from assessment.responses import Answer
from assessment.store import schema
from assessment.store.answers import add_answers, as_json
from assessment.store.database import connect, upgrade
from assessment.store.evidence import FileOwner, FileRow, add_file, read_files
from assessment.store.intake import add_event
from assessment.store.revisions import alembic_config
from tests.store.conftest import Draft, with_draft

ROW = FileRow("0" * 64, "a.png", "image/png", 3, datetime(2026, 11, 22, tzinfo=UTC))


def test_upgrading_a_database_in_use_keeps_every_answer_and_makes_room_for_files(url: str) -> None:
    database = connect(url)
    with database.writing() as connection:
        command.upgrade(alembic_config(connection), "0002")
    draft = with_draft(database)
    said = {"team.roles": Answer(point=2, note="看过")}
    with database.writing() as connection:
        add_answers(connection, draft.who, "a", schema.AGREED, said)

    upgrade(database)

    with database.writing() as connection:
        values = connection.scalars(sa.select(schema.answer.c.value)).all()
        assert values == [as_json(said["team.roles"])]
        add_file(connection, draft.who, FileOwner("a", "m"), ROW, b"png")
        assert list(read_files(connection, "a")) == [ROW.sha256]
    database.close()


@pytest.fixture
def furnished(draft: Draft) -> Draft:
    """A draft with a file and an event."""
    with draft.database.writing() as connection:
        add_file(connection, draft.who, FileOwner("a", "m"), ROW, b"png")
        add_event(connection, draft.who, "a", "start", {})
    return draft


ALWAYS = {
    "content changed": "update evidence_content set size = 9",
    "content in use deleted": "delete from evidence_content",
    "file renamed": "update evidence_file set name = 'b.png'",
    "event changed": "update intake_event set kind = 'end'",
    "event deleted": "delete from intake_event",
}
COMPLETED = {
    "file deleted": "delete from evidence_file",
    "file added": "insert into evidence_file select assessment_id, sha256, 'x', name, media_type, size,"
    " actor_id, added_at from evidence_file",
}


@pytest.mark.parametrize("what", ALWAYS)
def test_files_and_the_record_of_a_session_are_never_rewritten(furnished: Draft, what: str) -> None:
    with pytest.raises(IntegrityError), furnished.database.writing() as connection:
        connection.execute(sa.text(ALWAYS[what]))


@pytest.mark.parametrize("what", COMPLETED)
def test_files_of_a_completed_assessment_are_neither_added_nor_taken_away(
    furnished: Draft, what: str
) -> None:
    furnished.complete()

    with pytest.raises(IntegrityError), furnished.database.writing() as connection:
        connection.execute(sa.text(COMPLETED[what]))


def test_bytes_go_with_the_last_file_that_points_to_them(furnished: Draft) -> None:
    with furnished.database.writing() as connection:
        connection.execute(sa.text("delete from evidence_file"))

    assert furnished.count(schema.evidence_content) == 0


@pytest.mark.parametrize("table", ["merchant", "assessment"])
def test_erasing_leaves_nothing_of_files_and_sessions(furnished: Draft, table: str) -> None:
    furnished.complete()

    with furnished.database.writing() as connection:
        connection.execute(sa.text(f"delete from {table}"))  # noqa: S608 - our own words

    assert furnished.count(schema.evidence_content) == 0
    assert furnished.count(schema.evidence_file) == 0
    assert furnished.count(schema.intake_event) == 0
