"""A consultant's merchants: listed, searched and counted in the database, a page at a time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from assessment.presentation.merchants import BIN, Cohort, CohortFigures, IndexCount, cohort_of
from assessment.service.checks import Conflict, merchant_named, within
from assessment.service.context import Context
from assessment.service.portfolio_row import refresh_portfolio_row
from assessment.store import audit, merchants
from assessment.store import portfolio as rows
from assessment.store.portfolio import Care, MerchantFilter, MerchantRow, PageOfList
from assessment.texts import Text

GAPS_SHOWN = 8
"""Common gaps that are named: what one can keep in mind for a group."""
MOST_DUE = 500
"""Entries of a due list at the most."""
LONGEST_NAME = 40


@dataclass(frozen=True)
class Portfolio:
    """A page of merchants, and what is counted over all that pass the filter."""

    lines: Sequence[MerchantRow]
    total: int
    by_stage: Mapping[str | None, int]
    """Merchants by stage of their last round; None counts those without one."""
    spread: Sequence[IndexCount]
    """Merchants by stage and index."""
    gaps: Sequence[tuple[str, int]]
    """What most of them still lack, as `item:field.rhythm` or `dimension:team`, with how many lack it."""
    results: Mapping[str, Mapping[str, Any]]
    """The results of the merchants on this page as stored, by merchant; empty where there are none."""

    def scores(self, merchant_id: str) -> Mapping[str, float | None]:
        """Return the dimension scores of a merchant on this page."""
        return _scores(self.results[merchant_id])


def _window(first: int) -> PageOfList:
    return PageOfList("due", first, MOST_DUE)


def _scores(result: Mapping[str, Any]) -> Mapping[str, float | None]:
    return {key: each.get("score") for key, each in result.get("dimensions", {}).items()}


def _plain(care: Care) -> dict[str, str | None]:
    day: date | None = care.due_on
    return {
        "person": care.person,
        "group": care.group_name,
        "due_on": None if day is None else day.isoformat(),
    }


def _named(text: str | None) -> str | None:
    """Return a name of a person or a group; None where there is none.

    Raises:
        Refused: it is too long, or cannot be kept.
    """
    return within(text or "", LONGEST_NAME) or None


PRODUCT = "-//merchant-assessment//due list//{language}"
"""Who wrote the file, as the format wants it."""


def as_ical(lines: Sequence[MerchantRow], language: str, now: datetime) -> bytes:
    """Return the bytes of an `.ics` file; merchants without a day are left out.

    Args:
        lines: the merchants.
        language: of the entries.
        now: when the file is made, aware.
    """
    from icalendar import Calendar, Event  # noqa: PLC0415 - it takes long to load

    calendar = Calendar()
    calendar.add("prodid", PRODUCT.format(language=language.upper()))
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", Text("service.due_list").in_(language))
    for line in lines:
        if line.due_on is None:
            continue
        entry = Event()
        entry.add("uid", f"{line.merchant_id}-due")
        entry.add("dtstamp", now.astimezone(UTC))
        entry.add("dtstart", line.due_on)
        entry.add("dtend", line.due_on + timedelta(days=1))
        entry.add("transp", "TRANSPARENT")
        entry.add("summary", Text("service.due_entry", name=line.name).in_(language))
        description = []
        if line.last_on is not None:
            description.append(Text("service.due_last", day=line.last_on.isoformat()).in_(language))
        if line.person is not None:
            description.append(Text("service.due_person", person=line.person).in_(language))
        entry.add("description", "\n".join(description))
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


class Merchants:
    """Renames merchants."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def rename(self, merchant_id: str, name: str, seen: str) -> None:
        """Give a merchant another name, on completed assessments too.

        Args:
            merchant_id: the merchant.
            name: what it is called from now on.
            seen: what it was called when its writer looked.

        Raises:
            Refused: no name.
            Conflict: somebody else gave it another name meanwhile; carries that one.
            NoSuchMerchant: it is not here.
        """
        who, name = self._context.who(), merchant_named(name)
        with self._context.database.writing() as connection:
            before = merchants.merchant_name(connection, who.workspace, merchant_id)
            if before == name:
                return
            if before != seen:
                raise Conflict(before, 0)
            merchants.rename_merchant(connection, who, merchant_id, name)
            audit.record(connection, who, "rename", merchant_id, None, before=before, after=name)


