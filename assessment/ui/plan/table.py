"""All steps in one table to edit: who, how long, from which week, how far; the rest is drawn around it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from assessment.instrument.model import MOST_STEP_DAYS
from assessment.planning.moves import Move
from assessment.planning.progress import Progress
from assessment.planning.request import MOST_WEEKS
from assessment.ui.plan.progress import ASK, STATUSES, save_progress, status_said, undo_button
from assessment.ui.plan.record import Plan
from assessment.ui.session import language, words

COLUMNS = ("number", "step", "owner", "days", "status", "start", "weeks")
TROUBLE = "plan_trouble"
ROW, HIGHEST = 35, 740
"""Pixels: of a line, and of what is shown before the table scrolls."""


def table(plan: Plan) -> None:
    """Show the table and save what is changed in it."""
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
        disabled=[names["number"], names["step"], names["weeks"]],
        column_config={
            names["number"]: st.column_config.NumberColumn(width=40, pinned=True),
            names["step"]: st.column_config.TextColumn(width=180, pinned=True),
            names["owner"]: st.column_config.SelectboxColumn(options=functions, required=True),
            names["days"]: st.column_config.NumberColumn(
                min_value=0, max_value=MOST_STEP_DAYS, step=0.5, required=True, format="%g", width=70
            ),
            names["status"]: st.column_config.SelectboxColumn(
                options=[status_said(one) for one in STATUSES], required=True, width=90
            ),
            names["start"]: st.column_config.NumberColumn(
                min_value=1, max_value=MOST_WEEKS, step=1, width=100
            ),
            names["weeks"]: st.column_config.TextColumn(width=70),
        },
        on_change=_save,
        args=(key, moves, plan),
    )
    if said := st.session_state.pop(TROUBLE, None):
        st.warning(said)
    if plan.known:
        undo_button(plan, "table")


def _columns() -> dict[str, str]:
    return {one: words(f"plan.column_{one}") for one in COLUMNS}


def _frame(plan: Plan) -> tuple[pd.DataFrame, list[Move]]:
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
                names["status"]: status_said(progress.status),
                names["start"]: progress.start_week,
                names["weeks"]: f"{placed.start_week}–{placed.end_week}",
            }
        )
    frame = pd.DataFrame(rows, columns=list(names.values()))
    frame[names["start"]] = frame[names["start"]].astype("Int64")
    return frame, moves


def step_name(plan: Plan, move: Move) -> str:
    """Return a step by the short name of its item: a cell of a phone's width shows it."""
    item, point = move
    return f"{plan.instrument.item(item).label.in_(language())} {point - 1}→{point}"


def _save(key: str, moves: list[Move], plan: Plan) -> None:
    """Save the rows that were changed."""
    for row, changed in st.session_state[key]["edited_rows"].items():
        move = moves[int(row)]
        said = edited(plan, move, changed)
        refused = save_progress(plan.current, move, said, plan.revision(move))
        if refused is not None:
            st.session_state[TROUBLE] = refused.said(language())
        elif said.status == "done" and not said.evidence:
            st.session_state[ASK] = move
    st.session_state["plan_turn"] = st.session_state.get("plan_turn", 0) + 1


def edited(plan: Plan, move: Move, changed: Mapping[str, Any]) -> Progress:
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
        what["status"] = {status_said(one): one for one in STATUSES}[changed[names["status"]]]
    if names["start"] in changed:
        week = changed[names["start"]]
        what["start_week"] = None if week is None else int(week)
    return plan.progress(move).model_copy(update=what)
