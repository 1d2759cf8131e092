"""Compared rounds as rows: index and stage by round, how each score moved, and what made it move."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from assessment.instrument.model import Instrument
from assessment.presentation.values import Cells, Table, day_text, listed, stage_label, table_of
from assessment.scoring.comparison import Change, Comparison, ItemChange, Parts, Round, Series
from assessment.scoring.comparison.rounds import dimension_name
from assessment.scoring.comparison.split import tenths
from assessment.scoring.gates import judged_gates
from assessment.scoring.results import published
from assessment.texts import Text


class Turn(StrEnum):
    """How a score moved from one round to another."""

    UP = "up"
    """By more than self-report errs."""
    DOWN = "down"
    MIXED = "mixed"
    """What was answered both times moved by more than it errs, the score as a whole not that way."""
    NOISE = "noise"
    STILL = "still"
    UNSURE = "unsure"
    ONE_SIDED = "one_sided"
    """One of the rounds has no result."""

    @property
    def sure(self) -> bool:
        """Whether it is more than noise, and one way."""
        return self in {Turn.UP, Turn.DOWN}


TURN_SIGNS = {
    Turn.UP: "▲",
    Turn.DOWN: "▼",
    Turn.MIXED: "±",
    Turn.NOISE: "≈",
    Turn.STILL: "=",
    Turn.UNSURE: "?",
    Turn.ONE_SIDED: "–",
}
"""One sign for each, always beside its words or a key."""


@dataclass(frozen=True)
class CutLine:
    """What a gate asks of the index."""

    stage: str
    name: str
    needed: float
    must: bool


@dataclass(frozen=True)
class RoundMark:
    """One round with its index and its stage, by its own instrument."""

    number: int
    """From 1, in the order of the series."""
    name: str
    """Its day, or its number where nobody wrote the day down."""
    day: date | None
    index: float | None
    high: float | None
    stage: str | None
    stage_name: str
    stage_place: int | None
    """Place of the stage in its instrument's order."""
    stages: int
    """How many stages there are."""
    version: str
    cuts: tuple[CutLine, ...]
    is_break: bool
    """Whether it was taken with other questions than the round before."""
    comparable: str | None
    """With the round before: `yes`, `partly` or `no`; None for the first."""
    real: bool | None
    """Whether the change from the round before is more than self-report errs by."""
    words: str
    """What is to be said about that change; empty for the first."""
    rescored: float | None
    """Its index by the questions of the round after; None where those are the same, or not comparable."""


@dataclass(frozen=True)
class TurnRow:
    """A dimension, or the index, in two rounds."""

    id: str | None
    """None for the index."""
    name: str
    before: float | None
    after: float | None
    change: float | None
    """As the published scores differ."""
    turn: Turn
    words: str
    """Whether the change is real, in a sentence."""
    items: tuple[str, ...]
    """Items behind the change."""


@dataclass(frozen=True)
class CauseStep:
    """One cause in a waterfall."""

    cause: str
    """As in `assessment.scoring.comparison.Parts`."""
    tenths: int
    """What it made of the change, in tenths of a point."""
    items: tuple[str, ...]
    names: tuple[str, ...]
    """Of these items, in the same order."""


@dataclass(frozen=True)
class Waterfall:
    """A score in two rounds, and what led from one to the other."""

    what: str
    """The name of the score."""
    before_name: str
    after_name: str
    before: int | None
    """In tenths, as published; None where there is no result."""
    after: int | None
    steps: tuple[CauseStep, ...]
    """All four causes, also those that did nothing; none where the change cannot be split."""
    why: str
    """Why it cannot be split; empty where it can."""


CAUSES = ("improved", "worsened", "answered_or_absent", "instrument")
"""As the parts of a change are listed."""


def round_name(each: Round, number: int, language: str) -> str:
    """Return the day of a round, or its number where nobody wrote the day down."""
    return (
        Text("presentation.round_number", number=number).in_(language)
        if each.day is None
        else each.day.isoformat()
    )


