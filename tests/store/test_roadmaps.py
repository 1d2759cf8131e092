"""A kept roadmap stays as it was written, by plain SQL, whoever asks; and an older database loses nothing."""

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy.exc import IntegrityError

from assessment.planning.progress import Progress
from assessment.responses import Answer
from assessment.store import assessments, audit, roadmaps, schema
from assessment.store.answers import add_answers
from assessment.store.assessments import lock_assessment
from assessment.store.database import connect, open_database, upgrade
from assessment.store.revisions import alembic_config
from tests.store.conftest import NOON, Draft, with_draft

FORBIDDEN = {
    "changed": "update roadmap set plan = '{}'",
    "ranked anew": "update roadmap set rank = 7",
    "deleted": "delete from roadmap",
}


@pytest.fixture
def kept(draft: Draft) -> Draft:
    """A completed assessment with a kept roadmap, and a step under way."""
    draft.complete()
    with draft.database.writing() as connection:
        held = lock_assessment(connection, draft.who, "a")
        assert roadmaps.add_roadmap(connection, draft.who, held.id, {"stage": "growth"}, {"steps": []}) == 1
        place = roadmaps.ProgressKey("a", "team.roles", 2)
        assert roadmaps.save_progress(connection, draft.who, place, Progress(status="doing"), 0) == 1
    return draft


@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_kept_roadmap_cannot_be_changed(kept: Draft, what: str) -> None:
    with pytest.raises(IntegrityError), kept.database.writing() as connection:
        connection.execute(sa.text(FORBIDDEN[what]))
    assert kept.count(schema.roadmap) == 1


def test_sqlite_does_not_replace_a_kept_roadmap_either(sqlite_url: str) -> None:
    draft = with_draft(open_database(sqlite_url))
    with draft.database.writing() as connection:
        held = lock_assessment(connection, draft.who, "a")
        roadmaps.add_roadmap(connection, draft.who, held.id, {}, {"steps": [1]})
    with pytest.raises(IntegrityError), draft.database.writing() as connection:
        connection.exec_driver_sql("insert or replace into roadmap select * from roadmap")
    assert draft.count(schema.roadmap) == 1
    draft.database.close()


def test_postgresql_does_not_truncate_kept_roadmaps(kept: Draft) -> None:
    if kept.database.file is None:
        with pytest.raises(IntegrityError), kept.database.writing() as connection:
            connection.exec_driver_sql("truncate roadmap")


def test_progress_goes_on_changing_beside_a_kept_roadmap(kept: Draft) -> None:
    place = roadmaps.ProgressKey("a", "team.roles", 2)
    with kept.database.writing() as connection:
        assert roadmaps.save_progress(connection, kept.who, place, Progress(status="done"), 1) == 2
        assert roadmaps.save_progress(connection, kept.who, place, Progress(status="todo"), 1) is None
    with kept.database.reading() as connection:
        assert roadmaps.read_progress(connection, "a")["team.roles", 2].value.status == "done"


@pytest.mark.parametrize("parent", ["assessment", "merchant", "workspace"])
def test_erasing_takes_roadmaps_and_progress_away(kept: Draft, parent: str) -> None:
    with kept.database.writing() as connection:
        connection.execute(sa.delete(schema.metadata.tables[parent]))
    assert [kept.count(table) for table in (schema.roadmap, schema.step_progress)] == [0, 0]


def test_a_database_from_before_roadmaps_keeps_all_it_has(url: str) -> None:
    """A completed assessment with an answer and its audit, written at 0001, is the same after upgrading."""
    database = connect(url)
    with database.writing() as connection:
        command.upgrade(alembic_config(connection), "0001")
    draft = with_draft(database)
    with database.writing() as connection:
        add_answers(connection, draft.who, "a", schema.AGREED, {"team.roles": Answer(point=2)})
        audit.record(connection, draft.who, "start", "m", "a")
    # What completes one today asks tables of later.
    with database.writing() as connection:
        assessments.update_draft(
            connection, "a", status="completed", completed_at=NOON, result={"stage": None}
        )
    before = content(draft)

    upgrade(database)

    assert still(content(draft), before) == before
    assert all(before.values())
    assert draft.count(schema.roadmap) == 0
    with pytest.raises(IntegrityError), database.writing() as connection:
        assessments.update_draft(connection, "a", status="draft")
    database.close()


OLD = ("workspace", "actor", "instrument", "merchant", "assessment", "sheet", "answer", "audit")
Rows = list[dict[str, object]]


def content(draft: Draft) -> dict[str, Rows]:
    """Return every row of the tables that were there from the first."""
    with draft.database.reading() as connection:
        return {
            table: [
                dict(row)
                for row in connection.execute(
                    sa.text(f"select * from {table} order by 1, 2")  # noqa: S608 - our own names
                ).mappings()
            ]
            for table in OLD
        }


def still(after: dict[str, Rows], before: dict[str, Rows]) -> dict[str, Rows]:
    """Return what there is now of the columns that there were."""
    columns = {table: set(rows[0]) if rows else set() for table, rows in before.items()}
    return {
        table: [{name: value for name, value in row.items() if name in columns[table]} for row in rows]
        for table, rows in after.items()
    }
