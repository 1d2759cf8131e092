"""Every page draws, in both languages, whatever state the assessment is in."""

from collections.abc import Iterator
from itertools import cycle

import pytest

from assessment.responses import Mode
from assessment.service import Service
from assessment.texts import LANGUAGES, Text
from tests.ui.pages import page, store

NEED_AN_ASSESSMENT = ("respond", "results", "roadmap", "compare", "numbers", "respondents", "intake")
SECTIONS = ("profile", "team", "service", "field", "campaign", "top_kol", "numbers", "finish")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The store that the pages use in this file, with the examples in it."""
    with store(tmp_path_factory.mktemp("pages"), examples=True) as opened:
        yield opened


@pytest.mark.slow
def test_results_roadmap_and_numbers_of_every_example_merchant_draw(service: Service) -> None:
    """Of the last round, and in the two languages by turns: other tests draw each state in both."""
    merchants = service.rounds.merchants(examples=True)
    for merchant, lang in zip(merchants, cycle(LANGUAGES), strict=False):
        card = merchant.last.card if merchant.last is not None else merchant.cards[0]
        for name in ("results", "roadmap", "numbers"):
            drawn = page(name, lang, card.id)
            assert not drawn.exception, (card.merchant_name, name)
            assert card.merchant_name in drawn.title[0].value.replace("\\", "")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_section_of_the_questionnaire_draws(service: Service, lang: str) -> None:
    cards = service.assessments.recent()
    finished = next(card for card in cards if card.status == "completed")
    begun = next(card for card in cards if card.status == "draft")
    for card in (finished, begun):
        for section in SECTIONS:
            assert not page("respond", lang, card.id, section).exception, (card.status, section)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_home_lists_every_assessment(service: Service, lang: str) -> None:
    drawn = page("home", lang)

    assert not drawn.exception
    shown = " ".join(markdown.value for markdown in drawn.markdown)
    assert all(card.merchant_name in shown for card in service.assessments.recent())


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    "name", ["respond", "results", "roadmap", "compare", "numbers", "respondents", "intake"]
)
def test_without_an_assessment_a_page_says_so(name: str) -> None:
    drawn = page(name, "en")

    assert not drawn.exception
    assert [info.value for info in drawn.info] == [Text("app.nothing_open").in_("en")]


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(
    "name", ["respond", "results", "roadmap", "compare", "numbers", "respondents", "intake"]
)
def test_an_assessment_that_is_not_here_is_a_sentence(name: str) -> None:
    drawn = page(name, "en", "01NOTHINGHERE")

    assert not drawn.exception
    assert len(drawn.warning) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["results", "roadmap"])
def test_an_untouched_assessment_has_no_result_and_says_so(service: Service, name: str, lang: str) -> None:
    untouched = service.assessments.start("新店", Mode.CORE, {}, None)

    drawn = page(name, lang, untouched)

    assert not drawn.exception
    assert [info.value for info in drawn.info] == [Text("results.nothing_yet").in_(lang)]
