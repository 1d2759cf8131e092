"""The app as a visitor opens it: head, navigation and the first page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessment.settings import MODE, SECRET
from assessment.texts import Text
from assessment.ui.navigation import may_open
from assessment.ui.state.session import PERSON
from tests.ui.pages import store, whole_app

WHO_ACTS = """
import streamlit as st
from assessment.ui.state.session import service

st.text(service().actor.kind)
"""


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_app_draws_its_head_and_where_a_visitor_starts(tmp_path: Path, lang: str) -> None:
    with store(tmp_path):
        drawn = whole_app(lang).run()

    assert not drawn.exception
    assert not drawn.error
    assert [title.value for title in drawn.title] == [Text("home.title").in_(lang)]


@pytest.mark.parametrize(("before", "acts"), [(None, "guest"), ("", "guest"), ("somebody", "nobody")])
def test_what_one_person_left_in_a_tab_is_no_deed_of_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str | None, acts: str
) -> None:
    monkeypatch.setenv(MODE, "open")
    monkeypatch.setenv(SECRET, "k" * 32)
    tab = AppTest.from_string(WHO_ACTS, default_timeout=60)
    if before is not None:
        tab.session_state[PERSON] = before
    with store(tmp_path):
        tab.run()

    assert not tab.exception
    assert [text.value for text in tab.text] == [acts]


def test_nobody_is_invited_where_nobody_signs_in(tmp_path: Path) -> None:
    with store(tmp_path):
        assert not may_open("people")
        assert may_open("audit")
