"""A question that was answered in an earlier round: why it is asked again, what was said, one tap to keep it.

What is proposed after a step was done is shown as a proposal; it counts once
somebody says so.
"""

from datetime import date

import streamlit as st

from assessment.instrument.model import AnchoredItem, GridItem, Item, MetricItem
from assessment.presentation.values import joined_text
from assessment.responses import Absent, Answer, MetricValue
from assessment.scoring.answer_age import days_old, is_missing
from assessment.scoring.next_round import QuestionAgain
from assessment.service import LocalizedError
from assessment.service.answer_history import AnswerChange
from assessment.ui.format import format_age, format_figure, format_full_answer, plain
from assessment.ui.navigation import css_key
from assessment.ui.state.answering import with_choice
from assessment.ui.state.clock import to_local, today
from assessment.ui.state.draft import Draft, redraw, widget_key
from assessment.ui.state.session import SEPARATOR, language, service, words


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
            st.caption(words("rounds.answered_anew", said=format_full_answer(item, before)))
        return
    _why(item, question)
    if held is None or is_missing(held):
        return
    days = days_old(held, _day(mine))
    with st.container(key=f"before_{widget_key(mine, item.id, 'b').replace('|', '_')}"):
        st.markdown(words("rounds.last_time", said=format_full_answer(item, held), age=format_age(days)))
        if not locked:
            _keep_or_take(mine, item, held, question)


def _day(mine: Draft) -> date:
    return mine.assessment.taken_on or today()


def _carried_mark(mine: Draft, item: Item) -> None:
    """Say how old an answer is that was carried on, where nothing is asked again any more."""
    held = mine.answer(item.id)
    if held is not None and held.carried_from is not None:
        st.caption(words("rounds.carried", age=format_age(days_old(held, _day(mine)))))


def _why(item: Item, question: QuestionAgain | None) -> None:
    if question is None:
        return
    reason = words(f"rounds.why_{question.reason}", weeks=item.fresh_weeks)
    st.caption(f":material/replay: {reason}")


def _keep_or_take(mine: Draft, item: Item, held: Answer, question: QuestionAgain | None) -> None:
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


LONGEST = 60
"""Characters of a note in the list."""
KNOWN = frozenset(
    {
        "answer",
        "metric",
        "undo",
        "redo",
        "verify",
        "unverify",
        "fill",
        "declare_absent",
        "bring_back",
    }
)
"""What the audit may call a change; anything else is a change."""


def history_button(mine: Draft, item: Item, *, locked: bool) -> None:
    """Open the history of an answer; it is read only then."""
    if st.button(
        words("intake.past.open"), icon=":material/history:", type="tertiary", key=f"past_{css_key(item.id)}"
    ):
        _dialog(mine, item, locked=locked)


def _dialog(mine: Draft, item: Item, *, locked: bool) -> None:
    @st.dialog(words("intake.past.title"), width="medium", on_dismiss="rerun")
    def show() -> None:
        st.markdown(f"**{plain(item.question.in_(language()))}**")
        changes = mine.book.history(item.id)
        if not changes:
            st.caption(words("intake.past.none"))
        for place, change in enumerate(changes):
            _row(mine, item, change, locked=locked or place == 0)
        if changes and says(changes[-1].before):
            _first(mine, item, changes[-1], locked=locked)

    show()


def _row(mine: Draft, item: Item, change: AnswerChange, *, locked: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"change_{change.id}"):
        with st.container(width="stretch", gap=None):
            when = to_local(change.at).strftime("%Y-%m-%d %H:%M")
            did = words(f"intake.past.did_{change.action if change.action in KNOWN else 'answer'}")
            st.caption(f"{when}{SEPARATOR}{plain(by(change))}{SEPARATOR}{did}")
            before, after = in_words(item, change.before), in_words(item, change.after)
            st.markdown(plain(after if before == after else f"{before} → {after}"))
            for line in beside_the_value(change):
                st.caption(plain(line))
        if not locked and st.button(
            words("intake.past.restore"), key=f"restore_{change.id}", icon=":material/restore:"
        ):
            _restore(mine, item, change, before=False)


def _first(mine: Draft, item: Item, change: AnswerChange, *, locked: bool) -> None:
    """What was there before the first change: it came with a copy or a file."""
    with st.container(horizontal=True, vertical_alignment="center", key="change_first"):
        with st.container(width="stretch", gap=None):
            st.caption(words("intake.past.at_first"))
            st.markdown(plain(in_words(item, change.before)))
        if not locked and st.button(
            words("intake.past.restore"), key="restore_first", icon=":material/restore:"
        ):
            _restore(mine, item, change, before=True)


def _restore(mine: Draft, item: Item, change: AnswerChange, *, before: bool) -> None:
    try:
        mine.book.restore(item.id, change.id, before=before)
    except LocalizedError as error:
        st.warning(plain(error.in_(language())))
        return
    mine.refresh()
    mine.renew(item.id)
    st.toast(words("intake.past.restored"))
    st.rerun()


def by(change: AnswerChange) -> str:
    """Return who made a change, as it is shown."""
    if change.by in {"local", service().actor.label}:
        return words("intake.past.here")
    kind = change.by.partition(":")[0]
    # No label is shown as it is: those from a file may say anything.
    return words(f"intake.past.{kind if kind in {'sheet', 'account', 'merchant', 'file'} else 'unknown'}")


def says(value: Answer | MetricValue) -> bool:
    """Whether there was anything at all."""
    return value not in (Answer(), MetricValue())


def in_words(item: Item, value: Answer | MetricValue) -> str:
    """Say an answer in a few words, without its note."""
    text = None
    if isinstance(value, MetricValue):
        if value.number is not None:
            text = format_figure(value.number)
        elif value.peer is not None:
            text = words(f"respond.choice.{value.peer}")
    elif value.point is not None:
        text = _point(item, value.point)
    elif value.ticks is not None:
        text = words("app.or").join(_tick(item, tick) for tick in value.ticks) or words("respond.choice.none")
    if text is None and value.absent not in (None, Absent.UNANSWERED):
        reason = value.reason if isinstance(value, Answer) else None
        text = words(f"respond.choice.{value.absent}")
        if reason:
            text = words("presentation.with_reason", what=text, reason=joined_text(reason, language()))
    return text or words("intake.past.empty")


def _point(item: Item, point: int) -> str:
    if not isinstance(item, AnchoredItem) or point not in item.anchors:
        return str(point)
    return f"{point}　{item.anchors[point].in_(language())}"


def _tick(item: Item, tick: str) -> str:
    lang = language()
    if isinstance(item, GridItem):
        row, _, column = tick.partition(".")
        names = item.rows.get(row), item.columns.get(column)
        return SEPARATOR.join(name.in_(lang) for name in names if name is not None) or tick
    option = getattr(item, "options", {}).get(tick)
    return tick if option is None else str(option.in_(lang))


def beside_the_value(change: AnswerChange) -> list[str]:
    """Say what else changed: note, evidence, who has seen it."""
    before, after = change.before, change.after
    if isinstance(before, MetricValue) or isinstance(after, MetricValue):
        return []
    lines = []
    if before.note != after.note:
        lines.append(words("intake.past.note", note=_short(after.note)))
    if before.evidence != after.evidence:
        lines.append(words("intake.past.evidence", before=len(before.evidence), after=len(after.evidence)))
    if before.verified != after.verified and after.verified is not None:
        lines.append(words("intake.past.seen_by", by=after.verified.by))
    return lines


def _short(text: str | None) -> str:
    whole = " ".join((text or "").split())
    return whole if len(whole) <= LONGEST else whole[:LONGEST] + "…"
