"""The small rules of the roadmap's page: which weeks, what is remembered, what a spreadsheet gets."""

import csv
import io
from dataclasses import replace

import pytest

from assessment.instrument.text import LocalText
from assessment.presentation.plan_tables import schedule_table
from assessment.presentation.values import as_csv
from assessment.service import ResultCache
from assessment.ui.views.roadmap.page import quarters
from assessment.ui.views.roadmap.steps import next_weeks_with_work
from tests.charts.schedules import laid, orchard, roadmap_with, step


@pytest.mark.parametrize(
    ("last", "expected"),
    [
        (0, [(1, 12)]),
        (5, [(1, 12)]),
        (12, [(1, 12)]),
        (13, [(1, 12), (13, 13)]),
        (28, [(1, 12), (13, 24), (25, 28)]),
    ],
)
def test_weeks_are_looked_at_a_quarter_at_a_time(last: int, expected: list[tuple[int, int]]) -> None:
    assert quarters(last) == expected


@pytest.mark.parametrize(("now", "expected"), [(1, (1, 2)), (3, (3, 4)), (9, (9, 10))])
def test_the_next_two_weeks_begin_where_work_is_done_next(now: int, expected: tuple[int, int]) -> None:
    # Two steps of two days by the same hands: a day a week, from week 1 to 4.
    schedule = laid(roadmap_with([step(0, days=2), step(1, days=2)]))

    weeks = next_weeks_with_work(schedule, now)

    assert (weeks[0], weeks[-1]) == expected


def test_weeks_in_which_nobody_works_yet_are_passed_over() -> None:
    schedule = laid(roadmap_with([step(0, days=2)]))
    later = replace(schedule, steps=[replace(schedule.steps[0], start_week=4, end_week=5)])

    assert list(next_weeks_with_work(later, 1)) == [4, 5]


def test_what_was_made_is_made_once_and_the_oldest_is_forgotten() -> None:
    memory, made = ResultCache(most=2), []

    def make(name: str) -> str:
        made.append(name)
        return name

    for name in ("a", "a", "b", "c", "a"):
        assert memory.get(name, lambda name=name: make(name)) == name  # type: ignore[misc]

    assert made == ["a", "b", "c", "a"]


def test_what_failed_is_not_remembered() -> None:
    memory = ResultCache(most=2)

    def fail() -> int:
        message = "interrupted"
        raise RuntimeError(message)

    with pytest.raises(RuntimeError):
        memory.get("a", fail)

    assert memory.get("a", lambda: 2) == 2


def test_nothing_is_remembered_for_longer_than_an_hour() -> None:
    seconds = 0.0
    memory = ResultCache(most=2, clock=lambda: seconds)
    memory.get("a", lambda: 1)

    seconds = 3599.0
    assert memory.get("a", lambda: 2) == 1
    seconds = 3601.0
    assert memory.get("a", lambda: 2) == 2


@pytest.mark.parametrize("text", ["=1+1", "＝1+1", "@sum", "-2", " =1"])
def test_a_spreadsheet_reads_no_text_of_the_list_as_a_formula(text: str) -> None:
    words = LocalText({"zh": text, "en": text})
    roadmap = roadmap_with([replace(step(0), text=words)])

    written = as_csv(schedule_table(laid(roadmap), roadmap, orchard(), "zh"))

    assert written.startswith(b"\xef\xbb\xbf")  # the mark by which a spreadsheet knows the encoding
    _, first = csv.reader(io.StringIO(written.decode("utf-8-sig")))
    assert f"'{text}" in first


def test_the_list_for_a_spreadsheet_has_a_row_for_every_step() -> None:
    roadmap = roadmap_with([step(number) for number in range(7)])

    written = as_csv(schedule_table(laid(roadmap), roadmap, orchard(), "en"))
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))

    assert len(rows) == 8
    assert len({len(row) for row in rows}) == 1
