"""Write `docs/reports-measured.md`: how long reports take, and whether a hundred take a hundred times one.

Run `python -m benchmarks.reports`. The model of a report scores and plans; that
is measured apart from setting it.
"""

import argparse
import resource
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from assessment.files.read import read_path
from assessment.instrument.load import load_bank, shipped_bank
from assessment.instrument.releases import Releases
from assessment.report.content import report_of
from assessment.report.document import Options, Report
from assessment.report.forms import FORMS, file_of
from assessment.report.steps import plan_of
from assessment.report.subject import ReportSubject

PAGE = Path(__file__).resolve().parents[1] / "docs" / "reports-measured.md"
EXAMPLES = ("orchard-before-first-stream", "fruit-shop-eight-months", "home-goods-mature")
TIMES = 5
MANY = 100


def subject(name: str) -> ReportSubject:
    """Return an example with its roadmap."""
    bank = load_bank(shipped_bank())
    path = shipped_bank() / "examples" / f"{name}.json"
    reading = read_path(path, bank.instrument, Releases(shipped_bank()).find)
    if reading.instrument is None or reading.assessment is None:
        raise SystemExit(name)
    plan = plan_of(reading.instrument, reading.assessment, bank.calendar)
    return ReportSubject(reading.instrument, reading.assessment, bank.calendar, plan=plan)


def seconds(do: Callable[[], object], times: int = TIMES) -> float:
    """Return the median time of doing something."""
    spent = []
    for _ in range(times):
        start = perf_counter()
        do()
        spent.append(perf_counter() - start)
    return median(spent)


def main() -> None:
    """Measure, and write the page."""
    options = Options("zh", "consultant")
    lines = [
        "# How long reports take",
        "",
        "Medians of five, in seconds, on two cores under other load. Made by `python -m benchmarks.reports`;",
        "do not edit by hand. The model is scoring and sentences, with the roadmap given; the report is",
        "the consultant's file with the whole appendix.",
        "",
        "Typst remembers what it has set: a visitor waits for the first time of a report, with fonts and",
        "libraries already read.",
        "",
        f"| example | model | page, first time | pdf, first time | {' | '.join(FORMS)} |",
        f"| --- | --- | --- | --- | {' | '.join('---' for _ in FORMS)} |",
    ]
    for form in FORMS:
        file_of(report_of(subject("tea-shop-2026-02"), options), form)  # fonts and libraries are read once
    reports: list[Report] = []
    for name in EXAMPLES:
        one = subject(name)
        report = report_of(one, options)
        reports.append(report)
        spent = [seconds(lambda one=one: report_of(one, options))]  # type: ignore[misc]
        spent += [seconds(lambda: file_of(report, "page"), 1), seconds(lambda: file_of(report, "pdf"), 1)]  # noqa: B023 - called at once
        spent += [seconds(lambda report=report, form=form: file_of(report, form)) for form in FORMS]  # type: ignore[misc]
        lines.append(f"| {name} | {' | '.join(f'{each:.2f}' for each in spent)} |")
    tens = [seconds(lambda: [file_of(reports[0], "page") for _ in range(10)], 1) for _ in range(MANY // 10)]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    seconds(lambda: [file_of(reports[0], "page") for _ in range(MANY)], 1)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    lines += [
        "",
        f"A hundred reports of one page: the first ten {tens[0]:.2f} s, the last ten {tens[-1]:.2f} s.",
        f"Another hundred added {grown:.0f} MB to {before / 1024:.0f} MB.",
    ]
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    main()
