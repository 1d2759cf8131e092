"""Every concept of the handbook is measured by something that is scored."""

from collections.abc import Iterator

from assessment.instrument.check.place import Place, active_items
from assessment.instrument.loaded import HANDBOOK, Loaded
from assessment.instrument.problems import Problem, both
from assessment.instrument.shapes import Concept
from assessment.instrument.version import version_parts


def repeated_concepts(loaded: Loaded) -> Iterator[Problem]:
    """A concept has one id of its own."""
    seen: set[str] = set()
    for concept, place in concept_places(loaded):
        if concept.id in seen:
            fix = both("名称不能重复，请改一个。", "Ids are unique: rename one.")
            yield place.error("这个 id 已经用过。", "This id is used twice.", fix)
        seen.add(concept.id)


def unmeasured_concepts(loaded: Loaded) -> Iterator[Problem]:
    """List concepts no active item measures: a warning below version 1.0.0, an error from then on.

    Nothing is said while some item cannot be read: it may be the one.
    """
    if not loaded.dimensions_whole:
        return
    measured = {concept for item, _ in active_items(loaded) for concept in item.concepts}
    version = version_parts(loaded.draft.version)
    released = version is not None and version >= (1, 0, 0)
    fix = both("请在一道 active 题的 concepts 里写上它。", "Name it in the concepts of an active item.")
    for concept, place in concept_places(loaded):
        if concept.id not in measured:
            say = place.error if released else place.warning
            yield say("没有题目测量这个概念。", "No active item measures this concept.", fix)


def concept_places(loaded: Loaded) -> Iterator[tuple[Concept, Place]]:
    """Yield each concept with its place."""
    for rank, concept in enumerate(loaded.handbook):
        yield concept, Place(loaded, HANDBOOK, (rank,), both(concept.id, concept.id))
