"""What drawing a page costs: statements to the database, and how often an assessment is scored."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from assessment.instrument.model import Instrument
from assessment.responses import Answer, Assessment, Mode
from assessment.scoring import score
from assessment.scoring.results import Results
from assessment.service import Account, Actor, LinkVisit, Service
from assessment.ui.state.session import actor_of
from tests.ui.pages import drawn, page, store


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A store with the examples, which the pages read."""
    with store(tmp_path_factory.mktemp("reads"), examples=True) as opened:
        yield opened


@contextmanager
def statements() -> Iterator[list[str]]:
    """Note every statement to any database meanwhile."""
    noted: list[str] = []

    @sa.event.listens_for(sa.Engine, "before_cursor_execute")
    def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
        noted.append(statement)

    try:
        yield noted
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", note)


@pytest.fixture
def scored(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the id of every assessment that is scored for a page."""
    noted: list[str] = []

    def counted(instrument: Instrument, assessment: Assessment) -> Results:
        noted.append(str(assessment.id))
        return score(instrument, assessment)

    monkeypatch.setattr("assessment.service.snapshot.score", counted)
    return noted


def completed(service: Service) -> str:
    """Return the id of an assessment that is completed."""
    return next(each.id for each in service.assessments.recent() if each.status == "completed")


@pytest.mark.parametrize(
    ("name", "most", "readings"),
    [("results", 12, 1), ("roadmap", 18, 1), ("compare", 25, 2), ("home", 22, 2), ("portfolio", 20, 2)],
)
def test_a_page_is_drawn_in_few_statements_and_reads_answers_seldom(
    service: Service, name: str, most: int, readings: int
) -> None:
    current = None if name in {"home", "portfolio"} else completed(service)
    page(name, a=current)  # the instrument is read once a process

    with statements() as noted:
        page(name, a=current)

    assert len(noted) <= most, noted
    assert sum("FROM answer" in each for each in noted) <= readings, noted


def test_a_part_of_the_questionnaire_is_drawn_in_few_statements(service: Service) -> None:
    id_ = next(each.id for each in service.assessments.recent() if each.status == "draft")
    tab = page("respond", a=id_, d="team")

    with statements() as noted:
        drawn(tab)

    assert len(noted) <= 9
    assert sum("FROM answer" in one for one in noted) == 1


def test_results_that_are_looked_at_again_are_not_worked_out_again(
    service: Service, scored: list[str]
) -> None:
    page("results", a=completed(service))
    before = len(scored)

    page("results", a=completed(service))

    assert before <= 1
    assert len(scored) == before


def test_another_answer_is_scored_anew(service: Service, scored: list[str]) -> None:
    draft = next(each.id for each in service.assessments.recent() if each.status == "draft")
    first = service.assessments.snapshot(draft)
    given = (one for one in first.results.items.values() if one.answered and one.low > 0)
    item = next(one for one in given if one.item.kind == "anchored")
    revision = first.opened.revisions[item.item.id]

    service.answers.record(draft, item.item.id, Answer(point=0), revision)

    assert service.assessments.snapshot(draft).results.items[item.item.id].low == 0
    assert len(scored) == len(set(scored)) + 1


def test_nothing_worked_out_is_remembered_once_something_was_erased(
    service: Service, scored: list[str]
) -> None:
    current = completed(service)
    _ = service.assessments.snapshot(current).results
    before = len(scored)

    gone = service.assessments.start("将被删除的店", Mode.CORE, {}, None)
    service.put_away.put([gone], "bin")
    service.put_away.erase([gone])
    _ = service.assessments.snapshot(current).results

    assert len(scored) == before + 1


def test_who_the_visitor_is_is_looked_up_once_a_redraw(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def counted(held: Mapping[str, str], visit: LinkVisit | None, account: Account | None) -> Actor:
        asked.append("again")
        return actor_of(held, visit, account)

    monkeypatch.setattr("assessment.ui.state.session.actor_of", counted)
    drawn = page("home")
    first = len(asked)
    drawn.run()

    assert service.assessments.recent()
    assert first == 1
    assert len(asked) == 2
