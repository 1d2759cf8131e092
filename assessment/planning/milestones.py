"""The weeks in which something of the target is reached, judged on the steps finished by then."""

from collections.abc import Callable, Mapping, Sequence

from assessment.instrument.model import Criterion
from assessment.planning.brief import Brief
from assessment.planning.climb import Climb
from assessment.planning.goals import all_open, gates_up_to
from assessment.planning.weeks import Milestone, ScheduledStep

Points = Mapping[str, int]
Passes = Callable[[Points], bool]


def gate_week(climb: Climb, brief: Brief, steps: Sequence[ScheduledStep]) -> int | None:
    """Return the week at whose end the target is reached at its bare cuts, numbers aside.

    0 where it is reached already; None where a number of person-days is put to best use.
    """
    if brief.stage is None and brief.dimension is None:
        return None
    return _first(_weekly(climb, steps), _reached(climb, brief, margin=0.0))


def milestones(climb: Climb, brief: Brief, steps: Sequence[ScheduledStep]) -> list[Milestone]:
    """Return what is reached when: each criterion that steps meet, then each gate that opens.

    Args:
        climb: the moves, its judge asking for the margin of the roadmap.
        brief: what was asked for.
        steps: in their weeks.
    """
    weekly = _weekly(climb, steps)
    found: list[Milestone] = []
    for criterion in _criteria(climb, brief):
        week = _first(weekly, _passing(climb, criterion))
        if week:
            found.append(Milestone(week, None, criterion))
    if brief.stage is not None:
        for gate in gates_up_to(climb.judge, brief.stage):
            for margin in dict.fromkeys((0.0, climb.judge.margin / 10)):
                week = _first(weekly, _reached(climb, Brief(stage=gate.stage), margin))
                if week:
                    found.append(Milestone(week, gate.stage, None, with_margin=margin > 0))
    return sorted(found, key=lambda one: (one.week, one.stage is not None, one.with_margin))


def _criteria(climb: Climb, brief: Brief) -> list[Criterion]:
    """Return the criteria of the target, each once, that steps can meet."""
    if brief.dimension is not None:
        dimension, score = brief.dimension
        return [Criterion(dimension=dimension, at_least=round(score, 1))]
    gates = [] if brief.stage is None else gates_up_to(climb.judge, brief.stage)
    every = [one for gate in gates for one in (*gate.must, *(gate.should.of if gate.should else ()))]
    unique = {(one.kind, one.subject, one.tenths): one for one in every if one.kind != "metric"}
    return list(unique.values())


def _passing(climb: Climb, criterion: Criterion) -> Passes:
    judge = climb.judge.with_margin(0.0)
    return lambda points: judge.passes(criterion, points)


def _reached(climb: Climb, brief: Brief, margin: float) -> Passes:
    judge = climb.judge.with_margin(margin)
    if brief.dimension is not None:
        dimension, score = brief.dimension
        cut = Criterion(dimension=dimension, at_least=round(score, 1))
        return lambda points: judge.passes(cut, points)
    gates = [] if brief.stage is None else gates_up_to(judge, brief.stage)
    return lambda points: all_open(judge, gates, points)


def _weekly(climb: Climb, steps: Sequence[ScheduledStep]) -> list[tuple[int, Points]]:
    """Return the points at the end of each week that something ends in, the start as week 0 first."""
    ends = sorted({0, *(step.end_week for step in steps)})
    return [(week, climb.after(step.move for step in steps if step.end_week <= week)) for week in ends]


def _first(weekly: Sequence[tuple[int, Points]], passes: Passes) -> int | None:
    """Return the first week from whose end on it passes; steps only ever raise points."""
    return next((week for week, points in weekly if passes(points)), None)
