"""The example merchants: each story, and the result we stand for.

When a rule or the bank changes, the diff of `tests/personas` is the review:
it shows whose stage moved, and the story has to bear it.
"""

from collections.abc import Mapping
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from assessment.files import read_path, write
from assessment.instrument.load import shipped_bank
from assessment.instrument.releases import Releases
from assessment.responses import Assessment
from assessment.scoring import score
from assessment.scoring.comparison import Comparison, Round, series
from assessment.scoring.comparison.series import comparison_as_json
from assessment.scoring.contradictions import contradictions
from assessment.scoring.results import Finding, Results
from tests.shipped import BANK, INSTRUMENT
from tests.yaml_cases import read_cases

FOLDER = Path(__file__).parent / "personas"
EXAMPLES = shipped_bank() / "examples"
TOLD: dict[str, Mapping[str, Any]] = {path.stem: read_cases(path) for path in sorted(FOLDER.glob("*.yaml"))}
PERSONAS = {name: told for name, told in TOLD.items() if "rounds" not in told}
"""Merchants with one assessment."""
SERIES = {name: told for name, told in TOLD.items() if "rounds" in told}
"""Merchants with several rounds, each under its own version of the bank."""


def round_of(persona: Mapping[str, Any]) -> Round:
    """Return the answers of a persona, or of one of its rounds, with their instrument."""
    file = EXAMPLES / Path(persona["file"]).name
    reading = read_path(file, INSTRUMENT, Releases(shipped_bank()).find)
    assert [problem.text("en") for problem in reading.problems] == []
    assert reading.assessment is not None
    assert reading.instrument is not None
    return Round(reading.instrument, reading.assessment, file.name)


def example_of(persona: Mapping[str, Any]) -> Assessment:
    """Return the answers of a persona."""
    return round_of(persona).assessment


def rounds_of(told: Mapping[str, Any]) -> list[Round]:
    """Return the rounds of a merchant with several."""
    return [round_of(each) for each in told["rounds"]]


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
        "second_look": [one.id for one in contradictions(BANK.contradictions, results, assessment)],
        "dimensions": {key: dimension.score for key, dimension in results.dimensions.items()},
    }


def name_of(finding: Finding) -> str:
    """Return what a finding is about."""
    return "shoulds" if finding.criterion is None else finding.criterion.subject


@pytest.mark.parametrize("name", PERSONAS)
def test_a_persona_has_the_result_we_stand_for(name: str) -> None:
    persona = PERSONAS[name]

    example = example_of(persona)
    got = stood_for(example, score(INSTRUMENT, example))

    assert got == persona["expect"], f"\n{persona['story']['en']}\n{persona['why']}"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_an_example_is_written_as_we_write_files(path: Path) -> None:
    reading = read_path(path, INSTRUMENT, Releases(shipped_bank()).find)

    assert reading.assessment is not None
    assert reading.assessment.instrument.digest is not None
    assert write(reading.assessment) == path.read_bytes()


@pytest.mark.parametrize("name", SERIES)
def test_every_round_of_a_series_has_the_result_we_stand_for_under_its_own_version(name: str) -> None:
    for told, each in zip(SERIES[name]["rounds"], rounds_of(SERIES[name]), strict=True):
        assert each.instrument.version == told["version"]
        carried = [answer for answer in each.assessment.answers.values() if answer.carried_from is not None]
        assert len(carried) == told["carried"]
        assert stood_for(each.assessment, each.results) == told["expect"], told["file"]


@pytest.mark.parametrize("name", SERIES)
def test_a_series_shows_the_change_we_stand_for(name: str) -> None:
    told = SERIES[name]

    whole = series(rounds_of(told), BANK.lineage)

    pairs = [changed_in(pair) for pair in (*whole.pairs, whole.overall)]
    assert pairs == told["compare"], f"\n{told['story']['en']}\n{told['why']}"
    trend = None
    if whole.trend is not None:
        trend = {"slope": round(whole.trend.slope, 1), "real": whole.trend.real}
    assert trend == told["trend"]


