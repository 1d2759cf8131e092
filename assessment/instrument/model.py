"""What an instrument is: dimensions, items, scale, stages, gates, metrics, profile.

Definitions only. Answers live in `assessment.responses`, arithmetic in
`assessment.scoring`. Field names are the keys of the YAML files in
`questions/`, so a reader of one can read the other.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from assessment.instrument.text import LocalText

ItemId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Point = Annotated[int, Field(ge=0, le=9)]
Rationale = LocalText | str


class Definition(BaseModel):
    """Base of everything read from `questions/`: frozen, strict, no extras."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", defer_build=True)


class Named(Definition):
    """Something with an id and a name: a stage, a function, a product, a group."""

    id: Key
    name: LocalText


class Status(StrEnum):
    """Where an item stands in its life."""

    DRAFT = "draft"
    """Not asked."""

    TRIAL = "trial"
    """Asked, not scored."""

    ACTIVE = "active"
    """Asked and scored."""

    RETIRED = "retired"
    """Not asked any more; old answers stay readable."""


class Applies(Definition):
    """An item is asked only of merchants whose profile has this value."""

    profile: Key
    is_: bool | str = Field(alias="is")

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", validate_by_name=True, serialize_by_alias=True
    )


class WorthFrom(Definition):
    """From which stage a practice is worth doing, and why not earlier."""

    stage: Key
    reason: LocalText | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_stage_alone(cls, given: Any) -> Any:
        return {"stage": given} if isinstance(given, str) else given


STEP_KEYS = frozenset({"text", "days", "weeks", "needs", "owner", "product"})


MOST_STEP_DAYS = 200.0
"""Person-days of one step that are still believed: beyond lies a slip of the pen, and no plan."""
MOST_STEP_WEEKS = 104
"""Weeks until a result can be seen that are still believed."""


