"""What was deleted in another tab is said in words on every page, with a way on; nothing breaks."""

from datetime import date

import pytest

from assessment.responses import Answer, Mode
from assessment.service import Service
from assessment.texts import Text
from tests.ui.pages import page, shown

TODAY = date(2026, 11, 22)


def begun(service: Service) -> str:
    """Begin an assessment with a few answers."""
    id_ = service.assessments.start("青石坡", Mode.CORE, {}, TODAY)
    asked = [item.id for item in service.bank.instrument.items() if item.kind == "anchored" and item.core]
    for item in asked[:3]:
        service.answers.record(id_, item, Answer(point=1), 0)
    return id_


@pytest.mark.parametrize(
    "name", ["respond", "intake", "private", "numbers", "results", "roadmap", "compare", "respondents"]
)
def test_a_page_that_is_open_says_that_it_is_gone(service: Service, name: str) -> None:
    id_ = begun(service)
    drawn = page(name, "zh", id_)
    assert not drawn.exception

    service.put_away.put([id_], "bin")
    drawn.run()

    assert not drawn.exception
    assert Text("store.in_bin").in_("zh") in shown(drawn)


@pytest.mark.parametrize("section", ["profile", "team"])
def test_answering_what_was_deleted_elsewhere_says_so(service: Service, section: str) -> None:
    id_ = begun(service)
    drawn = page("respond", "zh", id_, section)
    service.put_away.put([id_], "bin")

    for button in drawn.button:
        if not button.disabled and button.key != "FormSubmitter":
            button.click()
            break
    if drawn.radio:
        drawn.radio[0].set_value(drawn.radio[0].options[-1])
    drawn.run()

    assert not drawn.exception
    assert Text("store.in_bin").in_("zh") in shown(drawn)
