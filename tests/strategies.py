"""Hypothesis strategies: instruments of another subject, and answers to them.

Small on purpose: up to four dimensions and a dozen items, every kind of item
and criterion, so that a rule can be checked by brute force.
"""

from datetime import date
from typing import Any

from hypothesis import strategies as st

from assessment.instrument.model import Gate, Instrument
from assessment.responses import Absent, Answer, Assessment, InstrumentRef, MetricValue, Mode

STAGES = ("seed", "sprout", "tree")
SCALES = ({0: 0, 1: 1, 2: 2, 3: 3}, {0: 0, 1: 1, 2: 2, 3: 4})


def words(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


def named(key: str) -> dict[str, Any]:
    return {"id": key, "name": words(key)}


def step(needs: dict[str, int], days: float) -> dict[str, Any]:
    return {**words("do it"), "days": days, "weeks": 1, "needs": needs}


@st.composite
def item_data(draw: st.DrawFn, item_id: str, earlier: list[str]) -> dict[str, Any]:
    """One active item; its steps may need items that came before it, so needs form no cycle."""
    kind = draw(st.sampled_from(["anchored", "anchored", "checklist", "grid"]))
    needed = draw(st.sampled_from([None, None, *earlier])) if earlier else None
    needs = {} if needed is None else {needed: draw(st.integers(1, 3))}
    days = st.integers(1, 20).map(lambda halves: halves / 2)
    data: dict[str, Any] = {
        "id": item_id,
        "status": "active",
        "since": "0.1.0",
        "kind": kind,
        "weight": draw(st.integers(1, 3)),
        "core": draw(st.booleans()),
        "na_allowed": draw(st.booleans()),
        "owner": "hands",
        "product": "spade",
        "question": words(item_id),
        "steps": {point: step(needs if point == 1 else {}, draw(days)) for point in (1, 2, 3)},
        "rationale": "generated",
    }
    if kind == "anchored":
        data["anchors"] = {point: words(f"{item_id} {point}") for point in range(4)}
    elif kind == "checklist":
        data["options"] = {f"o{n}": words(f"o{n}") for n in range(4)}
        data["points"] = {1: 1, 2: 3, 3: 4}
    else:
        data["rows"] = {f"r{n}": words(f"r{n}") for n in range(2)}
        data["columns"] = {f"c{n}": words(f"c{n}") for n in range(2)}
        data["points"] = {1: 1, 2: 2, 3: 4}
    return data


@st.composite
def criteria(draw: st.DrawFn, dimensions: list[str], items: list[str]) -> dict[str, Any]:
    cut = st.integers(0, 1000).map(lambda tenths: tenths / 10)
    return draw(
        st.one_of(
            st.builds(
                lambda key, point: {"item": key, "at_least": float(point)},
                st.sampled_from(items),
                st.integers(1, 3),
            ),
            st.builds(lambda key, at: {"dimension": key, "at_least": at}, st.sampled_from(dimensions), cut),
            st.builds(lambda at: {"index": "overall", "at_least": at}, cut),
            st.builds(
                lambda at, unknown: {"metric": "height", "at_least": float(at), "when_unknown": unknown},
                st.integers(0, 100),
                st.sampled_from(["skip", "fail"]),
            ),
        )
    )


@st.composite
def instruments(draw: st.DrawFn, *, most_dimensions: int = 4, most_items: int = 4) -> Instrument:
    """An instrument of gardening, consistent in itself."""
    dimension_ids = [f"d{n}" for n in range(draw(st.integers(1, most_dimensions)))]
    ids: list[str] = []
    dimensions = []
    for key in dimension_ids:
        items = []
        for number in range(draw(st.integers(1, most_items))):
            items.append(draw(item_data(f"{key}.i{number}", list(ids))))
            ids.append(f"{key}.i{number}")
        dimensions.append(
            {
                "id": key,
                "name": words(key),
                "measures": words(key),
                "group": "bed",
                "weight": draw(st.integers(1, 4)),
                "may_be_absent": draw(st.booleans()),
                "items": items,
            }
        )
    gates = []
    for stage, target in zip(STAGES[1:], (2, 3), strict=True):
        one = criteria(dimension_ids, ids)
        of = draw(st.lists(one, max_size=3))
        gates.append(
            {
                "stage": stage,
                "target_point": target,
                "must": draw(st.lists(one, max_size=3)),
                "should": {"meet": draw(st.integers(0, len(of))), "of": of},
                "rationale": "generated",
            }
        )
    return Instrument.model_validate(
        {
            "id": "garden",
            "version": "0.1.0",
            "languages": ["zh", "en"],
            "stages": [named(stage) for stage in STAGES],
            "functions": [named("hands")],
            "products": [named("spade")],
            "scale": draw(st.sampled_from(SCALES)),
            "self_report": [
                {"weight": 0.25, "lower": 0.05, "higher": 0.25},
                {"weight": 0.5, "lower": 0.15, "higher": 0.15},
                {"weight": 0.25, "lower": 0.25, "higher": 0.05},
            ],
            "dimensions": dimensions,
            "gates": [Gate.model_validate(gate) for gate in gates],
            "metrics": [
                {
                    "id": "height",
                    "name": words("height"),
                    "unit": "cm",
                    "window": "now",
                    "meaning": words("height"),
                    "find_out": words("measure"),
                    "direction": "higher",
                    "range": [0.0, 200.0],
                    "source": "generated",
                    "as_of": date(2026, 1, 1),
                    "review_by": date(2027, 1, 1),
                }
            ],
        }
    )


def at_point(instrument: Instrument, item_id: str, point: int) -> Answer:
    """The answer that gives an item exactly this point."""
    item = instrument.item(item_id)
    if item.kind == "anchored":
        return Answer(point=point)
    if item.kind == "metric":
        return Answer()
    count = item.points[point] if point else 0
    return Answer(ticks=list(item.tick_ids[:count]))


def taken(instrument: Instrument, answers: dict[str, Answer], **more: Any) -> Assessment:
    """An assessment with these answers."""
    ref = InstrumentRef(id=instrument.id, version=instrument.version)
    return Assessment(instrument=ref, answers=answers, **more)


@st.composite
def answered(draw: st.DrawFn, instrument: Instrument) -> Assessment:
    """Any mixture of points, absences and verified answers; the height may be known."""
    answers: dict[str, Answer] = {}
    absences = [Absent.DONT_KNOW, Absent.DECLINED, Absent.NOT_APPLICABLE, Absent.UNANSWERED]
    for item in instrument.items():
        value = draw(st.one_of(st.none(), st.integers(0, 3), st.integers(0, 3), st.sampled_from(absences)))
        if isinstance(value, Absent):
            answers[item.id] = Answer(absent=value, reason="generated")
        elif value is not None:
            answer = at_point(instrument, item.id, value)
            answers[item.id] = _verified(answer) if draw(st.booleans()) else answer
    number = draw(st.one_of(st.none(), st.integers(0, 100).map(float)))
    metrics = {} if number is None else {"height": MetricValue(number=number)}
    mode = draw(st.sampled_from([Mode.FULL, Mode.CORE]))
    return taken(instrument, answers, metrics=metrics, mode=mode)


def _verified(answer: Answer) -> Answer:
    seen = '{"verified": {"by": "someone", "at": "2026-01-01T00:00:00Z"}}'
    return answer.model_copy(update={"verified": Answer.model_validate_json(seen).verified})
