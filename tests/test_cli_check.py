"""The commands `check` and `schema`, and what every command has in common."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands import run
from tests.instrument.bank import SMALL, copy_of, rewrite

ROOT = Path(__file__).parents[1]


def broken(tmp_path: Path) -> Path:
    """Return a bank with one error and one warning."""
    bank = copy_of(SMALL, tmp_path)
    rewrite(bank / "dimensions/plants.yaml", "weight: 2", "wieght: 2")
    rewrite(bank / "metrics.yaml", "as_of: 2026-01-01", "as_of: 2099-01-01")
    return bank


def test_a_sound_bank_ends_with_0_and_a_count() -> None:
    assert run("check", str(SMALL), "--lang", "en") == (0, "", "0 errors, 0 warnings.\n")


@pytest.mark.slow
def test_the_shipped_bank_is_checked_when_no_folder_is_named() -> None:
    code, _, said = run("check")

    assert code == 0
    assert said.startswith("0 个错误")


def test_problems_are_printed_one_a_line_and_end_with_1(tmp_path: Path) -> None:
    bank = broken(tmp_path)

    code, printed, said = run("check", str(bank), "--lang", "en")

    plants = bank / "dimensions/plants.yaml"
    assert (code, said) == (1, "2 errors, 1 warnings.\n")
    assert printed.splitlines() == [
        f"{plants}:8: plants.watering: 'weight' is missing. Add it.",
        f"{plants}:12: plants.watering: 'wieght' is not a known key. Did you mean 'weight'?",
        f"{bank}/metrics.yaml:13: (warning) harvest: as_of 2099-01-01 is in the future. Correct the date.",
    ]


def test_chinese_is_the_default_language(tmp_path: Path) -> None:
    _, printed, _ = run("check", str(broken(tmp_path)))

    assert "plants.watering：没有“wieght”这个键。是不是想写“weight”？" in printed


def test_json_has_the_keys_of_the_contract(tmp_path: Path) -> None:
    bank = broken(tmp_path)

    code, printed, _ = run("check", str(bank), "--json", "--lang", "en")

    assert code == 1
    assert json.loads(printed)["problems"][1] == {
        "file": str(bank / "dimensions/plants.yaml"),
        "line": 12,
        "level": "error",
        "what": "plants.watering: 'wieght' is not a known key.",
        "fix": "Did you mean 'weight'?",
    }


@pytest.mark.parametrize(
    "arguments",
    [
        ("--lang", "en", "--questions", str(SMALL), "check"),
        ("check", "--lang", "en", "--questions", str(SMALL)),
        ("--lang", "zh", "check", "--lang", "en", str(SMALL)),
    ],
)
def test_language_and_folder_may_stand_before_or_after_the_command(arguments: tuple[str, ...]) -> None:
    assert run(*arguments) == (0, "", "0 errors, 0 warnings.\n")


def test_a_missing_folder_ends_with_1_and_a_sentence(tmp_path: Path) -> None:
    code, printed, _ = run("check", str(tmp_path / "nowhere"), "--lang", "en")

    assert (code, printed) == (1, f"{tmp_path}/nowhere: There is no such folder. Check the path.\n")


@pytest.mark.parametrize(
    "arguments", [("chek",), ("check", "--lang", "fr"), ("check", "a", "b"), ("--no-such",)]
)
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments)[0] == 2


def test_schemas_are_written_where_asked(tmp_path: Path) -> None:
    code, printed, _ = run("schema", "--out", str(tmp_path / "new"))

    assert code == 0
    assert {Path(line).name for line in printed.splitlines()} == {
        path.name for path in (tmp_path / "new").iterdir()
    }
    assert "assessment.json" in printed


def test_schemas_are_printed_as_one_json_object() -> None:
    code, printed, _ = run("schema", "--questions", str(SMALL))

    assert code == 0
    assert {"instrument.json", "dimension.json", "gates.json", "assessment.json"} <= set(json.loads(printed))


def test_a_place_that_cannot_be_written_ends_with_1_and_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    code, _, said = run("schema", "--out", str(tmp_path / "file" / "below"), "--lang", "en")

    assert code == 1
    assert said.endswith("cannot be opened or written (Not a directory).\n")


def test_a_bank_that_cannot_be_read_ends_with_1_and_its_problems(tmp_path: Path) -> None:
    code, printed, said = run("schema", "--questions", str(tmp_path), "--lang", "en")

    assert (code, printed) == (1, "")
    assert said == f"{tmp_path}/instrument.yaml: There is no such file. Write it, or correct its name.\n"


def test_a_terminal_without_chinese_gets_escapes_instead_of_a_traceback(tmp_path: Path) -> None:
    result = subprocess.run(  # noqa: S603
        [sys.executable, "-m", "assessment", "check", str(broken(tmp_path))],
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
    )

    assert result.returncode == 1
    assert b"Traceback" not in result.stderr
    assert b"wieght" in result.stdout
