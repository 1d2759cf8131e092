"""Verbs about numbers: read them from a table, take them, take them back."""

from collections.abc import Mapping, Sequence
from datetime import date

from assessment.service import numbers
from assessment.service.numbers import Taking
from assessment.service.records import Opened
from assessment.service.refusals import Refused
from assessment.service.verbs.base import Verbs
from assessment.spreadsheets import Choice, ImportCandidate, TableRead, Unreadable, read_table


class Numbers(Verbs):
    """Brings in numbers."""

    def read_table(self, raw: bytes, today: date, sheet: str | None = None) -> TableRead:
        """Read an export or a sheet, its columns as they were confirmed for an earlier one of this shape.

        Args:
            raw: the bytes of the file, whatever it is called.
            today: the reader's day; what is about later days is left out.
            sheet: which sheet; None for the first one that means something.

        Raises:
            Refused: nothing of it can be read; says what to do.
        """
        try:
            return read_table(
                raw, self._bank.columns, today, sheet, lambda mark: numbers.remembered(self._desk, mark)
            )
        except Unreadable as error:
            raise Refused(error.text.in_("zh"), error.text.in_("en")) from error

    def offers(
        self, opened: Opened, read: TableRead, chosen: Mapping[str, Choice] | None = None
    ) -> list[ImportCandidate]:
        """Return the numbers a table has for an assessment, each against what is stored. Nothing is changed.

        Args:
            opened: the assessment as the person sees it.
            read: the table.
            chosen: what a person made of its columns; None for what they seem to mean.
        """
        return numbers.offers(opened, read, chosen)

    def take_numbers(self, id_: str, takings: Sequence[Taking]) -> None:
        """Save several numbers: all of them, or none.

        Raises:
            Refused: one is out of its range, or no metric.
            Conflict: one was changed elsewhere since the person saw it; carries what is kept.
            Completed, NoSuchAssessment: as in `record`.
        """
        numbers.take_numbers(self._desk, id_, takings)

    def numbers_to_undo(self, id_: str) -> list[str]:
        """Return the metrics that `undo_numbers` would restore.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return numbers.to_take_back(self._desk, id_)

    def undo_numbers(self, id_: str) -> list[str]:
        """Take back the numbers this actor took last from a table; what was changed since stays.

        Returns:
            The metrics restored to what stood before.

        Raises:
            Completed, NoSuchAssessment: as in `record`.
        """
        return numbers.take_back(self._desk, id_)

    def remember_columns(self, read: TableRead, chosen: Mapping[str, Choice]) -> None:
        """Keep what the columns mean, so that the next file of this shape is read at once.

        Raises:
            Refused: a name holds what cannot be kept.
        """
        numbers.remember(self._desk, read, chosen)

    def forget_columns(self, signature: str) -> None:
        """Forget what was kept for files of this shape."""
        numbers.forget(self._desk, signature)
