"""Where each merchant stands, one row a merchant: written anew after each change, listed and counted in SQL.

Only these rows are read to list, search, sort and count a portfolio, and no
more of them than a page shows. Every function names the workspace it looks in,
and those that list what may be seen of it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Literal

import sqlalchemy as sa

from assessment.store.access import Visible
from assessment.store.audit import Who
from assessment.store.put_away import PRESENT
from assessment.store.schema import assessment, care, merchant, standing, standing_gap
from assessment.store.versioned import save_versioned

Order = Literal["due", "name", "index", "trend", "last"]
NOBODY = ""
"""Stands for those without a stage, a person or a group."""


@dataclass(frozen=True)
class CompletedRow:
    """A completed assessment, as far as a standing needs it."""

    id: str
    digest: str
    taken_on: date | None
    completed_at: datetime
    profile: Mapping[str, Any]
    result: Mapping[str, Any]

    @property
    def day(self) -> date:
        """The day it stands for."""
        return self.taken_on or self.completed_at.date()


@dataclass(frozen=True)
class MerchantStanding:
    """One row: a merchant after its last round. Index and trend are in tenths of a point."""

    merchant_id: str
    example: bool
    assessment_id: str | None
    """The last round; None before the first one is completed."""
    draft_id: str | None
    """The draft that was touched last."""
    rounds: int
    last_on: date | None
    stage: str | None
    status: str | None
    confidence: str | None
    """The word for it, such as `likely`."""
    index_tenths: int | None
    trend_tenths: int | None
    """The index against the round before, taken with the same instrument; None where there is none."""
    open_steps: int | None
    """Steps of the roadmap kept last that are neither done nor dropped; None where none was kept."""
    cohort: str | None
    """The answer to the first question of the profile that has choices: like is compared with like."""
    person: str | None
    """Who is on it."""
    group_name: str | None
    due_on: date | None


@dataclass(frozen=True)
class MerchantRow(MerchantStanding):
    """A standing with what the merchant is called."""

    name: str


@dataclass(frozen=True)
class Care:
    """What a consultant notes about a merchant as a whole."""

    person: str | None = None
    group_name: str | None = None
    due_on: date | None = None
    revision: int = 0


@dataclass(frozen=True)
class MerchantFilter:
    """Which merchants are looked for. An empty text, or None, lets all through."""

    text: str = ""
    """A part of the name."""
    stage: str | None = None
    """A stage, or `NOBODY` for those without one."""
    person: str | None = None
    """Who is on it, or `NOBODY`."""
    group_name: str | None = None
    due_by: date | None = None
    """Only those whose next round is due by this day."""
    falling: bool = False
    """Only those whose index fell."""
    gap: str | None = None
    """Only those that lack this criterion of their next stage."""
    examples: bool = False
    """The example merchants instead of one's own."""


@dataclass(frozen=True)
class PageOfList:
    """Which part of a long list is shown."""

    order: Order = "due"
    first: int = 0
    """How many are passed over."""
    size: int = 50


def read_completed(connection: sa.Connection, merchant_id: str) -> list[CompletedRow]:
    """Return the completed assessments of a merchant."""
    rows = connection.execute(
        sa.select(
            assessment.c.id,
            assessment.c.instrument_digest,
            assessment.c.taken_on,
            assessment.c.completed_at,
            assessment.c.profile,
            assessment.c.result,
        ).where(assessment.c.merchant_id == merchant_id, assessment.c.status == "completed", PRESENT)
    )
    return [
        CompletedRow(row.id, row[1], row.taken_on, done, row.profile, row.result)
        for row in rows
        if (done := row.completed_at) is not None
    ]


def read_latest_draft(connection: sa.Connection, merchant_id: str) -> str | None:
    """Return the draft of a merchant that was touched last."""
    return connection.scalar(
        sa.select(assessment.c.id)
        .where(assessment.c.merchant_id == merchant_id, assessment.c.status == "draft", PRESENT)
        .order_by(assessment.c.updated_at.desc(), assessment.c.id.desc())
        .limit(1)
    )


def read_care(connection: sa.Connection, merchant_id: str) -> Care:
    """Return what is noted about a merchant."""
    row = connection.execute(
        sa.select(care.c.person, care.c.group_name, care.c.due_on, care.c.revision).where(
            care.c.merchant_id == merchant_id
        )
    ).one_or_none()
    return Care() if row is None else Care(*row)


