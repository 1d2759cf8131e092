"""The asked items of a result by dimension: point, reason for none, must, age of the answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from assessment.presentation.profile import gate_looked_at
from assessment.presentation.table import Table, table_of
from assessment.responses import Absent
from assessment.scoring.answer_age import OldAnswer, roughly
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
        verified=result.verified,
        old="" if old is None else _old_said(old, language),
    )


def _old_said(old: OldAnswer, language: str) -> str:
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
