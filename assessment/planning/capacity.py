"""How many person-days each function has in each week, freezes taken off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor

from assessment.instrument.calendar import Event
from assessment.instrument.model import Instrument
from assessment.planning.brief import Brief
from assessment.planning.jobs import Available

DAYS_A_PERSON = 2.0
"""Person-days a week that one person has for improving things: what is left beside the daily trade."""
NOBODY_DAYS = 1.0
"""What is assumed of a function nobody does: somebody has to take it on for a day a week."""
WEEK = 7


@dataclass(frozen=True)
class Capacity:
    """Person-days a week by function, before freezes."""

    days: Mapping[str, float]
    assumed: frozenset[str]
    """Functions for which nobody said how many people there are, or that nobody does."""


def capacity_of(instrument: Instrument, brief: Brief, team: Mapping[str, float]) -> Capacity:
    """Return what each function has: as the brief says, else two days a week for each person of the team."""
    days: dict[str, float] = {}
    assumed = set()
    for function in (one.id for one in instrument.functions):
        people = team.get(function)
        if function in brief.capacity:
            days[function] = brief.capacity[function]
        elif people:
            days[function] = max(0.5, floor(2 * DAYS_A_PERSON * people) / 2)
        else:
            days[function] = DAYS_A_PERSON if not team else NOBODY_DAYS
            assumed.add(function)
    return Capacity(days, frozenset(assumed))


def available(capacity: Capacity, events: Sequence[Event], start: date | None) -> Available:
    """Return the half person-days of every week; a week loses the share of its days that are frozen."""
    always = {function: round(2 * days) for function, days in capacity.days.items()}
    if start is None:
        return Available(always)
    weeks: dict[str, list[int]] = {}
    for function, units in always.items():
        frozen = frozen_days(events, function)
        last = max(frozen, default=start)
        listed = [
            units * (WEEK - _frozen_in(start + timedelta(days=WEEK * number), frozen)) // WEEK
            for number in range((last - start).days // WEEK + 1)
        ]
        if any(one != units for one in listed):
            weeks[function] = listed
    return Available(always, weeks)


def frozen_days(events: Sequence[Event], function: str) -> frozenset[date]:
    """Return the days on which a function has no time for steps."""
    return frozenset(
        freeze.starts + timedelta(days=number)
        for event in events
        for freeze in event.freezes
        if function in freeze.functions
        for number in range((freeze.ends - freeze.starts).days + 1)
    )


def _frozen_in(first: date, frozen: frozenset[date]) -> int:
    return sum(first + timedelta(days=number) in frozen for number in range(WEEK))
