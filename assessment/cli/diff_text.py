"""The lines that `diff` prints for people: the bank first, then every example merchant."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from assessment.cli.context import Settings, plain, table
from assessment.cli.names import BankNames
from assessment.instrument.changes import Changes, ItemDifference
from assessment.instrument.model import Instrument
from assessment.scoring.effect import Effect
from assessment.scoring.results import Results

MOST = 6
"""Items named for one merchant, those that move the index most."""


def text_lines(
    sides: tuple[Instrument, Instrument], found: Changes, effects: Sequence[Effect], settings: Settings
) -> Iterator[str]:
    """Say what changed in the bank, then what that does to each example."""
    bank = BankText(sides, settings)
    yield f"{sides[0].version} → {sides[1].version}"
    yield ""
    lines = list(bank.lines(found))
    yield from lines or [settings.say("题库没有变。", "The bank did not change.")]
    yield ""
    if not effects:
        yield settings.say("没有示例商家可看。", "There are no example merchants to look at.")
        return
    yield from _MerchantText(sides, settings).lines(effects)


class _MerchantText:
    """Says what becomes of the example merchants."""

    def __init__(self, sides: tuple[Instrument, Instrument], settings: Settings) -> None:
        self.say = settings.say
        self.speech = [BankNames(side, settings.lang) for side in sides]

    def lines(self, effects: Sequence[Effect]) -> Iterator[str]:
        moved = sum(each.moves_stage for each in effects)
        changes = [each.index_change for each in effects]
        surely = sum(each is not None and (each[0] > 0 or each[1] < 0) for each in changes)
        unsure = sum(each is not None and each[0] <= 0 <= each[1] and each[0] != each[1] for each in changes)
        told = self.say(
            f"示例 {len(effects)} 份：{moved} 份换了阶段，{surely} 份总分变了",
            f"{len(effects)} examples: {moved} change their stage, {surely} their index",
        )
        if unsure:
            told += self.say(f"，{unsure} 份说不准", f", of {unsure} it cannot be said")
        yield told + self.say("。", ".")
        yield ""
        head = [
            self.say("示例", "Example"),
            self.say("阶段", "Stage"),
            self.say("总分", "Index"),
            self.say("变化", "Change"),
        ]
        yield from table([head, *map(self._row, effects)])
        if any(each.unknown_before or each.unknown_after for each in effects):
            yield self.say(
                "带“…”的变化是范围：这份示例是用另一个版本答的，有的题那时不是这样问的。",
                "A change with … is a range: the example was taken with another version that asks otherwise.",
            )
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
        if results.stage is None:
            return self.say("还不能下结论", "not known yet")
        return self.speech[place].stage(results.stage)

    def _details(self, each: Effect) -> Iterator[str]:
        """Say what moved for one example, and by which items."""
        name = plain(each.taken.assessment.merchant.name or "")
        day = "" if each.taken.day is None else each.taken.day.isoformat()
        yield " ".join(part for part in (name, day) if part)
        moved = [text for key in each.comparison.dimensions if (text := self._dimension(each, key))]
        if moved:
            yield "  " + self.say("，", ", ").join(moved)
        yield from self._gates(each)
        for unknown, speech in ((each.unknown_before, self.speech[0]), (each.unknown_after, self.speech[1])):
            if unknown:
                names = self.say("、", ", ").join(map(speech.item, unknown))
                version = speech.instrument.version
                yield "  " + self.say(f"按 {version} 没法知道：{names}", f"not known by {version}: {names}")
        fresh = {*each.unknown_before, *each.unknown_after}
        causes = [one for one in each.comparison.items if one.parts.total and one.item not in fresh]
        causes.sort(key=lambda one: -abs(one.parts.total))
        for one in causes[:MOST]:
            sides = " → ".join(
                "–" if side.said is None else str(side.said) for side in (one.before, one.after)
            )
            gain = f"{float(one.parts.total):+.2f}"
            yield f"  - {self._item(one.item)} {sides}{self.say('，总分 ', ', index ')}{gain}"
        if len(causes) > MOST:
            more = len(causes) - MOST
            yield self.say(f"  - 另外 {more} 题，影响更小", f"  - {more} more items, each with less effect")

    def _item(self, item: str) -> str:
        speech = next(s for s in reversed(self.speech) if any(i.id == item for i in s.instrument.items()))
        return speech.item(item)

    def _dimension(self, each: Effect, key: str) -> str:
        """Say how a dimension's score changed; nothing where it did not."""
        ends = [results.dimensions.get(key) for results in (each.before, each.after)]
        shown = ["–" if end is None else _scores(end.score, end.score_high) for end in ends]
        if shown[0] == shown[1]:
            return ""
        speech = next(s for s in reversed(self.speech) if any(d.id == key for d in s.instrument.dimensions))
        return f"{speech.dimension(key)} {' → '.join(shown)}"

    def _gates(self, each: Effect) -> Iterator[str]:
        for stage, gate in each.gates.items():
            place = 1 if gate.is_open is not None else 0
            name = self.speech[place].stage(stage)
            if gate.was_open != gate.is_open and None not in {gate.was_open, gate.is_open}:
                yield self.say(
                    f"  {name}的门{'开了' if gate.is_open else '关了'}",
                    f"  The gate of {name} {'opens' if gate.is_open else 'closes'}",
                )
            for criteria, zh, en in (
                (gate.opened, "新达到", "now met"),
                (gate.closed, "不再达到", "no longer met"),
            ):
                asked = self.say("，", ", ").join(self.speech[1].asked(one) for one in criteria)
                if asked:
                    yield f"  {name}{self.say('，', ', ')}{self.say(zh, en)}{self.say('：', ': ')}{asked}"


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
    ends = [f"{end / 10:+.1f}" if end else "0.0" for end in dict.fromkeys(change)]
    return " … ".join(ends)


