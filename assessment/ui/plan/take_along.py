"""The roadmap to take along: kept as drawn, as a table, and as entries for a calendar."""

import csv
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime

import streamlit as st

from assessment.charts import schedule_table
from assessment.instrument.model import Instrument
from assessment.roadmap import Roadmap, Schedule
from assessment.roadmap.ical import as_ical
from assessment.roadmap.report import as_json
from assessment.service import Kept, Opened, Refused
from assessment.ui.draft import local
from assessment.ui.plain import plain
from assessment.ui.session import language, service, words


def downloads(roadmap: Roadmap, schedule: Schedule, opened: Opened) -> None:
    """Offer the steps as a table and as calendar entries."""
    day = (opened.assessment.taken_on or local(opened.updated_at).date()).isoformat()
    with st.container(horizontal=True, key="take_along"):
        st.download_button(
            words("roadmap.download"),
            lambda: as_csv(roadmap, schedule, opened.instrument),
            file_name=f"roadmap-{day}.csv",
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        if schedule.start is not None and schedule.steps:
            st.download_button(
                words("plan.ics"),
                lambda: as_ical(
                    schedule,
                    roadmap,
                    opened.instrument,
                    language(),
                    uid=str(opened.assessment.id),
                    now=datetime.now(UTC),
                ),
                file_name=f"roadmap-{day}.ics",
                mime="text/calendar",
                icon=":material/event:",
                on_click="ignore",
            )


def as_csv(roadmap: Roadmap, schedule: Schedule, instrument: Instrument) -> bytes:
    """Write the steps as a table that opens in a spreadsheet, its text never read as a formula."""
    frame = schedule_table(schedule, roadmap, instrument, language())
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(frame.columns)
    for row in frame.itertuples(index=False):
        writer.writerow([_safe(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip(" \u3000\ufeff")[:1] in tuple("=+-@＝＋－＠\t\r\n"):
        return f"'{cell}"
    return cell


def keeping(current: str, opened: Opened, roadmap: Roadmap, schedule: Schedule, kept: Sequence[Kept]) -> None:
    """Offer to keep the roadmap as drawn, and say what is kept."""
    if opened.assessment.status != "completed":
        st.caption(words("plan.keep_later"))
        return
    if kept:
        newest = kept[-1]
        when = local(newest.kept_at).strftime("%Y-%m-%d %H:%M")
        st.caption(words("plan.kept", when=when, steps=len(newest.plan.get("steps", ()))))
    plan = as_json(roadmap, opened.instrument, schedule)
    if kept and kept[-1].plan == plan:
        return
    label = words("plan.keep_again" if kept else "plan.keep")
    if st.button(label, icon=":material/bookmark_add:", help=words("plan.keep_help")):
        try:
            service().keep_roadmap(current, roadmap.brief, plan)
        except Refused as refused:
            st.warning(plain(refused.said(language())))
            return
        st.rerun()


def drawn_before(kept: Sequence[Kept], done: int, instrument: Instrument, today: date) -> None:
    """Show the newest kept roadmap as it was drawn, with what has become of it."""
    if not kept:
        return
    newest = kept[-1]
    steps = newest.plan.get("steps", [])
    start = newest.brief.start
    week = None if start is None else (today - start).days // 7 + 1
    with st.expander(words("plan.as_kept"), icon=":material/bookmark:"):
        st.markdown(words("plan.kept_progress", done=done, count=len(steps)))
        due = [step for step in steps if week is not None and (step.get("end_week") or 0) < week]
        if week is not None and week > 0:
            st.caption(words("plan.kept_week", week=week, due=len(due)))
        known = {item.id: item for item in instrument.items()}
        lines = [
            f"- {plain(known[step['item']].steps[step['to_point']].text.in_(language()))}"
            f"　:small[:gray[{words('plan.week_span', weeks=_span(step))}]]"
            for step in steps
            if step["item"] in known and step["to_point"] in known[step["item"]].steps
        ]
        st.markdown("\n".join(lines))


def _span(step: dict[str, object]) -> str:
    first, last = step.get("start_week"), step.get("end_week")
    return f"{first}" if first == last else f"{first}–{last}"
