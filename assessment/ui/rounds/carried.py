"""In a next round: what it asks again, and what it carries on, each a tap away from being asked."""

import streamlit as st

from assessment.instrument.model import Dimension, Item
from assessment.scoring.again import answered_anew, days_old
from assessment.service import Completed, NextRound, Opened, Refused
from assessment.ui.absence import is_absent
from assessment.ui.draft import Draft
from assessment.ui.place import bring_into_view
from assessment.ui.plain import plain
from assessment.ui.plan.today import today
from assessment.ui.progress import asked_items
from assessment.ui.rounds.said import age, item_said
from assessment.ui.session import language, service, words


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
    said = item_said(opened.instrument, item, answer, value)
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"carried_{item.id.replace('.', '__')}"
    ):
        st.markdown(
            f"**{plain(item.label.in_(language()))}**  \n{said}　:small[:gray[{age(days)}]]", width="stretch"
        )
        if st.button(words("rounds.open"), key=f"open_carried_{item.id}", type="tertiary"):
            mine.looked_at.add(item.id)
            bring_into_view(item.id)
            st.rerun()


def still_absent(mine: Draft, opened: Opened, dimension: Dimension) -> None:
    """Ask whether a dimension that was left out is still to be left out."""
    again = mine.again
    if again is None or opened.assessment.status == "completed" or not is_absent(dimension, mine.assessment):
        return
    old = [
        item.id
        for item in asked_items(dimension, opened.assessment)
        if item.id in again.questions and not answered_anew(again, item, opened.assessment)
    ]
    if not old:
        return
    days = max((again.questions[item].days or 0 for item in old), default=0)
    st.caption(f":material/replay: {words('rounds.still_absent', age=age(days))}")
    if st.button(words("rounds.still_so"), key=f"still_absent_{dimension.id}", icon=":material/check:"):
        try:
            service().confirm(mine.id, old)
        except (Refused, Completed) as refused:
            st.warning(plain(refused.said(language())))
            return
        mine.refresh()
        st.rerun()
