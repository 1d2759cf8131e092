"""What lies under a page fails while one answers: the server killed, PostgreSQL away, the disk full.

Nothing acknowledged is lost, nothing given is forgotten, and what is wrong is said in words.
"""

import os
import resource
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assessment.instrument.model import AnchoredItem
from tests.browser.conftest import Visit
from tests.browser.questionnaire import Questionnaire, settled
from tests.browser.server import Server
from tests.browser.test_browser_copy import wait_copied
from tests.pg_server import NoPostgreSQL, own_postgres

pytestmark = pytest.mark.browser

Deed = Callable[[], None]


def anchored(mine: Questionnaire) -> list[AnchoredItem]:
    """Return the questions of the section that are answered by a choice."""
    return [item for item in mine.items("content") if isinstance(item, AnchoredItem)]


def test_a_server_killed_while_one_types_and_clicks_loses_nothing(own_server: Server, visit: Visit) -> None:
    mine = Questionnaire.begun(visit(), own_server).open("content")
    page = mine.page
    given: dict[str, tuple[int, str]] = {}
    for item, point in zip(anchored(mine)[:3], cycle("201"), strict=False):
        mine.choose(item, point)
        note = mine.note(item.id)
        note.click()
        page.keyboard.type("第三周", delay=30)
        own_server.kill()
        page.keyboard.type("改过")
        given[item.id] = int(point), note.input_value()
        own_server.start()
        expect(note).to_be_enabled()
    for item_id, (chosen, typed) in given.items():
        mine.wait_kept(item_id, point=chosen, note=typed)
    wait_copied(page, 0)
    assert all(len(typed) >= len("第三周") for _, typed in given.values())


def goes_on(mine: Questionnaire, breaks: Deed, mends: Deed) -> None:
    """Answer while something is broken: said beside the question, kept, and saved once it is whole again."""
    before, during = anchored(mine)[:2]
    mine.choose(before, "2")
    mine.wait_kept(before.id, point=2)
    breaks()
    mine.choose(during, "1")
    expect(mine.question(during.id).locator("[data-testid=stAlert]")).to_be_visible()
    mine.note(during.id).fill("还没好")
    mine.forward()
    expect(mine.page.locator(".st-key-unsent")).to_be_visible()
    expect(mine.page.locator("[data-testid=stException]")).to_have_count(0)
    mends()
    mine.wait_kept(during.id, point=1, note="还没好")
    mine.wait_kept(before.id, point=2)
    expect(mine.page.locator(".st-key-unsent")).to_have_count(0)
    wait_copied(mine.page, 0)


def a_plan_goes_on(mine: Questionnaire, breaks: Deed, mends: Deed) -> None:
    """Fit a plan to other people while something is broken: planned with, and saved once it is whole."""
    mine.page.goto(mine.server.url("roadmap", a=mine.id, lang=mine.lang))
    settled(mine.page)
    breaks()
    mine.page.locator(".st-key-people_and_dates summary").click()
    hours = mine.page.get_by_role("spinbutton", name="店铺运营")
    hours.fill("7.5")
    hours.press("Enter")
    expect(mine.page.locator(".st-key-request_unsaved")).to_be_visible()
    expect(mine.page.locator(".st-key-request_summary")).to_contain_text("店铺运营 7.5")
    expect(mine.page.locator(".st-key-verdict h1")).to_be_visible()
    assert mine.server.service.roadmaps.saved_request(mine.id) is None
    mends()
    expect(mine.page.locator(".st-key-request_unsaved")).to_have_count(0)
    settled(mine.page)
    saved = mine.server.service.roadmaps.saved_request(mine.id)
    assert saved is not None
    assert saved.capacity["shop"] == 7.5


class PostgresServer(Server):
    """The application on a PostgreSQL of its own."""

    def __init__(self, folder: Path, url: str) -> None:
        super().__init__(folder)
        self._url = url

    @property
    def database_url(self) -> str:
        """The address of the database."""
        return self._url


def test_postgresql_stopped_and_started_loses_nothing(executable: str, visit: Visit, tmp_path: Path) -> None:
    assert executable
    try:
        with own_postgres() as postgres, PostgresServer(tmp_path, postgres.url) as server:
            mine = Questionnaire.begun(visit(), server).open("content")
            goes_on(mine, postgres.stop, postgres.start)
    except NoPostgreSQL as reason:
        if os.environ.get("ASSESSMENT_REQUIRE_POSTGRES"):
            pytest.fail(f"PostgreSQL is required here: {reason}")
        pytest.skip(f"no PostgreSQL: {reason}")


@contextmanager
def small_disk(folder: Path) -> Iterator[bool]:
    """Mount a disk of 6 MB on a folder; where that is not permitted, say so."""
    mount, umount = shutil.which("mount") or "mount", shutil.which("umount") or "umount"
    command = [mount, "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    try:
        is_mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        is_mounted = False
    try:
        yield is_mounted
    finally:
        if is_mounted:
            subprocess.run([umount, "-l", str(folder)], check=False)  # noqa: S603


def filled_and_emptied(disk: Path, server: Server, *, is_small: bool) -> tuple[Deed, Deed]:
    """Return what leaves a server no room to write, and what gives it room again."""
    ballast = disk / "ballast"

    def fill() -> None:
        if not is_small:
            # No disk of our own: a quota on what the server may write.
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
            return
        with ballast.open("wb", buffering=0) as file:
            for size in (65536, 512):
                try:
                    while True:
                        file.write(b"x" * size)
                except OSError:
                    continue

    def empty() -> None:
        if is_small:
            ballast.unlink()
        else:
            unlimited = resource.RLIM_INFINITY, resource.RLIM_INFINITY
            resource.prlimit(server.pid, resource.RLIMIT_FSIZE, unlimited)

    return fill, empty


def test_a_full_disk_loses_nothing(executable: str, visit: Visit, tmp_path: Path) -> None:
    assert executable
    disk = tmp_path / "disk"
    disk.mkdir()
    with small_disk(disk) as is_small, Server(disk) as server:
        mine = Questionnaire.begun(visit(), server).open("content")
        fill, empty = filled_and_emptied(disk, server, is_small=is_small)
        goes_on(mine, fill, empty)
        a_plan_goes_on(mine, fill, empty)
