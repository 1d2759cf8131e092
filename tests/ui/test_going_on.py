"""Beginning is done once, and going on leads to where one stopped, which the list says beside it."""

from datetime import date

import pytest

from assessment.responses import Answer, Mode
from assessment.service import Service
from assessment.texts import Text
from assessment.ui.format import unbroken
from tests.ui.pages import app, page, shown

TODAY = date(2026, 11, 22)


def test_pressing_start_again_within_a_moment_begins_nothing_more(service: Service) -> None:
    home = page("home")
    for _ in range(2):
        home.text_input[0].set_value("老陈果园")
        next(one for one in home.button if one.label == Text("home.start").in_("zh")).click()
        home.run()

    assert [card.merchant_name for card in service.assessments.recent()] == ["老陈果园"]


def test_the_next_round_that_was_begun_elsewhere_is_gone_on_with(service: Service) -> None:
    first = service.assessments.start("青石坡", Mode.CORE, {}, TODAY)
    item = next(one.id for one in service.bank.instrument.items() if one.core and one.kind == "anchored")
    service.answers.record(first, item, Answer(point=1), 0)
    service.assessments.complete(first)
    results = page("results", a=first)
    begun = service.next_round.start(first, TODAY)

    results.button(key=f"next_{first}").click().run()

    assert not results.exception
    assert {card.id for card in service.assessments.recent()} == {first, begun}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_going_on_leads_to_the_question_after_the_last_answer(service: Service, lang: str) -> None:
    id_ = service.assessments.start("青石坡", Mode.CORE, {}, TODAY)
    begun = page("respond", lang, id_)
    assert begun.query_params["d"] == "profile"
    asked = [one for one in service.bank.instrument.items() if one.core and one.applies is None]
    here = next(one for one in asked if one.kind == "anchored" and one.dimension != asked[0].dimension)
    service.answers.record(id_, here.id, Answer(point=1), 0)

    gone_on = page("respond", lang, id_)
    home = app("home", lang).run()

    assert gone_on.query_params["d"] == here.dimension
    progress = Text("respond.progress", done=1, asked=len(asked_in(service, id_))).in_(lang)
    assert unbroken(progress) in shown(home)


def asked_in(service: Service, id_: str) -> list[str]:
    """Return what an assessment asks: the items of its mode that its profile does not rule out."""
    results = service.assessments.snapshot(id_).results
    return [item for item in results.items if results.instrument.item(item).core]
