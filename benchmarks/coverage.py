"""Write `docs/coverage.md`: which item measures which concept of the handbook.

Run `python -m benchmarks.coverage` after a change of concepts or items. A test
compares the file with what this would write.
"""

import argparse
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

from assessment.instrument.bank import Bank, MeasuredConcept, concepts_measured
from assessment.instrument.load import load_bank, shipped_bank
from assessment.instrument.model import Instrument, Item, Status

PAGE = Path(__file__).resolve().parents[1] / "docs" / "coverage.md"
STATUS = {
    Status.DRAFT: "未用 draft",
    Status.TRIAL: "试用 trial",
    Status.ACTIVE: "",
    Status.RETIRED: "停用 retired",
}


def page(bank: Bank) -> str:
    """Return the whole page."""
    measured = concepts_measured(bank.handbook, bank.instrument)
    scored = sum(one.scored for one in measured)
    in_core = sum(one.in_core for one in measured)
    version, total = bank.instrument.version, len(measured)
    lines = [
        "# 手册概念与题目 · Concepts of the handbook and the items that measure them",
        "",
        f"题库 {version}。{total} 个概念，{scored} 个有计分的题，{in_core} 个在十分钟问卷里就问到（标 ＊）。",
        "由 `python -m benchmarks.coverage` 生成，请不要手改。",
        "",
        f"Bank {version}. Of {total} concepts {scored} are measured by an item that is scored,",
        f"{in_core} already in the ten-minute questionnaire (marked ＊).",
        "Made by `python -m benchmarks.coverage`; do not edit by hand.",
    ]
    for place, group in groupby(measured, key=lambda one: one.concept.place):
        heading = place if isinstance(place, str) else f"{place.in_('zh')} · {place.in_('en')}"
        lines += ["", f"## {heading}", "", "| 概念 | Concept | 题目 · Items |", "| --- | --- | --- |"]
        lines += [row(bank.instrument, one) for one in group]
    silent = unclaimed(bank.instrument, measured)
    lines += ["", "## 不对应任何概念的题 · Items beyond the handbook", ""]
    lines += [f"- {named(item)}" for item in silent] or ["-"]
    return "\n".join(lines) + "\n"


def row(instrument: Instrument, one: MeasuredConcept) -> str:
    """Return one line of a table."""
    text = one.concept.text
    items = "<br>".join(named(item) for item in one.items) or "没有 · none"
    return f"| {' | '.join([*(text.in_(language) for language in instrument.languages), items])} |"


def named(item: Item) -> str:
    """Return an item's id with its short names, whether it is core, and its status where it is not scored."""
    mark = "＊" if item.core else ""
    status = f" ({STATUS[item.status]})" if STATUS[item.status] else ""
    return f"`{item.id}`{mark} {item.label.in_('zh')} · {item.label.in_('en')}{status}"


def unclaimed(instrument: Instrument, measured: Sequence[MeasuredConcept]) -> list[Item]:
    """Return the items that measure no concept: what the trade asks for and the handbook does not."""
    claimed = {item.id for one in measured for item in one.items}
    return [item for item in instrument.items() if item.id not in claimed]


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    PAGE.write_text(page(load_bank(shipped_bank())), encoding="utf-8")