def told_apart(names: Sequence[str]) -> list[str]:
    """Return the names of rounds, in their order, with the number of the round where two are called alike."""
    return [name if names.count(name) == 1 else f"{name} ({n})" for n, name in enumerate(names, start=1)]


def round_heads(marks: Sequence[RoundMark], language: str) -> list[str]:
    """Return the rounds as they head columns: the day, with its year where they are of several years."""
    years = {mark.day.year for mark in marks if mark.day is not None}
    heads = [mark.name if mark.day is None else day_text(mark.day, language) for mark in marks]
    if len(years) > 1:
        dated = zip(marks, heads, strict=True)
        heads = [head if mark.day is None else f"{head} {mark.day.year}" for mark, head in dated]
    return told_apart(heads)


def round_marks(whole: Series, language: str) -> list[RoundMark]:
    """Return every round of a series with its index, its stage, and how it hangs on the one before."""
    return [_mark(whole, place, language) for place in range(len(whole.rounds))]


def _mark(whole: Series, place: int, language: str) -> RoundMark:
    each = whole.rounds[place]
    before = whole.pairs[place - 1] if place else None
    after = whole.pairs[place] if place < len(whole.pairs) else None
    results, instrument = each.results, each.instrument
    stages = instrument.stage_ids
    return RoundMark(
        number=place + 1,
        name=round_name(each, place + 1, language),
        day=each.day,
        index=results.index_score,
        high=results.index_score_high,
        stage=results.stage,
        stage_name=stage_label(instrument, results.stage, language),
        stage_place=None if results.stage is None else stages.index(results.stage),
        stages=len(stages),
        version=instrument.version,
        cuts=tuple(_index_cuts(instrument, language)),
        is_break=before is not None and not (before.pair is not None and before.pair.same_instrument),
        comparable=None if before is None else before.comparable,
        real=None if before is None else before.real,
        words="" if before is None else _change_sentence(before.index, before, language),
        rescored=None if after is None else _rescored(after),
    )


def _index_cuts(instrument: Instrument, language: str) -> Iterator[CutLine]:
    for gate in judged_gates(instrument):
        name = stage_label(instrument, gate.stage, language)
        listed = [(criterion, True) for criterion in gate.must]
        listed += [(criterion, False) for group in gate.groups for criterion in group.of]
        for criterion, must in listed:
            if criterion.kind == "index" and criterion.at_least is not None:
                yield CutLine(gate.stage, name, criterion.at_least, must)


def _rescored(after: Comparison) -> float | None:
    """Return the index of a comparison's earlier round by the newer questions of its later one."""
    if after.pair is None or not after.pair.earlier.carried or after.comparable == "no":
        return None
    index = after.pair.earlier.common.index
    return None if index is None else published(index)


def _change_sentence(change: Change, pair: Comparison, language: str) -> str:
    """Say whether a change is real, or why that cannot be said."""
    return (pair.why if change.noise is None else change.noise.words).in_(language)


def turn_of(change: Change) -> Turn:
    """Return whether a score rose, fell or stayed between two rounds, or why that cannot be said."""
    if change.before is None or change.after is None:
        return Turn.ONE_SIDED
    if change.parts is None or change.noise is None or change.noise.real is None:
        return Turn.UNSURE
    if change.parts == Parts():
        return Turn.STILL
    if not change.noise.real:
        return Turn.NOISE
    up, delta = change.noise.change > 0, change.shown_delta or 0
    if not delta or (delta > 0) != up:
        return Turn.MIXED
    return Turn.UP if up else Turn.DOWN


def turn_rows(pair: Comparison, language: str) -> list[TurnRow]:
    """Return the index, then every dimension that has a result in either round."""
    rows = [_turn_row(pair, None, Text("scoring.index").in_(language), pair.index, language)]
    for key, change in pair.dimensions.items():
        if change.before is not None or change.after is not None:
            name = dimension_name(instruments_of(pair), key).in_(language)
            rows.append(_turn_row(pair, key, name, change, language))
    return rows


def instruments_of(pair: Comparison) -> list[Instrument]:
    """Return the instruments of two rounds, the one both are brought under first."""
    newer = [] if pair.pair is None else [pair.pair.instrument]
    return [*newer, pair.later.instrument, pair.earlier.instrument]


