"""Every page draws, in both languages, whatever state the assessment is in."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assessment.instrument.load import shipped_bank
from assessment.responses import Mode
from assessment.service import Service, open_service
from assessment.ui.messages import say

ROOT = Path(__file__).parents[2]
SECTIONS = ("profile", "team", "service", "field", "campaign", "top_kol", "numbers", "finish")


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """The store that the pages use in this test, with the examples in it."""
    url = f"sqlite:///{tmp_path / 'assessment.db'}"
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", url)
    st.cache_resource.clear()
    opened = open_service(url, shipped_bank())
    opened.add_examples()
    yield opened
    opened.close()
    st.cache_resource.clear()


def page(name: str, lang: str, assessment: str | None = None, section: str | None = None) -> AppTest:
    """Draw a page by its address."""
    app = AppTest.from_file(str(ROOT / "assessment" / "ui" / "main.py"), default_timeout=60)
    for key, value in (("lang", lang), ("a", assessment), ("d", section)):
        if value is not None:
            app.query_params[key] = value
    app.run()
    if name != "home":
        app.switch_page(name).run()
    return app


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_results_and_roadmap_of_every_example_draw(service: Service, lang: str) -> None:
    for card in service.assessments():
        for name in ("results", "roadmap"):
            drawn = page(name, lang, card.id)
            assert not drawn.exception, (card.merchant_name, name)
            assert card.merchant_name in drawn.title[0].value.replace("\\", "")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_of_the_questionnaire_draws(service: Service, lang: str, section: str) -> None:
    for card in (service.assessments()[0], service.assessments()[-1]):
        drawn = page("respond", lang, card.id, section)
        assert not drawn.exception


@pytest.mark.parametrize("name", ["respond", "results", "roadmap"])
def test_without_an_assessment_a_page_says_so(service: Service, name: str) -> None:
    assert service.assessments()
    drawn = page(name, "en")

    assert not drawn.exception
    assert [info.value for info in drawn.info] == [say("app.nothing_open", "en")]


@pytest.mark.parametrize("name", ["respond", "results", "roadmap"])
def test_an_assessment_that_is_not_here_is_a_sentence(service: Service, name: str) -> None:
    assert service.assessments()
    drawn = page(name, "en", "01NOTHINGHERE")

    assert not drawn.exception
    assert len(drawn.warning) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_untouched_assessment_has_no_result_and_says_so(service: Service, lang: str) -> None:
    untouched = service.start("新店", Mode.CORE, {}, None)

    for name in ("results", "roadmap"):
        drawn = page(name, lang, untouched)
        assert not drawn.exception
        assert [info.value for info in drawn.info] == [say("results.nothing_yet", lang)]
