"""The program's own code, parsed once for all tests that look at how it is written."""

import ast
from collections.abc import Mapping
from functools import cache
from pathlib import Path

CODE = Path(__file__).parents[1] / "assessment"


@cache
def parsed() -> Mapping[Path, ast.Module]:
    """Return every module of the program by its file."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(CODE.rglob("*.py"))}
