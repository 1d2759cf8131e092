"""What the check tells about contradictions and derived numbers, in the bank of a school garden."""

from pathlib import Path

import pytest

from assessment.instrument.checks.every_check import check_bank
from assessment.instrument.load import load, load_bank, shipped_bank
from assessment.instrument.releases import digest
from tests.instrument.bank import SMALL, TODAY, copy_of

QUESTION = "  question: {zh: 哪个更对？, en: Which is nearer?}\n"
WATERED = "{item: plants.watering, at_least: 2}"
HARVEST = "{metric: harvest, at_least: 9}"


def told(tmp_path: Path, file: str, text: str) -> list[tuple[int | None, str]]:
    bank = copy_of(SMALL, tmp_path)
    (bank / file).write_text(text, encoding="utf-8")
    return [(one.line, one.what.in_("en")) for one in check_bank(load(bank), TODAY)]


def rule(*conditions: str) -> str:
    return "- id: dry\n  when:\n" + "".join(f"  - {one}\n" for one in conditions) + QUESTION


def test_a_sound_rule_has_no_problem(tmp_path: Path) -> None:
    assert told(tmp_path, "contradictions.yaml", rule(WATERED, HARVEST)) == []


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("{item: plants.watring, at_least: 2}", "dry: There is no item 'plants.watring'."),
        (
            "{item: plants.gnomes, at_least: 2}",
            "dry: Item 'plants.gnomes' is retired and not scored.",
        ),
        ("{item: plants.watering, at_least: 4}", "dry: plants.watering can never be that: it is 0 to 2."),
        ("{item: plants.watering, at_most: 3}", "dry: Every answer to plants.watering meets this."),
        ("{item: plants.watering, ticked: east}", "dry: There is no option of plants.watering 'east'."),
        ("{item: plants.beds, ticked: moon}", "dry: There is no option of plants.beds 'moon'."),
        ("{metric: harvst, at_least: 2}", "dry: There is no metric 'harvst'."),
        ("{metric: harvest, at_least: 501}", "dry: harvest can never be that: it is 0 to 500."),
        ("{profile: has_shad, is: true}", "dry: There is no profile question 'has_shad'."),
        ("{profile: has_shed, is: 'yes'}", "dry: 'yes' is neither true nor false."),
        ("{profile: has_shed, at_least: 1}", "dry: 'has_shed' has no number."),
        ("{profile: has_shed, function: planning, is: true}", "dry: 'has_shed' is not asked by function."),
    ],
)
def test_a_condition_that_nothing_can_answer_is_told_on_its_line(
    condition: str, says: str, tmp_path: Path
) -> None:
    (problem,) = told(tmp_path, "contradictions.yaml", rule("{profile: years, at_least: 2}", condition))

    assert problem[0] == 4
    assert problem[1] == says


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ("{item: plants.watering, metric: harvest, at_least: 2}", "A condition names one of"),
        ("{item: plants.watering, at_least: 1, at_most: 2}", "A condition says one of"),
        ("{item: plants.watering}", "A condition says one of"),
        ("{metric: harvest, ticked: north}", "Only an item has ticks."),
        ("{metric: harvest, is: true}", "Only a profile question may say is or function."),
        ("{item: plants.watering, atleast: 2}", "'atleast' is not a known key"),
    ],
)
def test_a_condition_has_one_subject_and_says_one_thing(condition: str, says: str, tmp_path: Path) -> None:
    problems = told(tmp_path, "contradictions.yaml", rule(HARVEST, condition))

    assert [line for line, _ in problems] == [4]
    assert says in problems[0][1]


def test_conditions_that_exclude_each_other_are_told(tmp_path: Path) -> None:
    text = rule(WATERED, HARVEST, "{item: plants.watering, at_most: 1}")
    shed = rule("{profile: has_shed, is: false}", "{item: people.keys, at_least: 1}")

    assert told(tmp_path / "a", "contradictions.yaml", text) == [
        (5, "dry: These conditions can never hold together.")
    ]
    assert told(tmp_path / "b", "contradictions.yaml", shed) == [
        (4, "dry: These conditions can never hold together.")
    ]


def test_a_rule_sets_two_things_against_each_other(tmp_path: Path) -> None:
    said = told(tmp_path, "contradictions.yaml", rule(WATERED, "{item: plants.watering, at_least: 1}"))

    assert said == [(2, "dry: It is about one thing only.")]


def test_a_question_has_both_languages_and_an_id_of_its_own(tmp_path: Path) -> None:
    one = rule(WATERED, HARVEST)
    half = one.replace(", en: Which is nearer?", "")

    assert told(tmp_path / "a", "contradictions.yaml", half) == [(5, "dry: question has no English text.")]
    assert told(tmp_path / "b", "contradictions.yaml", one + one) == [(6, "dry: This id is used twice.")]


DERIVED = """- id: even
  kind: break_even
  name: {zh: 保本, en: Even}
  meaning: {zh: 意思, en: Meaning}
  assumes: {zh: 假设, en: Assumption}
  kept: [harvest]
  refunded: harvest
  nothing_where:
    harvest: {profile: has_shed, is: false}
  compared_with: harvest
"""


@pytest.mark.parametrize(
    ("instead_of", "write", "line", "says"),
    [
        ("kept: [harvest]", "kept: [harvst]", 6, "even: There is no metric 'harvst'."),
        ("refunded: harvest", "refunded: harvst", 7, "even: There is no metric 'harvst'."),
        ("compared_with: harvest", "compared_with: crop", 10, "even: There is no metric 'crop'."),
        ("has_shed", "has_shad", 9, "even: There is no profile question 'has_shad'."),
        ("kind: break_even", "kind: evil", 2, "even: 'kind' cannot be 'evil'."),
    ],
)
def test_a_derived_number_names_only_what_exists(
    instead_of: str, write: str, line: int, says: str, tmp_path: Path
) -> None:
    assert told(tmp_path / "a", "derived.yaml", DERIVED) == []
    assert told(tmp_path / "b", "derived.yaml", DERIVED.replace(instead_of, write)) == [(line, says)]


def test_rules_are_no_part_of_the_digest(tmp_path: Path) -> None:
    bank = copy_of(shipped_bank(), tmp_path)
    whole = load_bank(bank)
    for name in ("contradictions.yaml", "derived.yaml"):
        (bank / name).unlink()
    without = load_bank(bank)

    assert whole.contradictions
    assert not without.contradictions
    assert not without.derived
    assert digest(whole.instrument) == digest(without.instrument)
