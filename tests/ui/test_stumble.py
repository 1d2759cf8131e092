"""The control for "hard to answer" on the questionnaire and on a respondent's sheet, without a browser."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

from assessment.responses import Answer, Mode, Stumble, StumbleReason
from assessment.service import Service
from assessment.texts import Text
from assessment.ui.navigation import css_key
from tests.ui.pages import page, shown, store, unfold

LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The store that the pages use in this file."""
    with store(tmp_path_factory.mktemp("stumbles")) as opened:
        yield opened


@pytest.fixture
def draft(service: Service) -> str:
    """A draft."""
    return service.assessments.start("老陈果园", Mode.CORE, {}, None)


def item_of(service: Service, dimension: str) -> str:
    """Return an item of a dimension that is always asked."""
    items = service.bank.instrument.dimension(dimension).items
    return next(item.id for item in items if item.core and item.applies is None)


def reasons(drawn: AppTest, item: str) -> ButtonGroup[StumbleReason]:
    """Open the control of a question, and return its row of reasons."""
    return next(
        group
        for group in unfold(drawn, f"stumble_{css_key(item)}").button_group
        if (group.key or "").startswith("stumble_reason|") and f"|{item}|" in (group.key or "")
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reason_is_kept_at_once_a_word_joins_it_and_the_same_press_takes_it_back(
    service: Service, draft: str, lang: str
) -> None:
    item = item_of(service, "content")
    drawn = page("respond", lang, a=draft, d="content")
    words = [area for area in drawn.text_area if (area.key or "").startswith("stumble_word|")]
    assert words == []

    reasons(drawn, item).set_value(StumbleReason.UNCLEAR).run()
    assert service.assessments.open(draft).stumbles == {item: Stumble(reason=StumbleReason.UNCLEAR)}
    word = next(area for area in drawn.text_area if (area.key or "").startswith("stumble_word|"))
    word.input("不懂").run()
    kept = Stumble(reason=StumbleReason.UNCLEAR, word="不懂")
    assert service.assessments.open(draft).stumbles == {item: kept}

    reasons(drawn, item).set_value(None).run()
    assert service.assessments.open(draft).stumbles == {}
    assert not drawn.exception


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_respondent_says_it_on_the_own_sheet(service: Service, draft: str, lang: str) -> None:
    item = item_of(service, "content")
    sheet = service.respondents.add(draft, "客服", ["content"])
    drawn = page("sheet", lang, a=draft, s=sheet)

    reasons(drawn, item).set_value(StumbleReason.NOT_OURS).run()

    own = service.respondents.own_sheet(draft, sheet)
    assert own.opened().stumbles == {item: Stumble(reason=StumbleReason.NOT_OURS)}
    assert service.assessments.open(draft).stumbles == {}


def test_at_an_intake_it_is_on_the_card(service: Service, draft: str) -> None:
    item = item_of(service, "content")
    service.intake.start(draft)
    service.intake.go_to(draft, item)
    drawn = page("intake", a=draft)

    reasons(drawn, item).set_value(StumbleReason.NO_FIT).run()

    assert service.assessments.open(draft).stumbles == {item: Stumble(reason=StumbleReason.NO_FIT)}


def test_a_number_that_is_asked_has_it_too(service: Service) -> None:
    instrument = service.bank.instrument
    item = next(one for one in instrument.items() if one.kind == "metric" and one.applies is None)
    full = service.assessments.start("老陈果园", Mode.FULL, {}, None)
    drawn = page("respond", a=full, d=item.dimension)

    reasons(drawn, item.id).set_value(StumbleReason.UNCLEAR).run()

    assert service.assessments.open(full).stumbles == {item.id: Stumble(reason=StumbleReason.UNCLEAR)}


def test_what_cannot_be_saved_any_more_is_said_beside_the_question(service: Service, draft: str) -> None:
    item = item_of(service, "content")
    drawn = page("respond", a=draft, d="content")
    row = reasons(drawn, item)
    service.answers.record(draft, item, Answer(point=1), 0)
    service.assessments.complete(draft)

    row.set_value(StumbleReason.UNCLEAR).run()

    assert Text("respond.locked").in_("zh") in shown(drawn)
    assert Text("respond.stumble.unclear").in_("zh") in shown(drawn)
    assert service.assessments.open(draft).stumbles == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_completed_assessment_shows_what_was_said_as_text(service: Service, draft: str, lang: str) -> None:
    item = item_of(service, "content")
    hostile = "看**不**懂 :red[x]"
    service.answers.record(draft, item, Answer(point=1), 0)
    service.answers.mark_stumble(draft, item, Stumble(reason=StumbleReason.UNCLEAR, word=hostile))
    service.assessments.complete(draft)

    drawn = page("respond", lang, a=draft, d="content")

    text = shown(drawn)
    assert Text("respond.stumble.unclear").in_(lang) in text
    assert hostile not in text
    assert [group for group in drawn.button_group if (group.key or "").startswith("stumble_")] == []
