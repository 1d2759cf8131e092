"""Numbers in words: with their unit, with their day."""

from assessment.instrument.model import Metric
from assessment.responses import MetricValue
from assessment.ui.plain import plain
from assessment.ui.session import language, words


def figure(number: float) -> str:
    """Write a number in full, thousands apart."""
    return f"{number:,.10g}" if abs(number) < 1e10 else f"{number:,.0f}"


def unit_of(metric: Metric) -> str:
    """Return the unit of a metric, for a label."""
    return plain(metric.unit if isinstance(metric.unit, str) else metric.unit.in_(language()))


def entered(metric: Metric, value: MetricValue | None) -> str:
    """Say what is entered for a metric, for a label."""
    if value is None or value == MetricValue():
        return words("numbers.table.was")
    if value.number is not None:
        shown = f"{plain(figure(value.number))} {unit_of(metric)}".strip()
        return f"{shown} ({value.as_of.isoformat()})" if value.as_of else shown
    if value.peer is not None:
        return words(f"respond.choice.{value.peer}")
    return (
        words(f"respond.choice.{value.absent.value}")
        if value.absent is not None
        else words("numbers.table.was")
    )
