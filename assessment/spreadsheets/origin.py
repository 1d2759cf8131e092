"""The line that is kept with a number: from which file and cells it came."""

from assessment.spreadsheets.aggregate import NumberProposal
from assessment.spreadsheets.cells import tidy
from assessment.texts import LANGUAGES, Text

LONGEST_NAME = 60
MARK = Text("spreadsheets.origin.mark")
"""How such a line begins."""


def origin(proposal: NumberProposal, file: str, language: str) -> str:
    """Return the files and the cells: `取自 经营数据.csv：支付金额(元) B6:B36；退款金额(元) D6:D36`.

    Args:
        proposal: the number.
        file: the name of the file, for cells that do not know it themselves.
        language: of the line.
    """
    between = Text("spreadsheets.origin.between").in_(language)
    cells: dict[str, list[str]] = {}
    for name, place in proposal.places:
        cells.setdefault(place.file or file, []).append(f"{name[:LONGEST_NAME]} {place.address}")
    files = [
        Text("spreadsheets.origin.file", file=tidy(name)[-LONGEST_NAME:], cells=between.join(some)).in_(
            language
        )
        for name, some in cells.items()
    ]
    return Text("spreadsheets.origin.line", mark=MARK, files=between.join(files)).in_(language)


def with_origin(note: str | None, line: str) -> str:
    """Put the line of a new number behind what a person noted; an earlier line of this kind goes."""
    marks = tuple(MARK.in_(language) for language in LANGUAGES)
    kept = [one for one in (note or "").splitlines() if one and not one.startswith(marks)]
    return "\n".join([*kept, line])
