"""What is handed to operators: container, compose file, unit and nginx sample say what this program does.

There is no container engine in the tests: the processes that the files name are run by hand.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
import yaml

from assessment.cli.doctor import listening
from assessment.settings import READERS, SettingsError, read_settings
from tests.browser.server import PATIENCE, ROOT, free_port, until

DEPLOY = ROOT / "deploy"
UNIT = DEPLOY / "assessment@.service"
GIVEN = {
    "POSTGRES_PASSWORD": "p" * 20,
    "ASSESSMENT_SECRET": "s" * 40,
    "ASSESSMENT_PUBLIC_URL": "https://assess.example.com",
}
"""What the operator writes into `.env`."""


def instructions() -> list[tuple[str, str]]:
    """Return the instructions of the Containerfile."""
    text = re.sub(r"\\\n", " ", (DEPLOY / "Containerfile").read_text(encoding="utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(word, rest.strip()) for word, _, rest in (line.strip().partition(" ") for line in lines)]


def the(word: str) -> str:
    """Return what the last instruction of a kind says."""
    return [rest for kind, rest in instructions() if kind == word][-1]


def container_environment() -> dict[str, str]:
    """Return the settings that the Containerfile makes."""
    pairs = (pair for kind, rest in instructions() if kind == "ENV" for pair in rest.split())
    return dict(pair.split("=", 1) for pair in pairs)


@contextmanager
def running(command: list[str], folder: Path, env: Mapping[str, str]) -> Iterator["subprocess.Popen[str]"]:
    """Run a command of a file, and end it."""
    surroundings = {name: value for name, value in os.environ.items() if name not in READERS}
    with subprocess.Popen(  # noqa: S603 - the words of our own files
        command, cwd=folder, env={**surroundings, **env}, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            process.terminate()


def answers(url: str) -> bool:
    """Whether a server is ready."""
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310 - loopback
            return bool(answer.status == 200)
    except (URLError, ConnectionError, TimeoutError):
        return False


def with_port(command: list[str], port: int) -> list[str]:
    """Return a command with this Python and another port, on loopback."""
    python = [sys.executable if each.endswith("python") else each for each in command]
    moved = ["127.0.0.1" if each == "0.0.0.0" else each for each in python]  # noqa: S104 - what the file says
    return [str(port) if each in {"8501", "%i"} else each for each in moved]


@pytest.mark.slow
def test_the_containers_process_gets_ready_and_its_health_check_agrees(tmp_path: Path) -> None:
    port = free_port()
    env = container_environment() | {"ASSESSMENT_DATABASE_URL": f"sqlite:///{tmp_path}/assessment.db"}
    env["ASSESSMENT_SECRET"] = GIVEN["ASSESSMENT_SECRET"]
    check = [part.replace("8501", str(port)) for part in json.loads(the("HEALTHCHECK").partition("CMD ")[2])]
    check[0] = sys.executable

    with running(with_port(json.loads(the("CMD")), port), ROOT, env) as process:
        until(lambda: answers(f"http://127.0.0.1:{port}/ready"), "the container's process is ready")
        healthy = subprocess.run(check, check=False, timeout=PATIENCE).returncode  # noqa: S603 - our own words
        process.terminate()
        log = process.stderr.read() if process.stderr is not None else ""
        ended = process.wait(PATIENCE)
    unhealthy = subprocess.run(check, check=False, timeout=PATIENCE, capture_output=True).returncode  # noqa: S603

    assert (healthy, ended) == (0, -signal.SIGTERM)
    assert unhealthy != 0
    assert {json.loads(line)["message"] for line in log.splitlines() if line.startswith("{")} >= {
        "serving",
        "stopping",
    }
    assert the("STOPSIGNAL") == "SIGTERM"


def test_the_container_holds_what_the_program_needs_and_is_not_root() -> None:
    copied = {part for kind, rest in instructions() if kind == "COPY" for part in rest.split()[:-1]}

    assert {"assessment", "questions", "streamlit_app.py", ".streamlit", "requirements.lock"} <= copied
    assert all((ROOT / part).exists() for part in copied)
    assert the("USER").isdigit()


def filled_in(value: Any) -> Any:
    """Fill the operator's values into a compose file."""
    if isinstance(value, dict):
        return {key: filled_in(part) for key, part in value.items()}
    if isinstance(value, list):
        return [filled_in(part) for part in value]
    return (
        re.sub(r"\$\{(\w+):\?\}", lambda found: GIVEN[found[1]], value) if isinstance(value, str) else value
    )


