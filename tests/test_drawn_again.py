"""What an answer draws again: a choice little more than itself, a text all of its question."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.simulated_person import Person, begin_people
from tests.browser.server import Server

ITEM = "account.positioning"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server with an empty database."""
    with Server(tmp_path) as running:
        yield running


def test_a_choice_draws_again_what_it_changes(server: Server) -> None:
    [person] = begin_people(server.service, f"http://127.0.0.1:{server.port}", 1)
    first, typed, second = asyncio.run(drawn_again(person))

    for chosen in (first, second):
        assert {"radio", "html"} <= set(chosen)
        assert "text_area" not in chosen
        assert len(chosen) <= 8
    assert {"radio", "html", "text_area"} <= set(typed)
    stored = server.service.assessments.open(person.assessment).assessment.answers[ITEM]
    assert (stored.point, stored.note) == (2, "一句话")


async def drawn_again(person: Person) -> list[list[str]]:
    """Choose a point, type a note and choose another point; return the kinds of what each of them drew."""
    tab, kinds = person.tab, []
    await person.open("account")
    for kind, part, place in (("radio", "v|", 1), ("text_area", "n|", 0), ("radio", "v|", 2)):
        widget = next(one for one in tab.find(kind, part) if f"|{ITEM}|" in one.key)
        before, value = tab.finished, widget.content.options[place] if kind == "radio" else "一句话"
        await tab.set(widget, string_value=value)
        await tab.until(lambda before=before: tab.finished > before)  # type: ignore[misc]
        drawn = next(one for one in tab.find(kind, part) if f"|{ITEM}|" in one.key).run
        kinds.append([one.kind for one in tab.elements.values() if one.run == drawn])
    await tab.close()
    return kinds
