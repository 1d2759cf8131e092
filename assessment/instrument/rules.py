"""Rules beside the instrument: answers that cannot both be true, and numbers worked out from others.

They never touch a score, so they are no part of the instrument or its
digest: a rule may be added without a new version.
"""

from typing import Literal, Self

from pydantic import ConfigDict, Field, model_validator

from assessment.instrument.model import Definition, ItemId, Key
from assessment.instrument.text import LocalText


class Condition(Definition):
    """One side of a contradiction: exactly one subject and one thing said about it.

    An item has a point, or ticks; a metric a number; a profile question a
    value, or a number. The number of a `choices` question is how many were
    chosen, that of a `team` question the people in one function, or in all.
    """

    item: ItemId | None = None
    metric: Key | None = None
    profile: Key | None = None
    function: Key | None = None
    """Which function of a `team` question is meant; all together where left out."""
    at_least: float | None = None
    at_most: float | None = None
    ticked: str | None = None
    not_ticked: str | None = None
    is_: bool | str | None = Field(default=None, alias="is")

    model_config = ConfigDict(
        frozen=True, strict=True, extra="forbid", validate_by_name=True, serialize_by_alias=True
    )

    @model_validator(mode="after")
    def _one_subject_one_test(self) -> Self:
        if sum(subject is not None for subject in (self.item, self.metric, self.profile)) != 1:
            message = "a condition names one of item, metric, profile"
            raise ValueError(message)
        tests = (self.at_least, self.at_most, self.ticked, self.not_ticked, self.is_)
        if sum(one is not None for one in tests) != 1:
            message = "a condition says one of at_least, at_most, ticked, not_ticked, is"
            raise ValueError(message)
        if self.item is None and (self.ticked is not None or self.not_ticked is not None):
            message = "only an item has ticks"
            raise ValueError(message)
        if self.profile is None and (self.is_ is not None or self.function is not None):
            message = "only a profile question may say is or function"
            raise ValueError(message)
        return self

    @property
    def kind(self) -> Literal["item", "metric", "profile"]:
        """What the condition is about."""
        if self.item is not None:
            return "item"
        return "metric" if self.metric is not None else "profile"

    @property
    def subject(self) -> str:
        """The id of what the condition is about."""
        return self.item or self.metric or self.profile or ""


class ContradictionRule(Definition):
    """Conditions that cannot all hold for one merchant, and what to ask where they do."""

    id: Key
    when: list[Condition]
    question: LocalText
    """Names both sides and asks which is nearer the truth. Never an accusation."""


class DerivedRule(Definition):
    """A number worked out from metrics by a formula the program knows.

    `break_even`: the return on spend at which nothing is earned and nothing
    lost. See `assessment.scoring.derived`.
    """

    id: Key
    kind: Literal["break_even"]
    name: LocalText
    meaning: LocalText
    assumes: LocalText
    """What the figure takes for granted, to be shown beside it."""
    kept: list[Key]
    """Metrics, as % of net sales, that add up to what is left before the spend."""
    refunded: Key
    """The metric, in %, that says how much of what was paid is refunded."""
    nothing_where: dict[Key, Condition] = Field(default_factory=dict)
    """Metric: the condition (on the profile) under which it is 0 though nobody entered it."""
    compared_with: Key
    """The metric that says what the return is now, on net sales."""
