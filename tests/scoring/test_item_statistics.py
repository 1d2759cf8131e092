"""What is said of items over many merchants: the table of cases, and what must hold for any answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessment.files.read import read_path
from assessment.instrument.load import load_instrument, shipped_bank
from assessment.instrument.model import Status
from assessment.instrument.releases import Releases
from assessment.presentation.item_statistics import dimension_sentence, figures_table, item_tables, remarks
from assessment.responses import (
    Absent,
    Answer,
    Assessment,
    InstrumentRef,
    MerchantRef,
    MetricValue,
    Mode,
    StumbleReason,
)
from assessment.scoring import judge_of, score
from assessment.scoring.item_statistics import (
    LEAST,
    ItemReport,
    MerchantRecord,
    item_report,
    merchant_record,
    with_trials_scored,
)
from assessment.scoring.points import with_points
from assessment.scoring.reliability import Estimate
from assessment.texts import Text
from tests.instrument.bank import SMALL
from tests.shipped import each_of
from tests.yaml_cases import read_cases

CASES = read_cases(Path(__file__).parents[1] / "cases" / "items.yaml")
GARDEN = load_instrument(SMALL)
EXAMPLES = sorted((shipped_bank() / "examples").glob("*.json"))
WATERING = "plants.watering"


def record(group: dict[str, Any]) -> MerchantRecord:
    """Return one merchant of a group."""
    absent = {WATERING: Absent(group["absent"])} if "absent" in group else {}
    stumbles = frozenset({(WATERING, StumbleReason(group["stumble"]))} if "stumble" in group else ())
    return MerchantRecord(
        points={WATERING: group["point"]} if "point" in group else {},
        absent=absent,
        stumbles=stumbles,
        seconds={WATERING: group["seconds"]} if "seconds" in group else {},
        decides={WATERING: group["decides"]} if "decides" in group else {},
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["what"])
def test_what_is_said_of_an_item(case: dict[str, Any]) -> None:
    records = [record(group) for group in case["answers"] for _ in range(group["merchants"])]

    report = item_report(GARDEN, records)

    assert report.merchants == len(records)
    assert report.enough is case.get("enough", True)
    if not report.enough:
        assert (report.items, report.dimensions) == ((), ())
        return
    one = next(each for each in report.items if each.item.id == WATERING)
    assert one.asked == case["asked"]
    assert (one.figures is not None) is case.get("figures", True)
    if one.figures is None:
        return
    expected = {key: case[key] for key in vars(one.figures) if key in case}
    assert {key: plain(getattr(one.figures, key)) for key in expected} == expected


def plain(value: Any) -> Any:
    """Return a figure as the table writes it."""
    if isinstance(value, Estimate):
        return value.value
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, dict) and set(value) <= {0, 1, 2}:
        return list(value.values())
    return {str(key): count for key, count in value.items()} if isinstance(value, dict) else value


def merchants(points: list[dict[str, int]]) -> ItemReport:
    """Return the report over merchants that gave these points."""
    return item_report(GARDEN, [MerchantRecord(each, {}, frozenset(), {}, {}) for each in points])


def test_an_item_that_few_answered_beside_the_others_leaves_the_scale() -> None:
    """Keys are asked where there is a shed: ten gardens have one."""
    answered = [
        {"people.rota": place % 3, WATERING: place % 3, "plants.calendar": (place + place // 9) % 3}
        | ({"people.keys": place % 2} if place < 10 else {})
        for place in range(30)
    ]

    people = merchants(answered).dimensions[1]
    plants = merchants(answered).dimensions[0]

    assert (people.items, people.alpha, people.omega) == (("people.rota",), None, None)
    assert plants.items == (WATERING, "plants.calendar")
    assert plants.alpha is not None
    assert plants.alpha.n == 30
    assert plants.omega is None  # two items do not tell their loadings


def test_items_against_each_other_are_named() -> None:
    report = merchants([{WATERING: place % 3, "plants.calendar": 2 - place % 3} for place in range(60)])

    said = [one.figures.remarks for one in report.items if one.item.id == WATERING and one.figures]
    assert said == [("against",)]


@pytest.mark.parametrize(
    ("calendar", "remark"),
    [(lambda place: place % 3, "alike"), (lambda place: place // 3 % 3, "loose")],
    ids=["the same twice", "nothing in common"],
)
def test_a_dimension_whose_items_say_the_same_or_nothing_in_common_is_named(
    calendar: Callable[[int], int], remark: str
) -> None:
    report = merchants([{WATERING: place % 3, "plants.calendar": calendar(place)} for place in range(180)])

    assert [each.remark for each in report.dimensions] == [remark, None]
    said = [text.in_("zh") for text in remarks(report, GARDEN)]
    assert sum("植物" in text for text in said) == 1
    plants, people = (dimension_sentence(each).in_("en") for each in report.dimensions)
    assert plants.startswith("2 scored items: Cronbach's alpha")
    assert people == Text("items.no_alpha", least=LEAST).in_("en")


def test_of_two_items_that_few_answered_together_one_leaves_the_scale() -> None:
    report = merchants(
        [
            ({WATERING: place % 3} if place < 26 else {})
            | ({"plants.calendar": place % 3} if place >= 14 else {})
            | {"plants.beds": place // 2 % 3}
            for place in range(40)
        ]
    )

    assert report.dimensions[0].items == (WATERING, "plants.beds")
    together = {each.item.id: each.figures.item_total for each in report.items if each.figures}
    assert together[WATERING] is not None
    assert together["plants.calendar"] is None


def test_an_item_decides_where_a_point_of_it_moves_the_stage() -> None:
    """The brute force: every answer a point up or down, scored anew by the whole way."""
    for points in ([2, 2, 2], [1, 1, 1], [2, 1, 1], [0, 0, 0], [1, 2, 0]):
        answers = dict(zip((WATERING, "plants.calendar", "people.rota"), points, strict=True))
        garden = garden_of(answers)
        found = merchant_record(GARDEN, garden, frozenset(), {})
        for item, point in answers.items():
            stages = {
                score(GARDEN, garden_of({**answers, item: other})).stage
                for other in (point - 1, point, point + 1)
                if 0 <= other <= GARDEN.top_point
            }
            assert found.decides[item] is (len(stages) > 1), (points, item)


@pytest.mark.parametrize("example", each_of(EXAMPLES), ids=lambda path: path.stem)
def test_trying_many_items_at_once_finds_what_trying_each_finds(example: Path) -> None:
    bank = shipped_bank()
    reading = read_path(example, load_instrument(bank), Releases(bank).find)
    assert reading.instrument is not None
    assert reading.assessment is not None
    judge = judge_of(reading.instrument, reading.assessment)
    low, _ = judge.ends()
    stage, top = judge.stage(low), reading.instrument.top_point

    found = merchant_record(reading.instrument, reading.assessment, frozenset(), {}).decides

    alone = {
        id_: any(
            judge.stage({**low, id_: low[id_] + by}) != stage for by in (-1, 1) if 0 <= low[id_] + by <= top
        )
        for id_, result in judge.items.items()
        if result.answered
    }
    assert found in (alone, {})


def garden_of(points: dict[str, int]) -> Assessment:
    """Return a garden with one bed and a harvest, whose other items are answered so."""
    garden = Assessment(
        mode=Mode.FULL,
        instrument=InstrumentRef(id=GARDEN.id, version=GARDEN.version),
        merchant=MerchantRef(),
        profile={"has_shed": False},
        answers={},
        metrics={"harvest": MetricValue(number=12)},
    )
    return with_points(GARDEN, garden, {"plants.beds": 1, **points})


def test_without_answers_enough_for_a_stage_nothing_decides() -> None:
    alone = garden_of({WATERING: 2}).model_copy(
        update={"answers": {WATERING: Answer(point=2)}, "metrics": {}}
    )

    found = merchant_record(GARDEN, alone, frozenset(), {})

    assert found.decides == {}
    assert found.points == {WATERING: 2}
    assert found.absent["people.rota"] is Absent.UNANSWERED
    assert "people.keys" not in {*found.points, *found.absent}


def test_items_on_trial_are_read_too() -> None:
    trial = GARDEN.model_copy(
        update={
            "dimensions": [
                each.model_copy(
                    update={
                        "items": [
                            item.model_copy(update={"status": Status.TRIAL}) if item.id == WATERING else item
                            for item in each.items
                        ]
                    }
                )
                for each in GARDEN.dimensions
            ]
        }
    )
    found = merchant_record(
        trial, garden_of({WATERING: 2, "people.rota": 1, "plants.calendar": 1}), frozenset(), {}
    )

    assert found.points[WATERING] == 2
    assert WATERING not in found.decides
    assert with_trials_scored(trial) == GARDEN
    report = item_report(
        trial, [MerchantRecord({WATERING: n % 3}, {}, frozenset(), {}, {}) for n in range(30)]
    )
    assert report.dimensions[0].items == ()


POINTS = st.fixed_dictionaries(
    {}, optional={item.id: st.integers(0, 2) for item in GARDEN.items() if item.status is Status.ACTIVE}
)


@settings(max_examples=25, deadline=None)
@given(points=st.lists(POINTS, min_size=LEAST, max_size=40))
def test_the_order_of_merchants_tells_nothing_and_every_figure_can_be_written(
    points: list[dict[str, int]],
) -> None:
    report, turned = merchants(points), merchants(points[::-1])

    assert [each.figures and each.figures.by_point for each in report.items] == [
        each.figures and each.figures.by_point for each in turned.items
    ]
    assert [each.items for each in report.dimensions] == [each.items for each in turned.dimensions]
    for one in report.items:
        if one.figures is not None:
            assert sum(one.figures.by_point.values()) + sum(one.figures.absent.values()) == one.asked
            if one.figures.item_total is not None:
                assert -1 <= one.figures.item_total.low <= one.figures.item_total.high <= 1
    for language in ("zh", "en"):
        assert all(text.in_(language) for text in remarks(report, GARDEN))
        shown = [dimension.id for dimension, table in item_tables(report, language) if table.rows]
        assert shown == list(dict.fromkeys(each.item.dimension for each in report.items if each.asked))
    rows = figures_table(report)
    assert all(len(row) == len(rows.headings) for row in rows.rows)
