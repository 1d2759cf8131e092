"""What must be so beside the steps of a roadmap: numbers and facts of the business that no step moves."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.instrument.model import Criterion, Instrument
from assessment.scoring.names import criterion_name, wanted
from assessment.texts import Text, in_language


@dataclass(frozen=True)
class ConditionRow:
    """One number, or one fact of the business, that the target asks for."""

    label: str
    wanted: str
    """What it has to be."""
    what_to_do: str
    """Where the number is read and entered, or which answer is changed once it is so."""


def condition_rows(
    conditions: Iterable[Criterion], instrument: Instrument, language: str
) -> list[ConditionRow]:
    """Return what the steps of a roadmap do not settle, each with what to do about it."""
    rows = []
    for one in conditions:
        if one.kind == "metric":
            what = Text("presentation.condition.number", where=instrument.metric(one.subject).find_out)
        else:
            what = Text("presentation.condition.business")
        label, needed = (
            in_language(each, language) for each in (criterion_name(instrument, one), wanted(instrument, one))
        )
        rows.append(ConditionRow(label, needed, what.in_(language)))
    return rows
