"""The roadmap to take along: as a table, and as entries for a calendar."""

from datetime import UTC, datetime

import streamlit as st

from assessment.planning.ical import as_ical
from assessment.presentation.schedule_tables import schedule_table
from assessment.presentation.table import as_csv
from assessment.ui.plan.record import Plan
from assessment.ui.session import language, words


def downloads(plan: Plan) -> None:
    """Offer the steps as a table and as calendar entries."""
    if not plan.roadmap.steps:
        return
    name = f"roadmap-{plan.today.isoformat()}-{plan.current[-6:].lower()}"
    st.download_button(
        words("roadmap.download"),
        lambda: as_csv(schedule_table(plan.schedule, plan.roadmap, plan.instrument, language())),
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
                merchant=plan.opened.assessment.merchant.name or "",
            ),
            file_name=f"{name}.ics",
            mime="text/calendar",
            icon=":material/event:",
            on_click="ignore",
            key="download_ics",
        )