def _turn_row(pair: Comparison, dimension: str | None, name: str, change: Change, language: str) -> TurnRow:
    return TurnRow(
        id=dimension,
        name=name,
        before=None if change.before is None else published(change.before),
        after=None if change.after is None else published(change.after),
        change=None if change.shown_delta is None else change.shown_delta / 10,
        turn=turn_of(change),
        words=_change_sentence(change, pair, language),
        items=tuple(one.item for one in changed_items(pair, dimension)),
    )


def changed_items(pair: Comparison, dimension: str | None) -> list[ItemChange]:
    """Return the items whose answers, or whose questions, changed; of one dimension, or of all."""
    return [
        one for one in pair.items if one.cause != "same" and dimension in {None, one.definition.dimension}
    ]


def waterfall(pair: Comparison, language: str) -> Waterfall:
    """Return what led from the old index to the new one."""
    change = pair.index
    return Waterfall(
        what=Text("scoring.index").in_(language),
        before_name=round_name(pair.earlier, 1, language),
        after_name=round_name(pair.later, 2, language),
        before=None if change.before is None else tenths(change.before),
        after=None if change.after is None else tenths(change.after),
        steps=() if change.shown_parts is None else tuple(_causes(pair, change.shown_parts, language)),
        why="" if change.shown_parts is not None else pair.why.in_(language),
    )


def _causes(pair: Comparison, shown: Iterable[int], language: str) -> Iterator[CauseStep]:
    names = {one.item: one.definition.label.in_(language) for one in pair.items}
    for cause, part in zip(CAUSES, shown, strict=True):
        items = tuple(one.item for one in pair.items if getattr(one.parts, cause))
        yield CauseStep(cause, part, items, tuple(names[item] for item in items))


def line_table(whole: Series, language: str) -> Table:
    """Return a row for each round: day, index and what it could be at most, stage, version, what changed."""
    rows = [
        {
            "round": mark.number,
            "day": "" if mark.day is None else mark.name,
            "index": mark.index,
            "high": mark.high,
            "stage": mark.stage_name,
            "version": mark.version,
            "comparable": ""
            if mark.comparable is None
            else Text(f"presentation.comparable.{mark.comparable}").in_(language),
            "words": mark.words,
        }
        for mark in round_marks(whole, language)
    ]
    heads = ["round", "day", "index", "high", "stage", "version"]
    return table_of(rows, [*heads, "comparable", "words"], language, ["index", "high"])


def slope_table(pair: Comparison, language: str) -> Table:
    """Return a row for the index and one for each dimension: both scores, the change, is it real."""
    rows = [
        {
            "dimension": row.name,
            "before": row.before,
            "after": row.after,
            "change": row.change,
            "real": Text(f"presentation.turn.{row.turn.value}").in_(language),
            "words": row.words,
        }
        for row in turn_rows(pair, language)
    ]
    numbers = ["before", "after", "change"]
    return table_of(rows, ["dimension", *numbers, "real", "words"], language, numbers)


def waterfall_table(pair: Comparison, language: str) -> Table:
    """Return the old score, each cause in points with its items, and the new score.

    The points of the causes add up to the change as shown. Without causes,
    where a change cannot be split.
    """
    fall = waterfall(pair, language)
    ends: list[Cells] = [
        {
            "cause": Text("presentation.score_of", day=name, what=fall.what).in_(language),
            "points": None if value is None else value / 10,
            "items": fall.why if value is not None else Text("presentation.standing.no_result").in_(language),
        }
        for name, value in ((fall.before_name, fall.before), (fall.after_name, fall.after))
    ]
    causes: list[Cells] = [
        {
            "cause": Text(f"presentation.cause.{step.cause}").in_(language),
            "points": step.tenths / 10,
            "items": listed(step.names, language),
        }
        for step in fall.steps
    ]
    heads = ["cause", "points", "items"]
    return table_of([ends[0], *causes, ends[1]], heads, language, ["points"])
