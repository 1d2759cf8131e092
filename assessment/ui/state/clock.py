"""The visitor's clock: their day and time of day, and the day on which week 1 of a roadmap begins.

The browser tells its time zone; the server's own day is never shown or stored.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone

import streamlit as st

from assessment.planning.schedule import next_monday
from assessment.service import KeptProgress, KeptRoadmap
from assessment.settings import settings


def today() -> date:
    """Return the visitor's day; `ASSESSMENT_TODAY` fixes it, so that pictures and tests stay the same."""
    return settings().today or to_local(datetime.now(UTC)).date()


FURTHEST = 24 * 60
"""Minutes by which no clock is away from UTC."""


def zone_of(offset: int | None) -> timezone:
    """Return the time zone of a browser.

    Args:
        offset: minutes from UTC as the browser counts them, west as positive; None where it has not said.
    """
    # What a browser says is what somebody may have written by hand.
    return UTC if offset is None or abs(offset) >= FURTHEST else timezone(-timedelta(minutes=offset))


def to_local(moment: datetime) -> datetime:
    """Return a moment in the visitor's time zone."""
    return moment.astimezone(zone_of(st.context.timezone_offset))


def began(day: date, zone: timezone) -> datetime:
    """Return when a day of a time zone began, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def day_began(day: date) -> datetime:
    """Return when a day began for the visitor, in UTC."""
    return began(day, zone_of(st.context.timezone_offset))


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
    days = (to_local(one.value.at).date() for one in known if one.value.at is not None)
    return next_monday(min([today, *days]))
