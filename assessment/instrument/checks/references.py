"""Whatever is named exists: items, dimensions, metrics, functions, products, stages, sources, profile."""

from collections.abc import Collection, Iterator, Sequence

from assessment.instrument.bank import (
    HANDBOOK,
    INSTRUMENT,
    METRICS,
    PROFILE,
    SOURCES,
    LoadedBank,
    dimension_file,
)
from assessment.instrument.calendar import Event
from assessment.instrument.checks.place import (
    BankPlace,
    criterion_places,
    event_places,
    flag_places,
    frame_place,
    gate_places,
    item_places,
    metric_places,
    profile_places,
    role_places,
)
from assessment.instrument.model import Criterion, Gate, Item, MetricItem, ProfileQuestion, RedFlag, Status
from assessment.instrument.problems import Problem, nearest, suggestion
from assessment.texts import Localized, Text


def unknown_references(loaded: LoadedBank) -> Iterator[Problem]:
    """List every name that nothing in the bank answers to.

    Nothing is said about what may stand in a part that could not be read.
    """
    names = KnownNames(loaded)
    for item, place in item_places(loaded):
        yield from item_references(names, item, place)
    for gate, place in gate_places(loaded):
        yield from gate_references(names, gate, place)
    for flag, place in flag_places(loaded):
        yield from flag_references(names, flag, place)
    for metric, place in metric_places(loaded):
        for rank, item_id in enumerate(metric.checked_against):
            yield from names.item(item_id, place.under("checked_against", rank))
        yield from names.sources(
            [metric.source] if isinstance(metric.source, str) else metric.source, place, "source"
        )
    for question, place in profile_places(loaded):
        if question.fills is not None:
            yield from names.dimension(question.fills.dimension, place.under("fills", "dimension"))
    groups = [group.id for group in loaded.draft.groups]
    for rank, dimension in enumerate(loaded.draft.dimensions):
        if groups and dimension.group not in groups:
            place = frame_place(loaded, "dimensions", rank, "group")
            yield missing(place, Text("checks.noun.group"), dimension.group, groups)
    yield from references_beside(names)


def references_beside(names: "KnownNames") -> Iterator[Problem]:
    """Check what stands beside the instrument: events of the year, roles in a shop."""
    for event, place in event_places(names.loaded):
        yield from event_references(names, event, place)
    for role, place in role_places(names.loaded):
        for rank, name in enumerate(role.dimensions):
            yield from names.dimension(name, place.under("dimensions", rank))


def item_references(names: "KnownNames", item: Item, place: BankPlace) -> Iterator[Problem]:
    """Check what an item and its steps name."""
    draft = names.loaded.draft
    functions, products = [one.id for one in draft.functions], [one.id for one in draft.products]
    parts: list[tuple[BankPlace, str | None, str | None]] = [(place, item.owner, item.product)]
    parts += [(place.under("steps", point), step.owner, step.product) for point, step in item.steps.items()]
    for where, owner, product in parts:
        if owner is not None and functions and owner not in functions:
            yield missing(where.under("owner"), Text("checks.noun.function"), owner, functions)
        if product is not None and products and product not in products:
            yield missing(where.under("product"), Text("checks.noun.product"), product, products)
    for point, step in item.steps.items():
        for needed in step.needs:
            yield from names.item(needed, place.under("steps", point, "needs", needed))
    if item.worth_from is not None and draft.stages and item.worth_from.stage not in draft.stage_ids:
        yield missing(
            place.under("worth_from", "stage"),
            Text("checks.noun.stage"),
            item.worth_from.stage,
            draft.stage_ids,
        )
    if isinstance(item, MetricItem):
        yield from names.metric(item.metric, place.under("metric"))
    yield from names.applies(item, place.under("applies"))
    yield from names.concepts(item.concepts, place)
    yield from names.sources(item.sources, place, "sources")


