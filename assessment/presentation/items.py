"""The asked items of a result by dimension, and every item over the rounds of a series."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assessment.instrument.model import Item, MetricItem, Status
from assessment.presentation.profile import gate_looked_at
from assessment.presentation.rounds import round_marks, told_apart
from assessment.presentation.values import Table, table_of
from assessment.responses import Absent
from assessment.scoring.answer_age import OldAnswer, is_carried, roughly
from assessment.scoring.comparison import Comparison, Round, Series
from assessment.scoring.comparison.rounds import dimension_name
from assessment.scoring.results import GateResult, ItemResult, Results
from assessment.texts import Text

ABSENT_SIGNS = {
    Absent.NOT_APPLICABLE: "–",
    Absent.DONT_KNOW: "?",
    Absent.DECLINED: "×",
    Absent.UNANSWERED: "…",
}
"""One sign for each reason why an item has no point."""


CARRIED = "*"
"""Stands at an answer that was carried on from an earlier round."""


@dataclass(frozen=True)
class ItemCell:
    """One asked item."""

    id: str
    number: int
    """Place within its dimension, from 1."""
    name: str
    """The short name, or the question where the item has none."""
    question: str
    point: int | None
    absent: Absent | None
    must: bool
    """Whether the gate looked at names it among its musts."""
    verified: bool
    """Whether somebody has seen what shows the answer."""
    by_number: bool
    """Whether its point follows from a number that was entered: nobody answers, and nobody verifies."""
    old: str = ""
    """How old the answer is, in words, where it was carried on from an earlier round; else empty."""

    @property
    def sign(self) -> str:
        """The point, or the sign of why there is none; what was carried on has an asterisk."""
        sign = ABSENT_SIGNS[self.absent] if self.absent is not None else str(self.point)
        return f"{sign}{CARRIED}" if self.old else sign


@dataclass(frozen=True)
class ItemRow:
    """One dimension with its asked items; none where the profile rules all of them out."""

    id: str
    name: str
    cells: tuple[ItemCell, ...]


NONE_OLD: Mapping[str, OldAnswer] = MappingProxyType({})
"""Every answer was given for this result."""


def item_rows(results: Results, language: str, old: Mapping[str, OldAnswer] = NONE_OLD) -> list[ItemRow]:
    """Return every dimension with its asked items, numbered from 1; `old` are answers of earlier rounds."""
    gate = gate_looked_at(results)
    musts = set() if gate is None else _must_items(gate)
    groups: dict[str, list[ItemResult]] = {d.id: [] for d in results.instrument.dimensions}
    for result in results.items.values():
        groups[result.item.dimension].append(result)
    return [
        ItemRow(
            id=dimension.id,
            name=dimension.name.in_(language),
            cells=tuple(
                _cell(result, number, language, old.get(result.item.id), must=result.item.id in musts)
                for number, result in enumerate(groups[dimension.id], start=1)
            ),
        )
        for dimension in results.instrument.dimensions
    ]


def _must_items(gate: GateResult) -> set[str]:
    return {f.criterion.subject for f in gate.findings if f.kind == "item" and f.must and f.criterion}


def _cell(result: ItemResult, number: int, language: str, old: OldAnswer | None, *, must: bool) -> ItemCell:
    return ItemCell(
        id=result.item.id,
        number=number,
        name=result.item.label.in_(language),
        question=result.item.question.in_(language),
        point=result.low if result.answered else None,
        absent=result.absent,
        must=must,
        verified=result.verified and not isinstance(result.item, MetricItem),
        by_number=result.answered and isinstance(result.item, MetricItem),
        old="" if old is None else _age_in_words(old, language),
    )


def _age_in_words(old: OldAnswer, language: str) -> str:
    """Say that an answer was carried on, how old it is, and whether somebody should have asked again."""
    parts = [Text("presentation.carried").in_(language)]
    if old.days is None:
        parts.append(Text("presentation.age_unknown").in_(language))
    else:
        unit, count = roughly(old.days)
        parts.append(Text(f"presentation.age.{unit}", count=count).in_(language))
    return " · ".join([*parts, Text("presentation.past_life").in_(language)] if old.past else parts)


def item_table(results: Results, language: str, old: Mapping[str, OldAnswer] = NONE_OLD) -> Table:
    """Return a row for each asked item: dimension, number, name, question, point or why there is none.

    Where answers of earlier rounds are given, a column says how old each is.
    """
    rows = [
        {
            "dimension": row.name,
            "number": cell.number,
            "item": cell.name,
            "question": cell.question,
            "point": cell.point,
            "standing": ""
            if cell.absent is None
            else Text(f"presentation.absent.{cell.absent.value}").in_(language),
            "must": Text("presentation.yes").in_(language) if cell.must else "",
            "verified": Text("presentation.yes").in_(language) if cell.verified else "",
            "carried": cell.old,
        }
        for row in item_rows(results, language, old)
        for cell in row.cells
    ]
    heads = ["dimension", "number", "item", "question", "point", "standing"]
    heads += ["must", "verified", *(["carried"] if old else [])]
    return table_of(rows, heads, language, ["point"])


@dataclass(frozen=True)
class HeatCell:
    """One item in one round, by that round's own instrument."""

    item: str
    """Its id then."""
    point: int | None
    absent: Absent | None
    """Why there is no point; None as well where the item was not asked."""
    carried: bool
    """Whether the answer was carried over from an earlier round."""
    went: int
    """1 where it improved on the round before, -1 where it worsened, else 0."""

    @property
    def asked(self) -> bool:
        """Whether it was asked at all: the profile, or the short questionnaire, may leave it out."""
        return self.point is not None or self.absent is not None


