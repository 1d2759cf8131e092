"""One question on the page: its choices, note, evidence and who has seen it, each saved at once.

Every question is a fragment: answering it redraws only itself and the
progress line.
"""

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Item, Status
from assessment.presentation.values import joined_text
from assessment.responses import Absent, Answer
from assessment.ui.components.answer_history import asked_before, history_button
from assessment.ui.components.answer_texts import EVIDENCE_BOX, NOTE_BOX, TextBox, text_box, text_key
from assessment.ui.components.asking import Asking, foot, input_key, settle
from assessment.ui.components.browser_copy import copied
from assessment.ui.components.evidence import evidence_button, seen_by
from assessment.ui.components.stumble import stumble_control
from assessment.ui.format import format_answer, plain
from assessment.ui.navigation import css_key
from assessment.ui.state.answering import (
    NONE_OF_THESE,
    choice_of,
    choices,
    picked_choice,
    with_choice,
    with_ticks,
)
from assessment.ui.state.draft import Mounted, redraw, value
from assessment.ui.state.input_parts import CHOICE, REASON, Held, with_part
from assessment.ui.state.session import language, words


@st.fragment
def ask(asking: Asking, item: Item, number: int) -> None:
    """Show one question and save whatever changes in it."""
    with st.container(border=True, key=css_key(item.id)):
        _heading(item, number)
        asked_before(asking.draft, item, locked=asking.locked)
        if isinstance(item, AnchoredItem):
            anchored(asking, item)
        elif isinstance(item, ChecklistItem | GridItem):
            ticked(asking, item)
        after_choice(asking, item)
        # The notes below are saved as they are drawn; the line above them says so.
        above = st.container()
        _details(asking, item)
        stumble_control(asking.draft, item, locked=asking.locked)
        with above:
            foot(asking, item.id, _marks(asking, item))
            question_copied(asking, item, NOTE_BOX, EVIDENCE_BOX)


def question_copied(asking: Asking, item: Item, *boxes: TextBox) -> None:
    """Let the browser keep what the inputs of a question hold until it is stored."""
    inputs = {part: input_key(asking, item, part) for part in (CHOICE, REASON)}
    if isinstance(item, ChecklistItem):
        inputs |= {part: input_key(asking, item, part) for part in (f"c.{option}" for option in item.options)}
    elif isinstance(item, GridItem):
        inputs |= {part: input_key(asking, item, part) for part in (f"g.{row}" for row in item.rows)}
    inputs |= {box.part: text_key(asking, item, box) for box in boxes}
    if not asking.locked:
        copied(asking.draft, item.id, inputs)


def _heading(item: Item, number: int) -> None:
    lang = language()
    trial = f" :gray-badge[{words('respond.trial')}]" if item.status is Status.TRIAL else ""
    st.markdown(f"**{number}. {plain(item.question.in_(lang))}**{trial}")
    if item.guidance is not None:
        st.caption(plain(item.guidance.in_(lang)))


KEY_OF = {
    NONE_OF_THESE: "0",
    Absent.DONT_KNOW.value: "?",
    Absent.DECLINED.value: "D",
    Absent.NOT_APPLICABLE.value: "N",
}
"""The key that picks a choice, where it is not its number."""


def _label(asking: Asking, item: Item, choice: str) -> str:
    lang = language()
    if isinstance(item, AnchoredItem) and choice.isdigit():
        return _keyed(asking, choice, plain(item.anchors[int(choice)].in_(lang)))
    return _keyed(asking, KEY_OF.get(choice), words(f"respond.choice.{choice}"))


def _keyed(asking: Asking, key: str | None, label: str) -> str:
    return f"`{key}`　{label}" if asking.keys and key is not None else label


def anchored(asking: Asking, item: AnchoredItem) -> None:
    """Show the points of an item to choose from, and save the choice."""
    answer = asking.draft.answer(item.id)
    options = choices(item, sorted(item.anchors))
    stored = choice_of(answer)
    key = input_key(asking, item, CHOICE)
    picked = st.radio(
        plain(item.question.in_(language())),
        options,
        index=options.index(stored) if stored in options else None,
        format_func=lambda choice: _label(asking, item, choice),
        key=key,
        label_visibility="collapsed",
        width="stretch",
        disabled=asking.locked,
    )
    if not settle(asking, item, key, picked, picked_choice) and key not in asking.draft.mounted:
        # Somebody else saved first, and the draft let go of the widget that did not know.
        redraw()