class Step(Definition):
    """How to raise one item to one point from the point below.

    In the bank the text stands beside the other keys, one key a language:
    `{zh: ..., en: ..., days: 3, weeks: 2, needs: {account.binding: 2}}`.
    """

    text: LocalText
    days: float = Field(ge=0, le=MOST_STEP_DAYS)
    """Person-days, a multiple of 0.5."""
    weeks: int = Field(ge=0, le=MOST_STEP_WEEKS)
    """Least calendar weeks until the result can be seen."""
    needs: dict[ItemId, Point] = {}
    owner: Key | None = None
    product: Key | None = None

    @model_validator(mode="before")
    @classmethod
    def _gather_text(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "text" in given:
            return given
        known = {key: value for key, value in given.items() if key in STEP_KEYS}
        return {**known, "text": {key: value for key, value in given.items() if key not in STEP_KEYS}}

    @model_validator(mode="after")
    def _days_in_halves(self) -> Self:
        if self.days * 2 != int(self.days * 2):
            message = f"days is {self.days}, not a multiple of 0.5"
            raise ValueError(message)
        return self


class ItemBase(Definition):
    """What every kind of item has. Key order is the order of the files."""

    id: ItemId
    status: Status = Field(strict=False)
    since: str
    kind: str
    weight: int = Field(ge=1, le=3)
    core: bool
    applies: Applies | None = None
    na_allowed: bool = False
    worth_from: WorthFrom | None = None
    fresh_weeks: int = Field(default=26, ge=1)
    """After this many weeks an answer is asked again."""
    concepts: list[str] = []
    owner: Key
    product: Key
    name: LocalText | None = None
    """A short name for lists and charts; the question itself where there is none."""
    question: LocalText
    guidance: LocalText | None = None
    evidence: LocalText | None = None
    find_out: LocalText | None = None
    steps: dict[Point, Step] = {}
    rationale: Rationale
    sources: list[str] = []

    @property
    def dimension(self) -> str:
        """The id of the dimension this item belongs to."""
        return self.id.partition(".")[0]

    @property
    def label(self) -> LocalText:
        """What the item is called in lists and charts."""
        return self.name or self.question


class AnchoredItem(ItemBase):
    """Pick the point whose sentence describes what can be seen."""

    kind: Literal["anchored"]
    anchors: dict[Point, LocalText] = {}


class ChecklistItem(ItemBase):
    """Tick what is in place; the count gives the point."""

    kind: Literal["checklist"]
    options: dict[Key, LocalText]
    points: dict[Point, int]
    """Least ticks for each point above 0."""

    @property
    def tick_ids(self) -> tuple[str, ...]:
        """Every tick that may be given, in order."""
        return tuple(self.options)


class GridItem(ItemBase):
    """Tick on two axes, as in preparation, warm-up and event day by goods, place and people."""

    kind: Literal["grid"]
    rows: dict[Key, LocalText]
    columns: dict[Key, LocalText]
    points: dict[Point, int]

    @property
    def tick_ids(self) -> tuple[str, ...]:
        """Every tick that may be given, row by row, as `row.column`."""
        return tuple(f"{row}.{column}" for row in self.rows for column in self.columns)


class MetricItem(ItemBase):
    """A number with thresholds; the direction stands with the metric."""

    kind: Literal["metric"]
    metric: Key
    points: dict[Point, float]


Item = Annotated[AnchoredItem | ChecklistItem | GridItem | MetricItem, Field(discriminator="kind")]


class Dimension(Definition):
    """A group of items that measure one construct and are reported together."""

    id: Key
    name: LocalText
    measures: LocalText
    review_by: date | None = None
    group: Key
    weight: int = Field(ge=0)
    may_be_absent: bool = False
    items: list[Item]


class Criterion(Definition):
    """One condition of a gate or a flag: exactly one subject and one thing it asks of it."""

    item: ItemId | None = None
    dimension: Key | None = None
    index: Literal["overall"] | None = None
    metric: Key | None = None
    profile: Key | None = None
    at_least: float | None = None
    at_most: float | None = None
    ticked: str | None = None
    """The option of a checklist that has to be ticked, whatever the point."""
    is_: bool | list[str] | None = Field(default=None, alias="is")
    """What the profile has to answer: one of these. An unanswered question is skipped."""
    when_unknown: Literal["skip", "fail"] | None = None
    """Of a metric: whether a missing number is skipped (the default) or fails. Of an item: `skip` leaves the
    criterion out where the item is not asked, or where nobody said whether it applies."""

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", validate_by_name=True, serialize_by_alias=True
    )

    @model_validator(mode="after")
    def _one_subject_one_bound(self) -> Self:
        subjects = [self.item, self.dimension, self.index, self.metric, self.profile]
        if sum(subject is not None for subject in subjects) != 1:
            message = "a criterion names exactly one of item, dimension, index, metric, profile"
            raise ValueError(message)
        asked = [one for one in (self.at_least, self.at_most, self.ticked, self.is_) if one is not None]
        if len(asked) != 1:
            message = "a criterion has exactly one of at_least, at_most, ticked, is"
            raise ValueError(message)
        if self.at_most is not None and self.metric is None:
            message = "only a metric may say at_most"
            raise ValueError(message)
        if self.when_unknown is not None and self.metric is None and self.item is None:
            message = "only a metric or an item may say when_unknown"
            raise ValueError(message)
        if self.when_unknown == "fail" and self.item is not None:
            message = "an item may only say when_unknown: skip"
            raise ValueError(message)
        if self.ticked is not None and self.item is None:
            message = "only an item has ticks"
            raise ValueError(message)
        if (self.is_ is None) != (self.profile is None):
            message = "a profile question says is, and nothing else does"
            raise ValueError(message)
        cut = self.at_least or 0.0
        if self.metric is None and abs(cut * 10 - round(cut * 10)) > 1e-9:
            message = f"{cut} has more than one decimal"
            raise ValueError(message)
        return self

    @property
    def kind(self) -> Literal["item", "dimension", "index", "metric", "profile"]:
        """What the criterion judges."""
        if self.item is not None:
            return "item"
        if self.dimension is not None:
            return "dimension"
        if self.index is not None:
            return "index"
        return "metric" if self.metric is not None else "profile"

    @property
    def subject(self) -> str:
        """The id of what the criterion judges."""
        return self.item or self.dimension or self.index or self.metric or self.profile or ""

    @property
    def tenths(self) -> int:
        """The cut in tenths, exactly (not for metrics)."""
        return round((self.at_least or 0) * 10)


