"""Merchants of whom more was claimed than was true: what holds of them now, and why."""

from functools import cache
from pathlib import Path

import pytest

from assessment.files import read_path
from assessment.instrument.load import shipped_bank
from assessment.instrument.releases import Releases
from assessment.planning import PlanRequest, Situation
from tests.planning.outside_bank import read_release
from tests.planning.outside_plan import Printed
from tests.shipped import BANK, INSTRUMENT

SHOP = Path(__file__).parent / "witnesses" / "service-shop-late.json"
SECONDS = 60.0
"""For trying to beat what is called the earliest; it takes a few."""


@cache
def late_shop(*, nearest_first: bool, margin: float = 0.0) -> Printed:
    """Print the plan of a shop whose service has most to do, by the version of the bank it answered."""
    reading = read_path(SHOP, INSTRUMENT, Releases(shipped_bank()).find)
    assert reading.assessment is not None
    assert reading.instrument is not None
    request = PlanRequest(stage="mature", margin=margin, nearest_first=nearest_first)
    situation = Situation.of(reading.instrument, reading.assessment)
    return Printed.of(read_release(shipped_bank(), "1.1.0"), BANK, situation, request)


def weeks(printed: Printed) -> dict[str, int]:
    """Return the week each gate opens in."""
    return {gate["stage"]: gate["week"] for gate in printed.plan["schedule"]["gates"]}


@pytest.mark.slow
def test_the_nearest_gate_first_takes_five_weeks_more_and_both_ways_are_offered() -> None:
    """Once "it cannot be faster than week 29" was said of every way to lay it out, and 22 was possible.

    22 was with work that rests for weeks; as people work, and with the freezes of that season, it is 24, and
    29 where growth comes first. Here the weeks are without dates, so that no calendar changes them.
    """
    nearest, target = late_shop(nearest_first=True), late_shop(nearest_first=False)

    assert weeks(nearest) == {"growth": 9, "mature": 25}
    assert weeks(target) == {"growth": 13, "mature": 20}
    there, back = (one.plan["schedule"]["other_order"] for one in (nearest, target))
    assert (there["nearest_first"], there["weeks"]) == (False, weeks(target))
    assert (back["nearest_first"], back["weeks"]) == (True, weeks(nearest))


def test_25_is_said_of_this_order_and_20_of_any() -> None:
    schedule = late_shop(nearest_first=True).plan["schedule"]

    assert schedule["proven"]
    assert [gate["bound_week"] for gate in schedule["gates"]] == [9, 20]
    assert [gate["bound_in_order"] for gate in schedule["gates"]] == [9, 25]
    assert schedule["binds"]["en"] == (
        "With the gates before it as early as can be, week 25 is the earliest; "
        "in any order it takes until week 20 at least."
    )
    assert "week 20" in late_shop(nearest_first=False).plan["schedule"]["binds"]["en"]


@pytest.mark.slow
def test_neither_is_beaten_by_another_solver() -> None:
    for nearest_first in (True, False):
        printed = late_shop(nearest_first=nearest_first)
        assert (printed.wrong_steps(), printed.wrong_weeks()) == ([], [])
        assert "beaten" not in printed.contest(SECONDS).values()


@pytest.mark.slow
def test_the_week_of_the_target_and_its_reason_are_of_one_quantity() -> None:
    plan = late_shop(nearest_first=True, margin=3.0).plan
    target, last = plan["gate_week"], plan["schedule"]["last_week"]

    first, second = plan["schedule"]["binds"]["en"].split(" All of it: ")

    assert target < last
    assert f"week {target}" in first
    assert f"week {last}" not in first
    assert f"week {last}" in second
