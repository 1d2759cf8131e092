"""The commands `database backup`, `database restore` and `doctor`."""

import json
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assessment.instrument.load import shipped_bank
from assessment.service import open_service
from assessment.settings import READERS
from tests.commands import run
from tests.stores import put_store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A store with the examples, named as the environment names it, and nothing else set."""
    for variable in READERS:
        monkeypatch.delenv(variable, raising=False)
    file = tmp_path / "assessment.db"
    put_store(file, examples=True)
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{file}")
    return file


def test_the_whole_database_goes_into_a_file_and_comes_back(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code, printed, said = run("database", "backup", str(tmp_path), "--lang", "en")
    (file,) = tmp_path.glob("assessment-*.zip")
    assert (code, said) == (0, "")
    assert str(file) in printed

    code, printed, _ = run("database", "restore", "--dry-run", str(file), "--lang", "en")
    assert (code, "is whole" in printed) == (0, True)

    other = tmp_path / "other" / "assessment.db"
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{other}")
    code, printed, _ = run("database", "restore", str(file), "--lang", "en")
    assert code == 0
    assert str(other) in printed
    assert cards(other) == cards(store) != []

    code, _, said = run("database", "restore", str(file), "--lang", "en")
    assert code == 1
    assert "holds data already" in said


def cards(file: Path) -> list[str]:
    """Return the assessments in a store."""
    with closing(open_service(f"sqlite:///{file}", shipped_bank())) as service:
        return [card.id for card in service.assessments.recent()]


def test_what_cannot_be_done_is_said_in_a_sentence(store: Path, tmp_path: Path) -> None:
    there = tmp_path / "there.zip"
    there.write_bytes(b"mine")
    for arguments in (
        ("backup", str(there)),
        ("backup", str(tmp_path / "none" / "x.zip")),
        ("restore", str(there)),
        ("restore", "--dry-run", str(store)),
    ):
        for lang in ("zh", "en"):
            code, printed, said = run("database", *arguments, "--lang", lang)
            assert (code, printed) == (1, "")
            assert said.strip()
    assert there.read_bytes() == b"mine"


def states(*more: str) -> tuple[int, dict[str, str]]:
    """Return the exit code of the doctor, and the state of each check."""
    code, printed, _ = run("doctor", "--json", *more)
    return code, {one["check"]: one["state"] for one in json.loads(printed)["checks"]}


@pytest.fixture
def taken() -> Iterator[str]:
    """A port that another program has."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield str(other.getsockname()[1])


def test_a_sound_laptop_has_nothing_to_mend(store: Path) -> None:
    code, found = states("--port", "1")

    assert (code, set(found.values())) == (0, {"ok"}), found
    assert {"settings", "database", "soundness", "disk", "clock", "fonts", "port", "secret"} <= found.keys()
    assert store.exists()


def test_the_doctor_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{tmp_path}/none/x.db")

    code, found = states("--port", "1")

    assert (code, found["database"]) == (0, "warning")
    assert list(tmp_path.iterdir()) == []


def forged(store: Path, statement: str) -> None:
    """Change a store behind the program's back."""
    with closing(sqlite3.connect(store)) as connection:
        for (trigger,) in connection.execute(
            "select name from sqlite_schema where type = 'trigger'"
        ).fetchall():
            connection.execute(f'drop trigger "{trigger}"')
        connection.execute(statement)
        connection.commit()


@pytest.mark.slow
def test_what_is_wrong_is_named_with_what_to_do(
    store: Path, taken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert states("--port", taken)[1]["port"] == "problem"

    monkeypatch.setenv("ASSESSMENT_MODE", "teams")
    code, printed, _ = run("doctor", "--lang", "en")
    assert (code, "ASSESSMENT_MODE" in printed) == (1, True)
    monkeypatch.delenv("ASSESSMENT_MODE")

    monkeypatch.setenv("ASSESSMENT_PUBLIC_URL", f"http://127.0.0.1:{taken}")
    monkeypatch.setattr("assessment.cli.doctor.PATIENCE", 0.2)
    assert states("--port", "1")[1]["public"] == "problem"
    monkeypatch.delenv("ASSESSMENT_PUBLIC_URL")

    forged(store, "update audit set at = '2199-01-01T00:00:00.000000+00:00'")
    code, found = states("--port", "1")
    assert (code, found["database"]) == (1, "problem")


def test_a_clock_that_stands_before_the_last_save_is_noticed(store: Path) -> None:
    with closing(sqlite3.connect(store)) as connection:
        (guard, statement) = connection.execute(
            "select name, sql from sqlite_schema where name = 'audit_append_only'"
        ).fetchone()
        connection.execute(f"drop trigger {guard}")
        connection.execute("update audit set at = '2199-01-01T00:00:00.000000+00:00'")
        connection.execute(statement)
        connection.commit()

    code, found = states("--port", "1")

    assert (code, found["clock"], found["database"]) == (1, "problem", "ok")


def test_a_damaged_page_is_found_wherever_it_lies(store: Path) -> None:
    whole = bytearray(store.read_bytes())
    middle = len(whole) // 2 // 4096 * 4096
    whole[middle : middle + 4096] = bytes(4096)
    store.write_bytes(whole)

    code, found = states("--port", "1")

    assert code == 1
    assert "problem" in {found.get("database"), found.get("soundness")}
