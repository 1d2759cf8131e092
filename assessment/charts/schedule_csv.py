"""The table of a schedule as the bytes of a file that spreadsheets open."""

import csv
import io

from assessment.charts.schedule_tables import schedule_table
from assessment.instrument.model import Instrument
from assessment.planning.roadmap import Roadmap
from assessment.planning.weeks import Schedule

FORMULA_SIGNS = tuple("=+-@＝＋－＠\t\r\n")
"""A cell that begins so may be taken for a formula."""
UNSEEN = " \u3000\ufeff"


def schedule_csv(schedule: Schedule, roadmap: Roadmap, instrument: Instrument, language: str) -> bytes:
    """Return a row for each step; a text that looks like a formula is marked as text.

    Begins with a byte order mark, without which spreadsheets misread Chinese.
    """
    frame = schedule_table(schedule, roadmap, instrument, language)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False):
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip(UNSEEN).startswith(FORMULA_SIGNS):
        return f"'{cell}"
    return cell
