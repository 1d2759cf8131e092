"""Texts as they stand in a picture: what was read, where, and how surely."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class PictureText:
    """A text with its place, in pixels from the left and from the top of the upright picture."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    sure: float = 1.0
    """How sure the reading is, from 0 to 1."""
    again: str | None = None
    """The text when it was read a second time at another size; None where it was read once."""
    slant: float = 0.0
    """By how many degrees, clockwise, it still falls in the picture that was made level."""

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    @property
    def width(self) -> float:
        """Pixels from left to right."""
        return self.right - self.left

    @property
    def middle(self) -> float:
        """The height of its centre, from the top of the picture."""
        return (self.top + self.bottom) / 2

    def overlap(self, other: "PictureText") -> float:
        """Return how many pixels both share from left to right; less than 0 is the gap between them."""
        return min(self.right, other.right) - max(self.left, other.left)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "PictureText":
        """Read what the reading process sends."""
        left, top, right, bottom = value["at"]
        return cls(value["text"], left, top, right, bottom, value["sure"], value.get("again"), value["slant"])


@dataclass(frozen=True)
class PictureTexts:
    """All texts of a picture, from top to bottom."""

    width: int
    height: int
    boxes: Sequence[PictureText]
    picture: bytes = b""
    """The upright picture as a JPEG without anything a camera wrote, of the same size; for showing pieces."""
    seconds: float = 0.0
    """Processor time that the reading took."""
