"""One step's life: to do, under way, done with what shows it, or dropped; who does it, and when."""

from collections.abc import Mapping
from typing import Any, get_args

import pandas as pd
import streamlit as st

from assessment.instrument.model import MOST_STEP_DAYS
from assessment.planning.moves import Move
from assessment.planning.progress import Progress
from assessment.planning.request import MOST_WEEKS, StepStatus
from assessment.responses import Evidence
from assessment.service import Conflict, KeptProgress, Refused
from assessment.ui.components.browser_copy import typed_field
from assessment.ui.format import plain
from assessment.ui.state.session import SEPARATOR, language, may, service, words
from assessment.ui.state.typed_fields import done_with
from assessment.ui.views.roadmap.plan_state import (
    FeasiblePlan,
    PlanContext,
)

STATUSES: tuple[StepStatus, ...] = get_args(StepStatus)
ICONS = {"todo": "radio_button_unchecked", "doing": "timelapse", "done": "check_circle", "dropped": "block"}
ASK = "plan_ask"
"""The step whose dialog is to open in this run, where it was asked for in a table."""
CHANGED = "plan_changed"
"""What this tab has changed last about a step, for the offer to take it back."""
TAKEN_BACK = "taken_back"
"""Stands in the place of the status where the last change was taken back."""


def status_name(status: str) -> str:
    """Return what a status is called."""
    return words(f"plan.status_{status}")


def save_progress(current: str, move: Move, progress: Progress, expected: int) -> Refused | Conflict | None:
    """Write what was changed about one step; return what stood in the way, None where it is on disk."""
    changed = progress if progress.model_copy(update={"at": None}) != Progress() else None
    try:
        service().progress.record(current, *move, changed, expected)
    except (Refused, Conflict) as refused:
        return refused
    st.session_state[CHANGED] = (current, move, progress.status)
    return None


def changed_lately(standing: PlanContext) -> None:
    """Say what was changed last, and offer to take it back."""
    current, move, status = st.session_state.get(CHANGED, (None, None, None))
    if current != standing.current or move not in standing.moves:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="changed_lately"):
        name = standing.item(move[0])
        if status == TAKEN_BACK:
            st.markdown(f":material/undo: {words('plan.undone', name=name)}", width="content")
            undo_button(standing, "lately", "plan.undo_next")
        else:
            text = words("plan.changed", name=name, status=status_name(status))
            st.markdown(f":material/{ICONS[status]}: {text}", width="content")
            undo_button(standing, "lately")


def undo_button(standing: PlanContext, place: str, label: str = "plan.undo") -> None:
    """Offer to take back the last change of a step; changes are taken back one after the other."""
    if not may("progress.undo"):
        return
    st.button(
        words(label),
        icon=":material/undo:",
        type="tertiary",
        key=f"undo_{place}",
        on_click=_undo,
        args=(standing.current,),
    )


def _undo(current: str) -> None:
    move = service().progress.undo(current)
    if move is None:
        st.session_state.pop(CHANGED, None)
        st.toast(words("plan.nothing_to_undo"))
    else:
        st.session_state[CHANGED] = (current, move, TAKEN_BACK)


def step_button(standing: PlanContext, move: Move, place: str) -> None:
    """Offer to say how one step goes on."""
    status = standing.progress(move).status
    if not may("progress.record"):
        if status != "todo":
            st.caption(f":material/{ICONS[status]}: {status_name(status)}")
        return
    label = words("plan.change") if status == "todo" else status_name(status)
    key = f"change_{place}_{move[0].replace('.', '__')}_{move[1]}"
    if st.button(label, key=key, icon=f":material/{ICONS[status]}:", type="tertiary"):
        ask(standing, move)


def ask_if_wanted(standing: PlanContext) -> None:
    """Open the dialog of the step that was marked done in the table: done asks for what shows it."""
    move = st.session_state.pop(ASK, None)
    if move in standing.moves:
        ask(standing, move)


def ask(standing: PlanContext, move: Move) -> None:
    """Ask how one step goes on, in a dialog."""

    @st.dialog(words("plan.change_title", name=standing.item(move[0])))
    def dialog() -> None:
        form(standing, move)

    # A dialog opened anew starts from what is kept, not from what was typed into an earlier one.
    st.session_state["plan_asked"] = st.session_state.get("plan_asked", 0) + 1
    dialog()


