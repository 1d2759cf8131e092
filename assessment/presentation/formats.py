"""Numbers, days and names as they are written in rows, tables and charts."""

from collections.abc import Iterable
from datetime import date

from assessment.instrument.model import Instrument
from assessment.texts import Text


def plain_number(value: float) -> str:
    """Write a cut, a count or days without needless zeros: 50, 2, 0.5."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def score_text(value: float) -> str:
    """Write a score as it is published: always one decimal."""
    return f"{value:.1f}"


MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def day_text(day: date, language: str) -> str:
    """Write a day without its year: 12/7, or 7 Dec."""
    return f"{day.month}/{day.day}" if language == "zh" else f"{day.day} {MONTHS[day.month - 1]}"


def days_text(first: date, last: date, language: str) -> str:
    """Write a span of days: 12/8–12/12, or 8–12 Dec."""
    if first == last:
        return day_text(first, language)
    if language != "zh" and (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day_text(last, language)}"
    return f"{day_text(first, language)}–{day_text(last, language)}"


def listed(parts: Iterable[str], language: str) -> str:
    """Write parts one after the other."""
    return ("、" if language == "zh" else ", ").join(parts)


def stage_label(instrument: Instrument, stage: str | None, language: str) -> str:
    """Return the name of a stage, or that it is not known: nobody's, or no stage of this instrument."""
    names = {each.id: each.name for each in instrument.stages}
    return names[stage].in_(language) if stage in names else Text("presentation.no_stage").in_(language)
