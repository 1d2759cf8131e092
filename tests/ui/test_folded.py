"""What is folded: drawn once it is opened or holds something, and not let go of with a text in it."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from assessment.instrument.model import AnchoredItem
from assessment.responses import Answer, Mode
from assessment.service import Service
from assessment.texts import Text
from assessment.ui.navigation import css_key
from tests.ui.pages import drawn, page, shown, store, unfold


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with store(tmp_path_factory.mktemp("folded")) as opened:
        yield opened


@pytest.fixture
def draft(service: Service) -> str:
    return service.assessments.start("老陈果园", Mode.CORE, {}, None)


def notes(tab: AppTest, item: AnchoredItem) -> list[str]:
    """Return the keys of the fields for a note on a question."""
    return [
        str(one.key) for one in tab.text_area if str(one.key).startswith("n|") and item.id in str(one.key)
    ]


def first(service: Service) -> AnchoredItem:
    """Return a question that every merchant is asked."""
    items = service.bank.instrument.items()
    return next(one for one in items if isinstance(one, AnchoredItem) and one.core and one.applies is None)


def test_a_note_has_a_field_once_it_is_opened_and_keeps_it_when_it_is_closed(
    service: Service, draft: str
) -> None:
    item = first(service)
    tab = page("respond", a=draft, d=item.dimension)
    assert notes(tab, item) == []
    unfold(tab, f"d_{css_key(item.id)}")
    [key] = notes(tab, item)

    # The field is left and the part is closed in one message.
    tab.text_area(key=key).set_value("每周三改版")
    tab.session_state[f"d_{css_key(item.id)}"] = False
    drawn(tab)

    assert service.assessments.open(draft).assessment.answers[item.id].note == "每周三改版"
    assert notes(tab, item) == [key]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_note_that_is_there_is_said_and_drawn_without_opening(
    service: Service, draft: str, lang: str
) -> None:
    item = first(service)
    service.answers.record(draft, item.id, Answer(point=1, note="有排期表"), 0)

    tab = page("respond", lang, a=draft, d=item.dimension)

    assert len(notes(tab, item)) == 1
    assert Text("respond.has_note").in_(lang) in shown(tab)


def test_the_numbers_behind_a_drawing_are_drawn_once_they_are_opened(service: Service, draft: str) -> None:
    item = first(service)
    service.answers.record(draft, item.id, Answer(point=1), 0)
    tab = page("results", a=draft)
    assert len(tab.dataframe) == 0

    unfold(tab, "as_table_items")

    assert len(tab.dataframe) == 1
