"""What every group of verbs stands on: the desk they work at, and the bank of today."""

from collections.abc import Sequence

from assessment.instrument.bank import Bank
from assessment.instrument.calendar import Event
from assessment.instrument.model import Instrument
from assessment.service.desk import Desk


class Verbs:
    """Verbs bound to one workspace and one actor; they keep no state of their own."""

    def __init__(self, desk: Desk, bank: Bank) -> None:
        self._desk = desk
        self._bank = bank

    @property
    def instrument(self) -> Instrument:
        """The current instrument: what a new assessment is taken with."""
        return self._desk.current

    @property
    def calendar(self) -> Sequence[Event]:
        """The events of the current bank: dates belong to no version of the instrument."""
        return self._bank.calendar