def gate_references(names: "KnownNames", gate: Gate, place: BankPlace) -> Iterator[Problem]:
    """Check what a gate and its criteria name."""
    stages = names.loaded.draft.stage_ids
    if stages and gate.stage not in stages:
        yield missing(place.under("stage"), Text("checks.noun.stage"), gate.stage, stages)
    for criterion, _, where in criterion_places(gate, place):
        yield from criterion_references(names, criterion, where)
    yield from names.sources(gate.sources, place, "sources")


def flag_references(names: "KnownNames", flag: RedFlag, place: BankPlace) -> Iterator[Problem]:
    """Check what a red flag and its criteria name; the last stage has none above it to keep shut."""
    stages = names.loaded.draft.stage_ids[:-1]
    if flag.caps is not None and stages and flag.caps not in stages:
        yield missing(place.under("caps"), Text("checks.noun.stage"), flag.caps, stages)
    for rank, criterion in enumerate(flag.clear):
        yield from criterion_references(names, criterion, place.under("clear", rank))
    yield from names.sources(flag.sources, place, "sources")


def criterion_references(names: "KnownNames", criterion: Criterion, place: BankPlace) -> Iterator[Problem]:
    """Check what a criterion judges; an item must be one that is asked and scored."""
    if criterion.item is not None:
        yield from names.item(criterion.item, place.under("item"), active=True)
    if criterion.dimension is not None:
        yield from names.dimension(criterion.dimension, place.under("dimension"))
    if criterion.metric is not None:
        yield from names.metric(criterion.metric, place.under("metric"))
    if criterion.profile is not None:
        yield from names.profile_answers(criterion, place)
    if criterion.ticked is not None:
        yield from names.tick(criterion, place)


def event_references(names: "KnownNames", event: Event, place: BankPlace) -> Iterator[Problem]:
    """Check what an event freezes, what should be ready for it, and what its dates are taken from."""
    functions = [one.id for one in names.loaded.draft.functions]
    for number, freeze in enumerate(event.freezes):
        for rank, function in enumerate(freeze.functions if functions else ()):
            if function not in functions:
                where = place.under("freezes", number, "functions", rank)
                yield missing(where, Text("checks.noun.function"), function, functions)
    for rank, dimension in enumerate(event.deadline_for):
        yield from names.dimension(dimension, place.under("deadline_for", rank))
    yield from names.sources(event.sources, place, "sources")


def missing(place: BankPlace, kind: Localized, name: str, known: Collection[str]) -> Problem:
    """Say that a name is unknown, and what was probably meant."""
    return place.error("checks.unknown_name", suggestion(name, known), kind=kind, name=name)


