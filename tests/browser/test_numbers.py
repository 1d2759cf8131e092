"""A merchant brings in an export: sees what is in it, takes it, takes it back; nothing in the file acts."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from playwright.sync_api import FilePayload, Page, expect

from assessment.responses import Mode
from assessment.texts import Text
from assessment.ui.format import JOINER
from tests.browser.conftest import Visit
from tests.browser.questionnaire import EVERYTHING, settled
from tests.browser.server import Server, until
from tests.pictures.drawing import screenshot

pytestmark = pytest.mark.browser

FILES = Path(__file__).parents[1] / "files" / "numbers"
TAKE = ".st-key-take button"
PATIENCE = 120_000
"""Milliseconds: the first picture starts the process that reads them."""


def choose(page: Page, name: str, content: bytes) -> None:
    """Choose a file, once the box of the one before has gone."""
    box = page.locator("input[type=file]")
    expect(box).to_have_count(1)
    settled(page)
    box.set_input_files(FilePayload(name=name, mimeType="", buffer=content))


def opened(server: Server, visit: Visit, lang: str = "zh", width: int = 1280) -> tuple[Page, str]:
    """Begin an assessment and open its page of numbers."""
    mine = server.service.assessments.start("老陈果园", Mode.FULL, EVERYTHING, None)
    return settled(visit(server.url("numbers", a=mine, lang=lang), width=width)), mine


def test_an_export_in_gbk_is_seen_taken_remembered_and_taken_back(server: Server, visit: Visit) -> None:
    page, mine = opened(server, visit)
    raw = (FILES / "doudian-daily.csv").read_bytes()

    choose(page, "店铺经营数据.csv", raw)
    offer = page.locator(".st-key-offer_monthly_gmv_after_refunds")
    expect(offer).to_contain_text("306,169")
    assert "支付金额(元) B6:B36、退款金额(元) D6:D36" in offer.inner_text().replace(JOINER, "")
    assert server.service.assessments.open(mine).assessment.metrics == {}
    # One is left out by the reader.
    page.locator(".st-key-offer_own_live_share label").first.click()
    expect(page.locator(TAKE)).to_contain_text("6")
    page.locator(TAKE).click()
    expect(page.get_by_text(Text("numbers.table.taken", count=6).in_("zh"))).to_be_visible()

    kept = server.service.assessments.open(mine).assessment.metrics
    assert len(kept) == 6
    assert kept["refund_rate"].number == 7.49
    assert "店铺经营数据.csv" in (kept["refund_rate"].note or "")

    choose(page, "again.csv", raw)
    expect(page.get_by_text(Text("numbers.table.remembered").in_("zh"))).to_be_visible()
    expect(page.locator("[class*=st-key-offer_]")).to_have_count(1)

    page.locator(".st-key-undo_numbers button").click()
    until(
        lambda: server.service.assessments.open(mine).assessment.metrics == {}, "the numbers are taken back"
    )


def test_a_list_of_orders_is_told_one_thing(server: Server, visit: Visit) -> None:
    page, _ = opened(server, visit, lang="en")
    lines = "".join(f"69000{row},苹果,已完成,39.9\n" for row in range(8))

    choose(page, "订单.csv", f"主订单编号,选购商品,订单状态,订单应付金额\n{lines}".encode())

    expect(page.get_by_text(Text("spreadsheets.notice.order_list").in_("en"))).to_be_visible()
    expect(page.get_by_text(Text("numbers.table.list_of_cases", file="订单.csv").in_("en"))).to_be_visible()
    columns = page.locator("details", has_text=Text("numbers.table.columns").in_("en"))
    expect(columns).not_to_have_attribute("open", "")


def test_on_a_phone_a_screenshot_becomes_numbers_one_of_them_corrected(server: Server, visit: Visit) -> None:
    page, mine = opened(server, visit, width=390)
    without = Text("numbers.measured.without").in_("zh")
    expect(page.get_by_text(without)).to_be_visible()

    choose(page, "shot.jpg", screenshot())
    # While the page is drawn anew, what stood there before is there a second time, at first without picture.
    offer = page.locator(".st-key-offer_repeat_buyer_share").filter(has=page.locator("img.piece")).first
    expect(offer).to_contain_text("老客成交占比 31.2%", timeout=PATIENCE)
    picture = offer.locator("img.piece")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.complete && image.naturalWidth > 20")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    offer.locator("summary").click()
    settled(page)
    field = offer.locator("input[type=number]")
    field.fill("13.2")
    field.press("Enter")
    expect(offer).to_contain_text("13.2 %", timeout=PATIENCE)
    assert server.service.assessments.open(mine).assessment.metrics == {}
    page.locator(TAKE).click()
    expect(page.get_by_text(Text("numbers.table.taken", count=2).in_("zh"))).to_be_visible()

    kept = server.service.assessments.open(mine).assessment.metrics
    assert {id_: value.number for id_, value in kept.items()} == {
        "refund_rate": 12.35,
        "repeat_buyer_share": 13.2,
    }
    assert "退款率 12.35%" in (kept["refund_rate"].note or "")
    assert "近30天" in (kept["refund_rate"].note or "")
    expect(page.locator("img.piece")).to_have_count(0)
    # What stands beside the answers is said below, on the same page.
    expect(page.get_by_text(without)).to_have_count(0)


@contextmanager
def reading_stopped(server: Server) -> Iterator[None]:
    """Let the process that reads pictures stand still for a while."""
    children = psutil.Process(server.pid).children()
    reading = next(child for child in children if "assessment.pictures.sandbox" in child.cmdline())
    reading.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        reading.send_signal(signal.SIGCONT)


def test_who_waits_for_a_picture_sees_how_many_come_before(server: Server, visit: Visit) -> None:
    first, _ = opened(server, visit)
    second, _ = opened(server, visit)
    choose(first, "begins.jpg", screenshot())
    offer = ".st-key-offer_repeat_buyer_share img.piece"
    expect(first.locator(offer).first).to_be_visible(timeout=PATIENCE)

    with reading_stopped(server):
        choose(first, "now.jpg", screenshot())
        expect(first.get_by_text(Text("numbers.picture.reading", file="now.jpg").in_("zh"))).to_be_visible()
        choose(second, "next.jpg", screenshot())
        waiting = Text("numbers.picture.waiting", file="next.jpg", count=1).in_("zh")
        expect(second.get_by_text(waiting)).to_be_visible()

    for page in (first, second):
        expect(page.locator(offer).first).to_be_visible(timeout=PATIENCE)
    expect(second.get_by_text(waiting)).to_have_count(0)


def test_a_column_nobody_knows_is_named_by_the_reader(server: Server, visit: Visit) -> None:
    page, mine = opened(server, visit)

    choose(page, "own.csv", "日期,我们家的分,备注\n2026-11-01,81,a\n2026-11-02,83,b\n".encode())
    page.locator(".st-key-column_0 [data-testid=stSelectbox] input").first.click()
    page.get_by_role("option").filter(has_text="商家体验分").first.click()
    expect(page.locator(".st-key-offer_experience_score")).to_contain_text("83")
    page.locator(TAKE).click()

    until(
        lambda: "experience_score" in server.service.assessments.open(mine).assessment.metrics,
        "the number is taken",
    )
    assert server.service.assessments.open(mine).assessment.metrics["experience_score"].number == 83


def test_what_stands_in_a_file_is_shown_as_typed(server: Server, visit: Visit) -> None:
    page, _ = opened(server, visit, lang="en", width=390)
    nasty = [
        "![x](http://127.0.0.1:9/p.png)",
        "<img src=http://127.0.0.1:9/p.png onerror=alert(1)>",
        '=HYPERLINK("http://127.0.0.1:9")',
        ":red[**退款率**] $x$",
        "[a](javascript:alert(1))",
    ]
    quoted = ",".join('"' + name.replace('"', '""') + '"' for name in nasty)
    rows = f"日期,{quoted},商家体验分\n2026-11-01,1,2,3,<b>4</b>,@5,80\n2026-11-02,1,2,3,4,5,81\n"

    choose(page, "<script>alert(1)</script>![x](http://127.0.0.1:9/p.png).csv", rows.encode())

    expect(page.locator(".st-key-offer_experience_score")).to_contain_text("81")
    page.get_by_text(Text("numbers.table.columns").in_("en")).first.click()
    main = page.locator("[data-testid=stMain]")
    expect(main.get_by_text(Text("numbers.table.rest", count=5).in_("en"))).to_be_visible()
    text = main.inner_text().replace(JOINER, "")
    assert [name for name in nasty if name not in text] == []
    assert "<script>alert(1)</script>" in text
    expect(
        main.locator("img[src*='/p.png'], a[href*='127.0.0.1:9'], a[href^=javascript], script")
    ).to_have_count(0)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("shot.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(200), "这不是能读的图片"),
        ("empty.csv", b"\n", "文件是空的"),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "老版本的 Excel"),
    ],
)
def test_what_is_no_table_gets_a_sentence_and_the_page_goes_on(
    server: Server, visit: Visit, name: str, content: bytes, says: str
) -> None:
    page, _ = opened(server, visit)

    choose(page, name, content)
    expect(page.get_by_text(says)).to_be_visible()

    removes = Text("framework.remove", what=name).in_("zh")
    page.locator("[data-testid=stFileUploader]").get_by_role("button", name=removes).click()
    expect(page.get_by_text(says)).to_have_count(0)
    choose(page, "good.csv", "指标,数值\n商家体验分,82\n".encode())
    expect(page.locator(".st-key-offer_experience_score")).to_contain_text("82")


def test_what_one_file_lacks_another_has(server: Server, visit: Visit) -> None:
    page, mine = opened(server, visit)
    days = [f"2026-10-{day:02d}" for day in range(1, 32)]
    paid = "日期,支付金额\n" + "".join(f"{day},1000\n" for day in days)
    refunded = "日期,退款金额\n" + "".join(f"{day},80\n" for day in days)
    settled(page)
    page.locator("input[type=file]").set_input_files(
        [
            FilePayload(name="支付.csv", mimeType="", buffer=paid.encode()),
            FilePayload(name="退款.csv", mimeType="", buffer=refunded.encode()),
        ]
    )

    offer = page.locator(".st-key-offer_monthly_gmv_after_refunds")
    expect(offer).to_contain_text("28,520")
    page.locator(TAKE).click()
    expect(page.get_by_text(Text("numbers.table.taken", count=2).in_("zh"))).to_be_visible()
    note = server.service.assessments.open(mine).assessment.metrics["monthly_gmv_after_refunds"].note
    assert note == "取自 支付.csv：支付金额 B2:B32；退款.csv：退款金额 B2:B32"


def test_rows_of_one_kind_may_be_chosen(server: Server, visit: Visit) -> None:
    page, _ = opened(server, visit)

    choose(page, "成交.xlsx", (FILES / "compass-deals.xlsx").read_bytes())

    offer = page.locator(".st-key-offer_monthly_gmv_after_refunds")
    expect(offer).to_contain_text("29,450")
    expect(offer.locator("input[type=checkbox]")).not_to_be_checked()
    expect(page.get_by_text("载体类型 = 全部")).to_be_visible()
    for name, value in (("载体类型", "全部"), ("投放时段", "不限")):
        box = page.get_by_role("combobox", name=Text("numbers.table.rows", name=name).in_("zh"))
        box.click()
        page.get_by_role("option", name=value, exact=True).click()
        settled(page)
    expect(offer.locator("input[type=checkbox]")).to_be_checked()
