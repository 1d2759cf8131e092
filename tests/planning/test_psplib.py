"""The field's standard problems: every timetable right, every proven end the published one."""

from pathlib import Path

import pytest

from assessment.planning.scheduling.cp_model import schedule
from assessment.planning.scheduling.jobs import Timetable
from tests.planning.problems import faults
from tests.planning.psplib import folder, problems

EFFORT = 1.0
SAMPLE = {"j30": 20, "j60": 80}
"""Of each set, one problem in so many: 24 and 6."""
PROVEN = {"j30": 0.9, "j60": 0.5}
"""The least share proven: what is found lies above it, and a broken model far below."""


@pytest.fixture
def where() -> Path:
    """The folder of the problems: where nobody names one the test is skipped, a wrong name fails it."""
    found = folder()
    if found is None:
        pytest.skip("ASSESSMENT_PSPLIB names no folder with the problems, see benchmarks/README.md")
    return found


@pytest.mark.parametrize("kind", SAMPLE)
def test_every_timetable_is_right_and_none_beats_what_is_published(where: Path, kind: str) -> None:
    proven = 0
    tried = problems(where, kind)[:: SAMPLE[kind]]
    for problem in tried:
        found = schedule(problem.jobs, problem.available, effort=EFFORT)
        assert isinstance(found, Timetable)
        assert faults(problem.jobs, problem.available, found) == []
        assert problem.least <= found.ends[0], problem.name
        assert found.bounds[0] <= problem.most, problem.name
        if found.proven:
            proven += 1
            assert problem.least <= found.ends[0] <= problem.most, problem.name
    assert proven >= PROVEN[kind] * len(tried) > 0
