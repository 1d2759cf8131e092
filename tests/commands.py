"""Running commands, and files to run them on."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from assessment.cli import main
from assessment.instrument.load import shipped_bank
from tests.instrument.bank import SMALL, copy_of, rewrite

EXAMPLES = shipped_bank() / "examples"
KEPT = Path(__file__).parent / "examples"
"""Examples as they stood under bank 1.1.0, for good: what commands say of them moves with no later bank."""


def run(*arguments: str, stdin: bytes | None = None) -> tuple[int, str, str]:
    """Run a command; return its exit code, standard output and standard error."""
    result = CliRunner().invoke(main, arguments, input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout, result.stderr


def garden_file(folder: Path, **parts: Any) -> str:
    """Write an assessment of the small bank; return its path."""
    whole = {
        "format": 1,
        "instrument": {"id": "school-garden", "version": "0.3.0"},
        "answers": {},
        **parts,
    }
    path = folder / "garden.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return str(path)


def unreadable(folder: Path) -> list[str]:
    """Return paths of which no assessment can be read."""
    binary, empty, large = folder / "binary.json", folder / "empty.json", folder / "large.json"
    binary.write_bytes(bytes(range(256)) * 10)
    empty.write_bytes(b"")
    with large.open("wb") as file:
        file.truncate(50_000_000)
    return [str(path) for path in (folder, binary, empty, large, folder / "none.json", "/dev/zero")]


def chinese_garden(folder: Path) -> str:
    """Make a copy of the small bank that has no English; return its path."""
    bank = copy_of(SMALL, folder)
    rewrite(bank / "instrument.yaml", "languages: [zh, en]", "languages: [zh]")
    for path in bank.rglob("*.yaml"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [without_english(line) for line in lines if not line.strip().startswith("en: ")]
        path.write_text("".join(kept), encoding="utf-8")
    return str(bank)


def without_english(line: str) -> str:
    """Leave the English text out of a line of a bank."""
    before, sign, after = line.partition(", en: ")
    if not sign:
        return line
    ends = [place for place in (after.find("}"), after.find(", days:")) if place >= 0]
    return before + after[min(ends) :]