def changed_in(pair: Comparison) -> dict[str, Any]:
    """Return what a series says of two of its rounds."""
    return {
        "from": str(pair.earlier.day),
        "to": str(pair.later.day),
        "comparable": pair.comparable,
        "real": pair.real,
        "index": comparison_as_json(pair)["index"],
        "gates": {
            stage: {
                "opened": [criterion.subject for criterion in gate.opened],
                "closed": [criterion.subject for criterion in gate.closed],
            }
            for stage, gate in pair.gates.items()
        },
    }


@pytest.mark.parametrize("name", SERIES)
def test_the_rounds_of_a_series_are_one_merchant_s_and_about_three_months_apart(name: str) -> None:
    rounds = rounds_of(SERIES[name])
    days = [each.day for each in rounds if each.day is not None]

    assert len({each.assessment.merchant.id for each in rounds}) == 1
    assert len({each.assessment.mode for each in rounds}) == 1
    assert len(days) == 4
    assert all(80 <= (later - earlier).days <= 100 for earlier, later in pairwise(days))
    assert max(days).year == 2026
    assert max(days).month == 11


@pytest.mark.parametrize("name", SERIES)
def test_an_answer_is_carried_only_from_the_round_that_gave_it_and_while_it_is_fresh(name: str) -> None:
    rounds = rounds_of(SERIES[name])
    known = {str(each.assessment.id): each for each in rounds}
    for each in rounds:
        for item, answer in each.assessment.answers.items():
            if answer.carried_from is None:
                continue
            origin = known[answer.carried_from]
            given = origin.assessment.answers[item]
            assert given.carried_from is None
            assert answer == given.model_copy(update={"carried_from": answer.carried_from})
            assert origin.day is not None
            assert each.day is not None
            assert each.day - origin.day < timedelta(weeks=each.instrument.item(item).fresh_weeks)


def test_one_series_goes_up_one_goes_down_and_one_crosses_a_version() -> None:
    ends = {
        name: [told["rounds"][place]["expect"]["index"] for place in (0, -1)] for name, told in SERIES.items()
    }
    versions = {name: {each["version"] for each in told["rounds"]} for name, told in SERIES.items()}

    assert any(first < last for first, last in ends.values())
    assert any(first > last for first, last in ends.values())
    assert {"1.0.0", "1.1.0"} in versions.values()


def test_every_example_has_a_story_and_every_story_an_example() -> None:
    told = {Path(persona["file"]).name for persona in PERSONAS.values()}
    told |= {Path(each["file"]).name for series in SERIES.values() for each in series["rounds"]}

    assert told == {path.name for path in EXAMPLES.glob("*.json")}
    assert {Path(persona["file"]).stem for persona in PERSONAS.values()} == set(PERSONAS)
    for name, series_told in SERIES.items():
        assert all(Path(each["file"]).name.startswith(f"{name}-") for each in series_told["rounds"])


def test_the_examples_show_every_stage_and_both_kinds_of_evidence() -> None:
    expected = [persona["expect"] for persona in PERSONAS.values()]

    assert {each["stage"] for each in expected} == {None, *INSTRUMENT.stage_ids}
    assert {each["status"] for each in expected} == {None, "self_declared", "confirmed"}


def test_every_example_is_marked_and_has_ids_of_its_own() -> None:
    merchants = [[round_of(persona)] for persona in PERSONAS.values()]
    merchants += [rounds_of(told) for told in SERIES.values()]
    examples = [each.assessment for rounds in merchants for each in rounds]

    assert all(example.example for example in examples)
    assert len({example.id for example in examples} - {None}) == len(examples)
    assert len({example.merchant.id for example in examples} - {None}) == len(merchants)


def test_the_examples_of_one_assessment_show_the_bank_of_today() -> None:
    assert {round_of(persona).instrument.version for persona in PERSONAS.values()} == {INSTRUMENT.version}
