"""A tick made while the whole page is drawn once more: it is kept, and the browser shows it."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.runtime.app_session import AppSession
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner

from assessment.ui.framework import draw_page_for_missing_part
from benchmarks.simulated_person import Person
from benchmarks.streamlit_tab import Shown, Tab
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


def test_a_tick_in_a_part_that_was_drawn_anew_elsewhere_is_stored(server: Server, person: Person) -> None:
    assert asyncio.run(tick_in_missing_part(person, server)) == [OPTION]


@pytest.mark.parametrize(
    ("parts", "by_itself", "drawn"),
    [
        (["there"], False, ["there"]),
        (["gone"], False, []),
        (["there", "gone"], False, []),
        (["gone"], True, ["gone"]),
    ],
)
def test_where_a_part_is_gone_when_its_turn_comes_the_page_is_drawn(
    parts: list[str], drawn: list[str], monkeypatch: pytest.MonkeyPatch, *, by_itself: bool
) -> None:
    runs: list[RerunData] = []
    monkeypatch.setattr(AppSession, "request_rerun", AppSession.request_rerun)
    monkeypatch.setattr(ScriptRunner, "_run_script", lambda _, run: runs.append(run))
    draw_page_for_missing_part()
    storage = MemoryFragmentStorage()
    storage.register("there", lambda: None)
    runner = ScriptRunner.__new__(ScriptRunner)
    runner._fragment_storage = storage  # noqa: SLF001 - as the framework's own run has it
    runner._run_script(RerunData(fragment_id_queue=parts, is_auto_rerun=by_itself))  # noqa: SLF001
    assert [run.fragment_id_queue for run in runs] == [drawn]


def test_parts_keep_their_names_where_the_page_is_drawn_right_after_one_of_them(tmp_path: Path) -> None:
    with Server(tmp_path, script="tests/two_parts.py", alive="_stcore/health") as running:
        before, after = asyncio.run(names_before_and_after(Tab(running.url().rstrip("/"), "", "")))

    assert before == after
    assert len(set(after)) == 2


async def names_before_and_after(tab: Tab) -> tuple[list[str], list[str]]:
    """Return the names of both parts, and again once the page was asked for in the end of one of them."""
    await tab.open()
    await tab.until(lambda: tab.finished == 1)
    before = [box.fragment for box in tab.find("checkbox")]
    for drawn, part in ((2, before[0]), (3, "")):
        await tab.ask(part)
        await tab.until(lambda drawn=drawn: tab.finished == drawn)  # type: ignore[misc]
    after = [box.fragment for box in tab.find("checkbox")]
    await tab.close()
    return before, after


async def tick_in_missing_part(person: Person, server: Server) -> list[str] | None:
    """Tick a box, in a part that the page does not have any more; return what is stored."""
    tab = person.tab
    await person.open("account")
    [box] = tab.find("checkbox", f"c.{OPTION}")
    before = tab.finished
    await tab.set(replace(box, fragment="0" * 32), bool_value=True)
    await tab.until(lambda: tab.finished > before)
    await tab.close()
    return server.service.assessments.open(person.assessment).assessment.answers[ITEM].ticks


async def tick_while_drawn(person: Person, server: Server) -> tuple[list[bool], list[bool]]:
    """Tick and untick a box, each time while the whole page is drawn; return what was shown and stored."""
    tab, shown, stored = person.tab, [], []
    await person.open("account")
    for number in range(TIMES):
        [box], before = boxes(tab), tab.runs
        await tab.ask()
        # Once it is being drawn: what is asked for before that is drawn together with it.
        await tab.until(lambda before=before: page_run(tab) > before)  # type: ignore[misc]
        page = page_run(tab)
        await tab.set(box, bool_value=number % 2 == 0)
        await tab.until(lambda page=page: is_saved_since(person, page))  # type: ignore[misc]
        shown.append(tab.states[box.content.id].bool_value)
        answer = server.service.assessments.open(person.assessment).assessment.answers.get(ITEM)
        stored.append(answer is not None and answer.ticks == [OPTION])
    await tab.close()
    return shown, stored


def page_run(tab: Tab) -> int:
    """Return the last run that has drawn something of the whole page; what looks by itself draws a part."""
    return max(each.run for each in tab.elements.values() if not each.fragment)


def boxes(tab: Tab) -> list[Shown]:
    """Return the box: none while the part of the page that it stands in is being drawn."""
    return tab.find("checkbox", f"c.{OPTION}")


def is_saved_since(person: Person, run: int) -> bool:
    """Whether the part of the page with the box was drawn after a run, and says that it is saved."""
    return any(person.is_saved(box, run) for box in boxes(person.tab))
