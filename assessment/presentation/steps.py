"""The steps of a roadmap, numbered as in its list."""

from dataclasses import dataclass

from assessment.instrument.model import Instrument
from assessment.planning.roadmap import Roadmap
from assessment.presentation.table import Cells, Table, table_of
from assessment.texts import Text


@dataclass(frozen=True)
class StepMark:
    """One step of a roadmap, numbered as in the list."""

    number: int
    text: str
    item_name: str
    owner: int
    """Place of the function in the instrument's order, which fixes its symbol and colour."""
    owner_name: str
    product_name: str
    days: float
    weeks: int
    value: float
    to_point: int
    if_confirmed: bool
    reason: str


def step_marks(roadmap: Roadmap, instrument: Instrument, language: str) -> list[StepMark]:
    """Return the steps of a roadmap, numbered from 1 in its order."""
    functions = [function.id for function in instrument.functions]
    names = {named.id: named.name.in_(language) for named in (*instrument.functions, *instrument.products)}
    return [
        StepMark(
            number=number,
            text=step.text.in_(language),
            item_name=instrument.item(step.item).label.in_(language),
            owner=functions.index(step.owner),
            owner_name=names[step.owner],
            product_name=names[step.product],
            days=step.days,
            weeks=step.weeks,
            value=step.value,
            to_point=step.to_point,
            if_confirmed=step.if_confirmed,
            reason=step.reason.in_(language),
        )
        for number, step in enumerate(roadmap.steps, start=1)
    ]


def roadmap_table(roadmap: Roadmap, instrument: Instrument, language: str) -> Table:
    """Return a row for each step, numbered as in the chart."""
    rows: list[Cells] = [
        {
            "number": mark.number,
            "step": mark.text,
            "item": mark.item_name,
            "to_point": mark.to_point,
            "owner": mark.owner_name,
            "product": mark.product_name,
            "days": mark.days,
            "weeks": mark.weeks,
            "value": round(mark.value, 1),
            "first": Text("presentation.yes").in_(language) if mark.if_confirmed else "",
        }
        for mark in step_marks(roadmap, instrument, language)
    ]
    heads = ["number", "step", "item", "to_point", "owner", "product"]
    return table_of(rows, [*heads, "days", "weeks", "value", "first"], language)
