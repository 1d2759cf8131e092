"""The lines that `diff` prints for people: the bank first, then every example merchant."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from assessment.cli.context import plain, table
from assessment.cli.names import BankNames
from assessment.instrument.changes import RULES, SPOKEN, Changes, ItemDifference
from assessment.instrument.model import Instrument
from assessment.scoring.effect import Effect
from assessment.scoring.results import Results

MOST = 6
"""Items named for one merchant, those that move the index most."""

FRAME = (
    "scale",
    "self_report",
    "metrics",
    "profile",
    "stages",
    "functions",
    "products",
    "groups",
    "languages",
)
"""Keys of the frame that have a name of their own here."""

NAMED_KEYS = frozenset({*SPOKEN, *RULES, *FRAME, "steps"})

Remark = Callable[[ItemDifference], str]


def text_lines(
    sides: tuple[Instrument, Instrument], found: Changes, effects: Sequence[Effect], language: str
) -> Iterator[str]:
    """Say what changed in the bank, then what that does to each example."""
    names = (BankNames(sides[0], language), BankNames(sides[1], language))
    yield f"{sides[0].version} → {sides[1].version}"
    yield ""
    yield from list(_BankText(names).lines(found)) or [names[0].say("cli.diff.bank_unchanged")]
    yield ""
    if not effects:
        yield names[0].say("cli.diff.no_examples")
        return
    yield from _MerchantText(names).lines(effects)


class _BankText:
    """Says what changed in a bank: each kind of change, and what it concerns."""

    def __init__(self, names: tuple[BankNames, BankNames]) -> None:
        self.names = names
        self.say = names[0].say

    def lines(self, found: Changes) -> Iterator[str]:
        items = found.items
        moved = [each for each in items if each.passage.newer and each.passage.older not in {None, each.id}]
        kinds: tuple[tuple[str, Iterable[ItemDifference], Remark], ...] = (
            ("new", found.of("new"), lambda _: ""),
            ("asked_again", (each for each in items if each.asked_again), lambda _: ""),
            ("scored_now", (each for each in items if each.counts_now), lambda _: ""),
            ("on_trial", (each for each in items if each.counts_no_more), lambda _: ""),
            ("dropped", found.of("dropped"), self._why),
            ("renamed", moved, lambda each: str(each.passage.older)),
            ("rescaled", found.of("rescaled"), self._map),
            ("lost", found.of("changed"), lambda _: ""),
            ("weights", (each for each in items if each.weights is not None), self._weights),
            ("rules", (each for each in items if each.rules), lambda each: self._keys(each.rules)),
            ("reworded", (each for each in items if each.reworded), lambda each: self._keys(each.reworded)),
        )
        for kind, concerned, remark in kinds:
            yield from self._list(kind, list(concerned), remark)
        for key, (was, now) in found.dimensions.items():
            name = self._dimension(key)
            yield self.say("cli.diff.dimension_weight", name=name, was=_or_dash(was), now=_or_dash(now))
        yield from self._gates(found)
        if found.other:
            yield self.say("cli.diff.other", keys=self._keys(found.other))

    def _list(self, kind: str, items: Sequence[ItemDifference], remark: Remark) -> Iterator[str]:
        if items:
            yield self.say(f"cli.diff.items.{kind}", count=len(items))
        for each in items:
            name, more = f"{self._name(each)} {each.id}", remark(each)
            yield f"- {self.say('cli.labelled', label=name, text=more) if more else name}"

    def _name(self, each: ItemDifference) -> str:
        side = 0 if each.after is None or each.passage.newer is None else 1
        item = each.before if side == 0 else each.after
        return "" if item is None else self.names[side].text(item.label)

    def _why(self, each: ItemDifference) -> str:
        return "" if each.passage.why is None else self.names[0].text(each.passage.why)

    def _map(self, each: ItemDifference) -> str:
        if each.passage.points is None:
            return self.say("cli.diff.read_again")
        moved = [f"{old} → {new}" for old, new in sorted(each.passage.points.items()) if old != new]
        return self.say("cli.comma").join(moved) or self.say("cli.diff.no_point_moves")

    def _weights(self, each: ItemDifference) -> str:
        return "" if each.weights is None else f"{each.weights[0]} → {each.weights[1]}"

    def _keys(self, keys: Iterable[str]) -> str:
        return self.names[0].list(
            self.say(f"cli.diff.key.{key}") if key in NAMED_KEYS else key for key in keys
        )

    def _dimension(self, key: str) -> str:
        known = [names for names in self.names if key in names.instrument.dimensions_by_id]
        return known[-1].dimension(key) if known else key

    def _gates(self, found: Changes) -> Iterator[str]:
        for stage, gate in found.gates.items():
            name = next((s for names in self.names if (s := names.stage(stage)) != stage), stage)
            yield self.say("cli.diff.criteria", stage=name)
            for kind, names, criteria in zip(
                ("removed", "added"), self.names, (gate.removed, gate.added), strict=True
            ):
                yield from (f"- {self.say(f'cli.diff.{kind}')} {names.asked(each)}" for each in criteria)
            if gate.meet is not None:
                yield self.say("cli.diff.meet", was=gate.meet[0], now=gate.meet[1])


class _MerchantText:
    """Says what becomes of the example merchants."""

    def __init__(self, names: tuple[BankNames, BankNames]) -> None:
        self.names = names
        self.say = names[0].say

    def lines(self, effects: Sequence[Effect]) -> Iterator[str]:
        moved = sum(each.moves_stage for each in effects)
        changes = [each.index_change for each in effects]
        surely = sum(each is not None and (each[0] > 0 or each[1] < 0) for each in changes)
        unsure = sum(each is not None and each[0] <= 0 <= each[1] and each[0] != each[1] for each in changes)
        kind = "summary_unsure" if unsure else "summary"
        yield self.say(f"cli.diff.{kind}", count=len(effects), moved=moved, surely=surely, unsure=unsure)
        yield ""
        heads = [self.say(f"cli.diff.head.{one}") for one in ("example", "stage", "index", "change")]
        yield from table([heads, *map(self._row, effects)])
        if any(each.unknown_before or each.unknown_after for each in effects):
            yield self.say("cli.diff.range")
        for each in effects:
            if each.changes_anything:
                yield ""
                yield from self._details(each)

    def _row(self, each: Effect) -> list[str]:
        stages = [self._stage(place, results) for place, results in enumerate((each.before, each.after))]
        stage = stages[0] if stages[0] == stages[1] else " → ".join(stages)
        index = f"{_index(each.before)} → {_index(each.after)}"
        return [each.taken.label.removesuffix(".json"), stage, index, _range(each.index_change)]

    def _stage(self, place: int, results: Results) -> str:
        return (
            self.say("cli.not_known_yet") if results.stage is None else self.names[place].stage(results.stage)
        )

    def _details(self, each: Effect) -> Iterator[str]:
        """Say what moved for one example, and by which items."""
        name = plain(each.taken.assessment.merchant.name or "")
        day = "" if each.taken.day is None else each.taken.day.isoformat()
        yield " ".join(part for part in (name, day) if part)
        moved = [text for key in each.comparison.dimensions if (text := self._dimension(each, key))]
        if moved:
            yield "  " + self.say("cli.comma").join(moved)
        yield from self._gates(each)
        for unknown, names in zip((each.unknown_before, each.unknown_after), self.names, strict=True):
            if unknown:
                listed, version = names.list(map(names.item, unknown)), names.instrument.version
                yield "  " + self.say("cli.diff.not_known", version=version, names=listed)
        fresh = {*each.unknown_before, *each.unknown_after}
        causes = [one for one in each.comparison.items if one.parts.total and one.item not in fresh]
        causes.sort(key=lambda one: -abs(one.parts.total))
        for one in causes[:MOST]:
            sides = " → ".join(
                "–" if side.own_point is None else str(side.own_point) for side in (one.before, one.after)
            )
            gain = f"{float(one.parts.total):+.2f}"
            yield "  - " + self.say("cli.diff.item", item=self._item(one.item), sides=sides, gain=gain)
        if len(causes) > MOST:
            yield "  - " + self.say("cli.diff.more", count=len(causes) - MOST)

    def _item(self, item: str) -> str:
        return next(n for n in reversed(self.names) if item in n.instrument.items_by_id).item(item)

    def _dimension(self, each: Effect, key: str) -> str:
        """Say how a dimension's score changed; nothing where it did not."""
        ends = [results.dimensions.get(key) for results in (each.before, each.after)]
        shown = ["–" if end is None else _scores(end.score, end.score_high) for end in ends]
        if shown[0] == shown[1]:
            return ""
        names = next(n for n in reversed(self.names) if key in n.instrument.dimensions_by_id)
        return f"{names.dimension(key)} {' → '.join(shown)}"

    def _gates(self, each: Effect) -> Iterator[str]:
        for stage, gate in each.gates.items():
            name = self.names[0 if gate.is_open is None else 1].stage(stage)
            if gate.was_open != gate.is_open and None not in {gate.was_open, gate.is_open}:
                yield "  " + self.say(f"cli.diff.gate_{'opens' if gate.is_open else 'closes'}", stage=name)
            for kind, criteria in (("met", gate.opened), ("not_met", gate.closed)):
                asked = self.say("cli.comma").join(map(self.names[1].asked, criteria))
                if asked:
                    yield "  " + self.say(f"cli.diff.criteria_{kind}", stage=name, criteria=asked)


def _or_dash(weight: int | None) -> str:
    return "–" if weight is None else str(weight)


def _index(results: Results) -> str:
    """Show an index, with what it may still be where something is not known."""
    return _scores(results.index_score, results.index_score_high)


def _scores(low: float | None, high: float | None) -> str:
    if low is None:
        return "?"
    return f"{low:.1f}" if high is None or high == low else f"{low:.1f} … {high:.1f}"


def _range(change: tuple[int, int] | None) -> str:
    """Show the least and the most that an index changes, in tenths."""
    if change is None:
        return "?"
    return " … ".join(f"{end / 10:+.1f}" if end else "0.0" for end in dict.fromkeys(change))
