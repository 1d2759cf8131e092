"""In a next round: what it asks again, and what it carries on, each a tap away from being asked."""

from collections.abc import Callable

import streamlit as st

from assessment.instrument.model import AnchoredItem, Dimension, Item
from assessment.responses import Absent, Answer, Assessment
from assessment.scoring.answer_age import days_old
from assessment.scoring.next_round import AskedAgain, answered_anew
from assessment.service import Completed, NextRound, Opened, Refused
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.components.questionnaire import is_locked
from assessment.ui.format import anchors_below, format_age, format_full_answer, format_item, plain
from assessment.ui.navigation import bring_into_view, css_key
from assessment.ui.state.answering import asked_items
from assessment.ui.state.clock import today
from assessment.ui.state.draft import Draft, value
from assessment.ui.state.session import language, service, words
from assessment.ui.state.typed_fields import done_with


def next_round_bar(mine: Draft, opened: Opened, *, explain: bool) -> None:
    """Say which round this is and how much it asks; let everything be shown.

    Args:
        mine: what this tab knows.
        opened: the assessment.
        explain: whether to say how a next round works as well.
    """
    one = mine.next_round
    if one is None:
        return
    with st.container(border=True, key="next_round"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(_summary(one))
            shows_all = st.toggle(
                words("rounds.show_all"), value=mine.shows_all, key=f"shows_all|{mine.id}|{language()}"
            )
        if explain:
            st.caption(words("rounds.how_it_works"))
            _same_day(one, opened)
    if shows_all != mine.shows_all:
        mine.shows_all = shows_all
        st.rerun()


def _summary(one: NextRound) -> str:
    asked, carried = len(one.again.questions), len(one.again.carried)
    key = "rounds.summary" if one.follows_day is not None else "rounds.summary_alone"
    day = "" if one.follows_day is None else one.follows_day.isoformat()
    return words(key, rank=one.rank, day=day, asked=asked, carried=carried)


def _same_day(one: NextRound, opened: Opened) -> None:
    if one.follows_day is not None and opened.assessment.taken_on == one.follows_day:
        st.warning(words("rounds.same_day", day=one.follows_day.isoformat()))


def shown_items(mine: Draft, opened: Opened, dimension: Dimension) -> tuple[list[Item], list[Item]]:
    """Return the items shown as questions, and those that are only listed as carried on."""
    asked = asked_items(dimension, opened.assessment)
    again = mine.again
    if again is None or mine.shows_all:
        return asked, []
    # The carried answer that somebody changed stays a question, so that it does not vanish underneath.
    shown = [
        item
        for item in asked
        if item.id in again.questions
        or item.id in mine.looked_at
        or answered_anew(again, item, opened.assessment)
    ]
    return shown, [item for item in asked if item not in shown]


def carried_list(mine: Draft, opened: Opened, items: list[Item], *, alone: bool) -> None:
    """List what is carried on in a dimension, each to be opened by one tap.

    Args:
        mine: what this tab knows.
        opened: the assessment.
        items: what is carried on.
        alone: whether nothing is asked beside it.
    """
    if not items:
        return
    if alone:
        st.success(words("rounds.nothing_to_ask"), icon=":material/check_circle:")
    with st.expander(
        words("rounds.carried_here", count=len(items)), icon=":material/history:", expanded=alone
    ):
        for item in items:
            _row(mine, opened, item)


def _row(mine: Draft, opened: Opened, item: Item) -> None:
    assessment = opened.assessment
    answer = assessment.answers.get(item.id)
    value = assessment.metrics.get(item.metric) if item.kind == "metric" else None
    days = None if mine.again is None else mine.again.carried.get(item.id)
    if answer is not None and item.kind != "metric":
        days = days_old(answer, assessment.taken_on or today())
    text = format_item(opened.instrument, item, answer, value)
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"carried_{item.id.replace('.', '__')}"
    ):
        st.markdown(
            f"**{plain(item.label.in_(language()))}**  \n{text}　:small[:gray[{format_age(days)}]]",
            width="stretch",
        )
        if st.button(words("rounds.open"), key=f"open_carried_{item.id}", type="tertiary"):
            mine.looked_at.add(item.id)
            bring_into_view(item.id)
            st.rerun()


def still_absent(mine: Draft, opened: Opened, dimension: Dimension) -> None:
    """Ask whether a dimension that was left out is still to be left out."""
    again = mine.again
    if again is None or is_locked(opened) or not is_absent(dimension, mine.assessment):
        return
    old = [
        item.id
        for item in asked_items(dimension, opened.assessment)
        if item.id in again.questions and not answered_anew(again, item, opened.assessment)
    ]
    if not old:
        return
    days = max((again.questions[item].days or 0 for item in old), default=0)
    st.caption(f":material/replay: {words('rounds.still_absent', age=format_age(days))}")
    if st.button(words("rounds.still_so"), key=f"still_absent_{dimension.id}", icon=":material/check:"):
        try:
            service().next_round.confirm(mine.id, old)
        except (Refused, Completed) as refused:
            st.warning(plain(refused.in_(language())))
            return
        mine.refresh()
        st.rerun()


