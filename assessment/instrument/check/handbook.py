"""Every concept of the handbook is measured by something that is scored."""

from collections.abc import Iterator

from assessment.instrument.check.frame import version_parts
from assessment.instrument.check.place import Place, active_items
from assessment.instrument.loaded import HANDBOOK, Loaded
from assessment.instrument.problems import Problem, both


def unmeasured_concepts(loaded: Loaded) -> Iterator[Problem]:
    """List concepts no active item measures: a warning below version 1.0.0, an error from then on."""
    if not loaded.whole(HANDBOOK) or not loaded.dimensions_whole:
        return
    measured = {concept for item, _ in active_items(loaded) for concept in item.concepts}
    version = version_parts(loaded.draft.version)
    released = version is not None and version >= (1, 0, 0)
    seen: set[str] = set()
    for rank, concept in enumerate(loaded.handbook):
        place = Place(loaded, HANDBOOK, (rank,), both(concept.id, concept.id))
        if concept.id in seen:
            fix = both("名称不能重复，请改一个。", "Ids are unique: rename one.")
            yield place.error("这个 id 已经用过。", "This id is used twice.", fix)
        seen.add(concept.id)
        if concept.id in measured:
            continue
        say = place.error if released else place.warning
        fix = both("请在一道 active 题的 concepts 里写上它。", "Name it in the concepts of an active item.")
        yield say("没有题目测量这个概念。", "No active item measures this concept.", fix)
