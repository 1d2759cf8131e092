"""What charts, the tables behind them and printed reports show: values, labels, cut lines.

Records only, already in one language and in published figures, so that two
drawings of the same results cannot disagree. `assessment.charts.rows` makes
them. Texts are plain: whoever draws them escapes them.
"""

from dataclasses import dataclass
from enum import StrEnum

from assessment.responses import Absent


class Standing(StrEnum):
    """How something stands against what is needed."""

    MET = "met"
    UNMET = "unmet"
    OPEN = "open"
    """The low end fails and the high end passes, or nothing is known."""
    WAIVED = "waived"
    NO_CUT = "no_cut"
    NO_RESULT = "no_result"


SIGNS = {
    Standing.MET: "✓",
    Standing.UNMET: "✗",
    Standing.OPEN: "?",
    Standing.WAIVED: "–",
    Standing.NO_CUT: "·",
    Standing.NO_RESULT: "–",
}
"""One sign for each standing, always beside its word."""

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
class Cut:
    """What a gate asks of a dimension."""

    needed: float
    must: bool


@dataclass(frozen=True)
class ProfileRow:
    """One dimension with its score and the cut of the gate looked at."""

    id: str
    name: str
    low: float | None
    """None where there is no result."""
    high: float | None
    cut: Cut | None
    standing: Standing
    words: str
    """The standing in words, with the gap."""
    reason: str
    """Why there is no result; empty where there is one."""
    answered: int
    applicable: int

    @property
    def gap(self) -> float | None:
        """Points missing to the cut; None where there is nothing to compare, 0 where reached."""
        if self.cut is None or self.low is None:
            return None
        return round(max(self.cut.needed - self.low, 0), 1)

    @property
    def under_must(self) -> bool:
        """Whether what is shown lies under a must cut."""
        return self.cut is not None and self.cut.must and bool(self.gap)


@dataclass(frozen=True)
class GateRow:
    """One finding of a gate; shares are places on the row's own scale, 0 to 1."""

    kind: str
    label: str
    must: bool
    standing: Standing
    now: str
    needed: str
    note: str
    """Why it is waived, not known or absent; empty where nothing is to say."""
    blocks: bool
    """Whether the gate stays shut because of it, as things are shown."""
    share: float | None
    share_high: float | None
    share_needed: float


@dataclass(frozen=True)
class GateTable:
    """A gate: its musts, the count of its shoulds, and the shoulds."""

    musts: tuple[GateRow, ...]
    count: GateRow | None
    shoulds: tuple[GateRow, ...]
    should_meet: int

    @property
    def musts_met(self) -> int:
        """How many musts are met; waived ones do not count."""
        return sum(row.standing is Standing.MET for row in self.musts)

    @property
    def musts_asked(self) -> int:
        """How many musts are asked of this merchant."""
        return sum(row.standing is not Standing.WAIVED for row in self.musts)


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
