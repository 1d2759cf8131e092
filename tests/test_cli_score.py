"""The command `score`."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from click.testing import CliRunner

from assessment.cli import main
from assessment.cli.context import plain, table
from assessment.scoring.results import ScoreProblem
from assessment.texts import messages
from tests.commands import EXAMPLES, KEPT, chinese_garden, garden_file, run, unreadable
from tests.instrument.bank import SMALL

GARDEN = ("--questions", str(SMALL), "--lang", "en")
FRUIT = str(KEPT / "fruit-shop-eight-months.json")
PASTRY = str(KEPT / "pastry-shop-half-answered.json")


def scored(*arguments: str) -> dict[str, Any]:
    """Return what `score --json` prints."""
    code, printed, _ = run("score", *arguments, "--json")
    assert code == 0
    whole: dict[str, Any] = json.loads(printed)
    return whole


def test_json_has_exactly_the_keys_of_the_contract() -> None:
    whole = scored(FRUIT)

    assert list(whole) == [
        "stage",
        "status",
        "possible_stages",
        "confidence",
        "mode",
        "index",
        "index_high",
        "coverage",
        "percent_to_target",
        "dimensions",
        "gates",
        "problems",
    ]
    assert set(whole["confidence"]) == {"low", "high", "word"}
    assert set(whole["percent_to_target"]) == set(whole["gates"]) == {"growth", "mature"}
    assert set(whole["dimensions"]["team"]) == {"score", "high", "coverage", "answered", "applicable"}
    assert set(whole["gates"]["growth"]) == {"open", "findings"}
    keys = {"criterion", "kind", "measured", "high", "needed", "met", "must", "waived"}
    assert all(set(finding) == keys for gate in whole["gates"].values() for finding in gate["findings"])


def test_json_says_what_was_measured() -> None:
    whole = scored(FRUIT)

    assert (whole["stage"], whole["status"], whole["mode"]) == ("growth", "self_declared", "full")
    assert (whole["index"], whole["index_high"], whole["coverage"]) == (57.1, 57.1, 1.0)
    assert whole["dimensions"]["field"] == {
        "score": 62.2,
        "high": 62.2,
        "coverage": 1.0,
        "answered": 11,
        "applicable": 11,
    }
    assert whole["dimensions"]["top_kol"]["score"] is None
    assert whole["gates"]["mature"]["findings"][0] == {
        "criterion": {"item": "team.standins", "at_least": 2},
        "kind": "item",
        "measured": 1,
        "high": 1,
        "needed": 2,
        "met": False,
        "must": True,
        "waived": False,
    }


def test_a_criterion_on_a_number_says_what_happens_when_it_is_unknown() -> None:
    criteria = [finding["criterion"] for finding in scored(FRUIT)["gates"]["growth"]["findings"]]

    assert {"metric": "experience_score", "at_least": 70, "when_unknown": "skip"} in criteria
    assert criteria.count(None) == 1


def test_the_count_of_shoulds_is_one_finding() -> None:
    findings = scored(FRUIT)["gates"]["growth"]["findings"]

    counts = [finding for finding in findings if finding["kind"] == "shoulds"]
    assert [(count["needed"], count["must"]) for count in counts] == [(2, True)]
    assert sum(not finding["must"] for finding in findings) == 4


def test_where_no_stage_is_named_the_possible_ones_are() -> None:
    whole = scored(PASTRY)

    assert (whole["stage"], whole["status"], whole["confidence"]) == (None, None, None)
    assert whole["possible_stages"] == ["launch", "growth", "mature"]
    assert whole["problems"] == [
        {
            "code": "coverage_too_low",
            "place": "",
            "what": "答得不到六成，先不下结论。",
            "fix": "请先把没答的补上。",
        }
    ]


def test_json_is_all_that_stands_on_standard_output(tmp_path: Path) -> None:
    file = garden_file(tmp_path, answers={"plants.gnomes": {"point": 1}})

    code, printed, said = run("score", file, "--json", *GARDEN)

    assert code == 0
    assert said.endswith("This item is not asked any more. The answer is kept and not scored.\n")
    assert [problem["code"] for problem in json.loads(printed)["problems"]] == [
        "retired_item",
        "coverage_too_low",
    ]


def test_what_was_noticed_in_reading_is_a_problem_too(tmp_path: Path) -> None:
    reference = {"id": "school-garden", "version": "0.3.0", "digest": "sha256:0"}

    whole = scored(garden_file(tmp_path, instrument=reference), *GARDEN)

    first = whole["problems"][0]
    assert (first["code"], first["place"], first["fix"]) == (
        "file",
        "instrument.digest",
        "It is scored with the wording here.",
    )


def test_a_problem_is_said_by_name_and_in_the_language_asked_for(tmp_path: Path) -> None:
    file = garden_file(tmp_path, answers={"plants.watering": {"absent": "not_applicable", "reason": "x"}})

    said = {
        language: scored(file, "--questions", str(SMALL), "--lang", language)["problems"][0]
        for language in ("zh", "en")
    }

    assert said["zh"]["place"] == said["en"]["place"] == "plants.watering"
    assert said["en"]["what"].startswith("'Who watered over the last four weeks?' cannot be not applicable")
    assert said["zh"]["what"] == "“过去四周谁来浇水？”不能选不适用，按没答计算。"


def test_every_code_of_a_problem_has_its_sentence() -> None:
    codes = get_args(ScoreProblem.__annotations__["code"])

    known = messages("cli")

    assert all({f"cli.set_aside.{code}", f"cli.do.{code}"} <= known.keys() for code in codes)


def test_the_text_says_stage_figures_and_what_is_missing() -> None:
    code, printed, said = run("score", FRUIT)

    assert (code, said) == (0, "")
    lines = printed.splitlines()
    assert lines[:6] == [
        "三叠泉鲜果铺（示例）",
        "阶段：成长期（自己填报，未核实）",
        "把握：在边缘上（54.2–54.3 %）",
        "总分：57.1",
        "已答：100.0 %（完整评估）",
        "完成度：成长期 82.1 %，成熟期 55.1 %",
    ]
    assert "要到成熟期，还差 13 条：" in lines
    assert "- 毛利表：至少 3，现在 2" in lines
    assert "- 可选条件：需达到 2 条，现在 0 条" in lines


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("zh", "沿用：13 题是以前的回答，没有重新问"),
        ("en", "Carried over: 13 answers of earlier rounds, not asked again"),
    ],
)
def test_the_text_says_how_many_answers_were_carried_on(lang: str, line: str) -> None:
    first, last = (str(EXAMPLES / f"tea-shop-2026-{month}.json") for month in ("02", "11"))

    assert line in run("score", last, "--lang", lang)[1].splitlines()
    assert line.partition(" ")[0] not in run("score", first, "--lang", lang)[1]


def test_the_text_shows_what_missing_answers_leave_open() -> None:
    _, printed, _ = run("score", PASTRY, "--lang", "en")

    lines = printed.splitlines()
    assert "Stage: not known yet" in lines
    assert "Still possible: Launch or Growth or Mature" in lines
    assert "Index: 41.0 … 87.1" in lines
    assert "- Margin sheet: at least 2, now not known" in lines
    assert any(line.split() == ["T", "Top", "creators", "n/a", "0/0"] for line in lines)


def test_the_last_stage_lacks_nothing() -> None:
    _, printed, _ = run("score", str(KEPT / "home-goods-mature.json"), "--lang", "en")

    assert "Stage: Mature (confirmed: the evidence was seen)" in printed
    assert "Missing" not in printed


def test_a_bank_of_another_subject_is_scored_as_well(tmp_path: Path) -> None:
    answers = {
        "plants.watering": {"point": 2},
        "plants.beds": {"ticks": ["north", "south", "pots"]},
        "people.rota": {"point": 1},
        "people.keys": {"ticks": []},
    }
    file = garden_file(tmp_path, answers=answers, metrics={"harvest": {"number": 25}})

    code, printed, _ = run("score", file, *GARDEN)

    assert code == 0
    assert printed.splitlines()[0] == "Stage: Sprout (self-declared)"
    assert [line.split()[1:] for line in printed.splitlines() if line.startswith(("Plants", "People"))] == [
        ["80.0", "…", "100.0", "3/4"],
        ["16.7", "2/2"],
    ]


def test_a_bank_in_one_language_is_shown_in_that_one(tmp_path: Path) -> None:
    bank = chinese_garden(tmp_path)

    code, printed, _ = run("score", garden_file(tmp_path), "--questions", bank, "--lang", "en")

    assert code == 0
    assert "Missing for 发芽 (3):" in printed


def test_a_file_that_cannot_be_read_ends_with_1_and_a_sentence(tmp_path: Path) -> None:
    for path in unreadable(tmp_path):
        code, printed, said = run("score", path, "--json", *GARDEN)

        assert (code, printed) == (1, ""), path
        assert said.startswith(f"{path}: ")
        assert said.count("\n") == 1


def test_every_error_of_a_file_is_said_and_nothing_scored(tmp_path: Path) -> None:
    file = garden_file(tmp_path, answers={"plants.watering": {"point": 7}, "plants.bed": {"ticks": []}})

    code, printed, said = run("score", file, *GARDEN)

    assert (code, printed) == (1, "")
    assert [line.removeprefix(f"{file}: answers.plants.") for line in said.splitlines()] == [
        "watering.point: There is no point 7. Write one of the whole numbers 0, 1, 2.",
        "bed: There is no item 'plants.bed'. Did you mean 'plants.beds'?",
    ]


def test_what_would_steer_a_terminal_is_shown_instead(tmp_path: Path) -> None:
    file = garden_file(tmp_path, merchant={"name": "\u001b[31mred\u202e"})

    _, printed, _ = run("score", file, *GARDEN)

    assert printed.startswith("\\x1b[31mred\\u202e\n")


@pytest.mark.parametrize("text", ["半木一屋 Co.", "果　铺", "a-b"])
def test_ordinary_names_stay_as_they_are(text: str) -> None:
    assert plain(text) == text


def test_columns_line_up_under_chinese_heads() -> None:
    assert table([["维度", "得分"], ["A", "1"]]) == ["维度  得分", "A        1"]


@pytest.mark.parametrize("arguments", [(), ("--jsn",), ("--json", "a", "b")])
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run("score", *arguments)[0] == 2


def test_several_files_are_scored_one_after_the_other() -> None:
    code, printed, _ = run("score", FRUIT, PASTRY, "--lang", "en")
    alone = [run("score", one, "--lang", "en")[1] for one in (FRUIT, PASTRY)]

    assert code == 0
    assert printed == f"{FRUIT}\n{alone[0]}\n{PASTRY}\n{alone[1]}"


@pytest.mark.slow
def test_each_file_becomes_a_line_of_json() -> None:
    code, printed, _ = run("score", FRUIT, PASTRY, "--jsonl")

    assert code == 0
    assert [json.loads(line) for line in printed.splitlines()] == [
        {"file": one, **scored(one)} for one in (FRUIT, PASTRY)
    ]


def test_a_file_that_cannot_be_read_is_a_line_too_and_the_others_are_scored(tmp_path: Path) -> None:
    missing = str(tmp_path / "none.json")
    code, printed, told = run("score", missing, FRUIT, "--jsonl", "--lang", "en")

    first, second = map(json.loads, printed.splitlines())
    assert code == 1
    assert first["file"] == missing
    assert first["problems"][0]["what"] in told
    assert second["stage"] == "growth"


def test_a_file_comes_from_standard_input_where_its_name_is_a_dash() -> None:
    content = Path(FRUIT).read_bytes()
    result = CliRunner().invoke(main, ["score", "-", "--json"], input=content)

    assert json.loads(result.stdout) == scored(FRUIT)


def test_laid_out_json_is_of_one_file() -> None:
    code, _, told = run("score", FRUIT, PASTRY, "--json", "--lang", "en")

    assert (code, "use --jsonl" in told) == (2, True)
