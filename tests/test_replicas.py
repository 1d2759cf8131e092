"""Two replicas behind a real nginx on one PostgreSQL: any goes on with what another began."""

import asyncio
import http.client
import json
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from assessment.store.database import connect
from assessment.ui.routes import MOST
from benchmarks.people import audited
from benchmarks.replicas import Replicas
from benchmarks.simulated_person import begin_people
from tests.browser.server import PATIENCE, Server, until
from tests.commands import run
from tests.nginx import SAMPLE, Nginx, nginx_program
from tests.pg_server import fresh_schema

pytestmark = pytest.mark.slow  # each begins servers of its own


@pytest.fixture(scope="module")
def database(postgres: str) -> Iterator[str]:
    """An empty PostgreSQL schema for this file."""
    nginx_program()
    with fresh_schema(postgres) as address:
        yield address


@pytest.fixture(scope="module")
def site(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replicas]:
    """Two replicas that start at the same moment on an empty database, and nginx before them."""
    with Replicas(tmp_path_factory.mktemp("site"), database, 2) as running:
        yield running


def asked(
    nginx: Nginx, path: str, visitor: str = "127.0.0.1", **headers: str
) -> tuple[int, list[tuple[str, str]], bytes]:
    """Ask for an address by way of nginx, as a visitor at an address; return status, headers and content."""
    connection = http.client.HTTPConnection(
        "127.0.0.1", nginx.port, timeout=PATIENCE, source_address=(visitor, 0)
    )
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.getheaders(), answer.read()
    finally:
        connection.close()


def test_replicas_that_start_together_make_the_tables_once(site: Replicas, database: str) -> None:
    assert [server.runs for server in site.servers] == [True, True]
    logs = "".join(server.log.read_text(encoding="utf-8") for server in site.servers)

    with closing(connect(database)) as store, store.reading() as connection:
        revisions = connection.execute(sa.text("select version_num from alembic_version")).all()
        actors = connection.execute(sa.text("select label from actor where label = 'local'")).all()

    assert (len(revisions), len(actors)) == (1, 1)
    assert "Traceback" not in logs
    assert "ERROR" not in logs


def test_a_visitor_stays_at_one_replica_and_another_takes_over(site: Replicas) -> None:
    _, headers, _ = asked(site.nginx, "/live")
    cookie = next(value for name, value in headers if name.lower() == "set-cookie")
    kept = cookie.partition(";")[0]

    assert re.fullmatch(r"replica=[0-9a-f]{32}", kept)
    assert "HttpOnly" in cookie
    assert "set-cookie" not in {name.lower() for name, _ in asked(site.nginx, "/live", Cookie=kept)[1]}


def test_the_visitors_address_is_the_visitors(site: Replicas) -> None:
    said = json.loads(asked(site.nginx, "/live", "127.0.0.5", **{"X-Forwarded-For": "203.0.113.7"})[2])

    # What nginx saw counts, not what the visitor claims.
    assert said["you"] == "127.0.0.5"


def test_one_who_guesses_links_waits_and_nobody_else_does(site: Replicas) -> None:
    same = {"Cookie": f"replica={'a' * 32}"}
    statuses = [asked(site.nginx, f"/r/guess-{number}", "127.0.0.3", **same)[0] for number in range(MOST + 3)]

    assert statuses == [404] * MOST + [429] * 3
    assert asked(site.nginx, "/r/guess-again", "127.0.0.4", **same)[0] == 404


def test_nginx_slows_down_who_asks_for_links_by_the_hundred(site: Replicas) -> None:
    many = [asked(site.nginx, f"/r/{number:06}-guess", "127.0.0.6")[0] for number in range(60)]

    assert 429 in many
    # What was refused is a key as well.
    assert "-guess" not in site.nginx.log.with_name("error.log").read_text(encoding="utf-8")
    assert asked(site.nginx, "/r/mistyped", "127.0.0.7")[0] == 404


def test_no_key_of_a_link_is_written_down_on_its_way(site: Replicas) -> None:
    asked(site.nginx, "/r/secret-key-of-a-link")

    until(lambda: "/r/..." in site.nginx.log.read_text(encoding="utf-8"), "nginx wrote it down")
    assert "secret-key" not in site.nginx.log.read_text(encoding="utf-8")