class Shoulds(Definition):
    """So many of these criteria must hold; which ones is the merchant's choice."""

    meet: int = Field(ge=0)
    of: list[Criterion]


class CriterionGroup(Shoulds):
    """Criteria that make up for one another: so many of them must hold."""

    name: LocalText


class IndexCut(Definition):
    """The least index of a stage: the compensatory core of a gate."""

    at_least: float
    band: float = Field(gt=0)
    """How wide the doubtful zone around the cut is, in points: half of it lies on each side."""


class Gate(Definition):
    """What has to be shown to enter a stage: every must, the index, enough of each group.

    `evidence` is what the business itself shows, from the profile and the
    numbers: what nobody knows counts as shown there, and the verdict says so.
    """

    stage: Key
    target_point: Point
    """What percent to target measures against."""
    must: list[Criterion]
    should: Shoulds | None = None
    """A group without a name."""
    index: IndexCut | None = None
    groups: list[CriterionGroup] = []
    evidence: Shoulds | None = None
    rationale: Rationale
    sources: list[str] = []

    @property
    def index_criterion(self) -> Criterion | None:
        """The cut on the index as a criterion; None where the gate has none."""
        return None if self.index is None else Criterion(index="overall", at_least=self.index.at_least)

    @property
    def choices(self) -> list[Shoulds]:
        """Every group of the gate: the unnamed one first, the evidence last."""
        first, last = ([] if one is None else [one] for one in (self.should, self.evidence))
        return [*first, *self.groups, *last]


class RedFlag(Definition):
    """A red flag: raised where one of its criteria is known not to hold.

    It never lowers a business below the stage it caps; it keeps the stages above shut.
    """

    id: Key
    name: LocalText
    """What is wrong, as a shop owner would say it."""
    clear: list[Criterion] = Field(min_length=1)
    """What must hold for a shop that has not got this problem."""
    caps: Key | None = None
    """The highest stage while the flag is up; None where it only warns."""
    advice: LocalText
    """What to do first."""
    rationale: Rationale
    sources: list[str] = []


class Metric(Definition):
    """A number the merchant can read in one of the platform's products."""

    id: Key
    name: LocalText
    unit: LocalText | str
    window: LocalText | str
    meaning: LocalText
    find_out: LocalText
    direction: Literal["higher", "lower"]
    range: Annotated[list[float], Field(min_length=2, max_length=2)]
    peer: bool = False
    """Whether it may be given as below, around or above the peer reference."""
    checked_against: list[ItemId] = []
    source: str | list[str]
    confidence: Literal["high", "medium", "low"] | None = None
    as_of: date
    review_by: date


class Fill(Definition):
    """What a "no" to a filter question writes into every item of a dimension."""

    dimension: Key
    answer: Literal["point_0", "not_applicable"]
    reason: LocalText


class ProfileQuestion(Definition):
    """What is asked once about the merchant. It never adds points."""

    id: Key
    kind: Literal["choice", "choices", "yes_no", "count", "team"]
    """`team` asks for a number of people for each function."""
    question: LocalText
    guidance: LocalText | None = None
    options: dict[Key, LocalText] = {}
    range: Annotated[list[int], Field(min_length=2, max_length=2)] | None = None
    fills: Fill | None = None
    """Only for `yes_no`: what the answer "no" fills in."""


