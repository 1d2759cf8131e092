"""What `diff` prints of the bank: each kind of change, and what it concerns."""

from collections.abc import Callable, Iterable, Iterator

from assessment.cli.settings import Settings
from assessment.cli.words import Speech
from assessment.instrument.changes import Changes, ItemDifference
from assessment.instrument.model import Instrument

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


class Bank:
    """Says what changed in a bank."""

    def __init__(self, sides: tuple[Instrument, Instrument], settings: Settings) -> None:
        self.say = settings.say
        self.lang = settings.lang
        self.speech = [Speech(side, settings.lang) for side in sides]

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
