"""Items, their steps and what they measure: each can be answered, scored and raised."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from assessment.instrument.bank import HANDBOOK, INSTRUMENT, LoadedBank, dimension_file
from assessment.instrument.checks.place import Place, active_items, dimension_places, item_places
from assessment.instrument.file_schemas import Concept
from assessment.instrument.model import (
    AnchoredItem,
    ChecklistItem,
    GridItem,
    Item,
    ItemBase,
    MetricItem,
    Status,
)
from assessment.instrument.problems import Problem, both
from assessment.instrument.releases import version_parts


def anchor_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """An active anchored item has a sentence for every point of the scale, and for no other."""
    scale = loaded.scale
    for item, place in active_items(loaded):
        if not isinstance(item, AnchoredItem) or not scale:
            continue
        for point in scale:
            if point not in item.anchors:
                fix = both("active 的题每一级都要有。", "An active item has one for every point.")
                yield place.under("anchors").error(
                    f"等级 {point} 没有描述。", f"There is no anchor for point {point}.", fix
                )
        yield from off_scale(loaded, list(item.anchors), place.under("anchors"))


def off_scale(loaded: LoadedBank, points: list[int], place: Place) -> Iterator[Problem]:
    """Report points that the scale does not have."""
    for point in points:
        if loaded.scale and point not in loaded.scale:
            fix = both(f"等级到 {loaded.draft.top_point} 为止。", f"Points end at {loaded.draft.top_point}.")
            yield place.under(point).error(f"没有等级 {point}。", f"There is no point {point}.", fix)


def threshold_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """Ticks and numbers lead to every point above 0, each harder to reach than the one below."""
    for item, place in item_places(loaded):
        if isinstance(item, ChecklistItem | GridItem):
            yield from tick_faults(loaded, item, place.under("points"))
        elif isinstance(item, MetricItem):
            yield from number_faults(loaded, item, place.under("points"))


def every_point(loaded: LoadedBank, points: list[int], place: Place) -> Iterator[Problem]:
    """Report points above 0 that have no threshold, and thresholds for points that do not exist."""
    yield from off_scale(loaded, points, place)
    for point in loaded.scale:
        if point > 0 and point not in points:
            fix = both("请补上。", "Add it.")
            yield place.error(f"points 里没有等级 {point}。", f"points lacks point {point}.", fix)
    if 0 in points:
        fix = both("请删掉：达不到等级 1 就是 0。", "Delete it: below point 1 is point 0.")
        yield place.under(0).error("等级 0 不用写门槛。", "Point 0 has no threshold.", fix)


def tick_faults(loaded: LoadedBank, item: ChecklistItem | GridItem, place: Place) -> Iterator[Problem]:
    """Least ticks rise with each point and there are enough to tick."""
    yield from every_point(loaded, list(item.points), place)
    if not item.tick_ids:
        yield place.error("没有可勾的选项。", "There is nothing to tick.", both("请补选项。", "Add options."))
        return
    for point, least in item.points.items():
        if not 1 <= least <= len(item.tick_ids):
            most = len(item.tick_ids)
            fix = both(f"请写 1 到 {most}。", f"Write 1 to {most}.")
            yield place.under(point).error(
                f"等级 {point} 要勾 {least} 个，共有 {most} 个。",
                f"Point {point} asks for {least} ticks of {most}.",
                fix,
            )
    for lower, upper in pairwise(sorted(item.points)):
        if item.points[upper] <= item.points[lower]:
            yield not_harder(place, lower, upper)


def number_faults(loaded: LoadedBank, item: MetricItem, place: Place) -> Iterator[Problem]:
    """Thresholds move in the metric's direction and lie inside its range."""
    yield from every_point(loaded, list(item.points), place)
    metric = next((one for one in loaded.draft.metrics if one.id == item.metric), None)
    if metric is None or metric.range[0] >= metric.range[1]:
        return
    sign = 1 if metric.direction == "higher" else -1
    for lower, upper in pairwise(sorted(item.points)):
        if sign * item.points[upper] <= sign * item.points[lower]:
            yield not_harder(place, lower, upper)
    least, most = metric.range
    for point, number in item.points.items():
        if not least <= number <= most:
            fix = both(f"请写在 {least:g} 到 {most:g} 之间。", f"Keep between {least:g} and {most:g}.")
            yield place.under(point).error(
                f"等级 {point} 的 {number:g} 超出指标范围。",
                f"{number:g} for point {point} is outside the metric's range.",
                fix,
            )


