"""A store of a test's own that the pages use, with nothing in it or with one round begun."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.responses import Mode
from assessment.service import Service
from tests.ui.pages import store


@pytest.fixture
def service(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """An empty store that the pages use, on the day that the test file calls TODAY, if it does."""
    with store(tmp_path, today=getattr(request.module, "TODAY", None)) as opened:
        yield opened


@pytest.fixture
def id_(request: pytest.FixtureRequest, service: Service) -> str:
    """An assessment of a shop that sells by streams, nothing answered yet."""
    today = getattr(request.module, "TODAY", None)
    return service.assessments.start("老陈果园", Mode.FULL, {"sells_live": True}, today)