def save_care(connection: sa.Connection, who: Who, merchant_id: str, noted: Care) -> int | None:
    """Note something about a merchant over the revision in it; see `save_versioned`."""
    values = {"person": noted.person, "group_name": noted.group_name, "due_on": noted.due_on}
    return save_versioned(connection, care, {"merchant_id": merchant_id}, values, who, noted.revision)


def forget_standing(connection: sa.Connection, merchant_id: str) -> None:
    """Take a merchant out of the lists and counts."""
    connection.execute(sa.delete(standing).where(standing.c.merchant_id == merchant_id))


def save_standing(
    connection: sa.Connection, workspace_id: str, row: MerchantStanding, gaps: Collection[str]
) -> None:
    """Write the standing of a merchant in place of the one before."""
    forget_standing(connection, row.merchant_id)
    connection.execute(sa.insert(standing).values(workspace_id=workspace_id, **asdict(row)))
    for gap in sorted(set(gaps)):
        connection.execute(
            sa.insert(standing_gap).values(
                merchant_id=row.merchant_id, gap=gap, workspace_id=workspace_id, example=row.example
            )
        )


def without_standing(connection: sa.Connection, workspace_id: str) -> Sequence[str]:
    """Return the merchants of a workspace that have an assessment in the lists, and no row yet."""
    listed = sa.exists().where(assessment.c.merchant_id == merchant.c.id, PRESENT)
    return connection.scalars(
        sa.select(merchant.c.id)
        .outerjoin(standing, standing.c.merchant_id == merchant.c.id)
        .where(merchant.c.workspace_id == workspace_id, standing.c.merchant_id.is_(None), listed)
        .order_by(merchant.c.id)
    ).all()


def lock_merchant(connection: sa.Connection, merchant_id: str) -> bool | None:
    """Lock a merchant until the transaction ends; return whether it is an example, None where it is gone."""
    return connection.scalar(
        sa.select(merchant.c.example).where(merchant.c.id == merchant_id).with_for_update()
    )


def list_merchants(
    connection: sa.Connection, visible: Visible, sieve: MerchantFilter, window: PageOfList
) -> list[MerchantRow]:
    """Return the merchants of a window of those that pass."""
    columns = [getattr(standing.c, name) for name in MerchantStanding.__dataclass_fields__]
    chosen = (
        sa.select(*columns, merchant.c.name)
        .join_from(standing, merchant)
        .where(*_conditions(visible, sieve))
        .order_by(*_sorting(window.order), merchant.c.name, standing.c.merchant_id)
        .limit(window.size)
        .offset(window.first)
    )
    return [MerchantRow(**row) for row in connection.execute(chosen).mappings()]


def count_by_stage(
    connection: sa.Connection, visible: Visible, sieve: MerchantFilter
) -> dict[str | None, int]:
    """Count the merchants that pass by stage."""
    counted = (
        sa.select(standing.c.stage, sa.func.count())
        .where(*_conditions(visible, sieve))
        .group_by(standing.c.stage)
    )
    return {stage: count for stage, count in connection.execute(counted)}  # noqa: C416 - rows are no pairs


def common_gaps(
    connection: sa.Connection, visible: Visible, sieve: MerchantFilter, most: int
) -> list[tuple[str, int]]:
    """Return the criteria that most of the merchants that pass still lack, with how many lack each."""
    count = sa.func.count().label("count")
    counted = sa.select(standing_gap.c.gap, count).where(
        visible.rows(standing_gap), standing_gap.c.example.is_(sieve.examples)
    )
    if sieve != MerchantFilter(examples=sieve.examples):
        counted = counted.where(
            standing_gap.c.merchant_id.in_(
                sa.select(standing.c.merchant_id).where(*_conditions(visible, sieve))
            )
        )
    counted = counted.group_by(standing_gap.c.gap).order_by(count.desc(), standing_gap.c.gap).limit(most)
    return [(gap, number) for gap, number in connection.execute(counted)]


