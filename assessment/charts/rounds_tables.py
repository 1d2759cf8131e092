"""The tables behind the charts of rounds: the same values in words and numbers."""

import pandas as pd

from assessment.charts.rounds_heat import cell_words
from assessment.charts.rounds_items import heat_groups
from assessment.charts.rounds_overlay import both_rows
from assessment.charts.rounds_rows import round_marks, turn_rows, waterfall
from assessment.charts.tables import table_of
from assessment.charts.words import listed, say
from assessment.scoring.comparison import Comparison, Series
from assessment.scoring.results import Results


def rounds_line_table(whole: Series, language: str) -> pd.DataFrame:
    """Return a row for each round: day, index and what it could be at most, stage, version, what changed."""
    rows = [
        {
            "head_round": mark.number,
            "head_day": "" if mark.day is None else mark.name,
            "head_index": mark.index,
            "head_high": mark.high,
            "head_stage": mark.stage_name,
            "head_version": mark.version,
            "head_comparable": ""
            if mark.comparable is None
            else say(f"comparable_{mark.comparable}", language),
            "head_words": mark.words,
        }
        for mark in round_marks(whole, language)
    ]
    heads = ["head_round", "head_day", "head_index", "head_high", "head_stage", "head_version"]
    return table_of(rows, [*heads, "head_comparable", "head_words"], language, ["head_index", "head_high"])


def rounds_slope_table(pair: Comparison, language: str) -> pd.DataFrame:
    """Return a row for the index and one for each dimension: both scores, the change, is it real."""
    rows = [
        {
            "head_dimension": row.name,
            "head_before": row.before,
            "head_after": row.after,
            "head_change": row.change,
            "head_real": say(row.turn.value, language),
            "head_words": row.words,
        }
        for row in turn_rows(pair, language)
    ]
    numbers = ["head_before", "head_after", "head_change"]
    return table_of(rows, ["head_dimension", *numbers, "head_real", "head_words"], language, numbers)


def rounds_heat_table(whole: Series, language: str, *, dimension: str | None = None) -> pd.DataFrame:
    """Return a row for each item, and a column for each round, named as in the chart; of all rounds."""
    marks = round_marks(whole, language)
    names = [mark.name for mark in marks]
    columns = [name if names.count(name) == 1 else f"{name} ({n})" for n, name in enumerate(names, start=1)]
    rows = [
        [group.name, row.name, *(cell_words(cell, language) for cell in row.cells)]
        for group in heat_groups(whole, language, dimension=dimension)
        for row in group.rows
    ]
    heads = [say("head_dimension", language), say("head_item", language), *columns]
    return pd.DataFrame(rows, columns=heads)


def rounds_waterfall_table(pair: Comparison, language: str, *, dimension: str | None = None) -> pd.DataFrame:
    """Return the old score, each cause in points with its items, and the new score.

    The points of the causes add up to the change as shown. Without causes,
    where a change cannot be split.

    Raises:
        KeyError: neither round has such a dimension.
    """
    fall = waterfall(pair, dimension, language)
    ends = [
        {
            "head_cause": say("score_of", language, day=name, what=fall.what),
            "head_points": None if value is None else value / 10,
            "head_items": fall.why if value is not None else say("no_result", language),
        }
        for name, value in ((fall.before_name, fall.before), (fall.after_name, fall.after))
    ]
    causes = [
        {
            "head_cause": say(step.cause, language),
            "head_points": step.tenths / 10,
            "head_items": listed(step.names, language),
        }
        for step in fall.steps
    ]
    heads = ["head_cause", "head_points", "head_items"]
    return table_of([ends[0], *causes, ends[1]], heads, language, ["head_points"])


def rounds_overlay_table(
    first: Results, second: Results, names: tuple[str, str], language: str
) -> pd.DataFrame:
    """Return a row for each dimension: both scores, and the cut that the second profile looks at."""
    rows = [
        [row.name, *row.scores, None if row.cut is None else row.cut.needed]
        for row in both_rows(first, second, language)
    ]
    one, other = names if names[0] != names[1] else (f"{names[0]} (1)", f"{names[1]} (2)")
    heads = [say("head_dimension", language), one, other, say("head_cut", language)]
    return pd.DataFrame(rows, columns=heads).astype(dict.fromkeys(heads[1:], "float64"))
