"""What the documents say can be followed: links lead somewhere, commands exist."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from assessment.cli import main

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "questions/README.md"])
RECORDS = sorted((ROOT / "docs/decisions").glob("*.md"))


def links(document: Path) -> list[str]:
    """Return what a document links to inside the project, without the part after `#`."""
    found = re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8"))
    return [link.partition("#")[0] for link in found if not re.match(r"https?:|#", link)]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_to_a_file(document: Path) -> None:
    assert [link for link in links(document) if not (document.parent / link).exists()] == []


def test_the_readme_lists_every_command() -> None:
    listed = re.findall(r"^\| `(\w+)", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert set(main.commands) <= set(listed)


def test_decision_records_are_numbered_without_gaps_and_short() -> None:
    assert [int(record.name[:4]) for record in RECORDS] == list(range(1, len(RECORDS) + 1))
    assert [r.name for r in RECORDS if len(r.read_text(encoding="utf-8").splitlines()) >= 40] == []


def test_the_line_of_the_readme_that_ci_runs_is_there_once() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()

    assert (
        lines.count(
            "python3 -m venv .venv && .venv/bin/pip install -q -r requirements-dev.lock && .venv/bin/pytest"
        )
        == 1
    )


def test_the_example_of_the_readme_works() -> None:
    line = re.search(
        r"^\.venv/bin/python (-m assessment score .+)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE
    )
    assert line is not None

    done = subprocess.run([sys.executable, *line[1].split()], cwd=ROOT, capture_output=True, check=False)  # noqa: S603

    assert (done.returncode, done.stderr) == (0, b"")


def test_the_map_of_the_code_names_what_is_there() -> None:
    """Each function and file of the four ways; a name with a dot is a method, behind its class."""
    ways = (ROOT / "docs/architecture.md").read_text(encoding="utf-8").partition("## Four ways")[2]
    named = set(re.findall(r"`([\w./]+)`", ways.partition("## Rules")[0]))
    files = [str(path.relative_to(ROOT)) for path in (ROOT / "assessment").rglob("*.*")]
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "assessment").rglob("*.py"))
    defined = set(re.findall(r"(?:def|class) (\w+)", code))

    def is_there(name: str) -> bool:
        if name.endswith((".py", ".js", ".yaml", ".j2")):
            return any(f"/{file}".endswith(f"/{name}") for file in files)
        return name.rpartition(".")[2] in defined or (ROOT / name).is_dir()

    assert sorted(name for name in named if not is_there(name)) == []
