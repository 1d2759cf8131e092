"""The tables behind the pictures of rounds."""

import pandas as pd

from assessment.scoring.comparison import Comparison, Round, Series
from assessment.scoring.results import published
from assessment.ui.rounds.change import CAUSES, dimension_label, signed
from assessment.ui.session import language, words


def dimension_table(pair: Comparison) -> pd.DataFrame:
    """Return a row for the index and each dimension: before, after, change, its parts, whether it is real."""
    named = [(words("results.index"), pair.index)]
    named += [(dimension_label(pair, key), change) for key, change in pair.dimensions.items()]
    rows = []
    for name, change in named:
        parts = change.shown_parts or (None,) * len(CAUSES)
        rows.append(
            {
                words("compare.head_dimension"): name,
                words("compare.head_before"): None if change.before is None else published(change.before),
                words("compare.head_after"): None if change.after is None else published(change.after),
                words("compare.head_change"): signed(change.shown_delta),
                **{
                    words(f"compare.cause_{cause}"): signed(part)
                    for cause, part in zip(CAUSES, parts, strict=True)
                },
                words("compare.head_real"): ""
                if change.noise is None
                else change.noise.words.in_(language()),
            }
        )
    return pd.DataFrame(rows)


def round_table(whole: Series) -> pd.DataFrame:
    """Return a row for each round: day, stage, index, its change, whether it is real, the version."""
    rows = []
    for place, each in enumerate(whole.rounds):
        pair = whole.pairs[place - 1] if place else None
        index = each.results.index_score
        rows.append(
            {
                words("compare.head_rank"): place + 1,
                words("compare.head_day"): "" if each.day is None else each.day.isoformat(),
                words("compare.head_stage"): _stage(each),
                words("results.index"): index,
                words("compare.head_change"): "" if pair is None else signed(pair.index.shown_delta),
                words("compare.head_real"): _real(pair),
                words("compare.head_version"): each.instrument.version,
            }
        )
    return pd.DataFrame(rows)


def _real(pair: Comparison | None) -> str:
    return "" if pair is None or pair.index.noise is None else pair.index.noise.words.in_(language())


def _stage(each: Round) -> str:
    names = {stage.id: stage.name.in_(language()) for stage in each.instrument.stages}
    return names.get(each.results.stage or "", words("stage.none"))