KEYS = {
    "name": ("短名", "name"),
    "question": ("问题", "question"),
    "guidance": ("提示", "guidance"),
    "anchors": ("各级说法", "anchors"),
    "options": ("选项", "options"),
    "rows": ("行", "rows"),
    "columns": ("列", "columns"),
    "evidence": ("证据", "evidence"),
    "find_out": ("去哪看", "where to look"),
    "steps": ("步骤", "steps"),
    "kind": ("题型", "kind"),
    "points": ("几样给几级", "ticks for each point"),
    "metric": ("哪个数", "number"),
    "core": ("快速评估问不问", "in the short form or not"),
    "applies": ("问谁", "who is asked"),
    "na_allowed": ("能不能选不适用", "may be not applicable or not"),
    "worth_from": ("从哪个阶段起值得做", "worth doing from"),
    "fresh_weeks": ("多久再问", "asked again after"),
    "owner": ("谁来做", "owner"),
    "product": ("在哪个后台", "product"),
    "scale": ("等级的分值", "values of the points"),
    "self_report": ("自评误差", "errors of self-report"),
    "metrics": ("数字指标", "metrics"),
    "profile": ("商家概况", "profile"),
    "stages": ("阶段", "stages"),
    "functions": ("职能", "functions"),
    "products": ("产品", "products"),
    "groups": ("分组", "groups"),
    "languages": ("语言", "languages"),
}
"""What a key of the bank is called."""


Remark = Callable[[ItemDifference], str]


