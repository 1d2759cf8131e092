"""Items, their steps and what they measure: each can be answered, scored and raised."""

from collections.abc import Iterator, Mapping
from itertools import pairwise

from assessment.instrument.bank import HANDBOOK, INSTRUMENT, LoadedBank, dimension_file
from assessment.instrument.checks.place import BankPlace, active_items, dimension_places, item_places
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
from assessment.instrument.problems import Problem
from assessment.instrument.releases import version_parts
from assessment.texts import Text


def anchor_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """An active anchored item has a sentence for every point of the scale, and for no other."""
    scale = loaded.scale
    for item, place in active_items(loaded):
        if not isinstance(item, AnchoredItem) or not scale:
            continue
        for point in scale:
            if point not in item.anchors:
                yield place.under("anchors").error(
                    "checks.no_anchor_for_point", "checks.fix.every_point", point=point
                )
        yield from off_scale(loaded, list(item.anchors), place.under("anchors"))


def off_scale(loaded: LoadedBank, points: list[int], place: BankPlace) -> Iterator[Problem]:
    """Report points that the scale does not have."""
    for point in points:
        if loaded.scale and point not in loaded.scale:
            yield place.under(point).error(
                "checks.no_point", "checks.fix.points_end_at", level=point, top_point=loaded.draft.top_point
            )


def threshold_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """Ticks and numbers lead to every point above 0, each harder to reach than the one below."""
    for item, place in item_places(loaded):
        if isinstance(item, ChecklistItem | GridItem):
            yield from tick_faults(loaded, item, place.under("points"))
        elif isinstance(item, MetricItem):
            yield from number_faults(loaded, item, place.under("points"))


def every_point(loaded: LoadedBank, points: list[int], place: BankPlace) -> Iterator[Problem]:
    """Report points above 0 that have no threshold, and thresholds for points that do not exist."""
    yield from off_scale(loaded, points, place)
    for point in loaded.scale:
        if point > 0 and point not in points:
            yield place.error("checks.threshold_missing", "checks.fix.add", point=point)
    if 0 in points:
        yield place.under(0).error("checks.point_has_no_threshold", "checks.fix.delete_threshold")


def tick_faults(loaded: LoadedBank, item: ChecklistItem | GridItem, place: BankPlace) -> Iterator[Problem]:
    """Least ticks rise with each point and there are enough to tick."""
    yield from every_point(loaded, list(item.points), place)
    if not item.tick_ids:
        yield place.error("checks.nothing_to_tick", "checks.fix.add_ticks")
        return
    for point, least in item.points.items():
        if not 1 <= least <= len(item.tick_ids):
            most = len(item.tick_ids)
            yield place.under(point).error(
                "checks.too_many_ticks", "checks.fix.between", point=point, least=least, most=most
            )
    for lower, upper in pairwise(sorted(item.points)):
        if item.points[upper] <= item.points[lower]:
            yield not_harder(place, lower, upper)


def number_faults(loaded: LoadedBank, item: MetricItem, place: BankPlace) -> Iterator[Problem]:
    """Thresholds move in the metric's direction and lie inside its range."""
    yield from every_point(loaded, list(item.points), place)
    metric = loaded.draft.metrics_by_id.get(item.metric)
    if metric is None or metric.range[0] >= metric.range[1]:
        return
    sign = 1 if metric.direction == "higher" else -1
    for lower, upper in pairwise(sorted(item.points)):
        if sign * item.points[upper] <= sign * item.points[lower]:
            yield not_harder(place, lower, upper)
    least, most = metric.range
    for point, number in item.points.items():
        if not least <= number <= most:
            yield place.under(point).error(
                "checks.threshold_out_of_range",
                "checks.fix.within_range",
                point=point,
                number=number,
                least=least,
                most=most,
            )


def not_harder(place: BankPlace, lower: int, upper: int) -> Problem:
    """Say that a higher point asks no more than a lower one."""
    return place.under(upper).error(
        "checks.point_asks_no_more", "checks.fix.ask_for_more", upper=upper, lower=lower
    )


def step_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """Every point of an active item can be climbed to; metric items may do without steps."""
    for item, place in item_places(loaded):
        yield from off_scale(loaded, list(item.steps), place.under("steps"))
        if 0 in item.steps:
            yield place.under("steps", 0).error("checks.step_to_zero", "checks.fix.delete")
        if item.status is not Status.ACTIVE or isinstance(item, MetricItem):
            continue
        for point in loaded.scale:
            if point > 0 and point not in item.steps:
                yield place.under("steps").error(
                    "checks.no_step_to_point", "checks.fix.add_step", point=point
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
                yield place.under(key).warning(
                    "checks.key_out_of_order", "checks.fix.order_of_keys", key=key, above=above
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
            yield place.under("items").error("checks.no_active_item", "checks.fix.write_active_item")
        elif 2 * core < total:
            yield place.under("items").error(
                "checks.core_too_light", "checks.fix.more_core_items", core=core, total=total
            )


def early_without_reason(loaded: LoadedBank) -> Iterator[Problem]:
    """Who is told "not yet" should be told why."""
    for item, place in active_items(loaded):
        if item.worth_from is not None and item.worth_from.reason is None:
            yield place.under("worth_from").warning("checks.no_reason_for_early", "checks.fix.add_reason")


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


def unreachable(loaded: LoadedBank, item: Item | None, level: int, place: BankPlace) -> Iterator[Problem]:
    """Report a need that no step can meet, or that is always met."""
    if item is None:
        return
    if loaded.scale and level not in loaded.scale:
        yield place.error(
            "checks.no_point", "checks.fix.points_end_at", level=level, top_point=loaded.draft.top_point
        )
    if level == 0:
        yield place.warning("checks.need_always_met", "checks.fix.delete")
    if isinstance(item, MetricItem):
        yield place.error("checks.number_no_step_moves", "checks.fix.name_something_to_do", id=item.id)
    elif item.status is not Status.ACTIVE:
        yield place.error(
            "checks.needs_inactive_item", "checks.fix.active_item", id=item.id, status=item.status
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
            yield (
                places[first[0]]
                .under("steps", first[1], "needs")
                .error("checks.steps_wait_for_each_other", "checks.fix.delete_need", names=names)
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
            yield place.error("checks.id_used_twice", "checks.fix.rename")
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
    fix = Text("checks.fix.name_concept")
    for concept, place in concept_places(loaded):
        if concept.id not in measured:
            say = place.error if released else place.warning
            yield say(Text("checks.concept_not_measured"), fix)


def concept_places(loaded: LoadedBank) -> Iterator[tuple[Concept, BankPlace]]:
    """Yield each concept with its place."""
    for rank, concept in enumerate(loaded.handbook):
        yield concept, BankPlace(loaded, HANDBOOK, (rank,), concept.id)
