"""Files of earlier versions, kept for good in `tests/files`: they open, score and compare in every later one.

Nobody edits a file there, nor its numbers in `results.yaml`. A file is added
with every version of the bank that changes what a file may say.
"""

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from assessment.files import Reading, read, read_path, write
from assessment.instrument.load import shipped_bank
from assessment.instrument.model import Instrument
from assessment.instrument.releases import Releases, in_order, version_parts
from assessment.scoring import score
from assessment.scoring.carry import carry, retaken_with
from assessment.scoring.comparison import Parts, Round, compare
from assessment.scoring.results import Finding, Results
from tests.shipped import BANK, INSTRUMENT
from tests.yaml_cases import read_cases

FOLDER = Path(__file__).parent / "files"
TOLD: dict[str, Mapping[str, Any]] = read_cases(FOLDER / "results.yaml")
RELEASES = Releases(shipped_bank())
VERSIONS = sorted(
    (path.stem for path in (shipped_bank() / "releases").glob("*.json")),
    key=in_order,
)


def opened(name: str, bank: Instrument = INSTRUMENT) -> Reading:
    """Read a kept file where a bank is in use."""
    return read_path(FOLDER / name, bank, RELEASES.find)


def taken(name: str) -> Round:
    """Return a kept file with the instrument it is read with."""
    reading = opened(name)
    assert reading.assessment is not None
    assert reading.instrument is not None
    return Round(reading.instrument, reading.assessment, name)


def measured(results: Results) -> dict[str, Any]:
    """Return what is kept of the results: exact fractions, as text."""
    return {
        "stage": results.stage,
        "status": results.status,
        "possible_stages": list(results.possible_stages),
        "coverage": exact(results.coverage),
        "index": [exact(results.index), exact(results.index_high)],
        "dimensions": {key: [exact(one.low), exact(one.high)] for key, one in results.dimensions.items()},
        "gates": {
            stage: [
                f"{subject_of(finding)}: {finding.measured}, {'met' if finding.met else 'not met'}"
                for finding in gate.findings
            ]
            for stage, gate in results.gates.items()
        },
    }


def subject_of(finding: Finding) -> str:
    """Return what a finding is about."""
    return "shoulds" if finding.criterion is None else f"{finding.kind} {finding.criterion.subject}"


def exact(value: Fraction | None) -> str | None:
    """Return a fraction as text; None where there is none."""
    return None if value is None else str(value)


def test_every_kept_file_has_its_numbers_and_there_is_one_of_every_version_that_changed_the_answers() -> None:
    assert {path.name for path in FOLDER.glob("*.json")} == set(TOLD)
    assert {"1.0.0"} <= {told["read_with"] for told in TOLD.values()}


@pytest.mark.parametrize("version", [*VERSIONS, "the bank of today"])
@pytest.mark.parametrize("name", TOLD)
def test_a_kept_file_opens_in_every_later_version_and_scores_to_the_bit_as_it_did(
    name: str, version: str
) -> None:
    told = TOLD[name]
    bank = INSTRUMENT if version not in VERSIONS else RELEASES.find(version)
    assert bank is not None
    if version in VERSIONS and (version_parts(version) or ()) < (version_parts(told["read_with"]) or ()):
        pytest.skip("an earlier version")

    reading = opened(name, bank)

    assert [problem.level for problem in reading.problems] == ["warning"] * told["warnings"]
    assert reading.assessment is not None
    assert reading.instrument is not None
    assert reading.instrument.version == told["read_with"]
    assert measured(score(reading.instrument, reading.assessment)) == told["results"]


@pytest.mark.parametrize("name", TOLD)
def test_a_kept_file_is_written_as_it_was_read(name: str) -> None:
    reading = opened(name)

    assert reading.assessment is not None
    assert read(write(reading.assessment), INSTRUMENT, RELEASES.find).assessment == reading.assessment
    if not reading.problems:
        assert write(reading.assessment) == (FOLDER / name).read_bytes()


@pytest.mark.parametrize("name", TOLD)
def test_a_kept_file_is_carried_to_the_bank_of_today_and_loses_only_what_is_asked_no_more(name: str) -> None:
    old = taken(name)

    brought = carry(old.assessment.answers, old.instrument, INSTRUMENT, BANK.lineage)

    told = TOLD[name]["today"]
    assert list(brought.lost) == told["lost"]
    moved = {
        item: answer.point
        for item, answer in brought.answers.items()
        if answer != old.assessment.answers.get(item)
    }
    assert moved == told["moved"]
    assert score(INSTRUMENT, retaken_with(INSTRUMENT, old.assessment, brought)).index_score == told["index"]


@pytest.mark.parametrize("name", TOLD)
def test_a_kept_file_beside_itself_as_carried_to_today_differs_by_the_questions_alone(name: str) -> None:
    old = taken(name)
    brought = carry(old.assessment.answers, old.instrument, INSTRUMENT, BANK.lineage)
    new = Round(INSTRUMENT, retaken_with(INSTRUMENT, old.assessment, brought), "today")

    pair = compare(old, new, BANK.lineage)

    assert pair.comparable == TOLD[name]["today"]["comparable"]
    assert pair.index.parts is not None
    assert pair.index.parts == Parts(instrument=pair.index.parts.instrument)
    assert pair.index.delta == pair.index.parts.instrument
    assert {one.cause for one in pair.items} <= {"same", "instrument"}
    assert compare(new, old, BANK.lineage).index.delta == -pair.index.parts.instrument


def test_a_later_version_comes_after_an_earlier_one_whatever_their_digits() -> None:
    mixed = ["1.10.0", "1.9.3", "0.12.0", "1.9.20"]
    assert sorted(mixed, key=in_order) == ["0.12.0", "1.9.3", "1.9.20", "1.10.0"]
