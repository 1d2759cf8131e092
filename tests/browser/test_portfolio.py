"""A consultant looks through many merchants: who is due, who looks after whom, how to begin with the next."""

import json
from datetime import date

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from assessment.service import Service
from assessment.store.portfolio import MerchantFilter, MerchantRow, PageOfList
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.questionnaire import id_in, pick, settled
from tests.browser.server import Server, until

pytestmark = pytest.mark.browser

NAMES = ("老陈果园", "青石坡", "杯壶厂店", "**粗体**<b>店</b>")
ROWS = "[class*='st-key-merchant_']"
DIALOG = "[data-testid=stDialog]"


def furnished(service: Service) -> dict[str, MerchantRow]:
    """Bring in a completed assessment of each merchant, the first taken long ago."""
    items = [item.id for item in service.bank.instrument.items() if item.core and item.kind == "anchored"]
    for number, name in enumerate(NAMES):
        file = {
            "format": 1,
            "status": "completed",
            "mode": "core",
            "instrument": {"id": service.bank.instrument.id, "version": service.bank.instrument.version},
            "merchant": {"name": name},
            "profile": {"category": "fresh"},
            "taken_on": "2025-01-05" if not number else date.today().isoformat(),  # noqa: DTZ011
            "answers": {item: {"point": 1 + number % 2} for item in items},
        }
        service.files.import_file(json.dumps(file).encode())
    return {line.name: line for line in service.portfolio.page(MerchantFilter(), PageOfList("name")).lines}


def listed(page: Page, *names: str) -> None:
    """Expect exactly these merchants on the page."""
    expect(page.locator(ROWS)).to_have_count(len(names))
    for name in names:
        expect(page.locator(ROWS).filter(has_text=name)).to_have_count(1)


def due(lang: str) -> set[str]:
    """Return what entries of the merchants are called in a language."""
    return {Text("service.due_entry", name=name).in_(lang) for name in NAMES}


def summaries(page: Page, lang: str) -> set[str]:
    """Download the list of what is due; return what its entries are called."""
    with page.expect_download() as waited:
        page.get_by_role("button", name=Text("portfolio.due_file").in_(lang)).click()
    entries = Calendar.from_ical(waited.value.path().read_bytes()).walk("VEVENT")
    return {str(entry["SUMMARY"]) for entry in entries}


def test_merchants_are_found_looked_after_and_followed_by_a_new_one(own_server: Server, visit: Visit) -> None:
    lines = furnished(own_server.service)
    page = settled(visit(own_server.url("portfolio", lang="zh")))
    listed(page, *NAMES)
    assert page.locator("b", has_text="店").count() == 0

    page.get_by_text(Text("portfolio.show_due").in_("zh"), exact=True).click()
    listed(page, "老陈果园")
    page.get_by_text(Text("portfolio.show_all").in_("zh"), exact=True).click()
    listed(page, *NAMES)
    assert summaries(page, "zh") == due("zh")
    page.locator(".st-key-head").get_by_text("EN", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(Text("portfolio.title").in_("en"))
    assert summaries(settled(page), "en") == {
        Text("service.due_entry", name=name).in_("en") for name in NAMES
    }
    page.locator(".st-key-head").get_by_text("中文", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(Text("portfolio.title").in_("zh"))
    page.get_by_placeholder(Text("portfolio.search_example").in_("zh")).fill("杯壶")
    page.keyboard.press("Enter")
    listed(page, "杯壶厂店")

    page.locator(ROWS).get_by_text(Text("portfolio.details").in_("zh")).click()
    page.locator(DIALOG).get_by_label(Text("portfolio.care_person").in_("zh")).fill("小王")
    page.locator(DIALOG).get_by_text(Text("portfolio.save").in_("zh"), exact=True).click()
    expect(page.locator(DIALOG)).to_have_count(0)
    expect(page.locator(ROWS)).to_contain_text("小王")
    settled(page)
    merchant = lines["杯壶厂店"].merchant_id
    assert own_server.service.portfolio.care(merchant).person == "小王"

    page.get_by_text(Text("portfolio.begin").in_("zh"), exact=True).click()
    page.get_by_label(Text("home.shop_name").in_("zh")).fill("新果园")
    like = Text("portfolio.begin_like", name="杯壶厂店").in_("zh")
    pick(page, Text("portfolio.begin_from").in_("zh"), like)
    page.get_by_role("button", name=Text("portfolio.begin_now").in_("zh")).click()
    begun = own_server.service.assessments.open(id_in(page)).assessment
    assert (begun.merchant.name, begun.profile, begun.answers) == ("新果园", {"category": "fresh"}, {})


def test_a_gap_leads_to_those_who_lack_it_on_a_phone_too(own_server: Server, visit: Visit) -> None:
    furnished(own_server.service)
    service = own_server.service
    gap, count = next(
        (gap, count)
        for gap, count in service.portfolio.page(MerchantFilter(), PageOfList()).gaps
        if 1 < count < len(NAMES)
    )
    page = settled(visit(own_server.url("portfolio", lang="en"), width=390, locale="en-GB"))

    page.get_by_text(Text("portfolio.gaps").in_("en"), exact=True).click()
    page.locator(f"[class*='st-key-gap_{gap.replace(':', '-').replace('.', '-')}'] button").click()

    expect(page.locator(ROWS)).to_have_count(count)
    until(
        lambda: bool(page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")),
        "nothing sticks out sideways",
    )
