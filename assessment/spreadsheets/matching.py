"""What the columns of a table mean: by their names, by what was remembered, or as a person says."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Literal

from assessment.instrument.bank import Bank
from assessment.instrument.columns import (
    PATTERNS,
    WORDS,
    ColumnNames,
    Columns,
    MatchConfidence,
    half_width,
    name_with_window,
    normalized_name,
    window_in,
    without_brackets,
)
from assessment.instrument.model import Metric
from assessment.spreadsheets.values import Unit, units_of
from assessment.texts import Localized, Names, Text, in_language

How = Literal["single", "last", "sum", "mean", "weighted", "parts", "count"]
"""How rows became one number. `single`: one number stood there. `mean`: of days alike, if asked for."""

ASKED: tuple[How, ...] = ("last", "mean", "sum")
"""What a person may ask for where a series has many rows."""

MOST_RIVALS = 3
"""Other columns of the same name that are held against the one taken."""
ORDER: tuple[MatchConfidence, ...] = ("high", "medium", "low")


@dataclass(frozen=True)
class Match:
    """What the name of a column means: a metric, or a part of one."""

    subject: str
    """A metric, or a part of one."""
    sure: MatchConfidence
    rank: int = 0
    """The place of the name in the bank: of equally sure names the first goes before."""


BRANCH, MOMENT_BEFORE, TIME_BEFORE = (
    re.compile(PATTERNS[name], re.IGNORECASE) for name in ("branch", "moment_before", "time_before")
)


def names_shop(heading: str) -> bool:
    """Whether a heading names a shop, of which there may be several: 果园二店."""
    return BRANCH.search(heading.strip()) is not None


class _WordList:
    """Words to look for: those in Latin letters as whole words, so that nobody's `paid` holds an `id`."""

    def __init__(self, words: Sequence[str]) -> None:
        self._anywhere = [normalized_name(word) for word in words if not word.isascii()]
        latin = "|".join(map(re.escape, sorted((word for word in words if word.isascii()), key=len)))
        self._whole = re.compile(rf"(?<![a-z])({latin})(?:e?s)?(?![a-z])") if latin else None

    def found_in(self, text: str) -> list[str]:
        """List the words that a text has."""
        name = normalized_name(text)
        whole = self._whole.findall(half_width(text).casefold()) if self._whole else []
        return [*(word for word in self._anywhere if word in name), *dict.fromkeys(whole)]


