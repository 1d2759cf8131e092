"""A question that was answered in an earlier round: why it is asked again, what was said, one tap to keep it.

What is proposed after a step was done is shown as a proposal; it counts once
somebody says so.
"""

from datetime import date

import streamlit as st

from assessment.instrument.model import AnchoredItem, Item, MetricItem
from assessment.responses import Answer
from assessment.scoring.again import Question, days_old, is_missing
from assessment.ui.answering import with_choice
from assessment.ui.draft import Draft
from assessment.ui.plain import plain
from assessment.ui.plan.today import today
from assessment.ui.question_keys import redraw, widget_key
from assessment.ui.rounds.said import age, answer_said
from assessment.ui.session import language, words


def asked_before(mine: Draft, item: Item, *, locked: bool) -> None:
    """Show what an earlier round says about a question; nothing where it says nothing."""
    if mine.again is None:
        _carried_mark(mine, item)
        return
    question = mine.again.questions.get(item.id)
    held = mine.answer(item.id)
    before = mine.again.begun.assessment.answers.get(item.id)
    if held is not None and held.carried_from is None and not is_missing(held):
        if not is_missing(before):
            st.caption(words("rounds.answered_anew", said=answer_said(item, before)))
        return
    _why(item, question)
    if held is None or is_missing(held):
        return
    days = days_old(held, _day(mine))
    with st.container(key=f"before_{widget_key(mine, item.id, 'b').replace('|', '_')}"):
        st.markdown(words("rounds.last_time", said=answer_said(item, held), age=age(days)))
        if not locked:
            _keep_or_take(mine, item, held, question)


def _day(mine: Draft) -> date:
    return mine.assessment.taken_on or today()


def _carried_mark(mine: Draft, item: Item) -> None:
    """Say how old an answer is that was carried on, where nothing is asked again any more."""
    held = mine.answer(item.id)
    if held is not None and held.carried_from is not None:
        st.caption(words("rounds.carried", age=age(days_old(held, _day(mine)))))


def _why(item: Item, question: Question | None) -> None:
    if question is None:
        return
    reason = words(f"rounds.why_{question.reason}", weeks=item.fresh_weeks)
    st.caption(f":material/replay: {reason}")


def _keep_or_take(mine: Draft, item: Item, held: Answer, question: Question | None) -> None:
    """Offer to keep the answer, or to take the one that a step marked done speaks for."""
    proposed = None if question is None else question.proposed
    anchor = item.anchors.get(proposed) if proposed is not None and isinstance(item, AnchoredItem) else None
    if anchor is not None:
        st.markdown(words("rounds.proposed", anchor=plain(anchor.in_(language()))))
    with st.container(horizontal=True, gap="small"):
        if anchor is not None:
            if st.button(
                words("rounds.take_proposed"),
                key=widget_key(mine, item.id, "take"),
                icon=":material/trending_up:",
            ):
                _save(mine, item, with_choice(held, str(proposed)))
        elif proposed is not None:
            st.caption(words("rounds.tick_what_is_new"))
        if st.button(
            words("rounds.still_so"), key=widget_key(mine, item.id, "keep"), icon=":material/check:"
        ):
            _save(mine, item, held.model_copy(update={"carried_from": None, "filled_by": None}))


def _save(mine: Draft, item: Item, answer: Answer) -> None:
    mine.save(item.id, answer)
    mine.renew(item.id)
    redraw()


def number_before(mine: Draft, metric_item: MetricItem) -> None:
    """Say why a question on a number is asked again."""
    if mine.again is not None:
        _why(metric_item, mine.again.questions.get(metric_item.id))
