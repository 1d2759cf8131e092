"""Record golden files anew: `python -m tests.contract.record [TEST ...]`.

Without a name all are recorded; a name is part of a test's, as in `pytest
-k`: `python -m tests.contract.record score plan`. What was recorded is to be
read in `git diff` before it is kept; see CONTRIBUTING.md.
"""

import argparse
import os
import sys

import pytest

from tests.contract.golden import ROOT, VARIABLE

TESTS = [str(ROOT / "tests/contract"), str(ROOT / "tests/browser/test_accessible_names.py")]
"""Where golden files are compared; the second needs a Chromium."""


def main(names: list[str]) -> int:
    """Run the tests of the contract so that each writes its golden file; return how pytest ended."""
    os.environ[VARIABLE] = "1"
    chosen = ["-k", " or ".join(names)] if names else []
    return int(pytest.main(["-n0", "-q", *TESTS, *chosen]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("test", nargs="*", help="part of a test's name")
    sys.exit(main(parser.parse_args().test))
