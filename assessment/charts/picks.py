"""What lies behind a mark that somebody selected in a chart.

A mark that can be selected carries its pick as the last entry of its custom
data, behind what its hover text needs. A page asks for it like this:

    event = st.plotly_chart(figure, on_select="rerun", selection_mode="points", ...)
    pick = picked(event.selection)

and opens the items it names. Nothing here knows Streamlit: a selection is a
plain mapping, as it comes from a browser, and nothing in it is trusted.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What was selected."""

    ROUND = "round"
    DIMENSION = "dimension"
    CAUSE = "cause"
    ITEM = "item"
    MERCHANT = "merchant"
    STAGE = "stage"


@dataclass(frozen=True)
class Pick:
    """What lies behind a mark; what does not belong to its kind is empty."""

    kind: Kind
    round: int | None = None
    """Number of the round in what was drawn, from 1."""
    dimension: str | None = None
    """Its id; None where the whole is meant."""
    cause: str | None = None
    """`improved`, `worsened`, `answered_or_absent` or `instrument`."""
    merchant: str | None = None
    """Its id as given."""
    stage: str | None = None
    items: tuple[str, ...] = ()
    """Ids of the items behind it, in the order of the instrument."""

    def as_data(self) -> dict[str, object]:
        """Return what a mark carries: plain values, and only those that say something."""
        data: dict[str, object] = {"kind": self.kind.value}
        for key in ("round", "dimension", "cause", "merchant", "stage"):
            value = getattr(self, key)
            if value is not None:
                data[key] = value
        if self.items:
            data["items"] = list(self.items)
        return data


def picked(selection: Mapping[str, object] | None) -> Pick | None:
    """Return what lies behind the first selected mark that tells.

    Args:
        selection: `{"points": [{"customdata": [..., pick]}, ...]}`, as
            Streamlit gives it back; None, or anything else a browser may
            send, is nothing selected.

    Returns:
        None where nothing is selected, or nothing that can be told.
    """
    points = selection.get("points") if isinstance(selection, Mapping) else None
    if not isinstance(points, Sequence):
        return None
    for point in points:
        data = point.get("customdata") if isinstance(point, Mapping) else None
        if isinstance(data, Sequence) and not isinstance(data, str) and data:
            pick = _read(data[-1])
            if pick is not None:
                return pick
    return None


def _read(data: object) -> Pick | None:
    """Read the last entry of a mark's custom data; None where it is not a pick."""
    if not isinstance(data, Mapping):
        return None
    kind, items, number = data.get("kind"), data.get("items", []), data.get("round")
    if not isinstance(kind, str) or kind not in list(Kind) or not isinstance(items, list | tuple):
        return None
    words = {key: data.get(key) for key in ("dimension", "cause", "merchant", "stage")}
    return Pick(
        kind=Kind(kind),
        round=number if isinstance(number, int) and not isinstance(number, bool) else None,
        items=tuple(item for item in items if isinstance(item, str)),
        **{key: value if isinstance(value, str) else None for key, value in words.items()},
    )
