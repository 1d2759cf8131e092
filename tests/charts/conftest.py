"""A garden to draw: three beds, two gates, one number, and somebody's answers."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from assessment.instrument.model import Gate, Instrument
from assessment.instrument.text import LocalText
from assessment.planning.roadmap import PlannedStep, Roadmap
from assessment.responses import Absent, Answer, Assessment, InstrumentRef, MetricValue
from assessment.scoring import score
from assessment.scoring.results import Results

Scored = Callable[..., Results]


def two(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def item(item_id: str, zh: str, en: str, **more: Any) -> dict[str, Any]:
    return {
        "id": item_id,
        "status": "active",
        "since": "0.1.0",
        "kind": "anchored",
        "weight": 1,
        "core": True,
        "owner": "hands",
        "product": "spade",
        "question": two(zh, en),
        "anchors": {point: two(f"{point} 级", f"point {point}") for point in range(4)},
        "rationale": "for drawing",
        **more,
    }


def bed(key: str, zh: str, en: str, items: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": key,
        "name": two(zh, en),
        "measures": two(zh, en),
        "group": "bed",
        "weight": 1,
        "may_be_absent": True,
        "items": items,
    }


@pytest.fixture
def garden() -> Instrument:
    only_greenhouses = {"applies": {"profile": "greenhouse", "is": True}}
    gates = [
        {
            "stage": "sprout",
            "target_point": 2,
            "must": [
                {"item": "soil.tests", "at_least": 2.0},
                {"item": "glass.heat", "at_least": 1.0},
                {"dimension": "soil", "at_least": 60.0},
                {"metric": "slugs", "at_most": 5.0, "when_unknown": "skip"},
            ],
            "should": {"meet": 1, "of": [{"dimension": "water", "at_least": 41.0}]},
            "rationale": "for drawing",
        },
        {
            "stage": "tree",
            "target_point": 3,
            "must": [{"dimension": "water", "at_least": 75.0}],
            "rationale": "for drawing",
        },
    ]
    return Instrument.model_validate(
        {
            "id": "garden",
            "version": "0.1.0",
            "languages": ["zh", "en"],
            "stages": [
                {"id": "seed", "name": two("种子", "Seed")},
                {"id": "sprout", "name": two("发芽", "Sprout")},
                {"id": "tree", "name": two("成树", "Tree")},
            ],
            "functions": [
                {"id": "hands", "name": two("动手", "Hands")},
                {"id": "eyes", "name": two("观察", "Eyes")},
            ],
            "products": [{"id": "spade", "name": two("铲子", "Spade")}],
            "scale": {0: 0, 1: 1, 2: 2, 3: 3},
            "self_report": [{"weight": 1.0, "lower": 0.1, "higher": 0.1}],
            "dimensions": [
                bed(
                    "soil",
                    "土壤",
                    "Soil",
                    [
                        item(
                            "soil.tests",
                            "多久测一次土？",
                            "How often is soil <tested>?",
                            name=two("土样", "Soil <tests>"),
                        ),
                        item("soil.compost", "堆肥怎么做？", "How is compost made?"),
                    ],
                ),
                bed(
                    "water", "浇水", "Water", [item("water.rota", "谁浇水？", "Who waters?", na_allowed=True)]
                ),
                bed(
                    "glass",
                    "温室",
                    "Glass",
                    [item("glass.heat", "怎么保温？", "How is it heated?", **only_greenhouses)],
                ),
            ],
            "gates": [Gate.model_validate(gate) for gate in gates],
            "metrics": [
                {
                    "id": "slugs",
                    "name": two("蛞蝓", "Slugs"),
                    "unit": two("条", "slugs"),
                    "window": "now",
                    "meaning": two("蛞蝓", "Slugs"),
                    "find_out": two("数", "count"),
                    "direction": "lower",
                    "range": [0.0, 20.0],
                    "source": "practice",
                    "as_of": date(2026, 1, 1),
                    "review_by": date(2027, 1, 1),
                }
            ],
        }
    )


@pytest.fixture
def scored(garden: Instrument) -> Scored:
    """Score points or reasons for absence, given by item; no greenhouse unless said."""

    def results_of(
        answers: dict[str, int | Absent], *, greenhouse: bool = False, slugs: float | None = None
    ) -> Results:
        given = {
            key: Answer(absent=value, reason="said so") if isinstance(value, Absent) else Answer(point=value)
            for key, value in answers.items()
        }
        assessment = Assessment(
            instrument=InstrumentRef(id=garden.id, version=garden.version),
            answers=given,
            profile={"greenhouse": greenhouse},
            metrics={} if slugs is None else {"slugs": MetricValue(number=slugs)},
        )
        return score(garden, assessment)

    return results_of


def planned(
    item_id: str, days: float, value: float, owner: str, *, if_confirmed: bool = False
) -> PlannedStep:
    return PlannedStep(
        item=item_id,
        from_point=1,
        to_point=2,
        text=LocalText({"zh": "测一次土", "en": "Test the <soil>"}),
        owner=owner,
        product="spade",
        days=days,
        weeks=4,
        value=value,
        opens=(),
        needs=(),
        needed_by=(),
        if_confirmed=if_confirmed,
        reason=LocalText({"zh": "打开发芽", "en": "Opens sprout"}),
    )


def roadmap_of(steps: Sequence[PlannedStep], target: str = "sprout") -> Roadmap:
    """Return a roadmap of these steps and nothing else."""
    return Roadmap(
        target=target,
        feasible=True,
        margin=0,
        steps=steps,
        conditions=[],
        find_out=[],
        not_yet=[],
        clashes=[],
    )