def ticked(asking: Asking, item: ChecklistItem | GridItem) -> None:
    """Show what can be ticked, and save what is."""
    answer = asking.draft.answer(item.id)
    ticks_stored = set(answer.ticks or []) if answer else set()
    stored = [tick for tick in item.tick_ids if tick in ticks_stored]
    if isinstance(item, GridItem):
        ticks = _cells(asking, item, stored)
    else:
        ticks = _boxes(asking, item, stored)
    options = choices(item, [])
    # A file may hold a choice that is not offered here: no pill shows it, none pressed says nothing.
    chosen = choice if (choice := choice_of(answer)) in options else None
    picked = st.pills(
        words("respond.or_else"),
        options,
        default=chosen,
        format_func=lambda choice: _label(asking, item, choice),
        key=input_key(asking, item, CHOICE),
        disabled=asking.locked,
        label_visibility="collapsed",
    )
    if asking.locked:
        return
    if ticks != stored:
        _save_and_renew(asking, item, with_ticks(answer, ticks), renew=chosen is not None)
    elif picked not in (chosen, None) and picked != Absent.NOT_APPLICABLE.value:
        _save_and_renew(asking, item, with_choice(answer, str(picked)), renew=bool(stored))
    elif picked is None and chosen is not None:
        _save_and_renew(asking, item, with_ticks(answer, []), renew=False)
    _mount_ticks(asking, item, ticks, contradict=picked is not None)
    places = {choice: [place] for place, choice in enumerate(options)}
    _mount(asking, item, CHOICE, picked, lambda choice: places.get(choice, []), contradicts=bool(ticks))


def _mount_ticks(
    asking: Asking, item: ChecklistItem | GridItem, ticks: Sequence[str], *, contradict: bool
) -> None:
    if isinstance(item, ChecklistItem):
        for option in item.options:
            part, is_ticked = f"c.{option}", option in ticks
            _mount(asking, item, part, is_ticked, lambda now: [0] if now else [], contradicts=contradict)
        return
    columns = list(item.columns)
    for row in item.rows:
        held = [column for column in columns if f"{row}.{column}" in ticks]
        part = f"g.{row}"
        _mount(asking, item, part, held, lambda now: sorted(map(columns.index, now)), contradicts=contradict)


def _mount(  # noqa: PLR0913 - what an input is, and what it says
    asking: Asking,
    item: Item,
    part: str,
    dealt_with: Any,
    held: Callable[[Any], Held],
    *,
    contradicts: bool = False,
) -> None:
    """Let what an input comes to hold be saved even where its page is left before it is drawn again.

    Args:
        asking: the questionnaire.
        item: the question.
        part: which input of it.
        dealt_with: the widget's value now: it asks for nothing more.
        held: returns what the input holds at another value of the widget.
        contradicts: whether another value would contradict what other inputs hold.
    """

    def changed(answer: Answer | None, now: Any) -> Answer | None:
        return None if now == dealt_with else with_part(item, answer, part, held(now))

    asking.draft.mount(input_key(asking, item, part), Mounted(item.id, changed, contradicts))


def _save_and_renew(asking: Asking, item: Item, answer: Answer | None, *, renew: bool) -> None:
    """Save; where ticks and choices contradict each other now, draw them afresh."""
    kept = asking.draft.save(item.id, answer)
    if renew or not kept:
        asking.draft.renew(item.id)
        redraw()


def _boxes(asking: Asking, item: ChecklistItem, stored: list[str]) -> list[str]:
    lang = language()
    return [
        option
        for number, (option, text) in enumerate(item.options.items(), start=1)
        if st.checkbox(
            _keyed(asking, str(number), plain(text.in_(lang))),
            value=option in stored,
            key=input_key(asking, item, f"c.{option}"),
            disabled=asking.locked,
        )
    ]


def _cells(asking: Asking, item: GridItem, stored: list[str]) -> list[str]:
    lang = language()
    ticks: list[str] = []
    for row, name in item.rows.items():
        held = st.pills(
            plain(name.in_(lang)),
            list(item.columns),
            selection_mode="multi",
            default=[column for column in item.columns if f"{row}.{column}" in stored],
            format_func=_named(asking, item, row),
            key=input_key(asking, item, f"g.{row}"),
            disabled=asking.locked,
        )
        ticks += [f"{row}.{column}" for column in item.columns if column in held]
    return ticks


def _named(asking: Asking, item: GridItem, row: str) -> Callable[[str], str]:
    """Return what names the columns of a row."""

    def name(column: str) -> str:
        place = item.tick_ids.index(f"{row}.{column}") + 1
        return _keyed(asking, str(place), plain(item.columns[column].in_(language())))

    return name


