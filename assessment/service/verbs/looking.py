"""Verbs that only look: assessments, results, what deserves a second look."""

from assessment.instrument.bank import MeasuredConcept, concepts_measured
from assessment.scoring import judge_of, score
from assessment.scoring.contradictions import Contradiction, contradictions
from assessment.scoring.derived import Derived, derive
from assessment.scoring.measured import Pair, said_and_measured
from assessment.scoring.next_question import Suggestion, next_question
from assessment.scoring.results import Results
from assessment.service.desk import assembled
from assessment.service.records import Card, Opened
from assessment.service.rounds import card_of
from assessment.service.verbs.base import Verbs
from assessment.store import answers as kept_answers
from assessment.store import assessments
from assessment.store.schema import AGREED


class Looking(Verbs):
    """Looks; changes nothing."""

    def assessments(self, most: int | None = None) -> list[Card]:
        """List assessments, the last touched first; every one where `most` is not given."""
        with self._desk.database.reading() as connection:
            found = assessments.list_assessments(connection, self._desk.workspace, most=most)
        return [card_of(each) for each in found]

    def opened(self, id_: str) -> Opened:
        """Return an assessment with its answers, and the instrument it was taken with.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._desk.database.reading() as connection:
            head = assessments.read_head(connection, self._desk.workspace, id_)
            answers = kept_answers.read_answers(connection, id_).get(AGREED, {})
            metrics = kept_answers.read_metrics(connection, id_)
            return Opened(
                assessment=assembled(connection, head),
                instrument=self._desk.instrument(connection, head.digest),
                revisions={item: kept.revision for item, kept in answers.items()},
                metric_revisions={metric: kept.revision for metric, kept in metrics.items()},
                updated_at=head.updated_at,
                revision=head.revision,
            )

    def results(self, id_: str) -> Results:
        """Score an assessment by the instrument it was taken with.

        Raises:
            NoSuchAssessment: it is not here.
        """
        opened = self.opened(id_)
        return score(opened.instrument, opened.assessment)

    def contradictions(self, id_: str) -> list[Contradiction]:
        """List the answers worth a second look, each with the question to ask. No score changes.

        The rules are those of the current bank; on what an older instrument lacks they say nothing.

        Raises:
            NoSuchAssessment: it is not here.
        """
        opened = self.opened(id_)
        results = score(opened.instrument, opened.assessment)
        return contradictions(self._bank.contradictions, results, opened.assessment)

    def said_and_measured(self, id_: str) -> list[Pair]:
        """Set each number beside each answer it bears on, what differs first. No score changes.

        Raises:
            NoSuchAssessment: it is not here.
        """
        opened = self.opened(id_)
        results = score(opened.instrument, opened.assessment)
        return said_and_measured(self._bank.contradictions, results, opened.assessment)

    def profile_and_measured(self, id_: str) -> list[Contradiction]:
        """List where a number and the profile cannot both be, each with the question to ask.

        Raises:
            NoSuchAssessment: it is not here.
        """
        opened = self.opened(id_)
        results = score(opened.instrument, opened.assessment)
        found = contradictions(self._bank.contradictions, results, opened.assessment)
        return [
            each for each in found if {subject.kind for subject in each.subjects} == {"metric", "profile"}
        ]

    def derived(self, id_: str) -> list[Derived]:
        """Work out the numbers that follow from those entered.

        Raises:
            NoSuchAssessment: it is not here.
        """
        opened = self.opened(id_)
        functions = [function.id for function in opened.instrument.functions]
        return derive(self._bank.derived, opened.assessment, functions)

    def next_question(self, id_: str) -> Suggestion | None:
        """Return the missing answer that tells most about the stage; None where nothing more is needed.

        Raises:
            NoSuchAssessment: it is not here.
        """
        opened = self.opened(id_)
        return next_question(judge_of(opened.instrument, opened.assessment))

    def concepts(self) -> list[MeasuredConcept]:
        """List every concept of the handbook with the items of the current instrument that measure it."""
        return concepts_measured(self._bank.handbook, self._bank.instrument)
