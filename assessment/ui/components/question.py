"""One question on the page: its choices, note, evidence and who has seen it, each saved at once.

Every question is a fragment, and so is what a choice changes of it: a click
redraws only that and the progress line, a text the question.
"""

from collections.abc import Callable
from html import escape

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Item, Status
from assessment.presentation.values import joined_text
from assessment.responses import Absent, Answer
from assessment.ui.components.answer_history import asked_before, history_button
from assessment.ui.components.asking import (
    EVIDENCE_BOX,
    NOTE_BOX,
    Asking,
    TextBox,
    settle,
    text_box,
    text_key,
)
from assessment.ui.components.browser_copy import copied
from assessment.ui.components.evidence import evidence_button, seen_by
from assessment.ui.components.questionnaire import progress_line, unsent_notice
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
from assessment.ui.state.clock import time_of_day
from assessment.ui.state.draft import Draft, redraw, value, widget_key
from assessment.ui.state.input_parts import CHOICE, REASON
from assessment.ui.state.session import SEPARATOR, language, words


@st.fragment
def ask(asking: Asking, item: Item, number: int) -> None:
    """Show one question and save whatever changes in it."""
    with st.container(border=True, key=css_key(item.id)):
        _heading(item, number)
        # The notes below are saved as they are drawn; what stands above them says so.
        above = st.container(key=f"above_{css_key(item.id)}")
        verified = _details(asking, item)
        stumble_control(asking.draft, item, locked=asking.locked)
        with above:
            _answer(asking, item, verified, _beside(asking, item))


@st.fragment
def _answer(asking: Asking, item: Item, verified: DeltaGenerator | None, beside: tuple[object, ...]) -> None:
    """Show what a choice changes, and save it: a part of its own, so that a click draws nothing else.

    Args:
        asking: the questionnaire.
        item: the question.
        verified: where it is said who has seen the evidence, among the details; None where it is not.
        beside: what the details were drawn for. Where they would be drawn otherwise now, the page is.
    """
    for box in (NOTE_BOX, EVIDENCE_BOX):
        # A text that was left in the moment of the choice is told to this part alone.
        key = text_key(asking, item, box)
        if key in asking.draft.mounted and key in st.session_state:
            settle(asking, item, key, st.session_state[key], box.changed)
    asked_before(asking.draft, item, locked=asking.locked)
    if isinstance(item, AnchoredItem):
        anchored(asking, item)
    elif isinstance(item, ChecklistItem | GridItem):
        ticked(asking, item)
    after_choice(asking, item)
    foot(asking, item.id)
    if asking.locked:
        saved_caption(asking, item.id)
    question_copied(asking, item, NOTE_BOX, EVIDENCE_BOX, beside=_saved_note(asking.draft, item.id))
    if verified is not None:
        with verified:
            seen_by(asking.draft, item)
    if _beside(asking, item) != beside:
        st.rerun()


def _beside(asking: Asking, item: Item) -> tuple[object, ...]:
    """Return what the details of a question are drawn for."""
    draft, answer = asking.draft, asking.draft.answer(item.id)
    texts = [
        (box.read(answer), draft.held_back(item.id, box.part), text_key(asking, item, box))
        for box in (NOTE_BOX, EVIDENCE_BOX)
    ]
    return _details_title(asking, item), *texts


def question_copied(asking: Asking, item: Item, *boxes: TextBox, beside: str = "") -> None:
    """Let the browser keep what the inputs of a question hold until it is stored.

    Args:
        asking: the questionnaire.
        item: the question.
        boxes: its texts.
        beside: markup to show there.
    """
    inputs = {part: _key(asking, item, part) for part in (CHOICE, REASON)}
    if isinstance(item, ChecklistItem):
        inputs |= {part: _key(asking, item, part) for part in (f"c.{option}" for option in item.options)}
    elif isinstance(item, GridItem):
        inputs |= {part: _key(asking, item, part) for part in (f"g.{row}" for row in item.rows)}
    inputs |= {box.part: text_key(asking, item, box) for box in boxes}
    if not asking.locked:
        copied(asking.draft, item.id, inputs, beside=beside)


