"""What was acknowledged is there, even when the writer is killed; what was erased is not."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from assessment.responses import Answer
from assessment.store import assessments, audit, merchants, schema
from assessment.store.answers import add_answers
from assessment.store.concurrency import Erasure
from assessment.store.database import open_database
from tests.store.conftest import Draft, with_draft

WRITER = """
import sys
from itertools import count
from pathlib import Path
from assessment.responses import Answer
from assessment.store import audit
from assessment.store.answers import AnswerKey, save_answer
from assessment.store.assessments import lock_draft
from assessment.store.audit import Who
from assessment.store.database import open_database
from datetime import UTC, datetime
database = open_database(sys.argv[1])
for number in count():
    who = Who("local", sys.argv[2], datetime.now(UTC))
    with database.writing() as connection:
        lock_draft(connection, who, "a")
        key = AnswerKey("a", "agreed", f"team.{sys.argv[3]}_{number}")
        save_answer(connection, who, key, Answer(point=1), 0)
        audit.record(connection, who, "answer", "m", "a")
    print(number, flush=True)
"""


@pytest.mark.slow
def test_killing_the_writer_loses_nothing_that_was_acknowledged(sqlite_url: str) -> None:
    database = open_database(sqlite_url)
    draft = with_draft(database)
    database.close()
    acknowledged = 0
    for kill in range(1, 4):
        acknowledged += killed_writer(sqlite_url, draft.who.actor, name=f"w{kill}", lines=20)
        database = open_database(sqlite_url)
        draft = Draft(database, draft.who)
        # The last save of each writer may have reached the disk before it could say so.
        assert acknowledged <= draft.count(schema.answer) <= acknowledged + kill
        with database.reading() as connection:
            assert connection.exec_driver_sql("pragma integrity_check").scalar() == "ok"
            assert connection.exec_driver_sql("pragma foreign_key_check").all() == []
            revision = assessments.read_head(connection, assessments.LOCAL, "a").revision
        assert revision == draft.count(schema.answer) == draft.count(schema.audit)
        database.close()


def killed_writer(url: str, actor: str, name: str, lines: int) -> int:
    """Let another process save, kill it in full swing, and return how many saves it acknowledged."""
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", WRITER, url, actor, name], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        seen = [process.stdout.readline() for _ in range(lines)]
        process.send_signal(signal.SIGKILL)
        seen += process.stdout.readlines()
    return sum(line.endswith("\n") for line in seen)


def test_an_erased_merchant_leaves_no_rows(draft: Draft) -> None:
    fill(draft)
    draft.complete()
    with draft.database.writing() as connection:
        merchants.erase_merchant(connection, draft.who, "m")
    left = {table.name for table in schema.metadata.sorted_tables if draft.count(table)}
    assert left == {"actor", "instrument", "workspace"}


def test_an_erased_merchant_leaves_no_bytes_in_sqlite_files(sqlite_url: str, tmp_path: Path) -> None:
    database = open_database(sqlite_url)
    draft = with_draft(database)
    fill(draft)
    draft.complete()
    assert traces(tmp_path) > 0
    with database.writing() as connection:
        merchants.erase_merchant(connection, draft.who, "m")
    database.forget_erased()
    assert traces(tmp_path) == 0
    database.close()


def test_erasing_is_finished_once_nobody_reads_any_more(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Erasure, "EVERY", 0.01)
    database, other = open_database(url), open_database(url)
    draft = with_draft(database)
    fill(draft)
    with other.reading() as reading:
        assert reading.scalar(sa.select(sa.func.count()).select_from(schema.answer))
        with database.writing() as connection:
            merchants.erase_merchant(connection, draft.who, "m")
        assert not database.forget_erased()
        assert database.erasure.is_pending
    while database.erasure.is_pending:
        pass
    if database.file is not None:
        assert traces(tmp_path) == 0
    assert database.forget_erased()
    other.close()
    database.close()


def test_what_a_program_could_not_finish_erasing_the_next_start_does(sqlite_url: str, tmp_path: Path) -> None:
    database = open_database(sqlite_url)
    draft = with_draft(database)
    fill(draft)
    with database.writing() as connection:
        merchants.erase_merchant(connection, draft.who, "m")
    assert traces(tmp_path) > 0
    open_database(sqlite_url).close()
    assert traces(tmp_path) == 0
    database.close()


def fill(draft: Draft) -> None:
    """Write what must be gone afterwards into many rows."""
    answers = {f"team.n{number}": Answer(point=1, note="电话 13800138000") for number in range(60)}
    with draft.database.writing() as connection:
        add_answers(connection, draft.who, "a", schema.AGREED, answers)
        for item in answers:
            audit.record(
                connection, draft.who, "answer", "m", "a", item=item, after={"note": "电话 13800138000"}
            )


def traces(folder: Path) -> int:
    """Count the phone number in every file of the database."""
    return sum(path.read_bytes().count(b"13800138000") for path in folder.glob("assessment.db*"))
