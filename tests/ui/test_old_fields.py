"""Fields that are older than what is stored: what they hold is no answer, unless it was given in them."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup, TextInput

from assessment.instrument.model import AnchoredItem, ChecklistItem
from assessment.responses import Absent, Answer, Evidence, MetricValue
from assessment.service import Service, StoreError
from assessment.service.answers import Answers
from assessment.texts import Text
from assessment.ui.state.answering import evidence_text, typed_evidence
from assessment.ui.state.copies import Returned
from assessment.ui.state.input_parts import NUMBER, fingerprint
from tests.ui.pages import app, draft_of, drawn, shown, store

TODAY = date(2026, 11, 22)
WITH_CATCHING_UP = """
from assessment.ui.components import number_field
from assessment.ui.components.questionnaire import unsent
from assessment.ui.state.draft import catch_up
catch_up("{id_}")
number_field.catch_up("{id_}")
unsent({{"drawn": False}})
"""


@pytest.fixture
def examples(tmp_path: Path) -> Iterator[Service]:
    """A store with the examples in it."""
    with store(tmp_path, examples=True) as opened:
        yield opened


def page(name: str, id_: str, **query: str) -> AppTest:
    """Draw a page that saves what its fields hold before it is drawn, as the program does."""
    made = app(name, a=id_, **query)
    made._script_path = written(made, WITH_CATCHING_UP.format(id_=id_))  # noqa: SLF001 - there is no other way
    return drawn(made)


def written(made: AppTest, before: str) -> str:
    """Put lines before those of a page's script."""
    path = Path(made._script_path)  # noqa: SLF001
    path.write_text(before + path.read_text(encoding="utf-8"), encoding="utf-8")
    return str(path)


def come_back(before: AppTest) -> AppTest:
    """Return the same tab in a session of its own: the browser hands in what its fields hold."""
    made = AppTest.from_file(before._script_path, default_timeout=60)  # noqa: SLF001
    for key, value in before.query_params.items():
        made.query_params[key] = value[0] if isinstance(value, list) else value
    made._run(before._tree.get_widget_states())  # noqa: SLF001
    assert not made.exception
    return made


def asked_about(drawn: AppTest) -> list[object]:
    """Return what was given in a tab and waits to be decided upon."""
    if "returned" not in drawn.session_state:
        return []
    found: dict[str, Returned] = drawn.session_state["returned"]
    return [one.copy.held for one in found.values()]


def number(service: Service, id_: str, metric: str = "experience_score") -> float | None:
    """Return the number that is stored."""
    return service.assessments.open(id_).assessment.metrics.get(metric, MetricValue()).number


# In another session


@pytest.mark.parametrize("before", [None, 70.0])
def test_a_number_given_elsewhere_stays_when_a_tab_comes_back(
    service: Service, id_: str, before: float | None
) -> None:
    if before is not None:
        service.answers.record_metric(id_, "experience_score", MetricValue(number=before), 0)
    tab = page("respond", id_, d="numbers")

    service.answers.record_metric(id_, "experience_score", MetricValue(number=82), int(before is not None))
    again = come_back(tab)

    assert number(service, id_) == 82
    assert again.text_input[0].value == "82"


def test_a_profile_given_elsewhere_stays_when_a_tab_comes_back(service: Service, id_: str) -> None:
    tab = page("respond", id_)

    service.bulk_changes.record_profile(id_, {"sells_live": False})
    come_back(tab)

    assert service.assessments.open(id_).assessment.profile == {"sells_live": False}


def test_a_profile_changed_here_and_changed_back_elsewhere_stays(service: Service, id_: str) -> None:
    tab = page("respond", id_)
    drawn_control(tab, "sells_live").set_value(False).run()
    assert service.assessments.open(id_).assessment.profile == {"sells_live": False}

    service.bulk_changes.record_profile(id_, {"sells_live": True})
    come_back(tab)

    assert service.assessments.open(id_).assessment.profile == {"sells_live": True}