def form(standing: PlanContext, move: Move) -> None:
    """Ask for the status and the rest of one step, and save it.

    The revision that was seen is that of the standing: whoever saves meanwhile is not written over unasked.
    """
    now, key = standing.progress(move), f"{move[0]}_{move[1]}_{st.session_state.get('plan_asked', 0)}"
    step = standing.instrument.item(move[0]).steps[move[1]]
    st.markdown(plain(step.text.in_(language())))
    status: StepStatus = st.segmented_control(
        words("plan.status"),
        STATUSES,
        default=now.status,
        required=True,
        format_func=status_name,
        key=f"status_{key}",
    )
    evidence = list(now.evidence)
    if status == "done":
        evidence = _evidence(standing, move, now)
    owner, days, start = _people_and_week(standing, move, now, key)
    name, scope = f"step_note|{move[0]}|{move[1]}", standing.current
    note = typed_field(words("plan.note"), now.note or "", name=name, scope=scope)
    progress = Progress(
        status=status, owner=owner, days=days, start_week=start, evidence=evidence, note=note or None
    )
    refused_at = f"revision_{key}"
    with st.container(horizontal=True):
        if st.button(words("plan.save"), type="primary", key=f"save_{key}"):
            expected = st.session_state.get(refused_at, standing.revision(move))
            refused = save_progress(standing.current, move, progress, expected)
            if refused is None:
                done_with(scope, name, name.replace("note", "evidence"))
                st.rerun()
            st.warning(plain(refused.in_(language())))
            if isinstance(refused, Conflict):
                # What was typed stays; saving once more is meant, now that the other change was told.
                st.session_state[refused_at] = refused.revision
                st.caption(words("plan.save_anyway"))
        if st.button(words("app.cancel"), key=f"cancel_{key}"):
            done_with(scope, name, name.replace("note", "evidence"))
            st.rerun()


def _people_and_week(
    standing: PlanContext, move: Move, now: Progress, key: str
) -> tuple[str | None, float | None, int | None]:
    """Ask who does it, how long it takes and when it starts; None for each that is as the roadmap has it."""
    item = standing.instrument.item(move[0])
    step = item.steps[move[1]]
    usual = step.owner or item.owner
    functions = [one.id for one in standing.instrument.functions]
    chosen = st.selectbox(
        words("plan.owner"),
        functions,
        index=functions.index(now.owner or usual),
        format_func=standing.function,
        key=f"owner_{key}",
    )
    with st.container(horizontal=True):
        effort = st.number_input(
            words("plan.days"),
            0.0,
            MOST_STEP_DAYS,
            now.days if now.days is not None else step.days,
            0.5,
            format="%g",
            key=f"days_{key}",
        )
        placed = standing.placed(move)
        start = st.number_input(
            words("plan.start_week"),
            1,
            MOST_WEEKS,
            now.start_week,
            1,
            placeholder=words("plan.automatic")
            if placed is None
            else words("plan.automatic_week", week=placed.start_week),
            key=f"start_{key}",
        )
    days = round(float(effort) * 2) / 2
    return (
        None if chosen == usual else str(chosen),
        None if days == step.days else days,
        None if start is None else int(start),
    )


def _evidence(standing: PlanContext, move: Move, now: Progress) -> list[Evidence]:
    """Ask what shows that a step is done, and say what it means for the next round."""
    item = standing.instrument.item(move[0])
    if item.evidence is not None:
        st.caption(words("roadmap.done_when", what=plain(item.evidence.in_(language()))))
    written = next((one for one in now.evidence if one.text), None)
    before = "" if written is None else written.text or ""
    name = f"step_evidence|{move[0]}|{move[1]}"
    text = typed_field(words("plan.evidence"), before, name=name, scope=standing.current, height=90)
    st.caption(words("plan.proposes", name=standing.item(move[0]), point=move[1]))
    others = [one for one in now.evidence if one is not written]
    return [*([Evidence(text=text)] if text else []), *others]


def settled(standing: PlanContext) -> None:
    """List what is done and what was dropped, each still open to change."""
    known: Mapping[Move, KeptProgress] = standing.known
    for status in ("done", "dropped"):
        moves = [move for move, kept in sorted(known.items()) if kept.value.status == status]
        if not moves:
            continue
        label = words(f"plan.list_{status}", count=len(moves))
        with st.expander(label, icon=f":material/{ICONS[status]}:", key=f"list_{status}"):
            for move in moves:
                _settled(standing, move)


def _settled(standing: PlanContext, move: Move) -> None:
    progress = standing.progress(move)
    step = standing.instrument.item(move[0]).steps[move[1]]
    with st.container(key=f"settled_{move[0].replace('.', '__')}_{move[1]}", gap="xxsmall"):
        name = f"{standing.item(move[0])} {move[1] - 1} → {move[1]}"
        st.markdown(f"**{name}**　{plain(step.text.in_(language()))}")
        shown = [one.text or one.link or "" for one in progress.evidence]
        if shown:
            st.caption(words("plan.shown", what=plain(SEPARATOR.join(shown))))
        elif progress.status == "done":
            st.caption(words("plan.nothing_shown"))
        if progress.note:
            st.caption(plain(progress.note))
        step_button(standing, move, "settled")


