"""The question bank that comes with the program, read once for all tests that only look at it."""

from collections.abc import Sequence
from typing import Any

import pytest

from assessment.instrument.load import load_bank, shipped_bank

BANK = load_bank(shipped_bank())
INSTRUMENT = BANK.instrument

SOON = 3
"""So many examples are enough while one works; the whole suite tries all."""


def each_of(cases: Sequence[Any]) -> list[Any]:
    """Return every case to be tried, those after the first few marked as slow."""
    later = (
        pytest.param(*(case if isinstance(case, tuple) else (case,)), marks=pytest.mark.slow)
        for case in cases[SOON:]
    )
    return [*cases[:SOON], *later]
