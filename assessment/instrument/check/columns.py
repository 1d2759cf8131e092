"""`columns.yaml` names what exists, and no column name means two things."""

from collections.abc import Iterator

from assessment.instrument.check.place import Place, metric_column_places, part_places
from assessment.instrument.check.references import Names, missing
from assessment.instrument.column_names import normal
from assessment.instrument.columns import MetricColumn
from assessment.instrument.columns import Names as ColumnNames
from assessment.instrument.loaded import COLUMNS, Loaded
from assessment.instrument.problems import Problem, both

ONCE = both("名称不能重复，请改一个。", "Ids are unique: rename one.")


def column_faults(loaded: Loaded) -> Iterator[Problem]:
    """Check what columns are called, and what their numbers are made of."""
    names = Names(loaded)
    yield from repeated(loaded)
    for each, place in metric_column_places(loaded):
        yield from names.metric(each.metric, place.under("metric"))
        yield from unknown_parts(loaded, each, place)
    yield from ambiguous(loaded)


def repeated(loaded: Loaded) -> Iterator[Problem]:
    """List parts and metrics that stand twice, and parts that are called like a metric."""
    seen = {metric.id for metric in loaded.draft.metrics}
    for part, place in part_places(loaded):
        if part.id in seen:
            yield place.under("id").error("这个 id 已经用过。", "This id is used twice.", ONCE)
        seen.add(part.id)
    entries: set[str] = set()
    for each, place in metric_column_places(loaded):
        if each.metric in entries:
            fix = both("请把两处并成一处。", "Put the two together.")
            yield place.under("metric").error("这个指标写了两遍。", "This metric stands twice.", fix)
        entries.add(each.metric)


def unknown_parts(loaded: Loaded, each: MetricColumn, place: Place) -> Iterator[Problem]:
    """List parts that are named and not there."""
    known = [part.id for part in loaded.columns.parts]
    used = [("weight", each.weight)] if each.weight is not None else []
    used += [("from", part) for part in (each.from_.parts if each.from_ is not None else ())]
    used += [("days_with", each.days_with.part)] if each.days_with is not None else []
    for key, part in used:
        if part not in known and not loaded.excuses(part, COLUMNS):
            yield missing(place.under(key), "组成部分", "part", part, known)


def ambiguous(loaded: Loaded) -> Iterator[Problem]:
    """List column names that mean two things, or that a word of `compared` rules out."""
    compared = [normal(word) for word in loaded.columns.compared]
    owner: dict[str, str] = {}
    for subject, names, place in named(loaded):
        for key in ("high", "medium", "low"):
            for rank, name in enumerate(getattr(names, key)):
                bare, where = normal(name), place.under("names", key, rank)
                first = owner.setdefault(bare, subject)
                if not bare:
                    fix = both(
                        "请写列名里除单位和天数以外的字。", "Write more than a unit or a number of days."
                    )
                    yield where.error(
                        f"“{name}”去掉单位和天数就没有字了。", f"'{name}' has no name in it.", fix
                    )
                elif first != subject:
                    fix = both("一个列名只能归一个指标。", "Give the name to one of them.")
                    yield where.error(f"“{name}”已经归 {first}。", f"'{name}' means {first} already.", fix)
                if any(word in bare for word in compared):
                    fix = both("请改 compared，或删掉这个列名。", "Change compared, or take the name out.")
                    yield where.error(
                        f"“{name}”含有 compared 里的词，永远认不出来。",
                        f"'{name}' holds a word of compared, so it is never found.",
                        fix,
                    )


def named(loaded: Loaded) -> Iterator[tuple[str, ColumnNames, Place]]:
    """Yield whatever has column names."""
    for each, place in metric_column_places(loaded):
        yield each.metric, each.names, place
    for part, place in part_places(loaded):
        yield part.id, part.names, place
