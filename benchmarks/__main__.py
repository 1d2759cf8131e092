"""Runs one benchmark by its name, or all that make up docs/benchmarks.md.

    python -m benchmarks --help
    python -m benchmarks faults [OPTIONS]
    python -m benchmarks [--quick]

Without a name: clicks, pages drawn again, commands, charts, one after the other. `--quick` makes
fewer of everything, and the page says so.
"""

import ast
import os
import platform
import runpy
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path

PARTS = ("click_to_screen", "redraws", "commands", "charts")
"""Those with a `section`, in their order on the page."""
PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"


def everything(*, quick: bool) -> str:
    """Run all parts, and return the page."""
    sections = [
        runpy.run_module(f"benchmarks.{name}", run_name=f"benchmarks.{name}")["section"](quick=quick)
        for name in PARTS
    ]
    today = datetime.now(UTC).date().isoformat()
    versions = ", ".join(f"{name} {version(name)}" for name in ("streamlit", "plotly", "numpy"))
    return f"""# Benchmarks

Made by `python -m benchmarks{" --quick" if quick else ""}`; do not edit by hand.
What takes longer has a page of its own: a [slow phone](slow-phone.md), the [portfolio](portfolio.md),
[reports](reports-measured.md), [paths](path.md), [weeks](schedule.md), [faults](faults.md).

{chr(10).join(sections)}
Measured on {today}: {platform.system()} {platform.machine()}, {os.cpu_count()} cores,
Python {platform.python_version()}, {versions}.
"""


def benchmarks() -> dict[str, str]:
    """Return what each benchmark measures, in a line, by its name; no module is imported for it."""
    found = {}
    for path in sorted(Path(__file__).parent.glob("[a-z]*.py")):
        text = path.read_text(encoding="utf-8")
        if '__name__ == "__main__"' in text:
            found[path.stem] = (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]
    return found


def usage() -> str:
    """Return how this is called, with a line for each benchmark."""
    known = benchmarks()
    widest = max(map(len, known))
    names = "\n".join(f"  {name:{widest}}  {said}" for name, said in known.items())
    return f"""usage: python -m benchmarks [--quick]
       python -m benchmarks NAME [OPTIONS]

Without a name those of docs/benchmarks.md are run and the page is written: {", ".join(PARTS)}.
--quick makes fewer of everything. NAME --help tells the options of one:

{names}"""


def main(arguments: Sequence[str]) -> int:
    """Run what was asked for; return the exit code: 2 where there is no such benchmark."""
    first = arguments[0] if arguments else ""
    known = benchmarks()
    if first in {"-h", "--help"}:
        print(usage())
    elif first in known:
        sys.argv = [first, *arguments[1:]]
        runpy.run_module(f"benchmarks.{first}", run_name="__main__", alter_sys=True)
    elif [*arguments] in ([], ["--quick"]):
        page = everything(quick=bool(arguments))
        print(page)
        PAGE.write_text(page, encoding="utf-8")
    else:
        near = get_close_matches(first, known, n=1)
        meant = f" Did you mean {near[0]}?" if near else ""
        print(f"No benchmark is called so: {' '.join(arguments)}.{meant}\n\n{usage()}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
