"""Released instruments: whole, frozen, and proven unchanged."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from assessment.instrument.checks.every_check import check_bank
from assessment.instrument.load import load, load_instrument, shipped_bank
from assessment.instrument.problems import InstrumentError
from assessment.instrument.releases import HEAD, Releases, digest, freeze, from_json, to_json
from tests.instrument.bank import SMALL, TODAY, copy_of, rewrite


def released(tmp_path: Path) -> Path:
    """Return a copy of the small bank whose present version is released."""
    bank = copy_of(SMALL, tmp_path)
    freeze(bank, load_instrument(bank))
    return bank


@pytest.mark.parametrize("bank", [SMALL, shipped_bank()])
def test_an_instrument_comes_back_whole(bank: Path) -> None:
    instrument = load_instrument(bank)

    again = from_json(to_json(instrument))

    assert again == instrument
    assert digest(again) == digest(instrument)
    assert to_json(again) == to_json(instrument)


def test_the_order_of_options_comes_back_too() -> None:
    instrument = load_instrument(SMALL)

    again = from_json(to_json(instrument))

    ticks = [list(item.tick_ids) for item in again.items() if item.kind in {"checklist", "grid"}]
    assert ticks[:2] == [
        ["north", "south", "pots"],
        ["spring.sow", "spring.reap", "autumn.sow", "autumn.reap"],
    ]


def test_defaults_written_out_change_no_digest(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    rewrite(
        bank / "dimensions/people.yaml",
        "    core: true\n",
        "    core: true\n    na_allowed: false\n    fresh_weeks: 26\n",
    )

    assert digest(load_instrument(bank)) == digest(load_instrument(SMALL))


@pytest.mark.parametrize(
    ("file", "instead_of", "write"),
    [
        ("dimensions/plants.yaml", "weight: 2", "weight: 3"),
        ("dimensions/plants.yaml", "Nobody yet.", "No one yet."),
        ("gates.yaml", "at_least: 60", "at_least: 61"),
        ("metrics.yaml", "peer: true", "peer: false"),
        ("profile.yaml", "Is there a shed?", "Have you a shed?"),
    ],
)
def test_any_change_of_content_changes_the_digest(
    file: str, instead_of: str, write: str, tmp_path: Path
) -> None:
    bank = copy_of(SMALL, tmp_path)
    rewrite(bank / file, instead_of, write)

    assert digest(load_instrument(bank)) != digest(load_instrument(SMALL))


def test_comments_and_layout_change_no_digest(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    rewrite(
        bank / "gates.yaml",
        "{index: overall, at_least: 60}",
        "index: overall\n      at_least: 60.0   # a cut",
    )

    assert digest(load_instrument(bank)) == digest(load_instrument(SMALL))


SPOILT: dict[str, Callable[[str], str]] = {
    "a changed word": lambda text: text.replace("Nobody yet.", "Somebody."),
    "cut short": lambda text: text[:200],
    "something else": lambda _: "[]",
    "brackets without end": lambda _: "[" * 100_000,
    "the digest alone": lambda text: json.dumps({"digest": json.loads(text)["digest"]}),
}


@pytest.mark.parametrize("way", SPOILT)
def test_a_spoilt_release_is_refused_and_told(way: str, tmp_path: Path) -> None:
    bank = released(tmp_path)
    path = bank / "releases/0.3.0.json"
    path.write_text(SPOILT[way](path.read_text(encoding="utf-8")), encoding="utf-8")

    with pytest.raises(InstrumentError):
        from_json(path.read_text(encoding="utf-8"))
    assert [(one.file, one.level) for one in check_bank(load(bank), TODAY)] == [(str(path), "error")]


def test_a_release_that_was_changed_together_with_its_digest_is_told(tmp_path: Path) -> None:
    bank = released(tmp_path)
    path = bank / "releases/0.3.0.json"
    forged = load_instrument(bank).model_copy(update={"languages": ["en", "zh"]})
    path.write_text(to_json(forged), encoding="utf-8")

    assert from_json(path.read_text(encoding="utf-8")) == forged
    said = [(one.file, one.line, one.what.in_("en")) for one in check_bank(load(bank), TODAY)]
    assert said == [
        (str(path), 1, "It was changed after its release: it does not match releases.yaml."),
    ]


def test_not_even_the_order_of_two_options_may_change(tmp_path: Path) -> None:
    bank = released(tmp_path)
    path = bank / "releases/0.3.0.json"
    whole = json.loads(path.read_text(encoding="utf-8"))
    for dimension in whole["instrument"]["dimensions"]:
        for item in dimension["items"]:
            item["options"] = dict(reversed(item.get("options", {}).items()))
            if not item["options"]:
                del item["options"]
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    assert digest(from_json(path.read_text(encoding="utf-8"))) == digest(load_instrument(bank))
    assert [one.file for one in check_bank(load(bank), TODAY)] == [str(path)]


def test_a_checkout_that_changes_line_ends_changes_no_release(tmp_path: Path) -> None:
    bank = released(tmp_path)
    path = bank / "releases/0.3.0.json"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert check_bank(load(bank), TODAY) == []


def test_a_release_that_was_never_written_down_is_told_with_the_line_to_add(tmp_path: Path) -> None:
    bank = released(tmp_path)
    line = (bank / "releases.yaml").read_text(encoding="utf-8").splitlines()[-1]
    (bank / "releases.yaml").unlink()

    (problem,) = check_bank(load(bank), TODAY)
    (bank / "releases.yaml").write_text(HEAD + line + "\n", encoding="utf-8")

    assert problem.file == str(bank / "releases/0.3.0.json")
    assert problem.fix.in_("en") == f"If it was released, add the line: {line}"
    assert check_bank(load(bank), TODAY) == []


def test_a_released_version_cannot_change_without_a_new_number(tmp_path: Path) -> None:
    bank = released(tmp_path)
    assert check_bank(load(bank), TODAY) == []

    rewrite(bank / "dimensions/plants.yaml", "weight: 2", "weight: 1")
    said = [one.what.in_("en") for one in check_bank(load(bank), TODAY)]
    assert said == ["Version 0.3.0 is released (0.3.0.json), but the bank has changed."]

    rewrite(bank / "instrument.yaml", "0.3.0", "1.0.0")
    assert check_bank(load(bank), TODAY) == []


def test_an_id_that_vanishes_needs_a_line_in_the_lineage(tmp_path: Path) -> None:
    bank = released(tmp_path)
    rewrite(bank / "instrument.yaml", "0.3.0", "1.0.0")
    rewrite(bank / "dimensions/plants.yaml", "id: plants.calendar", "id: plants.seasons")

    before = [one.what.in_("en") for one in check_bank(load(bank), TODAY)]
    (bank / "lineage.yaml").write_text(
        '- {from: "0.3.0", to: "1.0.0", renamed: {plants.calendar: plants.seasons}}\n', encoding="utf-8"
    )
    after = [one.what.in_("en") for one in check_bank(load(bank), TODAY)]
    rewrite(bank / "lineage.yaml", "plants.calendar: plants.seasons", "plants.calendar: plants.season")
    slip = [one.what.in_("en") for one in check_bank(load(bank), TODAY)]

    assert before == ["plants.calendar: Version 0.3.0 has this item, now it is gone."]
    assert after == []
    assert slip == ["0.3.0 to 1.0.0: There is no item 'plants.season'."]


def test_a_release_is_found_by_its_version_and_by_nothing_else(tmp_path: Path) -> None:
    bank = released(tmp_path)
    releases = Releases(bank)

    assert releases.find("0.3.0") == load_instrument(bank)
    assert releases.find("9.9.9") is None
    assert releases.find("../releases/0.3.0") is None
