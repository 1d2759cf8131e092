"""What every test may use."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from hypothesis import HealthCheck, is_hypothesis_test, settings

from assessment.service import passwords

if TYPE_CHECKING:
    from benchmarks.simulated_person import Person
    from tests.browser.server import Server

# Times belong to `benchmarks/`: a slow machine must not fail a property. Generated
# instruments are large to print, and that too says nothing about the rule.
settings.register_profile("calm", deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
settings.load_profile("calm")

pytest_plugins = ["tests.pg_server"]

MEMORY, ENOUGH = Path("/dev/shm"), 2 * 2**30  # noqa: S108 - of this run alone, as pytest makes it


def pytest_configure() -> None:
    """Let tests write into memory where there is enough: on disk a database waits for it at each change."""
    if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ENOUGH:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Let passwords cost little here, where hundreds are made; what they cost otherwise has a test."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture
def server(tmp_path: Path) -> "Iterator[Server]":
    """A server of one test, with an empty database; no browser."""
    from tests.browser.server import Server  # noqa: PLC0415 - few tests need one

    with Server(tmp_path) as running:
        yield running


@pytest.fixture
def person(server: "Server") -> "Person":
    """Somebody who has begun the whole questionnaire there, in a tab without a browser."""
    from benchmarks.simulated_person import begin_people  # noqa: PLC0415

    return begin_people(server.service, server.url().rstrip("/"), 1)[0]


OPEN_FILES = Path("/proc/self/fd")


@pytest.fixture(autouse=True)
def _nothing_left_open(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hold every test to closing what it opened in its folder, where the system lists a process' open files.

    Python 3.13 and later complain of what was left open.
    """
    yield
    folder = request.node.funcargs.get("tmp_path")
    if folder is None or not OPEN_FILES.is_dir():
        return
    left = {str(path) for path in map(read_link, OPEN_FILES.iterdir()) if path.is_relative_to(folder)}
    assert not left, f"still open after the test: {sorted(left)}"


def read_link(link: Path) -> Path:
    """Return where a link leads; itself where it is gone meanwhile."""
    try:
        return link.readlink()
    except OSError:
        return link


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark as slow what tries many cases, and what is tried more than once the second time.

    That is: properties over generated cases, PostgreSQL beside SQLite, and English pages beside Chinese ones.

    Files of long tests come first, whole as they are, so that workers end together.
    """
    for item in items:
        if isinstance(item, pytest.Function) and (is_hypothesis_test(item.function) or is_second(item)):
            item.add_marker(pytest.mark.slow)
    long = {
        mark: {item.path for item in items if item.get_closest_marker(mark)} for mark in ("browser", "slow")
    }
    items.sort(key=lambda item: tuple(item.path not in files for files in long.values()))


def is_second(item: pytest.Function) -> bool:
    """Whether a test is the one on PostgreSQL, or of the English page, of a pair."""
    if not hasattr(item, "callspec"):
        return False
    given = item.callspec.params
    is_english_page = item.path.parent.name == "ui" and given.get("lang") == "en"
    return is_english_page or "postgresql" in map(str, given.values())
