"""What every part of the service works with: the database, who acts, the clock, the question bank."""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

import sqlalchemy as sa

from assessment.instrument.bank import Bank
from assessment.instrument.model import Instrument
from assessment.instrument.releases import digest, from_json, to_json
from assessment.responses import (
    Answer,
    Assessment,
    InstrumentRef,
    MerchantRef,
    MetricValue,
    Sheet,
    without_settlers,
)
from assessment.service.permissions import LOCAL_OPERATOR, Actor, Right
from assessment.service.result_cache import ResultCache
from assessment.store.access import Visible, give_access, sees_all
from assessment.store.answers import read_answers_of, read_metrics_of, read_sheets_of
from assessment.store.assessments import AssessmentRow, keep_instrument, read_digests, read_instrument
from assessment.store.audit import Who
from assessment.store.database import Database
from assessment.store.errors import BrokenRow
from assessment.store.merchants import add_merchant
from assessment.store.schema import AGREED, merchant
from assessment.store.versioned import Versioned

MOST_ANALYSES = 32
"""Analyses that a process remembers: of the assessments that a few people look at just now."""
SAME_EVENT = timedelta(minutes=10)
"""How much later the same counts as another event."""
MOST_EVENTS = 10_000
"""Events that are remembered; the one recorded longest ago is forgotten first."""


class RecentEvents:
    """Events of the last ten minutes, so that repeating one fills no append-only table.

    Of this process; safe to share between threads.
    """

    def __init__(self) -> None:
        self._recorded: OrderedDict[Hashable, datetime] = OrderedDict()
        self._lock = Lock()

    def is_new(self, event: Hashable, now: datetime) -> bool:
        """Return whether an event is to be recorded now; then it counts as recorded."""
        with self._lock:
            last = self._recorded.get(event)
            if last is not None and abs(now - last) < SAME_EVENT:
                return False
            self._recorded[event] = now
            self._recorded.move_to_end(event)
            if len(self._recorded) > MOST_EVENTS:
                self._recorded.popitem(last=False)
            return True


@dataclass(frozen=True)
class Context:
    """Bound to one workspace and one actor."""

    database: Database
    workspace: str
    actor: str
    """The actor's id."""
    now: Callable[[], datetime]
    """The clock, aware."""
    questions: Path
    """The folder of the question bank."""
    bank: Bank
    digest: str
    """Of the bank's instrument."""
    acting: Actor = LOCAL_OPERATOR
    """Who acts: what they may do, and whose merchants they see."""
    _known: dict[str, Instrument] = field(default_factory=dict)
    """Instruments by digest, as far as they were needed."""
    recent_events: RecentEvents = field(default_factory=RecentEvents)
    """Events that were recorded lately, whoever acts."""
    analyses: ResultCache = field(default_factory=lambda: ResultCache(MOST_ANALYSES))
    """Of the states of assessments that were looked at last."""

    @property
    def visible(self) -> Visible:
        """Which merchants whoever acts may see; a link to read shows no round still being answered."""
        acting = self.acting
        return Visible(
            self.workspace,
            is_bounded=acting.is_bounded,
            account=acting.id if acting.kind == "account" else None,
            merchant=acting.merchant,
            only_completed=acting.scope == "read",
        )

    @property
    def sees_sheets(self) -> bool:
        """Whether whoever acts may see what each respondent said."""
        return Right.LEAD in self.acting.rights

    def shown(self, assessment: Assessment) -> Assessment:
        """Return an assessment as whoever acts may see it: without sheets and without who settled on what.

        An answer that one respondent alone gave is agreed in that person's name.
        """
        if self.sees_sheets:
            return assessment
        return without_settlers(assessment).model_copy(update={"sheets": []})

    def shown_answer(self, answer: Answer) -> Answer:
        """Return an answer as whoever acts may see it: not everybody is told who settled on it."""
        if self.sees_sheets or answer.by is None:
            return answer
        bare = answer.model_copy(update={"by": None})
        return Answer() if bare == Answer(at=bare.at) else bare

    def sees_merchant(self, connection: sa.Connection, merchant_id: str) -> bool:
        """Whether a merchant is here and whoever acts may see it."""
        return sees_all(connection, self.visible, merchant, [merchant_id])

    def add_merchant(
        self, connection: sa.Connection, who: Who, id_: str, name: str, *, example: bool
    ) -> None:
        """Add a merchant, and give it to the account that adds it."""
        add_merchant(connection, who, id_, name, example=example)
        if self.acting.kind == "account":
            give_access(connection, self.who(), id_, self.acting.id)

    def who(self) -> Who:
        """Return who acts, at this moment."""
        return Who(self.workspace, self.actor, self.now())

    def instrument(self, connection: sa.Connection, its_digest: str) -> Instrument:
        """Return the instrument of a digest, which the store keeps for every assessment in it.

        Raises:
            BrokenRow: it does not, or it cannot be read.
        """
        if its_digest not in self._known:
            content = read_instrument(connection, its_digest)
            try:
                self._known[its_digest] = from_json(content or "")
            except ValueError as error:
                raise BrokenRow(self.database.where) from error
        return self._known[its_digest]

    def keep(self, connection: sa.Connection, instrument: Instrument) -> str:
        """Keep an instrument in the store; return its digest."""
        if instrument is self._known.get(self.digest):
            return self.digest
        its_digest = self.digest if instrument is self.bank.instrument else digest(instrument)
        if its_digest not in read_digests(connection, instrument.id, instrument.version):
            keep_instrument(connection, its_digest, instrument.id, instrument.version, to_json(instrument))
        self._known[its_digest] = instrument
        return its_digest


