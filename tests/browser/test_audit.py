"""An owner looks into the record of events: its days are the visitor's, not the server's."""

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from assessment.instrument.load import shipped_bank
from assessment.service import open_service
from assessment.texts import Text
from assessment.ui.views.audit import DAYS
from tests.browser.conftest import Visit
from tests.browser.questionnaire import settled
from tests.browser.server import Server

pytestmark = pytest.mark.browser

TODAY = datetime(2026, 11, 29)  # noqa: DTZ001 - of whichever zone
FIRST = TODAY - timedelta(days=DAYS)
"""The day from which the page shows events unless another is chosen."""
EDGES = (
    FIRST - timedelta(minutes=1),
    FIRST,
    TODAY + timedelta(hours=23, minutes=59),
    TODAY + timedelta(days=1),
)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Bogota"])
def test_a_day_of_the_record_is_the_visitors(
    executable: str, tmp_path: Path, visit: Visit, zone: str
) -> None:
    assert executable
    with Server(tmp_path, env={"ASSESSMENT_TODAY": TODAY.date().isoformat()}) as server:
        for edge in EDGES:
            at = edge.replace(tzinfo=ZoneInfo(zone))
            writer = open_service(server.database_url, shipped_bank(), now=partial(at.astimezone, UTC))
            writer.privacy.set_retention(90)
            writer.close()

        page = visit(server.url("audit", lang="zh"), timezone=zone)

        # The first and the last moment; not the minute before, nor tomorrow's first.
        expect(page.get_by_text(Text("audit.count", count=2, shown=2).in_("zh"))).to_be_visible()


def test_every_event_that_is_listed_is_printed(executable: str, tmp_path: Path, visit: Visit) -> None:
    assert executable
    with Server(tmp_path) as server:
        writer = open_service(server.database_url, shipped_bank())
        for days in range(30, 70):
            writer.privacy.set_retention(days)
        writer.close()
        page = settled(visit(server.url("audit", lang="zh")))
        grid, printed = page.get_by_test_id("stDataFrame"), page.locator(".on-paper tbody tr")
        expect(grid).to_be_visible()
        expect(printed).to_have_count(40)
        expect(printed.first).to_be_hidden()

        page.emulate_media(media="print")

        expect(grid).to_be_hidden()
        expect(printed.last).to_be_visible()
