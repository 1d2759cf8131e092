"""What drawing a page costs: statements to the database, and how often an assessment is scored."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from assessment.instrument.model import Instrument
from assessment.responses import Assessment
from assessment.scoring import score
from assessment.scoring.results import Results
from assessment.service import Service
from tests.ui.pages import page, store

MOST_STATEMENTS = 12


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A store with the examples, which the pages read."""
    with store(tmp_path_factory.mktemp("reads"), examples=True) as opened:
        yield opened


def test_results_of_a_completed_assessment_are_read_in_few_statements(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = next(each for each in service.assessments.recent() if each.status == "completed")
    page("results", a=card.id)  # the instrument is read once a process
    statements: list[str] = []
    scored: list[str] = []

    def counted(instrument: Instrument, assessment: Assessment) -> Results:
        scored.append(str(assessment.id))
        return score(instrument, assessment)

    monkeypatch.setattr("assessment.service.snapshot.score", counted)

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    try:
        page("results", a=card.id)
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)

    assert len(statements) <= MOST_STATEMENTS, statements
    assert sum("FROM answer" in each for each in statements) == 1
    assert len(scored) <= 1
