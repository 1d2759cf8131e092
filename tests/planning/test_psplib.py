"""The field's standard problems: every timetable right, every proven end the published one."""

from pathlib import Path

import pytest

from assessment.planning.scheduling.budgeted_solver import EFFORT
from assessment.planning.scheduling.jobs import Timetable
from assessment.planning.scheduling.network import Network
from assessment.planning.scheduling.search import SearchLimits
from assessment.planning.scheduling.solve import solve
from tests.planning.problems import faults
from tests.planning.psplib import folder, problems

SHARE = 3.0
"""Of the effort that a page takes."""
SAMPLE = {"j30": 60, "j60": 160}
"""Of each set, one problem in so many: 8 and 3. `benchmarks/` tries them all."""
PROVEN = {"j30": 0.8, "j60": 0.5}
"""The least share proven: what is found lies above it, and a broken model far below."""


@pytest.fixture
def where() -> Path:
    """The folder of the problems: where nobody names one the test is skipped, a wrong name fails it."""
    found = folder()
    if found is None:
        pytest.skip("ASSESSMENT_PSPLIB names no folder with the problems, see benchmarks/README.md")
    return found


@pytest.mark.slow
@pytest.mark.parametrize("kind", SAMPLE)
def test_every_timetable_is_right_and_none_beats_what_is_published(where: Path, kind: str) -> None:
    proven = 0
    tried = problems(where, kind)[:: SAMPLE[kind]]
    for problem in tried:
        found = solve(Network.of(problem.jobs, problem.available), limits=SearchLimits(SHARE * EFFORT))
        assert isinstance(found, Timetable)
        assert faults(problem.jobs, problem.available, found.placed) == []
        assert problem.least <= found.last.week, problem.name
        assert found.last.bound <= problem.most, problem.name
        if found.proven:
            proven += 1
            assert problem.least <= found.last.week <= problem.most, problem.name
    assert proven >= PROVEN[kind] * len(tried) > 0
