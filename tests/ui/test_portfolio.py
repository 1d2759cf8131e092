"""The portfolio's page: empty, with merchants, in both languages."""

import json
from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from assessment.responses import Mode
from assessment.service import Care, Service
from assessment.texts import Text
from tests.commands import KEPT
from tests.ui.pages import page, shown


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_merchants_it_says_what_it_is_for(lang: str) -> None:
    drawn = page("portfolio", lang)

    assert not drawn.exception
    assert [info.value for info in drawn.info] == [Text("portfolio.empty").in_(lang)]
    # There is nothing to search, nor to filter.
    assert Text("portfolio.search").in_(lang) not in [one.label for one in drawn.text_input]
    assert not drawn.toggle


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


@pytest.mark.slow
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


CARE = """
import streamlit as st
from assessment.ui.state.session import service
from assessment.ui.views.portfolio.merchant_details import care_form

noted = st.session_state.setdefault("noted", service().portfolio.care("{merchant}"))
care_form("{merchant}", noted)
"""


def test_what_somebody_noted_of_a_merchant_meanwhile_is_not_written_over_unseen(service: Service) -> None:
    merchant = service.rounds.merchant_of(service.assessments.start("甲", Mode.CORE, {}, None)).merchant_id
    service.portfolio.save_care(merchant, Care("老王", "果园", None, 0))
    open_here = AppTest.from_string(CARE.format(merchant=merchant), default_timeout=60).run()
    seen = service.portfolio.care(merchant)
    service.portfolio.save_care(merchant, replace(seen, person="小李"))

    open_here.text_input[2].input("2027-01-04")
    (save,) = open_here.button
    drawn = save.click().run()

    now = service.portfolio.care(merchant)
    assert (now.person, now.due_on) == ("小李", None)
    assert len(drawn.warning) == 1
    assert "小李" in shown(drawn)

    # Told of it, one may mean it.
    save.click().run()
    now = service.portfolio.care(merchant)
    assert (now.person, now.due_on) == ("老王", date(2027, 1, 4))


def test_a_page_that_emptied_meanwhile_is_left_for_the_last_one_there_is(service: Service) -> None:
    ids = [service.assessments.start(f"店 {number}", Mode.CORE, {}, None) for number in range(26)]
    drawn = page("portfolio")
    following = next(one for one in drawn.button if one.label == Text("portfolio.next").in_("zh"))
    assert sum("**店 " in one.value for one in following.click().run().markdown) == 1
    last = next(one.value for one in drawn.markdown if one.value.startswith("**店 "))
    number = int(last.removeprefix("**店 ").removesuffix("**"))

    service.put_away.put([ids[number]], "bin")
    drawn.run()

    assert sum("**店 " in one.value for one in drawn.markdown) == 25


def test_of_two_shops_and_two_assessments_called_the_same_the_chosen_one_is_taken(service: Service) -> None:
    for category in ("food", "beauty"):
        service.assessments.start("甲", Mode.CORE, {"category": category}, date(2026, 11, 1))
    drawn = page("portfolio")

    for label in ("portfolio.begin_from", "portfolio.template_from"):
        (box,) = [one for one in drawn.selectbox if one.label == Text(label).in_("zh")]
        assert len(set(box.options)) == len(box.options)
        assert sum("甲" in one for one in box.options) == 2


@pytest.mark.slow
def test_the_next_round_is_offered_beside_an_open_correction_as_on_the_start_page(service: Service) -> None:
    file = (KEPT / "fruit-shop-eight-months.json").read_text(encoding="utf-8")
    own = json.dumps({**json.loads(file), "example": False, "merchant": {"name": "甲"}}).encode()
    id_ = str(service.files.import_file(own).id)
    service.assessments.correct(id_)
    merchant = service.rounds.merchant_of(id_)

    assert [one.key for one in page("home").button if one.key == f"next_{id_}"]
    drawn = page("portfolio").button(key=f"about_{merchant.merchant_id}").click().run()
    assert [one.key for one in drawn.button if one.key == f"next_{id_}"]

    service.next_round.start(id_, date(2026, 11, 30))
    drawn = page("portfolio").button(key=f"about_{merchant.merchant_id}").click().run()
    assert not [one.key for one in drawn.button if one.key == f"next_{id_}"]
