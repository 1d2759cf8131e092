"""A number found, held against its metric and against what is stored: is it fit to be taken?"""

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.instrument.model import Metric
from assessment.responses import MetricValue
from assessment.spreadsheets.fold import Proposal
from assessment.spreadsheets.notices import Notice

DOUBTS = frozenset(
    {
        "unit_doubtful", "name_doubtful", "month_incomplete", "other_window", "several_rows",
        "several_columns", "several_a_day", "no_day",
        "last_of_many", "over_cut_rows", "out_of_range", "older", "formula", "cell_error",
    }
)  # fmt: skip
"""What makes one look before taking."""

ENOUGH = 0.8
"""The share of its days that a number needs to be taken without a look."""


@dataclass(frozen=True)
class Offer:
    """A number that may be taken for a metric."""

    metric: Metric
    proposal: Proposal
    before: MetricValue
    """What is stored now."""
    notices: tuple[Notice, ...]
    possible: bool
    """Whether it may be taken at all."""
    same: bool
    """Whether exactly this is stored already."""

    @property
    def number(self) -> float:
        """The number as it would be stored."""
        return float(self.proposal.number)

    @property
    def ticked(self) -> bool:
        """Whether it is to be taken unless the reader says no."""
        return self.possible and not self.same and not any(map(_is_doubt, self.notices))


def _is_doubt(notice: Notice) -> bool:
    if notice.code == "days_missing":
        return int(notice.values["have"]) < ENOUGH * int(notice.values["wanted"])
    return notice.code in DOUBTS


def weigh(proposal: Proposal, metric: Metric, before: MetricValue) -> Offer:
    """Hold a proposal against the range of its metric and against what is stored.

    Args:
        proposal: the number found.
        metric: of the instrument the assessment was taken with.
        before: what is stored.
    """
    low, high = metric.range
    number = float(proposal.number)
    notices = list(proposal.notices)
    within = low <= number <= high
    if not within:
        values: Mapping[str, str | int] = {"low": f"{low:,g}", "high": f"{high:,g}"}
        notices.append(Notice("out_of_range", values))
    if before.as_of is not None and proposal.as_of is not None and proposal.as_of < before.as_of:
        notices.append(Notice("older", {"day": before.as_of.isoformat()}))
    same = before.number == number and (proposal.as_of is None or before.as_of == proposal.as_of)
    return Offer(metric, proposal, before, tuple(notices), within, same)