def is_absent(dimension: Dimension, assessment: Assessment) -> bool:
    """Whether every question of the dimension is marked not applicable."""
    items = asked_items(dimension, assessment)
    answers = [assessment.answers.get(item.id) for item in items]
    return bool(items) and all(one is not None and one.absent is Absent.NOT_APPLICABLE for one in answers)


def absence(mine: Draft, dimension: Dimension, *, locked: bool) -> bool:
    """Offer to leave the dimension out, or to bring it back; return whether it is left out."""
    if not dimension.may_be_absent:
        return False
    if is_absent(dimension, mine.assessment):
        st.info(words("respond.absence.is", name=plain(dimension.name.in_(language()))))
        if not locked and st.button(words("respond.absence.bring_back"), icon=":material/undo:"):
            _change(mine, lambda: service().bulk_changes.bring_back(mine.id, dimension.id))
        return True
    if locked:
        return False
    with st.expander(words("respond.absence.offer")):
        st.caption(words("respond.absence.what"))
        name = f"absence|{dimension.id}"
        reason = typed_field(words("respond.absence.reason"), name=name, scope=mine.id)

        def declare() -> None:
            service().bulk_changes.declare_absent(mine.id, dimension.id, reason)
            done_with(mine.id, name)

        if st.button(words("respond.absence.declare"), disabled=not reason):
            _change(mine, declare)
    return False


def _change(mine: Draft, change: Callable[[], object]) -> None:
    try:
        change()
    except (Refused, Completed) as refused:
        st.warning(plain(refused.in_(language())))
        return
    mine.refresh()
    st.rerun()


ENOUGH = 2
"""Rows; a single one is a question like the others."""


def batch_items(mine: Draft, again: AskedAgain, items: list[Item]) -> list[Item]:
    """Return those of the questions of a part that are set out to be confirmed together.

    They stay there once they are confirmed; what was answered with something
    else is a question.
    """
    rows = [item for item in items if item.id not in mine.looked_at and _is_only_old(mine, again, item)]
    return rows if len(rows) >= ENOUGH else []


def _is_only_old(mine: Draft, again: AskedAgain, item: Item) -> bool:
    question, before = again.questions.get(item.id), again.begun.assessment.answers.get(item.id)
    if question is None or question.reason != "stale" or question.holds_stage:
        return False
    # The anchor says the whole answer in a sentence; of ticks a row would only tell how many.
    if not isinstance(item, AnchoredItem) or before is None or before.point is None:
        return False
    return value(mine.answer(item.id) or Answer()) == value(before)


def confirm_batch(mine: Draft, rows: list[Item], *, locked: bool) -> None:
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
                _batch_row(mine, item, "rounds.has_changed", locked=locked)
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
                _batch_row(mine, item, "rounds.open", locked=locked)


def _is_carried(mine: Draft, item: Item) -> bool:
    held = mine.answer(item.id)
    return held is not None and held.carried_from is not None


def _batch_row(mine: Draft, item: Item, opens: str, *, locked: bool) -> None:
    held = mine.answer(item.id) or Answer()
    # The key of a question: whoever is led to it finds it here.
    with st.container(key=css_key(item.id)):
        st.markdown(plain(item.question.in_(language())))
        with st.container(horizontal=True, vertical_alignment="center", key=f"beside_{css_key(item.id)}"):
            text = anchors_below(item, held) + f"**{format_full_answer(item, held)}**"
            st.markdown(text + _how_old(mine, held), width="stretch")
            if not locked and st.button(
                words(opens), key=f"differs_{item.id}", type="tertiary", icon=":material/edit:"
            ):
                mine.looked_at.add(item.id)
                bring_into_view(item.id)
                st.rerun()
        if held.note:
            st.caption(f":material/sticky_note_2: {plain(held.note)}")
        if problem := mine.refusals.get(item.id):
            st.warning(plain(problem))


def _how_old(mine: Draft, held: Answer) -> str:
    if held.carried_from is None:
        return ""
    return f"　:small[:gray[{format_age(days_old(held, mine.assessment.taken_on or today()))}]]"


def _confirm(mine: Draft, items: list[Item]) -> None:
    """Make each answer today's, one after the other: each can be taken back like any other."""
    for item in items:
        held = mine.answer(item.id)
        if held is not None:
            mine.save(item.id, held.model_copy(update={"carried_from": None, "filled_by": None}))
            mine.renew(item.id)
    st.rerun()
