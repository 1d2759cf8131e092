"""The example merchants: each story, and the result we stand for.

When a rule or the bank changes, the diff of `tests/personas` is the review:
it shows whose stage moved, and the story has to bear it.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from assessment.files import read_path, write
from assessment.instrument.load import load_bank, shipped_bank
from assessment.instrument.releases import Releases
from assessment.responses import Assessment
from assessment.scoring import score
from assessment.scoring.contradictions import contradictions
from assessment.scoring.results import Finding, Results

FOLDER = Path(__file__).parent / "personas"
EXAMPLES = shipped_bank() / "examples"
PERSONAS: dict[str, Mapping[str, Any]] = {
    path.stem: YAML(typ="safe").load(path) for path in sorted(FOLDER.glob("*.yaml"))
}
WHOLE = load_bank(shipped_bank())
BANK = WHOLE.instrument


def example_of(persona: Mapping[str, Any]) -> Assessment:
    """Return the answers of a persona."""
    reading = read_path(EXAMPLES / Path(persona["file"]).name, BANK, Releases(shipped_bank()).find)
    assert [problem.said("en") for problem in reading.problems] == []
    assert reading.assessment is not None
    return reading.assessment


def stood_for(assessment: Assessment, results: Results) -> dict[str, Any]:
    """Return what a persona says of its results."""
    return {
        "stage": results.stage,
        "status": results.status,
        "possible_stages": list(results.possible_stages),
        "index": results.index_score,
        "index_high": results.index_score_high,
        "next_stage": results.next_stage,
        "blockers": [
            name_of(finding)
            for finding in (results.gates[results.next_stage].blockers if results.next_stage else [])
        ],
        "second_look": [one.id for one in contradictions(WHOLE.contradictions, results, assessment)],
        "dimensions": {key: dimension.score for key, dimension in results.dimensions.items()},
    }


def name_of(finding: Finding) -> str:
    """Return what a finding is about."""
    return "shoulds" if finding.criterion is None else finding.criterion.subject


@pytest.mark.parametrize("name", PERSONAS)
def test_a_persona_has_the_result_we_stand_for(name: str) -> None:
    persona = PERSONAS[name]

    example = example_of(persona)
    got = stood_for(example, score(BANK, example))

    assert got == persona["expect"], f"\n{persona['story']['en']}\n{persona['why']}"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_an_example_is_written_as_we_write_files(path: Path) -> None:
    reading = read_path(path, BANK, Releases(shipped_bank()).find)

    assert reading.assessment is not None
    assert reading.assessment.instrument.digest is not None
    assert write(reading.assessment) == path.read_bytes()


def test_every_example_has_a_story_and_every_story_an_example() -> None:
    told = {Path(persona["file"]).name for persona in PERSONAS.values()}

    assert told == {path.name for path in EXAMPLES.glob("*.json")}
    assert {Path(persona["file"]).stem for persona in PERSONAS.values()} == set(PERSONAS)


def test_the_examples_show_every_stage_and_both_kinds_of_evidence() -> None:
    expected = [persona["expect"] for persona in PERSONAS.values()]

    assert {each["stage"] for each in expected} == {None, *BANK.stage_ids}
    assert {each["status"] for each in expected} == {None, "self_declared", "confirmed"}


def test_every_example_is_marked_and_has_ids_of_its_own() -> None:
    examples = [example_of(persona) for persona in PERSONAS.values()]

    assert all(example.example for example in examples)
    assert len({example.id for example in examples} - {None}) == len(examples)
    assert len({example.merchant.id for example in examples} - {None}) == len(examples)
