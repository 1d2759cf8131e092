"""Which items measure each concept of the handbook: what the bank covers, and with how much."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.instrument.model import Instrument, Item, Status
from assessment.instrument.shapes import Concept


@dataclass(frozen=True)
class Measured:
    """A concept with every item that says it measures it."""

    concept: Concept
    items: tuple[Item, ...]
    """In the order of the bank, of any status."""

    @property
    def scored(self) -> bool:
        """Whether at least one of the items counts."""
        return any(item.status is Status.ACTIVE for item in self.items)

    @property
    def in_core(self) -> bool:
        """Whether the short questionnaire asks about it."""
        return any(item.status is Status.ACTIVE and item.core for item in self.items)


def concepts_measured(handbook: Sequence[Concept], instrument: Instrument) -> list[Measured]:
    """Return every concept of the handbook, in its order, with the items that measure it."""
    items = instrument.items()
    return [
        Measured(concept, tuple(item for item in items if concept.id in item.concepts))
        for concept in handbook
    ]
