"""An owner looks into the record of events: its days are the visitor's, not the server's."""

from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Page, expect

from assessment.instrument.load import shipped_bank
from assessment.service import open_service
from assessment.texts import Text
from tests.browser.conftest import Visit
from tests.browser.server import Server

pytestmark = pytest.mark.browser

DAY = datetime(2026, 11, 29)  # noqa: DTZ001 - of whichever zone
EDGES = (timedelta(minutes=-1), timedelta(), timedelta(hours=23, minutes=59), timedelta(hours=24))
"""Just before a day, its first and its last moment, just after it."""


def pick_day(page: Page, label: str) -> None:
    """Type the day into a field of days."""
    field = page.get_by_label(label, exact=True)
    field.fill("2026/11/29")
    field.press("Enter")


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/Bogota"])
def test_a_day_of_the_record_is_the_visitors(own_server: Server, visit: Visit, zone: str) -> None:
    for edge in EDGES:
        at = DAY.replace(tzinfo=ZoneInfo(zone)) + edge
        writer = open_service(own_server.database_url, shipped_bank(), now=partial(at.astimezone, UTC))
        writer.events.record("sign_in_failed", by_nobody=True)
        writer.close()

    page = visit(own_server.url("audit", lang="zh"), timezone=zone)
    for label in ("audit.until", "audit.since"):
        pick_day(page, Text(label).in_("zh"))

    expect(page.get_by_text(Text("audit.count", count=2, shown=2).in_("zh"))).to_be_visible()
