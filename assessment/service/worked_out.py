"""What follows from one state of an assessment, each part worked out once."""

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256

from assessment.instrument.model import Instrument
from assessment.responses import Assessment
from assessment.scoring import judge_of, score
from assessment.scoring.gates import Judge
from assessment.scoring.margin import flipping, settling
from assessment.scoring.next_question import NextQuestion, next_question
from assessment.scoring.results import Flip, Results
from assessment.scoring.verification import Verification, verify_first

MOST_STATES = 32
"""Of assessments whose results a process remembers: those that a few people look at just now."""


class WorkedOut:
    """Results and what-ifs of one assessment as it stands; nothing in it changes."""

    def __init__(self, instrument: Instrument, assessment: Assessment) -> None:
        self._instrument = instrument
        self._assessment = assessment

    @cached_property
    def results(self) -> Results:
        """The results by the instrument it was taken with."""
        return score(self._instrument, self._assessment)

    @cached_property
    def judge(self) -> Judge:
        """What decides about stages, for questions of the kind "what if"."""
        return judge_of(self._instrument, self._assessment)

    @cached_property
    def next_question(self) -> NextQuestion | None:
        """The missing answer that tells most about the stage; None where nothing more is needed."""
        return next_question(self.judge)

    @cached_property
    def verify_first(self) -> Sequence[Verification]:
        """The answers nobody has verified, by what verifying each would do to the confidence."""
        return tuple(verify_first(self._instrument, self._assessment, self.results))

    @cached_property
    def settling(self) -> Sequence[Flip]:
        """The missing answers that would narrow the stages possible, by themselves."""
        return tuple(settling(self.judge))

    @cached_property
    def flipping(self) -> Sequence[Flip]:
        """The given answers that would change the stage if they were one point off."""
        return tuple(flipping(self.judge))


def state_key(digest: str, assessment: Assessment) -> str:
    """Return a name for exactly this state of an assessment.

    Args:
        digest: of the instrument it was taken with.
        assessment: with all that is in it, so that whatever changes makes another name.
    """
    return f"{digest} {sha256(assessment.model_dump_json().encode()).hexdigest()}"
