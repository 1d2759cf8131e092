"""Files that were made to hurt: read or refused in words, whoever made them."""

from pathlib import Path
from random import Random

import pytest

from tests.hostile import READERS
from tests.shipped import each_of

SEEDS = 60
"""Files for each reader; `python -m benchmarks.faults` reads thousands."""


@pytest.mark.parametrize("kind", READERS)
@pytest.mark.parametrize("first", each_of(range(0, SEEDS, 10)))
def test_a_hostile_file_is_read_or_refused_in_words(kind: str, first: int, tmp_path: Path) -> None:
    for seed in range(first, first + 10):
        try:
            READERS[kind](Random(f"{kind} {seed}"), tmp_path)  # noqa: S311 - the same again each time
        except Exception as fault:
            fault.add_note(f"{kind}, seed {seed}")
            raise
