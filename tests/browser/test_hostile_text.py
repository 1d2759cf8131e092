"""Names and notes that would be pictures, links or scripts are shown as typed, and do nothing."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Locator, Page, expect

from assessment.responses import Answer, Mode
from assessment.ui.format import JOINER
from tests.browser.conftest import Visit
from tests.browser.questionnaire import EVERYTHING, Questionnaire, id_in, settled, with_charts
from tests.browser.server import Server

pytestmark = pytest.mark.browser


class Trap:
    """A web server that nobody should ever call."""

    def __init__(self) -> None:
        self.hits: list[str] = []
        trap = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                trap.hits.append(self.path)
                self.send_error(404)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = Thread(target=self.server.serve_forever)
        self.thread.start()

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def trap() -> Iterator[Trap]:
    """A loopback server that counts who comes."""
    listening = Trap()
    yield listening
    listening.close()


def shown(place: Locator) -> str:
    """Return the text a person reads."""
    return place.inner_text().replace(JOINER, "").strip()


def nothing_happened(page: Page, trap: Trap) -> None:
    """No picture was fetched, no element was made."""
    main = page.locator("[data-testid=stMain]")
    expect(main.locator("img[src*='/p.png'], a[href*='/p.png'], script")).to_have_count(0)
    assert trap.hits == []


def test_a_hostile_name_is_shown_as_typed_on_every_page(own_server: Server, visit: Visit, trap: Trap) -> None:
    name = f"![x](http://127.0.0.1:{trap.server.server_port}/p.png)<script>alert(1)</script>"[:60]
    page = settled(visit(own_server.url()))
    form = page.locator("[data-testid=stForm]")
    form.locator("input[type=text]").fill(name)
    form.locator("button").last.click()
    mine = Questionnaire(page, own_server, id_in(page))
    own_server.service.bulk_changes.record_profile(mine.id, EVERYTHING)
    for item in mine.items("content"):
        own_server.service.answers.record(mine.id, item.id, Answer(point=2, note=name), 0)
        own_server.service.answers.verify(mine.id, item.id, name)

    for section in ("profile", "content", "numbers", "finish"):
        mine.open(section)
        assert shown(page.locator("h1").first) == name
        nothing_happened(page, trap)
    mine.open("content")
    note = mine.note(mine.items("content")[0].id)
    expect(note).to_have_value(name)
    assert name in shown(mine.question(mine.items("content")[0].id))
    for view in ("results", "roadmap"):
        mine.open("", page=view)
        with_charts(page)
        assert name in shown(page.locator("h1").first)
        nothing_happened(page, trap)
    page.goto(own_server.url(lang="zh"))
    settled(page)
    assert name in shown(page.locator(f".st-key-card_{mine.id}"))
    page.locator(f".st-key-menu_{mine.id} button").first.click()
    page.locator(f".st-key-delete_{mine.id} button").click()
    expect(page.locator("[data-testid=stDialog]")).to_be_visible()
    assert name in shown(page.locator("[data-testid=stDialog]"))
    nothing_happened(page, trap)


def test_a_hostile_reason_is_shown_as_typed(server: Server, visit: Visit, trap: Trap) -> None:
    text = (
        f"[x](http://127.0.0.1:{trap.server.server_port}/p.png) :red[y] $z$ **w** -> http://127.0.0.1/p.png"
    )
    mine = Questionnaire.begun(visit(), server, Mode.FULL)
    item = next(item for item in mine.items("team") if item.na_allowed)
    server.service.answers.record(
        mine.id, item.id, Answer.model_validate({"absent": "not_applicable", "reason": text}), 0
    )

    mine.open("team")

    expect(mine.question(item.id).get_by_label(mine.words("respond.reason"))).to_have_value(text)
    nothing_happened(mine.page, trap)
