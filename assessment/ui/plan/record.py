"""What the parts of the roadmap's page are about: one roadmap in its weeks, and how it goes on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessment.instrument.model import Instrument
from assessment.roadmap import Roadmap, Schedule
from assessment.roadmap.climb import Move
from assessment.roadmap.progress import Progress
from assessment.service import KeptProgress, Opened
from assessment.ui.plain import plain
from assessment.ui.plan.drawn import Case
from assessment.ui.session import language, words


@dataclass(frozen=True)
class Plan:
    """A feasible roadmap in its weeks, with what is known of its steps."""

    current: str
    """The assessment in the address."""
    opened: Opened
    case: Case
    roadmap: Roadmap
    schedule: Schedule
    known: Mapping[Move, KeptProgress]
    """What was said about single steps, of this roadmap and of others."""
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
    def numbers(self) -> Mapping[Move, int]:
        """The number of each step in the list."""
        return {(step.item, step.to_point): n for n, step in enumerate(self.roadmap.steps, start=1)}