def drawn_control(drawn: AppTest, part: str) -> ButtonGroup:  # type: ignore[type-arg]
    """Return the buttons of a question of the profile."""
    return next(
        one for one in drawn.button_group if (one.key or "").startswith("p|") and part in (one.key or "")
    )


def test_an_appointment_made_elsewhere_stays_when_a_tab_comes_back(service: Service, id_: str) -> None:
    service.intake.start(id_)
    tab = page("intake", id_, v="end")

    service.intake.set_appointment(id_, date(2027, 1, 5), "看退货")
    again = come_back(tab)

    kept = service.intake.session(id_).appointment
    assert kept is not None
    assert (kept.day, kept.words) == (date(2027, 1, 5), "看退货")
    assert [one.value for one in again.text_input] == ["2027-01-05", "看退货"]


@pytest.mark.slow
def test_what_a_roadmap_is_asked_for_elsewhere_stays_when_a_tab_comes_back(examples: Service) -> None:
    service = examples
    cards = service.assessments.recent()
    id_ = service.assessments.correct(next(card.id for card in cards if card.status == "completed"))
    tab = page("roadmap", id_)
    other = page("roadmap", id_)
    weeks = next(one for one in other.number_input if (one.key or "").startswith("request_weeks_"))
    weeks.set_value(40).run()

    come_back(tab)

    found = service.roadmaps.saved_request(id_)
    assert found is not None
    assert found.weeks == 40


# On one page


def test_undoing_a_number_where_it_was_typed_takes_it_back(service: Service, id_: str) -> None:
    tab = page("respond", id_, d="numbers")
    tab.text_input[0].set_value("70").run()
    tab.text_input[0].set_value("82").run()
    assert number(service, id_) == 82

    next(one for one in tab.button if one.label == Text("respond.undo").in_("zh")).click().run()
    tab.run()

    assert number(service, id_) == 70
    assert tab.text_input[0].value == "70"


# While the store cannot write


