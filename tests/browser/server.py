"""The application as a real process on loopback, which can be killed and started again."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import urlopen

from assessment.instrument.load import shipped_bank
from assessment.service import Service, open_service

ROOT = Path(__file__).parents[2]

PATIENCE = 60.0
"""Seconds to wait for what must come; a slow machine is no failure."""


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for a condition.

    Raises:
        AssertionError: it did not come about.
    """
    end = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > end:
            message = f"waited {PATIENCE:g} s in vain: {what}"
            raise AssertionError(message)
        time.sleep(0.05)


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One server with its own SQLite file; the port stays the same over restarts.

    Args:
        folder: where the database and the log go.
        script: what Streamlit runs; another one than the application for comparison.
        alive: the address that answers once it is up.
        env: more for its environment.
        database_url: another database than its own SQLite file.
    """

    def __init__(
        self,
        folder: Path,
        script: str = "streamlit_app.py",
        alive: str = "live",
        env: Mapping[str, str] | None = None,
        database_url: str = "",
    ) -> None:
        self._script = script
        self._alive = alive
        self.env = dict(env or {})
        self.database = folder / "assessment.db"
        self._database_url = database_url
        self.log = folder / "server.log"
        self.port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._service: Service | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
        if self._service is not None:
            self._service.close()

    @property
    def database_url(self) -> str:
        """The address of the database, as the server gets it."""
        return self._database_url or f"sqlite:///{self.database}"

    @property
    def service(self) -> Service:
        """The same store, opened by the test: what is on disk, not what a page says."""
        if self._service is None:
            self._service = open_service(self.database_url, shipped_bank())
        return self._service

    def url(self, page: str = "", **query: str) -> str:
        """Return the address of a page."""
        return f"http://127.0.0.1:{self.port}/{page}" + (f"?{urlencode(query)}" if query else "")

    def start(self) -> None:
        """Start the server and wait until it answers.

        Raises:
            AssertionError: it ended at once, or never answered; its log is shown.
        """
        command = [sys.executable, "-m", "streamlit", "run", self._script, "--server.port", str(self.port)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own words only
                command,
                cwd=ROOT,
                env={**os.environ, "ASSESSMENT_DATABASE_URL": self.database_url, **self.env},
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
            )
        until(self._is_ready, "the server answers")

    @property
    def pid(self) -> int:
        """The number of its process.

        Raises:
            AssertionError: it does not run.
        """
        return self.process.pid

    @property
    def process(self) -> "subprocess.Popen[bytes]":
        """Its process.

        Raises:
            AssertionError: it does not run.
        """
        assert self._process is not None
        return self._process

    @property
    def runs(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.poll() is None

    def kill(self) -> None:
        """End the server the hard way (SIGKILL), as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart(self) -> None:
        """Kill it and start it again on the same port and the same file."""
        self.kill()
        self.start()

    def _is_ready(self) -> bool:
        if self._process is None or self._process.poll() is not None:
            message = f"the server ended:\n{self.log.read_text(encoding='utf-8')}"
            raise AssertionError(message)
        try:
            with urlopen(self.url(self._alive), timeout=5) as answer:  # noqa: S310 - loopback
                return bool(answer.status == 200)
        except (URLError, ConnectionError, TimeoutError):
            return False
