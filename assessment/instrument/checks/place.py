"""Walk through a bank with the place of each thing at hand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from assessment.instrument.bank import (
    CALENDAR,
    COLUMNS,
    CONTRADICTIONS,
    DERIVED,
    FLAGS,
    GATES,
    INSTRUMENT,
    LINEAGE,
    METRICS,
    PROFILE,
    RESPONDENTS,
    LoadedBank,
    dimension_file,
)
from assessment.instrument.calendar import Event
from assessment.instrument.columns import MetricColumn, PartColumn
from assessment.instrument.file_schemas import Lineage, Role
from assessment.instrument.model import (
    Criterion,
    Dimension,
    Gate,
    Item,
    Metric,
    ProfileQuestion,
    RedFlag,
    Shoulds,
    Status,
)
from assessment.instrument.problems import Problem
from assessment.instrument.rules import ContradictionRule, DerivedRule
from assessment.instrument.yaml_tree import Key
from assessment.texts import Localized, Text, Value


@dataclass(frozen=True)
class BankPlace:
    """A place in a file of the bank, and what stands there in a reader's words."""

    loaded: LoadedBank
    file: str
    at: tuple[Key, ...]
    about: Localized | str

    def under(self, *at: Key) -> "BankPlace":
        """Return the place of a part."""
        return replace(self, at=(*self.at, *at))

    def error(self, what: str | Localized, fix: str | Localized, **values: Value) -> Problem:
        """Report something that must be mended here: texts, or keys of the catalogue with their values."""
        return self._problem(what, fix, values, warning=False)

    def warning(self, what: str | Localized, fix: str | Localized, **values: Value) -> Problem:
        """Report something worth a look here, as in `error`."""
        return self._problem(what, fix, values, warning=True)

    def _problem(
        self, what: str | Localized, fix: str | Localized, values: Mapping[str, Value], *, warning: bool
    ) -> Problem:
        message, remedy = (Text(one, **values) if isinstance(one, str) else one for one in (what, fix))
        if self.about:
            message = Text("checks.about", about=self.about, what=message)
        return self.loaded.problem(self.file, self.at, message, remedy, warning=warning)


def frame_place(loaded: LoadedBank, *at: Key) -> BankPlace:
    """Return a place in `instrument.yaml`."""
    return BankPlace(loaded, INSTRUMENT, at, "")


def dimension_places(loaded: LoadedBank) -> Iterator[tuple[Dimension, BankPlace]]:
    """Yield each dimension with the place of its file."""
    for dimension in loaded.draft.dimensions:
        about = dimension.id
        yield dimension, BankPlace(loaded, dimension_file(dimension.id), (), about)


def item_places(loaded: LoadedBank) -> Iterator[tuple[Item, BankPlace]]:
    """Yield each item with its place, in the order of the files."""
    for dimension, place in dimension_places(loaded):
        for rank, item in enumerate(dimension.items):
            yield item, replace(place, at=("items", rank), about=item.id)


def active_items(loaded: LoadedBank) -> Iterator[tuple[Item, BankPlace]]:
    """Yield each item that is asked and scored, with its place."""
    return ((item, place) for item, place in item_places(loaded) if item.status is Status.ACTIVE)


def gate_places(loaded: LoadedBank) -> Iterator[tuple[Gate, BankPlace]]:
    """Yield each gate with its place."""
    for rank, gate in enumerate(loaded.draft.gates):
        yield gate, BankPlace(loaded, GATES, (rank,), Text("checks.noun.stage_named", stage=gate.stage))


def criterion_places(gate: Gate, place: BankPlace) -> Iterator[tuple[Criterion, bool, BankPlace]]:
    """Yield each criterion of a gate, whether it is a must, and its place."""
    for rank, criterion in enumerate(gate.must):
        yield criterion, True, place.under("must", rank)
    for group, where in choice_places(gate, place):
        for rank, criterion in enumerate(group.of):
            yield criterion, False, where.under("of", rank)


def choice_places(gate: Gate, place: BankPlace) -> Iterator[tuple[Shoulds, BankPlace]]:
    """Yield each group of a gate with its place, the evidence last."""
    if gate.should is not None:
        yield gate.should, place.under("should")
    for rank, group in enumerate(gate.groups):
        yield group, place.under("groups", rank)
    if gate.evidence is not None:
        yield gate.evidence, place.under("evidence")


def flag_places(loaded: LoadedBank) -> Iterator[tuple[RedFlag, BankPlace]]:
    """Yield each red flag with its place."""
    for rank, flag in enumerate(loaded.draft.flags):
        yield flag, BankPlace(loaded, FLAGS, (rank,), flag.id)


def metric_places(loaded: LoadedBank) -> Iterator[tuple[Metric, BankPlace]]:
    """Yield each metric with its place."""
    for rank, metric in enumerate(loaded.draft.metrics):
        yield metric, BankPlace(loaded, METRICS, (rank,), metric.id)


def profile_places(loaded: LoadedBank) -> Iterator[tuple[ProfileQuestion, BankPlace]]:
    """Yield each profile question with its place."""
    for rank, question in enumerate(loaded.draft.profile):
        yield question, BankPlace(loaded, PROFILE, (rank,), question.id)


def contradiction_places(loaded: LoadedBank) -> Iterator[tuple[ContradictionRule, BankPlace]]:
    """Yield each contradiction with its place."""
    for rank, rule in enumerate(loaded.contradictions):
        yield rule, BankPlace(loaded, CONTRADICTIONS, (rank,), rule.id)


def lineage_places(loaded: LoadedBank) -> Iterator[tuple[Lineage, BankPlace]]:
    """Yield each line of the lineage with its place."""
    for rank, line in enumerate(loaded.lineage):
        about = Text("checks.noun.lineage_line", older=line.from_, newer=line.to)
        yield line, BankPlace(loaded, LINEAGE, (rank,), about)


def derived_places(loaded: LoadedBank) -> Iterator[tuple[DerivedRule, BankPlace]]:
    """Yield each derived number with its place."""
    for rank, rule in enumerate(loaded.derived):
        yield rule, BankPlace(loaded, DERIVED, (rank,), rule.id)


def part_places(loaded: LoadedBank) -> Iterator[tuple[PartColumn, BankPlace]]:
    """Yield each part that exports hold, with its place."""
    for rank, part in enumerate(loaded.columns.parts):
        yield part, BankPlace(loaded, COLUMNS, ("parts", rank), part.id)


def metric_column_places(loaded: LoadedBank) -> Iterator[tuple[MetricColumn, BankPlace]]:
    """Yield each metric that exports hold, with its place."""
    for rank, each in enumerate(loaded.columns.metrics):
        yield each, BankPlace(loaded, COLUMNS, ("metrics", rank), each.metric)


def event_places(loaded: LoadedBank) -> Iterator[tuple[Event, BankPlace]]:
    """Yield each event with its place."""
    for rank, event in enumerate(loaded.calendar):
        yield event, BankPlace(loaded, CALENDAR, (rank,), event.id)


def role_places(loaded: LoadedBank) -> Iterator[tuple[Role, BankPlace]]:
    """Yield each role with its place."""
    for rank, role in enumerate(loaded.roles):
        yield role, BankPlace(loaded, RESPONDENTS, (rank,), role.id)
