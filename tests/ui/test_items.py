"""The page for authors on how questions do, drawn without a browser."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from assessment.instrument.model import AnchoredItem
from assessment.responses import Answer, Mode, Stumble, StumbleReason
from assessment.scoring.item_statistics import LEAST
from assessment.service import Service
from assessment.texts import Text
from tests.clocks import TickingClock
from tests.ui.pages import page, shown, store

LANGUAGES = ("zh", "en")
NAME = "老陈果园第"
HOSTILE = "看**不**懂 :red[x] $x$"


@pytest.fixture
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """An empty store that the pages use."""
    with store(tmp_path_factory.mktemp("items"), now=TickingClock(step=timedelta(seconds=12))) as opened:
        yield opened


def finish(service: Service, count: int) -> str:
    """Let so many shops answer two questions on supply, each the other way round; return an item."""
    asked = service.bank.instrument.dimension("supply").items
    items = [item.id for item in asked if isinstance(item, AnchoredItem) and item.core and not item.applies]
    for place in range(count):
        id_ = service.assessments.start(f"{NAME}{place}家", Mode.CORE, {}, None)
        service.answers.record(id_, items[0], Answer(point=place % 4), 0)
        service.answers.record(id_, items[1], Answer(point=3 - place % 4), 0)
        if place < 6:
            said = Stumble(
                reason=StumbleReason.UNCLEAR, word=f"{NAME}{place}家{HOSTILE}，{NAME}{place + 9}家也是"
            )
            service.answers.mark_stumble(id_, items[0], said)
        service.assessments.complete(id_)
    return items[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_too_few_shops_show_no_figure_and_no_word(service: Service, lang: str) -> None:
    finish(service, 3)

    drawn = page("items", lang)

    assert Text("items.too_few", least=LEAST).in_(lang) in shown(drawn)
    assert len(drawn.dataframe) == 0
    assert NAME not in shown(drawn)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_many_shops_show_what_to_look_at_every_figure_and_the_words_without_names(
    service: Service, lang: str
) -> None:
    item = service.bank.instrument.item(finish(service, 40))

    drawn = page("items", lang)

    text = shown(drawn)
    assert item.label.in_(lang) in text
    assert Text("items.words").in_(lang) in "\n".join(header.value for header in drawn.header)
    place = [each.id for each in service.bank.instrument.dimensions].index(item.dimension)
    assert "10 / 10 / 10 / 10" in drawn.dataframe[place].value.to_string()
    assert NAME not in text
    assert HOSTILE not in text
    assert len(drawn.dataframe) == len(service.bank.instrument.dimensions)


@pytest.mark.slow
def test_another_version_is_chosen_on_the_page_and_stands_in_the_address(service: Service) -> None:
    finish(service, LEAST)
    old = Path(__file__).parents[1] / "files/assessment-1.0.0.json"
    assert service.files.import_file(old.read_bytes()).id is not None
    drawn = page("items", version="0.0.0")
    present = service.bank.instrument.version
    assert drawn.selectbox[0].options == sorted([present, "1.0.0"], reverse=True)
    assert drawn.selectbox[0].value == present

    drawn.selectbox[0].select("1.0.0").run()

    assert drawn.query_params["version"] == "1.0.0"
    assert Text("items.of_version", version="1.0.0", count=1).in_("zh") in shown(drawn)


def test_where_nothing_stands_out_the_page_says_so(service: Service) -> None:
    item = finish(service, 0)
    for place in range(LEAST):
        id_ = service.assessments.start(f"{NAME}{place}家", Mode.CORE, {}, None)
        service.answers.record(id_, item, Answer(point=place % 4), 0)
        service.assessments.complete(id_)

    drawn = page("items")

    assert [one.value for one in drawn.success] == [Text("items.nothing").in_("zh")]
    assert Text("items.words").in_("zh") not in [header.value for header in drawn.header]
