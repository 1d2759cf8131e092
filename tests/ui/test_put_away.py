"""The bin and the archive on the pages: told what goes, taken back with a click, erased once asked."""

from datetime import date

import pytest

from assessment.responses import Answer, Mode
from assessment.service import Service
from assessment.texts import Text
from tests.ui.pages import page, shown, whole_app


def begun(service: Service) -> str:
    """Begin an assessment with two answers and a link to a sheet."""
    id_ = service.assessments.start("青石坡", Mode.CORE, {}, date(2026, 11, 22))
    items = [item.id for item in service.bank.instrument.items() if item.kind == "anchored" and item.core]
    for item in items[:2]:
        service.answers.record(id_, item, Answer(point=1), 0)
    service.respondents.give_link(id_, service.respondents.add(id_, "王", ["content"]))
    return id_


def test_before_it_goes_to_the_bin_all_that_hangs_on_it_is_named(service: Service) -> None:
    id_, lang = begun(service), "zh"
    home = page("home", lang)

    home.button(key=f"delete_{id_}").click().run()

    for kind, count in (("answers", 2), ("sheets", 1), ("links", 1)):
        assert Text(f"put_away.held.{kind}", count=count).in_(lang) in shown(home)
    assert Text("put_away.links_close").in_(lang) in shown(home)
    assert service.put_away.place(id_) is None


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize(("name", "empty"), [("put_away", "put_away.bin_empty"), ("audit", "audit.nothing")])
def test_where_nothing_is_there_is_nothing_to_search(name: str, empty: str) -> None:
    drawn = page(name)

    assert Text(empty).in_("zh") in shown(drawn)
    assert not drawn.text_input
    assert not drawn.multiselect


def test_what_is_archived_is_taken_back_at_once_or_found_later(service: Service) -> None:
    id_, lang = begun(service), "zh"
    home = page("home", lang)
    home.button(key=f"archive_{id_}").click().run()
    assert service.put_away.place(id_) == "archive"
    home.button(key="put_away_undo").click().run()
    assert service.put_away.place(id_) is None

    service.put_away.put([id_], "archive")
    drawn = page("put_away", lang)
    drawn.text_input(key="put_away_search").set_value("没有这家").run()
    assert Text("put_away.none_found").in_(lang) in shown(drawn)
    drawn.text_input(key="put_away_search").set_value("青石").run()
    drawn.button(key=f"back_{id_}").click().run()
    assert [card.id for card in service.assessments.recent()] == [id_]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_emptying_the_bin_names_all_that_would_be_lost(service: Service, lang: str) -> None:
    id_ = begun(service)
    service.put_away.put([id_], "bin")
    drawn = page("put_away", lang)

    drawn.button(key="empty_bin").click().run()

    assert Text("put_away.empty_sure", count=1).in_(lang) in shown(drawn)
    assert Text("put_away.held.answers", count=2).in_(lang) in shown(drawn)
    assert service.put_away.place(id_) == "bin"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_address_of_what_was_put_away_says_where_it_is(service: Service, lang: str) -> None:
    id_ = begun(service)
    service.put_away.put([id_], "bin")
    drawn = whole_app(lang)
    drawn.query_params["a"] = id_
    drawn.run()

    assert not drawn.exception
    assert Text("put_away.opened_bin").in_(lang) in shown(drawn)
