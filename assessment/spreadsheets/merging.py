"""The numbers of several files put together: what one lacks another has, and what differs is told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assessment.instrument.columns import Columns
from assessment.spreadsheets.matching import speaks_against
from assessment.spreadsheets.notices import SheetNotice
from assessment.spreadsheets.numbers import SeriesNumbers, rival_notice


def merge_files(files: Sequence[Mapping[str, SeriesNumbers]], columns: Columns) -> dict[str, SeriesNumbers]:
    """Put the numbers of several files together: what one lacks another has, and days follow days.

    Where two files have the same number, the more certain name counts; of equally certain ones the days are
    put together, and what differs on a day is told.
    """
    merged: dict[str, SeriesNumbers] = {}
    shops = list(
        dict.fromkeys(each.table.shop for file in files for each in file.values() if each.table.shop)
    )
    if len(shops) > 1:
        differ = SheetNotice("shops_differ", {"one": shops[0], "other": shops[1]})
        files = [
            {subject: replace(each, notices=(*each.notices, differ)) for subject, each in file.items()}
            for file in files
        ]
    for subject in dict.fromkeys(subject for file in files for subject in file):
        every = [file[subject] for file in files if subject in file]
        best = min(_rank(each) for each in every)
        first, *others = [each for each in every if _rank(each) == best]
        for other in others:
            first = _together(first, other)
        less_sure = [
            each for each in every if _rank(each) > best and speaks_against(each.sure, subject, columns)
        ]
        told = [
            notice for each in less_sure if (notice := rival_notice(first, each, across=True)) is not None
        ]
        merged[subject] = replace(first, notices=(*first.notices, *told))
    return merged


def differing(ours: Mapping[str, SeriesNumbers], theirs: Mapping[str, SeriesNumbers]) -> Iterator[str]:
    """Yield the metrics and parts of which two tables say something different for the same days."""
    for subject, own in ours.items():
        if (other := theirs.get(subject)) is None:
            continue
        found = other.by_shared(across=True)
        if any(
            {each.number for each in numbers} != {each.number for each in found[days]}
            for days, numbers in own.by_shared(across=True).items()
            if days in found
        ):
            yield subject


def _rank(numbers: SeriesNumbers) -> int:
    return (None, "high", "medium", "low").index(numbers.sure)


def _of_its_period(numbers: SeriesNumbers) -> SeriesNumbers:
    """Date the one number of a file by the days of its titles, so that months are told apart."""
    period = numbers.period
    if numbers.dated or period is None or len(numbers.numbers) != 1 or numbers.series.window is not None:
        return numbers
    (number,) = numbers.numbers
    dated = replace(number, reading=replace(number.reading, period=period))
    return replace(numbers, numbers=(dated,), periods=(period,))


def _together(one: SeriesNumbers, other: SeriesNumbers) -> SeriesNumbers:
    """Add the days of another file; tell where both have a day and say something different."""
    one, other = _of_its_period(one), _of_its_period(other)
    notices = [*one.notices, *(notice for notice in other.notices if notice not in one.notices)]
    if not (one.dated and other.dated):
        same = [each.number for each in one.numbers] == [each.number for each in other.numbers]
        differing = [] if same else [SheetNotice("files_differ", {"name": one.series.name})]
        return replace(one, notices=(*notices, *differing))
    ours = one.by_shared(across=True)
    added, differs = [], False
    for period, theirs in other.by_shared(across=True).items():
        if period not in ours:
            added += theirs
        elif [each.number for each in ours[period]] != [each.number for each in theirs]:
            differs = True
    if differs:
        notices.append(SheetNotice("files_differ", {"name": one.series.name}))
    numbers = (*one.numbers, *added)
    there = {each.reading.period for each in numbers}
    return replace(
        one,
        numbers=numbers,
        lacking=tuple(each for each in (*one.lacking, *other.lacking) if each.period not in there),
        busy=one.busy | other.busy,
        periods=(*one.periods, *other.periods),
        notices=tuple(notices),
        window=one.window if one.window == other.window else None,
        period=one.period if one.period == other.period else None,
        merged=True,
    )
