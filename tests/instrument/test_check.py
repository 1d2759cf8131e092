"""What `check` tells an author, slip by slip and all at once."""

from pathlib import Path
from typing import Any

import pytest

from assessment.instrument.checks.every_check import check_bank
from assessment.instrument.load import load, load_instrument, shipped_bank
from assessment.instrument.problems import errors
from assessment.instrument.releases import freeze
from tests.instrument.bank import SMALL, TODAY, copy_of, line_of, rewrite
from tests.yaml_cases import read_cases

CASES: list[dict[str, Any]] = read_cases(Path(__file__).parents[1] / "cases" / "check.yaml")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES])
def test_a_slip_is_told_with_its_line_and_what_to_do(case: dict[str, Any], tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    if "released" in case:
        version = raised(bank, "0.3.0", case["released"])
        freeze(bank, load_instrument(bank))
        raised(bank, version, case.get("now", "1.1.0"))
    path = bank / case["file"]
    line: int | None = 1
    if "instead_of" in case:
        line = rewrite(path, case["instead_of"], case["write"])
    else:
        path.write_text(case["write"], encoding="utf-8")
    if "also" in case:
        rewrite(path, case["also"]["instead_of"], case["also"]["write"])
    path = bank / case.get("told_in", case["file"])
    if "on" in case:
        line = line_of(path, case["on"])
    elif "told_in" in case:
        line = None

    found = check_bank(load(bank), TODAY)

    said = [
        (problem.file, problem.line, problem.level)
        for problem in found
        if case["says"] in problem.what.in_("en")
    ]
    if case.get("twice"):
        assert line is not None
        assert said.pop() == (str(path), line + 1, "error")
    assert said == [(str(path), line, case.get("level", "error"))], "\n".join(one.text("en") for one in found)
    told = next(problem for problem in found if case["says"] in problem.what.in_("en"))
    assert case.get("do", "") in told.fix.in_("en")
    assert told.what.in_("zh")
    assert told.fix.in_("zh")


def raised(bank: Path, version: str, to: str) -> str:
    """Raise a bank's version."""
    rewrite(bank / "instrument.yaml", f'version: "{version}"', f'version: "{to}"')
    return to


def test_the_small_bank_has_no_problem() -> None:
    assert [problem.text("en") for problem in check_bank(load(SMALL), TODAY)] == []


def test_the_shipped_bank_has_no_error() -> None:
    assert [problem.text("en") for problem in errors(check_bank(load(shipped_bank()), TODAY))] == []


# File, what to replace, by what, how many lines below the replacement the slip stands, what is told.
PLANTED = [
    ("instrument.yaml", "lower: 0.05, higher: 0.25", "lower: 0.95, higher: 0.25", 0, "add up to more than 1"),
    ("gates.yaml", "{item: team.standins,", "{item: team.standin,", 0, "There is no item 'team.standin'"),
    (
        "gates.yaml",
        "{item: supply.stock, at_least: 1}",
        "{item: supply.stock, at_least: 4}",
        0,
        "Nobody can meet",
    ),
    (
        "gates.yaml",
        "{dimension: team, at_least: 75}",
        "{dimension: team, atleast: 75}",
        0,
        "'atleast' is not a known",
    ),
    ("metrics.yaml", "  direction: higher", "  direction: up", 0, "'direction' cannot be 'up'"),
    ("profile.yaml", "kind: count", "kind: number", 0, "'kind' cannot be 'number'"),
    ("handbook.yaml", "id: team.shop_ops,", "id: team.content_ops,", 0, "This id is used twice"),
    ("sources.yaml", "    year: 2022\n", "    year: '2022'\n", 0, "'year' is '2022'"),
    ("dimensions/team.yaml", "    weight: 1\n", "    wieght: 1\n", 0, "'wieght' is not a known key"),
    (
        "dimensions/supply.yaml",
        '    since: "0.1.0"\n',
        "    since: 0.1\n",
        0,
        "'since' was read as the number 0.1",
    ),
    ("dimensions/content.yaml", "    owner: content\n", "    owner: contents\n", 0, "no function 'contents'"),
    (
        "dimensions/service.yaml",
        "    core: true\n",
        "    core: true\n    core: false\n",
        1,
        "'core' is given twice",
    ),
    ("dimensions/field.yaml", "        days: ", "        dyas: ", 0, "'dyas' is not a known key of a step"),
    ("dimensions/ads.yaml", "    kind: anchored\n", "    kind: anchord\n", 0, "not a known kind"),
    (
        "dimensions/alliance.yaml",
        "    core: true\n",
        "    core: &yes true\n",
        0,
        "Anchors and aliases are not used",
    ),
    ("dimensions/campaign.yaml", "measures:\n", "measures: 1\nmeasured:\n", 0, "'measures' is '1'"),
    ("dimensions/campaign.yaml", "measured:\n", "measured:\n", 0, "'measured' is not a known key"),
    ("dimensions/top_kol.yaml", "items:\n", "items: [\n", 0, "never closed"),
]


def test_every_planted_slip_of_a_broken_bank_is_told_in_one_run(tmp_path: Path) -> None:
    bank = copy_of(shipped_bank(), tmp_path)
    planted = [(file, rewrite(bank / file, old, new) + down, says) for file, old, new, down, says in PLANTED]

    found = check_bank(load(bank), TODAY)

    untold = []
    for file, line, says in planted:
        told = [one for one in found if one.file == str(bank / file)]
        if not any(one.line == line and says in one.what.in_("en") for one in told):
            untold.append((file, line, says, [one.text("en") for one in told]))
    assert untold == []


def test_a_broken_file_does_not_set_off_messages_about_what_it_held(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    rewrite(bank / "dimensions/people.yaml", "items:", "items: [")

    found = check_bank(load(bank), TODAY)

    assert {problem.file for problem in found} == {str(bank / "dimensions/people.yaml")}


@pytest.mark.parametrize(
    ("file", "instead_of", "write"),
    [
        ("metrics.yaml", "range: [0, 500]", "range: [500, 0]"),
        ("instrument.yaml", "scale: {0: 0, 1: 1, 2: 3}", "scale: {0: 0, 1: 1, 3: 3}"),
        ("gates.yaml", "{dimension: people, at_least: 30}", "{dimension: poeple, at_least: 30}"),
        ("instrument.yaml", "languages: [zh, en]", "languages: zh"),
    ],
)
def test_one_slip_sets_off_one_message(file: str, instead_of: str, write: str, tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    rewrite(bank / file, instead_of, write)

    assert len(check_bank(load(bank), TODAY)) == 1


def test_a_missing_dimension_file_is_told_where_it_is_listed(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    (bank / "dimensions/people.yaml").rename(bank / "dimensions/poeple.yaml")

    stranger, gap = check_bank(load(bank), TODAY)

    assert (stranger.file, stranger.level) == (f"{bank}/dimensions/poeple.yaml", "warning")
    assert stranger.fix.in_("en") == "Did you mean dimensions/people.yaml?"
    listed = line_of(bank / "instrument.yaml", "  - {id: people")
    assert (gap.file, gap.line, gap.level) == (f"{bank}/instrument.yaml", listed, "error")
    assert gap.what.in_("en") == "people: there is no dimensions/people.yaml."


def test_an_unmeasured_concept_is_a_warning_before_version_1_and_an_error_after(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    (bank / "handbook.yaml").write_text(
        "concepts:\n  - {id: soil, zh: 土, en: Soil, place: p. 1}\n", encoding="utf-8"
    )

    before = check_bank(load(bank), TODAY)
    rewrite(bank / "instrument.yaml", 'version: "0.3.0"', 'version: "1.0.0"')
    after = check_bank(load(bank), TODAY)

    assert [(one.level, one.line) for one in before] == [("warning", 2)]
    assert [(one.level, one.line) for one in after] == [("error", 2)]


def test_forbidden_words_and_poor_anchors_are_told_by_language(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    (bank / "wording.yaml").write_text(
        "forbidden: {zh: [赋能], en: [robust]}\n"
        "allowed: {zh: [不赋能]}\n"
        "anchors: {zh: {shortest: 6, longest: 12, most_alike: 0.8}}\n",
        encoding="utf-8",
    )
    path = bank / "dimensions/people.yaml"
    rewrite(path, "值日表每月更新，缺人有替补。", "值日表每月更新，缺人有替补，互相赋能。")
    rewrite(path, "The rota is renewed each month", "The Robust rota is renewed each month")
    rewrite(path, "有没有人一直管。", "不赋能。")

    said = {problem.what.in_("en") for problem in check_bank(load(bank), TODAY) if problem.file == str(path)}

    assert said == {
        "people.rota: It says '赋能'.",
        "people.rota: It says 'Robust'.",
        "people.rota: Anchor 2 has 19 characters.",
    }


def test_neighbouring_anchors_that_hardly_differ_are_pointed_out(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    (bank / "wording.yaml").write_text(
        "anchors: {zh: {shortest: 1, longest: 99, most_alike: 0.8}}\n", encoding="utf-8"
    )
    path = bank / "dimensions/people.yaml"
    rewrite(path, "值日表每月更新，缺人有替补。", "有一张写好人名的值日表。")

    found = [problem for problem in check_bank(load(bank), TODAY) if problem.file == str(path)]

    assert [(one.level, one.what.in_("en")) for one in found] == [
        ("warning", "people.rota: Anchors 1 and 2 are nearly the same.")
    ]


def test_citations_are_held_against_the_bibliography_where_there_is_one(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    (bank / "sources.yaml").write_text(
        "- {key: diary, title: Diary, author: Class 3, year: 2026, took: The weights.}\n", encoding="utf-8"
    )

    said = [(Path(one.file).name, one.what.in_("en")) for one in check_bank(load(bank), TODAY)]

    assert said == [("metrics.yaml", "harvest: There is no source 'the diary'.")]


def test_a_concept_there_is_not_is_told(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    (bank / "handbook.yaml").write_text("- {id: soil, zh: 土, en: Soil, place: p. 1}\n", encoding="utf-8")
    path = bank / "dimensions/people.yaml"
    line = rewrite(path, "    owner: planning", "    concepts: [soil, sun]\n    owner: planning")

    said = [(one.line, one.what.in_("en")) for one in check_bank(load(bank), TODAY)]

    assert said == [(line, "people.rota: There is no concept 'sun'.")]


def test_more_than_eight_must_items_are_too_many(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    musts = "".join(f"    - {{item: plants.watering, at_least: {1 + rank % 2}}}\n" for rank in range(9))
    rewrite(bank / "gates.yaml", "    - {item: plants.watering, at_least: 1}\n", musts)

    said = [problem.what.in_("en") for problem in check_bank(load(bank), TODAY)]

    assert "stage sprout: There are 9 must items, at most 8." in said


def test_contradictions_name_only_what_exists(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    (bank / "contradictions.yaml").write_text(
        "- id: dry\n  when:\n  - {item: plants.watring, at_most: 0}\n  - {metric: harvest, at_least: 9}\n"
        "  question: {zh: 哪个对？, en: Which is right?}\n",
        encoding="utf-8",
    )

    said = [(Path(one.file).name, one.line, one.what.in_("en")) for one in check_bank(load(bank), TODAY)]

    assert said == [
        ("contradictions.yaml", 3, "dry: There is no item 'plants.watring'."),
    ]
