"""What a roadmap must respect: the target, and what is excluded or forced."""

from dataclasses import dataclass
from math import inf

from assessment.scoring.gates import Judge
from assessment.scoring.results import Results


@dataclass(frozen=True)
class Brief:
    """One wish for a roadmap. At most one of stage, dimension and days is the target."""

    stage: str | None = None
    """The stage whose gate is to open; the next one where nothing else is said."""
    dimension: tuple[str, float] | None = None
    """A dimension and the score to reach in it."""
    days: float | None = None
    """Person-days to put to the best use."""
    margin: float = 3.0
    """Points to reach above each cut score, so that one slip does not close the gate."""
    exclude: frozenset[str] = frozenset()
    """Items to leave alone."""
    force: frozenset[str] = frozenset()
    """Items to raise by at least one point."""


class BriefError(ValueError):
    """A wish that means nothing for this instrument; `place` names the part that is wrong."""

    def __init__(self, place: str, given: str) -> None:
        super().__init__(f"{place}: {given}")
        self.place = place
        self.given = given


@dataclass(frozen=True)
class Situation:
    """A merchant's results together with the judge that decides what a change would do."""

    results: Results
    judge: Judge


def validated(brief: Brief, results: Results) -> Brief:
    """Return the brief with its target filled in.

    The default target is the next stage; a merchant at the last stage gets
    the best use of 20 person-days.

    Raises:
        BriefError: an unknown stage, dimension or item, or a number out of range.
    """
    instrument = results.instrument
    items = {item.id for item in instrument.items()}
    for place, given in (("exclude", brief.exclude), ("force", brief.force)):
        for item in sorted(given - items):
            raise BriefError(place, item)
    for item in sorted(brief.exclude & brief.force):
        raise BriefError("force", item)
    if brief.stage is not None and brief.stage not in instrument.stage_ids[1:]:
        raise BriefError("target", brief.stage)
    if brief.dimension is not None:
        known = {dimension.id for dimension in instrument.dimensions}
        if brief.dimension[0] not in known or not 0 <= brief.dimension[1] <= 100:
            raise BriefError("dimension", f"{brief.dimension[0]}={brief.dimension[1]:g}")
    if brief.days is not None and not 0 < brief.days < inf:
        raise BriefError("days", f"{brief.days:g}")
    if not 0 <= brief.margin <= 100:
        raise BriefError("margin", f"{brief.margin:g}")
    return _with_target(brief, results)


DEFAULT_DAYS = 20.0
"""Person-days a merchant at the last stage is offered to put to use."""


def _with_target(brief: Brief, results: Results) -> Brief:
    if brief.stage or brief.dimension or brief.days:
        return brief
    if results.next_stage is None:
        return Brief(days=DEFAULT_DAYS, margin=brief.margin, exclude=brief.exclude, force=brief.force)
    return Brief(stage=results.next_stage, margin=brief.margin, exclude=brief.exclude, force=brief.force)
