"""What a table covers: the whole shop, or a part of it, and which of its rows.

A number is taken without a look only where nothing says that it covers a
part: no column that tells products, creators or videos apart, no row that is
about one channel, no such word in the names of sheet and file.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from assessment.instrument.columns import BRACKET, PATTERNS, WORDS, half_width, normalized_name
from assessment.spreadsheets.cells import Row, shown
from assessment.spreadsheets.header import REMARKS, Column, SheetTable, is_word, says_total
from assessment.spreadsheets.matching import Lookup, Match
from assessment.spreadsheets.metadata import LISTED, pairs_in
from assessment.spreadsheets.notices import ENUMERATED, OF_LISTS, SheetNotice
from assessment.spreadsheets.sniff import Unreadable
from assessment.spreadsheets.values import Period, is_absent
from assessment.texts import Names, Text

IDENTITY, ORDERS, CASES, FILTER, COMMISSION = (
    re.compile(PATTERNS[name], re.IGNORECASE)
    for name in ("identity", "order_list", "case_list", "filter", "commission")
)
SHOP, SAYING, WHOLE, OF_ADS, PERHAPS_OF_ADS = (
    frozenset(map(normalized_name, WORDS[name]))
    for name in (
        "shop_columns",
        "narrowing_remarks",
        "whole_values",
        "ad_report_columns",
        "ad_report_columns_perhaps",
    )
)
ADS, CREATORS = WORDS["ads_word"], WORDS["creators_word"]
"""The words of `columns.yaml` for what is about ads, or creators, alone."""
ASCII = re.compile(r"[A-Za-z]+")
JOINED = re.compile(r"(?<=[a-z])(?=[A-Z])")
LONGEST_NAME = 60
"""Characters of a name that are shown."""
MOST_TOLD = 3
"""Notices of one kind: more say no more."""
MOST_VALUES = 200
"""Values of a column of parts that may be chosen from."""


@dataclass(frozen=True)
class ScopeColumn:
    """A column that tells parts of the shop apart: products, channels, creators."""

    column: Column
    values: tuple[str, ...]
    """What stands in it, in the order of the rows."""

    @property
    def whole(self) -> str | None:
        """The value that stands for all parts: 全部."""
        return next((value for value in self.values if is_whole(value)), None)


@dataclass(frozen=True)
class Scope:
    """What a table covers."""

    parts: tuple[ScopeColumn, ...] = ()
    """Columns by which rows may be chosen."""
    only: Mapping[str, str] = field(default_factory=dict)
    """The rows that are read, by the name of a column and the value in it; empty for all rows."""
    notices: tuple[SheetNotice, ...] = ()
    """What speaks against taking a number of this table for the whole shop."""

    def notices_for(self, subject: str, lookup: Lookup) -> list[SheetNotice]:
        """Return what speaks against one number, which may be about just such a part anyway."""
        return [notice for notice in self.notices if not _says_no_more(notice, subject, lookup)]


def _says_no_more(notice: SheetNotice, subject: str, lookup: Lookup) -> bool:
    """Whether a notice narrows a table to what the subject is about anyway."""
    if notice.code == "part_named":
        return notice.values["word"] in lookup.within(subject)
    value = str(notice.values["value"]) if notice.code == "part_only" else ""
    return bool(lookup.narrowing_in(value)) and not lookup.narrowing_in(value, subject)


def is_whole(value: str) -> bool:
    """Whether a value stands for all parts: 全部, 整体, 合计."""
    return normalized_name(value) in WHOLE or says_total(value)


def scope_of(
    table: SheetTable,
    lookup: Lookup,
    used: Sequence[Column],
    days: Mapping[int, Period | None],
    only: Mapping[str, str],
) -> tuple[Scope, SheetTable]:
    """Find what a table covers; return it with the table of the rows that are read.

    Args:
        table: with all its rows.
        lookup: what columns are called.
        used: columns of days, names and values, which tell no parts apart.
        days: the days of each row, by its number.
        only: the rows a person asks for, by the name of a column and the value in it.

    Raises:
        Unreadable: there is no such column, or no such value in it.
    """
    named = [column for column in table.columns if table.header and column not in used]
    parts = [part for column in named if (part := _part(table, column, lookup)) is not None]
    remarks = [column for column in named if normalized_name(column.lines[-1]) in SAYING]
    asked = {_column_named(parts, table, name): value for name, value in only.items()}
    rows = _rows_with(table.rows, asked)
    if asked and not rows:
        raise Unreadable(
            Text("spreadsheets.refused.no_such_rows", rows=_spoken(only)),
            Text("spreadsheets.fix.choose_rows"),
        )
    notices = [*_names_of_parts(table, lookup), *_filters(table), *_of_one_source(table, lookup)][:MOST_TOLD]
    notices += [notice for column in remarks if (notice := _remarked(table, column, lookup))]
    notices += [
        SheetNotice("part_only", {"name": column.name, "value": value})
        for column, value in asked.items()
        if not is_whole(value) and (lookup.narrowing_in(value) or _tells_apart(column))
    ]
    rest = [part for part in parts if part.column not in asked]
    whole = {part.column: part.whole for part in rest if part.whole is not None and len(part.values) > 1}
    if whole and (picked := _rows_with(rows, whole)):
        rows = picked
        notices.append(SheetNotice("whole_rows", {"rows": _spoken({c.name: v for c, v in whole.items()})}))
    else:
        whole = {}
    periods = Counter(days.get(row.number) for row in rows)
    a_row_each = None not in periods and all(count == 1 for count in periods.values())
    of_parts = [
        notice
        for part in rest
        if part.column not in whole
        for notice in _doubt(part, rows, lookup, a_row_each=a_row_each)
    ]
    # Of a list of single orders that much is clear.
    listed = any(notice.code in OF_LISTS for notice in notices)
    notices += [] if listed else of_parts[:MOST_TOLD]
    chosen = {column.name: value for column, value in {**asked, **whole}.items()}
    # Nobody asks for the rows of one order.
    offered = tuple(
        part for part in parts if len(part.values) > 1 and not (listed and _tells_apart(part.column))
    )
    return Scope(offered, chosen, tuple(notices)), replace(table, rows=tuple(rows))


def _spoken(rows: Mapping[str, str]) -> str:
    return ENUMERATED["rows"].join(f"{name} = {value}" for name, value in rows.items())


def _rows_with(rows: Sequence[Row], wanted: Mapping[Column, str]) -> Sequence[Row]:
    """Return the rows that have these values."""
    return [
        row
        for row in rows
        if all(
            normalized_name(shown(row.at(column.at))) == normalized_name(value)
            for column, value in wanted.items()
        )
    ]


def _column_named(parts: Sequence[ScopeColumn], table: SheetTable, name: str) -> Column:
    for column in (*(part.column for part in parts), *table.columns):
        if normalized_name(name) in {normalized_name(column.name), normalized_name(column.lines[-1])}:
            return column
    known = Names([part.column.name for part in parts])
    raise Unreadable(
        Text("spreadsheets.refused.no_such_column", name=name),
        Text("spreadsheets.fix.choose_column", names=known) if parts else Text("spreadsheets.fix.no_columns"),
    )


def _part(table: SheetTable, column: Column, lookup: Lookup) -> ScopeColumn | None:
    """Return a column as one of parts; None where it holds figures, remarks, or the name of the one shop."""
    name = normalized_name(column.lines[-1])
    filled = [value for row in table.rows if (value := row.at(column.at)) != ""]
    values = tuple(dict.fromkeys(map(shown, filled)))
    if not filled or (name in SHOP and len(values) == 1) or name in REMARKS:
        return None
    if name not in SHOP and lookup.find(column.lines) is not None:
        return None
    told_apart = _tells_apart(column)
    judged = filled[:MOST_VALUES]
    textual = 2 * sum(map(is_word, judged)) >= len(judged)
    if not told_apart and not textual and name not in SHOP:
        return None
    return ScopeColumn(column, values[:MOST_VALUES])


def _tells_apart(column: Column) -> bool:
    """Whether a column names single things: products, creators, orders."""
    return _names_one(column.lines[-1])


def _names_one(name: str) -> bool:
    bare = normalized_name(name)
    return bare not in SHOP and IDENTITY.search(bare) is not None


def _filters(table: SheetTable) -> list[SheetNotice]:
    """Tell of lines that say of which account, product or other part the table is: 账号：果果严选."""
    return [
        SheetNotice("part_only", {"name": name[:LONGEST_NAME], "value": value[:LONGEST_NAME]})
        for name, value in pairs_in(table.lines)
        if (_names_one(name) or FILTER.search(name)) and not _leaves_nothing_out(value)
    ]


def _leaves_nothing_out(value: str) -> bool:
    """Whether a filter lets everything through: 全部, or each of several that do."""
    each = [re.split("[:=]", one)[-1].strip() for one in LISTED.split(value) if one]
    return all(is_whole(one) or is_absent(one) for one in each)


def _of_one_source(table: SheetTable, lookup: Lookup) -> list[SheetNotice]:
    """Tell where the columns are those of a report of ads, or of creators: its sales are not the shop's."""
    found: list[Match | None] = [lookup.find(column.lines) for column in table.columns]
    own = any(each is not None and each.subject == "amount_paid" and each.sure == "high" for each in found)
    ads = OF_ADS if own else OF_ADS | PERHAPS_OF_ADS
    subjects = {each.subject for each in found if each is not None}
    for column in table.columns:
        name = normalized_name(column.lines[-1])
        word = ADS if name in ads else (CREATORS if not own and COMMISSION.search(name) else "")
        # Where everything is about ads anyway, there is nothing to tell.
        if word and any(word not in lookup.within(subject) for subject in subjects):
            return [SheetNotice("part_named", {"where": column.name[:LONGEST_NAME], "word": word})]
    return []


