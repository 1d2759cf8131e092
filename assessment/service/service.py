"""The application, as the pages and the commands call it: one part for each thing they do.

Each call is one transaction: it is done, or nothing has changed. What can
be refused is a `SpokenError`, whose `in_(language)` is fit for a person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assessment.instrument.load import load_bank
from assessment.instrument.releases import digest
from assessment.service.agreement import AgreedAnswers
from assessment.service.answer_history import AnswerHistory
from assessment.service.answers import Answers
from assessment.service.assessments import Assessments
from assessment.service.backup import Backups
from assessment.service.bulk_answers import BulkAnswers
from assessment.service.bulk_changes import BulkChanges
from assessment.service.bundle import Bundles
from assessment.service.context import Context
from assessment.service.events import Events
from assessment.service.evidence import EvidenceFiles
from assessment.service.exchange import AssessmentFiles, Examples
from assessment.service.intake import Intake
from assessment.service.items import Items
from assessment.service.merchant_links import MerchantLinks
from assessment.service.next_round import NextRounds
from assessment.service.numbers import Numbers
from assessment.service.portfolio import Merchants, Portfolios
from assessment.service.portfolio_row import add_missing_rows
from assessment.service.privacy import Privacy
from assessment.service.progress import RoadmapProgress
from assessment.service.put_away import PutAway
from assessment.service.respondents import Respondents
from assessment.service.roadmaps import Roadmaps
from assessment.service.rounds import Rounds
from assessment.service.templates import Templates
from assessment.store.assessments import LOCAL, ensure_actor
from assessment.store.database import default_url, open_database
from assessment.texts import Localized, Text


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
    database = open_database(url or default_url())
    try:
        with database.writing() as connection:
            actor_id = ensure_actor(connection, actor, now())
            context = Context(database, LOCAL, actor_id, now, questions, bank, digest(bank.instrument))
            context.keep(connection, bank.instrument)
        add_missing_rows(context)
    except BaseException:
        database.close()
        raise
    return Service(context)


@dataclass(frozen=True)
class Where:
    """Where the data are kept."""

    place: str
    """The file's path, or 'PostgreSQL at host'."""
    this_machine_only: bool
    """Whether nobody on another machine can open it."""

    @property
    def text(self) -> Localized:
        """One sentence about it."""
        if self.this_machine_only:
            return Text("service.on_this_machine", place=self.place)
        return Text("service.on_a_server", place=self.place)


class Service:
    """The application, bound to one workspace and one actor. Safe to share between threads."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self.bank = context.bank
        """The question bank of today: its instrument is what a new assessment is taken with."""
        self.assessments = Assessments(context)
        self.answers = Answers(context)
        self.bulk_answers = BulkAnswers(context)
        self.bulk_changes = BulkChanges(context)
        self.history = AnswerHistory(context)
        self.evidence = EvidenceFiles(context)
        self.numbers = Numbers(context)
        self.respondents = Respondents(context)
        self.agreement = AgreedAnswers(context)
        self.intake = Intake(context)
        self.rounds = Rounds(context)
        self.next_round = NextRounds(context)
        self.roadmaps = Roadmaps(context)
        self.progress = RoadmapProgress(context)
        self.portfolio = Portfolios(context)
        self.merchants = Merchants(context)
        self.items = Items(context)
        self.examples = Examples(context)
        self.templates = Templates(context)
        self.backups = Backups(context)
        self.bundles = Bundles(context, self.backups)
        self.put_away = PutAway(context)
        self.files = AssessmentFiles(context)
        self.merchant_links = MerchantLinks(context)
        self.events = Events(context)
        self.privacy = Privacy(context, self.backups)

    def close(self) -> None:
        """Let go of the database and of the process that reads pictures."""
        self.numbers.close()
        self._context.database.close()

    @property
    def erasures(self) -> int:
        """How often something was erased since the start."""
        return self._context.database.erasure.count

    @property
    def is_erasing(self) -> bool:
        """Whether traces of what was erased are still in the database's files; they go by themselves."""
        return self._context.database.erasure.is_pending

    def where(self) -> Where:
        """Return where the data are kept."""
        database = self._context.database
        return Where(database.where, this_machine_only=database.file is not None)
