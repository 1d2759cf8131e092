"""What every test of the contract stands on."""

from collections.abc import Iterator
from typing import Any

import pytest
from ruamel.yaml import YAML

from tests.contract.golden import ROOT


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Run commands in the folder of the project, on a terminal of a known width."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture(scope="module", autouse=True)
def texts_parsed_once() -> Iterator[None]:
    """Parse each YAML text once: most of a command's time, and the same for hundreds of them."""
    parse = YAML.parse
    known: dict[str, list[Any]] = {}

    def parsed(self: YAML, stream: Any) -> Any:
        if not isinstance(stream, str):
            return parse(self, stream)
        if stream not in known:
            try:
                known[stream] = list(parse(self, stream))
            except Exception:  # noqa: BLE001 - whatever is wrong with a text is told as it always is
                return parse(self, stream)
        return iter(known[stream])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(YAML, "parse", parsed)
        yield
