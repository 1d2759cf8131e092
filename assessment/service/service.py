"""The verbs of the application, as the pages and the commands call them.

Each verb is one transaction: it is done, or nothing has changed. What can
be refused is a `SpokenError`, whose `said(language)` is fit for a person.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from assessment.instrument.calendar import Event
from assessment.instrument.coverage import Measured, concepts_measured
from assessment.instrument.digest import digest
from assessment.instrument.load import load_bank
from assessment.instrument.loaded import Bank
from assessment.instrument.model import Instrument
from assessment.responses import Answer, Assessment, InstrumentRef, MerchantRef, MetricValue, Mode, Verified
from assessment.roadmap import Brief, Roadmap, Situation
from assessment.roadmap.progress import Progress
from assessment.scoring import judge_of, score
from assessment.scoring.contradictions import Contradiction, contradictions
from assessment.scoring.derived import Derived, derive
from assessment.scoring.next_question import Suggestion, next_question
from assessment.scoring.results import Results
from assessment.service import answering, erasing, exchange, finishing, history, planning, steps, wholesale
from assessment.service.checks import legible, sensible_profile
from assessment.service.desk import Desk, assembled
from assessment.service.records import Card, Imported, Kept, KeptProgress, Opened, Saved, Where
from assessment.service.refusals import Refused
from assessment.store import answers as kept_answers
from assessment.store import repository
from assessment.store.answers import Place
from assessment.store.audit import note
from assessment.store.engine import default_url
from assessment.store.ids import new_id
from assessment.store.plans import StepPlace
from assessment.store.schema import AGREED
from assessment.store.upgrade import open_database


def utc_now() -> datetime:
    """Return the time, aware and in UTC."""
    return datetime.now(UTC)


def open_service(
    url: str | None,
    questions: Path,
    actor: str = "local",
    now: Callable[[], datetime] = utc_now,
) -> "Service":
    """Open the store, bring it up to date and put the current instrument into it.

    Args:
        url: the database; None for `ASSESSMENT_DATABASE_URL`, else a file in the user's data folder.
        questions: the folder of the question bank.
        actor: in whose name changes are made.
        now: the clock, aware.

    Raises:
        InstrumentError: the question bank has problems.
        StoreError: the database cannot be used; it was left as it is.
    """
    bank = load_bank(questions)
    instrument = bank.instrument
    database = open_database(url or default_url())
    with database.writing() as connection:
        actor_id = repository.settle(connection, actor, now())
        desk = Desk(database, repository.LOCAL, actor_id, now, questions, instrument, digest(instrument))
        desk.keep(connection, instrument)
    return Service(desk, bank)


class Service:
    """The verbs, bound to one workspace and one actor. Safe to share between threads."""

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

    def close(self) -> None:
        """Let go of the database."""
        self._desk.database.close()

    def where(self) -> Where:
        """Say where the data are kept."""
        database = self._desk.database
        return Where(database.where, this_machine_only=database.file is not None)

    # Looking

    def assessments(self) -> list[Card]:
        """List every assessment, the last touched first."""
        with self._desk.database.reading() as connection:
            found = repository.summaries(connection, self._desk.workspace)
        return [
            Card(
                id=each.id,
                merchant_id=each.merchant_id,
                merchant_name=each.merchant_name,
                mode=Mode(each.mode),
                status=each.status,
                example=each.example,
                corrects=each.corrects,
                taken_on=each.taken_on,
                updated_at=each.updated_at,
                completed_at=each.completed_at,
                stage=each.stage,
                index=each.index,
            )
            for each in found
        ]

    def opened(self, id_: str) -> Opened:
        """Return an assessment with its answers, and the instrument it was taken with.

        Raises:
            NoSuchAssessment: it is not here.
        """
        with self._desk.database.reading() as connection:
            head = repository.head(connection, self._desk.workspace, id_)
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

    def concepts(self) -> list[Measured]:
        """List every concept of the handbook with the items of the current instrument that measure it."""
        return concepts_measured(self._bank.handbook, self._bank.instrument)

    # Answering

    def start(
        self,
        merchant_name: str,
        mode: Mode,
        profile: Mapping[str, Any],
        taken_on: date | None,
        merchant_id: str | None = None,
    ) -> str:
        """Begin an assessment and return its id.

        Args:
            merchant_name: of a new merchant; not read where `merchant_id` is given.
            mode: how much is asked.
            profile: by question; a "no" may fill in items, as in `record_profile`.
            taken_on: the day it stands for.
            merchant_id: a merchant that is already here, for its next round.

        Raises:
            Refused: no name, or a profile that does not fit.
            NoSuchMerchant: no such merchant here.
        """
        desk, who = self._desk, self._desk.who()
        said = sensible_profile(desk.current, profile)
        with desk.database.writing() as connection:
            if merchant_id is None:
                merchant_id = new_id(who.at)
                repository.add_merchant(
                    connection, who, merchant_id, merchant_named(merchant_name), example=False
                )
            else:
                merchant_name = repository.merchant_name(connection, who.workspace, merchant_id)
            draft = Assessment(
                id=new_id(who.at),
                mode=Mode(mode),
                instrument=InstrumentRef(id=desk.current.id, version=desk.current.version),
                merchant=MerchantRef(id=merchant_id, name=merchant_name),
                profile=said,
                taken_on=taken_on,
                answers=wholesale.follow(desk.current, {}, said, {}, who),
            )
            return finishing.add(connection, who, draft, desk.current_digest, "start")

    def record(
        self, id_: str, item_id: str, answer: Answer | None, expected: int, sheet: str = AGREED
    ) -> Saved:
        """Save one answer; when this returns, it is on disk.

        The time is set here. A verification stays only while point, ticks
        and reason stay. Saying the same again changes nothing and is never
        a conflict.

        Args:
            id_: the assessment.
            item_id: the item.
            answer: the new answer; None clears it.
            expected: the revision the person has seen, 0 for no answer yet.
            sheet: whose sheet.

        Raises:
            Refused: the answer does not fit the item.
            Conflict: somebody else saved first; carries what is kept.
            Completed: it never changes again.
            NoSuchAssessment: it is not here.
        """
        return answering.record(self._desk, Place(id_, sheet, item_id), answer or Answer(), expected)

    def record_metric(self, id_: str, metric_id: str, value: MetricValue | None, expected: int) -> Saved:
        """Save one metric, as `record` does an answer."""
        return answering.record_metric(self._desk, id_, metric_id, value or MetricValue(), expected)

    def record_profile(self, id_: str, profile: Mapping[str, Any]) -> tuple[str, ...]:
        """Replace the profile.

        A new "no" to a question with `fills` answers every item of that
        dimension that is still unanswered, marked `filled_by`. When the "no"
        goes, what still carries the mark is taken away.

        Returns:
            The items whose answers changed.

        Raises:
            Refused: a question or an answer the profile does not have.
            Completed, NoSuchAssessment: as in `record`.
        """
        return wholesale.record_profile(self._desk, id_, profile)

    def declare_absent(self, id_: str, dimension: str, reason: str) -> None:
        """Declare a whole dimension not applicable; notes and evidence stay.

        Raises:
            Refused: every merchant has this dimension, or there is no reason.
            Completed, NoSuchAssessment: as in `record`.
        """
        wholesale.declare_absent(self._desk, id_, dimension, reason)

    def bring_back(self, id_: str, dimension: str) -> None:
        """Take back an absence: answers given before it return, the other items are unanswered.

        Raises:
            Refused: every merchant has this dimension.
            Completed, NoSuchAssessment: as in `record`.
        """
        wholesale.bring_back(self._desk, id_, dimension)

    def verify(self, id_: str, item_id: str, by: str, at: datetime | None = None) -> Saved:
        """Note who has seen the evidence of an answer, and when (now, where not said).

        Raises:
            Refused: there is no answer, or nobody is named.
            Completed, NoSuchAssessment: as in `record`.
        """
        return answering.verify(self._desk, id_, item_id, Verified(by=by, at=at or self._desk.now()))

    def unverify(self, id_: str, item_id: str) -> Saved:
        """Take that note away."""
        return answering.verify(self._desk, id_, item_id, None)

    def undo(self, id_: str) -> str | None:
        """Take back this actor's last answer and return its item; again for the one before.

        An answer that something else has changed since is left alone.

        Returns:
            None where nothing is left to take back.

        Raises:
            Completed, NoSuchAssessment: as in `record`.
        """
        return history.undo(self._desk, id_)

    def set_mode(self, id_: str, mode: Mode) -> None:
        """Ask more, or less; answers stay.

        Raises:
            Completed, NoSuchAssessment: as in `record`.
        """
        self._set(id_, "mode", Mode(mode).value)

    def set_taken_on(self, id_: str, taken_on: date | None) -> None:
        """Change the day an assessment stands for.

        Raises:
            Completed, NoSuchAssessment: as in `record`.
        """
        self._set(id_, "taken_on", taken_on)

    def _set(self, id_: str, column: str, value: str | date | None) -> None:
        who = self._desk.who()
        with self._desk.database.writing() as connection:
            draft = repository.take(connection, who, id_)
            before = getattr(draft, column)
            repository.change(connection, id_, **{column: value})
            note(
                connection,
                who,
                column,
                draft.merchant_id,
                id_,
                before=None if before is None else str(before),
                after=None if value is None else str(value),
            )

    # Finishing

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

    # Planning

    def situation(self, opened: Opened, supposed: Mapping[str, int]) -> Situation:
        """Return what a roadmap is drawn from, some items taken to be at other points than answered.

        Raises:
            ValueError: an item that is not there, or that cannot have this point.
        """
        return planning.situation(opened, supposed)

    def roadmap(self, id_: str, brief: Brief | None = None) -> Roadmap:
        """Draw the roadmap of an assessment: towards the next stage, or what the brief says.

        Raises:
            NoSuchAssessment: it is not here.
            BriefError: the brief names what the instrument does not have.
        """
        return planning.roadmap(self._desk, id_, brief)

    def keep_roadmap(self, id_: str, brief: Brief, plan: Mapping[str, Any]) -> Kept:
        """Keep the roadmap of a completed assessment as it was drawn; one that is kept never changes.

        Keeping the same again changes nothing.

        Args:
            id_: the assessment.
            brief: what was asked for.
            plan: the roadmap in its weeks, in the published shape.

        Raises:
            Refused: the assessment is still a draft.
            NoSuchAssessment: it is not here.
        """
        return planning.keep_roadmap(self._desk, id_, brief, plan)

    def kept_roadmap(self, id_: str) -> Kept | None:
        """Return the roadmap that was kept last; None where none was.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return next(reversed(self.kept_roadmaps(id_)), None)

    def kept_roadmaps(self, id_: str) -> list[Kept]:
        """List the roadmaps that were kept, the last one last.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return planning.kept_roadmaps(self._desk, id_)

    def record_progress(
        self, id_: str, item: str, point: int, progress: Progress | None, expected: int
    ) -> Saved:
        """Save how one step goes on, as `record` does an answer; a completed assessment may go on too.

        The time is set here.

        Args:
            id_: the assessment.
            item: the item the step raises.
            point: the point it is raised to.
            progress: what became of it; None clears it.
            expected: the revision the person has seen, 0 where nothing was said yet.

        Raises:
            Refused: the instrument has no such step or function.
            Conflict: somebody else saved first; carries what is kept.
            NoSuchAssessment: it is not here.
        """
        return steps.record_progress(
            self._desk, StepPlace(id_, item, point), progress or Progress(), expected
        )

    def progress_of(self, id_: str) -> Mapping[tuple[str, int], KeptProgress]:
        """Return what was said about each step, by item and point; what was cleared says nothing.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return steps.progress_of(self._desk, id_)

    def undo_progress(self, id_: str) -> tuple[str, int] | None:
        """Take back this actor's last change of progress and return its step, as `undo` does answers.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return steps.undo_progress(self._desk, id_)

    def proposed_answers(self, id_: str) -> Mapping[str, int]:
        """Return the points that the steps marked done speak for: what to propose in the next round.

        An item is proposed the highest point below which no step is missing:
        each is done, or its point was shown already. Items that no step has
        raised are left out.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return steps.proposed_answers(self._desk, id_)

    # Keeping house

    def rename(self, merchant_id: str, name: str) -> None:
        """Give a merchant another name, on completed assessments too.

        Raises:
            Refused: no name.
            NoSuchMerchant: it is not here.
        """
        who, name = self._desk.who(), merchant_named(name)
        with self._desk.database.writing() as connection:
            before = repository.merchant_name(connection, who.workspace, merchant_id)
            repository.rename_merchant(connection, who, merchant_id, name)
            note(connection, who, "rename", merchant_id, None, before=before, after=name)

    def delete(self, id_: str) -> None:
        """Erase an assessment with its history; its merchant stays only while it has others.

        Raises:
            NoSuchAssessment: it is not here.
        """
        erasing.erase_assessment(self._desk, id_)

    def delete_merchant(self, merchant_id: str) -> None:
        """Erase a merchant with all its assessments and their history.

        Raises:
            NoSuchMerchant: it is not here.
        """
        erasing.erase_merchant(self._desk, merchant_id)

    def add_examples(self) -> int:
        """Add the example merchants that are not here yet; return how many assessments came."""
        return exchange.add_examples(self._desk)

    def remove_examples(self) -> int:
        """Erase the examples and nothing else; return how many assessments went."""
        return erasing.erase_examples(self._desk)

    # Files

    def export(self, id_: str) -> tuple[str, bytes]:
        """Write an assessment as a file; its name says nothing about the merchant.

        Raises:
            NoSuchAssessment: it is not here.
        """
        return exchange.export(self._desk, id_)

    def import_file(self, raw: bytes) -> Imported:
        """Read an assessment file: all of it or nothing, with everything that is wrong with it."""
        return exchange.import_file(self._desk, raw)


def merchant_named(name: str) -> str:
    """Return a merchant's name.

    Raises:
        Refused: there is none, or it cannot be kept.
    """
    name = legible(name)
    if not name:
        raise Refused("请填写商家名称。", "Give the merchant a name.")
    return name
