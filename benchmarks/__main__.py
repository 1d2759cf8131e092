"""Runs one benchmark by its name, or all that make up docs/benchmarks.md.

    python -m benchmarks faults
    python -m benchmarks [--quick]

Without a name: clicks, pages drawn again, commands, charts, one after the other. `--quick` makes
fewer of everything, and the page says so.
"""

import os
import platform
import runpy
import sys
from datetime import UTC, datetime
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


if __name__ == "__main__":
    if len(sys.argv) > 1 and sys.argv[1] != "--quick":
        name = sys.argv.pop(1)
        runpy.run_module(f"benchmarks.{name}", run_name="__main__", alter_sys=True)
    else:
        page = everything(quick="--quick" in sys.argv)
        print(page)
        PAGE.write_text(page, encoding="utf-8")
