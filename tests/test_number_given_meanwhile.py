"""A number that somebody else gives while another one is typed: going on does not put the old one back."""

import asyncio

import pytest

from assessment.responses import MetricValue
from benchmarks.simulated_person import Person
from benchmarks.streamlit_tab import Shown
from tests.browser.server import Server

pytestmark = pytest.mark.slow

TYPED, ELSEWHERE = "refund_rate", "experience_score"


def test_a_number_given_elsewhere_stays_when_one_goes_on(server: Server, person: Person) -> None:
    server.service.answers.record_metric(person.assessment, ELSEWHERE, MetricValue(number=70), 0)

    asyncio.run(type_and_go_on(person, server))

    kept = server.service.assessments.open(person.assessment).assessment.metrics
    assert (kept[TYPED].number, kept[ELSEWHERE].number) == (5, 82)


async def type_and_go_on(person: Person, server: Server) -> None:
    """Type one number, once somebody else gave another, and go on to the next part."""
    tab = person.tab
    await person.open("numbers")
    # The other field is one that the browser hands in.
    await tab.set(field(person, ELSEWHERE), string_value="70")
    server.service.answers.record_metric(person.assessment, ELSEWHERE, MetricValue(number=82), 1)
    await tab.set(field(person, TYPED), string_value="5")
    await tab.until(lambda: TYPED in server.service.assessments.open(person.assessment).assessment.metrics)
    ended = tab.finished
    forward = person.forward()
    assert forward is not None
    await tab.click(forward)
    await tab.until(lambda: tab.finished > ended)
    await tab.close()


def field(person: Person, metric: str) -> Shown:
    """Return the field of a number."""
    fields = person.tab.find("text_input", f"m|{person.assessment}|")
    return next(each for each in fields if metric in each.key)