@dataclass(frozen=True)
class HeatRow:
    """One item over the rounds."""

    id: str
    """Its id in the last round it was in."""
    name: str
    question: str
    cells: tuple[HeatCell | None, ...]
    """One a round; None where that round's questions had no such item."""


@dataclass(frozen=True)
class HeatGroup:
    """One dimension with the items that any round asked about."""

    id: str
    name: str
    rows: tuple[HeatRow, ...]


WENT = {"improved": 1, "worsened": -1}


@dataclass
class _Thread:
    """One item, with its id in each round that has it."""

    ids: dict[int, str]

    @property
    def last(self) -> int:
        """The place of the last round it was in."""
        return max(self.ids)


def heat_groups(whole: Series, language: str) -> list[HeatGroup]:
    """Return the items by dimension, each with a cell a round.

    Items stand in the order of the last round's questions; those that went
    come after them. What no round asked is left out.
    """
    went = [_went(pair) for pair in whole.pairs]
    groups: dict[str, list[HeatRow]] = {each.id: [] for each in whole.rounds[-1].instrument.dimensions}
    for thread in _threads(whole):
        row = _row(whole, thread, went, language)
        if any(cell is not None and cell.asked for cell in row.cells):
            groups.setdefault(row.id.partition(".")[0], []).append(row)
    instruments = [each.instrument for each in reversed(whole.rounds)]
    return [
        HeatGroup(key, dimension_name(instruments, key).in_(language), tuple(rows))
        for key, rows in groups.items()
        if rows
    ]


def _threads(whole: Series) -> list[_Thread]:
    """Follow every scored item from the last round back to the first."""
    last = len(whole.rounds) - 1
    threads = [_Thread({last: item.id}) for item in _scored(whole.rounds[last])]
    for place in range(last - 1, -1, -1):
        later_of = _own_ids(whole.pairs[place])
        following = {thread.ids[place + 1]: thread for thread in threads if place + 1 in thread.ids}
        for item in _scored(whole.rounds[place]):
            thread = following.get(later_of.get(item.id, ""))
            if thread is None or place in thread.ids:
                threads.append(_Thread({place: item.id}))
            else:
                thread.ids[place] = item.id
    return threads


def _scored(each: Round) -> list[Item]:
    return [item for item in each.instrument.items() if item.status is Status.ACTIVE]


def _own_ids(pair: Comparison) -> Mapping[str, str]:
    """Return the id of each item in the later round's own questions, by that in the earlier one's."""
    if pair.pair is None:
        return {}
    older_first = not pair.pair.later.carried
    ends = [(each.older, each.newer) for each in pair.pair.passages if each.older and each.newer]
    return {(a if older_first else b): (b if older_first else a) for a, b in ends}


def _went(pair: Comparison) -> Mapping[str, int]:
    """Return 1 for what improved and -1 for what worsened, by the id in the newer questions."""
    return {one.item: WENT[one.cause] for one in pair.items if one.cause in WENT}


def _row(whole: Series, thread: _Thread, went: Sequence[Mapping[str, int]], language: str) -> HeatRow:
    last = whole.rounds[thread.last].instrument.item(thread.ids[thread.last])
    return HeatRow(
        id=last.id,
        name=last.label.in_(language),
        question=last.question.in_(language),
        cells=tuple(_history_cell(whole, thread, place, went) for place in range(len(whole.rounds))),
    )


def _history_cell(
    whole: Series, thread: _Thread, place: int, went: Sequence[Mapping[str, int]]
) -> HeatCell | None:
    item = thread.ids.get(place)
    if item is None:
        return None
    each = whole.rounds[place]
    result = each.results.items.get(item)
    if result is None:
        return HeatCell(item, None, None, carried=False, went=0)
    pair = whole.pairs[place - 1].pair if place else None
    newer = thread.ids.get(place - 1, item) if pair is not None and pair.later.carried else item
    return HeatCell(
        item=item,
        point=result.low if result.answered else None,
        absent=result.absent,
        carried=is_carried(result.answer),
        went=went[place - 1].get(newer, 0) if place else 0,
    )


def cell_words(cell: HeatCell | None, language: str) -> str:
    """Say what an item's cell shows, for hover texts and tables."""
    if cell is None:
        return Text("presentation.no_item_then").in_(language)
    if cell.point is None:
        return Text(
            "presentation.not_asked_then"
            if cell.absent is None
            else f"presentation.absent.{cell.absent.value}"
        ).in_(language)
    point = Text("presentation.point_said", point=cell.point).in_(language)
    went = {
        1: Text("presentation.cause.improved").in_(language),
        -1: Text("presentation.cause.worsened").in_(language),
    }.get(cell.went, "")
    carried = Text("presentation.carried").in_(language) if cell.carried else ""
    return " · ".join(part for part in (point, went, carried) if part)


def item_history_table(whole: Series, language: str) -> Table:
    """Return a row for each item, and a column for each round, named as in the chart; of all rounds."""
    columns = told_apart([mark.name for mark in round_marks(whole, language)])
    rows = tuple(
        (group.name, row.name, *(cell_words(cell, language) for cell in row.cells))
        for group in heat_groups(whole, language)
        for row in group.rows
    )
    fixed = (Text(f"presentation.head.{column}").in_(language) for column in ("dimension", "item"))
    return Table((*fixed, *columns), rows)