COLUMNS = ("number", "step", "owner", "days", "status", "start", "weeks")
TROUBLE = "plan_trouble"
ROW, HIGHEST = 35, 740
"""Pixels: of a line, and of what is shown before the table scrolls."""


def table(plan: FeasiblePlan) -> None:
    """Show the table and save what is changed in it."""
    if may("progress.record"):
        st.caption(words("plan.table_note"))
    frame, moves = _frame(plan)
    functions = [one.name.in_(language()) for one in plan.instrument.functions]
    names = _columns()
    # The editor keeps its own changes by position: after each one it starts afresh from what is kept.
    key = f"plan_table_{st.session_state.get('plan_turn', 0)}_{language()}"
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="fixed",
        height=min(ROW * (len(moves) + 1) + 3, HIGHEST),
        placeholder="",
        disabled=[names["number"], names["step"], names["weeks"]] if may("progress.record") else True,
        column_config={
            names["number"]: st.column_config.NumberColumn(width=40, pinned=True),
            names["step"]: st.column_config.TextColumn(width=180, pinned=True),
            names["owner"]: st.column_config.SelectboxColumn(options=functions, required=True),
            names["days"]: st.column_config.NumberColumn(
                min_value=0, max_value=MOST_STEP_DAYS, step=0.5, required=True, format="%g", width=70
            ),
            names["status"]: st.column_config.SelectboxColumn(
                options=[status_name(one) for one in STATUSES], required=True, width=90
            ),
            names["start"]: st.column_config.NumberColumn(
                min_value=1, max_value=MOST_WEEKS, step=1, width=100
            ),
            names["weeks"]: st.column_config.TextColumn(width=70),
        },
        on_change=_save,
        args=(key, moves, plan),
    )
    if trouble := st.session_state.pop(TROUBLE, None):
        st.warning(trouble)
    if plan.known:
        undo_button(plan, "table")


def _columns() -> dict[str, str]:
    return {one: words(f"plan.column_{one}") for one in COLUMNS}


def _frame(plan: FeasiblePlan) -> tuple[pd.DataFrame, list[Move]]:
    """Return the table as it stands, and the step of each row."""
    functions = {one.id: one.name.in_(language()) for one in plan.instrument.functions}
    names = _columns()
    rows: list[dict[str, Any]] = []
    moves: list[Move] = []
    for number, step in enumerate(plan.roadmap.steps, start=1):
        move = (step.item, step.to_point)
        progress, placed = plan.progress(move), plan.schedule.of(move)
        moves.append(move)
        rows.append(
            {
                names["number"]: number,
                names["step"]: step_name(plan, move),
                names["owner"]: functions[step.owner],
                names["days"]: step.days,
                names["status"]: status_name(progress.status),
                names["start"]: progress.start_week,
                names["weeks"]: f"{placed.start_week}–{placed.end_week}",
            }
        )
    frame = pd.DataFrame(rows, columns=list(names.values()))
    frame[names["start"]] = frame[names["start"]].astype("Int64")
    return frame, moves


def step_name(plan: FeasiblePlan, move: Move) -> str:
    """Return a step by the short name of its item: a cell of a phone's width shows it."""
    item, point = move
    return f"{plan.instrument.item(item).label.in_(language())} {point - 1}→{point}"


def _save(key: str, moves: list[Move], plan: FeasiblePlan) -> None:
    """Save the rows that were changed."""
    for row, changed in st.session_state[key]["edited_rows"].items():
        move = moves[int(row)]
        progress = edited(plan, move, changed)
        refused = save_progress(plan.current, move, progress, plan.revision(move))
        if refused is not None:
            st.session_state[TROUBLE] = refused.in_(language())
        elif progress.status == "done" and not progress.evidence:
            st.session_state[ASK] = move
    st.session_state["plan_turn"] = st.session_state.get("plan_turn", 0) + 1


def edited(plan: FeasiblePlan, move: Move, changed: Mapping[str, Any]) -> Progress:
    """Return the progress of a step after a row was changed; what is as the bank has it is not said.

    Args:
        plan: as it was shown.
        move: the step of the row.
        changed: new values by the heads of the columns.
    """
    names = _columns()
    item = plan.instrument.item(move[0])
    step = item.steps[move[1]]
    what: dict[str, Any] = {}
    if names["owner"] in changed:
        functions = {one.name.in_(language()): one.id for one in plan.instrument.functions}
        owner = functions[changed[names["owner"]]]
        what["owner"] = None if owner == (step.owner or item.owner) else owner
    if names["days"] in changed:
        days = round(float(changed[names["days"]]) * 2) / 2
        what["days"] = None if days == step.days else days
    if names["status"] in changed:
        what["status"] = {status_name(one): one for one in STATUSES}[changed[names["status"]]]
    if names["start"] in changed:
        week = changed[names["start"]]
        what["start_week"] = None if week is None else int(week)
    return plan.progress(move).model_copy(update=what)
