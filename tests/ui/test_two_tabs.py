"""Two tabs, or two people, on one thing: their changes are put together, or one is asked which counts."""

from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup, NumberInput

from assessment.planning import PlanRequest
from assessment.responses import Mode, Stumble, StumbleReason
from assessment.service import Service
from assessment.texts import Text
from assessment.ui.navigation import css_key
from tests.ui.pages import SCRIPT, page, shown, store, unfold

RETURNED = """
from assessment.ui.components.browser_copy import show_returned
show_returned(private=False)
"""
UNCLEAR = Stumble(reason=StumbleReason.UNCLEAR)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The store that the pages use in this file, with the examples in it."""
    with store(tmp_path_factory.mktemp("two_tabs"), examples=True) as opened:
        yield opened


@pytest.fixture
def asked_of(service: Service) -> str:
    """A draft copy of an example, whose roadmap is asked for."""
    cards = service.assessments.recent()
    return service.assessments.correct(
        next(
            card.id
            for card in cards
            if card.status == "completed" and card.merchant_name.startswith("三叠泉")
        )
    )


def number(drawn: AppTest, name: str) -> NumberInput:
    """Return a number of the plan form."""
    return next(one for one in drawn.number_input if (one.key or "").startswith(f"request_{name}_"))


def saved(service: Service, id_: str) -> PlanRequest:
    """Return what is asked of a roadmap."""
    found = service.roadmaps.saved_request(id_)
    assert found is not None
    return found


@pytest.mark.slow
def test_two_who_ask_for_different_things_get_both(service: Service, asked_of: str) -> None:
    mine, other = page("roadmap", a=asked_of), page("roadmap", a=asked_of)
    number(other, "weeks").set_value(40).run()

    number(mine, "margin").set_value(2.0).run()

    both = saved(service, asked_of)
    assert (both.weeks, both.margin) == (40, 2.0)
    assert (number(mine, "weeks").value, number(mine, "margin").value) == (40, 2.0)
    # And on from there, without another question.
    number(mine, "weeks").set_value(45).run()
    assert saved(service, asked_of).weeks == 45
    assert not mine.exception


@pytest.mark.slow
@pytest.mark.parametrize(("chosen", "weeks"), [("mine", 50), ("theirs", 40)])
def test_two_who_ask_for_the_same_differently_choose(
    service: Service, asked_of: str, chosen: str, weeks: int
) -> None:
    mine, other = page("roadmap", a=asked_of), page("roadmap", a=asked_of)
    number(other, "weeks").set_value(40).run()

    number(mine, "weeks").set_value(50).run()

    assert Text("plan.changed_elsewhere").in_("zh") in shown(mine)
    assert saved(service, asked_of).weeks == 40
    # Nothing is written over it while one has not chosen.
    number(mine, "margin").set_value(1.0).run()
    assert saved(service, asked_of) == PlanRequest(stage=saved(service, asked_of).stage, weeks=40)

    mine.button(key=f"request_use_{chosen}").click().run()

    assert saved(service, asked_of).weeks == weeks
    assert number(mine, "weeks").value == weeks
    assert Text("plan.changed_elsewhere").in_("zh") not in shown(mine)
    assert not mine.exception


@pytest.mark.slow
def test_what_is_chosen_between_is_said_where_the_summary_leaves_it_out(asked_of: str) -> None:
    mine, other = page("roadmap", a=asked_of), page("roadmap", a=asked_of)
    number(other, "in_hand").set_value(1).run()

    number(mine, "in_hand").set_value(3).run()

    for count in ("1", "3"):
        said = Text("plan.sum_part", part=Text("plan.in_hand").in_("zh"), value=count).in_("zh")
        assert said in shown(mine)


def reasons(drawn: AppTest, item: str) -> ButtonGroup[StumbleReason]:
    """Return the row of reasons for which a question is hard to answer."""
    return next(
        group
        for group in drawn.button_group
        if (group.key or "").startswith("stumble_reason|") and f"|{item}|" in (group.key or "")
    )


def questions(draft: str) -> AppTest:
    """Return the questions of a draft, with what must be decided upon below them; not drawn yet."""
    made = AppTest.from_string(SCRIPT.format(name="respond") + RETURNED, default_timeout=60)
    for key, value in {"lang": "zh", "a": draft, "d": "content"}.items():
        made.query_params[key] = value
    return made


def test_of_two_who_say_why_a_question_is_hard_the_second_is_asked(service: Service) -> None:
    draft = service.assessments.start("老陈果园", Mode.CORE, {}, None)
    items = service.bank.instrument.dimension("content").items
    item = next(each.id for each in items if each.core and each.applies is None)
    mine, other = (unfold(questions(draft), f"stumble_{css_key(item)}") for _ in range(2))
    reasons(other, item).set_value(StumbleReason.UNCLEAR).run()

    reasons(mine, item).set_value(StumbleReason.NO_FIT).run()

    assert service.assessments.open(draft).stumbles == {item: UNCLEAR}
    assert reasons(mine, item).value == StumbleReason.UNCLEAR
    assert not mine.exception

    take = next(each for each in mine.button if each.label == Text("respond.returned_take").in_("zh"))
    assert Text("respond.stumble.no_fit").in_("zh") in shown(mine)
    take.click().run()
    assert service.assessments.open(draft).stumbles == {item: Stumble(reason=StumbleReason.NO_FIT)}


def test_a_word_that_another_tab_added_is_not_taken_back_unseen(service: Service) -> None:
    draft = service.assessments.start("老陈果园", Mode.CORE, {}, None)
    items = service.bank.instrument.dimension("content").items
    item = next(each.id for each in items if each.core and each.applies is None)
    service.answers.mark_stumble(draft, item, UNCLEAR)
    mine = unfold(page("respond", a=draft, d="content"), f"stumble_{css_key(item)}")
    worded = Stumble(reason=StumbleReason.UNCLEAR, word="哪一周？")
    service.answers.mark_stumble(draft, item, worded, UNCLEAR)

    reasons(mine, item).set_value(None).run()

    assert service.assessments.open(draft).stumbles == {item: worded}
    assert not mine.exception
