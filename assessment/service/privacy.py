"""Privacy: how long merchants are kept, what is held on one, all of it in one file, and erasing it.

Erasing takes a merchant with its assessments, evidence, roadmaps, history
and links out of the database and wipes the freed pages. The events stay:
they hold the merchant's id, which then leads nowhere.
"""

import io
import json
import logging
import zipfile
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

from assessment.service.backup import Backups
from assessment.service.checks import Refused
from assessment.service.context import Context
from assessment.service.events import note_export, record_event
from assessment.service.portfolio_row import refresh_portfolio_row
from assessment.store import assessments, audit, merchants, privacy, put_away
from assessment.store.concurrency import AT_ONCE
from assessment.store.errors import StoreError
from assessment.store.put_away import MerchantHolding
from assessment.texts import Text

LOG = logging.getLogger(__name__)

LONGEST_RETENTION = 36_500
"""Days; a hundred years."""
LARGEST_EXPORT = 500 * 2**20
"""Bytes of evidence in one file: it is made in memory."""


@dataclass(frozen=True)
class Retention:
    """How long a merchant is kept after it was touched last, as `store/privacy.py` says what a touch is."""

    days: int | None
    """None: until somebody erases it."""
    is_default: bool
    """Whether the settings say so, and no owner."""


class RetentionSweep:
    """Puts away what was kept long enough: in the name of the program, whoever's visit it is that day."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._swept: date | None = None
        """When merchants were last looked through for what is due."""

    def run(self, default: int | None) -> int:
        """Put what is due into the bin, as `Privacy.sweep` says."""
        now = self._context.now()
        if self._swept == now.date():
            return 0
        try:
            days = read_retention(self._context, default).days
            put = 0 if days is None else self._put_due(days, now)
        except StoreError as error:
            # Whoever came to read is not held up; it is tried again with the next visit.
            LOG.warning("what was kept long enough was not put away: %s", type(error).__name__)
            return 0
        self._swept = now.date()
        return put

    def _put_due(self, days: int, now: datetime) -> int:
        context, who = self._context, self._context.who()
        with context.database.reading() as connection:
            if not privacy.untouched_since(connection, who.workspace, now - timedelta(days=days)):
                return 0
        with context.database.writing(AT_ONCE) as connection:
            # Another replica may do the same at the same moment.
            assessments.lock_workspace(connection, who)
            sooner = dict(privacy.untouched_since(connection, who.workspace, now - timedelta(days=days)))
            # Whoever bins, erases or works on one of them meanwhile was first.
            here = put_away.lock_among(connection, who.workspace, list(sooner))
            due = dict(privacy.untouched_since(connection, who.workspace, now - timedelta(days=days)))
            due = {id_: merchant_id for id_, merchant_id in due.items() if id_ in here}
            put_away.put(connection, who, due, "bin")
            for id_, merchant_id in due.items():
                why: dict[str, Any] = {"why": "retention", "days": days}
                audit.record(connection, who, "bin", merchant_id, id_, **why)
                record_event(connection, who, "put_away", merchant_id, assessment=id_, place="bin", **why)
            for merchant_id in sorted(set(due.values())):
                refresh_portfolio_row(context, connection, merchant_id)
        return len(due)


def read_retention(context: Context, default: int | None) -> Retention:
    """Return how long merchants are kept, as `Privacy.retention` says."""
    with context.database.reading() as connection:
        is_set, days = privacy.read_retention(connection, context.workspace)
    return Retention(days if is_set else default, is_default=not is_set)


def _check_days(days: int) -> None:
    if not 1 <= days <= LONGEST_RETENTION:
        raise Refused(Text("service.retention_days", most=LONGEST_RETENTION))


class Privacy:
    """Keeps, hands out and erases what is held on merchants."""

    def __init__(self, context: Context, backups: Backups, sweep: RetentionSweep) -> None:
        self._context = context
        self._backups = backups
        self._sweep = sweep

    def retention(self, default: int | None = None) -> Retention:
        """Return how long merchants are kept.

        Args:
            default: days by the settings, for a workspace whose owner has said nothing.
        """
        return read_retention(self._context, default)

    def set_retention(self, days: int | None) -> None:
        """Set how long merchants are kept.

        Args:
            days: from the last touch on; None: until somebody erases them.

        Raises:
            Refused: not between 1 day and 100 years.
        """
        if days is not None:
            _check_days(days)
        who = self._context.who()
        with self._context.database.writing() as connection:
            privacy.save_retention(connection, who, days)
            record_event(connection, who, "retention_changed", days=days)

    def due(self, days: int) -> int:
        """Count the merchants that a period would put into the bin now: those nobody touched for so long.

        Args:
            days: the period.

        Raises:
            Refused: not between 1 day and 100 years.
        """
        _check_days(days)
        since = self._context.now() - timedelta(days=days)
        with self._context.database.reading() as connection:
            found = privacy.untouched_since(connection, self._context.workspace, since)
        return len({merchant_id for _, merchant_id in found})

    def sweep(self, default: int | None = None) -> int:
        """Put into the bin what was kept long enough; looked for once a day, where it can be done at once.

        From the bin it can be put back for 30 days, then it is erased.

        Returns:
            How many assessments went there.
        """
        return self._sweep.run(default)

    def export(self, merchant_id: str) -> bytes:
        """Return everything that is held on a merchant as one zip.

        `merchant.zip` is its backup, which can be restored. `held.json` has
        every row of every table that is about it, private notes, what lies in
        the bin, links without their tokens and events among them; `files/` has
        the evidence.

        Raises:
            NoSuchMerchant: it is not here.
            Refused: it is too large.
        """
        packed = self._backups.pack_as_part(merchant_id)
        context = self._context
        with context.database.reading() as connection:
            rows, files = (
                privacy.read_rows(connection, merchant_id),
                privacy.read_files(connection, merchant_id),
            )
        if sum(map(len, files.values())) > LARGEST_EXPORT:
            raise Refused(Text("service.export_too_large", most=LARGEST_EXPORT // 2**20))
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("merchant.zip", packed)
            archive.writestr("held.json", json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True))
            for sha256, content in files.items():
                archive.writestr(f"files/{sha256}", content)
        note_export(context, merchant_id, "held")
        return made.getvalue()

    def holding(self, merchant_id: str) -> MerchantHolding:
        """Count what `erase` would take: every assessment of a merchant, in the lists, archive and bin.

        Raises:
            NoSuchMerchant: it is not here.
        """
        with self._context.database.reading() as connection:
            merchants.merchant_name(connection, self._context.workspace, merchant_id)
            return put_away.count_of_merchant(connection, self._context.workspace, merchant_id)

    def erase(self, merchant_id: str) -> None:
        """Erase a merchant everywhere: assessments in the lists, archive and bin, evidence, links.

        Raises:
            NoSuchMerchant: it is not here.
        """
        context, who = self._context, self._context.who()
        with context.database.writing() as connection:
            merchants.merchant_name(connection, who.workspace, merchant_id)
            merchants.erase_merchant(connection, who, merchant_id)
            record_event(connection, who, "merchant_erased", merchant_id)
        context.database.forget_erased()


class RecentErasures:
    """Counts erasures since this process began, by it or by another on the same database, and says whose.

    What was computed or made for download before may hold what was erased.
    Each page asks once as it is drawn.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._lock = Lock()
        self._merchants: list[str] = []
        self._seen: set[privacy.RecordedErasure] = set()
        with context.database.reading() as connection:
            self._last = privacy.last_numbers(connection)
            # From before this process: nothing that it holds is about them.
            self._seen.update(privacy.read_erasures(connection, self._last))

    @property
    def count(self) -> int:
        """How many erasures were seen."""
        return len(self._merchants)

    def refresh(self) -> int:
        """Look for more, and return how many erasures were seen in all.

        Raises:
            StoreError: the database does not say.
        """
        with self._context.database.reading() as connection:
            last = privacy.last_numbers(connection)
            found = privacy.read_erasures(connection, self._last)
        with self._lock:
            new = [each for each in found if each not in self._seen]
            self._merchants += [each.merchant_id for each in new]
            self._last = max(self._last[0], last[0]), max(self._last[1], last[1])
            self._seen.update(new)
        if new:
            self._context.analyses.forget()
        return self.count

    def merchants_since(self, count: int) -> frozenset[str]:
        """Return whose the erasures were that came after so many."""
        return frozenset(self._merchants[count:])
