"""Whether reading grows with the size of a file and not with its square: writes `docs/growth.md`.

Run `python -m benchmarks growth`. Each hostile kind is made at one size and
doubled four times; what is measured is processor time, so that a busy
machine does not look like a slow reader. Linear is 16 times as long for 16
times as much; a square would be 256 times.
"""

import argparse
import gc
import json
import os
import platform
import time
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from assessment.files import read
from assessment.instrument.load import load_bank, shipped_bank
from assessment.instrument.yaml_tree import read_yaml
from assessment.spreadsheets import Unreadable
from assessment.spreadsheets.reader import read_table
from tests.browser.server import ROOT

SIZES = (1000, 2000, 4000, 8000, 16_000)
TODAY = date(2026, 11, 28)
BANK = load_bank(shipped_bank())
EXAMPLE = json.loads((shipped_bank() / "examples" / "fruit-shop-eight-months.json").read_bytes())
ITEM = next(iter(EXAMPLE["answers"]))

Make = Callable[[int], bytes]


def assessment(**parts: object) -> bytes:
    """Return an example's file with other parts."""
    return json.dumps({**EXAMPLE, **parts}).encode()


ASSESSMENTS: Mapping[str, Make] = {
    "escaped quotation marks, never closed": lambda n: b'{"a":"' + b'\\"' * 4 * n,
    "quotation marks": lambda n: b'{"a":' + b'"' * 4 * n,
    "unknown keys": lambda n: assessment(**{f"k{each}": each for each in range(n)}),
    "unknown items": lambda n: assessment(answers={f"content.k{each}": {"point": 1} for each in range(n)}),
    "unknown metrics": lambda n: assessment(metrics={f"k{each}": {"number": 1} for each in range(n)}),
    "unknown questions of the profile": lambda n: assessment(profile={f"k{each}": True for each in range(n)}),
    "answers of the wrong kind": lambda n: assessment(
        answers={f"content.k{each}": each for each in range(n)}
    ),
    "bad evidence": lambda n: assessment(answers={ITEM: {"point": 1, "evidence": [{"x": 1}] * n}}),
    "equal keys": lambda n: b"{" + b",".join([b'"a":1'] * n) + b"}",
    "keys given twice": lambda n: b"{" + b",".join(b'"a%d":1,"a%d":1' % (i, i) for i in range(n // 2)) + b"}",
    "half characters": lambda n: b'{"a":[' + b",".join([b'"\\ud800"'] * n) + b"]}",
    "open brackets": lambda n: b"[" * n,
    "many brackets": lambda n: b"[" + b"[]," * n + b"[]]",
    "long numbers": lambda n: b"[" + b",".join([b"9" * 30] * n) + b"]",
    "one number": lambda n: b'{"a":' + b"9" * 4 * n + b"}",
    "no numbers": lambda n: b"[" + b",".join([b"NaN"] * n) + b"]",
    "broken sheets": lambda n: assessment(sheets=[{"z": 1}] * n),
    "empty sheets": lambda n: assessment(sheets=[{"respondent": "x", "answers": {}}] * n),
}
BANK_FILES: Mapping[str, Make] = {
    "equal keys": lambda n: b"a: 1\n" * n,
    "anchors": lambda n: b"".join(b"a%d: &x%d 1\n" % (i, i) for i in range(n)),
    "aliases": lambda n: b"a: &x 1\n" + b"".join(b"b%d: *x\n" % i for i in range(n)),
    "tags": lambda n: b"".join(b"a%d: !!str 1\n" % i for i in range(n)),
    "documents": lambda n: b"---\na: 1\n" * n,
    "open brackets": lambda n: b"[" * n,
    "escaped quotation marks": lambda n: b'a: "' + b'\\"' * n,
    "lines of one text": lambda n: b"a: " + b"b\n  " * n,
    "folded lines": lambda n: b"a: >\n" + b"  x\n\n" * n,
    "dashes": lambda n: b"- " * n,
    "a long key": lambda n: b"a" * 8 * n + b": 1",
    "unclosed braces": lambda n: b"{a: " * 20 + b"[" + b"1," * n,
}
SHEETS: Mapping[str, Make] = {
    "quotation marks": lambda n: b'a,b\n"' + b'""' * n,
    "opened again and again": lambda n: b"a,b\n" + b'"x\n' * n,
    "rows": lambda n: "日期,x\n".encode() + b"2026-11-01,5\n" * n,
    "wide rows": lambda n: (b"x," * 500 + b"\n") * (n // 100),
    "separators": lambda n: b"a;b,c\td|e\n" * n,
    "headings": lambda n: ("支付金额," * n).encode() + b"\n" + b"1," * n,
    "brackets in a heading": lambda n: ("支付金额(" * n).encode() + b"\n1\n",
    "a long cell": lambda n: b"a\n" + b"9" * 8 * n,
}


def seconds(work: Callable[[], object]) -> float:
    """Return the processor time something takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def sheet(raw: bytes) -> None:
    """Read a sheet, or have it refused."""
    try:
        read_table(raw, BANK, TODAY)
    except Unreadable:
        return


def rows(kind: str, made: Mapping[str, Make], work: Callable[[bytes], object]) -> list[str]:
    """Return a line of the table for each way to make such a file."""
    lines = []
    for name, make in made.items():
        took = [seconds(partial(work, make(size))) for size in SIZES]
        times = " | ".join(f"{1000 * each:,.0f}" for each in took)
        # Below some milliseconds the ratio says nothing.
        ratio = f"{took[-1] / took[0]:.0f}" if took[0] > 0.002 else "-"
        lines.append(f"| {kind}: {name} | {len(make(SIZES[-1])) / 1000:,.0f} | {times} | {ratio} |")
        print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Measure all kinds and write the page."""
    read(assessment(), BANK.instrument)  # what is made once
    gc.collect()
    gc.freeze()  # as the server does: collecting the program itself is no part of reading
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hostile.yaml"

        def bank_file(raw: bytes) -> None:
            path.write_bytes(raw)
            read_yaml(path, "hostile.yaml")

        lines = [
            *rows("assessment file", ASSESSMENTS, lambda raw: read(raw, BANK.instrument)),
            *rows("bank file", BANK_FILES, bank_file),
            *rows("sheet", SHEETS, sheet),
        ]
    text = REPORT.format(
        rows="\n".join(lines),
        sizes=" | ".join(f"{size:,}" for size in SIZES),
        rule=" | ".join("---" for _ in SIZES),
        day=datetime.now(UTC).date(),
        machine=f"{os.cpu_count()} cores",
        python=platform.python_version(),
    )
    (ROOT / "docs" / "growth.md").write_text(text, encoding="utf-8")


REPORT = """# Reading hostile files of growing size

Made by `python -m benchmarks growth`; do not edit by hand. Milliseconds of processor time for so many parts
of each kind, and how much longer the largest takes than the smallest: 16 is linear, 256 would be a square.

| kind | kB at the most | {sizes} | ratio |
| --- | --- | {rule} | --- |
{rows}

Run on {day}: {machine}, Python {python}.
"""


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    main()