def _heading(item: Item, number: int) -> None:
    lang = language()
    trial = f" :gray-badge[{words('respond.trial')}]" if item.status is Status.TRIAL else ""
    st.markdown(f"**{number}. {plain(item.question.in_(lang))}**{trial}")
    if item.guidance is not None:
        st.caption(plain(item.guidance.in_(lang)))


def _key(asking: Asking, item: Item, part: str) -> str:
    return widget_key(asking.draft, item.id, part)


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
    key = _key(asking, item, "v")
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
        key=_key(asking, item, "v"),
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
            key=_key(asking, item, f"c.{option}"),
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
            key=_key(asking, item, f"g.{row}"),
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
    picked = st.session_state.get(_key(asking, item, "v"), choice_of(answer))
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
        if st.button(words("respond.take_mine"), key=_key(asking, item, "am"), icon=":material/restart_alt:"):
            asking.draft.take_mine(item.id)
            asking.draft.renew(item.id)
            redraw()
        if st.button(words("respond.leave_mine"), key=_key(asking, item, "al"), icon=":material/check:"):
            asking.draft.leave_mine(item.id)
            redraw()


def _reason(asking: Asking, item: Item, answer: Answer | None) -> None:
    stored = (answer.reason or "").strip() if answer and answer.absent is Absent.NOT_APPLICABLE else ""
    reason = st.text_input(
        words("respond.reason"),
        value=stored,
        key=_key(asking, item, "r"),
        disabled=asking.locked,
    ).strip()
    if not reason:
        st.caption(words("respond.reason_needed"))
    elif reason != stored and not asking.locked:
        asking.draft.save(item.id, with_choice(answer, Absent.NOT_APPLICABLE.value, reason))
        asking.on_reason()
        picked = st.session_state.get(_key(asking, item, CHOICE))
        if picked != Absent.NOT_APPLICABLE.value or (answer and answer.ticks):
            # The choice or ticks above are those of before: they are no answer any more. Where they are not,
            # their inputs stay: the next choice may be on its way to them.
            asking.draft.renew(item.id)
        redraw()


def foot(asking: Asking, place: str) -> None:
    """Say what is not saved yet, and move the progress line."""
    progress_line(asking.line, asking.draft, asking.dimension.id)
    unsent_notice(asking.draft, place)


def saved_caption(asking: Asking, place: str) -> None:
    """Say when it was saved."""
    if saved := _saved(asking.draft, place):
        st.caption(f":material/check: {saved}")


def _saved(draft: Draft, place: str) -> str:
    """Return when a place was saved in this tab, in words; nothing where it was not."""
    at = draft.saved_at.get(place)
    return "" if at is None or place in draft.unsent else words("respond.saved", time=time_of_day(at))


def _saved_note(draft: Draft, place: str) -> str:
    """Return the same as markup, with its sign; it has its place in the question without words too."""
    saved = _saved(draft, place)
    sign = '<span class="sign" translate="no" aria-hidden="true">check</span> ' if saved else ""
    return f'<p class="saved-note">{sign}{escape(saved)}</p>'


def _details(asking: Asking, item: Item) -> DeltaGenerator | None:
    """Show the details; return where it is said who has seen the evidence."""
    details = st.expander(_details_title(asking, item), key=f"d_{css_key(item.id)}")
    with details:
        if item.evidence is not None:
            st.caption(words("respond.evidence_hint", what=plain(item.evidence.in_(language()))))
        text_box(asking, item, NOTE_BOX)
        text_box(asking, item, EVIDENCE_BOX)
        with st.container(horizontal=True):
            evidence_button(asking.draft, item, locked=asking.locked)
            history_button(asking.draft, item, locked=asking.locked)
    return details if asking.by_consultant else None


def _details_title(asking: Asking, item: Item) -> str:
    answer = asking.draft.answer(item.id)
    marks = [
        words("respond.has_note") if answer and answer.note else "",
        words("respond.has_evidence") if answer and answer.evidence else "",
        words("respond.has_verified") if answer and (answer.verified or _later(asking, item)) else "",
    ]
    held = SEPARATOR.join(mark for mark in marks if mark)
    title = words("respond.details")
    return words("presentation.in_brackets", what=title, more=held) if held else title


def _later(asking: Asking, item: Item) -> bool:
    """Whether the answer was verified after its assessment was finished."""
    opened = asking.draft.opened
    return opened is not None and item.id in opened.verified_later
