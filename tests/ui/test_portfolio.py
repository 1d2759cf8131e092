"""The portfolio's page: empty, with merchants, in both languages."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.responses import Mode
from assessment.service import Service
from assessment.texts import Text
from tests.ui.pages import page, store


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """An empty store, the one the page uses."""
    with store(tmp_path) as opened:
        yield opened


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_merchants_it_says_what_it_is_for(lang: str) -> None:
    drawn = page("portfolio", lang)

    assert not drawn.exception
    assert [info.value for info in drawn.info] == [Text("portfolio.empty").in_(lang)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_merchant_with_a_draft_alone_is_listed(service: Service, lang: str) -> None:
    service.assessments.start("老陈果园", Mode.CORE, {}, None)

    drawn = page("portfolio", lang)

    assert not drawn.exception
    shown = " ".join(one.value for one in drawn.markdown)
    assert "老陈果园" in shown
    assert f"**{Text('portfolio.count_one').in_(lang)}**" in shown


def test_a_filter_that_nothing_passes_offers_to_clear_it(service: Service) -> None:
    service.assessments.start("老陈果园", Mode.CORE, {}, None)

    drawn = page("portfolio").text_input[0].input("没有这家").run()

    assert [info.value for info in drawn.info] == [Text("portfolio.none_found").in_("zh")]
    cleared = next(button for button in drawn.button if button.label == Text("portfolio.clear").in_("zh"))
    assert "老陈果园" in " ".join(one.value for one in cleared.click().run().markdown)


@pytest.mark.usefixtures("service")
def test_an_empty_list_begins_unfolded_and_shows_the_examples_it_opens() -> None:
    drawn = page("portfolio")
    (begin,) = [one for one in drawn.expander if one.label == Text("portfolio.begin").in_("zh")]
    assert begin.proto.expanded

    opens = next(one for one in drawn.button if one.label == Text("portfolio.open_examples").in_("zh"))
    drawn = opens.click().run()

    assert not drawn.exception
    assert not drawn.info
    assert any(one.label == Text("portfolio.details").in_("zh") for one in drawn.button)
