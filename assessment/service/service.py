"""The verbs of the application, as the pages and the commands call them.

Each verb is one transaction: it is done, or nothing has changed. What can
be refused is a `SpokenError`, whose `said(language)` is fit for a person.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from assessment.instrument.load import load_bank
from assessment.instrument.releases import digest
from assessment.service.desk import Desk
from assessment.service.records import Where
from assessment.service.standing import restate_missing
from assessment.service.verbs.answering import Answering
from assessment.service.verbs.evidence import Evidencing
from assessment.service.verbs.filing import Filing
from assessment.service.verbs.finishing import Finishing
from assessment.service.verbs.intake import Intaking
from assessment.service.verbs.keeping import Keeping
from assessment.service.verbs.looking import Looking
from assessment.service.verbs.numbers import Numbers
from assessment.service.verbs.planning import Planning
from assessment.service.verbs.portfolio import Portfolios
from assessment.service.verbs.respondents import Respondents
from assessment.service.verbs.rounds import Rounds
from assessment.service.verbs.templates import Templates
from assessment.store import assessments
from assessment.store.database import default_url, open_database


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
        actor_id = assessments.ensure_actor(connection, actor, now())
        desk = Desk(database, assessments.LOCAL, actor_id, now, questions, instrument, digest(instrument))
        desk.keep(connection, instrument)
    restate_missing(desk)
    return Service(desk, bank)


class Service(
    Intaking,
    Looking,
    Answering,
    Numbers,
    Evidencing,
    Finishing,
    Rounds,
    Planning,
    Respondents,
    Keeping,
    Filing,
    Portfolios,
    Templates,
):
    """Every verb, bound to one workspace and one actor. Safe to share between threads."""

    def close(self) -> None:
        """Let go of the database."""
        self._desk.database.close()

    def where(self) -> Where:
        """Say where the data are kept."""
        database = self._desk.database
        return Where(database.where, this_machine_only=database.file is not None)
