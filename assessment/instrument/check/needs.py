"""What a step needs can be reached, and never needs the step itself."""

from collections.abc import Iterator, Mapping

from assessment.instrument.check.place import Place, item_places
from assessment.instrument.loaded import Loaded
from assessment.instrument.model import Item, MetricItem, Status
from assessment.instrument.problems import Problem, both

Rung = tuple[str, int]
"""An item at a point."""


def need_faults(loaded: Loaded) -> Iterator[Problem]:
    """Every need is a point some step leads to, and no chain of needs closes into a circle."""
    items = {item.id: item for item, _ in item_places(loaded)}
    for item, place in item_places(loaded):
        for point, step in item.steps.items():
            for needed, level in step.needs.items():
                where = place.under("steps", point, "needs", needed)
                yield from unreachable(loaded, items.get(needed), level, where)
    yield from circles(loaded, items)


def unreachable(loaded: Loaded, item: Item | None, level: int, place: Place) -> Iterator[Problem]:
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


def circles(loaded: Loaded, items: Mapping[str, Item]) -> Iterator[Problem]:
    """Report each circle of needs once, naming the steps in it."""
    places = {item.id: place for item, place in item_places(loaded)}
    needs = {
        (item.id, point): needs_of(items, item, point) for item in items.values() for point in item.steps
    }
    done: set[Rung] = set()
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


def needs_of(items: Mapping[str, Item], item: Item, point: int) -> list[Rung]:
    """Return what must be in place before a step: its needs and the step below it."""
    below = [(item.id, point - 1)] if point - 1 in item.steps else []
    return below + [
        (needed, level)
        for needed, level in item.steps[point].needs.items()
        if needed in items and level in items[needed].steps
    ]


def find_circle(start: Rung, needs: Mapping[Rung, list[Rung]], done: set[Rung]) -> list[Rung]:
    """Walk down from a step; return the circle met, if any. Without recursion, and each step once."""
    path: list[Rung] = []
    waiting: list[tuple[Rung, bool]] = [(start, True)]
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