def names_in_use(
    connection: sa.Connection, visible: Visible, *, examples: bool
) -> tuple[list[str], list[str]]:
    """Return who is on any merchant, and the groups there are."""
    person, group = (
        connection.scalars(
            sa.select(column)
            .where(
                visible.rows(standing),
                standing.c.example.is_(examples),
                column.is_not(None),
            )
            .distinct()
            .order_by(column)
        ).all()
        for column in (standing.c.person, standing.c.group_name)
    )
    return [one for one in person if one], [one for one in group if one]


def read_peers(
    connection: sa.Connection, visible: Visible, merchant_id: str
) -> tuple[int, Sequence[int]] | None:
    """Return the index of a merchant and those of the others of its cohort, in tenths, nobody named.

    Examples are compared with examples. None where it has no index, or no cohort.
    """
    own = connection.execute(
        sa.select(standing.c.cohort, standing.c.index_tenths, standing.c.example).where(
            standing.c.merchant_id == merchant_id, visible.rows(standing)
        )
    ).one_or_none()
    if own is None or own.cohort is None or own.index_tenths is None:
        return None
    others = connection.scalars(
        sa.select(standing.c.index_tenths).where(
            visible.rows(standing),
            standing.c.example.is_(own.example),
            standing.c.cohort == own.cohort,
            standing.c.index_tenths.is_not(None),
            standing.c.merchant_id != merchant_id,
        )
    )
    return own.index_tenths, [each for each in others if each is not None]


def count_by_index(
    connection: sa.Connection, visible: Visible, sieve: MerchantFilter, width: int
) -> list[tuple[str | None, int, int]]:
    """Count the merchants that pass by stage and index: the stage, the lower end in points, how many.

    Args:
        connection: reading.
        visible: where, and who may be seen.
        sieve: who passes.
        width: points of the index that are counted together; 100 belongs to the last.
    """
    # Counted in Python where the top falls into the bin below: the same on either database.
    counted = (
        sa.select(standing.c.stage, standing.c.index_tenths, sa.func.count())
        .where(*_conditions(visible, sieve), standing.c.index_tenths.is_not(None))
        .group_by(standing.c.stage, standing.c.index_tenths)
    )
    bins: dict[tuple[str | None, int], int] = {}
    for stage, tenths, count in connection.execute(counted):
        key = stage, min((tenths or 0) // (10 * width) * width, 100 - width)
        bins[key] = bins.get(key, 0) + count
    return [(stage, lower, count) for (stage, lower), count in bins.items()]


def read_results(connection: sa.Connection, assessments: Collection[str]) -> dict[str, Mapping[str, Any]]:
    """Return some stored results, by assessment."""
    rows = connection.execute(
        sa.select(assessment.c.id, assessment.c.result).where(assessment.c.id.in_(assessments))
    )
    return {id_: result or {} for id_, result in rows}


def _conditions(visible: Visible, sieve: MerchantFilter) -> list[sa.ColumnElement[bool]]:
    """Return a filter of merchants as conditions of a query."""
    found = [visible.rows(standing), standing.c.example.is_(sieve.examples)]
    if text := sieve.text.strip():
        named = merchant.c.name.icontains(text, autoescape=True)
        found.append(standing.c.merchant_id.in_(sa.select(merchant.c.id).where(named)))
    for column, wanted in (
        (standing.c.stage, sieve.stage),
        (standing.c.person, sieve.person),
        (standing.c.group_name, sieve.group_name),
    ):
        if wanted is not None:
            found.append(column.is_(None) if wanted == NOBODY else column == wanted)
    if sieve.due_by is not None:
        found.append(standing.c.due_on <= sieve.due_by)
    if sieve.falling:
        found.append(standing.c.trend_tenths < 0)
    if sieve.gap is not None:
        with_gap = sa.select(standing_gap.c.merchant_id).where(standing_gap.c.gap == sieve.gap)
        found.append(standing.c.merchant_id.in_(with_gap))
    return found


def _sorting(order: Order) -> list[sa.ColumnElement[Any]]:
    """Return what a list is sorted by, merchants without the figure last."""
    match order:
        case "due":
            return [standing.c.due_on.is_(None), standing.c.due_on]
        case "index":
            return [standing.c.index_tenths.is_(None), standing.c.index_tenths.desc()]
        case "trend":
            return [standing.c.trend_tenths.is_(None), standing.c.trend_tenths]
        case "last":
            return [standing.c.last_on.is_(None), standing.c.last_on.desc()]
        case "name":
            return []