def cannot_write(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing be stored until this is undone."""

    def fail(*_: object) -> None:
        raise StoreError("x.db")

    for name in ("record", "record_metric"):
        monkeypatch.setattr(Answers, name, fail)


def test_an_unsent_number_is_not_saved_over_one_given_meanwhile(
    service: Service, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = page("respond", id_, d="numbers")
    with monkeypatch.context() as patch:
        cannot_write(patch)
        tab.text_input[0].set_value("70").run()
        assert "metric:experience_score" in draft_of(tab, id_).unsent

    service.answers.record_metric(id_, "experience_score", MetricValue(number=82), 0)
    tab.run()
    draft_of(tab, id_).pause_until = 0
    tab.run()

    assert number(service, id_) == 82
    assert asked_about(tab) == ["70"]
    assert tab.text_input[0].value == "82"


def test_an_unsent_answer_is_not_saved_over_one_given_meanwhile(
    service: Service, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = next(one for one in service.bank.instrument.items() if one.kind == "anchored")
    tab = page("respond", id_, d=item.dimension)
    radio = next(one for one in tab.radio if f"|{item.id}|" in (one.key or ""))
    with monkeypatch.context() as patch:
        cannot_write(patch)
        radio.set_value("1").run()
        assert item.id in draft_of(tab, id_).unsent

    service.answers.record(id_, item.id, Answer(point=2), 0)
    tab.run()
    draft_of(tab, id_).pause_until = 0
    tab.run()

    assert service.assessments.open(id_).assessment.answers[item.id].point == 2
    aside = draft_of(tab, id_).set_aside[item.id]
    assert aside.point == 1
    assert Text("respond.take_mine").in_("zh") in [one.label for one in tab.button]
    assert shown(tab)


# Opening writes nothing


def put_in(service: Service, id_: str, item: str, answer: Answer) -> None:
    """Store an answer as a file may hold it."""
    service.answers.record(id_, item, answer, 0)


def test_opening_the_numbers_keeps_that_one_does_not_apply(service: Service, id_: str) -> None:
    value = MetricValue(absent=Absent.NOT_APPLICABLE)
    service.answers.record_metric(id_, "experience_score", value, 0)

    drawn(page("respond", id_, d="numbers"))

    assert service.assessments.open(id_).assessment.metrics["experience_score"] == value


PIECES = [Evidence(text=" 后台截图，\n\n第二页 "), Evidence(text="合同")]


def test_opening_a_question_keeps_its_evidence_and_note_as_they_are(service: Service, id_: str) -> None:
    item = anchored(service)
    put_in(service, id_, item.id, Answer(point=1, evidence=PIECES, note=" 备注 "))
    before = service.assessments.open(id_)

    drawn(page("respond", id_, d=item.dimension))

    after = service.assessments.open(id_)
    assert after.assessment.answers == before.assessment.answers
    assert after.revisions == before.revisions


def test_evidence_keeps_its_pieces_where_another_is_typed_beside_them() -> None:
    answer = Answer(evidence=PIECES)

    added = typed_evidence(answer, evidence_text(answer) + "\n订单")

    assert added is not None
    assert added.evidence == [*PIECES, Evidence(text="订单")]


# Not applicable, with its reason


def test_a_reason_given_after_a_key_is_not_taken_back_by_the_choice_before(
    service: Service, id_: str
) -> None:
    item = next(one for one in service.bank.instrument.items() if one.kind == "anchored" and one.na_allowed)
    put_in(service, id_, item.id, Answer(point=1))
    service.intake.start(id_)
    tab = page("intake", id_, q=item.id, v="ask")
    tab.session_state["intake_tabs"][id_].reason_for = item.id
    tab.run()

    reason(tab).set_value("不做这个").run()
    label = Text("intake.next").in_("zh")
    next(one for one in tab.button if one.label == label).click().run()

    said = service.assessments.open(id_).assessment.answers[item.id]
    assert (said.absent, said.reason) == (Absent.NOT_APPLICABLE, "不做这个")


def test_a_choice_made_after_a_reason_counts(service: Service, id_: str) -> None:
    item = next(one for one in service.bank.instrument.items() if one.kind == "anchored" and one.na_allowed)
    put_in(service, id_, item.id, Answer(point=1))
    service.intake.start(id_)
    tab = page("intake", id_, q=item.id, v="ask")
    tab.session_state["intake_tabs"][id_].reason_for = item.id
    tab.run()

    reason(tab).set_value("不做这个").run()
    tab.radio[0].set_value("2").run()
    tab.run()

    assert service.assessments.open(id_).assessment.answers[item.id].point == 2


@pytest.mark.parametrize("choice", ["dont_know", "declined"])
def test_a_choice_in_the_place_of_ticks_waits_while_the_store_cannot_write(
    service: Service, id_: str, monkeypatch: pytest.MonkeyPatch, choice: str
) -> None:
    item = next(one for one in service.bank.instrument.items() if isinstance(one, ChecklistItem))
    put_in(service, id_, item.id, Answer(ticks=[item.tick_ids[0]]))
    service.intake.start(id_)
    tab = page("intake", id_, q=item.id, v="ask")
    with monkeypatch.context() as patch:
        cannot_write(patch)
        next(one for one in tab.button_group if f"|{item.id}|" in (one.key or "")).set_value(choice).run()
        assert draft_of(tab, id_).unsent[item.id].value.absent == Absent(choice)

    draft_of(tab, id_).pause_until = 0
    tab.run()

    assert service.assessments.open(id_).assessment.answers[item.id].absent == Absent(choice)


def reason(drawn: AppTest) -> TextInput:
    """Return the field for the reason of a not applicable."""
    return next(one for one in drawn.text_input if (one.key or "").startswith("r|"))


def anchored(service: Service) -> AnchoredItem:
    """Return the first question with points."""
    return next(one for one in service.bank.instrument.items() if isinstance(one, AnchoredItem))


# What comes back of the browser's copy


@pytest.mark.parametrize(("stored", "held"), [("120", "1200"), ("1200", "20")])
def test_a_number_that_holds_another_does_not_go_on_from_it(
    service: Service, id_: str, stored: str, held: str
) -> None:
    service.answers.record_metric(id_, "reply_minutes", MetricValue(number=float(stored)), 0)
    copy: dict[str, object] = {
        "key": "k",
        "scope": id_,
        "place": "metric:reply_minutes",
        "part": NUMBER,
        "held": held,
    }
    copy |= {"time": 1, "revision": 0, "given": True, "base": fingerprint("")}
    made = AppTest.from_string(HANDED_IN.format(copy=repr(copy)), default_timeout=60)

    drawn(made)

    assert number(service, id_, "reply_minutes") == float(stored)
    assert asked_about(made) == [held]
    assert made.text[0].value == "False"


# Numbers from files


def test_another_language_keeps_what_was_unticked_and_chosen(id_: str) -> None:
    tab = page("numbers", id_)
    text = "日期,商家体验分,我们家的分\n2026-11-01,81,5\n2026-11-02,83,6\n"
    tab.file_uploader[0].set_value([("export.csv", text.encode(), "text/csv")]).run()
    assert not tab.exception
    box = next(one for one in tab.checkbox if (one.key or "").startswith("take|") and one.value)
    box.uncheck().run()
    columns = [one for one in tab.selectbox if (one.key or "").startswith("col|")]
    column = next(one for one in reversed(columns) if "|unit|" not in one.key and "|how|" not in one.key)
    place = (column.key or "").rpartition("|")[0]
    column.select_index(2).run()
    chosen = column.value
    unticked = {one.key: one.value for one in tab.checkbox if (one.key or "").startswith("take|")}

    tab.query_params["lang"] = "en"
    drawn(tab)

    again = next(one for one in tab.selectbox if (one.key or "") == f"{place}|en")
    assert again.index == 2, chosen
    assert {one.key: one.value for one in tab.checkbox if (one.key or "").startswith("take|")} == unticked
    assert False in unticked.values()


PICTURE = """
import streamlit as st
from assessment.ui.state.session import service
from assessment.ui.views.numbers.preview import _correct
from types import SimpleNamespace
metric = service().bank.instrument.metric("refund_rate")
_correct(SimpleNamespace(metric=metric, number=123.0), "take|x")
st.text(str(st.session_state.get("fix|take|x")))
"""


@pytest.mark.usefixtures("service")
def test_a_number_of_a_picture_that_may_not_be_stored_is_not_corrected_by_itself() -> None:
    made = drawn(AppTest.from_string(PICTURE, default_timeout=60))

    assert made.text[0].value == "None"


# Finishing


def test_an_assessment_is_not_finished_while_something_is_unsent(
    service: Service, id_: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = anchored(service)
    service.answers.record(id_, item.id, Answer(point=1), 0)
    tab = page("respond", id_, d=item.dimension)
    with monkeypatch.context() as patch:
        cannot_write(patch)
        next(one for one in tab.radio if f"|{item.id}|" in (one.key or "")).set_value("2").run()
        is_stored(tab, id_)
        assert tab.text[0].value == "False"
        assert item.label.in_("zh") in shown(tab)

    is_stored(tab, id_)

    assert tab.text[0].value == "True"
    assert service.assessments.open(id_).assessment.answers[item.id].point == 2


def is_stored(tab: AppTest, id_: str) -> None:
    """Ask a tab whether all that was given in it is stored, as finishing does."""
    Path(tab._script_path).write_text(ASKED.format(id_=id_), encoding="utf-8")  # noqa: SLF001
    drawn(tab)


ASKED = """
import streamlit as st
from assessment.ui.components.browser_copy import all_is_stored
from assessment.ui.state.draft import draft
st.text(str(all_is_stored(draft("{id_}"))))
"""


HANDED_IN = """
import streamlit as st
from assessment.ui.state.browser_copy import seen, session_name, take_in
copy = {copy}
take_in({{"session": session_name(), "copies": [copy]}}, [copy["scope"]])
st.text(str(seen()["k"][1]))
"""
