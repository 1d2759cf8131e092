"""Printed plans hold what they promise, judged by the bank's own files and another solver alone."""

from pathlib import Path

import pytest

from assessment.instrument.load import shipped_bank
from tests.planning.outside_bank import read_bank
from tests.planning.outside_plan import EXAMPLES, Printed, example, judged, merchants
from tests.shipped import BANK, each_of

MERCHANTS = 12
"""Generated ones; `python -m benchmarks plans` takes 1,000, and a minute for each."""
SECONDS = 1.0
"""For trying to beat what one plan calls the earliest."""


@pytest.mark.parametrize("file", each_of(EXAMPLES), ids=lambda file: file.stem)
def test_the_plan_of_an_example_holds_what_it_promises(file: Path) -> None:
    assert judged(file.stem, example(BANK, file), SECONDS).wrong == []


@pytest.mark.slow
def test_the_plans_of_generated_merchants_hold_what_they_promise_whatever_is_asked() -> None:
    files = read_bank(shipped_bank())
    found = [
        judged(f"{place}", Printed.of(files, BANK, situation, request), SECONDS)
        for place, situation, request in merchants(BANK, MERCHANTS)
    ]
    assert {one.name: one.wrong for one in found if one.wrong} == {}
