"""In a next round: the answers of a part that are only old, read one by one and confirmed together.

Only what is asked again for nothing but its age is here. What a gate stands
or falls with, what a step was done for, what was reworded or had no answer
is asked as a question of its own, and so is a row somebody taps because it
has changed.
"""

import streamlit as st

from assessment.instrument.model import AnchoredItem, Item
from assessment.responses import Answer
from assessment.scoring.again import Again, days_old
from assessment.ui.draft import Draft, value
from assessment.ui.place import bring_into_view, css_key
from assessment.ui.plain import plain
from assessment.ui.plan.today import today
from assessment.ui.rounds.said import age, answer_said, built_on
from assessment.ui.session import language, words

ENOUGH = 2
"""Rows; a single one is a question like the others."""


def confirmed_together(mine: Draft, again: Again, items: list[Item]) -> list[Item]:
    """Return those of the questions of a part that are set out to be confirmed together.

    They stay there once they are confirmed; what was answered with something
    else is a question.
    """
    rows = [item for item in items if item.id not in mine.looked_at and _is_only_old(mine, again, item)]
    return rows if len(rows) >= ENOUGH else []


def _is_only_old(mine: Draft, again: Again, item: Item) -> bool:
    question, before = again.questions.get(item.id), again.begun.assessment.answers.get(item.id)
    if question is None or question.reason != "stale" or question.holds_stage:
        return False
    # The anchor says the whole answer in a sentence; of ticks a row would only tell how many.
    if not isinstance(item, AnchoredItem) or before is None or before.point is None:
        return False
    return value(mine.answer(item.id) or Answer()) == value(before)


def together(mine: Draft, rows: list[Item], *, locked: bool) -> None:
    """Show each old answer in full, with one button below that confirms those still open.

    Args:
        mine: what this tab knows.
        rows: what `confirmed_together` returned.
        locked: completed: shown, not to be changed.
    """
    left = [item for item in rows if _is_carried(mine, item)]
    if left:
        with st.container(border=True, key="together"):
            st.markdown(f"**{words('rounds.together', count=len(left))}**")
            st.caption(words("rounds.together_how"))
            for item in left:
                _row(mine, item, "rounds.has_changed", locked=locked)
            if not locked and st.button(
                words("rounds.all_still_so", count=len(left)),
                key=f"together_{left[0].dimension}_{len(left)}",
                icon=":material/done_all:",
            ):
                _confirm(mine, left)
    done = [item for item in rows if item not in left]
    if done:
        title = words("rounds.confirmed_here", count=len(done))
        with st.expander(title, icon=":material/check:", key="confirmed"):
            for item in done:
                _row(mine, item, "rounds.open", locked=locked)


def _is_carried(mine: Draft, item: Item) -> bool:
    held = mine.answer(item.id)
    return held is not None and held.carried_from is not None


def _row(mine: Draft, item: Item, opens: str, *, locked: bool) -> None:
    held = mine.answer(item.id) or Answer()
    # The key of a question: whoever is led to it finds it here.
    with st.container(key=css_key(item.id)):
        st.markdown(plain(item.question.in_(language())))
        with st.container(horizontal=True, vertical_alignment="center", key=f"beside_{css_key(item.id)}"):
            said = built_on(item, held) + f"**{answer_said(item, held)}**"
            st.markdown(said + _how_old(mine, held), width="stretch")
            if not locked and st.button(
                words(opens), key=f"differs_{item.id}", type="tertiary", icon=":material/edit:"
            ):
                mine.looked_at.add(item.id)
                bring_into_view(item.id)
                st.rerun()
        if held.note:
            st.caption(f":material/sticky_note_2: {plain(held.note)}")
        if problem := mine.said.get(item.id):
            st.warning(plain(problem))


def _how_old(mine: Draft, held: Answer) -> str:
    if held.carried_from is None:
        return ""
    return f"　:small[:gray[{age(days_old(held, mine.assessment.taken_on or today()))}]]"


def _confirm(mine: Draft, items: list[Item]) -> None:
    """Make each answer today's, one after the other: each can be taken back like any other."""
    for item in items:
        held = mine.answer(item.id)
        if held is not None:
            mine.save(item.id, held.model_copy(update={"carried_from": None, "filled_by": None}))
            mine.renew(item.id)
    st.rerun()