def test_a_replica_is_killed_in_the_middle_and_nothing_is_lost(site: Replicas) -> None:
    people = begin_people(site.servers[0].service, site.nginx.url, 6)

    async def killed_in_the_middle() -> None:
        await asyncio.gather(*(person.open("content") for person in people))
        for _ in range(2):
            await asyncio.gather(*(person.answer_next() for person in people))
        site.servers[1].kill()
        for _ in range(2):
            await asyncio.gather(*(person.answer_next() for person in people))
        site.servers[1].start()
        site.servers[0].kill()
        await asyncio.gather(*(person.answer_next() for person in people))
        site.servers[0].start()
        await asyncio.gather(*(person.tab.close() for person in people))

    asyncio.run(killed_in_the_middle())

    assert [len(person.given) for person in people] == [5] * len(people)
    assert sum(person.broken for person in people) >= len(people)
    assert audited(site.servers[0].service, site.database_url, people) == (0, 0)


def test_the_doctor_finds_nothing_wrong_with_the_sample(
    site: Replicas, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in site.env.items():
        monkeypatch.setenv(name, value)

    code, printed, _ = run("doctor", "--lang", "en", "--json", "--port", str(site.servers[0].port))

    found = {one["check"]: one["state"] for one in json.loads(printed)["checks"]}
    assert code == 0, printed
    assert {"database", "proxy", "socket", "public", "port", "clock"} <= found.keys()
    assert set(found.values()) == {"ok"}, printed


SIGNED_IN = {"ASSESSMENT_MODE": "team", "ASSESSMENT_SECRET": "s" * 40}
SHEETS = {"ASSESSMENT_ONLY_SHEETS": "1"}


def diagnosed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, settings: Mapping[str, str], line: str, instead: str
) -> tuple[int, dict[str, dict[str, str]]]:
    """Let the doctor look at a server behind the sample's nginx, in which a line was changed.

    Returns:
        Its exit code, and its checks by name.
    """
    with ExitStack() as stack:
        server = Server(folder)
        nginx = Nginx(folder, [server.port])
        text = nginx.config.read_text(encoding="utf-8")
        assert re.search(line, text)
        nginx.config.write_text(re.sub(line, instead, text), encoding="utf-8")
        env = {"ASSESSMENT_PUBLIC_URL": nginx.url, "ASSESSMENT_PROXIES": "127.0.0.1", **settings}
        server.env.update(env)
        stack.enter_context(server)
        stack.enter_context(nginx)
        server.service.accounts.invite("Olga", "owner")  # as on the first day: the database is there
        for name, value in {**env, "ASSESSMENT_DATABASE_URL": server.database_url}.items():
            monkeypatch.setenv(name, value)

        code, printed, _ = run("doctor", "--lang", "en", "--json", "--port", str(server.port))

    return code, {one["check"]: one for one in json.loads(printed)["checks"]}


@pytest.mark.parametrize("settings", [SIGNED_IN, SHEETS], ids=["team", "sheets"])
def test_the_doctor_finds_nothing_wrong_with_a_server_that_lets_no_stranger_in(
    settings: Mapping[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, found = diagnosed(tmp_path, monkeypatch, settings, "proxy_set_header Host", "proxy_set_header Host")

    assert code == 0, found
    assert {one["state"] for one in found.values()} == {"ok"}, found
    assert {"proxy", "socket", "public"} <= found.keys()


FAULTS = [
    ("proxy", r"proxy_set_header Host[^\n]*", "", {}),
    ("proxy", r"\$proxy_add_x_forwarded_for", "$http_x_forwarded_for", {}),
    ("socket", r"proxy_set_header Upgrade[^\n]*", "", {}),
    ("socket", r"proxy_set_header Upgrade[^\n]*", "", SIGNED_IN),
    ("socket", r"proxy_set_header Upgrade[^\n]*", "", SHEETS),
]


@pytest.mark.parametrize(
    "fault", FAULTS, ids=["host", "believes", "upgrade", "upgrade-team", "upgrade-sheets"]
)
def test_the_doctor_names_what_a_proxy_does_wrong(
    fault: tuple[str, str, str, Mapping[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check, line, instead, settings = fault

    code, found = diagnosed(tmp_path, monkeypatch, settings, line, instead)

    assert code == 1
    assert found[check]["state"] == "problem", found
    assert found[check]["do"]


def test_the_sample_with_https_is_sound(tmp_path: Path) -> None:
    nginx = Nginx(tmp_path, [8501, 8502], encrypted=True)

    nginx.check()

    assert "limit_req zone=keys" in SAMPLE.read_text(encoding="utf-8")
