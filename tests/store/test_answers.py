"""Saving over what one has seen, and never over a completed assessment."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from assessment.responses import Answer
from assessment.store import audit, schema
from assessment.store.answers import AnswerKey, as_json, read_answers, save_answer
from assessment.store.assessments import lock_draft, update_draft
from assessment.store.errors import Completed, NoSuchAssessment
from tests.store.conftest import NOON, Draft

WRITERS, SAVES = 3, 12


def save(draft: Draft, item: str, point: int, expected: int) -> int | None:
    """Save an answer the way the service does: lock, save, note."""
    with draft.database.writing() as connection:
        lock_draft(connection, draft.who, "a")
        answer = Answer(point=point)
        revision = save_answer(connection, draft.who, AnswerKey("a", schema.AGREED, item), answer, expected)
        audit.record(connection, draft.who, "answer", "m", "a", after=as_json(answer))
        return revision


def test_revisions_count_up_and_a_stale_one_is_told_so(draft: Draft) -> None:
    assert save(draft, "team.roles", 1, 0) == 1
    assert save(draft, "team.roles", 2, 1) == 2
    assert save(draft, "team.roles", 3, 1) is None
    assert save(draft, "team.roles", 3, 0) is None
    with draft.database.reading() as connection:
        kept = read_answers(connection, "a")[schema.AGREED]["team.roles"]
    assert (kept.value.point, kept.revision) == (2, 2)


def test_an_expectation_of_something_that_is_not_there_is_stale_too(draft: Draft) -> None:
    assert save(draft, "team.roles", 1, 4) is None


def test_a_dimension_is_read_by_its_whole_name(draft: Draft) -> None:
    for item in ("team.roles", "teamwork.roles", "te_m.roles"):
        save(draft, item, 1, 0)
    with draft.database.reading() as connection:
        assert list(read_answers(connection, "a", "team")[schema.AGREED]) == ["team.roles"]
        assert list(read_answers(connection, "a", "te_m")[schema.AGREED]) == ["te_m.roles"]


def test_another_workspace_does_not_see_it(draft: Draft) -> None:
    stranger = draft.who.__class__("elsewhere", draft.who.actor, NOON)
    with pytest.raises(NoSuchAssessment), draft.database.writing() as connection:
        lock_draft(connection, stranger, "a")


def test_completing_while_others_save_keeps_exactly_what_was_read(draft: Draft) -> None:
    def write(writer: int) -> int:
        saved = 0
        for number in range(SAVES):
            try:
                save(draft, f"team.w{writer}_{number}", 1, 0)
            except Completed:
                break
            saved += 1
        return saved

    def complete() -> list[str]:
        with draft.database.writing() as connection:
            lock_draft(connection, draft.who, "a")
            seen = sorted(read_answers(connection, "a").get(schema.AGREED, {}))
            update_draft(connection, "a", status="completed", completed_at=NOON, result={"answers": seen})
            return seen

    with ThreadPoolExecutor(WRITERS + 1) as pool:
        writers = [pool.submit(write, writer) for writer in range(WRITERS)]
        seen = pool.submit(complete).result()
        acknowledged = sum(writer.result() for writer in writers)
    with draft.database.reading() as connection:
        assert sorted(read_answers(connection, "a").get(schema.AGREED, {})) == seen
    assert acknowledged == len(seen) == draft.count(schema.audit)


def test_what_was_acknowledged_counts_as_often_as_it_was_saved(draft: Draft) -> None:
    def fight(_writer: int) -> int:
        won = 0
        for _ in range(SAVES):
            with draft.database.reading() as connection:
                kept = read_answers(connection, "a").get(schema.AGREED, {}).get("team.roles")
            revision = kept.revision if kept else 0
            won += save_or_lose(draft, revision)
        return won

    with ThreadPoolExecutor(WRITERS) as pool:
        won = sum(pool.map(fight, range(WRITERS)))
    with draft.database.reading() as connection:
        assert connection.scalars(sa.select(schema.answer.c.revision)).one() == won


def save_or_lose(draft: Draft, revision: int) -> int:
    """Save over a revision; 1 where it was still the last one."""
    return 0 if save(draft, "team.roles", revision % 4, revision) is None else 1