@dataclass(frozen=True)
class StoredAnswers:
    """Everything that was answered in one assessment, read once."""

    by_sheet: Mapping[str, Mapping[str, Versioned[Answer]]]
    """By sheet and item, cleared ones too."""
    metrics: Mapping[str, Versioned[MetricValue]]
    respondents: Mapping[str, str | None]
    """Who filled in each sheet, by sheet id, the agreed sheet first."""

    @property
    def agreed(self) -> Mapping[str, Versioned[Answer]]:
        """The answers that count, by item."""
        return self.by_sheet.get(AGREED, {})


def read_stored(connection: sa.Connection, id_: str) -> StoredAnswers:
    """Read all answers and metric values of an assessment."""
    return read_stored_of(connection, [id_])[id_]


def read_stored_of(connection: sa.Connection, ids: Collection[str]) -> dict[str, StoredAnswers]:
    """Read all answers and metric values of some assessments, in as many statements as for one."""
    answers, metrics = read_answers_of(connection, ids), read_metrics_of(connection, ids)
    sheets = read_sheets_of(connection, ids)
    return {id_: StoredAnswers(answers[id_], metrics[id_], sheets[id_]) for id_ in ids}


def assembled(row: AssessmentRow, stored: StoredAnswers) -> Assessment:
    """Put an assessment together from its rows, in an order that does not depend on when they came."""
    return Assessment(
        id=row.id,
        status="completed" if row.status == "completed" else "draft",
        mode=row.mode,
        instrument=InstrumentRef(id=row.instrument_id, version=row.instrument_version, digest=row.digest),
        merchant=MerchantRef(id=row.merchant_id, name=row.merchant_name),
        profile=dict(row.profile),
        taken_on=row.taken_on,
        completed_at=row.completed_at,
        corrects=row.corrects,
        example=row.example,
        answers=given(stored.agreed),
        metrics=entered(stored.metrics),
        sheets=[
            Sheet(respondent=respondent or "", answers=given(stored.by_sheet.get(id_, {})))
            for id_, respondent in stored.respondents.items()
            if id_ != AGREED
        ],
    )


def read_assessment(connection: sa.Connection, row: AssessmentRow) -> Assessment:
    """Read an assessment with its answers."""
    return assembled(row, read_stored(connection, row.id))


def given(kept: Mapping[str, Versioned[Answer]]) -> dict[str, Answer]:
    """Return the answers in the order of their items, without those that were cleared."""
    return {item: kept[item].value for item in sorted(kept) if kept[item].value != Answer()}


def entered(kept: Mapping[str, Versioned[MetricValue]]) -> dict[str, MetricValue]:
    """Return the metric values in the order of their metrics, without those that were cleared."""
    return {metric: kept[metric].value for metric in sorted(kept) if kept[metric].value != MetricValue()}
