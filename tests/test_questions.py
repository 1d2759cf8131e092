"""The shipped question bank: what must stay true of it, whoever edits it."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from assessment.instrument.checks.every_check import check_bank
from assessment.instrument.load import load, shipped_bank
from assessment.instrument.model import Dimension, Item, MetricItem, Status
from assessment.instrument.problems import errors
from assessment.instrument.releases import Releases, freeze, release_file, to_json
from assessment.responses import Assessment, MetricValue, Mode
from assessment.scoring import score
from tests.instrument.bank import copy_of, rewrite
from tests.shipped import INSTRUMENT, each_of
from tests.strategies import at_point, taken

ACTIVE = [item for item in INSTRUMENT.items() if item.status is Status.ACTIVE]

STAGE_AT = {0: "launch", 1: "launch", 2: "growth", 3: "mature"}
"""The stage of a merchant whose every answer is at one point: what the anchors promise."""

PROFILES: list[Mapping[str, Any]] = [
    {},
    {"sells_live": False},
    {"runs_ads": False},
    {"sells_live": False, "runs_ads": False},
    {"sells_live": False, "sells_by_content": False, "sells_food": False},
]


def everything_at(point: int, mode: Mode, profile: Mapping[str, Any], experience: float | None) -> Assessment:
    """Answer every item at one point; the experience score is a number and given by itself."""
    answers = {
        item.id: at_point(INSTRUMENT, item.id, point) for item in ACTIVE if not isinstance(item, MetricItem)
    }
    metrics = {} if experience is None else {"experience_score": MetricValue(number=experience)}
    return taken(INSTRUMENT, answers, mode=mode, profile=dict(profile), metrics=metrics)


@pytest.mark.slow
def test_the_shipped_bank_has_neither_error_nor_warning() -> None:
    found = check_bank(load(shipped_bank()), datetime.now().astimezone().date())

    assert [problem.text("en") for problem in found] == []


@pytest.mark.parametrize("profile", each_of(PROFILES), ids=str)
@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("point", STAGE_AT)
def test_who_answers_everything_at_one_point_is_at_the_stage_the_anchors_promise(
    point: int, mode: Mode, profile: Mapping[str, Any]
) -> None:
    results = score(INSTRUMENT, everything_at(point, mode, profile, 90.0))

    assert results.stage == STAGE_AT[point]
    assert results.possible_stages == (STAGE_AT[point],)


@pytest.mark.parametrize("profile", each_of(PROFILES), ids=str)
@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("point", STAGE_AT)
def test_a_score_nobody_looked_up_takes_that_stage_from_nobody(
    point: int, mode: Mode, profile: Mapping[str, Any]
) -> None:
    results = score(INSTRUMENT, everything_at(point, mode, profile, None))

    assert STAGE_AT[point] in results.possible_stages
    assert results.stage == STAGE_AT[point]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("point", STAGE_AT)
def test_every_dimension_shows_the_point_that_was_answered(point: int, mode: Mode) -> None:
    results = score(INSTRUMENT, everything_at(point, mode, {}, None))

    # Service holds the one item that is read from a number.
    shown = {each.low for key, each in results.dimensions.items() if key != "service"}
    assert shown == {Fraction(100 * point, 3)}


def test_the_ten_minute_questionnaire_asks_enough_of_every_dimension() -> None:
    core = {dimension.id: sum(item.core for item in active(dimension)) for dimension in INSTRUMENT.dimensions}

    assert sum(core.values()) >= 34
    assert min(core.values()) >= 3, core


@pytest.mark.parametrize("dimension", INSTRUMENT.dimensions, ids=lambda dimension: dimension.id)
def test_the_core_items_carry_half_of_their_dimension(dimension: Dimension) -> None:
    items = active(dimension)

    assert 2 * weight(item for item in items if item.core) >= weight(items)


def active(dimension: Dimension) -> list[Item]:
    """Return the scored items of a dimension."""
    return [item for item in dimension.items if item.status is Status.ACTIVE]


def weight(items: Any) -> int:
    """Return the summed weight."""
    return sum(item.weight for item in items)


@pytest.mark.parametrize("mode", Mode)
def test_every_stage_can_be_reached(mode: Mode) -> None:
    reached = {score(INSTRUMENT, everything_at(point, mode, {}, 90.0)).stage for point in STAGE_AT}

    assert reached == set(INSTRUMENT.stage_ids)


@pytest.mark.parametrize("language", INSTRUMENT.languages)
def test_no_two_items_or_dimensions_are_called_the_same(language: str) -> None:
    names = [item.label.in_(language) for item in ACTIVE]
    names += [dimension.name.in_(language) for dimension in INSTRUMENT.dimensions]

    assert sorted(names) == sorted(set(names))


def test_every_item_has_a_short_name() -> None:
    assert [item.id for item in ACTIVE if item.name is None] == []


def test_every_gate_asks_only_for_what_the_ten_minute_questionnaire_asks() -> None:
    core = {item.id for item in ACTIVE if item.core}
    musts = {
        criterion.item for gate in INSTRUMENT.gates for criterion in gate.must if criterion.item is not None
    }

    assert musts <= core


@pytest.mark.parametrize("gate", INSTRUMENT.gates, ids=lambda gate: gate.stage)
def test_no_gate_has_more_than_eight_must_items(gate: Any) -> None:
    assert sum(criterion.kind == "item" for criterion in gate.must) <= 8


RELEASES = Releases(shipped_bank())
VERSIONS = sorted(path.stem for path in (shipped_bank() / "releases").glob("*.json"))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_release_still_reads_as_it_was_frozen(version: str) -> None:
    released = RELEASES.find(version)

    assert released is not None
    path = shipped_bank() / "releases" / f"{version}.json"
    assert to_json(released).encode() == path.read_bytes()


def errors_of(bank: Path) -> list[tuple[str, str]]:
    """Return the place and the sentence of each error that check names."""
    found = errors(check_bank(load(bank), datetime.now().astimezone().date()))
    return [(Path(problem.file).name, problem.what.in_("en")) for problem in found]


def released_copy(into: Path) -> tuple[Path, str]:
    """Return a copy of the shipped bank as it stands, released, and its version."""
    bank = copy_of(shipped_bank(), into)
    if not release_file(bank, INSTRUMENT.version).exists():
        freeze(bank, INSTRUMENT)
    return bank, INSTRUMENT.version


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "instead_of", "write"),
    [
        ("instrument.yaml", "zh: 启动期", "zh: 起步期"),
        ("dimensions/team.yaml", "有人不在的时候，谁顶上", "有人请假的时候，谁顶上"),
        ("dimensions/field.yaml", "status: trial", "status: active"),
        ("dimensions/field.yaml", "weight: 2", "weight: 3"),
        ("gates.yaml", "{dimension: team, at_least: 75}", "{dimension: team, at_least: 75.1}"),
        ("gates.yaml", "{at_least: 61, band: 12}", "{at_least: 61, band: 10}"),
        ("flags.yaml", "at_most: 50", "at_most: 55"),
        ("metrics.yaml", "range: [0, 100]", "range: [1, 100]"),
        ("profile.yaml", "zh: 多来新客", "zh: 多些新客"),
    ],
)
def test_no_text_and_no_number_of_a_released_bank_changes_without_a_new_version(
    file: str, instead_of: str, write: str, tmp_path: Path
) -> None:
    bank, version = released_copy(tmp_path)
    assert errors_of(bank) == []

    rewrite(bank / file, instead_of, write)

    changed = f"Version {version} is released ({version}.json), but the bank has changed."
    assert ("instrument.yaml", changed) in errors_of(bank)


@pytest.mark.slow
def test_an_item_of_the_newest_release_leaves_only_with_a_line_in_the_lineage(tmp_path: Path) -> None:
    bank, version = released_copy(tmp_path)
    rewrite(bank / "instrument.yaml", f'version: "{version}"', 'version: "99.0.0"')
    dimension = bank / "dimensions/field.yaml"
    before, _, after = dimension.read_text(encoding="utf-8").partition("  - id: field.tasks\n")
    later = after.partition("\n  - id: ")
    dimension.write_text(before + "".join(later[1:]).removeprefix("\n"), encoding="utf-8")
    gone = f"field.tasks: Version {version} has this item, now it is gone."

    untold = errors_of(bank)
    (bank / "lineage.yaml").write_text(
        f'- {{from: "{version}", to: "99.0.0", dropped: {{field.tasks: Hardly asked.}}}}\n',
        encoding="utf-8",
    )
    told = errors_of(bank)

    assert ("lineage.yaml", gone) in untold
    assert ("lineage.yaml", gone) not in told


@pytest.mark.slow
def test_a_concept_that_no_item_measures_any_more_is_an_error(tmp_path: Path) -> None:
    bank = copy_of(shipped_bank(), tmp_path)
    rewrite(
        bank / "handbook.yaml",
        "  - {id: ",
        "  - {id: X.new, zh: 新概念, en: New concept, place: none}\n  - {id: ",
    )

    assert [place for place, said in errors_of(bank) if "X.new" in said] == ["handbook.yaml"]
