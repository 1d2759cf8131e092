"""The files of `questions/` as their authors write them.

What the engine works with is in `assessment.instrument.model`; `load`
pieces it together from these. What only `check` and the pages read
(concepts, sources, lineage, wording) has its shape here too.
"""

from datetime import date
from typing import Annotated, Any

from pydantic import ConfigDict, Field, model_validator

from assessment.instrument.model import (
    Attitude,
    Definition,
    Item,
    ItemId,
    Key,
    Named,
    Point,
    Rationale,
)
from assessment.instrument.text import LocalText


class DimensionEntry(Definition):
    """A dimension as `instrument.yaml` lists it: its rank is its place in the list."""

    id: Key
    group: Key
    weight: int = Field(ge=0)
    may_be_absent: bool = False


class InstrumentFile(Definition):
    """`instrument.yaml`: what the instrument is made of, in order."""

    id: str = Field(min_length=1)
    version: str
    name: LocalText | None = None
    languages: list[str]
    stages: list[Named]
    groups: list[Named] = Field(default_factory=list)
    dimensions: list[DimensionEntry]
    functions: list[Named]
    products: list[Named]
    scale: dict[Point, Annotated[int, Field(ge=0)]]
    self_report: list[Attitude]


class DimensionFile(Definition):
    """`dimensions/<id>.yaml`: one dimension with its items."""

    id: Key
    name: LocalText
    measures: LocalText
    review_by: date | None = None
    items: list[Item]


class Concept(Definition):
    """A concept of the handbook, `{id, zh, en, place}`; items name the ones they measure."""

    id: str = Field(min_length=1)
    text: LocalText
    place: LocalText | str = ""
    """Where in the handbook it stands; a plain text is said in every language."""

    @model_validator(mode="before")
    @classmethod
    def _gather_text(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "text" in given:
            return given
        own = {"id", "place"}
        kept = {key: value for key, value in given.items() if key in own}
        return {**kept, "text": {key: value for key, value in given.items() if key not in own}}


class Source(Definition):
    """A work that something in the bank is taken from, cited by its key."""

    key: str = Field(min_length=1)
    title: str
    author: str
    year: int
    link: str | None = None
    took: str
    """What we use of it, and how far we trust it."""


class Lineage(Definition):
    """How the items of one version became those of another."""

    from_: str = Field(alias="from")
    to: str
    renamed: dict[ItemId, ItemId] = Field(default_factory=dict)
    """Old id: new id."""
    rescaled: dict[ItemId, dict[Point, Point]] = Field(default_factory=dict)
    """Item: old point: new point."""
    dropped: dict[ItemId, Rationale] = Field(default_factory=dict)
    """Old id: why it is not asked any more. Merchants read it when they compare rounds."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", validate_by_name=True, serialize_by_alias=True
    )


class Released(Definition):
    """A released version, and what proves its file unchanged."""

    version: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    """Of the text of `releases/<version>.json`; `release` writes it, nobody else."""


class AnchorStyle(Definition):
    """How long an anchor may be in one language, and how like its neighbour."""

    shortest: int = Field(ge=1)
    """Characters."""
    longest: int = Field(ge=1)
    """Characters."""
    most_alike: float = Field(gt=0, le=1)
    """Above this similarity (1 is identical) neighbouring anchors are pointed out."""


class Wording(Definition):
    """`wording.yaml`: how the bank is to be worded, by language."""

    forbidden: dict[str, list[str]] = Field(default_factory=dict)
    allowed: dict[str, list[str]] = Field(default_factory=dict)
    """Phrases that may contain a forbidden word."""
    anchors: dict[str, AnchorStyle] = Field(default_factory=dict)


class Advice(Definition):
    """One sentence on how to answer, for all questions alike; scores never read it."""

    id: Key
    text: LocalText


class Role(Definition):
    """A role in the shop whose holder may get a sheet of their own."""

    id: Key
    name: LocalText
    does: LocalText
    """What this person does, so that it is clear who is meant in a shop with other titles."""
    dimensions: list[Key] = Field(min_length=1)
    """What is asked of this role unless the consultant chooses otherwise."""
