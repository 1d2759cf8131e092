"""The frame holds together: scale, stages, self-report, ids, versions."""

from collections.abc import Iterator
from itertools import pairwise

from assessment.instrument.bank import INSTRUMENT, LoadedBank
from assessment.instrument.checks.place import (
    dimension_places,
    frame_place,
    item_places,
    metric_places,
    profile_places,
)
from assessment.instrument.problems import Problem, both, suggestion
from assessment.instrument.releases import version_parts

LIST = both("请至少写一项。", "List at least one.")


def scale_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """The scale starts at 0 with value 0, leaves out no point and rises with each."""
    scale = loaded.draft.scale
    place = frame_place(loaded, "scale")
    if not loaded.whole(INSTRUMENT) and not scale:
        return
    if sorted(scale) != list(range(len(scale))) or len(scale) < 2:
        fix = both("请从 0 起连续写，至少两个等级。", "Write them from 0 without a gap, at least two.")
        yield place.error("scale 的等级不连续。", "The points of scale have a gap.", fix)
        return
    if scale[0] != 0:
        fix = both("请写 0: 0。", "Write 0: 0.")
        yield place.under(0).error("等级 0 的分值不是 0。", "Point 0 is not worth 0.", fix)
    for lower, upper in pairwise(range(len(scale))):
        if scale[upper] <= scale[lower]:
            yield place.under(upper).error(
                f"等级 {upper} 的分值没有高过等级 {lower}。",
                f"Point {upper} is not worth more than point {lower}.",
                both("分值要逐级增大。", "Values must rise with each point."),
            )


def frame_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """Nothing essential is empty, ids are unique, weights count for something."""
    draft = loaded.draft
    if not loaded.whole(INSTRUMENT):
        return
    for key in ("languages", "stages", "functions", "products", "dimensions"):
        if not getattr(draft, key):
            yield frame_place(loaded, key).error(f"{key} 是空的。", f"{key} is empty.", LIST)
    for key in ("stages", "groups", "functions", "products", "dimensions"):
        ids = [entry.id for entry in getattr(draft, key)]
        for rank, name in enumerate(ids):
            if name in ids[:rank]:
                yield frame_place(loaded, key, rank).error(
                    f"{key} 里“{name}”出现两次。", f"'{name}' is in {key} twice.", ONCE
                )
    if draft.dimensions and not any(dimension.weight for dimension in draft.dimensions):
        fix = both("至少一个维度的 weight 要大于 0。", "Give at least one dimension a weight above 0.")
        yield frame_place(loaded, "dimensions").error("所有维度的权重都是 0。", "Every weight is 0.", fix)
    if version_parts(draft.version) is None:
        yield frame_place(loaded, "version").error(
            f"version 写的是“{draft.version}”。",
            f"version is '{draft.version}'.",
            both('请写成三段，如 "1.0.0"。', 'Write three numbers, such as "1.0.0".'),
        )


ONCE = both("名称不能重复，请改一个。", "Ids are unique: rename one.")


def self_report_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """The attitudes are shares of one whole, and no one errs more often than always."""
    attitudes = loaded.draft.self_report
    if not loaded.whole(INSTRUMENT):
        return
    place = frame_place(loaded, "self_report")
    total = sum(attitude.weight for attitude in attitudes)
    if abs(total - 1) > 1e-9:
        fix = both("请改到合计为 1。", "Make them add up to 1.")
        yield place.error(
            f"self_report 的 weight 合计是 {total:g}。",
            f"The weights of self_report add up to {total:g}.",
            fix,
        )
    for rank, attitude in enumerate(attitudes):
        if attitude.lower + attitude.higher > 1 + 1e-9:
            fix = both("请调小。", "Make them smaller.")
            yield place.under(rank).error(
                "lower 加 higher 超过 1。", "lower and higher add up to more than 1.", fix
            )


def id_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """A file and its items are named after their dimension, and no id is used twice."""
    for dimension, place in dimension_places(loaded):
        node = loaded.files.get(place.file)
        named = None if node is None else node.child("id")
        if named is not None and named.value != dimension.id:
            fix = both(
                "请让 id、文件名与 instrument.yaml 一致。", "Make id, file name and instrument.yaml agree."
            )
            what = f"文件里的 id 是“{named.value}”。", f"The id in the file is '{named.value}'."
            yield place.under("id").error(*what, fix)
    for item, place in item_places(loaded):
        owner = place.file.removeprefix("dimensions/").removesuffix(".yaml")
        if item.dimension != owner:
            fix = both(f"请以“{owner}.”开头。", f"Begin it with '{owner}.'.")
            yield place.under("id").error(
                "id 与所在维度不符。", "The id does not begin with its dimension.", fix
            )
    for entries in (item_places(loaded), metric_places(loaded), profile_places(loaded)):
        seen: set[str] = set()
        for entry, place in entries:
            if entry.id in seen:
                yield place.under("id").error("这个 id 已经用过。", "This id is used twice.", ONCE)
            seen.add(entry.id)


def since_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """No item is newer than the bank."""
    newest = version_parts(loaded.draft.version)
    for item, place in item_places(loaded):
        since, where = version_parts(item.since), place.under("since")
        if since is None:
            fix = both('请写成三段，如 "1.0.0"。', 'Write three numbers, such as "1.0.0".')
            yield where.error(f"since 写的是“{item.since}”。", f"since is '{item.since}'.", fix)
        elif newest is not None and since > newest and loaded.whole(INSTRUMENT):
            what = (
                f"since {item.since} 晚于题库版本 {loaded.draft.version}。",
                f"since {item.since} is later than the bank's version {loaded.draft.version}.",
            )
            fix = both(
                "请改小，或先提高 instrument.yaml 的 version。",
                "Lower it, or raise the version in instrument.yaml.",
            )
            yield where.error(*what, fix)


def profile_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """A choice has options, a filter is a yes-or-no question."""
    for question, place in profile_places(loaded):
        chooses = question.kind in {"choice", "choices"}
        if chooses and not question.options:
            yield place.error("没有选项。", "There are no options.", both("请补 options。", "Add options."))
        if question.options and not chooses:
            fix = both("请删掉 options，或把 kind 改成 choice。", "Delete options, or make it a choice.")
            yield place.under("options").error(
                f"{question.kind} 不用选项。", f"A {question.kind} has no options.", fix
            )
        if question.fills is not None and question.kind != "yes_no":
            fix = suggestion(question.kind, ["yes_no"])
            yield place.under("fills").error(
                "只有 yes_no 能用 fills。", "Only a yes_no question may have fills.", fix
            )


def metric_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """A range runs from its lower end to its higher one."""
    for metric, place in metric_places(loaded):
        if metric.range[0] >= metric.range[1]:
            fix = both("请写成 [最小, 最大]。", "Write [least, most].")
            yield place.under("range").error(
                "range 的两端不对。", "The ends of range are the wrong way round.", fix
            )
    for rank, question in enumerate(loaded.draft.profile):
        if question.range is not None and question.range[0] >= question.range[1]:
            where = next(place for at, (_, place) in enumerate(profile_places(loaded)) if at == rank)
            fix = both("请写成 [最小, 最大]。", "Write [least, most].")
            yield where.under("range").error(
                "range 的两端不对。", "The ends of range are the wrong way round.", fix
            )
