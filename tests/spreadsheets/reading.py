"""Tables for tests: what is in a file, or in a few lines of text, read on one day."""

from datetime import date
from pathlib import Path

from assessment.responses import MetricValue
from assessment.spreadsheets import ImportCandidate, TableRead, Wanted, read_table, review
from tests.shipped import BANK

TODAY = date(2026, 11, 22)
FILES = Path(__file__).parents[1] / "files" / "numbers"


def read(raw: bytes | str, sheet: str | None = None, *, file: str = "", **only: str) -> TableRead:
    """Read a file, or the lines of one."""
    content = raw.encode() if isinstance(raw, str) else raw
    return read_table(content, BANK, TODAY, Wanted(file, sheet, only))


def offers(table: TableRead) -> dict[str, ImportCandidate]:
    """Return what a table says, by metric."""
    metrics = {metric.id: metric for metric in BANK.instrument.metrics}
    found = [review(each, metrics[each.metric], MetricValue()) for each in table.proposals()]
    return {offer.metric.id: offer for offer in found}


def offered(raw: bytes | str) -> dict[str, float]:
    """Return the numbers in a file by metric."""
    return {metric: offer.number for metric, offer in offers(read(raw)).items()}


def told(raw: bytes | str, metric: str) -> set[str]:
    """Return the codes of what is told about one number."""
    return {notice.code for notice in offers(read(raw))[metric].notices}
