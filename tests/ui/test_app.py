"""The app as a visitor opens it: head, navigation and the first page."""

from pathlib import Path

import pytest

from assessment.texts import Text
from assessment.ui.navigation import may_open
from tests.ui.pages import store, whole_app


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_app_draws_its_head_and_where_a_visitor_starts(tmp_path: Path, lang: str) -> None:
    with store(tmp_path):
        drawn = whole_app(lang).run()

    assert not drawn.exception
    assert not drawn.error
    assert [title.value for title in drawn.title] == [Text("home.title").in_(lang)]


def test_nobody_is_invited_where_nobody_signs_in(tmp_path: Path) -> None:
    with store(tmp_path):
        assert not may_open("people")
        assert may_open("audit")
