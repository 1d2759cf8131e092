"""Hypothesis strategies: a newer version of a generated instrument, and rounds of both."""

from typing import Any

from hypothesis import strategies as st
from pydantic import TypeAdapter

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.model import Instrument, Item, Status
from assessment.scoring.comparison import Round
from tests.strategies import answered, instruments, item_data

ITEM: TypeAdapter[Item] = TypeAdapter(Item)
FATES = ("kept", "kept", "reweighted", "retired", "dropped", "renamed", "rescaled", "redefined")


@st.composite
def newer_versions(draw: st.DrawFn, older: Instrument) -> tuple[Instrument, Lineage]:
    """The next version: other weights and cuts, items gone, renamed, rescaled, redefined and added."""
    line: dict[str, Any] = {
        "from": older.version,
        "to": "0.2.0",
        "renamed": {},
        "rescaled": {},
        "dropped": {},
    }
    dimensions = []
    for dimension in older.dimensions:
        kept = (draw(changed(item, line)) for item in dimension.items)
        items = [item for item in kept if item is not None]
        if draw(st.booleans()):
            items.append(ITEM.validate_python(draw(item_data(f"{dimension.id}.new", []))))
        update = {"items": items, "weight": draw(st.integers(1, 4))}
        dimensions.append(dimension.model_copy(update=update))
    newer = older.model_copy(
        update={"version": "0.2.0", "dimensions": dimensions, "gates": list(reversed(older.gates))}
    )
    return newer, Lineage.model_validate(line)


@st.composite
def changed(draw: st.DrawFn, item: Item, line: dict[str, Any]) -> Item | None:
    """What became of one item; None where it went. Writes the line of the lineage."""
    fate = draw(st.sampled_from(FATES))
    update: dict[str, Any] = {}
    if fate == "reweighted":
        update["weight"] = draw(st.integers(1, 3))
    elif fate == "retired":
        update["status"] = Status.RETIRED
    elif fate == "dropped":
        line["dropped"][item.id] = "asked elsewhere"
        return None
    elif fate == "renamed":
        update["id"] = f"{item.id}_then"
        line["renamed"][item.id] = update["id"]
    elif fate == "rescaled":
        points = st.integers(0, 3)
        line["rescaled"][item.id] = {point: draw(points) for point in range(4) if draw(st.booleans())}
    elif fate == "redefined":
        fresh = draw(item_data(item.id, []))
        return ITEM.validate_python(fresh)
    return item.model_copy(update=update)


@st.composite
def one_version(draw: st.DrawFn) -> tuple[Round, Round, tuple[Lineage, ...]]:
    """Two rounds of one instrument."""
    instrument = draw(instruments())
    first, second = (draw(answered(instrument)) for _ in range(2))
    return Round(instrument, first, "first"), Round(instrument, second, "second"), ()


@st.composite
def two_versions(draw: st.DrawFn) -> tuple[Round, Round, tuple[Lineage, ...]]:
    """Two rounds of two versions, either of them the earlier one."""
    older = draw(instruments())
    newer, line = draw(newer_versions(older))
    rounds = Round(older, draw(answered(older)), "older"), Round(newer, draw(answered(newer)), "newer")
    first, second = draw(st.permutations(rounds))
    return first, second, (line,)


def any_two() -> st.SearchStrategy[tuple[Round, Round, tuple[Lineage, ...]]]:
    """Two rounds, of one version or of two."""
    return st.one_of(one_version(), two_versions())
