"""A shop's link in the browser of a chat program, as far as its ways are known.

Its name, no second window, no saving of files, a tab that sleeps in the
background and loses its line, and a storage that takes nothing.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from assessment.instrument.model import AnchoredItem
from assessment.responses import Answer, Mode
from assessment.texts import Text
from tests.browser.conftest import Watch
from tests.browser.questionnaire import Questionnaire, settled
from tests.browser.server import PATIENCE, Server

pytestmark = pytest.mark.browser

AGENT = (
    "Mozilla/5.0 (Linux; Android 14; PHONE) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 "
    "Chrome/130.0.0.0 Mobile Safari/537.36 XWEB/1300000 MMWEBSDK/20240801 MicroMessenger/8.0.50.2701 "
    "WeChat/arm64 Weixin NetType/4G Language/zh_CN ABI/arm64"
)
WAYS = """() => {
  window.open = () => null;
  Object.defineProperty(HTMLAnchorElement.prototype, 'download', {get: () => '', set: () => {}});
  const set = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name, value) {
    if (name !== 'download') set.call(this, name, value);
  };
  Storage.prototype.setItem = () => { throw new DOMException('refused', 'QuotaExceededError'); };
  delete window.BroadcastChannel;
}"""


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A page in such a browser; in the end nothing forbidden may have happened in it."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 800},
        locale="zh-CN",
        user_agent=AGENT,
        has_touch=True,
        is_mobile=True,
        accept_downloads=False,
    )
    context.set_default_timeout(1000 * PATIENCE)
    context.add_init_script(f"({WAYS})()")
    watch = Watch(context)
    yield context.new_page()
    assert watch.seen == []
    context.close()


def slept(page: Page) -> None:
    """Put the app into the background, where its line is cut, and take it out again."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    page.context.set_offline(True)
    page.context.set_offline(False)
    session.send("Page.setWebLifecycleState", {"state": "active"})
    session.detach()


def test_a_shop_answers_sleeps_goes_on_and_reads_its_result(server: Server, phone: Page) -> None:
    service = server.service
    id_ = service.assessments.start("微信里的店", Mode.CORE, {}, None)
    merchant = service.rounds.merchant_of(id_).merchant_id
    token = service.merchant_links.give(merchant, "answer").token
    items = [
        one
        for dimension in service.bank.instrument.dimensions
        for one in dimension.items
        if isinstance(one, AnchoredItem) and one.core
    ]
    first, second = items[:2]
    mine = Questionnaire(phone, server, id_)

    phone.goto(server.url(f"m/{token}"))
    settled(phone)
    mine.open(first.dimension)
    mine.choose(first, "1")
    mine.wait_kept(first.id, point=1)
    slept(phone)
    mine.choose(second, "2")
    mine.wait_kept(second.id, point=2)
    # Long asleep the server has forgotten the tab, and the program may have killed it.
    phone.reload()
    settled(phone)
    assert mine.answer(first.id).point == 1

    for item in items[2:]:
        service.answers.record(id_, item.id, Answer(point=1), 0)
    service.assessments.complete(id_)
    slept(phone)
    phone.goto(server.url("results", a=id_, lang="zh"))
    settled(phone)
    expect(phone.locator(".st-key-verdict")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    # To be shown to a partner: a link to copy and a code, in the page, without a file or another window.
    phone.goto(server.url(lang="zh"))
    settled(phone)
    phone.get_by_text(Text("links.own.share").in_("zh"), exact=True).click()
    phone.get_by_role("button", name=Text("links.own.share_make").in_("zh")).click()
    expect(phone.locator(".qr")).to_be_visible()
    expect(phone.locator(".st-key-merchant_link_new code").first).to_contain_text("/m/")