def after_choice(asking: Asking, item: Item) -> None:
    """Ask what a choice calls for: the reason of a not-applicable, where to find out an unknown."""
    answer = asking.draft.answer(item.id)
    picked = st.session_state.get(input_key(asking, item, CHOICE), choice_of(answer))
    if picked == Absent.NOT_APPLICABLE.value or asking.reason_for == item.id:
        with st.container(key=f"r_{css_key(item.id)}"):
            _reason(asking, item, answer)
    elif picked == Absent.DONT_KNOW.value and item.find_out is not None:
        st.info(words("respond.find_out", where=plain(item.find_out.in_(language()))))
    if answer is not None and answer.filled_by is not None:
        template = answer.filled_by.removeprefix("template:")
        if template == answer.filled_by:
            st.caption(words("respond.filled"))
        else:
            st.caption(words("respond.filled_template", name=plain(template)))
    elif answer is not None and answer.is_given and answer.reason:
        st.caption(words("respond.agreed", why=plain(joined_text(answer.reason, language()))))
    if problem := asking.draft.refusals.get(item.id):
        st.warning(plain(problem))
    _set_aside(asking, item)


def _set_aside(asking: Asking, item: Item) -> None:
    """Keep in sight what was said here and somebody else's answer took the place of."""
    mine, stored = asking.draft.set_aside.get(item.id), asking.draft.answer(item.id)
    if mine is None:
        return
    says = value(mine) not in (value(Answer()), value(stored or Answer()))
    note = mine.note if mine.note and mine.note not in ((stored or Answer()).note or "") else None
    if says:
        st.markdown(words("respond.set_aside", what=format_answer(item, mine)))
    if note is not None:
        st.markdown(words("respond.set_aside_note", note=plain(note)))
    if not says and note is None:
        return
    with st.container(horizontal=True):
        if st.button(
            words("respond.take_mine"), key=input_key(asking, item, "am"), icon=":material/restart_alt:"
        ):
            asking.draft.take_mine(item.id)
            asking.draft.renew(item.id)
            redraw()
        if st.button(words("respond.leave_mine"), key=input_key(asking, item, "al"), icon=":material/check:"):
            asking.draft.leave_mine(item.id)
            redraw()


def _reason(asking: Asking, item: Item, answer: Answer | None) -> None:
    stored = (answer.reason or "").strip() if answer and answer.absent is Absent.NOT_APPLICABLE else ""
    typed = st.text_input(
        words("respond.reason"),
        value=stored,
        key=input_key(asking, item, REASON),
        disabled=asking.locked,
    )
    reason = typed.strip()
    picked = st.session_state.get(input_key(asking, item, CHOICE))
    # The choice or ticks above may be those of before: then they are no answer any more. Where they are not,
    # their inputs stay: the next choice may be on its way to them.
    contradicts = picked != Absent.NOT_APPLICABLE.value or bool(answer and answer.ticks)
    if not asking.locked:
        _mount(asking, item, REASON, typed, str, contradicts=contradicts)
    if not reason:
        st.caption(words("respond.reason_needed"))
    elif asking.locked:
        return
    elif reason == stored:
        asking.on_reason()
    else:
        asking.draft.save(item.id, with_choice(answer, Absent.NOT_APPLICABLE.value, reason))
        asking.on_reason()
        if contradicts:
            asking.draft.renew(item.id)
        redraw()


def _details(asking: Asking, item: Item) -> None:
    """Show what stands beside an answer, to be opened; what is empty is drawn once somebody opens it.

    Most of a long page would be these fields, and hardly one of them is
    used. What was opened stays drawn: a text may be on its way from a field
    that is closed in the same moment.
    """
    key = f"d_{css_key(item.id)}"
    details = st.expander(words("respond.details"), key=key, on_change="rerun")
    held_back = any(asking.draft.held_back(item.id, box.part) is not None for box in (NOTE_BOX, EVIDENCE_BOX))
    if details.open or held_back or _marks(asking, item):
        asking.draft.unfolded.add(item.id)
    if item.id not in asking.draft.unfolded:
        return
    with details:
        if item.evidence is not None:
            st.caption(words("respond.evidence_hint", what=plain(item.evidence.in_(language()))))
        text_box(asking, item, NOTE_BOX)
        text_box(asking, item, EVIDENCE_BOX)
        with st.container(horizontal=True):
            evidence_button(asking.draft, item, locked=asking.locked)
            history_button(asking.draft, item, locked=asking.locked)
        if asking.by_consultant:
            seen_by(asking.draft, item)


def _marks(asking: Asking, item: Item) -> list[str]:
    """Return what stands beside the choice of an answer, in words."""
    answer = asking.draft.answer(item.id)
    marks = {
        "respond.has_note": answer and answer.note,
        "respond.has_evidence": answer and answer.evidence,
        "respond.has_verified": answer and (answer.verified or _later(asking, item)),
    }
    return [words(key) for key, is_there in marks.items() if is_there]


def _later(asking: Asking, item: Item) -> bool:
    """Whether the answer was verified after its assessment was finished."""
    opened = asking.draft.opened
    return opened is not None and item.id in opened.verified_later
