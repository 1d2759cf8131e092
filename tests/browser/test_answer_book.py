"""The workbook of a draft on its page: downloaded, filled in, looked at, and taken as a whole."""

from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, expect

from assessment.responses import Mode
from tests.browser.conftest import Visit
from tests.browser.server import Server
from tests.report.books import filled

pytestmark = pytest.mark.browser


def test_a_filled_in_workbook_is_looked_at_and_taken_as_a_whole(
    server: Server, visit: Visit, tmp_path: Path
) -> None:
    draft = server.service.assessments.start("老陈果园", Mode.CORE, {"sells_live": True}, None)
    page = visit(server.url("respond", a=draft, d="finish", lang="zh"), width=390)
    page.get_by_text("用表格答题").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="下载答题表").click()
    download.value.save_as(tmp_path / "book.xlsx")
    content = (tmp_path / "book.xlsx").read_bytes()
    box = page.locator(".st-key-answer_book")

    wrong = filled(content, {("a:supply.stock", "answer"): "7"})
    box.locator("input[type=file]").set_input_files(FilePayload(name="a.xlsx", mimeType="", buffer=wrong))
    expect(box.get_by_text("回答!E")).to_be_visible()
    expect(page.get_by_role("button", name="收下")).to_have_count(0)

    right = filled(content, {("a:supply.stock", "answer"): "2", ("a:supply.stock", "note"): "每周一点数"})
    box.locator("input[type=file]").set_input_files(FilePayload(name="b.xlsx", mimeType="", buffer=right))
    page.get_by_role("button", name="收下这 2 处").click()

    expect(box.get_by_text("收下了")).to_be_visible()
    answer = server.service.assessments.open(draft).assessment.answers["supply.stock"]
    assert (answer.point, answer.note) == (2, "每周一点数")
