"""One question on the page: its choices, note, evidence and who has seen it, each saved at once.

Every question is a fragment: answering it redraws only itself and the
progress line.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from assessment.instrument.model import (
    AnchoredItem,
    ChecklistItem,
    Dimension,
    GridItem,
    Instrument,
    Item,
    Status,
)
from assessment.presentation.values import joined_text
from assessment.responses import Absent, Answer
from assessment.ui.components.answer_history import asked_before, history_button
from assessment.ui.components.browser_copy import copied
from assessment.ui.components.evidence import evidence_button, seen_by
from assessment.ui.components.questionnaire import progress_markup, unsent_notice
from assessment.ui.components.stumble import stumble_control
from assessment.ui.format import format_answer, plain
from assessment.ui.navigation import css_key
from assessment.ui.state.answering import (
    NONE_OF_THESE,
    choice_of,
    choices,
    evidence_text,
    merged,
    picked_choice,
    typed_evidence,
    typed_note,
    with_choice,
    with_ticks,
)
from assessment.ui.state.clock import time_of_day
from assessment.ui.state.draft import PART, Draft, redraw, value, widget_key
from assessment.ui.state.input_parts import CHOICE, EVIDENCE, NOTE, REASON
from assessment.ui.state.session import SEPARATOR, is_part_drawn_anew, language, words


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


def question_copied(asking: Asking, item: Item, *boxes: "TextBox") -> None:
    """Let the browser keep what the inputs of a question hold until it is stored."""
    inputs = {part: _key(asking, item, part) for part in (CHOICE, REASON)}
    if isinstance(item, ChecklistItem):
        inputs |= {part: _key(asking, item, part) for part in (f"c.{option}" for option in item.options)}
    elif isinstance(item, GridItem):
        inputs |= {part: _key(asking, item, part) for part in (f"g.{row}" for row in item.rows)}
    inputs |= {box.part: _text_key(asking, item, box) for box in boxes}
    if not asking.locked:
        copied(asking.draft, item.id, inputs)


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
    asking.draft.mount(key, item.id, changed)
    answer = changed(asking.draft.answer(item.id), value)
    was_unsent = item.id in asking.draft.unsent
    if answer is None or asking.draft.save(item.id, answer):
        return True
    if item.id in asking.draft.unsent and not was_unsent:
        redraw()  # with its notice
    return False


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


@dataclass(frozen=True)
class TextBox:
    """A text that belongs to an answer."""

    part: str
    label: str
    read: Callable[[Answer | None], str]
    changed: Callable[[Answer | None, str], Answer | None]


def _later(asking: Asking, item: Item) -> bool:
    """Whether the answer was verified after its assessment was finished."""
    opened = asking.draft.opened
    return opened is not None and item.id in opened.verified_later


NOTE_BOX = TextBox(NOTE, "respond.note", lambda answer: answer.note or "" if answer else "", typed_note)
EVIDENCE_BOX = TextBox(EVIDENCE, "respond.evidence", evidence_text, typed_evidence)


def _text_key(asking: Asking, item: Item, box: TextBox) -> str:
    return f"{box.part}|{asking.draft.id}|{item.id}|{asking.draft.renewals.get(item.id, 0)}"


def text_box(asking: Asking, item: Item, box: TextBox) -> None:
    """Show a text that is saved as it is typed.

    Its key stays the same across a restart of the server, so that the browser
    can bring back what was typed while the connection was down.
    """
    draft, held = asking.draft, asking.draft.held_back(item.id, box.part)
    stored = box.read(draft.answer(item.id))
    key = _text_key(asking, item, box)
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
