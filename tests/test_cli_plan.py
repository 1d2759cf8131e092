"""The command `plan`."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands import EXAMPLES, chinese_garden, garden_file, run, unreadable
from tests.instrument.bank import SMALL

BRAND = str(EXAMPLES / "beauty-brand-of-forty.json")
ORCHARD = str(EXAMPLES / "orchard-before-first-stream.json")
MATURE = str(EXAMPLES / "home-goods-mature.json")
OUTLET = str(EXAMPLES / "factory-outlet-on-the-shelf.json")
"""It does not stream, so its field is absent."""


def planned(*arguments: str) -> dict[str, Any]:
    """Return what `plan --json` prints."""
    code, printed, said = run("plan", *arguments, "--json")
    assert (code, said) == (0, "")
    whole: dict[str, Any] = json.loads(printed)
    return whole


def test_json_has_exactly_the_keys_of_the_contract() -> None:
    whole = planned(ORCHARD)

    assert list(whole) == [
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


def test_nothing_is_said_of_weeks_while_nothing_is_scheduled() -> None:
    whole = planned(ORCHARD)

    assert whole["gate_week"] is None
    assert {(step["start_week"], step["end_week"]) for step in whole["steps"]} == {(None, None)}


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


def test_wishes_are_followed() -> None:
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
        "What this criterion asks about is marked not applicable"
    )


def test_the_text_is_a_numbered_list_with_owner_days_and_reason() -> None:
    code, printed, _ = run("plan", BRAND)

    lines = printed.splitlines()
    assert code == 0
    assert lines[0] == "要到成熟期：4 步，共 13 人天；每条分数线留 3 分余量。"
    assert lines[2:4] == ["   服务保障 · 2 人天 · 合规必做 2 → 3", "   门槛里点名要求这一项做到 3 级。"]
    assert [line[:2] for line in lines if line[0].isdigit()] == ["1.", "2.", "3.", "4."]
    assert "现在先别做：" in lines


def test_the_text_says_what_to_find_out_and_which_number_must_be_seen() -> None:
    _, printed, _ = run("plan", ORCHARD, "--lang", "en")

    assert "A number must be seen as well: Experience score at least 70." in printed
    assert "Find out first:\n- Check before posting\n" in printed
    assert "find out first\n" in printed


@pytest.mark.parametrize(
    ("wish", "headline"),
    [
        (("--target", "growth"), "Growth is reached already; no steps are needed."),
        (("--days", "1.5"), "1 step, 1.5 person-days."),
        (("--dimension", "top_kol=40"), "To reach T Top creators 40: "),
    ],
)
def test_the_first_line_says_what_the_steps_reach(wish: tuple[str, ...], headline: str) -> None:
    _, printed, _ = run("plan", MATURE, "--lang", "en", *wish)

    assert printed.startswith(headline)


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        (("--target", "grwoth"), "--target: 'grwoth' is not a stage to reach. Did you mean 'growth'?"),
        (("--target", "launch"), "--target: 'launch' is not a stage to reach. There is: growth, mature."),
        (("--dimension", "tema=50"), "--dimension: There is no dimension 'tema'. Did you mean 'team'?"),
        (("--dimension", "team=120"), "--dimension: 'team=120' is out of range. Write 0 to 100."),
        (("--dimension", "team=nan"), "--dimension: 'team=nan' is out of range. Write 0 to 100."),
        (("--dimension", "team"), "--dimension: 'team' is not of the form DIMENSION=SCORE, such as team=60."),
        (("--days", "0"), "--days: '0' is not a number of person-days. Write a number above 0."),
        (("--days", "nan"), "--days: 'nan' is not a number of person-days. Write a number above 0."),
        (("--days", "inf"), "--days: 'inf' is not a number of person-days. Write a number above 0."),
        (("--margin", "101"), "--margin: '101' is out of range. Write 0 to 100."),
        (("--margin", "nan"), "--margin: 'nan' is out of range. Write 0 to 100."),
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
def test_a_wish_that_means_nothing_ends_with_2_and_names_what_may_be_said(
    wish: tuple[str, ...], told: str
) -> None:
    code, printed, said = run("plan", MATURE, "--lang", "en", *wish)

    assert (code, printed) == (2, "")
    assert told in said


def test_a_wrong_wish_is_told_in_chinese_too() -> None:
    assert (
        "--target：“grwoth”不是可以去到的阶段。是不是想写“growth”？"
        in run("plan", MATURE, "--target", "grwoth")[2]
    )


@pytest.mark.parametrize("option", ["--capacity", "--start", "--weeks"])
def test_what_belongs_to_the_schedule_is_not_offered(option: str) -> None:
    assert run("plan", MATURE, option, "3")[0] == 2


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
