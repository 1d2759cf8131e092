"""A page that looks by itself is drawn where something was changed elsewhere."""

import asyncio

import pytest

from assessment.responses import Answer
from benchmarks.simulated_person import Person
from tests.browser.server import Server

pytestmark = pytest.mark.slow

ITEM = "account.front"


def test_a_page_tells_of_an_answer_that_came_from_elsewhere(server: Server, person: Person) -> None:
    asyncio.run(told_of_an_answer(person, server))


async def told_of_an_answer(person: Person, server: Server) -> None:
    """Answer elsewhere while a page is open; wait until its own clocks have told of it."""
    await person.open("account")
    name = person.instrument.item(ITEM).label.in_("zh")
    assert not says(person, name)
    server.service.answers.record(person.assessment, ITEM, Answer(ticks=["bound"]), 0)
    await person.tab.until(lambda: says(person, name))
    await person.tab.close()


def says(person: Person, name: str) -> bool:
    """Whether the page has a notice with a name in it."""
    return any(name in notice.content.body for notice in person.tab.find("alert"))
