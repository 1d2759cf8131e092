"""The pages of `benchmarks/path.py` and `benchmarks/schedule.py`."""

import pytest

from benchmarks.path import PAGE as PATH_PAGE
from benchmarks.path import drawn, situations
from benchmarks.schedule import PAGE as SCHEDULE_PAGE
from benchmarks.schedule import measured, staffed
from tests.shipped import BANK, INSTRUMENT


@pytest.mark.slow
def test_other_lists_are_never_below_the_path() -> None:
    for situation in situations(INSTRUMENT, 6):
        one = drawn(situation, "mature")
        if one is not None:
            assert one.roadmap.proven
            assert one.excess(one.roadmap.plain_list_days or 0) >= 0
            assert one.excess(one.where_unmet) >= 0
            assert one.excess(one.step_by_step) >= 0


@pytest.mark.slow
def test_weeks_are_laid_out_for_whom_they_are_measured() -> None:
    found = [
        measured(BANK, staffed(BANK, situation, number), "mature")
        for number, situation in enumerate(situations(INSTRUMENT, 3))
    ]

    assert any(one is not None and one.roadmap.steps for one in found)
    for one in found:
        assert one is None or one.schedule.proven or one.gap >= 0


def test_the_pages_are_about_this_version_of_the_bank() -> None:
    for page in (PATH_PAGE, SCHEDULE_PAGE):
        text = page.read_text(encoding="utf-8")
        assert f"Bank {INSTRUMENT.version}, " in text, f"run: python -m benchmarks.{page.stem}"
