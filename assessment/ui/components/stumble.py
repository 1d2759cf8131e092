"""The quiet control on each question for "hard to answer": a reason, and a word if one likes.

It never blocks, never scores, and is taken back by pressing its reason again.
"""

from functools import partial

import streamlit as st

from assessment.instrument.model import Item
from assessment.responses import Stumble, StumbleReason
from assessment.ui.components.browser_copy import copied
from assessment.ui.components.questionnaire import unsent_notice
from assessment.ui.format import plain
from assessment.ui.navigation import css_key
from assessment.ui.state.copied_places import save_stumble
from assessment.ui.state.copies import STUMBLE
from assessment.ui.state.draft import Draft
from assessment.ui.state.input_parts import CHOICE, NOTE
from assessment.ui.state.session import language, words


def stumble_control(mine: Draft, item: Item, *, locked: bool) -> None:
    """Offer to say that a question is hard to answer; on a completed assessment show what was said."""
    held = _held(mine, item)
    if held is not None:
        st.caption(words("respond.stumble.said", what=_in_words(held)))
    if locked:
        return
    # With another label it would be another control, and close.
    control = st.popover(
        words("respond.stumble.offer"),
        icon=":material/chat_bubble_outline:",
        type="tertiary",
        key=f"stumble_{css_key(item.id)}",
        on_change="rerun",
    )
    if control.open:
        mine.unfolded.add(_place(item))
    if _place(item) in mine.unfolded:
        with control:
            _reasons(mine, item, held)
    unsent_notice(mine, _place(item))


def _reasons(mine: Draft, item: Item, held: Stumble | None) -> None:
    """Show the reasons to choose from, and once one is chosen a field for a word."""
    names = {reason: words(f"respond.stumble.{reason}") for reason in StumbleReason}
    # Named here: a change is told before the page, and with it the language, is known again.
    reason_key, word_key = _key(mine, item, "reason"), _key(mine, item, "word")
    keep = partial(_keep, mine, item, reason_key, word_key)
    st.caption(words("respond.stumble.what"))
    st.pills(
        words("respond.stumble.why"),
        list(StumbleReason),
        default=None if held is None else held.reason,
        format_func=names.__getitem__,
        key=reason_key,
        on_change=keep,
    )
    if held is not None:
        st.text_area(
            words("respond.stumble.word"),
            value=held.word or "",
            key=word_key,
            height=68,
            on_change=keep,
        )
        st.caption(words("respond.stumble.kept"))
    inputs = {CHOICE: reason_key} | ({NOTE: word_key} if held is not None else {})
    copied(mine, _place(item), inputs)


def _place(item: Item) -> str:
    return STUMBLE + item.id


def _key(mine: Draft, item: Item, part: str) -> str:
    return f"stumble_{part}|{mine.id}|{item.id}|{mine.renewals.get(_place(item), 0)}|{language()}"


def _held(mine: Draft, item: Item) -> Stumble | None:
    """Return what was said: what is stored as far as this tab knows, or still unsent."""
    unsent = mine.unsent.get(_place(item))
    if unsent is not None:
        return unsent.value if isinstance(unsent.value, Stumble) else None
    return mine.opened.stumbles.get(item.id) if mine.opened else None


def _in_words(stumble: Stumble) -> str:
    reason = words(f"respond.stumble.{stumble.reason}")
    return words("items.said", reason=reason, word=plain(stumble.word)) if stumble.word else reason


def _keep(mine: Draft, item: Item, reason_key: str, word_key: str) -> None:
    """Save what the control holds, before anything is drawn: the visitor may be leaving the page."""
    reason = st.session_state.get(reason_key)
    word = str(st.session_state.get(word_key) or "").strip() or None
    stumble = None if reason is None else Stumble(reason=StumbleReason(reason), word=word)

    with mine.lock:
        save_stumble(mine, item.id, stumble)
