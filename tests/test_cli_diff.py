"""The command `diff`."""

import json
from pathlib import Path
from typing import Any

import pytest

from assessment.instrument.load import load_instrument, shipped_bank
from assessment.instrument.releases import freeze
from tests.commands import run
from tests.instrument.bank import SMALL, copy_of, rewrite

ANSWERS = {
    "plants.watering": {"point": 1},
    "plants.beds": {"ticks": ["north", "south", "pots"]},
    "plants.calendar": {"ticks": []},
    "people.rota": {"point": 1},
    "people.keys": {"ticks": ["teacher"]},
}


def example(bank: Path, version: str, name: str = "garden.json", **answers: Any) -> None:
    """Put an example school into a bank, taken with one of its versions."""
    whole = {
        "format": 1,
        "id": name,
        "status": "completed",
        "example": True,
        "instrument": {"id": "school-garden", "version": version},
        "merchant": {"id": "M", "name": "三小菜园"},
        "profile": {"has_shed": True},
        "taken_on": "2026-11-02",
        "answers": {**ANSWERS, **{key.replace("__", "."): value for key, value in answers.items()}},
    }
    (bank / "examples").mkdir(exist_ok=True)
    (bank / "examples" / name).write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")


def raised(bank: Path, version: str, to: str) -> None:
    rewrite(bank / "instrument.yaml", f'version: "{version}"', f'version: "{to}"')


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    """A garden's bank whose 1.0.0 is released, standing at 1.1.0, with an example taken with 1.0.0."""
    folder = copy_of(SMALL, tmp_path)
    raised(folder, "0.3.0", "1.0.0")
    freeze(folder, load_instrument(folder))
    raised(folder, "1.0.0", "1.1.0")
    example(folder, "1.0.0")
    return folder


def differing(*arguments: str) -> dict[str, Any]:
    """Return what `diff --json` prints."""
    code, printed, said = run("diff", *arguments, "--json")
    assert (code, said) == (0, "")
    whole: dict[str, Any] = json.loads(printed)
    return whole


def lineage(bank: Path, text: str) -> None:
    (bank / "lineage.yaml").write_text(f'- from: "1.0.0"\n  to: "1.1.0"\n  {text}\n', encoding="utf-8")


def test_a_bank_beside_itself_changes_nothing(bank: Path) -> None:
    whole = differing("1.0.0", str(bank))

    assert list(whole) == ["from", "to", "bank", "merchants"]
    assert not any(whole["bank"].values())
    (garden,) = whole["merchants"]
    assert garden["from"] == garden["to"]
    assert garden["index_change"] == [0, 0]
    assert garden["items"] == []
    assert run("diff", "1.0.0", str(bank), "--lang", "en")[1].splitlines()[2:5] == [
        "The bank did not change.",
        "",
        "1 examples: 0 change their stage, 0 their index.",
    ]


def test_a_map_of_the_lineage_is_told_with_what_it_takes_from_an_example(bank: Path) -> None:
    lineage(bank, "rescaled: {plants.watering: {0: 0, 1: 0, 2: 2}}")

    whole = differing("1.0.0", str(bank))

    assert whole["bank"]["rescaled"] == [{"item": "plants.watering", "points": {"0": 0, "1": 0, "2": 2}}]
    (garden,) = whole["merchants"]
    assert (garden["from"]["stage"], garden["to"]["stage"]) == ("sprout", "seed")
    assert garden["gates"]["sprout"]["closed"][0] == {"item": "plants.watering", "at_least": 1}
    assert (garden["gates"]["sprout"]["from"], garden["gates"]["sprout"]["to"]) == (True, False)
    assert garden["index"]["instrument"] == garden["index"]["delta"] < 0
    (watering,) = garden["items"]
    assert (watering["item"], watering["from"], watering["to"]) == ("plants.watering", 1, 0)
    assert garden["index_change"] == [garden["index"]["delta"]] * 2


def test_a_cut_that_moved_is_told_with_the_gate_it_closes(bank: Path) -> None:
    rewrite(
        bank / "gates.yaml", "{item: plants.watering, at_least: 1}", "{item: plants.watering, at_least: 2}"
    )

    whole = differing("1.0.0", str(bank))

    assert whole["bank"]["gates"] == {
        "sprout": {
            "added": [{"item": "plants.watering", "at_least": 2}],
            "removed": [{"item": "plants.watering", "at_least": 1}],
            "meet": None,
        }
    }
    (garden,) = whole["merchants"]
    assert garden["to"]["stage"] == "seed"
    assert garden["index_change"] == [0, 0]


def test_weights_words_and_what_went_are_told_one_by_one(bank: Path) -> None:
    rewrite(bank / "dimensions/plants.yaml", "weight: 2", "weight: 3")
    rewrite(bank / "dimensions/plants.yaml", "Nobody yet.", "No one yet.")
    keys = "id: people.keys\n    status: "
    rewrite(bank / "dimensions/people.yaml", f"{keys}active", f"{keys}retired")
    lineage(bank, "dropped: {people.keys: {zh: 门不锁了。, en: The shed is open now.}}")

    told = differing("1.0.0", str(bank))["bank"]

    assert told["weights"] == [{"item": "plants.watering", "from": 2, "to": 3}]
    assert told["reworded"] == [{"item": "plants.watering", "keys": ["anchors"]}]
    why = {"zh": "门不锁了。", "en": "The shed is open now."}
    assert told["gone"] == [{"item": "people.keys", "why": why}]
    printed = run("diff", "1.0.0", str(bank))[1]
    assert "不再问的题（1）\n" in printed
    assert "people.keys：门不锁了。\n" in printed
    assert "权重变了（1）\n" in printed


