"""The command `plan`."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import EXAMPLES, KEPT, chinese_garden, garden_file, run, unreadable
from tests.instrument.bank import SMALL

BRAND = str(KEPT / "beauty-brand-of-forty.json")
ORCHARD = str(KEPT / "orchard-before-first-stream.json")
MATURE = str(KEPT / "home-goods-mature.json")
TRADER = str(KEPT / "clothing-trader-heavy-ads.json")
OUTLET = str(KEPT / "factory-outlet-on-the-shelf.json")
"""It does not stream, so its field is absent."""
TEA_IN_FEBRUARY = str(EXAMPLES / "tea-shop-2026-02.json")


def planned(*arguments: str) -> dict[str, Any]:
    """Return what `plan --json` prints."""
    code, printed, said = run("plan", *arguments, "--json")
    assert (code, said) == (0, "")
    whole: dict[str, Any] = json.loads(printed)
    return whole


CONTRACT = [
    "feasible",
    "target",
    "margin",
    "effort_days",
    "proven_optimal",
    "bound_days",
    "steps",
    "conditions",
    "find_out",
    "not_yet",
    "gate_week",
    "plain_list_days",
    "clashes",
]
ADDED = ["relaxations", "schedule"]
"""See docs/decisions/0011: what is added stands behind, and what is there keeps its meaning."""


def test_json_has_the_keys_of_the_contract_first_and_what_is_added_behind() -> None:
    whole = planned(ORCHARD)

    assert list(whole) == [*CONTRACT, *ADDED]
    assert list(whole["steps"][0]) == [
        "item",
        "to_point",
        "owner",
        "product",
        "days",
        "start_week",
        "end_week",
        "opens",
        "needs",
        "if_confirmed",
        "reason",
    ]
    assert set(whole["steps"][0]["reason"]) == {"zh", "en"}
    assert {"item", "worth_from", "reason"} == set(whole["not_yet"][0])


def test_the_list_is_proven_cheapest_and_set_against_a_plain_one() -> None:
    whole = planned(ORCHARD)

    assert whole["proven_optimal"] is True
    assert whole["bound_days"] == whole["effort_days"] < whole["plain_list_days"]


def test_the_best_use_of_days_is_proven_too_and_has_nothing_to_be_set_against() -> None:
    whole = planned(ORCHARD, "--days", "10")

    assert (whole["proven_optimal"], whole["bound_days"], whole["plain_list_days"]) == (True, None, None)


def test_every_step_has_its_weeks_after_what_it_needs_and_the_gate_its_week() -> None:
    whole = planned(ORCHARD)

    weeks = {
        (step["item"], step["to_point"]): (step["start_week"], step["end_week"]) for step in whole["steps"]
    }
    for step in whole["steps"]:
        assert 1 <= step["start_week"] <= step["end_week"]
        for need in step["needs"]:
            assert weeks[need["item"], need["point"]][1] < step["start_week"]
    last = max(end for _, end in weeks.values())
    assert 0 < whole["gate_week"] <= last == whole["schedule"]["last_week"]
    assert whole["schedule"]["start"] == "2026-10-19"  # the Monday after the day of the assessment
    assert len(whole["schedule"]["why_now"]) == len(whole["steps"])


def test_a_gate_that_is_open_already_has_no_week() -> None:
    whole = planned(MATURE, "--target", "growth")

    assert (whole["feasible"], whole["steps"], whole["gate_week"]) == (True, [], None)


def test_no_function_works_more_in_a_week_than_was_given_to_it() -> None:
    whole = planned(ORCHARD, "--capacity", "shop=2,content=0.5")

    loads = {load["function"]: load for load in whole["schedule"]["loads"]}
    assert max(loads["shop"]["days"]) == 2
    assert max(loads["content"]["days"]) == 0.5
    for load in loads.values():
        assert all(done <= there for done, there in zip(load["days"], load["capacity"], strict=True)), load[
            "function"
        ]


@pytest.mark.slow
def test_where_the_weeks_are_too_few_every_way_out_works_as_it_says() -> None:
    whole = planned(OUTLET, "--weeks", "12")

    assert (whole["feasible"], whole["schedule"], whole["gate_week"]) == (False, None, None)
    assert {(step["start_week"], step["end_week"]) for step in whole["steps"]} == {(None, None)}
    said = [one["said"]["en"] for one in whole["relaxations"]]
    assert any(one.endswith(" in all.") for one in said)
    for tried in whole["relaxations"]:
        options = tried["wish"]
        dropped = [f"{one['item']}:{one['point']}" for one in options["edits"] if one["status"] == "dropped"]
        again = planned(
            OUTLET,
            *("--weeks", str(options["weeks"]), "--margin", str(options["margin"])),
            *(word for step in dropped for word in ("--drop", step)),
            *(
                word
                for name, days in options["capacity"].items()
                for word in ("--capacity", f"{name}={days}")
            ),
        )
        assert (again["gate_week"], again["effort_days"]) == (tried["gate_week"], tried["effort_days"])


def test_the_next_stage_is_the_target_where_nothing_is_said() -> None:
    whole = planned(BRAND)

    assert (whole["feasible"], whole["target"], whole["margin"]) == (True, "mature", 3)
    assert {(step["item"], step["to_point"]) for step in whole["steps"]} == {
        ("supply.margin_sheet", 3),
        ("supply.quality_loop", 3),
        ("service.compliance", 3),
        ("field.review", 3),
        # Content is at 77.8: with the margin of three points it asks for a little more.
        ("content.pre_check", 3),
    }
    assert whole["effort_days"] == sum(step["days"] for step in whole["steps"])


def test_at_the_last_stage_twenty_days_are_put_to_use() -> None:
    whole = planned(MATURE)

    assert whole["target"] is None
    assert 0 < whole["effort_days"] <= 20


def test_a_number_that_no_step_moves_is_a_condition() -> None:
    assert planned(ORCHARD)["conditions"] == [
        {"metric": "experience_score", "at_least": 70, "when_unknown": "skip"}
    ]


def test_plan_requests_are_followed() -> None:
    left_out = planned(ORCHARD, "--exclude", "content.demand", "--exclude", "content.selling_points")
    forced = planned(BRAND, "--force", "team.weekly_actions", "--margin", "0")
    few_days = planned(ORCHARD, "--days", "3")
    dimension = planned(BRAND, "--dimension", "account=80")

    assert {"content.demand", "content.selling_points"}.isdisjoint(step["item"] for step in left_out["steps"])
    assert "team.weekly_actions" in {step["item"] for step in forced["steps"]}
    assert forced["margin"] == 0
    assert (few_days["target"], few_days["effort_days"] <= 3) == (None, True)
    assert {step["item"].partition(".")[0] for step in dimension["steps"]} == {"account"}


def test_no_way_to_the_target_is_an_answer_in_words() -> None:
    whole = planned(OUTLET, "--dimension", "field=60")

    assert (whole["feasible"], whole["steps"]) == (False, [])
    assert set(whole["clashes"][0]) >= {"what", "relax"}
    code, printed, _ = run("plan", OUTLET, "--dimension", "field=60", "--lang", "en")
    assert code == 0
    assert printed.startswith(
        "As things are, no steps reach this target:\n- F Field · own live rooms at least 60: "
        "What this criterion asks about is marked not applicable; no step can meet it. Check whether "
    )


def test_what_was_left_out_is_named_where_nothing_can_replace_it() -> None:
    whole = planned(BRAND, "--exclude", "field.review", "--exclude", "service.compliance")

    assert [clash["criterion"]["item"] for clash in whole["clashes"]] == [
        "service.compliance",
        "field.review",
    ]
    assert {clash["what"]["en"] for clash in whole["clashes"]} == {
        "It is left out, or its steps are dropped, and no other step can replace it."
    }
    assert [one["said"]["en"] for one in whole["relaxations"]] == ["Leave nothing out."]


def test_the_text_is_a_numbered_list_with_owner_days_and_reason() -> None:
    code, printed, _ = run("plan", BRAND)

    lines = printed.splitlines()
    assert code == 0
    assert lines[0] == "要到成熟期：5 步，共 14.5 人天；每条分数线留 3 分余量。"
    assert lines[1] == "已证明没有更省的做法。"
    assert lines[4:6] == [
        "第 8 周全部做完，同时达标。",
        "“退货差评改进”要到第 8 周才看得到结果，再快不了。",
    ]
    first = next(number for number, line in enumerate(lines) if line.startswith("1. "))
    assert "人天 · 第 1–4 周 · " in lines[first + 1]
    assert lines[first + 2] == "   门槛里点名要求这一项做到 3 级。"
    assert [line[:2] for line in lines if line[0].isdigit()] == ["1.", "2.", "3.", "4.", "5."]
    assert "现在先别做：" in lines


def test_the_text_says_what_to_find_out_and_which_number_must_be_seen() -> None:
    _, printed, _ = run("plan", ORCHARD, "--lang", "en")

    assert "- Experience score: at least 70. Where to read it: " in printed
    assert "Find out first:\n- Check before posting\n" in printed
    assert "find out first\n" in printed


@pytest.mark.parametrize(
    ("options", "headline"),
    [
        (("--target", "growth"), "Growth is reached already; no steps are needed."),
        (("--days", "1.5"), "1 step, 1.5 person-days, chosen to raise the index most."),
        (("--days", "0.1"), "There is no step to take: "),
        (("--dimension", "top_kol=40"), "To reach T Top creators 40: "),
    ],
)
def test_the_first_line_says_what_the_steps_reach(options: tuple[str, ...], headline: str) -> None:
    _, printed, _ = run("plan", MATURE, "--lang", "en", *options)

    assert printed.startswith(headline)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--target", "grwoth"), "--target: 'grwoth' is not a stage to reach. Did you mean 'growth'?"),
        (("--target", "launch"), "--target: 'launch' is not a stage to reach. There is: growth, mature."),
        (("--dimension", "tema=50"), "--dimension: There is no dimension 'tema'. Did you mean 'team'?"),
        (
            ("--dimension", "team=120"),
            "--dimension: 'team=120' is out of range. Write 0 to 100, with one decimal at most.",
        ),
        (
            ("--dimension", "team=nan"),
            "--dimension: 'team=nan' is out of range. Write 0 to 100, with one decimal at most.",
        ),
        (
            ("--dimension", "team=66.67"),
            "--dimension: 'team=66.67' is out of range. Write 0 to 100, with one decimal at most.",
        ),
        (("--margin", "0.05"), "--margin: '0.05' is out of range. Write 0 to 100, with one decimal at most."),
        (("--in-hand", "0"), "--in-hand: '0' is not a number of steps at once. Write 1 to 20."),
        (("--piece", "0.3"), "--piece: '0.3' is not a least number of person-days a week in a step."),
        (("--one-week", "9"), "--one-week: '9' is not a number of person-days of one step."),
        (("--capacity", "content=0.1"), "It goes by half days: write 0, 0.5, 1, 1.5 and so on, up to 500."),
        (("--dimension", "team"), "--dimension: 'team' is not of the form DIMENSION=SCORE, such as team=60."),
        (("--days", "0"), "--days: '0' is not a number of person-days. Write a number above 0."),
        (("--days", "nan"), "--days: 'nan' is not a number of person-days. Write a number above 0."),
        (("--days", "inf"), "--days: 'inf' is not a number of person-days. Write a number above 0."),
        (("--margin", "101"), "--margin: '101' is out of range. Write 0 to 100, with one decimal at most."),
        (("--margin", "nan"), "--margin: 'nan' is out of range. Write 0 to 100, with one decimal at most."),
        (
            ("--exclude", "team.standin"),
            "--exclude: There is no item 'team.standin'. Did you mean 'team.standins'?",
        ),
        (("--force", "team.standin"), "--force: There is no item 'team.standin'. Did you mean"),
        (
            ("--force", "team.standins", "--exclude", "team.standins"),
            "--force: 'team.standins' is forced and excluded at once. Keep one of them.",
        ),
        (("--target", "growth", "--days", "3"), "Only one of --target, --dimension and --days can be given."),
    ],
)
def test_a_plan_request_that_means_nothing_ends_with_2_and_names_what_may_be_said(
    options: tuple[str, ...], told: str
) -> None:
    code, printed, said = run("plan", MATURE, "--lang", "en", *options)

    assert (code, printed) == (2, "")
    assert told in said


def test_a_wrong_plan_request_is_told_in_chinese_too() -> None:
    assert (
        "--target：“grwoth”不是可以去到的阶段。是不是想写“growth”？"
        in run("plan", MATURE, "--target", "grwoth")[2]
    )


UNREADABLE = [
    (("--capacity", "contents=3"), "--capacity: There is no function 'contents'. Did you mean 'content'?"),
    (("--capacity", "content=-1"), "--capacity: 'content=-1' is not a number of person-days a week."),
    (("--capacity", "content=0.3"), "--capacity: 'content=0.3' is not a number of person-days a week."),
    (("--capacity", "content=nan"), "--capacity: 'content=nan' is not a number of person-days a week."),
    (("--capacity", "content"), "--capacity: 'content' is not of the form FUNCTION=DAYS"),
    (("--capacity", "content=1,content=2"), "--capacity: 'content' is given twice, in different ways."),
    (("--fix", "team.goals:2=3", "--fix", "team.goals:2=4"), "--fix: 'team.goals:2' is given twice"),
    (("--done", "team.goals:2", "--drop", "team.goals:2"), "--drop: 'team.goals:2' is given twice"),
    (("--weeks", "0"), "--weeks: '0' is not a number of weeks. Write 1 to 520."),
    (("--weeks", "521"), "--weeks: '521' is not a number of weeks. Write 1 to 520."),
    (("--weeks", "soon"), "'soon' is not a valid integer"),
    (("--now", "0"), "--now: '0' is not a number of weeks. Write 1 to 520."),
    (("--start", "next Monday"), "--start: 'next Monday' is not of the form 2026-12-07."),
    (("--start", "9999-12-31"), "--start: '9999-12-31' is too far away."),
    (
        ("--ready-for", "double12"),
        "--ready-for: The calendar has no event 'double12'. Did you mean 'double12_2",
    ),
    (("--ready-for", "party"), "--ready-for: The calendar has no event 'party'."),
    (
        ("--ready-for", "double11_2026", "--start", "2026-11-09"),
        "--ready-for: 'double11_2026' begins on 2026-10-09, not after the first day, 2026-11-09.",
    ),
    (("--freeze", "content=2026-12-13..2026-12-07"), "ends before it starts. Swap the two dates."),
    (
        ("--freeze", "content=2026-12-07"),
        "is not of the form FUNCTION=FROM..TO, such as content=2026-12-07..",
    ),
    (
        ("--freeze", "content=2026-12-07..x"),
        "--freeze: 'content=2026-12-07..x' is not of the form 2026-12-07.",
    ),
    (("--freeze", "cook=2026-12-07..2026-12-13"), "--freeze: There is no function 'cook'."),
    (("--freeze", "content=2026-12-07..2029-12-13"), "--freeze: '2026-12-07..2029-12-13' is too long"),
    (("--fix", "team.goal:2=3"), "--fix: There is no item 'team.goal'. Did you mean 'team.goals'?"),
    (("--fix", "team.goals:4=3"), "--fix: 'team.goals' has no step to point 4. There is: 1, 2, 3."),
    (("--fix", "team.goals:2=0"), "--fix: 'team.goals:2=0' is not a number of weeks. Write 1 to 520."),
    (("--fix", "team.goals:2=2.5"), "--fix: 'team.goals:2=2.5' is not of the form ITEM:POINT=WEEK."),
    (("--fix", "team.goals:2=nan"), "--fix: 'team.goals:2=nan' is not of the form ITEM:POINT=WEEK."),
    (("--fix", "team.goals:2"), "--fix: 'team.goals:2' is not of the form ITEM:POINT=WEEK."),
    (("--fix", f"team.goals:{'9' * 5000}=2"), "is not of the form ITEM:POINT, such as team.goals:2."),
    (("--done", "team.goals"), "--done: 'team.goals' is not of the form ITEM:POINT, such as team.goals:2."),
    (("--done", "team.goal:2"), "--done: There is no item 'team.goal'."),
    (("--drop", "team.goals:9"), "--drop: 'team.goals' has no step to point 9."),
    (("--cost", "team.goals:2=much"), "--cost: 'team.goals:2=much' is not of the form ITEM:POINT=DAYS."),
    (("--cost", "team.goals:2=-1"), "--cost: 'team.goals:2=-1' is not a number of person-days of one step."),
    (
        ("--cost", "team.goals:2=inf"),
        "--cost: 'team.goals:2=inf' is not a number of person-days of one step.",
    ),
    (("--owner", "team.goals:2=cook"), "--owner: There is no function 'cook'. There is: content, shop,"),
    (("--suppose", "team.goals"), "--suppose: 'team.goals' is not of the form ITEM=POINT"),
    (("--suppose", "team.goals=7"), "--suppose: there is no such answer as 'team.goals=7'."),
]


@pytest.mark.parametrize(
    ("options", "told"), UNREADABLE, ids=[" ".join(options)[:50] for options, _ in UNREADABLE]
)
def test_what_cannot_be_meant_ends_with_2_and_a_sentence_that_says_what_can(
    options: tuple[str, ...], told: str
) -> None:
    code, printed, said = run("plan", MATURE, "--lang", "en", *options)

    assert (code, printed) == (2, "")
    assert told in said


def test_dates_need_a_first_day(tmp_path: Path) -> None:
    file = garden_file(tmp_path)
    freeze = ("--freeze", "digging=2026-12-07..2026-12-13")

    code, _, said = run("plan", file, "--questions", str(SMALL), "--lang", "en", *freeze)

    assert code == 2
    assert "--ready-for and --freeze need a first day. Add --start." in said


def test_days_without_end_are_put_to_use_as_far_as_there_is_something_to_do() -> None:
    everything = planned(MATURE, "--days", "1e300")

    assert everything["proven_optimal"] is True
    assert everything["effort_days"] > 20


def test_what_was_changed_about_steps_is_kept_in_the_plan() -> None:
    fixed, done, dropped = ("field.review:3", "service.compliance:3", "supply.quality_loop:3")
    whole = planned(
        BRAND,
        *("--fix", f"{fixed}=6", "--done", done, "--cost", "supply.margin_sheet:3=6"),
        *("--owner", "supply.margin_sheet:3=content", "--now", "2"),
    )

    steps = {f"{step['item']}:{step['to_point']}": step for step in whole["steps"]}
    assert steps[fixed]["start_week"] == 6
    assert done not in steps
    sheet = steps["supply.margin_sheet:3"]
    assert (sheet["days"], sheet["owner"]) == (6, "content")
    assert all(step["start_week"] >= 2 for step in steps.values())
    assert planned(BRAND, "--drop", dropped)["feasible"] is False


def test_who_has_no_time_for_two_weeks_begins_after_them() -> None:
    free = planned(BRAND, "--start", "2026-03-16")
    frozen = planned(BRAND, "--start", "2026-03-16", "--freeze", "content=2026-03-16..2026-03-29")

    def of(whole: dict[str, Any]) -> list[int]:
        return [step["start_week"] for step in whole["steps"] if step["owner"] == "content"]

    assert of(free) == [1]
    assert of(frozen) == [3]
    assert [one["id"] for one in frozen["schedule"]["events"]] == ["own_1"]


@pytest.mark.slow
def test_being_ready_for_a_sale_moves_its_steps_before_it_or_says_that_it_cannot_be() -> None:
    snacks = str(KEPT / "snacks-by-sixty-creators.json")
    late = planned(snacks, "--start", "2027-03-01", "--ready-for", "march8_2028")
    soon = planned(snacks, "--start", "2027-10-04", "--ready-for", "double11_2027")

    assert late["feasible"] is True
    assert soon["feasible"] is False
    assert "cannot be done before “Double 11”" in soon["clashes"][0]["what"]["en"]
    assert "Do not ask to be ready for Double 11." in [one["said"]["en"] for one in soon["relaxations"]]


@pytest.mark.slow
def test_why_says_what_each_step_hangs_together_with_and_what_leaving_one_out_costs() -> None:
    why = planned(ORCHARD, "--why")["why"]
    code, printed, _ = run("plan", ORCHARD, "--why", "--lang", "en")
    _, of_trader, _ = run("plan", TRADER, "--why", "--lang", "en")

    assert list(why) == ["minimum_days", "confidence", "plain_list", "needed_by", "left_out"]
    assert why["minimum_days"] < planned(ORCHARD)["effort_days"]
    sure = why["confidence"]
    assert sure["minimum"]["high"] < sure["safe"]["low"] < sure["verified"]["low"]
    assert len(sure["to_verify"]) == 6
    assert sum(step["days"] for step in why["plain_list"]) == planned(ORCHARD)["plain_list_days"]
    assert len(why["left_out"]) == 5
    assert code == 0
    for words in ("   With: ", "   Why then: ", "   Done when you can show: "):
        assert words in printed
    assert "   Needs first: Margin sheet 1 → 2\n" in of_trader
    assert "   Waiting for it: Break-even ad cost 1 → 2\n" in of_trader
    assert "- Traffic sources: Without it: 0.5 person-days more.\n" in printed
    assert "The plain list it is set against:\n- " in printed


def test_a_calendar_and_a_table_are_written_with_one_entry_a_step(tmp_path: Path) -> None:
    ics, table = tmp_path / "steps.ics", tmp_path / "steps.csv"

    code, _, said = run("plan", BRAND, "--ics", str(ics), "--csv", str(table), "--lang", "en")

    assert code == 0
    assert said.splitlines() == [f"{ics}: written, 5 steps.", f"{table}: written, 5 steps."]
    assert ics.read_text(encoding="utf-8").count("BEGIN:VEVENT") == 5 + 1  # and the day the gate opens
    rows = table.read_text(encoding="utf-8-sig").splitlines()
    assert len(rows) == 1 + 5
    assert rows[0].startswith("No.,") or "Step" in rows[0]


def test_json_stays_json_while_files_are_written(tmp_path: Path) -> None:
    code, printed, said = run("plan", BRAND, "--json", "--csv", str(tmp_path / "steps.csv"))

    assert code == 0
    assert json.loads(printed)["feasible"] is True
    assert said.endswith("steps.csv：写好了 5 步。\n")


@pytest.mark.slow
def test_nothing_is_written_where_nothing_is_laid_out_or_the_file_cannot_be(tmp_path: Path) -> None:
    path = tmp_path / "steps.csv"
    none = run("plan", OUTLET, "--weeks", "2", "--csv", str(path), "--lang", "en")
    nowhere = run("plan", BRAND, "--csv", str(tmp_path / "none" / "steps.csv"), "--lang", "en")
    undated = run(
        *("plan", garden_file(tmp_path), "--questions", str(SMALL), "--lang", "en"),
        *("--ics", str(tmp_path / "steps.ics")),
    )

    assert none[0] == nowhere[0] == undated[0] == 1
    assert none[2] == "No step is laid out, so no file was written.\n"
    assert nowhere[2].endswith("steps.csv: cannot be opened or written (No such file or directory).\n")
    assert undated[2] == "--ics: without a first day there are no dates for a calendar. Add --start.\n"
    assert not path.exists()


def test_a_bank_of_another_subject_is_planned_as_well(tmp_path: Path) -> None:
    file = garden_file(tmp_path, answers={"people.rota": {"point": 1}})

    code, printed, _ = run("plan", file, "--questions", str(SMALL), "--lang", "en")

    assert code == 0
    assert printed.startswith("To reach Sprout: ")


def test_a_bank_in_one_language_is_planned_in_that_one(tmp_path: Path) -> None:
    bank = chinese_garden(tmp_path)

    code, printed, _ = run("plan", garden_file(tmp_path), "--questions", bank, "--lang", "en")

    assert code == 0
    assert printed.startswith("To reach 发芽: ")
    assert "植物 has to reach 30" in printed


def test_a_file_that_cannot_be_read_ends_with_1_and_a_sentence(tmp_path: Path) -> None:
    for path in unreadable(tmp_path):
        code, printed, said = run("plan", path, "--questions", str(SMALL), "--lang", "en")

        assert (code, printed) == (1, ""), path
        assert said.startswith(f"{path}: ")


@pytest.mark.slow
def test_each_file_becomes_a_line_of_json() -> None:
    code, printed, _ = run("plan", ORCHARD, BRAND, "--jsonl")

    assert code == 0
    assert [json.loads(line) for line in printed.splitlines()] == [
        {"file": one, **planned(one)} for one in (ORCHARD, BRAND)
    ]


def test_what_means_nothing_for_a_file_is_a_line_of_json_and_the_next_is_planned() -> None:
    asked = ("--jsonl", "--ready-for", "sale618_2026", "--lang", "en")

    code, printed, told = run("plan", ORCHARD, TEA_IN_FEBRUARY, *asked)

    refused, done = (json.loads(line) for line in printed.splitlines())
    assert code == 2
    assert refused["file"] == ORCHARD
    assert refused["problems"][0]["what"] == told.strip()
    assert "sale618_2026" in told
    assert (done["file"], "steps" in done) == (TEA_IN_FEBRUARY, True)


def test_a_request_that_means_nothing_is_a_line_for_each_file() -> None:
    code, printed, _ = run("plan", ORCHARD, BRAND, "--jsonl", "--dimension", "nothing=60")

    assert code == 2
    assert [json.loads(line)["file"] for line in printed.splitlines()] == [ORCHARD, BRAND]


def test_a_calendar_is_written_of_one_assessment(tmp_path: Path) -> None:
    code, _, told = run("plan", ORCHARD, BRAND, "--ics", str(tmp_path / "a.ics"), "--lang", "en")

    assert (code, "one assessment at a time" in told) == (2, True)
