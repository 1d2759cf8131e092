"""What to tell about a table as a whole, before any number of it."""

from collections.abc import Sequence
from datetime import date

from assessment.spreadsheets.cells import Trouble, shown
from assessment.spreadsheets.layout import Table, no_value
from assessment.spreadsheets.limits import MOST_ROWS
from assessment.spreadsheets.notices import Code, Notice
from assessment.spreadsheets.sources import Source, Sources

KINDS: tuple[tuple[Trouble, Code], ...] = ((Trouble.FORMULA, "formula"), (Trouble.ERROR, "cell_error"))


def remarks(table: Table, found: Sources, today: date) -> list[Notice]:
    """List what was left out, and what could not be read."""
    told = []
    if table.cut:
        told.append(Notice("cut", {"rows": f"{MOST_ROWS:,}"}))
    if not table.header and found.found:
        told.append(Notice("no_header"))
    if table.totals:
        told.append(_left_out("totals_left_out", [row.number for row in table.totals]))
    if found.dayless:
        told.append(_left_out("dayless_left_out", found.dayless))
    if found.strange_day is not None:
        place, value = found.strange_day
        told.append(Notice("day_unread", {"where": place.said(), "value": value}))
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
    told += [_unread(source) for source in found.unread]
    return told


def _left_out(code: Code, rows: Sequence[int]) -> Notice:
    return Notice(code, {"count": len(rows), "rows": ", ".join(map(str, rows[:5]))})


def _unread(source: Source) -> Notice:
    """Tell of a line that is known by its name and holds no exact number: 约 30%."""
    filled = [each for each in source.readings if not no_value(each.value)]
    where, value = source.place(filled[:1]).said(), f"{source.name} {shown(filled[0].value)}"
    return Notice("not_a_number", {"count": len(filled), "where": where, "value": value})