def services() -> dict[str, Any]:
    """Return the services of the compose file."""
    found: dict[str, Any] = filled_in(yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    return dict(found["services"])


def test_the_replicas_of_the_compose_file_are_set_up_safely() -> None:
    found = services()
    replicas = {name: one for name, one in found.items() if name.startswith("replica")}
    proxy = found["nginx"]["networks"]["inside"]["ipv4_address"]

    assert len(replicas) == 2
    for one in replicas.values():
        read = read_settings(one["environment"])
        read.check_address("0.0.0.0")  # noqa: S104 - what the container listens at
        assert (read.mode, read.log_format) == ("team", "json")
        assert [str(each) for each in read.proxies] == [f"{proxy}/32"]
        assert one["environment"]["FORWARDED_ALLOW_IPS"] == proxy
        assert set(one["environment"]) <= {*READERS, "FORWARDED_ALLOW_IPS"}
        # nginx alone can be reached from outside.
        assert "ports" not in one
    assert "ports" not in found["database"]


def test_nginx_waits_for_replicas_that_answer_the_health_check_of_the_image() -> None:
    found = services()
    replicas = {name: one for name, one in found.items() if name.startswith("replica")}
    asked = json.loads(the("HEALTHCHECK").partition("CMD ")[2])

    assert all(one["healthcheck"]["test"] == ["CMD", *asked] for one in replicas.values())
    assert found["nginx"]["depends_on"] == {name: {"condition": "service_healthy"} for name in replicas}


def test_doctor_judges_the_address_that_the_image_listens_at() -> None:
    environment = container_environment()

    address, _ = listening(environment)

    command = json.loads(the("CMD"))
    assert address == command[command.index("--server.address") + 1]
    assert listening({})[0] == "127.0.0.1"
    assert listening({"STREAMLIT_SERVER_PORT": "8600"})[1] == 8600


def test_nginx_of_the_compose_file_knows_its_replicas(tmp_path: Path) -> None:
    found = services()
    addresses = {
        one["networks"]["inside"]["ipv4_address"] for name, one in found.items() if name.startswith("replica")
    }
    script = found["nginx"]["command"][2].replace("/etc/nginx/sample.conf", str(DEPLOY / "nginx.conf"))
    script = script.replace("/etc/nginx/nginx.conf", str(tmp_path / "nginx.conf")).partition("&&")[0]

    subprocess.run(["/bin/sh", "-c", script], check=True)  # noqa: S603 - our own words

    text = (tmp_path / "nginx.conf").read_text(encoding="utf-8")
    assert set(re.findall(r"server ([\d.]+):8501", text)) == addresses


def unit() -> dict[str, str]:
    """Return the settings of the unit that stand once."""
    lines = UNIT.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))


@pytest.mark.slow
def test_the_units_process_gets_ready(tmp_path: Path) -> None:
    port = free_port()
    env = {"ASSESSMENT_DATABASE_URL": f"sqlite:///{tmp_path}/assessment.db", "ASSESSMENT_LOG_FORMAT": "json"}

    with running(with_port(unit()["ExecStart"].split(), port), ROOT, env):
        until(lambda: answers(f"http://127.0.0.1:{port}/ready"), "the unit's process is ready")


def test_replicas_of_the_unit_share_their_user_and_not_their_own_settings() -> None:
    found = unit()
    files = [line.partition("=")[2] for line in UNIT.read_text(encoding="utf-8").splitlines()]

    # The name of an instance makes another user, who takes the folder with the database from the first.
    assert found["User"]
    assert "%" not in found["User"]
    assert f"/var/lib/{found['StateDirectory']}/" in found["Environment"]
    # A port is one process's: what only one may have stands in a file of its own, which counts last.
    assert [each for each in files if each.endswith(".env")][-1] == "-/etc/assessment/%i.env"


def test_what_others_reach_is_not_served_without_sign_in() -> None:
    of_unit = dict(pair.split("=", 1) for pair in unit()["Environment"].split())

    for environment in (container_environment(), of_unit):
        with pytest.raises(SettingsError):
            read_settings(environment)
        assert read_settings({**environment, "ASSESSMENT_SECRET": GIVEN["ASSESSMENT_SECRET"]}).mode == "team"


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("there is no systemd-analyze here")
    # Whether the program is installed at its place is not the unit's fault.
    copy = tmp_path / "assessment@8501.service"
    text = UNIT.read_text(encoding="utf-8").replace("/srv/assessment/.venv/bin/python", sys.executable)
    copy.write_text(text, encoding="utf-8")

    seen = subprocess.run([program, "verify", str(copy)], check=False, capture_output=True, text=True)  # noqa: S603

    assert (seen.returncode, seen.stderr) == (0, "")
