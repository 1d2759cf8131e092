"""Where a number came from, in one line that is kept with it."""

from assessment.spreadsheets.cells import tidy
from assessment.spreadsheets.fold import Proposal

LONGEST_NAME = 60
MARK = {"zh": "取自", "en": "From "}
"""How such a line begins."""


def origin(proposal: Proposal, file: str, language: str) -> str:
    """Return the file and the cells: `取自 经营数据.csv：支付金额(元) B6:B36；退款金额(元) D6:D36`."""
    gap, between = ("：", "；") if language == "zh" else (": ", "; ")
    cells = between.join(f"{name[:LONGEST_NAME]} {place.said()}" for name, place in proposal.places)
    space = " " if language == "zh" else ""
    return f"{MARK[language]}{space}{tidy(file)[-LONGEST_NAME:]}{gap}{cells}"


def with_origin(note: str | None, line: str) -> str:
    """Put the line of a new number behind what a person noted; an earlier line of this kind goes."""
    kept = [one for one in (note or "").splitlines() if one and not one.startswith(tuple(MARK.values()))]
    return "\n".join([*kept, line])