class BankText:
    """Says what changed in a bank."""

    def __init__(self, sides: tuple[Instrument, Instrument], settings: Settings) -> None:
        self.say = settings.say
        self.lang = settings.lang
        self.speech = [BankNames(side, settings.lang) for side in sides]

    def lines(self, found: Changes) -> Iterator[str]:
        """Yield each kind of change with what it concerns; nothing where nothing changed."""
        yield from self._list("新加的题", "New items", found.of("new"), lambda _: "")
        again = [each for each in found.items if each.asked_again]
        yield from self._list("重新问的题", "Asked again", again, lambda _: "")
        now = [each for each in found.items if each.counts_now]
        yield from self._list("试用转计分", "Scored from now on", now, lambda _: "")
        trial = [each for each in found.items if each.counts_no_more]
        yield from self._list("改为试用，不再计分", "On trial from now on", trial, lambda _: "")
        yield from self._list("不再问的题", "No longer asked", found.of("dropped"), self._why)
        moved = [
            each for each in found.items if each.passage.newer and each.passage.older not in {None, each.id}
        ]
        yield from self._list("改了编号", "Renamed", moved, lambda each: str(each.passage.older))
        yield from self._list("换算的题", "Rescaled", found.of("rescaled"), self._map)
        lost = found.of("changed")
        yield from self._list("旧答案接不上的题", "Old answers say nothing about", lost, lambda _: "")
        weighed = [each for each in found.items if each.weights is not None]
        yield from self._list("权重变了", "Weights", weighed, self._weights)
        ruled = [each for each in found.items if each.rules]
        yield from self._list("问法变了", "Asked otherwise", ruled, lambda each: self._keys(each.rules))
        worded = [each for each in found.items if each.reworded]
        yield from self._list("改了文字", "Reworded", worded, lambda each: self._keys(each.reworded))
        for key, (was, now_) in found.dimensions.items():
            name = self._dimension(key)
            yield self.say(
                f"维度权重：{name} {_or(was)} → {_or(now_)}", f"Weight of {name}: {_or(was)} → {_or(now_)}"
            )
        yield from self._gates(found)
        if found.other:
            yield self.say("另外变了：", "Changed as well: ") + self._keys(found.other)

    def _list(self, zh: str, en: str, items: Iterable[ItemDifference], more: Remark) -> Iterator[str]:
        listed = list(items)
        if not listed:
            return
        yield self.say(f"{zh}（{len(listed)}）", f"{en} ({len(listed)})")
        for each in listed:
            remark = more(each)
            name = f"{self._name(each)} {each.id}"
            yield f"- {name}" + (self.say("：", ": ") + remark if remark else "")

    def _name(self, each: ItemDifference) -> str:
        side = 0 if each.after is None or each.passage.newer is None else 1
        item = each.before if side == 0 else each.after
        return "" if item is None else self.speech[side].text(item.label)

    def _why(self, each: ItemDifference) -> str:
        return "" if each.passage.why is None else each.passage.why.in_(self.lang)

    def _map(self, each: ItemDifference) -> str:
        if each.passage.points is None:
            return self.say("门槛或选项变了，旧答案按新的重算", "read again by other thresholds or options")
        moved = [f"{old} → {new}" for old, new in sorted(each.passage.points.items()) if old != new]
        return self.say("，", ", ").join(moved) or self.say("每级不变", "no point moves")

    def _weights(self, each: ItemDifference) -> str:
        return "" if each.weights is None else f"{each.weights[0]} → {each.weights[1]}"

    def _keys(self, keys: Iterable[str]) -> str:
        place = 0 if self.lang == "zh" else 1
        return self.say("、", ", ").join(KEYS.get(key, (key, key))[place] for key in keys)

    def _dimension(self, key: str) -> str:
        known = [speech for speech in self.speech if any(d.id == key for d in speech.instrument.dimensions)]
        return known[-1].dimension(key) if known else key

    def _gates(self, found: Changes) -> Iterator[str]:
        for stage, gate in found.gates.items():
            name = next((s for speech in self.speech if (s := speech.stage(stage)) != stage), stage)
            yield self.say(f"{name}的条件变了：", f"Criteria of {name}:")
            yield from (
                f"- {self.say('去掉', 'removed')} {self.speech[0].asked(each)}" for each in gate.removed
            )
            yield from (f"- {self.say('加上', 'added')} {self.speech[1].asked(each)}" for each in gate.added)
            if gate.meet is not None:
                yield self.say(
                    f"- 可选条件要达到的条数：{gate.meet[0]} → {gate.meet[1]}",
                    f"- criteria to choose from, needed: {gate.meet[0]} → {gate.meet[1]}",
                )


def _or(weight: int | None) -> str:
    return "–" if weight is None else str(weight)
