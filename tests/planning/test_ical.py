"""The calendar file: read again by the library that calendars are tested with."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from assessment.planning import PlanRequest, Roadmap, Schedule, Situation, build_roadmap, schedule_roadmap
from assessment.planning.ical import as_ical
from assessment.service.portfolio import as_ical as due_list
from tests.compact import bank, sheet

GIVEN = {
    "answers": {"bread.oven": {"answer": 0, "days": [2, 1, 1], "weeks": [2, 1, 1]}},
    "gates": {"steady": {"must": ["bread.oven >= 2", "profit >= 3 or fail"]}},
    "numbers": {"profit": None},
}
NOW = datetime(2027, 1, 2, 8, 30, tzinfo=UTC)


def plan(start: date | None = date(2027, 1, 4)) -> tuple[Roadmap, Schedule]:
    """Return two steps of a bakery in their weeks: weeks 1 and 2, and week 3."""
    situation = Situation.of(bank(GIVEN), sheet(GIVEN))
    roadmap = build_roadmap(situation, PlanRequest(margin=0, capacity={"baker": 2}, start=start))
    schedule = schedule_roadmap(situation, roadmap)
    assert isinstance(schedule, Schedule)
    return roadmap, schedule


def entries(language: str = "en", uid: str = "one") -> list[Event]:
    """Return the entries of the file, read again."""
    roadmap, schedule = plan()
    text = as_ical(schedule, roadmap, bank(GIVEN), language, uid=uid, now=NOW)
    found = [one for one in Calendar.from_ical(text).walk("VEVENT") if isinstance(one, Event)]
    assert found
    return found


def test_each_step_is_an_entry_of_whole_days_from_monday_to_sunday() -> None:
    first, second, _ = entries()

    assert (first.decoded("dtstart"), first.decoded("dtend")) == (date(2027, 1, 4), date(2027, 1, 18))
    assert (second.decoded("dtstart"), second.decoded("dtend")) == (date(2027, 1, 18), date(2027, 1, 25))
    assert first["summary"] == "[baker] do it"
    assert first["transp"] == "TRANSPARENT"  # a step of two weeks keeps nobody busy for two weeks


def test_the_gate_is_an_entry_on_the_last_day_of_its_week_and_says_what_it_rests_on() -> None:
    gate = entries()[-1]

    assert (gate.decoded("dtstart"), gate.decoded("dtend")) == (date(2027, 1, 24), date(2027, 1, 25))
    assert gate["summary"] == "The gate of “steady” is reached"
    assert "These figures must be met as well: profit" in str(gate["description"])


def test_written_again_the_entries_have_the_same_ids_and_another_roadmap_has_others() -> None:
    ids = [str(one["uid"]) for one in entries()]

    assert ids == [str(one["uid"]) for one in entries("zh")]
    assert len(set(ids)) == len(ids)
    assert not set(ids) & {str(one["uid"]) for one in entries(uid="two")}


def test_the_words_are_those_of_the_language() -> None:
    assert "投入：2 人天" in str(entries("zh")[0]["description"])
    assert "Effort: 2 person-days" in str(entries("en")[0]["description"])
    assert str(entries("en")[1]["description"]).startswith("Effort: 1 person-day\n")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_file_names_the_language_it_is_in(language: str) -> None:
    roadmap, schedule = plan()
    made = as_ical(schedule, roadmap, bank(GIVEN), language, uid="one", now=NOW)

    for calendar in (made, due_list([], language, NOW)):
        assert str(Calendar.from_ical(calendar)["prodid"]).endswith(f"//{language.upper()}")


def test_lines_are_folded_and_end_as_the_format_wants() -> None:
    roadmap, schedule = plan()
    long = replace(roadmap, steps=[replace(step, product="很长的名字" * 30) for step in roadmap.steps])

    text = as_ical(schedule, long, bank(GIVEN), "zh", uid="one", now=NOW)

    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    assert b"\n" not in text.replace(b"\r\n", b"")


def test_a_calendar_of_several_merchants_says_whose_each_entry_is() -> None:
    roadmap, schedule = plan()

    text = as_ical(schedule, roadmap, bank(GIVEN), "zh", uid="one", now=NOW, merchant="麦垛, 点心铺")

    calendar = Calendar.from_ical(text)
    assert str(calendar["x-wr-calname"]) == "麦垛, 点心铺 · 路线图"
    assert all(str(one["description"]).startswith("商家：麦垛, 点心铺\n") for one in calendar.walk("VEVENT"))


def test_written_later_the_entries_have_higher_numbers() -> None:
    roadmap, schedule = plan()

    def numbers(now: datetime) -> set[int]:
        text = as_ical(schedule, roadmap, bank(GIVEN), "en", uid="one", now=now)
        return {int(str(one["sequence"])) for one in Calendar.from_ical(text).walk("VEVENT")}

    (first,), (later,) = numbers(NOW), numbers(NOW + timedelta(minutes=5))
    assert first < later < 2**31


def test_weeks_without_dates_have_no_calendar() -> None:
    roadmap, schedule = plan(start=None)

    with pytest.raises(ValueError, match="without a first day"):
        as_ical(schedule, roadmap, bank(GIVEN), "en", uid="one", now=NOW)
