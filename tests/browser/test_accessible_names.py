"""The names a screen reader is told on every page: part of the contract, kept in `tests/contract/golden`.

They are worked out in a real browser, from labels, headings and descriptions
as they arrive there. Running text is left out. The two merchants shown were
assessed with a released bank: a question said better changes nothing here.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Page

from assessment.service import Service
from tests.browser.conftest import Visit
from tests.browser.questionnaire import settled
from tests.browser.server import Server, until
from tests.contract.commands import LANGUAGES, example
from tests.contract.golden import ROOT, agree

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TODAY = date(2026, 11, 30)
ROLES = (
    "banner navigation main region heading link button textbox searchbox spinbutton combobox listbox option"
    " radiogroup radio checkbox switch slider tablist tab tabpanel table columnheader rowheader img dialog"
    " alert progressbar group menuitem status"
)
NAMED = re.compile(rf'\s*- \'?({ROLES.replace(" ", "|")}) ("(?:[^"\\]|\\.)*"(?: \[[^\]]*\])*)')
"""A line of the browser's accessibility tree, as Playwright writes it: a role with a name, and its state."""
ALIKE = 4
"""So many readings in a row say the same when a page is all there."""
STREAMLITS_OWN = 'link "Link to heading"\n'


@pytest.fixture
def dated_server(executable: str, tmp_path: Path) -> Iterator[Server]:
    """A server on which it is always the same day."""
    assert executable
    with Server(tmp_path, env={"ASSESSMENT_TODAY": TODAY.isoformat()}) as running:
        yield running


def places(service: Service) -> dict[str, tuple[str, dict[str, str]]]:
    """Furnish the store; return each page by what is seen there: its path and its query.

    A private link comes last: who has come in by one sees no other page.
    """
    begun, _, done = (
        service.files.import_file((ROOT / example(name)).read_bytes()).id
        for name in ("pastry-shop-half-answered", "dried-seafood-2026-08", "dried-seafood-2026-11")
    )
    assert begun is not None
    assert done is not None
    token = service.respondents.give_link(begun, service.respondents.add(begun, "主播", ["ads"])).token
    return {
        "home": ("", {}),
        "questions": ("respond", {"a": begun, "d": "content"}),
        "profile": ("respond", {"a": begun, "d": "profile"}),
        "end of the questions": ("respond", {"a": begun, "d": "finish"}),
        "agenda": ("intake", {"a": begun}),
        "private notes": ("private", {"a": begun}),
        "numbers": ("numbers", {"a": begun}),
        "several people": ("voices", {"a": begun}),
        "results": ("results", {"a": done}),
        "roadmap": ("roadmap", {"a": done}),
        "changes": ("compare", {"a": done}),
        "merchants": ("portfolio", {}),
        "bin and archive": ("put_away", {}),
        "how the questions do": ("items", {}),
        "coverage": ("coverage", {}),
        "a sheet by private link": (f"r/{token}", {}),
    }


def names(page: Page) -> str:
    """Return every role with its name and state, one a line once they stay the same."""
    told: list[str] = []

    def stay() -> bool:
        lines = settled(page).locator("body").aria_snapshot().splitlines()
        found = [f"{one[1]} {one[2]}\n" for one in map(NAMED.match, lines) if one is not None]
        told.append("".join(line for line in found if line != STREAMLITS_OWN))
        return len(told) >= ALIKE and len(set(told[-ALIKE:])) == 1

    until(stay, "the names stay the same")
    return told[-1]


def test_names_are_what_they_were(dated_server: Server, visit: Visit) -> None:
    shown = places(dated_server.service)
    page = visit()
    told: dict[str, dict[str, str]] = {lang: {} for lang in LANGUAGES}
    for title, (path, query) in shown.items():
        for lang, sections in told.items():
            page.goto(dated_server.url(path, lang=lang, **query))
            sections[title] = names(page)
    for lang, sections in told.items():
        agree(f"accessible-names-{lang}.txt", sections)
