"""The table behind each chart: the same rows in words and numbers, heads in the language."""

from collections.abc import Mapping, Sequence

import pandas as pd

from assessment.charts.findings import gate_rows
from assessment.charts.model import GateRow, ProfileRow
from assessment.charts.rows import NONE_OLD, item_rows, profile_rows, step_marks
from assessment.charts.words import say
from assessment.instrument.model import Instrument
from assessment.planning.roadmap import Roadmap
from assessment.scoring.age import OldAnswer
from assessment.scoring.results import Results

Cells = Mapping[str, object]


def profile_table(results: Results, language: str) -> pd.DataFrame:
    """Return a row for each dimension: score, highest possible, cut, gap, standing, answered.

    Scores, cuts and gaps are points from 0 to 100; empty where there is no
    result or no cut.
    """
    rows = [
        {
            "head_dimension": row.name,
            "head_score": row.low,
            "head_high": row.high,
            "head_cut": None if row.cut is None else row.cut.needed,
            "head_kind": "" if row.cut is None else say("must" if row.cut.must else "should", language),
            "head_gap": row.gap,
            "head_standing": _profile_standing(row, language),
            "head_answered": row.answered,
            "head_applicable": row.applicable,
        }
        for row in profile_rows(results, language)
    ]
    numbers = ["head_score", "head_high", "head_cut", "head_gap"]
    heads = ["head_dimension", *numbers[:3], "head_kind", "head_gap", "head_standing"]
    return table_of(rows, [*heads, "head_answered", "head_applicable"], language, numbers)


def _profile_standing(row: ProfileRow, language: str) -> str:
    words = row.words or say(row.standing.value, language)
    return f"{words} · {row.reason}" if row.reason else words


def gate_table(results: Results, stage: str, language: str) -> pd.DataFrame:
    """Return a row for each finding of a stage's gate, in words.

    Raises:
        KeyError: the stage has no gate.
    """
    table = gate_rows(results, stage, language)
    findings = [*table.musts, *([table.count] if table.count else []), *table.shoulds]
    rows = [_gate_cells(row, language) for row in findings]
    heads = ["head_criterion", "head_kind", "head_now", "head_needed", "head_standing", "head_note"]
    return table_of(rows, heads, language)


def _gate_cells(row: GateRow, language: str) -> Cells:
    return {
        "head_criterion": row.label,
        "head_kind": say("must" if row.must else "should", language),
        "head_now": row.now,
        "head_needed": row.needed,
        "head_standing": say(row.standing.value, language),
        "head_note": row.note,
    }


def item_table(results: Results, language: str, old: Mapping[str, OldAnswer] = NONE_OLD) -> pd.DataFrame:
    """Return a row for each asked item: dimension, number, name, question, point or why there is none.

    Where answers of earlier rounds are given, a column says how old each is.
    """
    rows = [
        {
            "head_dimension": row.name,
            "head_number": cell.number,
            "head_item": cell.name,
            "head_question": cell.question,
            "head_point": cell.point,
            "head_standing": "" if cell.absent is None else say(cell.absent.value, language),
            "must": say("yes", language) if cell.must else "",
            "verified": say("yes", language) if cell.verified else "",
            "head_carried": cell.old,
        }
        for row in item_rows(results, language, old)
        for cell in row.cells
    ]
    heads = ["head_dimension", "head_number", "head_item", "head_question", "head_point", "head_standing"]
    heads += ["must", "verified", *(["head_carried"] if old else [])]
    return table_of(rows, heads, language, ["head_point"])


def roadmap_table(roadmap: Roadmap, instrument: Instrument, language: str) -> pd.DataFrame:
    """Return a row for each step, numbered as in the chart."""
    rows = [
        {
            "head_number": mark.number,
            "head_step": mark.text,
            "head_item": mark.item_name,
            "head_to_point": mark.to_point,
            "head_owner": mark.owner_name,
            "head_product": mark.product_name,
            "head_days": mark.days,
            "head_weeks": mark.weeks,
            "head_value": round(mark.value, 1),
            "head_first": say("yes", language) if mark.if_confirmed else "",
        }
        for mark in step_marks(roadmap, instrument, language)
    ]
    heads = ["head_number", "head_step", "head_item", "head_to_point", "head_owner", "head_product"]
    return table_of(rows, [*heads, "head_days", "head_weeks", "head_value", "head_first"], language)


def table_of(
    rows: Sequence[Cells], heads: Sequence[str], language: str, numbers: Sequence[str] = ()
) -> pd.DataFrame:
    """Gather rows under the heads, also where there is no row; what may be empty stays a number."""
    frame = pd.DataFrame(rows, columns=list(heads))
    frame = frame.astype(dict.fromkeys(numbers, "float64"))
    return frame.rename(columns={head: say(head, language) for head in heads})
