"""Verbs that finish: complete an assessment for good, or correct one in a copy."""

from assessment.scoring.results import Results
from assessment.service import finishing
from assessment.service.verbs.base import Verbs


class Finishing(Verbs):
    """Closes assessments."""

    def complete(self, id_: str) -> Results:
        """Score an assessment, keep the result and close it for good.

        Raises:
            Refused: nothing has been answered.
            Completed, NoSuchAssessment: as in `record`.
        """
        return finishing.complete(self._desk, id_)

    def correct(self, id_: str) -> str:
        """Copy a completed assessment into a draft that names it, and return the draft's id.

        Raises:
            Refused: it is still a draft.
            NoSuchAssessment: it is not here.
        """
        return finishing.correct(self._desk, id_)
