"""Files that commands read and write: none is waited for without end, and none is lost."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.commands import KEPT, run

SHOP = KEPT / "fruit-shop-eight-months.json"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """An assessment file of one's own."""
    path = tmp_path / "shop.json"
    path.write_bytes(SHOP.read_bytes())
    return path


@pytest.mark.parametrize("command", [("restore",), ("database", "restore")])
def test_a_backup_is_an_ordinary_file(
    command: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = tmp_path / "none" / "assessment.db"
    monkeypatch.setenv("ASSESSMENT_DATABASE_URL", f"sqlite:///{database}")
    pipe = tmp_path / "pipe.zip"
    os.mkfifo(pipe)

    for file in (pipe, tmp_path, Path("/dev/zero"), tmp_path / "missing.zip"):
        for more in ((), ("--dry-run",)):
            code, out, said = run(*command, str(file), *more, "--lang", "en")
            assert (code, out) == (1, ""), file
            assert str(file) in said
    assert not database.exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [("score", str(SHOP)), ("check", "--json"), ("report", str(SHOP), "--form", "html", "--out", "-")],
)
def test_a_full_disk_behind_standard_output_is_told_and_ends_with_one(command: Sequence[str]) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(  # noqa: S603 - our own interpreter
            [sys.executable, "-m", "assessment", "--lang", "en", *command],
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
        )

    assert ended.returncode == 1
    said = ended.stderr.decode()
    assert "standard output: cannot be opened or written (No space left on device)." in said
    assert "Exception" not in said


def test_without_a_standard_output_a_command_ends_as_ever() -> None:
    ended = subprocess.run(  # noqa: S603 - our own interpreter
        ["/bin/sh", "-c", 'exec "$0" -m assessment score "$1" >&-', sys.executable, str(SHOP)],
        stderr=subprocess.PIPE,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize("command", [("score",), ("plan",), ("compare",), ("report", "--form", "html")])
def test_standard_input_is_read_once(command: Sequence[str]) -> None:
    code, out, said = run(*command, "-", "-", "--lang", "en", stdin=SHOP.read_bytes())

    assert (code, out) == (2, "")
    assert "only once" in said


@pytest.mark.slow
@pytest.mark.parametrize(
    "command",
    [
        ("answers", "{shop}", "--out", "{shop}"),
        ("plan", "{shop}", "--ics", "{shop}"),
        ("plan", "{shop}", "--csv", "{linked}"),
        ("report", "{shop}", "--form", "html", "--out", "{shop}"),
        ("report", "{shop}", "--form", "html", "--since", "{earlier}", "--out", "{earlier}"),
    ],
)
def test_what_is_read_is_never_written_over(command: Sequence[str], shop: Path) -> None:
    linked = shop.with_name("linked.json")
    linked.symlink_to(shop)
    earlier = shop.with_name("earlier.json")
    earlier.write_bytes(SHOP.read_bytes())
    given = [part.format(shop=shop, linked=linked, earlier=earlier) for part in command]

    code, _, said = run(*given, "--lang", "en")

    assert code == 2
    assert "Choose another name" in said
    assert shop.read_bytes() == earlier.read_bytes() == SHOP.read_bytes()


def test_a_workbook_is_not_written_over_by_the_answers_in_it(shop: Path) -> None:
    book = shop.with_name("book.xlsx")
    assert run("answers", str(shop), "--out", str(book))[0] == 0
    before = book.read_bytes()

    code, _, said = run("answers", str(shop), "--take", str(book), "--out", str(book), "--lang", "en")
    assert (code, book.read_bytes() == before) == (2, True)
    assert "Choose another name" in said

    # The assessment may be brought up to date in its place.
    assert run("answers", str(shop), "--take", str(book), "--out", str(shop))[0] == 0
