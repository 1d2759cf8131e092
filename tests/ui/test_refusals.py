"""Every known error is said in its own words, with a way on; an unknown one has a number found in the log."""

import logging
import re

import pytest
from streamlit.testing.v1 import AppTest

from assessment.service import Conflict
from assessment.settings import ONLY_SHEETS
from assessment.store.errors import StoreError
from assessment.texts import KnownError, Text
from assessment.ui.format import JOINER

PLACE = "/home/somebody/shops.db"
SCRIPT = """
from assessment.ui.server import on_error
from tests.ui.test_refusals import ERRORS

assert on_error(ERRORS["{name}"])
"""


def below(kind: type[Exception]) -> list[type[Exception]]:
    """Return every kind of an error."""
    return [kind, *(each for child in kind.__subclasses__() for each in below(child))]


ERRORS: dict[str, Exception] = {
    **{kind.__name__: kind(PLACE) for kind in below(StoreError)},
    **{kind.__name__: kind() for kind in below(KnownError) if "key" in vars(kind) and kind is not Conflict},
    "unknown": ZeroDivisionError(PLACE),
}


def drawn(name: str) -> AppTest:
    """Draw a page that fails so."""
    shown = AppTest.from_string(SCRIPT.format(name=name), default_timeout=60)
    shown.query_params["lang"] = "en"
    return shown.run()


def said(page: AppTest) -> str:
    """Return the words of the error, without what keeps Markdown away."""
    (box,) = page.error
    return box.value.replace(JOINER, "").replace("\\", "")


@pytest.mark.parametrize("name", [name for name in ERRORS if name != "unknown"])
def test_a_known_error_speaks_for_itself(name: str) -> None:
    page = drawn(name)

    assert not page.exception
    error = ERRORS[name]
    assert isinstance(error, StoreError | KnownError)
    assert said(page) == " ".join(error.in_("en").split())
    assert [button.label for button in page.button] == [Text("app.try_again").in_("en")]


@pytest.mark.parametrize("name", [kind.__name__ for kind in below(StoreError)])
def test_a_stranger_is_told_no_place(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(ONLY_SHEETS, "1")

    assert PLACE not in said(drawn(name))


def test_an_unknown_error_has_a_number_that_the_log_has_too(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "assessment.ui.server"):
        words = said(drawn("unknown"))

    (number,) = re.findall(r"\b[0-9a-f]{6}\b", words)
    assert number in caplog.text
    assert PLACE not in words