class Attitude(Definition):
    """How self-report errs for one attitude of the respondent.

    `lower` is the probability that the true point is one below the said
    one, `higher` that it is one above.
    """

    weight: float = Field(gt=0, le=1)
    lower: float = Field(ge=0, le=1)
    higher: float = Field(ge=0, le=1)


class Instrument(Definition):
    """The whole versioned measuring device, as pieced together by `load`."""

    id: str
    version: str
    languages: list[str]
    name: LocalText | None = None
    stages: list[Named]
    groups: list[Named] = []
    functions: list[Named]
    products: list[Named]
    scale: dict[Point, int]
    """Value of each point; the top value is what a full score divides by."""
    self_report: list[Attitude]
    dimensions: list[Dimension]
    gates: list[Gate]
    flags: list[RedFlag] = []
    metrics: list[Metric] = []
    profile: list[ProfileQuestion] = []

    @property
    def top_point(self) -> int:
        """The highest point of the scale."""
        return max(self.scale)

    @property
    def top_value(self) -> int:
        """The value of the highest point, M in the formulas."""
        return self.scale[self.top_point]

    @property
    def stage_ids(self) -> tuple[str, ...]:
        """The stages, lowest first."""
        return tuple(stage.id for stage in self.stages)

    def items(self) -> list[Item]:
        """Every item of every dimension, in the order of the files."""
        return [item for dimension in self.dimensions for item in dimension.items]

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with other values; what was looked up by id is looked up anew."""
        copy = super().model_copy(update=update, deep=deep)
        for name in ("items_by_id", "dimensions_by_id", "metrics_by_id", "gates_by_stage"):
            vars(copy).pop(name, None)
        return copy

    @cached_property
    def items_by_id(self) -> Mapping[str, Item]:
        """Every item by its id, in the order of the files."""
        return {item.id: item for item in self.items()}

    @cached_property
    def dimensions_by_id(self) -> Mapping[str, Dimension]:
        """Every dimension by its id, in order."""
        return {dimension.id: dimension for dimension in self.dimensions}

    @cached_property
    def metrics_by_id(self) -> Mapping[str, Metric]:
        """Every metric by its id, in order."""
        return {metric.id: metric for metric in self.metrics}

    @cached_property
    def gates_by_stage(self) -> Mapping[str, Gate]:
        """Every gate by the stage it leads to, in order."""
        return {gate.stage: gate for gate in self.gates}

    def item(self, item_id: str) -> Item:
        """Return one item; like the others below it raises KeyError for an id that is not there."""
        return self.items_by_id[item_id]

    def dimension(self, dimension_id: str) -> Dimension:
        """Return one dimension."""
        return self.dimensions_by_id[dimension_id]

    def metric(self, metric_id: str) -> Metric:
        """Return one metric."""
        return self.metrics_by_id[metric_id]

    def gate(self, stage_id: str) -> Gate:
        """Return the gate of one stage."""
        return self.gates_by_stage[stage_id]

    def stage(self, stage_id: str) -> Named:
        """Return one stage."""
        return _named(self.stages, stage_id)

    def function(self, function_id: str) -> Named:
        """Return one function."""
        return _named(self.functions, function_id)

    def product(self, product_id: str) -> Named:
        """Return one product."""
        return _named(self.products, product_id)

    def profile_question(self, question_id: str) -> ProfileQuestion:
        """Return one question of the profile."""
        return _named(self.profile, question_id)

    @property
    def gates_make_up(self) -> bool:
        """Whether its gates let practices make up for one another, or flags stand beside them."""
        return bool(self.flags) or any(gate.index or gate.groups or gate.evidence for gate in self.gates)


OneNamed = TypeVar("OneNamed", Named, ProfileQuestion)


def _named(things: Iterable[OneNamed], wanted: str) -> OneNamed:
    for thing in things:
        if thing.id == wanted:
            return thing
    raise KeyError(wanted)
