"""The application, as the pages and the commands call it: one part for each thing they do.

Each call is one transaction: it is done, or nothing has changed. What can
be refused is a `LocalizedError`, whose `in_(language)` is fit for a person.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from assessment.instrument.load import load_bank
from assessment.instrument.releases import digest
from assessment.pictures import PictureReader
from assessment.service.accounts import Accounts
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
from assessment.service.failed_sign_ins import FailedSignIns
from assessment.service.gate import AccessGate, Refusals
from assessment.service.handover import Handover
from assessment.service.intake import Intake
from assessment.service.items import Items
from assessment.service.merchant_links import MerchantLinks
from assessment.service.next_round import NextRounds
from assessment.service.numbers import Numbers
from assessment.service.permissions import ANONYMOUS, GUEST, Actor
from assessment.service.portfolio import Merchants, Portfolios
from assessment.service.portfolio_row import add_missing_rows
from assessment.service.privacy import Privacy, RecentErasures, RetentionSweep
from assessment.service.progress import RoadmapProgress
from assessment.service.put_away import BinSweep, PutAway
from assessment.service.respondents import Respondents
from assessment.service.roadmaps import Roadmaps
from assessment.service.rounds import Rounds
from assessment.service.sign_in import SignIns
from assessment.service.templates import Templates
from assessment.store.assessments import LOCAL, ensure_actor, find_actor
from assessment.store.concurrency import queue_of
from assessment.store.database import check_database, default_url, open_database
from assessment.store.errors import StoreError
from assessment.store.merchant_links import ensure_actors_of_links
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
            # Whoever comes later reads without a write first, which may not be possible then.
            for each in (ANONYMOUS, GUEST):
                ensure_actor(connection, each.label, now())
            ensure_actors_of_links(connection, now())
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


MOST_BOUND = 1000
"""Actors whose service is kept ready."""


@dataclass(frozen=True)
class Shared:
    """What a service has once for everybody who acts."""

    reader: PictureReader
    bin_sweep: BinSweep
    retention_sweep: RetentionSweep
    refusals: Refusals
    erasures: RecentErasures
    failed_sign_ins: FailedSignIns
    actors: dict[str, str] = field(default_factory=dict)
    """Ids of actors by label, as far as they acted."""
    bound: dict[Actor, "Service"] = field(default_factory=dict)
    """The service as it is bound to those who came lately; nothing that was looked up is kept in it."""


class Service:
    """The application, bound to one workspace and one actor. Safe to share between threads."""

    def __init__(self, context: Context, shared: Shared | None = None) -> None:
        self._context = context
        self._shared = shared or Shared(
            PictureReader(),
            BinSweep(context),
            RetentionSweep(context),
            Refusals(context),
            RecentErasures(context),
            FailedSignIns(context),
        )
        self._gate = AccessGate(context, self._shared.refusals)
        guard = self._gate.guard
        self.bank = context.bank
        """The question bank of today: its instrument is what a new assessment is taken with."""
        self.assessments = guard("assessments", Assessments(context))
        self.answers = guard("answers", Answers(context))
        self.bulk_answers = guard("bulk_answers", BulkAnswers(context))
        self.bulk_changes = guard("bulk_changes", BulkChanges(context))
        self.history = guard("history", AnswerHistory(context))
        self.evidence = guard("evidence", EvidenceFiles(context))
        self.numbers = guard("numbers", Numbers(context, self._shared.reader))
        self.respondents = guard("respondents", Respondents(context))
        self.agreement = guard("agreement", AgreedAnswers(context))
        self.intake = guard("intake", Intake(context))
        self.rounds = guard("rounds", Rounds(context))
        self.next_round = guard("next_round", NextRounds(context))
        self.roadmaps = guard("roadmaps", Roadmaps(context))
        self.progress = guard("progress", RoadmapProgress(context))
        self.portfolio = guard("portfolio", Portfolios(context))
        self.merchants = guard("merchants", Merchants(context))
        self.handover = guard("handover", Handover(context))
        self.items = guard("items", Items(context))
        self.examples = guard("examples", Examples(context))
        self.templates = guard("templates", Templates(context))
        self.backups = guard("backups", Backups(context))
        self.bundles = guard("bundles", Bundles(context, Backups(context)))
        self.put_away = guard("put_away", PutAway(context, self._shared.bin_sweep))
        self.files = guard("files", AssessmentFiles(context))
        self.merchant_links = guard("merchant_links", MerchantLinks(context))
        self.events = guard(
            "events", Events(context, partial(self._shared.failed_sign_ins.write, now_due=True))
        )
        self.accounts = guard("accounts", Accounts(context))
        self.sign_ins = guard("sign_ins", SignIns(context, self._shared.failed_sign_ins))
        self.privacy = guard("privacy", Privacy(context, Backups(context), self._shared.retention_sweep))

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return self._context.acting

    def acting_as(self, actor: Actor) -> "Service":
        """Return the same service for another actor.

        What they may not do is refused, and what they may not see is not there.

        Raises:
            StoreError: the database cannot be used.
        """
        if actor == self.actor:
            return self
        bound = self._shared.bound
        found = bound.get(actor)
        if found is None:
            context = replace(self._context, acting=actor, actor=self._actor_id(actor.label))
            if len(bound) >= MOST_BOUND:
                bound.clear()
            found = bound[actor] = Service(context, self._shared)
        return found

    def maintain(self, retention_days: int | None, *, is_last: bool = False) -> None:
        """Do what is to be done from time to time, whoever visits: at most once a day, or every ten minutes.

        Wrong passwords that were counted are written down, the bin is emptied
        of what has lain there long enough, and what was kept long enough goes there.

        Args:
            retention_days: by the settings, for a workspace whose owner has said nothing.
            is_last: whether this process ends: what was only counted is written down, and no more.

        Raises:
            StoreError: the database cannot be used; it is done another time.
        """
        self._gate.admit("service.maintain", {})
        self._shared.failed_sign_ins.write(now_due=is_last)
        if is_last:
            return
        self._shared.bin_sweep.run()
        self._shared.retention_sweep.run(retention_days)

    def close(self) -> None:
        """Let go of the database and of the process that reads pictures."""
        self._gate.admit("service.close", {})
        with suppress(StoreError):
            self._shared.failed_sign_ins.write(now_due=True)
        self._shared.reader.close()
        self._context.database.close()

    @property
    def erasures(self) -> int:
        """Grows whenever something was erased, here or, as far as was looked, by another program."""
        return self._context.database.erasure.count + self._shared.erasures.count

    def look_for_erased(self) -> int:
        """Look whether more was erased, by whichever program; return how often that was.

        Raises:
            StoreError: the database does not say.
        """
        return self._shared.erasures.refresh()

    def erased_since(self, count: int) -> frozenset[str]:
        """Return the merchants something was erased of, after `look_for_erased` returned a count."""
        return self._shared.erasures.merchants_since(count)

    @property
    def is_erasing(self) -> bool:
        """Whether traces of what was erased are still in the database's files; they go by themselves."""
        return self._context.database.erasure.is_pending

    @property
    def writers_waiting(self) -> int:
        """How many in this process wait for their turn to write; 0 where the database queues them."""
        file = self._context.database.file
        return 0 if file is None else queue_of(file).length

    def check_database(self) -> None:
        """Make sure that the database answers and that its schema is the one of this version.

        Raises:
            StoreError: it does not, or is not.
        """
        check_database(self._context.database)

    def where(self) -> Where:
        """Return where the data are kept."""
        self._gate.admit("service.where", {})
        database = self._context.database
        return Where(database.where, this_machine_only=database.file is not None)

    def _actor_id(self, label: str) -> str:
        """Return the id under which changes of an actor are written."""
        actors = self._shared.actors
        if label not in actors:
            database = self._context.database
            with database.reading() as connection:
                known = find_actor(connection, label)
            if known is None:
                with database.writing() as connection:
                    known = ensure_actor(connection, label, self._context.now())
            actors[label] = known
        return actors[label]