class KnownNames:
    """Every name there is in a bank, by kind."""

    def __init__(self, loaded: LoadedBank) -> None:
        self.loaded = loaded
        self.items = {item.id: item for item, _ in item_places(loaded)}
        self.dimensions = [dimension.id for dimension in loaded.draft.dimensions]
        self.metrics = [metric.id for metric in loaded.draft.metrics]
        self.profile = {question.id: question for question in loaded.draft.profile}

    def item(self, name: str, place: BankPlace, *, active: bool = False) -> Iterator[Problem]:
        """Check an item's id.

        Args:
            name: the id.
            place: where it is named.
            active: whether it must be asked and scored.
        """
        found = self.items.get(name)
        file = dimension_file(name.partition(".")[0])
        if found is None and not self.loaded.excuses(name, INSTRUMENT, file):
            yield place.error("checks.no_item", self.nearest_item(name), name=name)
        if found is not None and active and found.status is not Status.ACTIVE:
            yield place.error(
                "checks.item_not_scored", "checks.fix.active_item", name=name, status=found.status
            )

    def nearest_item(self, name: str) -> Localized:
        """Suggest an item: first in the same dimension, then anywhere."""
        dimension = name.partition(".")[0]
        siblings = [item for item in self.items if item.startswith(f"{dimension}.")]
        if siblings and nearest(name, self.items) is None:
            listed = ", ".join(siblings)
            return Text("checks.fix.items_of_dimension", dimension=dimension, listed=listed)
        return suggestion(name, list(self.items))

    def dimension(self, name: str, place: BankPlace) -> Iterator[Problem]:
        """Check a dimension's id."""
        if name not in self.dimensions and not self.loaded.excuses(name, INSTRUMENT, dimension_file(name)):
            yield missing(place, Text("checks.noun.dimension"), name, self.dimensions)

    def metric(self, name: str, place: BankPlace) -> Iterator[Problem]:
        """Check a metric's id."""
        if name not in self.metrics and not self.loaded.excuses(name, METRICS):
            yield missing(place, Text("checks.noun.metric"), name, self.metrics)

    def concepts(self, concepts: Sequence[str], place: BankPlace) -> Iterator[Problem]:
        """Check the concepts an item says it measures."""
        known = [concept.id for concept in self.loaded.handbook]
        for rank, concept in enumerate(concepts if known else ()):
            if concept not in known and not self.loaded.excuses(concept, HANDBOOK):
                yield missing(place.under("concepts", rank), Text("checks.noun.concept"), concept, known)

    def sources(self, cited: Sequence[str], place: BankPlace, key: str) -> Iterator[Problem]:
        """Check what is cited, where the bank has a bibliography."""
        known = [source.key for source in self.loaded.sources]
        for rank, source in enumerate(cited if known else ()):
            if source not in known and not self.loaded.excuses(source, SOURCES):
                yield missing(place.under(key, rank), Text("checks.noun.source"), source, known)

    def profile_answers(self, criterion: Criterion, place: BankPlace) -> Iterator[Problem]:
        """Check that a criterion names a profile question and answers that it can have."""
        name = criterion.profile or ""
        if self.loaded.excuses(name, PROFILE):
            return
        question = self.profile.get(name)
        if question is None:
            asked = Text("checks.noun.profile_question")
            yield missing(place.under("profile"), asked, name, list(self.profile))
            return
        answers = criterion.is_ if isinstance(criterion.is_, list) else [criterion.is_]
        for answer in answers:
            if answer is not None:
                yield from self.condition(question, answer, place.under("is"))

    def tick(self, criterion: Criterion, place: BankPlace) -> Iterator[Problem]:
        """Check that an item has such an option, and that its top point asks for all of them.

        Only then does the top point say that the option is ticked.
        """
        item = self.items.get(criterion.item or "")
        if item is None:
            return
        options = list(getattr(item, "tick_ids", ()))
        if criterion.ticked not in options:
            what = Text("checks.noun.option_of", id=item.id)
            yield missing(place.under("ticked"), what, criterion.ticked or "", options)
        elif max(getattr(item, "points", {0: 0}).values()) < len(options):
            yield place.error(
                Text("checks.top_point_without_every_tick", id=item.id), Text("checks.fix.every_tick")
            )

    def applies(self, item: Item, place: BankPlace) -> Iterator[Problem]:
        """Check that an item's condition is a profile question with such an answer."""
        if item.applies is None or self.loaded.excuses(item.applies.profile, PROFILE):
            return
        question = self.profile.get(item.applies.profile)
        if question is None:
            yield missing(
                place.under("profile"),
                Text("checks.noun.profile_question"),
                item.applies.profile,
                list(self.profile),
            )
            return
        yield from self.condition(question, item.applies.is_, place.under("is"))

    @staticmethod
    def condition(question: ProfileQuestion, value: bool | str, place: BankPlace) -> Iterator[Problem]:  # noqa: FBT001
        """Check that a profile question can have this answer."""
        if question.kind == "yes_no":
            if not isinstance(value, bool):
                yield place.error("checks.neither_true_nor_false", "checks.fix.true_or_false", value=value)
        elif question.kind in {"choice", "choices"}:
            if value not in question.options:
                yield missing(
                    place, Text("checks.noun.option_of", id=question.id), str(value), question.options
                )
        else:
            yield place.error("checks.cannot_decide", "checks.fix.question_kinds", id=question.id)
