"""What `diff` prints for people: the bank first, then every example merchant."""

from collections.abc import Iterator, Sequence

from assessment.cli.diff_bank_words import Bank
from assessment.cli.output import plain, table
from assessment.cli.settings import Settings
from assessment.cli.words import Speech
from assessment.instrument.changes import Changes
from assessment.instrument.model import Instrument
from assessment.scoring.effect import Effect
from assessment.scoring.results import Results

MOST = 6
"""Items named for one merchant, those that move the index most."""


def said(
    sides: tuple[Instrument, Instrument], found: Changes, effects: Sequence[Effect], settings: Settings
) -> Iterator[str]:
    """Say what changed in the bank, then what that does to each example."""
    bank = Bank(sides, settings)
    yield f"{sides[0].version} → {sides[1].version}"
    yield ""
    lines = list(bank.lines(found))
    yield from lines or [settings.say("题库没有变。", "The bank did not change.")]
    yield ""
    if not effects:
        yield settings.say("没有示例商家可看。", "There are no example merchants to look at.")
        return
    yield from _Merchants(sides, settings).lines(effects)


class _Merchants:
    """Says what becomes of the example merchants."""

    def __init__(self, sides: tuple[Instrument, Instrument], settings: Settings) -> None:
        self.say = settings.say
        self.speech = [Speech(side, settings.lang) for side in sides]

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
        index = f"{_score(each.before)} → {_score(each.after)}"
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


def _score(results: Results) -> str:
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
