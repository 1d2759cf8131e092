"""No dialog or menu has a fault that axe-core can see, in the light or in the dark."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from assessment.responses import Answer, Mode
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import Questionnaire, settled
from tests.browser.server import Server
from tests.browser.test_accessible import lasting_faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@dataclass(frozen=True)
class Pages:
    """A store with something in every place, and the ways to its dialogs."""

    page: Page
    server: Server
    draft: str
    done: str

    def press(self, *keys: str) -> None:
        """Press the first button of each of these names, one after the other."""
        for key in keys:
            self.page.get_by_role("button", name=Text(key).in_("zh")).first.click()

    def drawn(self) -> None:
        """Wait until nothing is being drawn."""
        expect(self.page.locator("[data-testid=stSkeleton]")).to_have_count(0)
        expect(
            self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')
        ).to_be_visible()

    def on(self, path: str, *keys: str, **query: str) -> None:
        """Open a page and press buttons on it."""
        self.page.goto(self.server.url(path, lang="zh", **query))
        settled(self.page)
        self.press(*keys)
        self.drawn()

    def dialog(self, path: str, *keys: str, **query: str) -> None:
        """Open a page and a dialog on it."""
        self.on(path, *keys, **query)
        expect(self.page.get_by_role("dialog").locator("button").first).to_be_visible()

    def menu(self, id_: str, *keys: str) -> None:
        """Open the menu of an assessment on the start page, and what is in it."""
        self.on("")
        self.page.locator(f".st-key-menu_{id_} button").first.click()
        expect(self.page.locator("[data-testid=stPopoverBody]:visible")).to_be_visible()
        if keys:
            self.press(*keys)
            expect(self.page.get_by_role("dialog").locator("button").first).to_be_visible()


def furnished(page: Page, server: Server) -> Pages:
    """Fill the store: a draft that two people differ on; one done, one in the bin, one in the archive."""
    service = server.service
    mine = Questionnaire.begun(page, server, Mode.FULL)
    item = next(one for one in mine.items("team") if one.kind == "anchored")
    service.answers.record(mine.id, item.id, Answer(point=2, note="看过"), 0)
    tokens = [
        service.respondents.give_link(mine.id, service.respondents.add(mine.id, label, ["team"])).token
        for label in ("主播", "客服")
    ]
    for token, point in zip(tokens, (0, 3), strict=True):
        service.respondents.sheet_by_link(token).record(item.id, Answer(point=point), 0)
    done, binned, archived = (Questionnaire.begun(page, server).id for _ in range(3))
    service.answers.record(done, item.id, Answer(point=1), 0)
    service.assessments.complete(done)
    service.put_away.put([binned], "bin")
    service.put_away.put([archived], "archive")
    return Pages(page, server, mine.id, done)


def places(at: Pages) -> Iterator[tuple[str, Callable[[], None]]]:
    """Yield dialogs and menus, each with the way to it."""
    draft = at.draft
    yield "the menu of an assessment", lambda: at.menu(draft)
    yield "another name", lambda: at.menu(draft, "home.manage.rename")
    yield "a backup", lambda: at.menu(draft, "backup.make")
    yield "into the bin", lambda: at.menu(draft, "put_away.to_bin")
    yield "a correction", lambda: at.menu(at.done, "respond.correct")
    yield "bin and archive", lambda: at.on("put_away")
    yield "erasing", lambda: at.dialog("put_away", "put_away.erase")
    yield "finishing", lambda: at.dialog("respond", "respond.finish.button", a=draft, d="finish")
    yield "settling", lambda: at.dialog("voices", "respondents.agree", a=draft)


@pytest.mark.parametrize("look", ["light", "dark"])
def test_no_dialog_has_a_fault(
    own_server: Server, visit: Visit, look: str, subtests: pytest.Subtests
) -> None:
    page = visit(dark=look == "dark")
    page.emulate_media(reduced_motion="reduce")
    page.set_default_timeout(20_000)
    for name, go in places(furnished(page, own_server)):
        with subtests.test(page=name):
            go()
            assert lasting_faults(page) == []
