"""The weeks: the chart of the steps by function, load against people, and the way out where nothing fits."""

import streamlit as st

from assessment.charts import gantt_chart, load_chart, load_table, schedule_table
from assessment.instrument.model import Instrument
from assessment.roadmap import NoSchedule, Roadmap, Schedule
from assessment.ui.plain import plain
from assessment.ui.plan.drawn import Case, ways_out
from assessment.ui.plan.wish import adopt_wish
from assessment.ui.session import is_dark, language, words
from assessment.ui.show import chart

SHOWN = 12
"""Weeks that a chart shows at once: a quarter."""


def weeks(roadmap: Roadmap, schedule: Schedule, instrument: Instrument) -> None:
    """Draw the schedule and the load of each function, a quarter at a time."""
    lang, part = language(), _part(schedule)
    st.caption(words("plan.gantt_note"))
    chart(
        "gantt",
        lambda narrow: gantt_chart(
            schedule, roadmap, instrument, lang, narrow=narrow, dark=is_dark(), weeks=part
        ),
        schedule_table(schedule, roadmap, instrument, lang),
    )
    st.subheader(words("plan.load"))
    st.caption(words("plan.load_note"))
    chart(
        "load",
        lambda narrow: load_chart(schedule, instrument, lang, narrow=narrow, dark=is_dark(), weeks=part),
        load_table(schedule, instrument, lang),
    )


def _part(schedule: Schedule) -> tuple[int, int]:
    """Return the weeks to show; asks where there are more than fit."""
    last = max(schedule.last_week, 1)
    parts = [(first, min(first + SHOWN - 1, last)) for first in range(1, last + 1, SHOWN)]
    if len(parts) == 1:
        return parts[0][0], max(parts[0][1], min(SHOWN, last + 1))
    return st.segmented_control(
        words("plan.which_weeks"),
        parts,
        default=parts[0],
        format_func=lambda part: words("plan.week_span", weeks=f"{part[0]}–{part[1]}"),
        required=True,
        key=f"part_{last}_{language()}",
    )


def no_weeks(one: Case, roadmap: Roadmap, clash: NoSchedule) -> None:
    """Say what clashes, and what would make it fit."""
    st.warning(words("plan.no_weeks"))
    st.markdown("\n".join(f"- {plain(said.in_(language()))}" for said in clash.clashes))
    offer_ways_out(one, roadmap)


def offer_ways_out(one: Case, roadmap: Roadmap) -> None:
    """Offer every change of the wish that was tried and works."""
    tried = 0
    bar = st.empty()

    def told() -> None:
        nonlocal tried
        tried += 1
        bar.caption(words("plan.trying", count=tried))

    found = ways_out(one, roadmap.brief, told)
    bar.empty()
    if not found:
        st.caption(words("plan.no_way_out"))
        return
    st.markdown(words("plan.ways_out"))
    for number, relaxation in enumerate(found):
        with st.container(horizontal=True, vertical_alignment="center", key=f"way_{number}"):
            key = "plan.way" if relaxation.gate_week is None else "plan.way_week"
            st.markdown(
                words(
                    key,
                    said=plain(relaxation.said.in_(language())),
                    week=relaxation.gate_week,
                    days=f"{relaxation.effort_days:g}",
                ),
                width="stretch",
            )
            if st.button(words("plan.take_way"), key=f"take_way_{number}"):
                adopt_wish(relaxation.brief)
                st.rerun()
