"""Servers that begin as copies of a process which has loaded the application.

A server spends seconds of processor on its imports, the same every time, and a
run of the tests starts some eighty. Here the standard library's fork server
loads them once (`tests.browser.loaded`), and each server is forked out of it:
a process of its own with its own settings, folder, log and port, ended and
started again like any other. What a fresh interpreter does, and how the
process is started, is seen with `Server`, which runs the command of the README.
"""

import os
import sys
from collections.abc import Mapping
from functools import cache
from multiprocessing import get_all_start_methods
from multiprocessing.context import ForkServerContext
from pathlib import Path
from signal import SIGKILL
from subprocess import TimeoutExpired

from tests.browser.server import ROOT, Process, Server


class ForkedServer(Server):
    """A server without the wait for its imports; the README's command where this system cannot fork."""

    def _begun(self) -> Process:
        if "forkserver" not in get_all_start_methods():
            return super()._begun()
        return Forked(self.arguments, self.environment, self.log)


class Forked:
    """A server's process, with what `subprocess.Popen` has for one.

    Args:
        arguments: Streamlit's, as on its command line.
        environment: all of it.
        log: where to write what the process prints, after what is there.
    """

    def __init__(self, arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
        self._process = _template().Process(
            target=serve, args=(arguments, dict(environment), log), daemon=True
        )
        self._process.start()

    @property
    def pid(self) -> int:
        """Its number."""
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        """How it ended, a signal's number below zero; None where it runs."""
        return self._process.exitcode

    def poll(self) -> int | None:
        """Return how it ended; None where it runs."""
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for its end and return how it ended.

        Raises:
            TimeoutExpired: it still runs.
        """
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise TimeoutExpired(self._process.name, timeout or 0)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send it a signal, where it runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it the hard way."""
        self.send_signal(SIGKILL)


@cache
def _template() -> ForkServerContext:
    """Return what makes the copies: one process for all that this one asks for, and it ends with this one."""
    context = ForkServerContext()
    context.set_forkserver_preload(["tests.browser.loaded"])
    return context


def serve(arguments: list[str], environment: Mapping[str, str], log: Path) -> None:
    """Be the process of `python -m streamlit`, from here on."""
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    sys.argv = ["streamlit", *arguments]
    written = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
        os.dup2(written, stream.fileno())
    os.close(written)

    from streamlit.web.cli import main  # noqa: PLC0415 - loaded already, and not where servers are only asked for

    main(arguments, prog_name="streamlit")
