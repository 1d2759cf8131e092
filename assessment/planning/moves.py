"""Where the items stand and what a step costs: the moves a roadmap is made of.

A move raises one item by one point. A bundle is a move with everything it
needs first, in an order in which it can be done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from assessment.instrument.model import MetricItem, Step
from assessment.planning.request import Edit
from assessment.scoring.gates import Judge

Move = tuple[str, int]
"""An item and the point it is raised to, from the point below."""


def job_id(move: Move) -> str:
    """Return the id of a move where it stands for a job."""
    return f"{move[0]}:{move[1]}"


@dataclass(frozen=True)
class MoveSpace:
    """The moves open to one merchant, and what they need."""

    judge: Judge
    barred: frozenset[str] = frozenset()
    """Items no step may raise."""
    edits: Mapping[Move, Edit] = field(default_factory=dict)
    """What was changed by hand."""

    @cached_property
    def start(self) -> Mapping[str, int]:
        """The points shown now, over the items that count, raised by the steps that are done."""
        points = dict(self.judge.ends()[0])
        for (item_id, point), edit in self.edits.items():
            if edit.status == "done" and item_id in points:
                points[item_id] = max(points[item_id], point)
        return points

    @cached_property
    def kept(self) -> frozenset[Move]:
        """The moves that somebody has begun, or has fixed the week of."""
        return frozenset(
            (item_id, point)
            for (item_id, point), edit in self.edits.items()
            if edit.keeps and point > self.start.get(item_id, point)
        )

    @cached_property
    def _dropped(self) -> Mapping[str, int]:
        """The lowest point of each item that is not to be reached by a step."""
        lowest: dict[str, int] = {}
        for (item_id, point), edit in self.edits.items():
            if edit.status == "dropped":
                lowest[item_id] = min(point, lowest.get(item_id, point))
        return lowest

    def step(self, move: Move) -> Step | None:
        """Return the step that makes a move; None where there is none or it is barred.

        Numbers cannot be raised by a step: a metric item has no moves.
        """
        known = self._steps
        if move not in known:
            known[move] = self._step(move)
        return known[move]

    @cached_property
    def _steps(self) -> dict[Move, Step | None]:
        """The steps that were asked for, as each is asked for many times."""
        return {}

    def _step(self, move: Move) -> Step | None:
        item_id, point = move
        result = self.judge.items.get(item_id)
        if result is None or not result.counts or item_id in self.barred:
            return None
        if isinstance(result.item, MetricItem) or point >= self._dropped.get(item_id, point + 1):
            return None
        step, edit = result.item.steps.get(point), self.edits.get(move)
        if step is None or edit is None:
            return step
        days = step.days if edit.days is None else edit.days
        return step.model_copy(update={"days": days, "owner": edit.owner or step.owner})

    def days(self, moves: Iterable[Move]) -> float:
        """Return the summed person-days of some moves."""
        return sum(step.days for step in map(self.step, moves) if step is not None)

    def with_prerequisites(self, move: Move, points: Mapping[str, int]) -> tuple[Move, ...] | None:
        """Return the moves that make this one possible, itself last; None where it cannot be made."""
        moves: list[Move] = []
        return tuple(moves) if self._gather(move, dict(points), moves, set()) else None

    def _gather(self, move: Move, points: dict[str, int], moves: list[Move], pending: set[Move]) -> bool:
        item_id, target = move
        for point in range(points.get(item_id, 0) + 1, target + 1):
            step = self.step((item_id, point))
            if step is None or (item_id, point) in pending:
                return False
            pending.add((item_id, point))
            for needed, least in step.needs.items():
                if not self._has(needed, least, points) and not self._gather(
                    (needed, least), points, moves, pending
                ):
                    return False
            pending.discard((item_id, point))
            moves.append((item_id, point))
            points[item_id] = point
        return True

    def _has(self, item_id: str, least: int, points: Mapping[str, int]) -> bool:
        """Whether a need is met. What does not concern the merchant, or is a number, holds nothing up."""
        result = self.judge.items.get(item_id)
        if result is None or not result.counts or isinstance(result.item, MetricItem):
            return True
        return points[item_id] >= least

    def open_moves(self, points: Mapping[str, int]) -> list[Move]:
        """Return the next move of every item that has one, in the order of the bank."""
        return [
            (item_id, point + 1)
            for item_id, point in points.items()
            if self.step((item_id, point + 1)) is not None
        ]

    def highest(self) -> dict[str, int]:
        """Return the points if every step that can be made were made."""
        points = dict(self.start)
        moved = True
        while moved:
            moved = False
            for move in self.open_moves(points):
                bundle = self.with_prerequisites(move, points)
                if bundle is not None:
                    points.update(bundle)
                    moved = True
        return points

    def after(self, moves: Iterable[Move]) -> dict[str, int]:
        """Return the points once some moves are made."""
        points = dict(self.start)
        for item_id, point in moves:
            points[item_id] = max(points[item_id], point)
        return points

    def is_consistent(self, moves: Iterable[Move]) -> bool:
        """Whether a set of moves holds all that each of them needs, itself included."""
        points = self.after(moves)
        chosen = set(moves)
        for item_id, point in chosen:
            if point - 1 > self.start[item_id] and (item_id, point - 1) not in chosen:
                return False
            step = self.step((item_id, point))
            if step is None:
                return False
            if not all(self._has(needed, least, points) for needed, least in step.needs.items()):
                return False
        return True
