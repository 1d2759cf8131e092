"""A consultant's merchants: listed, searched and counted in the database, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessment.presentation.merchants import BIN, Cohort, IndexCount, cohort_of
from assessment.service.checks import legible
from assessment.service.desk import Desk
from assessment.service.refusals import Conflict, Refused
from assessment.service.standing import restate
from assessment.store import assessments, audit
from assessment.store import portfolio as rows
from assessment.store.portfolio import Care, MerchantFilter, MerchantRow, PageOfList

GAPS_SHOWN = 8
"""Common gaps that are named: what one can keep in mind for a group."""
MOST_DUE = 500
"""Entries of a due list at the most."""
LONGEST_NAME = 40
TOO_LONG = (
    f"名字太长了，最多 {LONGEST_NAME} 个字。",
    f"That name is too long: {LONGEST_NAME} characters at most.",
)


@dataclass(frozen=True)
class Portfolio:
    """A page of merchants, and what is counted over all that pass the sieve."""

    lines: Sequence[MerchantRow]
    total: int
    by_stage: Mapping[str | None, int]
    """Merchants by stage of their last round; None counts those without one."""
    spread: Sequence[IndexCount]
    """Merchants by stage and index."""
    gaps: Sequence[tuple[str, int]]
    """What most of them still lack, as `item:field.rhythm` or `dimension:team`, with how many lack it."""
    scores: Mapping[str, Mapping[str, float | None]]
    """Dimension scores of the merchants on this page, by merchant."""


def portfolio(desk: Desk, sieve: MerchantFilter, window: PageOfList) -> Portfolio:
    """List merchants; see `Service.portfolio`."""
    with desk.database.reading() as connection:
        found = rows.list_merchants(connection, desk.workspace, sieve, window)
        by_stage = rows.count_by_stage(connection, desk.workspace, sieve)
        gaps = rows.common_gaps(connection, desk.workspace, sieve, GAPS_SHOWN)
        spread = rows.count_by_index(connection, desk.workspace, sieve, BIN)
        stored = rows.read_scores(connection, [one.assessment_id for one in found if one.assessment_id])
    scores = {one.merchant_id: _scores(stored.get(one.assessment_id or "", {})) for one in found}
    counts = [IndexCount(*each) for each in spread]
    return Portfolio(found, sum(by_stage.values()), by_stage, counts, gaps, scores)


def _scores(dimensions: Mapping[str, Any]) -> Mapping[str, float | None]:
    return {key: each.get("score") for key, each in dimensions.items()}


def names(desk: Desk, *, examples: bool) -> tuple[Sequence[str], Sequence[str]]:
    """Return the people and the groups in use; see `Service.portfolio_names`."""
    with desk.database.reading() as connection:
        return rows.names_in_use(connection, desk.workspace, examples=examples)


def due_list(desk: Desk, sieve: MerchantFilter) -> Sequence[MerchantRow]:
    """List who is due, the first day first; see `Service.due_list`."""
    with desk.database.reading() as connection:
        found = rows.list_merchants(connection, desk.workspace, sieve, PageOfList("due", 0, MOST_DUE))
    return [one for one in found if one.due_on is not None]


def cohort_of_merchant(desk: Desk, merchant_id: str) -> tuple[float, Cohort] | None:
    """Return a merchant's index and the cohort it is in; see `Service.cohort_of_merchant`."""
    with desk.database.reading() as connection:
        found = rows.read_peers(connection, desk.workspace, merchant_id)
    if found is None:
        return None
    own, others = found
    return own / 10, cohort_of(own / 10, [each / 10 for each in others])


def care_of(desk: Desk, merchant_id: str) -> Care:
    """Return what is noted about a merchant; see `Service.care_of`."""
    with desk.database.reading() as connection:
        assessments.merchant_name(connection, desk.workspace, merchant_id)
        return rows.read_care(connection, merchant_id)


def note_care(desk: Desk, merchant_id: str, care: Care) -> None:
    """Note who is on a merchant; see `Service.note_care`."""
    who = desk.who()
    kept = Care(_named(care.person), _named(care.group_name), care.due_on, care.revision)
    with desk.database.writing() as connection:
        assessments.merchant_name(connection, who.workspace, merchant_id)
        before = rows.read_care(connection, merchant_id)
        if _said(before) == _said(kept):
            return
        if rows.save_care(connection, who, merchant_id, kept) is None:
            raise Conflict(None, before.revision)
        audit.record(connection, who, "care", merchant_id, None, before=_said(before), after=_said(kept))
        restate(desk, connection, merchant_id)


def _said(care: Care) -> dict[str, str | None]:
    day: date | None = care.due_on
    return {
        "person": care.person,
        "group": care.group_name,
        "due_on": None if day is None else day.isoformat(),
    }


def _named(text: str | None) -> str | None:
    """Return a name of a person or a group; None where there is none.

    Raises:
        Refused: it is too long, or cannot be kept.
    """
    name = legible(text or "")
    if len(name) > LONGEST_NAME:
        raise Refused(*TOO_LONG)
    return name or None
