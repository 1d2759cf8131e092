"""The progress line at the head of the questionnaire, and the marks with which questions move it.

Only numbers and the page's own words go into the markup, never what a
visitor typed.
"""

from html import escape
from itertools import count

import streamlit as st

from assessment.ui.draft import Draft, clock
from assessment.ui.progress import in_all, progress_of
from assessment.ui.session import words

_ranks = count(1)


def _figures(mine: Draft, dimension: str | None) -> tuple[str, str, str]:
    """Return the text, when it was saved, and the width in per cent."""
    if mine.opened is None:
        return "", "", "0"
    progress = progress_of(mine.opened.instrument, mine.assessment)
    total = in_all(progress)
    text = words("respond.progress", done=total.done, asked=total.asked)
    part = progress.get(dimension or "")
    if part is not None:
        text += " · " + words("respond.part", done=part.done, asked=part.asked)
    saved = words("respond.saved", time=clock(mine.last_saved)) if mine.last_saved else ""
    return text, saved, f"{100 * total.share:.1f}"


def progress_line(mine: Draft, dimension: str | None) -> None:
    """Draw the line."""
    text, saved, width = _figures(mine, dimension)
    st.html(
        f'<div class="progress-line" role="status" data-rank="{next(_ranks)}">'
        f'<span class="progress-text">{escape(text)}</span>'
        f'<span class="progress-saved">{escape(saved)}</span>'
        f'<div class="progress-track"><div class="progress-fill" style="width:{width}%"></div></div></div>'
    )


def progress_mark(mine: Draft, dimension: str) -> None:
    """Leave the new figures where the page's component finds them."""
    text, saved, width = _figures(mine, dimension)
    st.html(
        f'<span class="progress-mark" data-rank="{next(_ranks)}" data-text="{escape(text)}" '
        f'data-saved="{escape(saved)}" data-width="{width}"></span>'
    )
