"""The visitor's clock: their day and time of day, and the day on which week 1 of a roadmap begins.

The browser tells its time zone; the server's own day is never shown or stored.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

import streamlit as st

from assessment.planning.schedule import next_monday
from assessment.service import KeptProgress, KeptRoadmap
from assessment.settings import settings


def today() -> date:
    """Return the visitor's day; `ASSESSMENT_TODAY` fixes it, so that pictures and tests stay the same."""
    return settings().today or to_local(datetime.now(UTC)).date()


def to_local(moment: datetime) -> datetime:
    """Return a moment in the visitor's time zone."""
    offset = st.context.timezone_offset
    # The browser counts west as positive, in minutes.
    return moment.astimezone(UTC) - timedelta(minutes=offset or 0)


def time_of_day(moment: datetime | None) -> str:
    """Return the time of day as the visitor's clock shows it, `HH:MM`; empty without a moment."""
    return "" if moment is None else to_local(moment).strftime("%H:%M")


def week_one(kept: Sequence[KeptRoadmap], known: Iterable[KeptProgress], today: date) -> date:
    """Return the first day of week 1 where nobody chose it: the next Monday, until something is settled.

    A roadmap that is kept has its day. Once something was said about a step
    it is the Monday after that, and stays: a step fixed to week 3 is not put
    off with each Monday that passes.
    """
    if kept and (start := kept[-1].request.start) is not None:
        return start
    said = (to_local(one.value.at).date() for one in known if one.value.at is not None)
    return next_monday(min([today, *said]))
