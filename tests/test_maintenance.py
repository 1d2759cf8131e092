"""What a server does by itself, whichever page is opened, or none."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assessment.responses import Mode
from assessment.service import EventFilter, Service
from assessment.service.account_errors import WrongPassword
from assessment.ui.server import maintained
from assessment.ui.state.session import operator_service
from tests.browser.server import until
from tests.ui.pages import store


def test_a_server_that_nobody_visits_puts_away_what_is_due(tmp_path: Path) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=400)
    with store(tmp_path, now=lambda: long_ago) as service:
        service.assessments.start("没人来的店", Mode.CORE, {}, None)
        service.privacy.set_retention(90)

        async def serve() -> None:
            async with maintained(first=0.0, every=0.01):
                counts = operator_service().put_away.counts
                await asyncio.to_thread(until, lambda: counts()["bin"] == 1, "the shop is in the bin")

        asyncio.run(serve())
        assert not service.assessments.recent()


def test_a_server_that_ends_writes_down_what_it_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSESSMENT_SECRET", "s" * 32)

    def counted(service: Service) -> list[int]:
        found = service.events.listed(EventFilter(kinds=["sign_in_failed"])).events
        return [each.detail["count"] for each in found]

    with store(tmp_path) as service:

        async def serve() -> None:
            async with maintained():
                for _ in range(3):
                    with pytest.raises(WrongPassword):
                        operator_service().sign_ins.sign_in("nobody", "wrong password", "192.0.2.99")
                assert counted(service) == []

        asyncio.run(serve())
        assert counted(service) == [3]


def test_a_database_that_is_away_is_no_end(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with store(tmp_path) as service:
        operator_service()
        service.close()
        (tmp_path / "assessment.db").unlink()

        async def serve() -> None:
            async with maintained(first=0.0, every=0.01):
                await asyncio.to_thread(
                    until, lambda: "the bin was not emptied" in caplog.text, "it is put off"
                )

        asyncio.run(serve())