def test_an_example_of_the_newer_version_is_taken_back_as_far_as_that_can_be_said(bank: Path) -> None:
    lineage(bank, "rescaled: {plants.watering: {0: 0, 1: 0, 2: 2}}")
    example(bank, "1.1.0", plants__watering={"point": 0})

    (garden,) = differing("1.0.0", str(bank))["merchants"]

    # Point 0 of today may have been 0 or 1: the older index is a range, and so is the change.
    assert garden["unknown"] == {"from": ["plants.watering"], "to": []}
    low, high = garden["index_change"]
    assert low < 0 == high
    printed = run("diff", "1.0.0", str(bank), "--lang", "en")[1]
    assert "0 their index, of 1 it cannot be said." in printed
    assert "not known by 1.0.0: " in printed

    example(bank, "1.1.0", plants__watering={"point": 2})
    (garden,) = differing("1.0.0", str(bank))["merchants"]
    assert garden["unknown"] == {"from": [], "to": []}
    assert garden["index_change"] == [0, 0]


def test_two_folders_and_two_versions_may_be_given_either_way_round(bank: Path, tmp_path: Path) -> None:
    lineage(bank, "rescaled: {plants.watering: {0: 0, 1: 0, 2: 2}}")
    older = copy_of(bank, tmp_path / "older")
    raised(older, "1.1.0", "1.0.0")
    freeze(bank, load_instrument(bank))

    there = differing(str(older), str(bank))["merchants"][0]
    back = differing(str(bank), str(older))["merchants"][0]
    by_version = differing("1.0.0", "1.1.0", "--questions", str(bank))["merchants"][0]

    assert there == by_version
    assert (back["from"], back["to"]) == (there["to"], there["from"])
    assert back["index"]["delta"] == -there["index"]["delta"]


@pytest.mark.slow
def test_the_shipped_versions_move_no_stage_of_an_example() -> None:
    whole = differing("1.0.0", "1.1.0")

    assert whole["bank"]["scored_now"] == ["alliance.conduct"]
    assert [each["item"] for each in whole["bank"]["gone"]] == ["alliance.new_creators"]
    assert [each["item"] for each in whole["bank"]["rescaled"]] == ["content.angles"]
    assert len(whole["merchants"]) == len(list((shipped_bank() / "examples").glob("*.json")))
    assert [each["file"] for each in whole["merchants"] if each["from"]["stage"] != each["to"]["stage"]] == []
    crossing = {
        each["file"]: each["index_change"] for each in whole["merchants"] if each["taken_with"] == "1.0.0"
    }
    assert crossing == {
        "dried-seafood-2026-02.json": [-0.3, -0.3],
        "dried-seafood-2026-05.json": [-1.2, -1.2],
    }


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.slow
def test_people_can_read_it_in_both_languages(language: str) -> None:
    code, printed, _ = run("diff", "1.0.0", "1.1.0", "--lang", language)

    assert code == 0
    assert {"zh": "试用转计分（1）\n- 达人约定 alliance.conduct\n", "en": "Scored from now on (1)\n"}[
        language
    ] in printed
    assert {"zh": "- 内容角度 content.angles：3 → 2\n", "en": "content.angles: 3 → 2\n"}[language] in printed
    assert "dried-seafood-2026-05" in printed


def test_a_bank_without_examples_says_so(tmp_path: Path) -> None:
    code, printed, _ = run("diff", str(SMALL), str(copy_of(SMALL, tmp_path)), "--lang", "en")

    assert code == 0
    assert printed.endswith("There are no example merchants to look at.\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("1.0.0", "7.0.0"), "Version 7.0.0 is not released. Released: 1.0.0, "),
        (("nowhere", "1.0.0"), "nowhere: There is no such folder."),
        ((str(SMALL), "1.0.0"), "These are banks of two subjects: school-garden / douyin-merchant."),
    ],
)
def test_what_cannot_be_compared_is_refused_in_a_sentence(arguments: tuple[str, ...], words: str) -> None:
    code, printed, said = run("diff", *arguments, "--lang", "en")

    assert (code, printed) == (1, "")
    assert said.startswith(words)


def test_a_broken_bank_is_refused_with_all_its_problems(bank: Path) -> None:
    rewrite(bank / "dimensions/plants.yaml", "weight: 2", "wieght: 2")

    code, printed, said = run("diff", "1.0.0", str(bank), "--lang", "en")

    assert (code, printed) == (1, "")
    assert f"{bank}/dimensions/plants.yaml:12: plants.watering: 'wieght' is not a known key." in said


def test_an_example_that_cannot_be_read_is_named(bank: Path) -> None:
    example(bank, "9.0.0", "later.json")

    code, printed, said = run("diff", "1.0.0", str(bank), "--lang", "en")

    assert (code, printed) == (1, "")
    assert f"{bank}/examples/later.json: " in said
    assert "9.0.0" in said


@pytest.mark.parametrize("arguments", [(), ("1.0.0",), ("1.0.0", "1.0.0", "1.0.0")])
def test_wrong_usage_ends_with_2(arguments: tuple[str, ...]) -> None:
    assert run("diff", *arguments)[0] == 2
