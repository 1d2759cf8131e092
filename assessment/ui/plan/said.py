"""Weeks and days in words, as one would write them."""

from datetime import date, timedelta

from assessment.planning import Schedule
from assessment.scoring.results import Confidence
from assessment.ui.plan.today import today
from assessment.ui.session import language, words

FAR = timedelta(days=300)
"""From here on a day without its year could be taken for one of another year."""


def day_said(day: date | None) -> str:
    """Return a day: 12月7日, 7 Dec, with its year where it is far off; nothing where there is none."""
    if day is None:
        return ""
    far = abs(day - today()) > FAR
    if language() == "zh":
        return f"{day.year}年{day.month}月{day.day}日" if far else f"{day.month}月{day.day}日"
    return f"{day.day} {day:%b} {day.year}" if far else f"{day.day} {day:%b}"


def weeks_said(first: int | None, last: int | None) -> str:
    """Return weeks by their numbers."""
    if first is None or last is None:
        return ""
    weeks = f"{first}" if first == last else f"{first}–{last}"
    return words("plan.week" if first == last else "plan.week_span", weeks=weeks)


def dated(schedule: Schedule, first: int, last: int) -> str:
    """Return weeks, with their dates where the schedule has any."""
    said = weeks_said(first, last)
    if schedule.start is None:
        return said
    days = f"{day_said(schedule.first_day(first))}–{day_said(schedule.last_day(last))}"
    return words("plan.with_dates", weeks=said, days=days)


def week_and_day(schedule: Schedule, week: int) -> str:
    """Return a week and the day it ends on."""
    day = schedule.last_day(week)
    said = weeks_said(week, week)
    return said if day is None else words("plan.week_and_day", week=said, day=day_said(day))


def headed(text: str) -> str:
    """Return a text as a heading begins."""
    return text[:1].upper() + text[1:]


def percent(sure: Confidence | None) -> str:
    """Return how sure something is."""
    return "–" if sure is None else words("results.about", percent=f"{50 * (sure.low + sure.high):.0f}")