def _remarked(table: SheetTable, column: Column, lookup: Lookup) -> SheetNotice | None:
    """Tell of a remark that calls a row inexact, or that is the same beside every row and narrows them."""
    values = {shown(row.at(column.at)) for row in table.rows}
    remarks = [
        each for each in values if lookup.hedges_in(each) or (len(values) == 1 and lookup.is_hedged(each))
    ]
    return SheetNotice("remarked", {"where": min(remarks)[:LONGEST_NAME]}) if remarks else None


def _names_of_parts(table: SheetTable, lookup: Lookup) -> list[SheetNotice]:
    """Tell of lists of orders, and of words in the names of file, sheet and titles."""
    found = []
    names = [normalized_name(column.lines[-1]) for column in table.columns]
    if any(ORDERS.search(name) for name in names):
        found.append(SheetNotice("order_list"))
    elif any(CASES.search(name) for name in names):
        found.append(SheetNotice("case_list"))
    shop = tuple(WORDS["shop_columns"])
    lines = [
        # The name of a shop may hold any word; what stands in brackets behind it says more.
        " ".join(BRACKET.findall(half_width(line))) if line.casefold().startswith(shop) else line
        for line in table.lines
        if not _lets_all_in(line)
    ]
    for where in (table.file, table.sheet, *lines):
        # Words of a file's name may be joined: creatorSales.csv.
        text = JOINED.sub(" ", where) if where == table.file else where
        # What compares in English may stand in the name of a file for quite another reason: sample, target.
        compares = ASCII.sub("", where) if where == table.file else where
        shown_as = where[:LONGEST_NAME]
        words = lookup.narrowing_in(text)
        found += [SheetNotice("part_named", {"where": shown_as, "word": word}) for word in words]
        if lookup.is_compared(compares):
            found.append(SheetNotice("compared_named", {"where": shown_as}))
    found += [
        SheetNotice("remarked", {"where": note[:LONGEST_NAME]})
        for note in table.notes
        if lookup.is_hedged(note)
    ]
    return found