class Lookup:
    """Finds the metric or part that a column name means: by `columns.yaml`, or by the bank's own names."""

    def __init__(self, bank: Bank) -> None:
        self.columns: Columns = bank.columns
        self._compared = _WordList(self.columns.compared)
        self._narrowing = _WordList(self.columns.narrowing)
        self._hedges = _WordList(WORDS["hedges"])
        self._no_hedges = re.compile("|".join(map(re.escape, WORDS["no_hedges"])))
        self._within = {each.metric: each.within for each in self.columns.metrics} | {
            part.id: part.within for part in self.columns.parts
        }
        self._known: dict[str, Match] = {}
        for subject, names in _named(self.columns):
            for confidence in ORDER:
                for name in getattr(names, confidence):
                    self._known.setdefault(
                        normalized_name(name), Match(subject, confidence, len(self._known))
                    )
        measured = {each.metric for each in self.columns.metrics}
        own = [
            (each.id, spelling)
            for each in bank.instrument.metrics
            if each.id in measured
            for spelling in _spellings(each)
        ]
        own += [
            (part.id, part.name.in_(language))
            for part in self.columns.parts
            for language in part.name.languages
        ]
        self._own = {name_with_window(name): Match(subject, "high") for subject, name in reversed(own)}

    @property
    def spellings(self) -> Collection[str]:
        """Every name that is known, as names are compared."""
        return self._known.keys()

    def find(self, lines: Sequence[str], *, whole_only: bool = False) -> Match | None:
        """Return what a column means, and how sure that is; None where nothing is known of it.

        A name whose brackets hold anything but a unit is only as good as `columns.yaml` says: where it lists
        the name with its brackets; else the match is of low confidence.

        Args:
            lines: its name; of a header of several lines, each of them, the topmost first.
            whole_only: whether the lowest line alone is not enough: others have the same.
        """
        whole = "".join(lines)
        own = self._own.get(name_with_window(whole)) or self._own.get(name_with_window(lines[-1]))
        if own is not None and len(lines) == 1:
            return own
        if self.is_compared(" ".join(lines)):
            return None
        found = self._exactly(whole)
        if found is not None:
            return found
        above = " ".join(lines[:-1])
        if whole_only or not above:
            return None
        found = own or self._exactly(lines[-1])
        if found is None or self.narrowing_in(above, found.subject):
            return None
        return replace(found, sure="low" if found.sure == "low" or names_shop(above) else "medium")

    def _exactly(self, name: str) -> Match | None:
        """Return what one line means; one that is known only without its brackets is doubtful."""
        if (known := self._known.get(normalized_name(name))) is not None:
            return known
        bare = without_brackets(name)
        if bare != normalized_name(name) and (known := self._known.get(bare)) is not None:
            return replace(known, sure="low")
        now = MOMENT_BEFORE.sub("", normalized_name(name))
        if now != normalized_name(name) and (known := self._known.get(now)) is not None:
            # 当前商家体验分 is the score; 当前退款率 does not say of which days.
            return known if self.columns.is_of_day(known.subject) else replace(known, sure="low")
        return None

    def begins_with_time(self, name: str) -> bool:
        """Whether a name begins with a time of its own: 今日退款率 is none of the bank's numbers."""
        return TIME_BEFORE.match(normalized_name(name)) is not None

    def is_of_own_time(self, name: str) -> bool:
        """Whether behind a time of its own stands the name of a number: 今日退款率, and not 今日."""
        return TIME_BEFORE.sub("", normalized_name(name)) in self._known and self.begins_with_time(name)

    def is_compared(self, text: str) -> bool:
        """Whether a text is about peers, another period or a target."""
        return bool(self._compared.found_in(text))

    def hedges_in(self, text: str) -> list[str]:
        """List the words by which a remark says that a number is not all, or not exact."""
        return self._hedges.found_in(self._no_hedges.sub(" ", text))

    def is_hedged(self, text: str, subject: str = "") -> bool:
        """Whether a remark says that a number is not all, not exact, or of somebody else."""
        return bool(self.hedges_in(text) or self.narrowing_in(text, subject)) or self.is_compared(text)

    def within(self, subject: str) -> Collection[str]:
        """Return the narrowing words that say no more than a subject does itself."""
        return self._within.get(subject, ())

    def narrowing_in(self, text: str, subject: str = "") -> list[str]:
        """List the words in a text by which it is about a part of the shop.

        Args:
            text: a header, a title, or the name of a sheet or file.
            subject: a metric or part, which may be about just that part of the shop anyway.
        """
        return [word for word in self._narrowing.found_in(text) if word not in self.within(subject)]


def _spellings(metric: Metric) -> Iterator[str]:
    """Yield how the program itself writes a number's name: alone, with its unit, its window, or both."""
    for language in metric.name.languages:
        name, unit, window = (
            one if isinstance(one, str) else in_language(one, language)
            for one in (metric.name, metric.unit, metric.window)
        )
        yield from (name, f"{name}({unit})", f"{name}({window})", f"{name}({unit},{window})")


def _named(columns: Columns) -> Iterator[tuple[str, ColumnNames]]:
    for metric in columns.metrics:
        yield metric.metric, metric.names
    for part in columns.parts:
        yield part.id, part.names


@dataclass(frozen=True)
class Choice:
    """What is done with one series."""

    subject: str | None
    """A metric, or a part of one; None to leave the series out."""
    unit: Unit | None = None
    """Of its bare numbers; None for what the file says."""
    how: How | None = None
    """How rows of days become one; None for what the metric says."""
    sure: MatchConfidence | None = None
    """How sure the name makes it; None where a person chose, now or for an earlier file."""
    twice: bool = False
    """Whether it seems to mean what another series was taken for already."""
    rivals: tuple[str, ...] = ()
    """The keys of other series that are called so just as surely."""

    @classmethod
    def from_stored(cls, value: Mapping[str, Any]) -> "Choice":
        """Read a choice that was remembered; `match_columns` drops what the bank no longer knows."""
        return cls(value.get("subject"), value.get("unit"), value.get("how"))


def match_columns(
    names: Mapping[str, tuple[str, ...]], lookup: Lookup, remembered: Mapping[str, Choice] | None = None
) -> dict[str, Choice]:
    """Return what to do with each series of a table, by its key.

    Args:
        names: the name of each series by its key, line by line.
        lookup: what columns are called.
        remembered: what was decided for an earlier file of the same shape.
    """
    columns = lookup.columns
    matched = {
        key: _still_possible(choice, columns) for key, choice in (remembered or {}).items() if key in names
    }
    taken = {choice.subject for choice in matched.values()}
    lowest = Counter(normalized_name(lines[-1]) for lines in names.values())
    found = {
        key: match
        for key, lines in names.items()
        if key not in matched
        and (match := lookup.find(lines, whole_only=lowest[normalized_name(lines[-1])] > 1)) is not None
    }
    found = _doubted_beside_others(found, columns)
    claims: dict[str, list[str]] = {}
    for key in sorted(found, key=lambda key: _preference(found[key], names[key], columns)):
        claims.setdefault(found[key].subject, []).append(key)
    for subject, keys in claims.items():
        first = found[keys[0]]
        rivals = tuple(
            key
            for key in keys[1 : 1 + MOST_RIVALS]
            if (found[key].sure == first.sure or speaks_against(found[key].sure, subject, columns))
            and _window(names[key]) == _window(names[keys[0]])
        )
        for key in keys:
            twice = subject in taken or key != keys[0]
            matched[key] = (
                Choice(None, twice=True) if twice else Choice(subject, sure=first.sure, rivals=rivals)
            )
    return {key: matched.get(key, Choice(None)) for key in names}


