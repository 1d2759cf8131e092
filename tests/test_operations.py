"""What an operator looks at: whether a server lives and is ready, its measurements, its log, how it stops.

Real servers, and tabs that speak the framework's protocol.
"""

import asyncio
import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest

from benchmarks.people import Load, audited, measured
from benchmarks.simulated_person import Person, begin_people
from tests.browser.server import PATIENCE, ROOT, Server, free_port, until

pytestmark = pytest.mark.slow  # each begins servers of its own


def asked(server: Server, path: str, host: str = "") -> tuple[int, Mapping[str, str], bytes]:
    """Ask a server for an address; return status, headers and content."""
    address = urlsplit(server.url())
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=PATIENCE)
    try:
        connection.request("GET", f"/{path}", headers={"Host": host or address.netloc})
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return answer.status, headers, answer.read()
    finally:
        connection.close()


@pytest.fixture(scope="module")
def port() -> int:
    """A port for measurements."""
    return free_port()


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Server]:
    """A server with everything an operator may switch on."""
    env = {"ASSESSMENT_METRICS_PORT": str(port), "ASSESSMENT_LOG_FORMAT": "json"}
    with Server(tmp_path_factory.mktemp("watched"), env=env) as running:
        yield running


def measurements(port: int) -> dict[str, float]:
    """Return every measurement by its name and labels."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=PATIENCE) as answer:
        lines = answer.read().decode().splitlines()
    return {
        name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if line[0] != "#")
    }


def people_of(server: Server, count: int) -> list[Person]:
    """Begin an assessment for each of so many people."""
    return begin_people(server.service, server.url().rstrip("/"), count)


def test_a_few_people_answer_and_nothing_is_lost(watched: Server, port: int) -> None:
    seen = measured(people_of(watched, 3), Load(seconds=3600, every=0.2, items=12), [watched])

    assert (seen.answers, seen.failed, seen.broken, seen.lost, seen.doubled) == (36, 0, 0, 0, 0)
    counted = measurements(port)
    assert counted['assessment_runs_total{by="person"}'] >= 36
    assert counted["assessment_run_seconds_count"] >= 36
    assert counted["assessment_database_ready"] == 1
    assert counted["assessment_page_failures_total"] == 0
    assert counted["process_resident_memory_bytes"] > 0
    until(lambda: measurements(port)["assessment_connections"] == 0, "all tabs are gone")


def test_the_log_is_lines_of_json_without_names_answers_or_links(watched: Server) -> None:
    token = "a-link-that-nobody-has"  # noqa: S105 - it opens nothing
    begun = len(watched.log.read_bytes())
    assert asked(watched, f"r/{token}")[0] == 404
    people = people_of(watched, 1)
    measured(people, Load(seconds=3600, every=0.1, items=3), [watched])

    whole = watched.log.read_text(encoding="utf-8")
    written = [json.loads(line) for line in whole.splitlines() if line.startswith("{")]
    later = watched.log.read_bytes()[begun:].decode().splitlines()

    assert {"message": "request", "path": "/r/…", "status": 404}.items() <= {
        key: value for line in written for key, value in line.items() if line.get("path") == "/r/…"
    }.items()
    assert all(json.loads(line)["level"] == "info" for line in later)
    assert token not in whole
    assert "店铺" not in whole
    assert people[0].assessment not in whole


def test_a_page_may_speak_to_its_own_server_and_to_no_other(watched: Server) -> None:
    host = urlsplit(watched.url()).netloc
    _, headers, _ = asked(watched, "results")

    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["connect-src"] == f"'self' ws://{host}"


def test_the_policy_names_the_address_that_the_operator_set(tmp_path: Path) -> None:
    env = {"ASSESSMENT_PUBLIC_URL": "https://assess.example.com"}
    with Server(tmp_path, env=env) as server:
        _, headers, _ = asked(server, "", host="assess.example.com")

        assert "connect-src 'self' wss://assess.example.com;" in headers["content-security-policy"]
        assert asked(server, "", host="elsewhere.example.com")[0] == 403


def test_measurements_are_on_a_port_of_their_own(watched: Server) -> None:
    assert b"assessment_runs" not in asked(watched, "metrics")[2]
    assert asked(watched, "_stcore/metrics")[0] == 404


def test_a_port_for_measurements_that_is_taken_is_said_in_a_sentence(watched: Server, port: int) -> None:
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "streamlit_app.py",
        "--server.port",
        str(free_port()),
    ]
    env = {**os.environ, **watched.env, "ASSESSMENT_DATABASE_URL": watched.database_url}

    ended = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)  # noqa: S603

    assert ended.returncode != 0
    assert f"port {port} at 127.0.0.1 cannot be used" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_server_without_its_database_lives_and_is_not_ready(tmp_path: Path) -> None:
    (tmp_path / "assessment.db").write_bytes(b"SQLite format 3\x00" + bytes(range(256)) * 40)
    with Server(tmp_path) as server:
        assert json.loads(asked(server, "live")[2]) == {"status": "ok", "you": "127.0.0.1"}
        assert asked(server, "ready")[0] == 503

        server.database.unlink()
        until(lambda: asked(server, "ready")[0] == 200, "the server is ready")
        assert json.loads(asked(server, "ready")[2]) == {"status": "ok"}


def test_a_server_that_is_told_to_stop_saves_what_it_was_given(tmp_path: Path) -> None:
    with Server(tmp_path, env={"ASSESSMENT_LOG_FORMAT": "json"}) as server:
        people = people_of(server, 3)

        async def stopped_in_the_middle() -> None:
            await asyncio.gather(*(person.open("content") for person in people))
            answers = [asyncio.create_task(person.answer_next()) for person in people]
            await asyncio.sleep(0)
            server.process.send_signal(signal.SIGTERM)
            await asyncio.to_thread(server.process.wait, PATIENCE)
            server.restart()
            await asyncio.gather(*answers)
            await asyncio.gather(*(person.tab.close() for person in people))

        ended = server.process
        asyncio.run(stopped_in_the_middle())

        # It ends by the signal, as it should, but after its own last line.
        assert ended.returncode == -signal.SIGTERM
        assert [len(person.given) for person in people] == [1, 1, 1]
        assert audited(server.service, server.database_url, people) == (0, 0)
        log = server.log.read_text(encoding="utf-8")
        assert '"stopping"' in log
        assert '"level": "error"' not in log