class Portfolios:
    """Looks after many merchants at once."""

    def __init__(self, context: Context) -> None:
        self._context = context

    def page(self, sieve: MerchantFilter, window: PageOfList) -> Portfolio:
        """List the merchants that pass a filter, a window of them, with what is counted over all."""
        with self._context.database.reading() as connection:
            found = rows.list_merchants(connection, self._context.visible, sieve, window)
            by_stage = rows.count_by_stage(connection, self._context.visible, sieve)
            gaps = rows.common_gaps(connection, self._context.visible, sieve, GAPS_SHOWN)
            spread = rows.count_by_index(connection, self._context.visible, sieve, BIN)
            stored = rows.read_results(connection, [one.assessment_id for one in found if one.assessment_id])
        results = {one.merchant_id: stored.get(one.assessment_id or "", {}) for one in found}
        counts = [IndexCount(*each) for each in spread]
        return Portfolio(found, sum(by_stage.values()), by_stage, counts, gaps, results)

    def has_merchants(self, *, examples: bool) -> bool:
        """Whether there is any merchant at all that the actor may see; with `examples`, those count too."""
        with self._context.database.reading() as connection:
            sieve, first = MerchantFilter(examples=examples), PageOfList(size=1)
            return bool(rows.list_merchants(connection, self._context.visible, sieve, first))

    def figures(self, sieve: MerchantFilter) -> CohortFigures:
        """Return what is counted over all merchants that pass a filter, nobody named."""
        found: list[MerchantRow] = []
        scores: dict[str, list[float]] = {}
        with self._context.database.reading() as connection:
            visible = self._context.visible
            while len(window := rows.list_merchants(connection, visible, sieve, _window(len(found)))):
                found += window
                stored = rows.read_results(
                    connection, [one.assessment_id for one in window if one.assessment_id]
                )
                for result in stored.values():
                    for key, score in _scores(result).items():
                        if score is not None:
                            scores.setdefault(key, []).append(score)
            spread = rows.count_by_index(connection, visible, sieve, BIN)
            return CohortFigures(
                total=len(found),
                by_stage=rows.count_by_stage(connection, visible, sieve),
                spread=[IndexCount(*each) for each in spread],
                gaps=rows.common_gaps(connection, visible, sieve, GAPS_SHOWN),
                scores=scores,
                trends=[one.trend_tenths / 10 for one in found if one.trend_tenths is not None],
            )

    def ids(self, sieve: MerchantFilter) -> list[str]:
        """Return the ids of all merchants that pass a sieve."""
        found: list[str] = []
        with self._context.database.reading() as connection:
            while window := rows.list_merchants(
                connection, self._context.visible, sieve, _window(len(found))
            ):
                found += [one.merchant_id for one in window]
        return found

    def names(self, *, examples: bool) -> tuple[Sequence[str], Sequence[str]]:
        """Return who looks after any merchant, and the groups there are; of one's own or of the examples."""
        with self._context.database.reading() as connection:
            return rows.names_in_use(connection, self._context.visible, examples=examples)

    def due(self, sieve: MerchantFilter) -> Sequence[MerchantRow]:
        """List the merchants that pass a filter and have a next day, the first day first; 500 at most."""
        with self._context.database.reading() as connection:
            found = rows.list_merchants(
                connection, self._context.visible, sieve, PageOfList("due", 0, MOST_DUE)
            )
        return [one for one in found if one.due_on is not None]

    def cohort(self, merchant_id: str) -> tuple[float, Cohort] | None:
        """Return a merchant's index, and how many of its kind have which, nobody named.

        Examples are compared with examples. None where it has no index, or does
        not say what kind of merchant it is. Whether the cohort is large enough
        to be shown is for the chart to say.
        """
        with self._context.database.reading() as connection:
            found = rows.read_peers(connection, self._context.visible, merchant_id)
        if found is None:
            return None
        own, others = found
        return own / 10, cohort_of(own / 10, [each / 10 for each in others])

    def care(self, merchant_id: str) -> Care:
        """Return who is on a merchant, its group, and a day of its own for the next round.

        Raises:
            NoSuchMerchant: it is not here.
        """
        with self._context.database.reading() as connection:
            merchants.merchant_name(connection, self._context.workspace, merchant_id)
            return rows.read_care(connection, merchant_id)

    def save_care(self, merchant_id: str, care: Care) -> None:
        """Note these; what is left empty falls back to what is worked out.

        Raises:
            Refused: a name that cannot be kept.
            Conflict: somebody else noted something first.
            NoSuchMerchant: it is not here.
        """
        who = self._context.who()
        kept = Care(_named(care.person), _named(care.group_name), care.due_on, care.revision)
        with self._context.database.writing() as connection:
            merchants.merchant_name(connection, who.workspace, merchant_id)
            before = rows.read_care(connection, merchant_id)
            if _plain(before) == _plain(kept):
                return
            if rows.save_care(connection, who, merchant_id, kept) is None:
                raise Conflict(None, before.revision)
            audit.record(
                connection, who, "care", merchant_id, None, before=_plain(before), after=_plain(kept)
            )
            refresh_portfolio_row(self._context, connection, merchant_id)