def not_harder(place: Place, lower: int, upper: int) -> Problem:
    """Say that a higher point asks no more than a lower one."""
    fix = both("门槛要逐级提高。", "Each point must ask for more.")
    return place.under(upper).error(
        f"等级 {upper} 的门槛不比等级 {lower} 高。", f"Point {upper} asks no more than point {lower}.", fix
    )


def step_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """Every point of an active item can be climbed to; metric items may do without steps."""
    for item, place in item_places(loaded):
        yield from off_scale(loaded, list(item.steps), place.under("steps"))
        if 0 in item.steps:
            fix = both("请删掉。", "Delete it.")
            yield place.under("steps", 0).error("到等级 0 不用步骤。", "No step leads to point 0.", fix)
        if item.status is not Status.ACTIVE or isinstance(item, MetricItem):
            continue
        for point in loaded.scale:
            if point > 0 and point not in item.steps:
                fix = both("每个差距都要有办法，请补上。", "Every gap needs a way to close it: add one.")
                yield place.under("steps").error(
                    f"没有到等级 {point} 的步骤。", f"There is no step to point {point}.", fix
                )


COMMON = list(ItemBase.model_fields)
WORDS_END = COMMON.index("evidence")


def order_of(item: Item) -> list[str]:
    """Return the keys of an item in the order of the files: what its kind adds stands after the words."""
    own = [key for key in type(item).model_fields if key not in COMMON]
    return [*COMMON[:WORDS_END], *own, *COMMON[WORDS_END:]]


def key_order(loaded: LoadedBank) -> Iterator[Problem]:
    """The keys of an item stand in one order everywhere, so that a change shows as what it is."""
    for item, place in item_places(loaded):
        node, order = loaded.files[place.file], order_of(item)
        for step in place.at:
            node = node.child(step) or node
        keys = [key for key in map(str, node.key_lines) if key in order]
        for above, key in pairwise(keys):
            if order.index(key) < order.index(above):
                fix = both("键的顺序见 README.md。", "The order of keys is in README.md.")
                yield place.under(key).warning(
                    f"“{key}”应在“{above}”之前。", f"'{key}' stands before '{above}'.", fix
                )
                break


def core_share(loaded: LoadedBank) -> Iterator[Problem]:
    """The core questionnaire carries at least half of each dimension's weight."""
    for dimension, place in dimension_places(loaded):
        if not loaded.whole(INSTRUMENT, dimension_file(dimension.id)):
            continue
        active = [item for item in dimension.items if item.status is Status.ACTIVE]
        total = sum(item.weight for item in active)
        core = sum(item.weight for item in active if item.core)
        if not active:
            fix = both("请至少写一道 active 的题。", "Write at least one active item.")
            yield place.under("items").error("没有计分的题。", "There is no active item.", fix)
        elif 2 * core < total:
            fix = both("请把更多题标为 core: true。", "Make more items core.")
            yield place.under("items").error(
                f"核心题的权重是 {core}，不到总数 {total} 的一半。",
                f"Core items weigh {core}, less than half of {total}.",
                fix,
            )


def early_without_reason(loaded: LoadedBank) -> Iterator[Problem]:
    """Who is told "not yet" should be told why."""
    for item, place in active_items(loaded):
        if item.worth_from is not None and item.worth_from.reason is None:
            fix = both("请补 reason。", "Add a reason.")
            yield place.under("worth_from").warning(
                "没说为什么现在太早。", "It does not say why it is too early.", fix
            )


ItemPoint = tuple[str, int]
"""An item at a point."""


