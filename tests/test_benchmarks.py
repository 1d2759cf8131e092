"""What the command lines of the developers say to a question and to a slip of the pen: never a traceback."""

import re
import runpy
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import benchmarks, main

ROOT = Path(__file__).parents[1]
SCRIPTS = (
    *(f"benchmarks/{name}.py" for name in benchmarks()),
    "docs/make_icon_font.py",
    "docs/make_screenshots.py",
)


def test_help_names_every_benchmark_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = capsys.readouterr().out
    for name, said in benchmarks().items():
        assert re.search(rf"^  {name} +{re.escape(said)}$", shown, re.MULTILINE)
        assert said


@pytest.mark.parametrize("arguments", [["nosuch"], ["--nosuch"], ["--quick", "growth"], ["bare_radio"]])
def test_what_is_no_benchmark_is_answered_with_the_list(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    output = capsys.readouterr()
    assert not output.out
    assert "  portfolio  " in output.err


@pytest.mark.slow
def test_a_slip_of_the_pen_is_told_the_name_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fault"]) == 2
    assert "Did you mean faults?" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(("option", "code"), [("--help", 0), ("--nosuch", 2)])
def test_each_script_tells_its_options_and_refuses_others_before_it_begins(
    script: str, option: str, code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", [script, option])
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / script), run_name="__main__")
    assert ended.value.code == code
    output = capsys.readouterr()
    assert "usage:" in output.out + output.err


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("psplib", ["none"]),
        ("gates", ["--panel", "none"]),
        ("gates", ["--panel", "none", "--judged", "none"]),
        ("plans", []),
        ("plans", ["--page", "none"]),
    ],
)
def test_a_folder_or_file_that_is_not_there_is_named(
    name: str, options: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", list(sys.argv))
    with pytest.raises(SystemExit) as ended:
        main([name, *options])
    assert ended.value.code == 2
    assert f"{name}.py: error: " in capsys.readouterr().err
