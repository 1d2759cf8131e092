"""Golden files: what the program printed, wrote and showed when it was last recorded.

A golden file holds titled sections of plain text. `agree` compares them with
what the program gives now and shows a diff of what differs. With
`RECORD_CONTRACT` set it writes the file instead; `python -m
tests.contract.record` sets it.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping
from difflib import unified_diff
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent / "golden"
VARIABLE = "RECORD_CONTRACT"

HEAD = "=== "
"""Begins the title of a section."""
CARRIAGE_RETURN = "␍"
BYTE_ORDER_MARK = "<BOM>"
NO_NEWLINE = "<no newline at the end>"
WIDEST = 240
"""Characters of one line of JSON; a value that is longer is broken into its parts."""
MOST_LINES = 60
"""Lines of a diff shown for each section."""


def agree(name: str, sections: Mapping[str, str]) -> None:
    """Compare sections with a golden file; where asked to record, write it.

    Raises:
        Failed: something differs; shows what.
    """
    now = {title: visible(body) for title, body in sections.items()}
    path = FOLDER / name
    if os.environ.get(VARIABLE):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes("".join(f"{HEAD}{title}\n{body}" for title, body in now.items()).encode())
        return
    then = read(path)
    trouble = [line for title in {**then, **now} for line in difference(title, then, now)]
    if trouble:
        meant = "If this was meant, see `Golden files` in CONTRIBUTING.md."
        pytest.fail("\n".join([f"{path.relative_to(ROOT)} differs. {meant}", *trouble]), pytrace=False)


def read(path: Path) -> dict[str, str]:
    """Read the sections of a golden file; none where there is no such file."""
    text = path.read_bytes().decode().replace("\r\n", "\n") if path.exists() else ""
    found: dict[str, list[str]] = {}
    for line in re.findall(r".*\n", text):
        if line.startswith(HEAD):
            found[line.removeprefix(HEAD).rstrip("\n")] = []
        else:
            found[next(reversed(found))].append(line)
    return {title: "".join(lines) for title, lines in found.items()}


def difference(title: str, then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Yield what differs in one section: nothing where it is the same."""
    if then.get(title) == now.get(title):
        return
    before, after = (side.get(title, "").splitlines() for side in (then, now))
    lines = list(unified_diff(before, after, f"recorded: {title}", f"now: {title}", lineterm="", n=2))
    yield from lines[:MOST_LINES]
    if len(lines) > MOST_LINES:
        yield f"... and {len(lines) - MOST_LINES} more lines"


def visible(text: str) -> str:
    """Return a text whose line ends and marks survive editors, Git and eyes."""
    assert CARRIAGE_RETURN not in text
    assert f"\n{HEAD}" not in f"\n{text}"
    shown = text.replace("\r", CARRIAGE_RETURN).replace("\ufeff", BYTE_ORDER_MARK)
    return shown if shown.endswith("\n") or not shown else f"{shown}\n{NO_NEWLINE}\n"


def laid_out(value: object, indent: int = 0, before: str = "") -> str:
    """Write JSON compactly: what fits on a line stands on one line, the order of keys stays."""
    line = json.dumps(value, ensure_ascii=False)
    if indent + len(before) + len(line) <= WIDEST or not isinstance(value, dict | list) or not value:
        return f"{' ' * indent}{before}{line}"
    if isinstance(value, dict):
        parts = [laid_out(one, indent + 1, f"{json.dumps(key)}: ") for key, one in value.items()]
        signs = "{}"
    else:
        parts = [laid_out(one, indent + 1) for one in value]
        signs = "[]"
    inside = ",\n".join(parts)
    return f"{' ' * indent}{before}{signs[0]}\n{inside}\n{' ' * indent}{signs[1]}"
