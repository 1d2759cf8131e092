"""The weeks: the chart of the steps by function, and load against people."""

import streamlit as st

from assessment.charts.gantt import gantt_chart
from assessment.charts.load import load_chart
from assessment.presentation.schedule_tables import load_table, schedule_table
from assessment.ui.plan.record import Plan
from assessment.ui.plan.said import weeks_said
from assessment.ui.session import is_dark, language, words
from assessment.ui.show import chart

SHOWN = 12
"""Weeks that a chart shows at once: a quarter."""


def weeks(plan: Plan) -> None:
    """Draw the schedule and the load of each function, a quarter at a time."""
    lang, schedule, part = language(), plan.schedule, _part(plan)
    st.caption(words("plan.gantt_note"))
    chart(
        "gantt",
        lambda narrow: gantt_chart(
            schedule,
            plan.roadmap,
            plan.instrument,
            lang,
            narrow=narrow,
            dark=is_dark(),
            weeks=part,
            today=plan.today,
        ),
        schedule_table(schedule, plan.roadmap, plan.instrument, lang),
    )
    st.subheader(words("plan.load"))
    st.caption(words("plan.load_note"))
    chart(
        "load",
        lambda narrow: load_chart(schedule, plan.instrument, lang, narrow=narrow, dark=is_dark(), weeks=part),
        load_table(schedule, plan.instrument, lang),
    )


def parts(last: int) -> list[tuple[int, int]]:
    """Return the weeks that are shown at once: quarters, the last one cut short.

    A single quarter is shown whole, so that its weeks are as wide as they are elsewhere.
    """
    last = max(last, 1)
    if last <= SHOWN:
        return [(1, SHOWN)]
    return [(first, min(first + SHOWN - 1, last)) for first in range(1, last + 1, SHOWN)]


def _part(plan: Plan) -> tuple[int, int]:
    """Return the weeks to show, those of today at first; asks where there are more than fit."""
    every = parts(plan.schedule.last_week)
    if len(every) == 1:
        return every[0]
    now = plan.roadmap.request.now_week
    first = next((number for number, part in enumerate(every) if part[0] <= now <= part[1]), 0)
    # Numbers for the choice: a tuple in the place of the default would be read as several defaults.
    chosen = st.segmented_control(
        words("plan.which_weeks"),
        range(len(every)),
        default=first,
        format_func=lambda number: weeks_said(*every[number]),
        required=True,
        key=f"part_{len(every)}_{every[-1][1]}_{language()}",
    )
    return every[chosen]
