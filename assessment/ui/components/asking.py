"""What all that is asked on a page has in common: its questionnaire, and how what is given is saved."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.instrument.model import Dimension, Instrument, Item
from assessment.responses import Answer
from assessment.ui.components.questionnaire import progress_markup, unsent_notice
from assessment.ui.state.clock import time_of_day
from assessment.ui.state.draft import Draft, Mounted, redraw, widget_key
from assessment.ui.state.session import SEPARATOR, is_part_drawn_anew, words


@dataclass(frozen=True)
class Asking:
    """What a question needs to draw itself."""

    draft: Draft
    instrument: Instrument
    dimension: Dimension
    locked: bool
    """Completed: shown, not to be changed."""
    line: DeltaGenerator
    """Where the progress line stands."""
    progress: str
    """The line as the page began with it: a question that is drawn with its page has to write it too."""
    by_consultant: bool = True
    """Whether evidence may be marked as seen here; a respondent cannot vouch for themselves."""
    keys: bool = False
    """Whether choices show the key that picks them."""
    reason_for: str | None = None
    """The item whose reason for not applicable is asked before the choice is made."""
    on_reason: Callable[[], None] = lambda: None
    """Called once the reason is given: it is asked for no more."""


def input_key(asking: Asking, item: Item, part: str) -> str:
    """Return the key of an input of a question."""
    return widget_key(asking.draft, item.id, part)


def settle(
    asking: Asking,
    item: Item,
    key: str,
    value: Any,
    changed: Callable[[Answer | None, Any], Answer | None],
) -> bool:
    """Save what a widget holds where the store has something else; return whether all is on disk."""
    if asking.locked:
        return True
    asking.draft.mount(key, Mounted(item.id, changed))
    answer = changed(asking.draft.answer(item.id), value)
    was_unsent = item.id in asking.draft.unsent
    if answer is None or asking.draft.save(item.id, answer):
        return True
    if item.id in asking.draft.unsent and not was_unsent:
        redraw()  # with its notice
    return False


def foot(asking: Asking, place: str, marks: Sequence[str] = ()) -> None:
    """Say when it was saved, or that it is not saved yet, and move the progress line.

    Args:
        asking: the questionnaire.
        place: what was saved: an item, or a number.
        marks: what stands beside the answer, in words.
    """
    anew = is_part_drawn_anew()
    asking.line.html(progress_markup(asking.draft, asking.dimension.id) if anew else asking.progress)
    unsent_notice(asking.draft, place)
    at = asking.draft.saved_at.get(place)
    said = list(marks)
    if at is not None and place not in asking.draft.unsent:
        said.insert(0, f":material/check: {words('respond.saved', time=time_of_day(at))}")
    if said:
        st.caption(SEPARATOR.join(said))
