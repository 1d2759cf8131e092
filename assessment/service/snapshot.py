"""One assessment at one moment: its answers read once, and what follows from them worked out once.

A page opens a snapshot when it is drawn and hands it to its sections. What
no section asks for is not worked out. A page that is drawn again opens
another one; where it finds the very same answers, what followed from them is
not worked out again ([0048](docs/decisions/0048-worked-out-once.md)).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from assessment.instrument.model import Instrument
from assessment.responses import Assessment, MetricValue, Stumble, Verified
from assessment.scoring import judge_of, score
from assessment.scoring.agreement import ENOUGH
from assessment.scoring.contradictions import Contradiction, contradictions
from assessment.scoring.derived import Derived, derive
from assessment.scoring.gates import Judge
from assessment.scoring.margin import flipping, settling
from assessment.scoring.measured import Pair, said_and_measured
from assessment.scoring.next_question import NextQuestion, next_question
from assessment.scoring.results import Flip, Results
from assessment.scoring.verification import Verification, verify_first
from assessment.service.agreement import AnswerRange, spreads_of, table_of
from assessment.service.context import Context, StoredAnswers, assembled, read_stored
from assessment.service.rounds import MerchantCard, read_merchant
from assessment.store.assessments import AssessmentRow, read_head
from assessment.store.item_feedback import read_stumbles
from assessment.store.schema import AGREED
from assessment.store.verification import read_later


@dataclass(frozen=True)
class Opened:
    """An assessment with what is needed to show it and to change it."""

    assessment: Assessment
    instrument: Instrument
    """The one it was taken with, which may be older than the current one."""
    revisions: Mapping[str, int]
    """Of each item's answer on the agreed sheet; an item that is not here has 0."""
    metric_revisions: Mapping[str, int]
    updated_at: datetime
    revision: int
    """Counts every change of the assessment."""
    stumbles: Mapping[str, Stumble]
    """Items that were hard to answer, as said on the sheet that is open."""
    verified_later: Mapping[str, Verified] = field(default_factory=dict)
    """What was verified after it was completed, by item; no part of its answers and results."""

    @property
    def with_later(self) -> Assessment:
        """The assessment with what was verified after it was completed."""
        return self.assessment.with_verified(self.verified_later)


class Analysis:
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


class Snapshot:
    """An assessment as it was when it was opened, and everything that follows from it."""

    def __init__(self, context: Context, row: AssessmentRow, stored: StoredAnswers, opened: Opened) -> None:
        self._context = context
        self._row = row
        self._stored = stored
        self.opened = opened

    @property
    def id(self) -> str:
        """The assessment's id."""
        return self._row.id

    @cached_property
    def _analysis(self) -> Analysis:
        """What follows from the answers alone."""
        return self._of(self.opened.assessment)

    @cached_property
    def _later_analysis(self) -> Analysis:
        """The same with what was verified after it was completed."""
        return self._of(self.opened.with_later) if self.opened.verified_later else self._analysis

    def _of(self, assessment: Assessment) -> Analysis:
        remembered = self._context.analyses
        remembered.forget_after(self._context.database.erasure.count)
        return remembered.get(
            state_key(self._row.digest, assessment), lambda: Analysis(self.opened.instrument, assessment)
        )

    @property
    def results(self) -> Results:
        """The results by the instrument it was taken with."""
        return self._analysis.results

    def results_with(self, metrics: Mapping[str, MetricValue]) -> Results:
        """Return the results, were these numbers in place of those stored; an empty one for none at all."""
        stored = {**self.opened.assessment.metrics, **metrics}
        entered = {id_: value for id_, value in sorted(stored.items()) if value != MetricValue()}
        return self._of(self.opened.assessment.model_copy(update={"metrics": entered})).results

    @property
    def later_results(self) -> Results:
        """The results with what was verified after it was completed; else the results themselves."""
        return self._later_analysis.results

    @property
    def judge(self) -> Judge:
        """What decides about stages, for questions of the kind "what if"."""
        return self._analysis.judge

    @property
    def settling(self) -> Sequence[Flip]:
        """The missing answers that would narrow the stages possible, by themselves."""
        return self._analysis.settling

    @property
    def flipping(self) -> Sequence[Flip]:
        """The given answers that would change the stage if they were one point off."""
        return self._analysis.flipping

    @cached_property
    def contradictions(self) -> Sequence[Contradiction]:
        """The answers worth a second look, each with the question to ask; no score changes.

        The rules are those of the current bank; on what an older instrument lacks they say nothing.
        """
        rules = self._context.bank.contradictions
        return contradictions(rules, self.results, self.opened.assessment)

    @property
    def contradicting_profile(self) -> Sequence[Contradiction]:
        """The contradictions between a number and the profile alone."""
        kinds = {"metric", "profile"}
        return [one for one in self.contradictions if {subject.kind for subject in one.subjects} == kinds]

    @cached_property
    def said_and_measured(self) -> Sequence[Pair]:
        """Each number beside each answer it bears on, what differs first; no score changes."""
        rules = self._context.bank.contradictions
        return said_and_measured(rules, self.results, self.opened.assessment)

    @cached_property
    def derived(self) -> Sequence[Derived]:
        """The numbers that follow from those entered."""
        functions = [function.id for function in self.opened.instrument.functions]
        return derive(self._context.bank.derived, self.opened.assessment, functions)

    @property
    def next_question(self) -> NextQuestion | None:
        """The missing answer that tells most about the stage; None where nothing more is needed."""
        return self._analysis.next_question

    @property
    def verify_first(self) -> Sequence[Verification]:
        """The answers nobody has verified, by what verifying each would do to the confidence."""
        return self._later_analysis.verify_first

    @cached_property
    def spreads(self) -> Sequence[AnswerRange]:
        """How far the answers to each item reach, where three or more gave one: never who said what."""
        return spreads_of(table_of(self._row, self._stored, self.opened.instrument).agreement, ENOUGH)

    @cached_property
    def merchant(self) -> MerchantCard:
        """The merchant with its rounds."""
        with self._context.database.reading() as connection:
            return read_merchant(connection, self._context, self._row)


def read_snapshot(context: Context, id_: str) -> Snapshot:
    """Read an assessment in one transaction.

    Raises:
        NoSuchAssessment: it is not here.
    """
    with context.database.reading() as connection:
        row = read_head(connection, context.workspace, id_)
        stored = read_stored(connection, id_)
        instrument = context.instrument(connection, row.digest)
        stumbles = read_stumbles(connection, id_, AGREED)
        later = read_later(connection, id_) if row.status == "completed" else {}
    opened = Opened(
        assessment=context.shown(assembled(row, stored)),
        instrument=instrument,
        revisions={item: kept.revision for item, kept in stored.agreed.items()},
        metric_revisions={metric: kept.revision for metric, kept in stored.metrics.items()},
        updated_at=row.updated_at,
        revision=row.revision,
        stumbles=stumbles,
        verified_later=later,
    )
    return Snapshot(context, row, stored, opened)
