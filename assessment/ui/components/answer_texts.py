"""The texts that belong to an answer, its note and its evidence, each saved as it is typed."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from assessment.instrument.model import Item
from assessment.responses import Answer
from assessment.ui.components.asking import Asking, settle
from assessment.ui.components.questionnaire import unsent_notice
from assessment.ui.state.answering import evidence_text, merged, typed_evidence, typed_note
from assessment.ui.state.draft import PART, redraw
from assessment.ui.state.input_parts import EVIDENCE, NOTE
from assessment.ui.state.session import words


@dataclass(frozen=True)
class TextBox:
    """A text that belongs to an answer."""

    part: str
    label: str
    read: Callable[[Answer | None], str]
    changed: Callable[[Answer | None, str], Answer | None]


NOTE_BOX = TextBox(NOTE, "respond.note", lambda answer: answer.note or "" if answer else "", typed_note)
EVIDENCE_BOX = TextBox(EVIDENCE, "respond.evidence", evidence_text, typed_evidence)


def text_key(asking: Asking, item: Item, box: TextBox) -> str:
    """Return the key of the field of a text."""
    return f"{box.part}|{asking.draft.id}|{item.id}|{asking.draft.renewals.get(item.id, 0)}"


def text_box(asking: Asking, item: Item, box: TextBox) -> None:
    """Show a text that is saved as it is typed.

    Its key stays the same across a restart of the server, so that the browser
    can bring back what was typed while the connection was down.
    """
    draft, held = asking.draft, asking.draft.held_back(item.id, box.part)
    stored = box.read(draft.answer(item.id))
    key = text_key(asking, item, box)
    is_new = key not in st.session_state.setdefault("texts_seen", set())
    typed: str = st.text_area(
        words(box.label),
        value=stored if held is None else held,
        key=key,
        height=80,
        disabled=asking.locked,
    )
    st.session_state["texts_seen"].add(key)
    if is_new and typed != stored:
        typed = merged(stored, typed)
    is_kept = settle(asking, item, key, typed, box.changed)
    if (
        held is not None
        and typed != held == draft.held_back(item.id, box.part)
        and item.id not in draft.unsent
    ):
        draft.release(item.id, box.part)
    unsent_notice(draft, f"{item.id}{PART}{box.part}")
    if is_kept:
        return
    if item.id in asking.draft.unsent:
        return
    # Somebody saved this item first. Their text and this one are both kept.
    mine = asking.draft.set_aside.get(item.id)
    both = merged(box.read(asking.draft.answer(item.id)), typed)
    if settle(asking, item, key, both, box.changed):
        asking.draft.note_both_kept(item.id, mine, asking.draft.answer(item.id))
        asking.draft.renew(item.id)
        redraw()