def _lets_all_in(line: str) -> bool:
    """Whether a line says that nothing was left out: 载体：全部."""
    pairs = list(pairs_in([line]))
    return bool(pairs) and all(_leaves_nothing_out(value) for _, value in pairs)


def _doubt(part: ScopeColumn, rows: Sequence[Row], lookup: Lookup, *, a_row_each: bool) -> list[SheetNotice]:
    """Tell where the rows are about parts, or all about the same one.

    Args:
        part: a column by which they are told apart.
        rows: those that are read.
        lookup: for the words that narrow.
        a_row_each: whether every day has one row.
    """
    name = part.column.name
    cells = [shown(row.at(part.column.at)) for row in rows]
    filled = [cell for cell in cells if cell]
    values = list(dict.fromkeys(filled))[:MOST_VALUES]
    told_apart = (
        _tells_apart(part.column)
        or bool(lookup.narrowing_in(name))
        or (normalized_name(part.column.lines[-1]) in SHOP and len(values) > 1)
    )
    if len(values) == 1 and is_whole(values[0]):
        return []
    if len(values) == 1 and len(filled) == len(cells) and not told_apart:
        return [SheetNotice("part_only", {"name": name, "value": values[0]})]
    narrow = any(lookup.narrowing_in(value) for value in values)
    if told_apart or narrow or (not a_row_each and 2 * len(filled) > len(cells)):
        return [SheetNotice("parts", {"name": name, "value": values[0] if values else ""})]
    return []
