"""No dialog, menu or passing state has a fault that axe-core can see, in the light or in the dark."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

import pytest
from playwright.sync_api import Page, expect

from assessment.instrument.model import ChecklistItem
from assessment.responses import Answer, Mode
from assessment.texts import Text
from assessment.ui.navigation import css_key
from tests.browser.conftest import Visit
from tests.browser.questionnaire import Questionnaire, settled
from tests.browser.server import Server
from tests.browser.test_accessible import lasting_faults

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Place = tuple[str, Callable[[], object]]


def in_turn(*steps: Callable[[], object]) -> Callable[[], None]:
    """Return a way that takes one step after the other."""

    def go() -> None:
        for step in steps:
            step()

    return go


@dataclass(frozen=True)
class Pages:
    """A store with something in every place, and the ways to its dialogs."""

    page: Page
    server: Server
    lang: str
    draft: str
    done: str
    item: str
    token: str

    def press(self, *keys: str) -> None:
        """Press the first button of each of these names, one after the other."""
        for key in keys:
            self.page.get_by_role("button", name=Text(key).in_(self.lang)).first.click()
            self.drawn()

    def drawn(self) -> None:
        """Wait until nothing is being drawn."""
        expect(self.page.locator("[data-testid=stSkeleton]")).to_have_count(0)
        expect(
            self.page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')
        ).to_be_visible()

    def on(self, path: str, *keys: str, **query: str) -> None:
        """Open a page and press buttons on it."""
        self.page.goto(self.server.url(path, lang=self.lang, **query))
        settled(self.page)
        self.press(*keys)

    def asks(self) -> None:
        """Wait for a dialog."""
        expect(self.page.locator("[data-testid=stDialog] button").first).to_be_visible()

    def dialog(self, path: str, *keys: str, **query: str) -> None:
        """Open a page and a dialog on it."""
        self.on(path, *keys, **query)
        self.asks()

    def menu(self, path: str, key: str, *keys: str, **query: str) -> None:
        """Open a menu by its key on a page, and what is in it."""
        self.on(path, **query)
        self.page.locator(f"[class*=st-key-{key}] button").first.click()
        expect(self.page.locator("[data-testid=stPopoverBody]:visible")).to_be_visible()
        if keys:
            self.press(*keys)
            self.asks()

    def by_key(self, key: str) -> None:
        """Open the dialog behind a button by its key, after the one before is closed."""
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        self.drawn()
        self.page.locator(f"[class*=st-key-{key}] button").first.click()
        self.asks()


def furnished(page: Page, server: Server, lang: str) -> Pages:
    """Fill the store: a draft that two people differ on; one done, one in the bin, one in the archive."""
    service = server.service
    mine = Questionnaire.begun(page, server, Mode.FULL)
    item = next(one for one in mine.items("team") if one.kind == "anchored")
    service.answers.record(mine.id, item.id, Answer(point=2, note="看过"), 0)
    first = mine.items("team")[0]
    assert isinstance(first, ChecklistItem)
    for revision, ticks in enumerate(([], list(first.options)[:2])):
        service.answers.record(mine.id, first.id, Answer(ticks=ticks), revision)
    service.evidence.attach_link(mine.id, first.id, "https://example.com/a")
    sheets = [service.respondents.add(mine.id, label, ["team"]) for label in ("主播", "客服")]
    tokens = [service.respondents.give_link(mine.id, sheet).token for sheet in sheets]
    for token, point in zip(tokens, (0, 3), strict=True):
        service.respondents.sheet_by_link(token).record(item.id, Answer(point=point), 0)
    done, binned, archived = (Questionnaire.begun(page, server).id for _ in range(3))
    service.answers.record(done, item.id, Answer(point=1), 0)
    service.assessments.complete(done)
    service.put_away.put([binned], "bin")
    service.put_away.put([archived], "archive")
    service.intake.set_agenda(mine.id, ["team"], 2.0, service.intake.session(mine.id))
    return Pages(page, server, lang, mine.id, done, item.id, tokens[0])


def of_assessments(at: Pages) -> Iterator[Place]:
    """Yield what can be done about an assessment and its merchant, each with the way to it."""
    draft, done = f"menu_{at.draft}", f"menu_{at.done}"
    yield "the menu of an assessment", lambda: at.menu("", draft)
    yield "another name", lambda: at.menu("", draft, "home.manage.rename")
    yield "a backup", lambda: at.menu("", draft, "backup.make")
    yield "into the bin", lambda: at.menu("", draft, "put_away.to_bin")
    yield "a correction", lambda: at.menu("", done, "respond.correct")
    yield "bin and archive", lambda: at.on("put_away")
    yield "erasing", lambda: at.dialog("put_away", "put_away.erase")
    yield "finishing", lambda: at.dialog("respond", "respond.finish.button", a=at.draft, d="finish")
    yield "the details of a merchant", lambda: at.dialog("portfolio", "portfolio.details")
    yield "a link of a merchant", lambda: at.on("links", "links.make", a=at.draft)
    yield "its menu", lambda: at.menu("links", "link_menu_", a=at.draft)
    yield "all that is held", lambda: at.dialog("links", "links.export", a=at.draft)
    yield "erasing a merchant", lambda: at.dialog("links", "links.erase", a=at.draft)
    yield "the record of events", lambda: at.on("audit")
    yield "what is stored and why", lambda: at.on("privacy")


def of_a_session(at: Pages) -> Iterator[Place]:
    """Yield what an intake goes through, in its order."""
    at.server.service.intake.start(at.draft)
    yield "the running card", lambda: at.on("intake", a=at.draft)
    yield "evidence", lambda: at.by_key("proof_")
    yield "the history of an answer", lambda: at.by_key("past_")
    yield (
        "leaving for later",
        in_turn(lambda: at.page.keyboard.press("Escape"), lambda: at.press("intake.park")),
    )
    yield "a break", lambda: at.press("intake.pause")
    yield "wrapping up", lambda: at.press("intake.to_end")
    yield "the end", lambda: at.press("intake.end")


def of_respondents(at: Pages) -> Iterator[Place]:
    """Yield the page of several people and its dialogs; then a sheet, as whoever has its link sees it."""
    page, service = at.page, at.server.service

    def unfold(within: str) -> None:
        page.locator(f"{within} summary").first.click()
        at.drawn()

    def hand_in() -> None:
        page.keyboard.press("Escape")
        service.respondents.sheet_by_link(at.token).hand_in()
        page.reload()
        expect(settled(page).locator("a.leave")).to_be_visible()

    yield "several people", in_turn(lambda: at.on("voices", a=at.draft), lambda: unfold("details"))
    yield "settling", lambda: at.dialog("voices", "respondents.agree", a=at.draft)
    yield (
        "another part of the questions",
        lambda: at.menu("voices", "more_", "respondents.change_asked", a=at.draft),
    )
    yield "taking somebody out", lambda: at.menu("voices", "more_", "respondents.remove", a=at.draft)
    yield "a sheet", in_turn(lambda: at.on(f"r/{at.token}"), lambda: unfold(f".st-key-{css_key(at.item)}"))
    yield "evidence on a sheet", lambda: at.by_key(f"proof_{css_key(at.item)}")
    yield "history on a sheet", lambda: at.by_key(f"past_{css_key(at.item)}")
    yield (
        "handing in",
        in_turn(lambda: page.keyboard.press("Escape"), lambda: at.press("sheet.hand_in"), at.asks),
    )
    yield "thanks", hand_in


LIKE_OTHERS = frozenset(
    {"evidence", "the history of an answer", "another part of the questions", "taking somebody out"}
    | {"evidence on a sheet", "history on a sheet", "handing in"}
)
"""Where the dark is not looked at by itself: their colours are those of the other dialogs."""


@pytest.mark.parametrize(("look", "lang"), [("light", "zh"), ("dark", "zh"), ("light", "en")])
def test_no_dialog_has_a_fault(
    own_server: Server, visit: Visit, look: str, lang: str, subtests: pytest.Subtests
) -> None:
    page = visit(dark=look == "dark", locale="zh-CN" if lang == "zh" else "en-GB")
    page.emulate_media(reduced_motion="reduce")
    page.set_default_timeout(20_000)
    at = furnished(page, own_server, lang)
    for name, go in chain(of_assessments(at), of_a_session(at), of_respondents(at)):
        if look == "dark" and name in LIKE_OTHERS:
            continue
        with subtests.test(page=name):
            go()
            assert lasting_faults(page) == []
