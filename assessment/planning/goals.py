"""What a roadmap has to reach, and how far the points still are from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.instrument.model import Criterion, Gate
from assessment.scoring.gates import Judge


@dataclass(frozen=True)
class Goal:
    """Criteria that steps can meet: all of `musts`. Shoulds join once they are chosen."""

    judge: Judge
    musts: tuple[Criterion, ...]

    def gap(self, points: Mapping[str, int]) -> float:
        """Return the summed shortfall of the unmet criteria, in points of 100."""
        return sum(self.shortfall(criterion, points) for criterion in self.musts)

    def open_at(self, points: Mapping[str, int]) -> list[tuple[Criterion, float]]:
        """Return the unmet criteria, each with its shortfall."""
        short = [(criterion, self.shortfall(criterion, points)) for criterion in self.musts]
        return [(criterion, gap) for criterion, gap in short if gap > 0]

    def closed(
        self,
        still_open: Sequence[tuple[Criterion, float]],
        points: Mapping[str, int],
        moves: Mapping[str, int],
    ) -> float:
        """Return by how much some moves bring the unmet criteria nearer, in points of 100."""
        after = {**points, **moves}
        subjects = {*moves, *(item.partition(".")[0] for item in moves)}
        return sum(
            gap - self.shortfall(criterion, after)
            for criterion, gap in still_open
            if criterion.kind == "index" or criterion.subject in subjects
        )

    def shortfall(self, criterion: Criterion, points: Mapping[str, int]) -> float:
        """Return how far one criterion is from its cut, in points of 100; 0 where it is met."""
        judge = self.judge
        match criterion.kind:
            case "item":
                top = judge.instrument.top_point
                return max(0.0, 100 * (criterion.tenths / 10 - points[criterion.subject]) / top)
            case "dimension":
                score = judge.dimension_score(criterion.subject, points)
            case "index":
                score = judge.index(points)
            case _:
                return 0.0
        aim = (2 * judge.aim(criterion) - 1) / 20
        return 0.0 if score is None else max(0.0, round(aim - float(score), 9))

    def reached(self, points: Mapping[str, int]) -> bool:
        """Whether every criterion holds, judged exactly."""
        return all(self.judge.passes(criterion, points) for criterion in self.musts)

    def joined(self, more: Sequence[Criterion]) -> "Goal":
        """Return a goal that asks for more criteria as well."""
        return Goal(self.judge, (*self.musts, *more))

    def touching(self, item_id: str) -> tuple[Criterion, ...]:
        """Return the criteria that raising an item can help to meet."""
        dimension = item_id.partition(".")[0]
        return tuple(
            criterion
            for criterion in self.musts
            if criterion.kind == "index" or criterion.subject in (item_id, dimension)
        )


def gates_up_to(judge: Judge, stage: str) -> list[Gate]:
    """Return the gates to pass on the way to a stage, lowest first."""
    order = judge.instrument.stage_ids
    wanted = order[1 : order.index(stage) + 1]
    return [gate for gate in judge.gates if gate.stage in wanted]


def must_goal(judge: Judge, gates: Sequence[Gate]) -> Goal:
    """Return the musts of some gates that steps may have to meet: neither waived nor numbers."""
    musts = [
        criterion
        for gate in gates
        for criterion in gate.must
        if criterion.kind != "metric" and not judge.waived(criterion)
    ]
    return Goal(judge, tuple(musts))


def unmet_numbers(judge: Judge, gates: Sequence[Gate]) -> list[Criterion]:
    """Return the metric musts that stand in the way: no step moves a number."""
    return [
        criterion
        for gate in gates
        for criterion in gate.must
        if criterion.kind == "metric" and not judge.holds(criterion, {})
    ]


def is_judgeable(judge: Judge, criterion: Criterion) -> bool:
    """Whether anything the criterion asks about counts, so that steps could meet it."""
    match criterion.kind:
        case "item":
            result = judge.items.get(criterion.subject)
            return result is not None and result.counts
        case "dimension":
            return criterion.subject in judge.counted
        case "index":
            return bool(judge.counted)
        case _:
            return False


def all_open(judge: Judge, gates: Sequence[Gate], points: Mapping[str, int]) -> bool:
    """Whether some points open every gate, unmet numbers aside."""
    return must_goal(judge, gates).reached(points) and all(
        sum(judge.passes(criterion, points) for criterion in gate.should.of) >= gate.should.meet
        for gate in gates
        if gate.should is not None
    )