def need_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """Every need is a point some step leads to, and no chain of needs closes into a circle."""
    items = {item.id: item for item, _ in item_places(loaded)}
    for item, place in item_places(loaded):
        for point, step in item.steps.items():
            for needed, level in step.needs.items():
                where = place.under("steps", point, "needs", needed)
                yield from unreachable(loaded, items.get(needed), level, where)
    yield from circles(loaded, items)


def unreachable(loaded: LoadedBank, item: Item | None, level: int, place: Place) -> Iterator[Problem]:
    """Report a need that no step can meet, or that is always met."""
    if item is None:
        return
    if loaded.scale and level not in loaded.scale:
        fix = both(f"等级到 {loaded.draft.top_point} 为止。", f"Points end at {loaded.draft.top_point}.")
        yield place.error(f"没有等级 {level}。", f"There is no point {level}.", fix)
    if level == 0:
        fix = both("请删掉。", "Delete it.")
        yield place.warning("等级 0 人人都有。", "Everyone is at point 0.", fix)
    if isinstance(item, MetricItem):
        fix = both("请换成能做的事。", "Name something that can be done.")
        yield place.error(
            f"{item.id} 是指标，没有步骤能推动它。", f"{item.id} is a number; no step moves it.", fix
        )
    elif item.status is not Status.ACTIVE:
        fix = both("请换成 active 的题目。", "Name an active item.")
        yield place.error(
            f"题目 {item.id} 的 status 是 {item.status}。", f"Item {item.id} is {item.status.value}.", fix
        )


def circles(loaded: LoadedBank, items: Mapping[str, Item]) -> Iterator[Problem]:
    """Report each circle of needs once, naming the steps in it."""
    places = {item.id: place for item, place in item_places(loaded)}
    needs = {
        (item.id, point): needs_of(items, item, point) for item in items.values() for point in item.steps
    }
    done: set[ItemPoint] = set()
    for start in needs:
        circle = find_circle(start, needs, done)
        if circle:
            first = min(circle)
            turn = circle.index(first)
            names = " → ".join(f"{name}:{point}" for name, point in [*circle[turn:], *circle[:turn], first])
            fix = both("请删掉其中一个 needs。", "Delete one of these needs.")
            yield (
                places[first[0]]
                .under("steps", first[1], "needs")
                .error(f"步骤互相等待：{names}。", f"These steps wait for each other: {names}.", fix)
            )


def needs_of(items: Mapping[str, Item], item: Item, point: int) -> list[ItemPoint]:
    """Return what must be in place before a step: its needs and the step below it."""
    below = [(item.id, point - 1)] if point - 1 in item.steps else []
    return below + [
        (needed, level)
        for needed, level in item.steps[point].needs.items()
        if needed in items and level in items[needed].steps
    ]


def find_circle(
    start: ItemPoint, needs: Mapping[ItemPoint, list[ItemPoint]], done: set[ItemPoint]
) -> list[ItemPoint]:
    """Walk down from a step; return the circle met, if any. Without recursion, and each step once."""
    path: list[ItemPoint] = []
    waiting: list[tuple[ItemPoint, bool]] = [(start, True)]
    while waiting:
        rung, entering = waiting.pop()
        if not entering:
            path.pop()
            done.add(rung)
        elif rung in path:
            done.update(path)
            return path[path.index(rung) :]
        elif rung not in done:
            path.append(rung)
            waiting.append((rung, False))
            waiting += [(below, True) for below in needs.get(rung, [])]
    return []


def repeated_concepts(loaded: LoadedBank) -> Iterator[Problem]:
    """A concept has one id of its own."""
    seen: set[str] = set()
    for concept, place in concept_places(loaded):
        if concept.id in seen:
            fix = both("名称不能重复，请改一个。", "Ids are unique: rename one.")
            yield place.error("这个 id 已经用过。", "This id is used twice.", fix)
        seen.add(concept.id)


def unmeasured_concepts(loaded: LoadedBank) -> Iterator[Problem]:
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


def concept_places(loaded: LoadedBank) -> Iterator[tuple[Concept, Place]]:
    """Yield each concept with its place."""
    for rank, concept in enumerate(loaded.handbook):
        yield concept, Place(loaded, HANDBOOK, (rank,), both(concept.id, concept.id))
