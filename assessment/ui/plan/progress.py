"""One step's life: to do, under way, done with what shows it, or dropped; who does it, and when."""

from collections.abc import Mapping
from typing import get_args

import streamlit as st

from assessment.instrument.model import Instrument
from assessment.responses import Evidence
from assessment.roadmap import Schedule
from assessment.roadmap.brief import StepStatus
from assessment.roadmap.climb import Move
from assessment.roadmap.progress import Progress
from assessment.roadmap.roadmap import PlannedStep
from assessment.service import Conflict, KeptProgress, Refused
from assessment.ui.plain import plain
from assessment.ui.session import assessment_id, language, service, words

STATUSES: tuple[StepStatus, ...] = get_args(StepStatus)
ICONS = {"todo": "radio_button_unchecked", "doing": "timelapse", "done": "check_circle", "dropped": "block"}


def status_said(status: str) -> str:
    """Return what a status is called."""
    return words(f"plan.status_{status}")


def save_progress(move: Move, progress: Progress | None, expected: int) -> bool:
    """Write what was changed about one step; return whether it is on disk, else say why not."""
    current = assessment_id()
    if current is None:
        return False
    try:
        service().record_progress(current, *move, progress, expected)
    except (Refused, Conflict) as refused:
        st.session_state["plan_trouble"] = refused.said(language())
        return False
    return True


def trouble() -> None:
    """Say what could not be saved, once."""
    if said := st.session_state.pop("plan_trouble", None):
        st.warning(plain(said))


def step_menu(step: PlannedStep, schedule: Schedule | None, instrument: Instrument) -> None:
    """Offer to change one step."""
    move = (step.item, step.to_point)
    known: Mapping[Move, KeptProgress] = st.session_state.get("plan_progress", {})
    kept = known.get(move)
    now = kept.progress if kept else Progress()
    week = None if schedule is None else schedule.of(move).start_week
    label = words("plan.change") if now.status == "todo" else status_said(now.status)
    with st.popover(
        label,
        icon=f":material/{ICONS[now.status]}:",
        type="tertiary",
        key=f"menu_{step.item}_{step.to_point}",
    ):
        _form(move, now, 0 if kept is None else kept.revision, (step.owner, step.days, week), instrument)


def _form(
    move: Move, now: Progress, revision: int, usual: tuple[str, float, int | None], instrument: Instrument
) -> None:
    """Ask for the status and the rest of one step, and save it."""
    owner, days, week = usual
    key = f"{move[0]}_{move[1]}_{revision}_{language()}"
    functions = {one.id: plain(one.name.in_(language())) for one in instrument.functions}
    status: StepStatus = st.segmented_control(
        words("plan.status"),
        STATUSES,
        default=now.status,
        required=True,
        format_func=status_said,
        key=f"status_{key}",
    )
    chosen = st.selectbox(
        words("plan.owner"),
        list(functions),
        index=list(functions).index(now.owner or owner),
        format_func=lambda one: functions[one],
        key=f"owner_{key}",
    )
    effort = st.number_input(
        words("plan.days"),
        0.0,
        200.0,
        now.days if now.days is not None else days,
        0.5,
        format="%g",
        key=f"days_{key}",
    )
    start = st.number_input(
        words("plan.start_week"),
        1,
        520,
        now.start_week,
        1,
        placeholder=words("plan.automatic") if week is None else words("plan.automatic_week", week=week),
        key=f"start_{key}",
    )
    evidence = list(now.evidence)
    if status == "done":
        evidence = _evidence(move, now, key, instrument)
    note = st.text_input(words("plan.note"), now.note or "", max_chars=300, key=f"note_{key}").strip()
    if st.button(words("plan.save"), type="primary", key=f"save_{key}"):
        effort = round(float(effort) * 2) / 2
        told = Progress(
            status=status,
            owner=None if chosen == owner and now.owner is None else str(chosen),
            days=None if effort == days and now.days is None else effort,
            start_week=None if start is None else int(start),
            evidence=evidence,
            note=note or None,
        )
        save_progress(move, told if told != Progress() else None, revision)
        st.rerun()


def _evidence(move: Move, now: Progress, key: str, instrument: Instrument) -> list[Evidence]:
    """Ask what shows that a step is done, and say what it means for the next round."""
    item = instrument.item(move[0])
    if item.evidence is not None:
        st.caption(words("roadmap.done_when", what=plain(item.evidence.in_(language()))))
    before = next((one.text for one in now.evidence if one.text), "")
    text = st.text_area(
        words("plan.evidence"), before, max_chars=1000, height=90, key=f"evidence_{key}"
    ).strip()
    st.caption(words("plan.proposes", name=plain(item.label.in_(language())), point=move[1]))
    others = [one for one in now.evidence if not one.text]
    return [*([Evidence(text=text)] if text else []), *others]


def settled(known: Mapping[Move, KeptProgress], instrument: Instrument) -> None:
    """List what is done and what was dropped, each still open to change."""
    for status in ("done", "dropped"):
        moves = [move for move, kept in sorted(known.items()) if kept.progress.status == status]
        if not moves:
            continue
        with st.expander(words(f"plan.list_{status}", count=len(moves)), icon=f":material/{ICONS[status]}:"):
            for move in moves:
                _settled(move, known[move], instrument)


def _settled(move: Move, kept: KeptProgress, instrument: Instrument) -> None:
    item = instrument.item(move[0])
    step = item.steps[move[1]]
    with st.container(key=f"settled_{move[0].replace('.', '_')}_{move[1]}"):
        st.markdown(f"**{plain(step.text.in_(language()))}**")
        shown = [one.text or one.link or "" for one in kept.progress.evidence]
        if shown:
            st.caption(words("plan.shown", what=plain(" · ".join(shown))))
        elif kept.progress.status == "done":
            st.caption(words("plan.nothing_shown"))
        if kept.progress.note:
            st.caption(plain(kept.progress.note))
        with st.popover(words("plan.change"), type="tertiary", key=f"menu_{move[0]}_{move[1]}"):
            owner = step.owner or item.owner
            _form(move, kept.progress, kept.revision, (owner, step.days, None), instrument)
