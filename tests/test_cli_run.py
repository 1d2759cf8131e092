"""The command `run` serves the pages."""

import os
import socket
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from assessment.cli import main

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    """Return a port nobody listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.mark.slow
def test_run_serves_the_pages_from_any_folder_and_passes_options_on(tmp_path: Path) -> None:
    address = f"http://127.0.0.1:{free_port()}"
    port = address.rpartition(":")[2]
    command = [sys.executable, "-m", "assessment", "run", "--server.port", port]
    surroundings = os.environ | {
        "PYTHONPATH": str(ROOT),
        "ASSESSMENT_DATABASE_URL": f"sqlite:///{tmp_path / 'a.db'}",
    }

    with subprocess.Popen(  # noqa: S603 - our own program
        command, cwd=tmp_path, env=surroundings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        assert server.stdout is not None
        try:
            said = next((line for line in server.stdout if "URL" in line), "")
            with urlopen(f"{address}/ready") as answer:  # noqa: S310 - an address of this machine
                ready = answer.read()
        finally:
            server.terminate()

    assert address in said
    assert ready == b'{"status":"ok"}'


def test_run_refuses_another_bank_instead_of_passing_over_it(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["--lang", "en", "--questions", str(tmp_path), "run"])

    assert result.exit_code == 2
    assert "leave out --questions" in result.stderr
