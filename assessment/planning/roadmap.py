"""Roadmap: the fewest person-days of steps that open a gate, in the order worth doing them, with reasons."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assessment.instrument.model import Criterion
from assessment.instrument.text import LocalText
from assessment.planning.brief import Brief


@dataclass(frozen=True)
class PlannedStep:
    """One item raised by one or more points: what to do, who, how long, and what it opens."""

    item: str
    from_point: int
    to_point: int
    """The item is raised one point at a time: always `from_point + 1`."""
    text: LocalText
    owner: str
    product: str
    days: float
    """Person-days."""
    weeks: int
    """Least calendar weeks until the result can be seen."""
    value: float
    """What the step adds towards the target, in points of gap closed (0 where it only makes way)."""
    opens: tuple[Criterion, ...]
    """Criteria of the target gate that this step helps to meet."""
    needs: tuple[tuple[str, int], ...]
    """Steps of this roadmap that come first, as (item, point)."""
    needed_by: tuple[tuple[str, int], ...]
    """Steps of this roadmap, on other items, that wait for this one."""
    if_confirmed: bool
    """The item's present point is not known: find out first, it may be in place already."""
    reason: LocalText


@dataclass(frozen=True)
class NotYet:
    """A practice that is too early for the merchant's stage, and why."""

    item: str
    worth_from: str
    reason: LocalText


@dataclass(frozen=True)
class Clash:
    """A criterion that no step of this merchant can meet, and what would relax it."""

    criterion: Criterion | None
    what: LocalText
    relax: LocalText


@dataclass(frozen=True)
class Roadmap:
    """The path, as an ordered list of steps towards a stage, or towards a number of person-days."""

    target: str | None
    """The stage whose gate opens; None where a number of person-days is put to best use."""
    feasible: bool
    margin: float
    """Points above each cut score that the list aims for."""
    steps: Sequence[PlannedStep]
    """In the order worth doing them; needs always come first."""
    conditions: Sequence[Criterion]
    """Unmet metric criteria: no step moves a number, they stand beside the list."""
    find_out: Sequence[str]
    """Items without an answer whose points the list rests on."""
    not_yet: Sequence[NotYet]
    clashes: Sequence[Clash]
    """Why nothing can open the gate; empty where feasible."""
    brief: Brief = field(default_factory=Brief)
    """What was asked for, its target filled in."""
    proven: bool = False
    """No other set of steps reaches the target with fewer person-days (raises the index more)."""
    bound_days: float | None = None
    """No set of steps takes fewer person-days than this; None where no target is to be reached."""
    plain_list: Sequence[tuple[tuple[str, int], float]] | None = None
    """A plain value-per-effort list to the same target: steps with their person-days; None likewise."""
    minimum: float | None = None
    """Person-days of the path without any margin; None likewise."""

    @property
    def effort_days(self) -> float:
        """Person-days of all steps."""
        return sum(step.days for step in self.steps)

    @property
    def kept_margin(self) -> float:
        """Points above each cut score that the list reaches; nothing is above 100."""
        if self.brief.dimension is None:
            return self.margin
        return min(self.margin, 100.0 - self.brief.dimension[1])

    @property
    def plain_list_days(self) -> float | None:
        """Person-days of the plain list; None where there is no target to reach."""
        return None if self.plain_list is None else sum(days for _, days in self.plain_list)

    @property
    def saved_days(self) -> float:
        """Person-days that the list saves over a plain one."""
        return 0.0 if self.plain_list_days is None else self.plain_list_days - self.effort_days
