"""The tables behind the charts of a schedule: the same weeks in words and numbers."""

from collections.abc import Mapping

import pandas as pd

from assessment.charts.schedule_model import LoadRow, StepBar
from assessment.charts.schedule_rows import load_rows, moves_of, step_bars
from assessment.charts.tables import table_of
from assessment.charts.words import listed, say
from assessment.instrument.model import Instrument
from assessment.planning.climb import Move
from assessment.planning.roadmap import Roadmap
from assessment.planning.weeks import Schedule


def schedule_table(
    schedule: Schedule, roadmap: Roadmap, instrument: Instrument, language: str
) -> pd.DataFrame:
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
                **_step_cells(bar, language),
                "head_from_day": schedule.first_day(step.start_week),
                "head_to_day": schedule.last_day(step.end_week),
                "head_needs": listed(names, language),
                "head_evidence": "" if evidence is None else evidence.in_(language),
            }
        )
    heads = ["head_number", "head_step", "head_item", "head_to_point", "head_owner", "head_product"]
    heads += ["head_days", "head_from_week", "head_to_week", *_day_heads(schedule)]
    return table_of(rows, [*heads, "head_needs", "head_evidence", "head_first", "head_note"], language)


def _day_heads(schedule: Schedule) -> list[str]:
    return [] if schedule.start is None else ["head_from_day", "head_to_day"]


def _step_cells(bar: StepBar, language: str) -> dict[str, object]:
    mark = bar.mark
    return {
        "head_number": mark.number,
        "head_step": mark.text,
        "head_item": mark.item_name,
        "head_to_point": mark.to_point,
        "head_owner": mark.owner_name,
        "head_product": mark.product_name,
        "head_days": mark.days,
        "head_from_week": bar.start_week,
        "head_to_week": bar.end_week,
        "head_first": say("yes", language) if mark.if_confirmed else "",
        "head_note": listed(bar.notes, language),
    }


def _named(need: Move, numbers: Mapping[Move, int], instrument: Instrument, language: str) -> str:
    """Return a step by its number and its item's short name."""
    item, point = need
    name = instrument.item(item).label.in_(language)
    number = f"{numbers[need]} " if need in numbers else ""
    return f"{number}{name} {point - 1}→{point}"


def load_table(schedule: Schedule, instrument: Instrument, language: str) -> pd.DataFrame:
    """Return a row for each function and week: the person-days to do, and those there are."""
    rows = [
        {
            "head_owner": row.name,
            "head_week": week,
            "head_from_day": schedule.first_day(week),
            "head_to_day": schedule.last_day(week),
            "head_load": row.days[week - 1],
            "head_capacity": row.capacity[week - 1],
            "head_standing": _standing(row, week, language),
            "head_note": say("guessed", language) if row.assumed else "",
        }
        for row in load_rows(schedule, instrument, language)
        for week in range(1, len(row.days) + 1)
    ]
    heads = ["head_owner", "head_week", *_day_heads(schedule), "head_load", "head_capacity"]
    return table_of(rows, [*heads, "head_standing", "head_note"], language)


def _standing(row: LoadRow, week: int, language: str) -> str:
    if row.is_over(week):
        return say("over_capacity", language)
    if row.capacity[week - 1] == 0:
        return say("no_time", language)
    return say("full", language) if row.is_full(week) else ""
