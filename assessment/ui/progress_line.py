"""The progress line at the head of the questionnaire, kept up to date by every question.

Questions are fragments. A fragment may write into a place outside itself if
it did so when the whole page was drawn: so each writes the line into the
same empty place, and the last one to do so is what shows.

Only numbers and the page's own words go into the markup, never what a
visitor typed.
"""

from html import escape

from streamlit.delta_generator import DeltaGenerator

from assessment.ui.draft import Draft, clock
from assessment.ui.progress import in_all, progress_of
from assessment.ui.session import words


def _figures(mine: Draft, dimension: str | None) -> tuple[str, str, str]:
    """Return the text, when it was saved, and the width in per cent."""
    if mine.opened is None:
        return "", "", "0"
    progress = progress_of(mine.opened.instrument, mine.assessment, mine.again)
    total = in_all(progress)
    key = "respond.progress" if mine.again is None else "rounds.progress"
    text = words(key, done=total.done, asked=total.asked)
    part = progress.get(dimension or "")
    if part is not None and part.asked:
        text += " · " + words("respond.part", done=part.done, asked=part.asked)
    saved = words("respond.saved", time=clock(mine.last_saved)) if mine.last_saved else ""
    return text, saved, f"{100 * total.share:.1f}"


def progress_line(place: DeltaGenerator, mine: Draft, dimension: str | None) -> None:
    """Draw the line into its place."""
    text, saved, width = _figures(mine, dimension)
    place.html(
        '<div class="progress-line" role="status">'
        f'<span class="progress-text">{escape(text)}</span>'
        f'<span class="progress-saved">{escape(saved)}</span>'
        f'<div class="progress-track"><div class="progress-fill" style="width:{width}%"></div></div></div>'
    )
