"""A tick made while the whole page is drawn once more: it is kept, and the browser shows it."""

import asyncio

import pytest

from benchmarks.simulated_person import Person
from tests.browser.server import Server

pytestmark = pytest.mark.slow

ITEM, OPTION = "account.front", "bound"
TIMES = 30
"""Without the whole page being sent, some three of these came back unticked."""


def test_a_tick_made_while_the_page_is_drawn_again_stays(server: Server, person: Person) -> None:
    shown, stored = asyncio.run(tick_while_drawn(person, server))
    expected = [number % 2 == 0 for number in range(TIMES)]
    assert shown == expected
    assert stored == expected


async def tick_while_drawn(person: Person, server: Server) -> tuple[list[bool], list[bool]]:
    """Tick and untick a box, each time while the whole page is drawn; return what was shown and stored."""
    tab, shown, stored = person.tab, [], []
    await person.open("account")
    for number in range(TIMES):
        [box] = tab.find("checkbox", f"c.{OPTION}")
        before = tab.finished
        await tab.ask()
        await tab.set(box, bool_value=number % 2 == 0)
        await tab.until(lambda before=before: tab.finished >= before + 2)  # type: ignore[misc]
        shown.append(tab.states[box.content.id].bool_value)
        answer = server.service.assessments.open(person.assessment).assessment.answers.get(ITEM)
        stored.append(answer is not None and answer.ticks == [OPTION])
    await tab.close()
    return shown, stored
