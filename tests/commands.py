"""Running commands, and files to run them on."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from assessment.cli import main
from assessment.instrument.load import shipped_bank

EXAMPLES = shipped_bank() / "examples"


def run(*arguments: str) -> tuple[int, str, str]:
    """Run a command; return its exit code, standard output and standard error."""
    result = CliRunner().invoke(main, arguments)
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
