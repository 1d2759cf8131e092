from dataclasses import replace
from datetime import date

from hypothesis import given, settings

from assessment.planning.roadmap import Roadmap
from assessment.planning.schedule import Load, Missed, Schedule
from assessment.presentation.plan_tables import load_table, schedule_table
from assessment.presentation.schedule import frozen_by, load_rows
from tests.charts.frames import frame
from tests.charts.schedules import drawn, event, laid, orchard, roadmap_with, step

ORCHARD = orchard()


def test_a_step_has_number_weeks_days_needs_and_evidence() -> None:
    second = replace(step(1, "eyes", days=2, weeks=3), needs=(("soil.i0", 1),), if_confirmed=True)
    roadmap = roadmap_with([step(0), second])
    table = frame(schedule_table(laid(roadmap), roadmap, ORCHARD, "en")).set_index("No.")

    row = table.loc[2]
    assert (row["From week"], row["To week"], row["Person-days"]) == (1, 3, 2)
    assert (row["From"], row["To"]) == (date(2026, 11, 30), date(2026, 12, 20))
    assert (row["Needs first"], row["Evidence of done"]) == ("1 Soil <tests> 0→1", "See the notes")
    assert (row["Function"], row["Product"], row["Find out first"]) == ("Eyes", "Spade", "yes")


def test_without_a_first_day_there_are_no_dates() -> None:
    roadmap = roadmap_with([step(0)])
    schedule = laid(roadmap, start=None)

    assert not {"从哪天", "到哪天"} & set(frame(schedule_table(schedule, roadmap, ORCHARD, "zh")))
    assert not {"从哪天", "到哪天"} & set(frame(load_table(schedule, ORCHARD, "zh")))


def test_what_is_too_late_for_an_event_says_so() -> None:
    roadmap = roadmap_with([step(0)])
    late = Missed(event("双12", date(2026, 12, 1), 2), (("soil.i0", 1),), 1)
    table = frame(schedule_table(laid(roadmap, missed=[late]), roadmap, ORCHARD, "zh"))

    assert table["说明"].tolist() == ["赶不上双12"]


def test_the_load_table_says_when_a_week_is_full_over_or_without_time_and_what_is_guessed() -> None:
    schedule = laid(roadmap_with([step(0, days=4)]))
    load = Load("hands", (1, 2, 0, 3), (2, 2, 0, 2), assumed=True)
    table = frame(load_table(replace(schedule, loads=[load]), ORCHARD, "zh"))

    assert table["第几周"].tolist() == [1, 2, 3, 4]
    assert table["状态"].tolist() == ["", "排满", "腾不出手", "超出"]
    assert set(table["说明"]) == {"人力是估的"}


def test_a_week_with_less_time_says_what_takes_it() -> None:
    fair = event("双12", date(2026, 12, 10), 3, ["hands"])
    schedule = laid(roadmap_with([step(0, days=4)]), events=[fair])
    load = Load("hands", (1, 1, 1, 0), (2, 0.5, 2, 2), assumed=False)
    table = frame(load_table(replace(schedule, loads=[load]), ORCHARD, "zh"))

    assert table["说明"].tolist() == ["", "双12有几天腾不出手", "", ""]
    assert frozen_by(schedule, "hands", range(1, 3), "en") == "双12"
    assert frozen_by(schedule, "eyes", range(1, 3), "en") == ""
    (row,) = load_rows(replace(schedule, loads=[load]), ORCHARD, "en")
    assert row.frozen == ("", "双12", "", "")


@settings(max_examples=20, deadline=None)
@given(drawn())
def test_every_step_and_every_week_has_its_row(case: tuple[Roadmap, Schedule]) -> None:
    roadmap, schedule = case
    for language, number, load in (("zh", "序号", "要做的人天"), ("en", "No.", "Person-days to do")):
        table = frame(schedule_table(schedule, roadmap, ORCHARD, language))
        assert sorted(table[number]) == list(range(1, len(roadmap.steps) + 1))
        loads = frame(load_table(schedule, ORCHARD, language))
        assert len(loads) == sum(len(one.days) for one in schedule.loads)
        assert loads[load].sum() == sum(sum(one.days) for one in schedule.steps)


def test_a_schedule_without_steps_has_empty_tables() -> None:
    roadmap = roadmap_with([])
    assert frame(schedule_table(laid(roadmap), roadmap, ORCHARD, "en")).empty
    assert frame(load_table(laid(roadmap), ORCHARD, "en")).empty
