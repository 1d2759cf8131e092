"""The line that is kept with a number: from which picture it came, of which days, and what stood there."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from assessment.pictures.understand import PictureRead
from assessment.spreadsheets.aggregate import NumberProposal
from assessment.spreadsheets.origin import MARK, origin
from assessment.texts import Text


def origin_with_pictures(
    proposal: NumberProposal,
    pictures: Sequence[PictureRead],
    file: str,
    language: str,
    read_on: date,
) -> str:
    """Return the files with their cells, and the pictures: `取自 截图（2026-11-28 读）：退款率 12.35%`.

    Args:
        proposal: the number.
        pictures: those it may have come from.
        file: the name of the export, for cells that do not know it themselves.
        language: of the line.
        read_on: the day on which the pictures were read.
    """
    parts = []
    elsewhere = list(proposal.places)
    for picture in pictures:
        ours = [place for place in elsewhere if picture.cells_at(place[1])]
        elsewhere = [place for place in elsewhere if place not in ours]
        if ours:
            cells = [cell for _, place in ours for cell in picture.cells_at(place)]
            said = "；".join(f"{cell.name} {cell.number.text}" for cell in cells)
            days = picture.period.title if picture.period else ""
            key = "pictures.origin" if days else "pictures.origin_without_days"
            parts.append(Text(key, day=read_on, period=days, cells=said).in_(language))
    between = Text("spreadsheets.origin.between").in_(language)
    if not elsewhere:
        return Text("spreadsheets.origin.line", mark=MARK, files=between.join(parts)).in_(language)
    exports = origin(replace(proposal, places=tuple(elsewhere)), file, language)
    return between.join([exports, *parts])
