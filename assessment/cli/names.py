"""The names of things in a bank, and the sentences that several commands share."""

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.instrument.model import Criterion, Instrument
from assessment.instrument.text import LocalText
from assessment.scoring.names import criterion_name, wanted
from assessment.scoring.results import ScoreProblem
from assessment.texts import Localized, Names, Text, Value, in_language


@dataclass(frozen=True)
class BankNames:
    """Speaks in the language asked for; names of the bank in its first one where it lacks that."""

    instrument: Instrument
    language: str

    def say(self, key: str, /, **values: Value) -> str:
        """Return a text of the catalogue."""
        return Text(key, **values).in_(self.language)

    def text(self, text: Localized) -> str:
        """Return a text of the bank."""
        return in_language(text, self.language)

    def list(self, names: Iterable[str]) -> str:
        """Return names one after the other."""
        listed = list(names)
        return Names(listed, most=len(listed), quoted=False).in_(self.language)

    def stage(self, stage: str) -> str:
        """Return a stage's name; the id itself where the bank has no such stage."""
        return next((self.text(one.name) for one in self.instrument.stages if one.id == stage), stage)

    def function(self, function: str) -> str:
        """Return a function's name."""
        return self.text(self.instrument.function(function).name)

    def item(self, item_id: str) -> str:
        """Return what an item is called in lists."""
        return self.text(self.instrument.item(item_id).label)

    def dimension(self, dimension: str) -> str:
        """Return a dimension's name."""
        return self.text(self.instrument.dimension(dimension).name)

    def subject(self, criterion: Criterion) -> str:
        """Return the name of what a criterion judges."""
        return self.text(criterion_name(self.instrument, criterion))

    def bound(self, criterion: Criterion) -> str:
        """Return what a criterion asks for: at least, or at most, so much."""
        return self.text(wanted(self.instrument, criterion))

    def asked(self, criterion: Criterion) -> str:
        """Return a criterion in words: its subject and its bound."""
        return f"{self.subject(criterion)} {self.bound(criterion)}"

    def problem(self, problem: ScoreProblem) -> tuple[str, str]:
        """Return what scoring set aside, and what to do about it."""
        name = self._place(problem.place)
        return self.say(f"cli.set_aside.{problem.code}", name=name), self.say(f"cli.do.{problem.code}")

    def _place(self, place: str) -> LocalText | str:
        if not place:
            return ""
        dimension = self.instrument.dimensions_by_id.get(place)
        return self.text(dimension.name) if dimension is not None else self.item(place)
