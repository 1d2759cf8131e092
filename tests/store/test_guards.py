"""What the database itself refuses, by plain SQL, whoever asks."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from assessment.responses import Answer, MetricValue
from assessment.store import assessments, audit, schema
from assessment.store.answers import add_answers, add_metrics, add_sheet
from assessment.store.database import open_database
from tests.store.conftest import Draft, with_draft

FORBIDDEN_ONCE_COMPLETED = {
    "status": "update assessment set status = 'draft', completed_at = null, result = null",
    "profile": "update assessment set profile = '{}' where id = 'a'",
    "result": "update assessment set result = '{}' where id = 'a'",
    "answer changed": "update answer set revision = 9 where assessment_id = 'a'",
    "answer deleted": "delete from answer where assessment_id = 'a'",
    "answer added": "insert into answer select assessment_id, sheet_id, 'team.other', value, revision,"
    " actor_id, updated_at from answer",
    "answer moved in": "update answer set assessment_id = 'a', item_id = 'team.moved'"
    " where assessment_id = 'b'",
    "metric changed": "update metric_value set revision = 9",
    "metric deleted": "delete from metric_value",
    "metric added": "insert into metric_value select assessment_id, 'other', value, revision, actor_id,"
    " updated_at from metric_value",
    "sheet changed": "update sheet set respondent = 'x' where assessment_id = 'a'",
    "sheet deleted": "delete from sheet where assessment_id = 'a'",
    "sheet added": "insert into sheet select assessment_id, 'other', 1, null from sheet"
    " where assessment_id = 'a'",
    "instrument": "update instrument set content = '[]'",
    "instrument in use deleted": "delete from instrument",
    "audit changed": "update audit set action = 'other'",
    "audit deleted": "delete from audit",
}


@pytest.fixture
def completed(draft: Draft) -> Draft:
    """A completed assessment with an answer and a metric, and a draft `b` beside it."""
    database, who = draft.database, draft.who
    with database.writing() as connection:
        add_answers(connection, who, "a", schema.AGREED, {"team.roles": Answer(point=2)})
        add_metrics(connection, who, "a", {"refund_rate": MetricValue(number=4.5)})
        audit.record(connection, who, "start", "m", "a")
        audit.record(connection, who, "rename", "m", None)
        connection.execute(
            sa.insert(schema.assessment).from_select(
                [column.name for column in schema.assessment.c],
                sa.select(
                    sa.literal("b"), *[column for column in schema.assessment.c if column.name != "id"]
                ),
            )
        )
        add_sheet(connection, "b", schema.AGREED, 0, None)
        add_answers(connection, who, "b", schema.AGREED, {"team.roles": Answer(point=1)})
    draft.complete()
    return draft


@pytest.mark.parametrize("what", FORBIDDEN_ONCE_COMPLETED)
def test_a_completed_assessment_and_the_audit_cannot_be_changed(completed: Draft, what: str) -> None:
    with pytest.raises(IntegrityError), completed.database.writing() as connection:
        connection.execute(sa.text(FORBIDDEN_ONCE_COMPLETED[what]))


@pytest.mark.parametrize("table", ["assessment", "audit", "answer", "instrument"])
def test_sqlite_rows_cannot_be_replaced_either(sqlite_url: str, table: str) -> None:
    draft = with_draft(open_database(sqlite_url))
    with draft.database.writing() as connection:
        add_answers(connection, draft.who, "a", schema.AGREED, {"team.roles": Answer(point=2)})
        audit.record(connection, draft.who, "start", "m", "a")
    draft.complete()
    before = rows(draft, table)
    try:
        with draft.database.writing() as connection:
            connection.exec_driver_sql("pragma recursive_triggers = off")
            connection.exec_driver_sql(f"insert or replace into {table} select * from {table}")  # noqa: S608
    except IntegrityError:
        pass
    assert rows(draft, table) == before
    draft.database.close()


def rows(draft: Draft, table: str) -> object:
    """All rows of a table."""
    with draft.database.reading() as connection:
        return connection.execute(sa.select(schema.metadata.tables[table])).all()


@pytest.mark.parametrize("table", ["assessment", "answer", "metric_value", "sheet", "audit"])
def test_postgresql_tables_cannot_be_truncated(completed: Draft, table: str) -> None:
    if completed.database.file is None:
        with pytest.raises(IntegrityError), completed.database.writing() as connection:
            connection.exec_driver_sql(f"truncate {table} cascade")


def test_a_draft_may_still_change(completed: Draft) -> None:
    with completed.database.writing() as connection:
        connection.execute(sa.text("update answer set revision = 9 where assessment_id = 'b'"))
        connection.execute(sa.text("delete from answer where assessment_id = 'b'"))


def test_an_assessment_without_a_result_cannot_be_completed(draft: Draft) -> None:
    with pytest.raises(IntegrityError), draft.database.writing() as connection:
        assessments.update_draft(connection, "a", status="completed")


@pytest.mark.parametrize(
    ("parent", "gone"), [("assessment", "assessment_id"), ("merchant", "merchant_id"), ("workspace", "")]
)
def test_erasing_takes_everything_below_it_away(completed: Draft, parent: str, gone: str) -> None:
    with completed.database.writing() as connection:
        connection.execute(sa.delete(schema.metadata.tables[parent]))
    children = [schema.assessment, schema.sheet, schema.answer, schema.metric_value]
    assert [completed.count(table) for table in children] == [0, 0, 0, 0]
    with completed.database.reading() as connection:
        left = connection.execute(sa.select(schema.audit.c.action)).scalars().all()
    assert left == (["rename"] if gone == "assessment_id" else [])
