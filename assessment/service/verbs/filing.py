"""Verbs for assessment files: out and in."""

from assessment.service import exchange
from assessment.service.records import Imported
from assessment.service.verbs.base import Verbs


class Filing(Verbs):
    """Writes and reads assessment files."""

    def export(self, id_: str, *, with_sheets: bool = False) -> tuple[str, bytes]:
        """Write an assessment as a file; its name says nothing about the merchant.

        Args:
            id_: the assessment.
            with_sheets: also what each respondent answered; the file is then for the consultant alone.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return exchange.export(self._desk, id_, with_sheets=with_sheets)

    def import_file(self, raw: bytes) -> Imported:
        """Read an assessment file: all of it or nothing, with everything that is wrong with it."""
        return exchange.import_file(self._desk, raw)
