"""Who gives an answer and goes on in the same moment loses nothing: the page they left is not drawn again."""

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Item
from assessment.responses import Absent, Answer
from assessment.service import Service
from assessment.ui.state.answering import asked_items
from tests.ui.pages import SCRIPT, drawn

FORWARD, BACK, NEXT_OPEN = ":material/arrow_forward:", ":material/arrow_back:", ":material/search:"


LIKE_THE_APP = """
from assessment.ui.state.draft import catch_up
catch_up("{id_}")
"""


def questionnaire(id_: str, section: str) -> AppTest:
    """Return a section of the questionnaire, drawn as the app draws it: first what was given is saved."""
    script = LIKE_THE_APP.format(id_=id_) + SCRIPT.format(name="respond")
    tab = AppTest.from_string(script, default_timeout=60)
    for key, value in {"lang": "zh", "a": id_, "d": section}.items():
        tab.query_params[key] = value
    return drawn(tab)


def input_of(widgets: Any, item: Item, part: str) -> Any:
    """Return the input of a question for one part of its answer."""
    beginning, within = f"{part}|", f"|{item.id}|"
    return next(one for one in widgets if one.key and one.key.startswith(beginning) and within in one.key)


def press(tab: AppTest, icon: str) -> None:
    """Press a button below the questions, with all that was given since the page was drawn."""
    next(one for one in tab.button if one.icon == icon).click()
    drawn(tab)


def first(service: Service, kind: type[Item]) -> Any:
    """Return the first item of a kind that everybody is asked."""
    found = (each for each in service.bank.instrument.items() if isinstance(each, kind) and not each.applies)
    return next(found)


def pick(tab: AppTest, item: AnchoredItem) -> Answer:
    """Pick a sentence."""
    input_of(tab.radio, item, "v").set_value("2")
    return Answer(point=2)


def tick(tab: AppTest, item: ChecklistItem) -> Answer:
    """Tick a box."""
    option = list(item.options)[1]
    input_of(tab.checkbox, item, f"c.{option}").check()
    return Answer(ticks=[option])


def cell(tab: AppTest, item: GridItem) -> Answer:
    """Tick two cells of a row, the latter one first."""
    row, columns = next(iter(item.rows)), list(item.columns)
    input_of(tab.button_group, item, f"g.{row}").set_value([columns[1], columns[0]])
    return Answer(ticks=[f"{row}.{columns[0]}", f"{row}.{columns[1]}"])


def unknown(tab: AppTest, item: ChecklistItem) -> Answer:
    """Say that one does not know, where boxes could be ticked."""
    input_of(tab.button_group, item, "v").set_value(Absent.DONT_KNOW.value)
    return Answer(absent=Absent.DONT_KNOW)


GIVEN: dict[str, tuple[type[Item], Callable[[AppTest, Any], Answer]]] = {
    "sentence": (AnchoredItem, pick),
    "tick": (ChecklistItem, tick),
    "cells": (GridItem, cell),
    "instead of ticks": (ChecklistItem, unknown),
}


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("icon", [FORWARD, BACK, NEXT_OPEN])
def test_what_is_given_in_the_moment_one_goes_on_is_saved(
    service: Service, id_: str, given: str, icon: str
) -> None:
    kind, give = GIVEN[given]
    item = first(service, kind)
    tab = questionnaire(id_, item.dimension)
    answer = give(tab, item)

    press(tab, icon)

    kept = service.assessments.open(id_).assessment.answers[item.id]
    assert kept.model_copy(update={"at": None}) == answer


def test_a_reason_typed_in_the_moment_one_goes_on_is_saved(service: Service, id_: str) -> None:
    opened = service.assessments.open(id_)
    asked = (each for one in opened.instrument.dimensions for each in asked_items(one, opened.assessment))
    item = next(each for each in asked if isinstance(each, AnchoredItem) and each.na_allowed)
    tab = questionnaire(id_, item.dimension)
    input_of(tab.radio, item, "v").set_value(Absent.NOT_APPLICABLE.value)
    drawn(tab)
    input_of(tab.text_input, item, "r").set_value("我们不做直播")

    press(tab, FORWARD)

    kept = service.assessments.open(id_).assessment.answers[item.id]
    assert (kept.absent, kept.reason) == (Absent.NOT_APPLICABLE, "我们不做直播")


def test_a_choice_made_over_a_reason_in_the_moment_one_goes_on_counts(service: Service, id_: str) -> None:
    opened = service.assessments.open(id_)
    asked = (each for one in opened.instrument.dimensions for each in asked_items(one, opened.assessment))
    item = next(each for each in asked if isinstance(each, AnchoredItem) and each.na_allowed)
    service.answers.record(id_, item.id, Answer(absent=Absent.NOT_APPLICABLE, reason="我们不做直播"), 0)
    tab = questionnaire(id_, item.dimension)
    pick(tab, item)

    press(tab, FORWARD)

    kept = service.assessments.open(id_).assessment.answers[item.id]
    assert (kept.point, kept.absent) == (2, None)


def test_a_tick_taken_back_in_the_moment_one_goes_on_is_taken_back(service: Service, id_: str) -> None:
    item = first(service, ChecklistItem)
    one, other = item.tick_ids[:2]
    service.answers.record(id_, item.id, Answer(ticks=[one, other]), 0)
    tab = questionnaire(id_, item.dimension)
    input_of(tab.checkbox, item, f"c.{one}").uncheck()

    press(tab, FORWARD)

    assert service.assessments.open(id_).assessment.answers[item.id].ticks == [other]


def test_going_on_takes_back_nothing_that_was_changed_elsewhere(service: Service, id_: str) -> None:
    item = first(service, ChecklistItem)
    one, other = item.tick_ids[:2]
    saved = service.answers.record(id_, item.id, Answer(ticks=[one]), 0)
    tab = questionnaire(id_, item.dimension)
    service.answers.record(id_, item.id, Answer(ticks=[other]), saved.revision)

    press(tab, FORWARD)

    assert service.assessments.open(id_).assessment.answers[item.id].ticks == [other]


def test_a_press_leads_where_it_says(service: Service, id_: str) -> None:
    sections = [one.id for one in service.bank.instrument.dimensions]
    tab = questionnaire(id_, sections[1])

    press(tab, FORWARD)
    assert tab.query_params["d"] == sections[2]
    press(tab, BACK)
    assert tab.query_params["d"] == sections[1]
    assert not service.assessments.open(id_).assessment.answers


def test_the_next_open_question_is_known_once_what_was_given_is_saved(service: Service, id_: str) -> None:
    opened = service.assessments.open(id_)
    item, *others = asked_items(opened.instrument.dimensions[0], opened.assessment)
    for other in others:
        service.answers.record(id_, other.id, Answer(absent=Absent.DONT_KNOW), 0)
    assert isinstance(item, ChecklistItem)
    tab = questionnaire(id_, item.dimension)
    tick(tab, item)

    press(tab, NEXT_OPEN)

    assert tab.query_params["d"] != item.dimension


@pytest.mark.parametrize("section", ["profile", "team", "numbers"])
def test_a_chip_leads_to_its_section(id_: str, section: str) -> None:
    tab = questionnaire(id_, section)
    chips = next(one for one in tab.button_group if one.key and one.key.startswith("sections_"))

    chips.set_value("account")
    drawn(tab)

    assert tab.query_params["d"] == "account"
