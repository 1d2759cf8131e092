"""Who said what to one question, a line for each different answer."""

from assessment.instrument.model import AnchoredItem
from assessment.scoring.agreement import Spread
from assessment.service import Voices
from assessment.ui.plain import plain
from assessment.ui.said import said
from assessment.ui.session import words

LAST = 99
"""Where an answer without a point stands."""


def who_said_what(voices: Voices, spread: Spread) -> list[str]:
    """Return a line for each different answer, with the names of who gave it, the lowest point first."""
    by_text: dict[tuple[int, str], list[str]] = {}
    for sheet in [*spread.points, *spread.absent]:
        answer = voices.answers[sheet][spread.item.id]
        rank = spread.points.get(sheet, LAST)
        seen = words("voices.seen_here") if answer.verified else ""
        # Points order anchored items by themselves; ticks of the same count may differ.
        prefix = "" if isinstance(spread.item, AnchoredItem) or rank == LAST else f"**{rank}** · "
        place = (rank, prefix + said(spread.item, answer))
        by_text.setdefault(place, []).append(f"**{plain(voices.labels[sheet])}**{seen}")
    return [f"{text}  ← {words('app.or').join(by_text[rank, text])}" for rank, text in sorted(by_text)]
