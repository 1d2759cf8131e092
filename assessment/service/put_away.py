"""Deleting without losing: assessments go into the bin and come back; the archive keeps what rests.

What is put away is in no list, count or comparison, its private links are
closed, and nothing of it changes. The bin is emptied by choice, or by itself
of what has lain in it for `BIN_DAYS`; only then is anything erased.
"""

import logging
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from assessment.service.context import Context
from assessment.service.events import record_event
from assessment.service.portfolio_row import refresh_portfolio_row
from assessment.store import assessments, audit, merchants
from assessment.store import put_away as rows
from assessment.store.assessments import Card
from assessment.store.concurrency import AT_ONCE
from assessment.store.errors import NoSuchAssessment, NoSuchMerchant, NotInBin, StoreError
from assessment.store.put_away import Place

LOG = logging.getLogger(__name__)

BIN_DAYS = 30
"""Days in the bin, after which an assessment is erased."""


class BinSweep:
    """Empties the bin of what is due: in the name of the program, whoever's visit it is that day."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._swept: date | None = None
        """When the bin was last looked through."""

    def run(self) -> None:
        """Erase what has lain in the bin for `BIN_DAYS`; once a day, where it can be done at once."""
        context, now = self._context, self._context.now()
        if self._swept == now.date():
            return
        before = now - timedelta(days=BIN_DAYS)
        try:
            with context.database.reading() as connection:
                due = rows.in_bin(connection, context.workspace, before=before)
            if due:
                _erase(context, due, before=before, patience=AT_ONCE, why="bin_days")
        except StoreError as error:
            # Whoever came to read is not held up; it is tried again with the next visit.
            LOG.warning("the bin was not emptied: %s", type(error).__name__)
            return
        self._swept = now.date()


def _erase(
    context: Context,
    ids: Collection[str],
    *,
    before: datetime | None = None,
    patience: float | None = None,
    **detail: Any,
) -> int | None:
    """Erase those of some assessments that are in the bin now, since before a moment where one is given.

    The events say what else there is to say.

    Returns:
        How many those were; None where not even one of them is here.
    """
    who = context.who()
    with context.database.writing(patience) as connection:
        here = rows.lock_among(connection, who.workspace, ids)
        binned = rows.in_bin(connection, who.workspace, before=before, ids=list(here))
        if not binned:
            return 0 if here else None
        for id_ in binned:
            assessments.erase_assessment(connection, who, id_)
            record_event(connection, who, "assessment_erased", here[id_], assessment=id_, **detail)
        of_merchants = {here[id_] for id_ in binned}
        for merchant_id in sorted(of_merchants):
            if merchants.erase_merchant_if_unused(connection, who, merchant_id):
                record_event(connection, who, "merchant_erased", merchant_id, **detail)
        _refresh(context, connection, of_merchants)
    context.database.forget_erased()
    return len(binned)


def _refresh(context: Context, connection: sa.Connection, merchants: Collection[str]) -> None:
    for merchant_id in sorted(set(merchants)):
        refresh_portfolio_row(context, connection, merchant_id)


class PutAway:
    """Puts assessments and merchants into the archive or the bin, and back; erases what is in the bin."""

    def __init__(self, context: Context, sweep: BinSweep) -> None:
        self._context = context
        self._sweep = sweep

    def place(self, id_: str) -> Place | None:
        """Return where an assessment was put; None where it stands in the lists, or is not here."""
        with self._context.database.reading() as connection:
            return rows.read_place(connection, self._context.workspace, id_)

    def counts(self) -> dict[Place, int]:
        """Count what is in each place."""
        with self._context.database.reading() as connection:
            return rows.count_places(connection, self._context.visible)

    def listed(self, place: Place) -> list[Card]:
        """List what was put in a place, the last touched first."""
        if place == "bin":
            self.sweep()
        with self._context.database.reading() as connection:
            return assessments.list_assessments(connection, self._context.visible, place=place)

    def held(self, ids: Collection[str]) -> Mapping[str, int]:
        """Count what would go with assessments: answers, files, roadmaps, steps, sheets, links."""
        with self._context.database.reading() as connection:
            return rows.count_held(connection, ids)

    def put(self, ids: Collection[str], place: Place) -> None:
        """Put assessments away.

        Raises:
            NoSuchAssessment: none of them is here.
        """
        self._move(ids, place)

    def put_merchant(self, merchant_id: str, place: Place) -> Sequence[str]:
        """Put every assessment of a merchant away that stands in the lists; return which.

        Raises:
            NoSuchMerchant: it has none there.
        """
        with self._context.database.reading() as connection:
            ids = rows.present_of_merchant(connection, self._context.workspace, merchant_id)
        if not ids:
            raise NoSuchMerchant
        self._move(ids, place)
        return ids

    def put_back(self, ids: Collection[str]) -> None:
        """Put assessments back into the lists, as they were.

        Raises:
            NoSuchAssessment: none of them is here.
        """
        self._move(ids, None)

    def erase(self, ids: Collection[str]) -> int:
        """Erase those of some assessments that are in the bin, with their history.

        A merchant stays only while it has others. What somebody else put back meanwhile stays.

        Returns:
            How many were erased.

        Raises:
            NoSuchAssessment: none of them is here.
            NotInBin: none of them is in the bin any more.
        """
        erased = _erase(self._context, ids)
        if erased is None:
            raise NoSuchAssessment
        if not erased:
            raise NotInBin
        return erased

    def sweep(self) -> None:
        """Erase what has lain in the bin for `BIN_DAYS`, whoever's it is; looked for once a day.

        Where it cannot be done at once it is left to the next visit.
        """
        self._sweep.run()

    def _move(self, ids: Collection[str], place: Place | None) -> None:
        who = self._context.who()
        with self._context.database.writing() as connection:
            found = rows.lock_among(connection, who.workspace, ids)
            if not found:
                raise NoSuchAssessment
            if place is None:
                rows.put_back(connection, list(found))
            else:
                rows.put(connection, who, list(found), place)
            for id_, merchant_id in found.items():
                audit.record(connection, who, place or "put_back", merchant_id, id_)
                if place is None:
                    record_event(connection, who, "put_back", merchant_id, assessment=id_)
                else:
                    record_event(connection, who, "put_away", merchant_id, assessment=id_, place=place)
            _refresh(self._context, connection, found.values())
