"""All steps in one table to edit: who, how long, from which week, how far; the rest is drawn around it."""

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from assessment.instrument.model import Instrument
from assessment.roadmap import Roadmap, Schedule
from assessment.roadmap.climb import Move
from assessment.roadmap.progress import Progress
from assessment.service import KeptProgress
from assessment.ui.plan.progress import STATUSES, save_progress, status_said
from assessment.ui.session import language, words


def table(
    roadmap: Roadmap,
    schedule: Schedule | None,
    known: Mapping[Move, KeptProgress],
    instrument: Instrument,
) -> None:
    """Show the table and save what is changed in it."""
    st.caption(words("plan.table_note"))
    frame, moves = _frame(roadmap, schedule, known, instrument)
    functions = [one.name.in_(language()) for one in instrument.functions]
    names = _columns()
    turn = st.session_state.get("plan_turn", 0)
    key = f"plan_table_{turn}_{language()}"
    st.data_editor(
        frame,
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=[names["number"], names["step"], names["weeks"]],
        column_config={
            names["number"]: st.column_config.NumberColumn(width=40),
            names["step"]: st.column_config.TextColumn(width="large"),
            names["owner"]: st.column_config.SelectboxColumn(options=functions, required=True),
            names["days"]: st.column_config.NumberColumn(
                min_value=0, max_value=200, step=0.5, required=True, format="%g"
            ),
            names["status"]: st.column_config.SelectboxColumn(
                options=[status_said(one) for one in STATUSES], required=True
            ),
            names["start"]: st.column_config.NumberColumn(min_value=1, max_value=520, step=1),
        },
        on_change=_save,
        args=(key, moves, known, instrument),
    )


def _columns() -> dict[str, str]:
    return {
        one: words(f"plan.column_{one}")
        for one in ("number", "step", "owner", "days", "status", "start", "weeks")
    }


def _frame(
    roadmap: Roadmap,
    schedule: Schedule | None,
    known: Mapping[Move, KeptProgress],
    instrument: Instrument,
) -> tuple[pd.DataFrame, list[Move]]:
    """Return the table as it stands, and the step of each row."""
    functions = {one.id: one.name.in_(language()) for one in instrument.functions}
    names = _columns()
    rows: list[dict[str, Any]] = []
    moves: list[Move] = []
    for number, step in enumerate(roadmap.steps, start=1):
        move = (step.item, step.to_point)
        progress = known[move].progress if move in known else Progress()
        placed = None if schedule is None else schedule.of(move)
        moves.append(move)
        rows.append(
            {
                names["number"]: number,
                names["step"]: plain_cell(step.text.in_(language())),
                names["owner"]: functions[step.owner],
                names["days"]: step.days,
                names["status"]: status_said(progress.status),
                names["start"]: progress.start_week,
                names["weeks"]: "" if placed is None else f"{placed.start_week}–{placed.end_week}",
            }
        )
    frame = pd.DataFrame(rows, columns=list(names.values()))
    frame[names["start"]] = frame[names["start"]].astype("Int64")
    return frame, moves


def plain_cell(text: str) -> str:
    """Return a text for a cell: one line."""
    return " ".join(text.split())


def _save(key: str, moves: list[Move], known: Mapping[Move, KeptProgress], instrument: Instrument) -> None:
    """Save the rows that were changed; the table starts afresh from what is kept."""
    names = _columns()
    functions = {
        plain_name: one.id for one in instrument.functions for plain_name in [one.name.in_(language())]
    }
    statuses = {status_said(one): one for one in STATUSES}
    for row, changed in st.session_state[key]["edited_rows"].items():
        move = moves[int(row)]
        kept = known.get(move)
        what: dict[str, Any] = {}
        if names["owner"] in changed:
            what["owner"] = functions[changed[names["owner"]]]
        if names["days"] in changed:
            what["days"] = round(float(changed[names["days"]]) * 2) / 2
        if names["status"] in changed:
            what["status"] = statuses[changed[names["status"]]]
        if names["start"] in changed:
            week = changed[names["start"]]
            what["start_week"] = None if week is None else int(week)
        progress = (kept.progress if kept else Progress()).model_copy(update=what)
        save_progress(move, progress if progress != Progress() else None, kept.revision if kept else 0)
    st.session_state["plan_turn"] = st.session_state.get("plan_turn", 0) + 1
