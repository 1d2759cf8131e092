"""The line that is kept with a number: from which file and cells it came."""

from assessment.spreadsheets.aggregate import Proposal
from assessment.spreadsheets.cells import tidy
from assessment.texts import LANGUAGES, Text

LONGEST_NAME = 60
MARK = Text("spreadsheets.origin.mark")
"""How such a line begins."""


def origin(proposal: Proposal, file: str, language: str) -> str:
    """Return the file and the cells: `取自 经营数据.csv：支付金额(元) B6:B36；退款金额(元) D6:D36`."""
    between = Text("spreadsheets.origin.between").in_(language)
    cells = between.join(f"{name[:LONGEST_NAME]} {place.address}" for name, place in proposal.places)
    line = Text("spreadsheets.origin.line", mark=MARK, file=tidy(file)[-LONGEST_NAME:], cells=cells)
    return line.in_(language)


def with_origin(note: str | None, line: str) -> str:
    """Put the line of a new number behind what a person noted; an earlier line of this kind goes."""
    marks = tuple(MARK.in_(language) for language in LANGUAGES)
    kept = [one for one in (note or "").splitlines() if one and not one.startswith(marks)]
    return "\n".join([*kept, line])
