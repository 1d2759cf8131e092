"""What the answers kept here say about the items of a version of the bank: counted, nobody named."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from assessment.instrument.model import Instrument, MetricItem
from assessment.instrument.releases import in_order
from assessment.responses import Stumble, StumbleReason
from assessment.scoring.item_statistics import ItemReport, MerchantRecord, item_report, merchant_record
from assessment.service.checks import Refused
from assessment.service.context import Context, read_assessment
from assessment.store.assessments import AssessmentRow, read_head
from assessment.store.audit import AuditLine, read_audit
from assessment.store.item_feedback import CompletedRound, completed_rounds, read_all_stumbles
from assessment.store.schema import AGREED
from assessment.texts import Text

LONGEST_PAUSE = timedelta(minutes=10)
"""A longer time between two answers was spent on something else."""

NAME_LEFT_OUT = "…"


@dataclass(frozen=True)
class ItemReview:
    """The figures of one version, and what people wrote."""

    version: str
    versions: Mapping[str, int]
    """Merchants with a completed round, by version of the bank."""
    instrument: Instrument
    report: ItemReport
    words: Mapping[str, Sequence[Stumble]]
    """What was written on items that are hard to answer, by item, in no order that tells whose it
    is; empty where there are too few merchants. Names of merchants are taken out. In no export."""


class Items:
    """Counts answers, stumbles and times of many merchants. Examples are left out."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def versions(self) -> Mapping[str, int]:
        """Return how many merchants completed a round, by version of the bank."""
        with self._context.database.reading() as connection:
            return _versions(self._last_rounds(connection))

    def review(self, version: str | None = None) -> ItemReview:
        """Work out the figures over the last completed round of every merchant.

        Args:
            version: of the bank; the present one where none is named.

        Raises:
            Refused: no merchant completed a round with this version.
        """
        bank = self._context.bank.instrument
        chosen = version or bank.version
        with self._context.database.reading() as connection:
            last = self._last_rounds(connection)
            mine = [each for each in last if each.version == chosen]
            if not mine and chosen != bank.version:
                raise Refused(Text("service.no_such_version", version=chosen))
            heads = [read_head(connection, self._context.workspace, each.id) for each in mine]
            read = [self._read(connection, head) for head in heads]
            instrument = bank
            if chosen != bank.version:
                instrument = self._context.instrument(connection, mine[-1].digest)
        report = item_report(instrument, [record for record, _ in read])
        words = [word for _, stumbles in read for word in stumbles] if report.enough else []
        names = sorted({head.merchant_name for head in heads}, key=len, reverse=True)
        return ItemReview(chosen, _versions(last), instrument, report, _by_item(words, names))

    def _last_rounds(self, connection: sa.Connection) -> Sequence[CompletedRound]:
        """Return the last completed round of each merchant in each version."""
        rounds = completed_rounds(connection, self._context.visible, self._context.bank.instrument.id)
        return list({(each.version, each.merchant_id): each for each in rounds}.values())

    def _read(
        self, connection: sa.Connection, head: AssessmentRow
    ) -> tuple[MerchantRecord, list[tuple[str, Stumble]]]:
        """Read what one round says, and what was hard to answer in it."""
        instrument = self._context.instrument(connection, head.digest)
        stumbles = read_all_stumbles(connection, head.id)
        record = merchant_record(
            instrument,
            read_assessment(connection, head),
            frozenset((item, stumble.reason) for item, stumble in stumbles),
            answer_seconds(read_audit(connection, head.id), instrument),
        )
        return record, stumbles


def _versions(rounds: Iterable[CompletedRound]) -> dict[str, int]:
    """Return how many rounds there are of each version, the oldest version first."""
    counts = Counter(each.version for each in rounds)
    return {version: counts[version] for version in sorted(counts, key=in_order)}


def _by_item(stumbles: Iterable[tuple[str, Stumble]], names: Sequence[str]) -> dict[str, Sequence[Stumble]]:
    """Return the words by item and reason, without any of these names."""
    reasons = list(StumbleReason)
    found: dict[str, list[Stumble]] = {}
    for item, one in stumbles:
        word = one.word
        for name in names:
            word = word and word.replace(name, NAME_LEFT_OUT)
        if word:
            found.setdefault(item, []).append(Stumble(reason=one.reason, word=word))
    return {
        item: sorted(words, key=lambda one: (reasons.index(one.reason), one.word or ""))
        for item, words in found.items()
    }


def answer_seconds(lines: Iterable[AuditLine], instrument: Instrument) -> dict[str, float]:
    """Tell from the audit how long the first answer to each item took.

    The time runs from what the same person did before in this assessment. It
    is not known of the very first answer, after a pause of more than ten
    minutes, and of answers that were filled in, brought by a file or agreed upon.

    Args:
        lines: of one assessment, in order.
        instrument: the one it was taken with.

    Returns:
        Seconds by item.
    """
    of_metric = {item.metric: item.id for item in instrument.items() if isinstance(item, MetricItem)}
    last: dict[str, datetime] = {}
    answered: set[str] = set()
    found: dict[str, float] = {}
    for line in lines:
        before, last[line.by] = last.get(line.by), line.at
        item = None
        if line.action == "answer" and line.detail.get("sheet") == AGREED:
            item = line.detail.get("item")
        elif line.action == "metric":
            item = of_metric.get(str(line.detail.get("metric")))
        if item is None or item in answered:
            continue
        answered.add(item)
        if before is not None and line.at - before <= LONGEST_PAUSE:
            found[item] = (line.at - before).total_seconds()
    return found
