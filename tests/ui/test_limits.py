"""Texts that are too long are refused in words, stand where they were typed, and hold nothing else up."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import ButtonGroup

from assessment.instrument.model import AnchoredItem
from assessment.planning.progress import Progress
from assessment.responses import Absent, Answer, Evidence, Mode, Stumble, StumbleReason
from assessment.service import Refused, Service
from assessment.texts import Text
from assessment.ui.navigation import css_key
from tests.ui.pages import page, shown, store, unfold

LONG = "长" * 2_134


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with store(tmp_path_factory.mktemp("limits")) as opened:
        yield opened


def note_of(drawn: AppTest, item: str) -> str:
    keys = (str(one.key) for one in unfold(drawn, f"d_{css_key(item)}").text_area)
    return next(key for key in keys if key.startswith("n|") and f"|{item}|" in key)


def test_a_long_note_stays_in_its_field_and_the_choice_beside_it_is_saved(service: Service) -> None:
    id_ = service.assessments.start("店", Mode.CORE, {}, None)
    item = next(one for one in service.bank.instrument.items() if one.core and isinstance(one, AnchoredItem))
    section, long = item.id.partition(".")[0], "好" * 2134
    drawn = page("respond", a=id_, d=section)
    key = note_of(drawn, item.id)

    drawn.text_area(key=key).set_value(long).run()
    refusal = Text("service.text_too_long", length="2,134", most="2,000").in_("zh")
    assert refusal in shown(drawn)
    next(one for one in drawn.radio if f"|{item.id}|" in str(one.key)).set_value("1").run()

    kept = service.assessments.open(id_).assessment.answers[item.id]
    assert (kept.point, kept.note) == (1, None)
    assert drawn.text_area(key=key).value == long
    assert refusal in shown(drawn)

    drawn.text_area(key=key).set_value("好").run()
    assert service.assessments.open(id_).assessment.answers[item.id].note == "好"
    assert refusal not in shown(drawn.run())


def refusals(service: Service, id_: str) -> dict[str, Callable[[], object]]:
    """Return what takes a text, each with one that is too long."""
    items = service.bank.instrument.items()
    item = next(one for one in items if isinstance(one, AnchoredItem))
    step = next((one.id, point) for one in items for point in getattr(one, "steps", {}))
    absent = next(one.id for one in service.bank.instrument.dimensions if one.may_be_absent)
    answers, intake = service.answers, service.intake
    unknown, stumble = Absent.DONT_KNOW, StumbleReason.UNCLEAR
    merchant = str(service.assessments.open(id_).assessment.merchant.id)
    return {
        "note": lambda: answers.record(id_, item.id, Answer(absent=unknown, note=LONG), 0),
        "reason": lambda: answers.record(id_, item.id, Answer(absent=Absent.NOT_APPLICABLE, reason=LONG), 0),
        "evidence": lambda: answers.record(
            id_, item.id, Answer(absent=unknown, evidence=[Evidence(text=LONG)]), 0
        ),
        "link": lambda: service.evidence.attach_link(id_, item.id, f"https://a.cn/{LONG}"),
        "word": lambda: answers.mark_stumble(id_, item.id, Stumble(reason=stumble, word=LONG)),
        "who has seen": lambda: answers.verify(id_, item.id, LONG),
        "park": lambda: intake.park(id_, item.id, LONG),
        "appointment": lambda: intake.set_appointment(id_, None, LONG),
        "private note": lambda: intake.save_note(id_, item.id, 5 * LONG, 0),
        "merchant": lambda: service.assessments.start(LONG, Mode.CORE, {}, None),
        "another name": lambda: service.merchants.rename(merchant, LONG, ""),
        "respondent": lambda: service.respondents.add(id_, LONG, ["content"]),
        "template": lambda: service.templates.keep(id_, LONG, [], [item.id]),
        "settled": lambda: service.agreement.agree(id_, item.id, Answer(point=1), 0, why=LONG, by="我"),
        "absence": lambda: service.bulk_changes.declare_absent(id_, absent, LONG),
        "step": lambda: service.progress.record(id_, *step, Progress(status="doing", note=LONG), 0),
    }


def test_every_text_that_is_too_long_is_refused_whole_with_its_length(service: Service) -> None:
    id_ = service.assessments.start("店", Mode.FULL, {}, None)
    for name, deed in refusals(service, id_).items():
        with pytest.raises(Refused) as refused:
            deed()
        length = {"private note": "10,670", "link": "2,147"}.get(name, "2,134")
        assert f"{length} characters; at most" in refused.value.in_("en"), name
    assert service.assessments.open(id_).assessment.answers == {}


def test_two_tabs_on_one_profile_write_nothing_over_one_another(service: Service) -> None:
    profile = service.bank.instrument.profile
    first, other = (one.id for one in [one for one in profile if one.kind == "yes_no"][:2])
    id_ = service.assessments.start("店", Mode.CORE, {}, None)
    one, two = page("respond", a=id_, d="profile"), page("respond", a=id_, d="profile")

    def control(drawn: AppTest, question: str) -> ButtonGroup[Any]:
        return next(each for each in drawn.button_group if f"|{question}|" in str(each.key))

    control(one, first).set_value(True).run()
    control(two, other).set_value(False).run()
    assert service.assessments.open(id_).assessment.profile == {first: True, other: False}

    # The same question, each to something else: nothing is written over, one is asked.
    service.bulk_changes.record_profile(id_, {first: None, other: False})
    control(one, first).set_value(False).run()
    assert service.assessments.open(id_).assessment.profile == {other: False}
    assert len(one.session_state["returned"]) == 1
