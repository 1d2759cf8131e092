"""Generated situations, and every set of moves that can be made in one."""

import random
from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

from hypothesis import strategies as st

from assessment.instrument.model import Instrument
from assessment.planning import PlanRequest, Roadmap, Situation
from assessment.planning.moves import Move, MoveSpace
from assessment.planning.roadmap import build_roadmap
from assessment.responses import Answer, Assessment
from assessment.scoring import judge_of, score
from assessment.service import Service
from tests.strategies import STAGES, answered, instruments, named, step, taken, words


def situation_of(instrument: Instrument, assessment: Assessment) -> Situation:
    """Score an assessment and keep its judge."""
    return Situation(score(instrument, assessment), judge_of(instrument, assessment))


def roadmap_of(service: Service, id_: str, request: PlanRequest | None = None) -> Roadmap:
    """Build the roadmap of an assessment in a store, as its page does."""
    return build_roadmap(service.roadmaps.situation(service.assessments.open(id_), {}), request)


@st.composite
def small(draw: st.DrawFn, *, most_moves: int = 12) -> Situation:
    """Return a situation with few enough open steps to try every set of them."""
    instrument = draw(instruments(most_dimensions=3, most_items=3))
    situation = situation_of(instrument, draw(answered(instrument)))
    space = MoveSpace(situation.judge)
    heights = space.highest()
    if sum(heights[item] - space.start[item] for item in heights) <= most_moves:
        return situation
    # Too many: all but some items are verified to be fully in place.
    answers: dict[str, Answer] = {}
    kept = draw(st.sets(st.sampled_from(sorted(heights)), max_size=most_moves // 3))
    assessment = draw(answered(instrument))
    for item in instrument.items():
        if item.id in kept:
            answers[item.id] = assessment.answers.get(item.id, Answer())
        elif item.kind == "anchored":
            answers[item.id] = Answer(point=3)
        elif item.kind != "metric":
            answers[item.id] = Answer(ticks=list(item.tick_ids))
    return situation_of(instrument, assessment.model_copy(update={"answers": answers}))


def every_set(space: MoveSpace) -> Iterator[frozenset[Move]]:
    """Yield every set of moves that holds all it needs."""
    highest = space.highest()
    items = sorted(highest)
    for heights in product(*(range(space.start[item], highest[item] + 1) for item in items)):
        moves = frozenset(
            (item, point)
            for item, height in zip(items, heights, strict=True)
            for point in range(space.start[item] + 1, height + 1)
        )
        if space.is_consistent(moves):
            yield moves


def large(seed: int) -> Situation:
    """Return a situation of up to 60 items with ordinary gates, needs and weights; the seed decides all."""
    chance = random.Random(seed)  # noqa: S311 - reproducible, not secret
    dimension_ids = [f"d{n}" for n in range(chance.randint(3, 8))]
    ids = [f"{key}.i{n}" for key in dimension_ids for n in range(chance.randint(3, 8))]
    gates = []
    for stage, target in zip(STAGES[1:], (2, 3), strict=True):
        cuts = [
            {"dimension": key, "at_least": chance.randint(200, 330 * target - 40) / 10}
            for key in dimension_ids
        ]
        chance.shuffle(cuts)
        musts = [{"item": key, "at_least": float(target)} for key in chance.sample(ids, chance.randint(0, 3))]
        half = chance.randint(0, 3)
        gates.append(
            {
                "stage": stage,
                "target_point": target,
                "must": [
                    *musts,
                    *cuts[:half],
                    {"index": "overall", "at_least": chance.randint(200, 300 * target) / 10},
                ],
                "should": {"meet": chance.randint(0, len(cuts[half:])), "of": cuts[half:]},
                "rationale": "generated",
            }
        )
    instrument = Instrument.model_validate(
        {
            "id": "orchard",
            "version": "0.1.0",
            "languages": ["zh", "en"],
            "stages": [named(stage) for stage in STAGES],
            "functions": [named("hands")],
            "products": [named("spade")],
            "scale": {0: 0, 1: 1, 2: 2, 3: 3},
            "self_report": [{"weight": 1.0, "lower": 0.15, "higher": 0.15}],
            "dimensions": [
                {
                    "id": key,
                    "name": words(key),
                    "measures": words(key),
                    "group": "bed",
                    "weight": chance.randint(1, 3),
                    "items": [_item(one, ids, chance) for one in ids if one.startswith(f"{key}.")],
                }
                for key in dimension_ids
            ],
            "gates": gates,
            "metrics": [],
        }
    )
    answers = {one: Answer(point=chance.choice([0, 0, 1, 1, 1, 2, 2, 3])) for one in ids}
    return situation_of(instrument, taken(instrument, answers, taken_on=date(2026, 1, 1)))


def _item(item_id: str, ids: list[str], chance: random.Random) -> dict[str, Any]:
    """Return one anchored item; a step may need items that came before it."""
    earlier = ids[: ids.index(item_id)]

    def needs() -> dict[str, int]:
        return {chance.choice(earlier): chance.randint(1, 2)} if earlier and chance.random() < 0.3 else {}

    return {
        "id": item_id,
        "status": "active",
        "since": "0.1.0",
        "kind": "anchored",
        "weight": chance.randint(1, 3),
        "core": True,
        "owner": "hands",
        "product": "spade",
        "question": words(item_id),
        "steps": {point: step(needs(), chance.randint(1, 16) / 2) for point in (1, 2, 3)},
        "rationale": "generated",
        "anchors": {point: words(f"{item_id} {point}") for point in range(4)},
    }
