"""What every verb needs at hand: the database, who acts, the clock, the instruments."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from assessment.instrument.model import Instrument
from assessment.instrument.releases import digest, from_json, to_json
from assessment.responses import Answer, Assessment, InstrumentRef, MerchantRef, MetricValue, Sheet
from assessment.store import answers as kept_answers
from assessment.store import assessments
from assessment.store.assessments import Head
from assessment.store.audit import Who
from assessment.store.database import Database
from assessment.store.schema import AGREED
from assessment.store.versioned import Versioned


@dataclass(frozen=True)
class Desk:
    """Bound to one workspace and one actor."""

    database: Database
    workspace: str
    actor: str
    """The actor's id."""
    now: Callable[[], datetime]
    questions: Path
    current: Instrument
    current_digest: str
    known: dict[str, Instrument] = field(default_factory=dict)
    """Instruments by digest, as far as they were needed."""

    def who(self) -> Who:
        """Return who acts, at this moment."""
        return Who(self.workspace, self.actor, self.now())

    def instrument(self, connection: sa.Connection, its_digest: str) -> Instrument:
        """Return the instrument of a digest, which the store keeps for every assessment in it."""
        if its_digest not in self.known:
            content = assessments.read_instrument(connection, its_digest)
            if content is None:
                message = f"no instrument {its_digest} in {self.database.where}"
                raise LookupError(message)
            self.known[its_digest] = from_json(content)
        return self.known[its_digest]

    def keep(self, connection: sa.Connection, instrument: Instrument) -> str:
        """Keep an instrument in the store; return its digest."""
        if instrument is self.known.get(self.current_digest):
            return self.current_digest
        its_digest = digest(instrument)
        assessments.keep_instrument(
            connection, its_digest, instrument.id, instrument.version, to_json(instrument)
        )
        self.known[its_digest] = instrument
        return its_digest


def assembled(connection: sa.Connection, head: Head) -> Assessment:
    """Put an assessment together from its rows, in an order that does not depend on when they came."""
    by_sheet = kept_answers.read_answers(connection, head.id)
    metrics = kept_answers.read_metrics(connection, head.id)
    sheets = kept_answers.read_sheets(connection, head.id)
    return Assessment(
        id=head.id,
        status="completed" if head.status == "completed" else "draft",
        mode=head.mode,
        instrument=InstrumentRef(id=head.instrument_id, version=head.instrument_version, digest=head.digest),
        merchant=MerchantRef(id=head.merchant_id, name=head.merchant_name),
        profile=dict(head.profile),
        taken_on=head.taken_on,
        completed_at=head.completed_at,
        corrects=head.corrects,
        example=head.example,
        answers=given(by_sheet.get(AGREED, {})),
        metrics=entered(metrics),
        sheets=[
            Sheet(respondent=respondent or "", answers=given(by_sheet.get(id_, {})))
            for id_, respondent in sheets.items()
            if id_ != AGREED
        ],
    )


def given(kept: dict[str, Versioned[Answer]]) -> dict[str, Answer]:
    """Leave out what was cleared."""
    return {item: kept[item].value for item in sorted(kept) if kept[item].value != Answer()}


def entered(kept: dict[str, Versioned[MetricValue]]) -> dict[str, MetricValue]:
    """Leave out what was cleared."""
    return {metric: kept[metric].value for metric in sorted(kept) if kept[metric].value != MetricValue()}
