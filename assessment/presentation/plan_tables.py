"""The tables of a plan: its steps, the same steps in weeks and days, and the load of each function."""

from collections.abc import Mapping

from assessment.instrument.model import Instrument
from assessment.planning.moves import Move
from assessment.planning.roadmap import Roadmap
from assessment.planning.schedule import Schedule
from assessment.presentation.schedule import LoadRow, StepBar, StepMark, load_rows, step_bars, step_marks
from assessment.presentation.values import Cells, Table, Value, listed, table_of
from assessment.texts import Text


def moves_of(roadmap: Roadmap) -> dict[Move, int]:
    """Return the number of each step in the roadmap, from 1."""
    return {(step.item, step.to_point): number for number, step in enumerate(roadmap.steps, start=1)}


def roadmap_table(roadmap: Roadmap, instrument: Instrument, language: str) -> Table:
    """Return a row for each step, numbered as in the chart."""
    rows: list[Cells] = [
        {
            **_mark_cells(mark, language),
            "weeks": mark.weeks,
            "value": round(mark.value, 1),
        }
        for mark in step_marks(roadmap, instrument, language)
    ]
    heads = ["number", "step", "item", "to_point", "owner", "product"]
    return table_of(rows, [*heads, "days", "weeks", "value", "first"], language)


def schedule_table(schedule: Schedule, roadmap: Roadmap, instrument: Instrument, language: str) -> Table:
    """Return a row for each step, by start week: what, who, when, after what, and how to see that it is done.

    Numbers are those of the roadmap. The days stand there where the schedule
    has a first day.

    Raises:
        KeyError: a step of the schedule is not in the roadmap.
    """
    numbers = moves_of(roadmap)
    needs = {(step.item, step.to_point): step.needs for step in roadmap.steps}
    rows = []
    for step, bar in zip(schedule.steps, step_bars(schedule, roadmap, instrument, language), strict=True):
        names = [_named(need, numbers, instrument, language) for need in needs[step.move]]
        evidence = instrument.item(step.item).evidence
        rows.append(
            {
                **_bar_cells(bar, language),
                "from_day": schedule.first_day(step.start_week),
                "to_day": schedule.last_day(step.end_week),
                "needs": listed(names, language),
                "evidence": "" if evidence is None else evidence.in_(language),
            }
        )
    heads = ["number", "step", "item", "to_point", "owner", "product"]
    heads += ["days", "from_week", "to_week", *_day_heads(schedule)]
    return table_of(rows, [*heads, "needs", "evidence", "first", "note"], language)


def _day_heads(schedule: Schedule) -> list[str]:
    return [] if schedule.start is None else ["from_day", "to_day"]


def _mark_cells(mark: StepMark, language: str) -> dict[str, Value]:
    return {
        "number": mark.number,
        "step": mark.text,
        "item": mark.item_name,
        "to_point": mark.to_point,
        "owner": mark.owner_name,
        "product": mark.product_name,
        "days": mark.days,
        "first": Text("presentation.yes").in_(language) if mark.if_confirmed else "",
    }


def _bar_cells(bar: StepBar, language: str) -> dict[str, Value]:
    return {
        **_mark_cells(bar.mark, language),
        "from_week": bar.start_week,
        "to_week": bar.end_week,
        "note": listed(bar.notes, language),
    }


def _named(need: Move, numbers: Mapping[Move, int], instrument: Instrument, language: str) -> str:
    item, point = need
    name = instrument.item(item).label.in_(language)
    number = f"{numbers[need]} " if need in numbers else ""
    return f"{number}{name} {point - 1}→{point}"


def load_table(schedule: Schedule, instrument: Instrument, language: str) -> Table:
    """Return a row for each function and week: the person-days to do, and those there are."""
    rows = [
        {
            "owner": row.name,
            "week": week,
            "from_day": schedule.first_day(week),
            "to_day": schedule.last_day(week),
            "load": row.days[week - 1],
            "capacity": row.capacity[week - 1],
            "standing": _standing(row, week, language),
            "note": listed(_why(row, week, language), language),
        }
        for row in load_rows(schedule, instrument, language)
        for week in range(1, len(row.days) + 1)
    ]
    heads = ["owner", "week", *_day_heads(schedule), "load", "capacity"]
    return table_of(rows, [*heads, "standing", "note"], language)


def _why(row: LoadRow, week: int, language: str) -> list[str]:
    """Say by what there is less time than in other weeks, and whether what there is was guessed."""
    less = [Text("presentation.frozen_by", events=row.frozen[week - 1])] if row.frozen[week - 1] else []
    guessed = [Text("presentation.guessed")] if row.assumed else []
    return [one.in_(language) for one in (*less, *guessed)]


def _standing(row: LoadRow, week: int, language: str) -> str:
    if row.is_over(week):
        return Text("presentation.over_capacity").in_(language)
    if row.capacity[week - 1] == 0:
        return Text("presentation.no_time").in_(language)
    return Text("presentation.full").in_(language) if row.is_full(week) else ""
