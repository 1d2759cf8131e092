"""A consultant's merchants: listed, searched and counted in the database, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessment.service.checks import legible
from assessment.service.desk import Desk
from assessment.service.refusals import Conflict, Refused
from assessment.service.standing import restate
from assessment.store import repository, standings
from assessment.store.audit import note
from assessment.store.standings import Care, Line, Sieve, Window

GAPS_SHOWN = 8
"""Common gaps that are named: what one can keep in mind for a group."""
MOST_DUE = 500
"""Entries of a due list at the most."""
LEAST_COHORT = 6
"""Merchants a cohort must have before a place in it is told: with fewer, the others could be guessed."""
LONGEST_NAME = 40
TOO_LONG = (
    f"名字太长了，最多 {LONGEST_NAME} 个字。",
    f"That name is too long: {LONGEST_NAME} characters at most.",
)


@dataclass(frozen=True)
class Portfolio:
    """A page of merchants, and what is counted over all that pass the sieve."""

    lines: Sequence[Line]
    total: int
    by_stage: Mapping[str | None, int]
    """Merchants by stage of their last round; None counts those without one."""
    gaps: Sequence[tuple[str, int]]
    """What most of them still lack, as `item:field.rhythm` or `dimension:team`, with how many lack it."""
    scores: Mapping[str, Mapping[str, float | None]]
    """Dimension scores of the merchants on this page, by merchant."""


@dataclass(frozen=True)
class Place:
    """Where a merchant lies among those of its kind, nobody named."""

    among: int
    """Merchants of the kind with a result, this one included."""
    below: int
    beside: int
    """Others with the same index."""


def portfolio(desk: Desk, sieve: Sieve, window: Window) -> Portfolio:
    """List merchants; see `Service.portfolio`."""
    with desk.database.reading() as connection:
        found = standings.lines(connection, desk.workspace, sieve, window)
        by_stage = standings.by_stage(connection, desk.workspace, sieve)
        gaps = standings.common_gaps(connection, desk.workspace, sieve, GAPS_SHOWN)
        stored = standings.scores_of(connection, [one.assessment_id for one in found if one.assessment_id])
    scores = {one.merchant_id: _scores(stored.get(one.assessment_id or "", {})) for one in found}
    return Portfolio(found, sum(by_stage.values()), by_stage, gaps, scores)


def _scores(dimensions: Mapping[str, Any]) -> Mapping[str, float | None]:
    return {key: each.get("score") for key, each in dimensions.items()}


def names(desk: Desk, *, examples: bool) -> tuple[Sequence[str], Sequence[str]]:
    """Return the people and the groups in use; see `Service.portfolio_names`."""
    with desk.database.reading() as connection:
        return standings.names_in_use(connection, desk.workspace, examples=examples)


def due_list(desk: Desk, sieve: Sieve) -> Sequence[Line]:
    """List who is due, the first day first; see `Service.due_list`."""
    with desk.database.reading() as connection:
        found = standings.lines(connection, desk.workspace, sieve, Window("due", 0, MOST_DUE))
    return [one for one in found if one.due_on is not None]


def place_of(desk: Desk, merchant_id: str) -> Place | None:
    """Return a merchant's place among its kind; see `Service.place_of`."""
    with desk.database.reading() as connection:
        among, below, beside = standings.peers(connection, desk.workspace, merchant_id)
    return Place(among, below, beside) if among >= LEAST_COHORT else None


def care_of(desk: Desk, merchant_id: str) -> Care:
    """Return what is noted about a merchant; see `Service.care_of`."""
    with desk.database.reading() as connection:
        repository.merchant_name(connection, desk.workspace, merchant_id)
        return standings.care_of(connection, merchant_id)


def note_care(desk: Desk, merchant_id: str, care: Care) -> None:
    """Note who is on a merchant; see `Service.note_care`."""
    who = desk.who()
    kept = Care(_named(care.person), _named(care.group_name), care.due_on, care.revision)
    with desk.database.writing() as connection:
        repository.merchant_name(connection, who.workspace, merchant_id)
        before = standings.care_of(connection, merchant_id)
        if _said(before) == _said(kept):
            return
        if not standings.save_care(connection, merchant_id, kept, (who.actor, who.at)):
            raise Conflict(None, before.revision)
        note(connection, who, "care", merchant_id, None, before=_said(before), after=_said(kept))
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
