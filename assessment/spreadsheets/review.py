"""Review of what was read: which numbers may be taken, and what there is to know about a sheet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from assessment.instrument.model import Instrument, Metric
from assessment.responses import MetricValue
from assessment.spreadsheets.aggregate import NumberProposal
from assessment.spreadsheets.cells import Trouble, shown
from assessment.spreadsheets.header import SheetTable
from assessment.spreadsheets.notices import Code, SheetNotice
from assessment.spreadsheets.numbers import table_doubts
from assessment.spreadsheets.series import NumberSeries, TableSeries
from assessment.spreadsheets.values import no_value

HARMLESS: frozenset[Code] = frozenset(
    {"not_a_number", "negative_turned", "plain_mean", "totals_left_out", "dayless_left_out"}
)
"""What is told and makes nobody look: every other notice does."""

ENOUGH = Fraction(4, 5)
"""The share of its days, and of their rows, that a rate needs to be taken without a look."""
PARTLY: frozenset[Code] = frozenset({"days_missing", "rows_incomplete"})
"""What says how many there are of how many days, or rows, that there should be."""


@dataclass(frozen=True)
class ImportCandidate:
    """A number that may be taken for a metric."""

    metric: Metric
    proposal: NumberProposal
    before: MetricValue
    """What is stored now."""
    notices: tuple[SheetNotice, ...]
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
        return (
            self.possible
            and not self.same
            and not any(_is_doubt(notice, self.proposal) for notice in self.notices)
            and _share_used(self.notices) >= ENOUGH
        )


def _is_doubt(notice: SheetNotice, proposal: NumberProposal) -> bool:
    """Whether a notice makes one look before taking; a rate may lack some days, a sum may not."""
    if notice.code in PARTLY and not proposal.additive:
        return False
    return notice.code not in HARMLESS


def _share_used(notices: Iterable[SheetNotice]) -> Fraction:
    """Return how much of what should be there was used: of the days, and of the rows of these."""
    share = Fraction(1)
    for notice in notices:
        if notice.code in PARTLY:
            share *= Fraction(int(notice.values["have"]), int(notice.values["wanted"]))
    return share


def review(proposal: NumberProposal, metric: Metric, before: MetricValue) -> ImportCandidate:
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
        notices.append(SheetNotice("out_of_range", values))
    if before.as_of is not None and proposal.as_of is not None and proposal.as_of < before.as_of:
        notices.append(SheetNotice("older", {"day": before.as_of.isoformat()}))
    same = before.number == number and (proposal.as_of is None or before.as_of == proposal.as_of)
    return ImportCandidate(metric, proposal, before, tuple(notices), within, same)


def review_all(
    proposals: Iterable[NumberProposal], instrument: Instrument, stored: Mapping[str, MetricValue]
) -> list[ImportCandidate]:
    """Hold proposals against what is stored; metrics that the instrument lacks are left out.

    Args:
        proposals: the numbers found.
        instrument: the one the assessment was taken with, which may be older than the bank.
        stored: what is stored, by metric.
    """
    metrics = instrument.metrics_by_id
    return [
        review(each, metrics[each.metric], stored.get(each.metric, MetricValue()))
        for each in proposals
        if each.metric in metrics
    ]


KINDS: tuple[tuple[Trouble, Code], ...] = ((Trouble.FORMULA, "formula"), (Trouble.ERROR, "cell_error"))


def sheet_notices(table: SheetTable, found: TableSeries, today: date) -> list[SheetNotice]:
    """List what was left out, and what could not be read."""
    notices = []
    if table.cut:
        notices.append(SheetNotice("cut", {"rows": f"{table.rows[-1].number if table.rows else 0:,}"}))
    if not table.header and found.series:
        notices.append(SheetNotice("no_header"))
    if table.totals:
        notices.append(_left_out("totals_left_out", [row.number for row in table.totals]))
    if found.dayless:
        notices.append(_left_out("dayless_left_out", found.dayless))
    if found.strange_day is not None:
        place, value = found.strange_day
        notices.append(SheetNotice("day_unread", {"where": place.address, "value": value}))
    later = {
        each.row
        for series in found.series
        for each in series.readings
        if each.period is not None and each.period.last > today
    }
    if later:
        notices.append(SheetNotice("future", {"count": len(later)}))
    for kind, code in KINDS:
        cells = [
            series.place([each]).address
            for series in found.series
            for each in series.readings
            if each.value is kind
        ]
        if cells:
            notices.append(SheetNotice(code, {"count": len(cells), "where": cells[0]}))
    notices += [_unread(series) for series in found.unread]
    if table.second_table is not None:
        notices.append(SheetNotice("second_table", {"row": table.second_table}))
    notices += [notice for notice in table_doubts(table, found) if notice.code != "over_cut_rows"]
    return [*notices, *found.scope.notices]


def _left_out(code: Code, rows: Sequence[int]) -> SheetNotice:
    return SheetNotice(code, {"count": len(rows), "rows": ", ".join(map(str, rows[:5]))})


def _unread(series: NumberSeries) -> SheetNotice:
    """Tell of a line that is known by its name and holds no exact number: 约 30%."""
    filled = [each for each in series.readings if not no_value(each.value)]
    where, value = series.place(filled[:1]).address, f"{series.name} {shown(filled[0].value)}"
    return SheetNotice("not_a_number", {"count": len(filled), "where": where, "value": value})
