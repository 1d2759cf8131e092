"""From a folder to an instrument."""

from pathlib import Path

import pytest

from assessment.instrument.load import load, load_bank, load_instrument, shipped_bank
from assessment.instrument.problems import InstrumentError
from tests.instrument.bank import SMALL, copy_of, rewrite


def test_the_shipped_bank_lies_beside_the_program() -> None:
    assert (shipped_bank() / "instrument.yaml").is_file()


def test_a_bank_of_another_subject_loads() -> None:
    garden = load_instrument(SMALL)

    assert garden.stage_ids == ("seed", "sprout", "bloom")
    assert garden.top_value == 3
    assert [item.id for item in garden.items()][:3] == ["plants.watering", "plants.beds", "plants.calendar"]
    assert (
        garden.item("plants.watering").steps[2].text.in_("en")
        == "Write a rota for four weeks and pin it to the door."
    )


def test_only_the_frame_and_the_dimensions_are_required(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    for name in ("gates.yaml", "metrics.yaml", "profile.yaml"):
        (bank / name).unlink()

    loaded = load(bank)

    assert loaded.problems == []
    assert loaded.instrument is not None
    assert loaded.instrument.gates == []


def test_a_list_may_stand_bare_or_under_one_key(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    bare = (bank / "gates.yaml").read_text(encoding="utf-8")
    indented = "".join(f"  {line}\n" for line in bare.splitlines())
    (bank / "gates.yaml").write_text(f"gates:\n{indented}", encoding="utf-8")

    assert load(bank).instrument == load(SMALL).instrument


def test_what_is_not_a_list_is_told(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    (bank / "gates.yaml").write_text("stage: sprout\nmust: []\n", encoding="utf-8")

    loaded = load(bank)

    assert [(one.line, one.what.in_("en")) for one in loaded.problems] == [(1, "This file is a set of keys.")]
    assert loaded.instrument is None


def test_an_instrument_that_points_to_nothing_is_refused(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    rewrite(bank / "gates.yaml", "{item: plants.beds, at_least: 1}", "{item: plants.bed, at_least: 1}")
    rewrite(bank / "dimensions/plants.yaml", "    weight: 2\n", "    weight: two\n")

    with pytest.raises(InstrumentError) as refused:
        load_instrument(bank)

    assert [one.what.in_("en") for one in refused.value.problems] == [
        "plants.watering: 'weight' is 'two'.",
        "stage sprout: There is no item 'plants.bed'.",
    ]


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_a_folder_without_questions_is_told(folder: str, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()

    with pytest.raises(InstrumentError) as refused:
        load_instrument(tmp_path / folder)

    assert len(refused.value.problems) == 1


def test_each_broken_part_of_the_frame_is_told_and_the_rest_still_checked(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    rewrite(bank / "instrument.yaml", "languages: [zh, en]", "languages: zh")
    rewrite(bank / "instrument.yaml", "scale: {0: 0, 1: 1, 2: 3}", "scale: [0, 1, 3]")
    rewrite(bank / "instrument.yaml", "{id: shed, name:", "{id: Shed, name:")
    rewrite(bank / "dimensions/people.yaml", 'since: "0.1.0"', "since: 0.1")

    said = [(one.line, one.what.in_("en")) for one in load(bank).problems]

    assert said == [
        (9, "people.rota: 'since' was read as the number 0.1."),
        (5, "school-garden: 'languages' is 'zh'."),
        (19, "'Shed' cannot be an id."),
        (21, "school-garden: 'scale' is a list."),
    ]


def test_a_bank_that_changed_by_one_word_is_read_anew(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    before = load_bank(bank)
    rewrite(bank / "dimensions" / "plants.yaml", "Write a rota", "Draw a rota")

    after = load_bank(bank)

    assert [
        one.instrument.item("plants.watering").steps[2].text.in_("en")[:5] for one in (before, after)
    ] == [
        "Write",
        "Draw ",
    ]


def test_a_bank_that_was_sound_is_refused_once_it_is_not(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    load_bank(bank)
    (bank / "dimensions" / "plants.yaml").unlink()

    with pytest.raises(InstrumentError):
        load_bank(bank)
