"""What is given and not stored: it stays in its field, nothing calls it stored, it is asked about once."""

import json
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup, TextInput

from assessment.instrument.model import ChecklistItem
from assessment.responses import Absent, Answer, MetricValue
from assessment.service import Service, StoreError
from assessment.service.answers import Answers
from assessment.texts import Text
from assessment.ui.navigation import css_key
from assessment.ui.state.browser_copy import note_of
from assessment.ui.state.input_parts import CHOICE, EVIDENCE, NOTE, NUMBER, fingerprint
from tests.ui.pages import draft_of, drawn, page, shown, unfold

TODAY = date(2026, 11, 22)
METRIC = "experience_score"
PLACE = f"metric:{METRIC}"


def cannot_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be stored until this is undone."""

    def fail(*_: object) -> None:
        raise StoreError("x.db")

    for name in ("record", "record_metric"):
        monkeypatch.setattr(Answers, name, fail)


# Of a number and the choice beside it the one given last counts


def field(tab: AppTest, metric: str = METRIC) -> TextInput:
    """Return the field of a number."""
    return next(one for one in tab.text_input if f"|metric:{metric}|" in (one.key or ""))


def pill(tab: AppTest, metric: str = METRIC) -> ButtonGroup[str]:
    """Return what may be said in the place of a number."""
    return next(one for one in tab.button_group if f"|metric:{metric}|" in (one.key or ""))


def number(service: Service, id_: str) -> MetricValue:
    """Return what is stored of a number."""
    return service.assessments.open(id_).assessment.metrics[METRIC]


def test_a_number_that_is_refused_stays_in_its_field_where_a_choice_was_stored(
    service: Service, id_: str
) -> None:
    service.answers.record_metric(id_, METRIC, MetricValue(absent=Absent.DONT_KNOW), 0)
    tab = page("respond", a=id_, d="numbers")

    field(tab).set_value("500").run()
    drawn(tab)

    assert field(tab).value == "500"
    assert pill(tab).value is None
    assert f"discard_{PLACE}" in [one.key for one in tab.button]
    assert number(service, id_).absent is Absent.DONT_KNOW


@pytest.mark.slow
def test_a_number_typed_over_a_choice_is_saved_once_the_store_can_write(
    service: Service, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.answers.record_metric(id_, METRIC, MetricValue(absent=Absent.DONT_KNOW), 0)
    tab = page("respond", a=id_, d="numbers")
    with monkeypatch.context() as patch:
        cannot_write(patch)
        field(tab).set_value("12").run()
        drawn(tab)
        drawn(tab)

    draft_of(tab, id_).pause_until = 0
    draft_of(tab, id_).retry()

    assert number(service, id_).number == 12


def test_a_choice_made_over_a_number_is_saved_once_the_store_can_write(
    service: Service, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.answers.record_metric(id_, METRIC, MetricValue(number=5), 0)
    tab = page("respond", a=id_, d="numbers")
    with monkeypatch.context() as patch:
        cannot_write(patch)
        pill(tab).set_value("dont_know").run()
        drawn(tab)
        drawn(tab)

    draft_of(tab, id_).pause_until = 0
    draft_of(tab, id_).retry()

    assert number(service, id_).absent is Absent.DONT_KNOW


# What the browser keeps until it is stored


def called_stored(tab: AppTest, place: str, part: str, held: str) -> bool:
    """Whether a page tells the browser that what an input holds is stored."""
    for html in tab.get("html"):
        _, _, text = html.proto.body.partition('data-copy="')
        if not text:
            continue
        note: dict[str, Any] = json.loads(unescape(text.partition('"')[0]))
        if note["p"] == place:
            return fingerprint(held) in note["k"][part]
    pytest.fail(f"the page says nothing of {place}")


def test_a_number_that_is_not_stored_yet_is_not_called_stored(
    service: Service, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = page("respond", a=id_, d="numbers")
    with monkeypatch.context() as patch:
        cannot_write(patch)
        field(tab).set_value("12.0").run()
        assert not called_stored(tab, PLACE, NUMBER, "12.0")

    draft_of(tab, id_).pause_until = 0
    draft_of(tab, id_).retry()
    drawn(tab)

    assert number(service, id_).number == 12
    assert called_stored(tab, PLACE, NUMBER, field(tab).value or "")


@pytest.mark.parametrize("typed", ["500", "十几"])
@pytest.mark.usefixtures("service")
def test_a_number_that_cannot_be_stored_is_not_called_stored(id_: str, typed: str) -> None:
    tab = page("respond", a=id_, d="numbers")

    field(tab).set_value(typed).run()

    assert field(tab).value == typed
    assert not called_stored(tab, PLACE, NUMBER, typed)


def test_a_number_is_called_stored_as_it_was_typed(service: Service, id_: str) -> None:
    tab = page("respond", a=id_, d="numbers")

    field(tab).set_value("82.0").run()

    assert number(service, id_).number == 82
    assert called_stored(tab, PLACE, NUMBER, "82.0")


# What came back is asked about once


def run_first(tab: AppTest, lines: str) -> None:
    """Draw a page once more, after lines of its script that run before it."""
    script = Path(tab._script_path)  # noqa: SLF001 - there is no other way
    page_itself = script.read_text(encoding="utf-8")
    script.write_text(lines + page_itself, encoding="utf-8")
    drawn(tab)
    script.write_text(page_itself, encoding="utf-8")


SAVED_FIRST = """
from assessment.ui.components import number_field
number_field.catch_up("{id_}")
"""
HANDED_IN = """
from assessment.ui.state.browser_copy import session_name, take_in
copy = {copy}
take_in({{"session": session_name(), "copies": [copy]}}, [copy["scope"]])
"""


@pytest.mark.parametrize(
    ("metric", "typed"),
    [
        ("monthly_gmv_after_refunds", "12.5万"),
        ("monthly_gmv_after_refunds", "￥1,200"),
        ("refund_rate", "6.8%"),
    ],
)
def test_a_number_that_others_changed_is_asked_about_once(
    service: Service, id_: str, metric: str, typed: str
) -> None:
    tab = page("respond", a=id_, d="numbers")
    service.answers.record_metric(id_, metric, MetricValue(number=50), 0)
    field(tab, metric).set_value(typed)
    run_first(tab, SAVED_FIRST.format(id_=id_))
    assert len(tab.session_state["returned"]) == 1

    copy: dict[str, object] = {"key": "k", "scope": id_, "place": f"metric:{metric}", "part": NUMBER}
    copy |= {"held": typed, "time": 1, "revision": 0, "given": True, "base": fingerprint("")}
    run_first(tab, HANDED_IN.format(copy=repr(copy)))

    assert "k" in tab.session_state["copies_seen"]
    assert len(tab.session_state["returned"]) == 1


def test_a_number_nobody_can_read_is_asked_about_only_where_its_field_does_not_show_it(
    service: Service, id_: str
) -> None:
    copy: dict[str, object] = {"key": "k", "scope": id_, "place": PLACE, "part": NUMBER, "held": "十几"}
    copy |= {"time": 1, "revision": 0, "given": True, "base": fingerprint("")}
    tab = page("respond", a=id_, d="numbers")
    field(tab).set_value("十几").run()

    run_first(tab, HANDED_IN.format(copy=repr(copy)))
    assert tab.session_state["copies_seen"] == {"k": (1, False)}
    assert "returned" not in tab.session_state

    reloaded = page("respond", a=id_, d="numbers")
    run_first(reloaded, HANDED_IN.format(copy=repr(copy)))
    assert reloaded.session_state["copies_seen"] == {"k": (1, False)}
    assert [one.copy.held for one in reloaded.session_state["returned"].values()] == ["十几"]
    assert METRIC not in service.assessments.open(id_).assessment.metrics


# What was refused can be let go where one finishes


ASKED = """
import streamlit as st
from assessment.ui.components.browser_copy import all_is_stored
from assessment.ui.state.draft import draft
st.text(str(all_is_stored(draft("{id_}"))))
"""
WITHOUT_DAY = """
from assessment.ui.state.session_places import save_appointment
from assessment.ui.state.draft import draft
mine = draft("{id_}")
mine.refresh()
save_appointment(mine, None, "看退货")
"""


def finish(tab: AppTest, id_: str) -> AppTest:
    """Ask a tab whether all that was given in it is stored, as finishing does, where no field is drawn."""
    Path(tab._script_path).write_text(ASKED.format(id_=id_), encoding="utf-8")  # noqa: SLF001
    return drawn(tab)


def is_let_go(tab: AppTest, place: str) -> bool:
    """Let go of what keeps a tab from finishing; return whether nothing does any more."""
    assert tab.text[0].value == "False"
    next(one for one in tab.button if (one.key or "").endswith(f"discard_{place}")).click()
    return drawn(tab).text[0].value == "True"


def test_a_note_too_long_at_a_question_not_asked_any_more_can_be_let_go(service: Service, id_: str) -> None:
    item = next(one for one in service.bank.instrument.items() if one.kind == "anchored")
    tab = unfold(page("respond", a=id_, d=item.dimension), f"d_{css_key(item.id)}")
    note = next(one for one in tab.text_area if (one.key or "").startswith(f"n|{id_}|{item.id}|"))
    note.set_value("长" * 2_134).run()

    finish(tab, id_)

    assert item.label.in_("zh") in shown(tab)
    assert Text("service.text_too_long", length="2,134", most="2,000").in_("zh") in shown(tab)
    assert is_let_go(tab, f"{item.id}#n")


def test_of_two_texts_held_back_the_other_is_kept_where_one_is_let_go(service: Service, id_: str) -> None:
    item = next(one for one in service.bank.instrument.items() if one.kind == "anchored")
    tab = unfold(page("respond", a=id_, d=item.dimension), f"d_{css_key(item.id)}")
    for part in (NOTE, EVIDENCE):
        box = next(one for one in tab.text_area if (one.key or "").startswith(f"{part}|{id_}|{item.id}|"))
        box.set_value("长" * 20_001).run()

    next(one for one in tab.button if (one.key or "").endswith(f"discard_{item.id}#{NOTE}")).click().run()

    decided = note_of(draft_of(tab, id_), item.id)["x"]
    assert decided.keys() == {NOTE}
    assert draft_of(tab, id_).held_back(item.id, EVIDENCE) == "长" * 20_001


def test_a_text_held_back_is_kept_where_its_question_is_decided_upon(service: Service, id_: str) -> None:
    item = next(one for one in service.bank.instrument.items() if one.kind == "anchored")
    tab = unfold(page("respond", a=id_, d=item.dimension), f"d_{css_key(item.id)}")
    box = next(one for one in tab.text_area if (one.key or "").startswith(f"{NOTE}|{id_}|{item.id}|"))
    box.set_value("长" * 20_001).run()

    draft_of(tab, id_).leave_mine(item.id)

    decided = draft_of(tab, id_).let_go[item.id]
    assert NOTE not in decided
    assert {EVIDENCE, CHOICE} <= decided.keys()


def test_an_appointment_without_a_day_can_be_let_go(service: Service, id_: str) -> None:
    service.intake.start(id_)
    tab = page("respond", a=id_)
    run_first(tab, WITHOUT_DAY.format(id_=id_))

    finish(tab, id_)

    assert Text("intake.next_day_missing").in_("zh") in shown(tab)
    assert is_let_go(tab, "next")


# Not applicable, with its reason


def of_item(elements: Any, item: str) -> Any:
    """Return the one of some inputs that belongs to a question."""
    return next(one for one in elements if f"|{item}|" in (one.key or ""))


def test_a_point_chosen_while_a_reason_is_typed_meets_its_own_input(service: Service, id_: str) -> None:
    item = next(one for one in service.bank.instrument.items() if one.kind == "anchored" and one.na_allowed)
    tab = unfold(page("respond", a=id_, d=item.dimension), f"d_{css_key(item.id)}")
    of_item(tab.radio, item.id).set_value("not_applicable").run()
    choice = of_item(tab.radio, item.id).key

    of_item([one for one in tab.text_input if (one.key or "").startswith("r|")], item.id).set_value(
        "不做这个"
    ).run()

    assert service.assessments.open(id_).assessment.answers[item.id].reason == "不做这个"
    assert of_item(tab.radio, item.id).key == choice
    of_item(tab.radio, item.id).set_value("1").run()
    drawn(tab)
    assert service.assessments.open(id_).assessment.answers[item.id].point == 1


TICKED = """
import streamlit as st
from assessment.ui.components.asking import Asking
from assessment.ui.components.question import ask
from assessment.ui.state.draft import draft
mine = draft("{id_}")
instrument = mine.refresh().instrument
item = instrument.item("{item}").model_copy(update={{"na_allowed": True}})
ask(Asking(mine, instrument, instrument.dimension(item.dimension), False, st.empty(), "-"), item, 1)
"""


def test_a_reason_given_over_ticks_is_not_taken_back_by_them(service: Service, id_: str) -> None:
    item = next(one for one in service.bank.instrument.items() if isinstance(one, ChecklistItem))
    service.answers.record(id_, item.id, Answer(ticks=[item.tick_ids[0]]), 0)
    tab = drawn(AppTest.from_string(TICKED.format(id_=id_, item=item.id), default_timeout=60))
    of_item([one for one in tab.button_group if (one.key or "").startswith("v|")], item.id).set_value(
        "not_applicable"
    ).run()

    of_item([one for one in tab.text_input if (one.key or "").startswith("r|")], item.id).set_value(
        "不做这个"
    ).run()
    drawn(tab)

    said = draft_of(tab, id_).answer(item.id)
    assert said is not None
    assert (said.absent, said.ticks) == (Absent.NOT_APPLICABLE, None)
