"""Verbs of an intake session: agenda, clock, place, parking lot, private notes, what to verify."""

from collections.abc import Mapping, Sequence
from datetime import date

from assessment.scoring import score
from assessment.scoring.results import Results
from assessment.scoring.verify_first import Verifying, verify_first
from assessment.service import intake
from assessment.service.intake import PrivateNote
from assessment.service.intake_session import Session
from assessment.service.verbs.looking import Looking


class Intaking(Looking):
    """Leads a session; what it writes is no part of the assessment and stays out of every export."""

    def intake(self, id_: str) -> Session:
        """Return where the intake of an assessment stands.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return intake.session(self._desk, id_)

    def set_agenda(self, id_: str, dimensions: Sequence[str], minutes_an_item: float) -> Session:
        """Choose the dimensions of today, in order, and the minutes planned for an item.

        Raises:
            Refused: none, an unknown one or one twice; minutes out of 0 to 60.
            NoSuchAssessment: it is not here.
        """
        return intake.set_agenda(self._desk, id_, dimensions, minutes_an_item)

    def start_intake(self, id_: str) -> Session:
        """Begin a session, or the next one; does nothing while one goes on."""
        return intake.set_clock(self._desk, id_, "start")

    def pause_intake(self, id_: str) -> Session:
        """Stop the clock for a while."""
        return intake.set_clock(self._desk, id_, "pause")

    def resume_intake(self, id_: str) -> Session:
        """Go on after a pause."""
        return intake.set_clock(self._desk, id_, "resume")

    def end_intake(self, id_: str) -> Session:
        """End the session; the next one goes on where this one was."""
        return intake.set_clock(self._desk, id_, "end")

    def go_to(self, id_: str, item: str) -> Session:
        """Note which item is on the screen."""
        return intake.add(self._desk, id_, "at", item=item)

    def park(self, id_: str, item: str, why: str) -> Session:
        """Leave an item for later, with a word why.

        Raises:
            Refused: no word.
        """
        return intake.park(self._desk, id_, item, why)

    def unpark(self, id_: str, item: str) -> Session:
        """Take an item off the parking lot."""
        return intake.add(self._desk, id_, "unpark", item=item)

    def set_appointment(self, id_: str, day: date | None, words: str = "") -> Session:
        """Note when to meet next and what for; None takes it back."""
        return intake.set_appointment(self._desk, id_, day, words)

    def private_notes(self, id_: str) -> Mapping[str, PrivateNote]:
        """Return the consultant's notes by item, the one of the session under an empty key.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return intake.private_notes(self._desk, id_)

    def write_private(self, id_: str, item: str, text: str, expected: int) -> PrivateNote:
        """Keep a private note; where somebody else wrote meanwhile, both texts are kept.

        Args:
            id_: the assessment, completed or not.
            item: the item, empty for the session.
            text: the note; empty clears it.
            expected: the revision the writer has seen, 0 for none yet.

        Raises:
            Refused: no such item, or too long.
            NoSuchAssessment: it is not here.
        """
        return intake.write_private(self._desk, id_, item, text, expected)

    def verify_first(self, id_: str, results: Results | None = None) -> Sequence[Verifying]:
        """List the answers nobody has verified, by what verifying each would do to the confidence.

        Args:
            id_: the assessment.
            results: its results where they are at hand.

        Raises:
            NoSuchAssessment: it is not here.
        """
        opened = self.opened(id_)
        return verify_first(
            opened.instrument, opened.assessment, results or score(opened.instrument, opened.assessment)
        )