def speaks_against(sure: MatchConfidence | None, subject: str, columns: Columns) -> bool:
    """Whether a less sure name of a subject counts against a surer one.

    A metric is one number, whatever it is called. What parts are called less surely is counted otherwise, and
    may differ: 成交金额 beside 用户支付金额.
    """
    return sure == "medium" and not columns.is_part(subject)


def _window(lines: Sequence[str]) -> int | None:
    return window_in("".join(lines))


def _preference(match: Match, lines: Sequence[str], columns: Columns) -> tuple[int, bool, int]:
    """Return the sort key of a claim: the surest, of the metric's own window, as the bank lists."""
    over = next((each.over for each in columns.metrics if each.metric == match.subject), None)
    window = _window(lines)
    return ORDER.index(match.sure), window is not None and window != over, match.rank


def _doubted_beside_others(found: Mapping[str, Match], columns: Columns) -> dict[str, Match]:
    """Lower the names of parts and metrics that mean something else beside other parts."""
    there = {match.subject for match in found.values()}
    doubtful = {part.id for part in columns.parts if there.intersection(part.not_beside)}
    doubtful |= {each.metric for each in columns.metrics if there.intersection(each.not_beside)}
    return {
        key: replace(match, sure="low") if match.subject in doubtful else match
        for key, match in found.items()
    }


def _still_possible(choice: Choice, columns: Columns) -> Choice:
    """Forget what a later bank does not know any more."""
    measure = columns.measure_of(choice.subject) if choice.subject else None
    if measure is None:
        return Choice(None)
    unit = choice.unit if choice.unit in units_of(measure) else None
    return Choice(choice.subject, unit, choice.how if choice.how in ASKED else None)


def signature(shape: str, header: Sequence[str]) -> str:
    """Return what tells files of one shape from others: the names of their header, in any order.

    Args:
        shape: whether the names stand in columns or in rows.
        header: the names of all columns.
    """
    return sha256("\n".join([shape, *sorted(map(normalized_name, header))]).encode()).hexdigest()


@dataclass(frozen=True)
class MissingInputs:
    """A metric that cannot be worked out, because the table lacks some of its parts."""

    metric: str
    has: tuple[str, ...]
    """The parts that are there."""
    lacks: tuple[str, ...]
    """The parts that are not."""
    unsure: tuple[str, ...] = ()
    """Those of `has` that a doubtful name stands for."""

    def text(self, metrics: Mapping[str, Localized], columns: Columns) -> Text:
        """Say which parts are there and which would be needed.

        Args:
            metrics: the names of the metrics, this one among them.
            columns: where the parts have theirs.
        """
        names = {part.id: part.name for part in columns.parts}
        has = [
            Text("spreadsheets.perhaps", name=names[one]) if one in self.unsure else names[one]
            for one in self.has
        ]
        lacks = [names[one] for one in self.lacks]
        return Text(
            "spreadsheets.missing",
            has=Names(has, most=len(has)),
            lacks=Names(lacks, most=len(lacks)),
            metric=metrics[self.metric],
        )


def missing_inputs(
    choices: Collection[Choice], found: Collection[str], columns: Columns
) -> Iterator[MissingInputs]:
    """Yield the metrics for which a table has the first inputs of their formula and lacks others.

    A share of which only the whole is there is left out: nearly every table would be named.

    Args:
        choices: what was made of the series of the table.
        found: metrics it gives a number for.
        columns: what they are made of.
    """
    sure = {choice.subject: choice.sure for choice in choices if choice.subject}
    for rule in columns.metrics:
        formula = rule.from_
        if formula is None or rule.metric in found or not all(part in sure for part in formula.plus):
            continue
        parts = tuple(dict.fromkeys(formula.parts))
        lacks = tuple(part for part in parts if part not in sure)
        has = tuple(part for part in parts if part in sure)
        if lacks:
            yield MissingInputs(rule.metric, has, lacks, tuple(part for part in has if sure[part] == "low"))
