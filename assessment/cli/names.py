"""The names of things and the few sentences that `score` and `plan` share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.instrument.model import Criterion, Instrument, Named
from assessment.instrument.problems import Words, both
from assessment.scoring.results import ScoreProblem
from assessment.texts import Localized, in_language

PROBLEMS: Mapping[str, tuple[Words, Words]] = {
    "not_applicable_refused": (
        both(
            "“{name}”不能选不适用，按没答计算。",
            "'{name}' cannot be not applicable; it counts as unanswered.",
        ),
        both(
            "还没做请选最低一档，不清楚请写 dont_know。", "Not done is the lowest point; unsure is dont_know."
        ),
    ),
    "not_applicable_over_cap": (
        both(
            "“{name}”里不适用的超过权重的四分之一，这些题按没答计算。",
            "More than a quarter of '{name}' is said to be not applicable; those items count as unanswered.",
        ),
        both("确实没做的，请选最低一档。", "Where a practice is just not done, choose the lowest point."),
    ),
    "retired_item": (
        both("“{name}”已经停用，回答不计分。", "'{name}' is not asked any more and not scored."),
        both("不用改。", "Nothing to do."),
    ),
    "out_of_range": (
        both(
            "“{name}”的回答不在选项里，按没答计算。",
            "The answer to '{name}' is none of its choices; it counts as unanswered.",
        ),
        both("请改成题目里有的选项。", "Choose one that the item has."),
    ),
    "coverage_too_low": (
        both("答得不到六成，先不下结论。", "Less than 60 % is answered, so no stage is named."),
        both("请先把没答的补上。", "Answer more of it first."),
    ),
}
"""What scoring set aside, and what to do, by code."""


@dataclass(frozen=True)
class BankNames:
    """Names in the language asked for; the bank's first language where it lacks that one."""

    instrument: Instrument
    language: str

    def text(self, text: Localized) -> str:
        """Return a text in the language asked for, or in one that it has."""
        return in_language(text, self.language)

    def stage(self, stage: str) -> str:
        """Return a stage's name."""
        return self._named(self.instrument.stages, stage)

    def function(self, function: str) -> str:
        """Return a function's name."""
        return self._named(self.instrument.functions, function)

    def product(self, product: str) -> str:
        """Return a platform product's name."""
        return self._named(self.instrument.products, product)

    def _named(self, things: Iterable[Named], key: str) -> str:
        return next((self.text(thing.name) for thing in things if thing.id == key), key)

    def item(self, item_id: str) -> str:
        """Return what an item is called in lists."""
        return self.text(self.instrument.item(item_id).label)

    def dimension(self, dimension: str) -> str:
        """Return a dimension's name."""
        return self.text(self.instrument.dimension(dimension).name)

    def subject(self, criterion: Criterion) -> str:
        """Return the name of what a criterion judges."""
        match criterion.kind:
            case "item":
                return self.item(criterion.subject)
            case "dimension":
                return self.dimension(criterion.subject)
            case "metric":
                return self.text(self.instrument.metric(criterion.subject).name)
            case _:
                return {"zh": "总分", "en": "Index"}[self.language]

    def bound(self, criterion: Criterion) -> str:
        """Return what a criterion asks for: at least, or at most, so much."""
        if criterion.at_most is not None:
            return {"zh": "不超过", "en": "at most"}[self.language] + f" {criterion.at_most:g}"
        return {"zh": "至少", "en": "at least"}[self.language] + f" {criterion.at_least:g}"

    def asked(self, criterion: Criterion) -> str:
        """Return a criterion in words: its subject and its bound."""
        return f"{self.subject(criterion)} {self.bound(criterion)}"

    def problem(self, problem: ScoreProblem) -> tuple[str, str]:
        """Say what scoring set aside, and what to do about it."""
        what, fix = PROBLEMS[problem.code]
        return what[self.language].format(name=self._place(problem.place)), fix[self.language]

    def _place(self, place: str) -> str:
        if any(dimension.id == place for dimension in self.instrument.dimensions):
            return self.dimension(place)
        return self.item(place) if place else ""
