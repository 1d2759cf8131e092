"""The command `release`."""

from pathlib import Path

from assessment.instrument.load import load_instrument
from assessment.instrument.releases import from_json, to_json
from tests.commands import run
from tests.instrument.bank import SMALL, copy_of, rewrite


def test_a_sound_bank_is_written_whole_under_its_version(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)

    code, printed, said = run("release", str(bank))

    path = bank / "releases" / "0.3.0.json"
    assert (code, printed, said) == (0, f"{path}\n", "")
    assert path.read_bytes() == to_json(load_instrument(bank)).encode()
    assert from_json(path.read_text(encoding="utf-8")) == load_instrument(bank)
    assert run("check", str(bank))[0] == 0


def test_a_version_is_released_once_and_its_file_is_left_alone(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    run("release", str(bank))
    path = bank / "releases" / "0.3.0.json"
    before = path.read_bytes()

    code, printed, said = run("release", str(bank), "--lang", "en")

    assert (code, printed) == (1, "")
    assert said == f"{path}: Version 0.3.0 is released already. To change it, raise the version.\n"
    assert path.read_bytes() == before


def test_a_bank_that_has_changed_is_released_under_a_new_version_beside_the_old_one(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    run("release", str(bank))
    rewrite(bank / "dimensions/plants.yaml", "Nobody yet.", "No one yet.")

    refused = run("release", str(bank), "--lang", "en")
    rewrite(bank / "instrument.yaml", 'version: "0.3.0"', 'version: "0.3.1"')
    done = run("release", str(bank))

    assert refused[0] == 1
    assert "Version 0.3.0 is released (0.3.0.json), but the bank has changed." in refused[2]
    assert done[0] == 0
    assert sorted(path.name for path in (bank / "releases").iterdir()) == ["0.3.0.json", "0.3.1.json"]


def test_nothing_is_released_while_check_has_something_to_say(tmp_path: Path) -> None:
    bank = copy_of(SMALL, tmp_path)
    rewrite(bank / "metrics.yaml", "as_of: 2026-01-01", "as_of: 2099-01-01")

    code, printed, said = run("release", str(bank), "--lang", "en")

    assert (code, printed) == (1, "")
    assert said.splitlines() == [
        f"{bank}/metrics.yaml:13: (warning) harvest: as_of 2099-01-01 is in the future. Correct the date.",
        "check has something to say; nothing was released.",
    ]
    assert not (bank / "releases").exists()


def test_a_bank_that_cannot_be_read_ends_with_1_and_its_problems(tmp_path: Path) -> None:
    code, printed, said = run("release", str(tmp_path), "--lang", "en")

    assert (code, printed) == (1, "")
    assert said.startswith(f"{tmp_path}/instrument.yaml: There is no such file.")
