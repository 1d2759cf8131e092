"""The portfolio's page: empty, with merchants, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assessment.instrument.load import shipped_bank
from assessment.responses import Mode
from assessment.service import Service, open_service
from assessment.texts import Text

SCRIPT = """
import streamlit as st
from assessment.ui.links import pages
from assessment.ui.views import portfolio

st.navigation(list(pages().values()), position="hidden")
portfolio.page()
"""


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """An empty store, the one the page uses."""
    url = f"sqlite:///{tmp_path / 'assessment.db'}"
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", url)
    st.cache_resource.clear()
    opened = open_service(url, shipped_bank())
    yield opened
    opened.close()
    st.cache_resource.clear()


def page(lang: str) -> AppTest:
    """Draw the page."""
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    app.query_params["lang"] = lang
    return app.run()


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_merchants_it_says_what_it_is_for(lang: str) -> None:
    drawn = page(lang)

    assert not drawn.exception
    assert [info.value for info in drawn.info] == [Text("portfolio.empty").in_(lang)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_merchant_with_a_draft_alone_is_listed(service: Service, lang: str) -> None:
    service.start("老陈果园", Mode.CORE, {}, None)

    drawn = page(lang)

    assert not drawn.exception
    shown = " ".join(one.value for one in drawn.markdown)
    assert "老陈果园" in shown
    assert f"**{Text('portfolio.count_one').in_(lang)}**" in shown


def test_a_filter_that_nothing_passes_offers_to_clear_it(service: Service) -> None:
    service.start("老陈果园", Mode.CORE, {}, None)

    drawn = page("zh").text_input[0].input("没有这家").run()

    assert [info.value for info in drawn.info] == [Text("portfolio.none_found").in_("zh")]
    cleared = next(button for button in drawn.button if button.label == Text("portfolio.clear").in_("zh"))
    assert "老陈果园" in " ".join(one.value for one in cleared.click().run().markdown)
