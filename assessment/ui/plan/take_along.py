"""The roadmap to take along: as a table, and as entries for a calendar."""

import csv
import io
from datetime import UTC, datetime

import streamlit as st

from assessment.charts import schedule_table
from assessment.instrument.model import Instrument
from assessment.roadmap import Roadmap, Schedule
from assessment.roadmap.ical import as_ical
from assessment.ui.plan.record import Plan
from assessment.ui.session import language, words

FORMULA = tuple("=+-@＝＋－＠\t\r\n")
"""What a spreadsheet would read as the beginning of a formula."""


def downloads(plan: Plan) -> None:
    """Offer the steps as a table and as calendar entries."""
    if not plan.roadmap.steps:
        return
    name = f"roadmap-{plan.today.isoformat()}-{plan.current[-6:].lower()}"
    st.download_button(
        words("roadmap.download"),
        lambda: as_csv(plan.roadmap, plan.schedule, plan.instrument, language()),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
        key="download_csv",
    )
    if plan.schedule.start is not None:
        st.download_button(
            words("plan.ics"),
            lambda: as_ical(
                plan.schedule,
                plan.roadmap,
                plan.instrument,
                language(),
                uid=plan.current,
                now=datetime.now(UTC),
            ),
            file_name=f"{name}.ics",
            mime="text/calendar",
            icon=":material/event:",
            on_click="ignore",
            key="download_ics",
        )


def as_csv(roadmap: Roadmap, schedule: Schedule, instrument: Instrument, lang: str) -> bytes:
    """Write the steps as a table that opens in a spreadsheet, its text never read as a formula."""
    frame = schedule_table(schedule, roadmap, instrument, lang)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False):
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip(" \u3000\ufeff")[:1] in FORMULA and cell.strip():
        return f"'{cell}"
    return cell
