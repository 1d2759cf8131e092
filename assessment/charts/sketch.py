"""A figure being drawn: its words and shapes are gathered and put on it at once.

Plotly looks at all of them again for each one that is added: a schedule of 75
steps would take seconds.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import plotly.graph_objects as go

from assessment.charts.theme import Look


@dataclass(frozen=True)
class Sketch:
    """A figure, for whom and what page it is, and what is still to be put on it."""

    figure: go.Figure
    look: Look
    notes: list[dict[str, object]] = field(default_factory=list)
    shapes: list[dict[str, object]] = field(default_factory=list)

    def write(self, text: str, **place: object) -> None:
        """Write a text with no arrow and left-aligned lines; it must be escaped already."""
        self.notes.append({"text": text, "showarrow": False, "align": "left", "borderpad": 0, **place})

    def line(self, colour: str, place: Mapping[str, object], *, wide: float = 1, dash: str = "solid") -> None:
        """Draw a line below everything else."""
        style = {"color": colour, "width": wide, "dash": dash}
        self.shapes.append({"type": "line", "layer": "below", "line": style, **place})

    def area(self, fill: str, place: Mapping[str, object], *, opacity: float = 1) -> None:
        """Fill a rectangle below everything else."""
        style = {"fillcolor": fill, "opacity": opacity, "line": {"width": 0}}
        self.shapes.append({"type": "rect", "layer": "below", **style, **place})

    def finish(self) -> None:
        """Put on the figure what was gathered."""
        self.figure.update_layout(annotations=self.notes, shapes=self.shapes)
