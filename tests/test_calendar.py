"""The shipped calendar: what must stay true of it, whoever edits it."""

import re
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from assessment.instrument.calendar import Event, Freeze
from assessment.instrument.checks.wording import pattern_of
from assessment.instrument.load import load, shipped_bank
from assessment.instrument.text import LocalText

LOADED = load(shipped_bank())
EVENTS = {event.id: event for event in LOADED.calendar}
FUNCTIONS = [function.id for function in LOADED.draft.functions]

# First day of the first lunar month, seventh of the seventh, fifteenth of the eighth. Worked out with
# lunardate 0.3.0, LunarCalendar 0.0.9 and zhdate 0.1 (PyPI), which agree on every day.
NEW_YEAR = {2026: date(2026, 2, 17), 2027: date(2027, 2, 6), 2028: date(2028, 1, 26)}
QIXI = {2026: date(2026, 8, 19), 2027: date(2027, 8, 8), 2028: date(2028, 8, 26)}
MID_AUTUMN = {2026: date(2026, 9, 25), 2027: date(2027, 9, 15), 2028: date(2028, 10, 3)}

FIRST_HALF = ("new_year_goods", "spring_festival", "march8", "sale618")
SECOND_HALF = ("sale818", "qixi", "mid_autumn", "double11", "double12")
NO_DEADLINE = {"spring_festival", "qixi", "mid_autumn"}


def of(festival: str) -> list[tuple[int, Event]]:
    """Return every event of a festival with its year."""
    return [(event.ends.year, event) for event in EVENTS.values() if event.festival == festival]


def days(part: Event | Freeze) -> set[date]:
    """Return the days of an event or a freeze."""
    return {part.starts + timedelta(days=number) for number in range((part.ends - part.starts).days + 1)}


def frozen(event: Event, function: str) -> set[date]:
    """Return the days on which an event leaves a function no time."""
    return {day for freeze in event.freezes if function in freeze.functions for day in days(freeze)}


@pytest.mark.parametrize("year", [2026, 2027])
def test_each_festival_has_its_entry_every_year(year: int) -> None:
    found = [event.festival for event in EVENTS.values() if event.ends.year == year]

    assert Counter(found) == Counter([*FIRST_HALF, *SECOND_HALF])


def test_the_calendar_reaches_into_the_summer_of_2028() -> None:
    assert {f"{festival}_2028" for festival in FIRST_HALF} <= set(EVENTS)


def test_events_stand_in_the_order_of_their_first_days() -> None:
    assert list(EVENTS.values()) == sorted(EVENTS.values(), key=lambda event: event.starts)


def test_the_holiday_of_spring_festival_holds_new_years_eve_and_the_first_three_days() -> None:
    for year, event in of("spring_festival"):
        first = NEW_YEAR[year]
        assert {first + timedelta(days=number) for number in (-1, 0, 1, 2)} <= days(event)


def test_new_year_goods_are_sold_before_the_couriers_go_home() -> None:
    for year, event in of("new_year_goods"):
        assert 25 <= (NEW_YEAR[year] - event.starts).days <= 39  # as in 2021 to 2024
        assert (NEW_YEAR[year] - event.ends).days >= 7
        assert max(frozen(event, "service")) < NEW_YEAR[year] - timedelta(days=1)


def test_gifts_for_qixi_leave_before_its_day() -> None:
    for year, event in of("qixi"):
        assert QIXI[year] in days(event)
        assert max(frozen(event, "content")) == QIXI[year] - timedelta(days=1)


def test_gifts_for_mid_autumn_leave_before_its_day() -> None:
    for year, event in of("mid_autumn"):
        assert MID_AUTUMN[year] in days(event)
        assert max(frozen(event, "service")) < MID_AUTUMN[year]


@pytest.mark.parametrize(
    ("festival", "month", "day"),
    [("march8", 3, 8), ("sale618", 6, 18), ("sale818", 8, 18), ("double11", 11, 11), ("double12", 12, 12)],
)
def test_a_sale_named_after_a_day_holds_it_and_leaves_nobody_time_on_it(
    festival: str, month: int, day: int
) -> None:
    for year, event in of(festival):
        named = date(year, month, day)
        assert named in days(event)
        assert [one for one in FUNCTIONS if named not in frozen(event, one)] == []


def test_every_great_sale_asks_for_the_campaign_steps_beforehand() -> None:
    asked = {event.festival: event.deadline_for for event in EVENTS.values()}

    assert asked == {
        festival: [] if festival in NO_DEADLINE else ["campaign"] for festival in (*FIRST_HALF, *SECOND_HALF)
    }


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.id)
def test_no_sale_takes_most_of_its_days_from_anybody_unless_it_is_a_short_one(event: Event) -> None:
    assert event.freezes
    if event.festival == "spring_festival":
        return
    for function in FUNCTIONS:
        inside = frozen(event, function) & days(event)
        assert len(inside) <= max(4, len(days(event)) // 3), function


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_has_five_days_in_six_for_improving_things(function: str) -> None:
    of_2027 = {day for event in EVENTS.values() for day in frozen(event, function) if day.year == 2027}

    assert len(of_2027) * 6 <= 365


@pytest.mark.parametrize("function", FUNCTIONS)
def test_nobody_is_kept_from_improving_things_for_more_than_two_weeks_on_end(function: str) -> None:
    every = {day for event in EVENTS.values() for day in frozen(event, function)}

    for day in every:
        assert any(day + timedelta(days=number) not in every for number in range(15))


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.id)
def test_the_reason_of_an_event_is_told_in_both_languages(event: Event) -> None:
    assert isinstance(event.rationale, LocalText)
    assert set(event.rationale.languages) == {"zh", "en"}


@pytest.mark.parametrize(
    "event", [one for one in EVENTS.values() if one.certainty == "expected"], ids=lambda event: event.id
)
def test_an_expected_event_says_from_which_earlier_year_it_is_taken(event: Event) -> None:
    assert isinstance(event.rationale, LocalText)
    for language in event.rationale.languages:
        years = [int(year) for year in re.findall(r"\b20\d\d\b|20\d\d(?= 年)", event.rationale.in_(language))]
        assert any(year < event.ends.year for year in years), language


def test_what_is_called_announced_cites_more_than_our_own_judgement() -> None:
    for event in EVENTS.values():
        if event.certainty == "announced":
            assert set(event.sources) - {"expert-default", "practice", "lunar-days"}, event.id


def test_the_holiday_of_2026_is_that_of_the_state_council() -> None:
    event = EVENTS["spring_festival_2026"]

    assert (event.starts, event.ends, event.certainty) == (date(2026, 2, 15), date(2026, 2, 23), "announced")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_calendar_uses_no_word_that_the_bank_does_not_use(language: str) -> None:
    text = Path(shipped_bank() / "calendar.yaml").read_text(encoding="utf-8")

    assert pattern_of(LOADED.wording.forbidden[language]).findall(text) == []
