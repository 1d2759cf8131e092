"""A correction in a browser: it goes on where it was asked for."""

import pytest

from assessment.responses import Answer
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import Questionnaire, id_in, settled
from tests.browser.server import Server

pytestmark = pytest.mark.browser


def test_a_correction_begins_in_the_part_where_it_was_asked_for(server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), server)
    for item in mine.items("supply"):
        if item.kind == "anchored":
            server.service.answers.record(mine.id, item.id, Answer(point=1), 0)
    server.service.assessments.complete(mine.id)
    page = mine.open("supply").page

    page.locator(".st-key-correct button").click()
    page.get_by_role("dialog").get_by_text(Text("respond.correct_yes").in_("zh")).click()
    page.wait_for_url(lambda url: f"a={mine.id}" not in url)
    settled(page)

    assert "d=supply" in page.url
    copy = Questionnaire(page, server, id_in(page))
    assert copy.kept.corrects == mine.id
    for item in copy.items("supply"):
        if item.kind == "anchored":
            copy.shows(item)
