"""The calendar beside the bank: what it is read as, and what `check` tells its author."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assessment.instrument.calendar import Event
from assessment.instrument.checks.every_check import check_bank
from assessment.instrument.load import load, load_bank
from assessment.instrument.problems import InstrumentError, Problem
from assessment.instrument.releases import digest
from tests.instrument.bank import SMALL, TODAY, copy_of, line_of, rewrite
from tests.yaml_cases import read_cases

CALENDAR = """\
- id: harvest_2026
  festival: harvest
  name: {zh: 收获周, en: Harvest week}
  starts: 2026-09-20
  ends: 2026-09-30
  certainty: announced
  freezes:
    - {starts: 2026-09-28, ends: 2026-09-30, functions: [growing, planning]}
  deadline_for: [plants]
  sources: [almanac]

- id: harvest_2027
  festival: harvest
  name: {zh: 收获周, en: Harvest week}
  starts: 2027-09-20
  ends: 2027-09-30
  certainty: expected
  rationale: {zh: 照 2026 年。, en: As in 2026.}
  sources: [almanac]
"""
SOURCES = """\
- {key: almanac, title: Almanac, author: Class 3, year: 2026, took: The days.}
- {key: the diary, title: Diary, author: Class 3, year: 2026, took: The weights.}
"""
CASES: list[dict[str, Any]] = read_cases(Path(__file__).parents[1] / "cases" / "calendar.yaml")
FAIR = """
- id: fair_2027b
  festival: fair
  name: {zh: 集市, en: Fair}
  starts: 2027-05-01
  ends: 2027-05-01
  certainty: announced
  sources: [almanac]
"""


def garden(tmp_path: Path, calendar: str = CALENDAR) -> Path:
    """Return a copy of the small bank with a calendar."""
    bank = copy_of(SMALL, tmp_path)
    (bank / "calendar.yaml").write_text(calendar, encoding="utf-8")
    (bank / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    return bank


def told(bank: Path, today: date = TODAY) -> list[Problem]:
    """Return what `check` says."""
    return check_bank(load(bank), today)


def test_a_calendar_without_a_slip_has_no_problem(tmp_path: Path) -> None:
    assert [one.text("en") for one in told(garden(tmp_path))] == []


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_a_slip_is_told_with_its_line_and_what_to_do(case: dict[str, Any], tmp_path: Path) -> None:
    twice = "festival: fair" in case["write"]
    path = garden(tmp_path, CALENDAR + FAIR if twice else CALENDAR) / "calendar.yaml"
    line = rewrite(path, case["instead_of"], case["write"])
    if "on" in case:
        line = line_of(path, case["on"])

    found = told(path.parent)

    said = [(one.file, one.line, one.level) for one in found if case["says"] in one.what.in_("en")]
    assert said == [(str(path), line, "error")], "\n".join(one.text("en") for one in found)
    problem = next(one for one in found if case["says"] in one.what.in_("en"))
    assert case.get("do", "") in problem.fix.in_("en")
    assert any("\u4e00" <= sign <= "\u9fff" for sign in problem.what.in_("zh"))
    assert any("\u4e00" <= sign <= "\u9fff" for sign in problem.fix.in_("zh"))


def test_the_goods_of_a_new_year_belong_to_the_year_they_end_in(tmp_path: Path) -> None:
    bank = garden(tmp_path)
    rewrite(
        bank / "calendar.yaml",
        "starts: 2026-09-20\n  ends: 2026-09-30",
        "starts: 2025-12-28\n  ends: 2026-01-07",
    )
    rewrite(
        bank / "calendar.yaml",
        "{starts: 2026-09-28, ends: 2026-09-30",
        "{starts: 2026-01-05, ends: 2026-01-07",
    )
    rewrite(
        bank / "calendar.yaml",
        "starts: 2027-09-20\n  ends: 2027-09-30",
        "starts: 2026-12-28\n  ends: 2027-01-07",
    )

    assert [one.text("en") for one in told(bank)] == []


@pytest.mark.parametrize("starts", ["2026-08-21", "2026-10-30"])
def test_a_freeze_may_lie_thirty_days_before_or_after_its_event(starts: str, tmp_path: Path) -> None:
    bank = garden(tmp_path)
    rewrite(
        bank / "calendar.yaml",
        "{starts: 2026-09-28, ends: 2026-09-30",
        f"{{starts: {starts}, ends: {starts}",
    )

    assert [one.text("en") for one in told(bank)] == []


@pytest.mark.parametrize("today", [date(2027, 10, 1), date(2030, 1, 1)])
def test_a_calendar_is_pointed_out_once_its_last_event_is_over(today: date, tmp_path: Path) -> None:
    bank = garden(tmp_path)
    path = bank / "calendar.yaml"

    found = [(one.file, one.line, one.level, one.what.in_("en")) for one in told(bank, today)]

    over = "harvest_2027: The last event of the calendar ended on 2027-09-30."
    assert found == [(str(path), line_of(path, "  ends: 2027-09-30"), "warning", over)]


def test_the_last_day_of_the_last_event_is_not_yet_over(tmp_path: Path) -> None:
    assert told(garden(tmp_path), date(2027, 9, 30)) == []


def test_nothing_is_called_the_last_event_while_another_cannot_be_read(tmp_path: Path) -> None:
    bank = garden(tmp_path)
    rewrite(bank / "calendar.yaml", "certainty: expected", "certainty: hoped")

    found = told(bank, date(2028, 1, 1))

    assert [one.what.in_("en") for one in found] == ["harvest_2027: 'certainty' cannot be 'hoped'."]


def test_one_broken_event_hides_no_other(tmp_path: Path) -> None:
    bank = garden(tmp_path)
    rewrite(bank / "calendar.yaml", "starts: 2026-09-20", "starts: soon")

    assert [event.id for event in load(bank).calendar] == ["harvest_2027"]


def test_the_bank_carries_its_events(tmp_path: Path) -> None:
    first, second = load_bank(garden(tmp_path)).calendar

    assert isinstance(first, Event)
    assert (first.id, first.festival, first.certainty) == ("harvest_2026", "harvest", "announced")
    assert (first.starts, first.ends) == (date(2026, 9, 20), date(2026, 9, 30))
    assert first.freezes[0].functions == ["growing", "planning"]
    assert first.deadline_for == ["plants"]
    assert (second.freezes, second.deadline_for) == ([], [])


def test_a_bank_needs_no_calendar() -> None:
    assert load_bank(SMALL).calendar == []


def test_a_calendar_may_stand_under_a_key(tmp_path: Path) -> None:
    indented = "".join(f"  {line}\n" for line in CALENDAR.splitlines())

    assert load(garden(tmp_path, f"events:\n{indented}")).calendar == load(garden(tmp_path / "bare")).calendar


def test_a_calendar_that_names_an_unknown_function_is_not_used(tmp_path: Path) -> None:
    bank = garden(tmp_path)
    rewrite(bank / "calendar.yaml", "[growing, planning]", "[gardening]")

    with pytest.raises(InstrumentError) as refused:
        load_bank(bank)

    assert [one.what.in_("zh") for one in refused.value.problems] == ["harvest_2026：没有职能“gardening”。"]


def test_no_date_of_the_calendar_changes_the_digest(tmp_path: Path) -> None:
    assert digest(load_bank(garden(tmp_path)).instrument) == digest(load_bank(SMALL).instrument)
