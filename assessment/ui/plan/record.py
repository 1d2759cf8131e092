"""What the parts of the roadmap's page are about: the steps as they stand, and a roadmap in its weeks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessment.instrument.model import Instrument
from assessment.planning import Roadmap, Schedule
from assessment.planning.moves import Move
from assessment.planning.progress import Progress
from assessment.planning.schedule import ScheduledStep
from assessment.service import KeptProgress, Opened
from assessment.ui.plain import plain
from assessment.ui.plan.drawn import Case
from assessment.ui.session import language, words


@dataclass(frozen=True)
class Standing:
    """What is known of the steps, whether there is a roadmap or not."""

    current: str
    """The assessment in the address."""
    opened: Opened
    case: Case
    known: Mapping[Move, KeptProgress]
    """What was said about single steps."""
    today: date

    @property
    def instrument(self) -> Instrument:
        """The instrument the assessment was taken with."""
        return self.case.instrument

    def progress(self, move: Move) -> Progress:
        """Return what was said about a step."""
        return self.known[move].progress if move in self.known else Progress()

    def revision(self, move: Move) -> int:
        """Return the revision to be expected when saving over it."""
        return self.known[move].revision if move in self.known else 0

    def item(self, item: str) -> str:
        """Return the short name of an item, for a label."""
        return plain(self.instrument.item(item).label.in_(language()))

    def names(self, moves: Iterable[Move]) -> str:
        """Name the items of some steps, each once."""
        return words("app.or").join(dict.fromkeys(self.item(item) for item, _ in moves))

    def function(self, function: str) -> str:
        """Return the name of a function, for a label."""
        found = next(
            (one.name.in_(language()) for one in self.instrument.functions if one.id == function), ""
        )
        return plain(found or function)

    @property
    def moves(self) -> frozenset[Move]:
        """Every step of the instrument."""
        return frozenset((item.id, point) for item in self.instrument.items() for point in item.steps)

    def placed(self, move: Move) -> ScheduledStep | None:
        """Return a step in its weeks; None where it is in no roadmap."""
        del move
        return None


@dataclass(frozen=True)
class Plan(Standing):
    """A feasible roadmap in its weeks."""

    roadmap: Roadmap
    schedule: Schedule

    def placed(self, move: Move) -> ScheduledStep | None:
        """Return a step in its weeks; None where it is not in this roadmap."""
        return next((one for one in self.schedule.steps if one.move == move), None)

    @property
    def numbers(self) -> Mapping[Move, int]:
        """The number of each step in the list."""
        return {(step.item, step.to_point): n for n, step in enumerate(self.roadmap.steps, start=1)}
