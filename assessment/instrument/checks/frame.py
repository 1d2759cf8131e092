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
from assessment.instrument.problems import Problem, suggestion
from assessment.instrument.releases import version_parts
from assessment.texts import Text

LIST = Text("checks.fix.list_one")


def scale_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """The scale starts at 0 with value 0, leaves out no point and rises with each."""
    scale = loaded.draft.scale
    place = frame_place(loaded, "scale")
    if not loaded.whole(INSTRUMENT) and not scale:
        return
    if sorted(scale) != list(range(len(scale))) or len(scale) < 2:
        yield place.error("checks.scale_has_gap", "checks.fix.points_without_gap")
        return
    if scale[0] != 0:
        yield place.under(0).error("checks.zero_is_worth_something", "checks.fix.zero_is_zero")
    for lower, upper in pairwise(range(len(scale))):
        if scale[upper] <= scale[lower]:
            yield place.under(upper).error(
                "checks.point_not_worth_more", "checks.fix.raise_values", upper=upper, lower=lower
            )


def frame_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """Nothing essential is empty, ids are unique, weights count for something."""
    draft = loaded.draft
    if not loaded.whole(INSTRUMENT):
        return
    for key in ("languages", "stages", "functions", "products", "dimensions"):
        if not getattr(draft, key):
            yield frame_place(loaded, key).error("checks.empty", LIST, key=key)
    for key in ("stages", "groups", "functions", "products", "dimensions"):
        ids = [entry.id for entry in getattr(draft, key)]
        for rank, name in enumerate(ids):
            if name in ids[:rank]:
                yield frame_place(loaded, key, rank).error("checks.named_twice_in", ONCE, key=key, name=name)
    if draft.dimensions and not any(dimension.weight for dimension in draft.dimensions):
        yield frame_place(loaded, "dimensions").error("checks.no_weight", "checks.fix.give_weight")
    if version_parts(draft.version) is None:
        yield frame_place(loaded, "version").error(
            "checks.version_not_a_number", "checks.fix.write_version", version=draft.version
        )


ONCE = Text("checks.fix.rename")


def self_report_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """The attitudes are shares of one whole, and no one errs more often than always."""
    attitudes = loaded.draft.self_report
    if not loaded.whole(INSTRUMENT):
        return
    place = frame_place(loaded, "self_report")
    total = sum(attitude.weight for attitude in attitudes)
    if abs(total - 1) > 1e-9:
        yield place.error("checks.self_report_total", "checks.fix.add_up_to_one", total=total)
    for rank, attitude in enumerate(attitudes):
        if attitude.lower + attitude.higher > 1 + 1e-9:
            yield place.under(rank).error("checks.self_report_above_one", "checks.fix.make_smaller")


def id_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """A file and its items are named after their dimension, and no id is used twice."""
    for dimension, place in dimension_places(loaded):
        node = loaded.files.get(place.file)
        named = None if node is None else node.child("id")
        if named is not None and named.value != dimension.id:
            yield place.under("id").error(
                "checks.id_differs", "checks.fix.make_ids_agree", value=str(named.value)
            )
    for item, place in item_places(loaded):
        owner = place.file.removeprefix("dimensions/").removesuffix(".yaml")
        if item.dimension != owner:
            yield place.under("id").error(
                "checks.id_of_other_dimension", "checks.fix.begin_with_dimension", owner=owner
            )
    for entries in (item_places(loaded), metric_places(loaded), profile_places(loaded)):
        seen: set[str] = set()
        for entry, place in entries:
            if entry.id in seen:
                yield place.under("id").error("checks.id_used_twice", ONCE)
            seen.add(entry.id)


def since_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """No item is newer than the bank."""
    newest = version_parts(loaded.draft.version)
    for item, place in item_places(loaded):
        since, where = version_parts(item.since), place.under("since")
        if since is None:
            yield where.error("checks.since_not_a_version", "checks.fix.write_version", since=item.since)
        elif newest is not None and since > newest and loaded.whole(INSTRUMENT):
            yield where.error(
                "checks.since_too_late",
                "checks.fix.lower_since",
                since=item.since,
                version=loaded.draft.version,
            )


def profile_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """A choice has options, a filter is a yes-or-no question."""
    for question, place in profile_places(loaded):
        chooses = question.kind in {"choice", "choices"}
        if chooses and not question.options:
            yield place.error("checks.no_options", "checks.fix.add_options")
        if question.options and not chooses:
            yield place.under("options").error(
                "checks.kind_has_no_options", "checks.fix.no_options_or_choice", kind=question.kind
            )
        if question.fills is not None and question.kind != "yes_no":
            yield place.under("fills").error(
                "checks.fills_need_yes_no", suggestion(question.kind, ["yes_no"])
            )


def metric_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """A range runs from its lower end to its higher one."""
    for metric, place in metric_places(loaded):
        if metric.range[0] >= metric.range[1]:
            yield place.under("range").error("checks.range_reversed", "checks.fix.write_least_most")
    for rank, question in enumerate(loaded.draft.profile):
        if question.range is not None and question.range[0] >= question.range[1]:
            where = next(place for at, (_, place) in enumerate(profile_places(loaded)) if at == rank)
            yield where.under("range").error("checks.range_reversed", "checks.fix.write_least_most")
