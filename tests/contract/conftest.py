"""What every test of the contract stands on."""

import pytest

from tests.contract.golden import ROOT


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run commands in the folder of the project, on a terminal of a known width."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")
