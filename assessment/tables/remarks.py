"""What to tell about a table as a whole, before any number of it."""

from datetime import date

from assessment.tables.cells import Trouble
from assessment.tables.layout import Table
from assessment.tables.limits import MOST_ROWS
from assessment.tables.notices import Code, Notice
from assessment.tables.sources import Sources

KINDS: tuple[tuple[Trouble, Code], ...] = ((Trouble.FORMULA, "formula"), (Trouble.ERROR, "cell_error"))


def remarks(table: Table, found: Sources, today: date) -> list[Notice]:
    """List what was left out, and what could not be read."""
    told = []
    if table.cut:
        told.append(Notice("cut", {"rows": f"{MOST_ROWS:,}"}))
    if not table.header:
        told.append(Notice("no_header"))
    if table.totals:
        rows = ", ".join(str(row.number) for row in table.totals[:5])
        told.append(Notice("totals_left_out", {"count": len(table.totals), "rows": rows}))
    later = {
        each.row
        for source in found.found
        for each in source.readings
        if each.period is not None and each.period.last > today
    }
    if later:
        told.append(Notice("future", {"count": len(later)}))
    for kind, code in KINDS:
        cells = [
            source.place([each]).said()
            for source in found.found
            for each in source.readings
            if each.value is kind
        ]
        if cells:
            told.append(Notice(code, {"count": len(cells), "where": cells[0]}))
    return told
