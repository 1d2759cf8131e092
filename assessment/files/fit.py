"""Whether answers, metrics and profile fit the instrument they were taken with."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from assessment.instrument.columns import WORDS
from assessment.instrument.model import (
    AnchoredItem,
    Instrument,
    Item,
    Metric,
    MetricItem,
    ProfileQuestion,
    Status,
)
from assessment.instrument.problems import suggestion
from assessment.texts import Localized, Text

MOST_PEOPLE = 100_000


@dataclass(frozen=True)
class Misfit:
    """One thing in a file that the instrument does not know or allow."""

    place: str
    what: Localized
    fix: Localized
    level: Literal["error", "warning"] = "error"


def misfits(instrument: Instrument, plain: Mapping[str, Any]) -> Iterator[Misfit]:
    """List everything in a file that does not fit the instrument.

    Args:
        instrument: what the file says it was taken with.
        plain: the file's plain values; what has the wrong shape is passed over here.
    """
    items = instrument.items_by_id
    yield from answer_misfits(instrument, items, plain.get("answers"), "answers")
    sheets = plain.get("sheets")
    for rank, sheet in enumerate(sheets if isinstance(sheets, list) else []):
        answers = sheet.get("answers") if isinstance(sheet, dict) else None
        yield from answer_misfits(instrument, items, answers, f"sheets.{rank}.answers")
    yield from metric_misfits(instrument, plain.get("metrics"))
    yield from profile_misfits(instrument, plain.get("profile"))


def answer_misfits(
    instrument: Instrument, items: Mapping[str, Item], answers: object, place: str
) -> Iterator[Misfit]:
    """Check the answers of one sheet."""
    for item_id, answer in answers.items() if isinstance(answers, dict) else ():
        here, item = f"{place}.{item_id}", items.get(item_id)
        if item is None:
            what = Text("checks.no_item", name=item_id)
            yield Misfit(here, what, suggestion(item_id, items))
        elif isinstance(answer, dict):
            if item.status in {Status.RETIRED, Status.DRAFT}:
                what = Text("files.item_not_asked")
                yield Misfit(
                    here,
                    what,
                    Text("files.fix.kept_not_scored"),
                    "warning",
                )
            yield from value_misfits(instrument, item, answer, here)


def value_misfits(
    instrument: Instrument, item: Item, answer: Mapping[str, Any], place: str
) -> Iterator[Misfit]:
    """Check one answer against its item."""
    point, ticks = answer.get("point"), answer.get("ticks")
    if point is not None:
        yield from point_misfits(instrument, item, point, f"{place}.point")
    if ticks is not None:
        yield from tick_misfits(item, ticks, f"{place}.ticks")
    if answer.get("absent") is not None and (point is not None or ticks is not None):
        what = Text("files.answered_and_absent")
        yield Misfit(place, what, Text("checks.fix.keep_one"))


def point_misfits(instrument: Instrument, item: Item, point: object, place: str) -> Iterator[Misfit]:
    """Check a point: a whole number on the scale, given to an item with anchors."""
    if isinstance(item, MetricItem):
        yield by_metric(item, place)
    elif not isinstance(item, AnchoredItem):
        what = Text("files.item_ticked_has_no_point_to")
        yield Misfit(place, what, Text("files.fix.write_ticks"))
    elif isinstance(point, bool) or not isinstance(point, int):
        shown = str(point).lower() if isinstance(point, bool) else f"{point}"
        what = Text("files.not_a_point", shown=shown)
        yield Misfit(place, what, one_of_points(instrument))
    elif point not in instrument.scale:
        what = Text("checks.no_point", level=point)
        yield Misfit(place, what, one_of_points(instrument))


def one_of_points(instrument: Instrument) -> Localized:
    """Say which points there are."""
    listed = ", ".join(str(point) for point in sorted(instrument.scale))
    return Text("files.fix.known_points", listed=listed)


def by_metric(item: MetricItem, place: str) -> Misfit:
    """Say that an item is read from the metrics."""
    what = Text("files.item_of_metric", metric=item.metric)
    fix = Text("files.fix.write_metric", metric=item.metric)
    return Misfit(place, what, fix)


def tick_misfits(item: Item, ticks: object, place: str) -> Iterator[Misfit]:
    """Check ticks: each one of the item's own, none twice."""
    if isinstance(item, MetricItem):
        yield by_metric(item, place)
        return
    if isinstance(item, AnchoredItem):
        what = Text("files.item_has_points")
        yield Misfit(place, what, Text("files.fix.write_point"))
        return
    if not isinstance(ticks, list):
        what = Text("files.ticks_no_list")
        yield Misfit(place, what, Text("files.fix.no_ticks"))
        return
    for rank, tick in enumerate(ticks):
        if tick not in item.tick_ids:
            what = Text("files.no_tick", tick=tick)
            yield Misfit(f"{place}.{rank}", what, suggestion(tick, item.tick_ids))
        elif tick in ticks[:rank]:
            what = Text("files.ticked_twice", tick=tick)
            yield Misfit(f"{place}.{rank}", what, Text("checks.fix.keep_one"))


def metric_misfits(instrument: Instrument, metrics: object) -> Iterator[Misfit]:
    """Check the metrics: known, a bare number in range, a place among peers only where that is allowed."""
    known = instrument.metrics_by_id
    for metric_id, value in metrics.items() if isinstance(metrics, dict) else ():
        place, metric = f"metrics.{metric_id}", known.get(metric_id)
        if metric is None:
            what = Text("files.no_metric", metric_id=metric_id)
            yield Misfit(place, what, suggestion(metric_id, known))
        elif isinstance(value, dict):
            if value.get("number") is not None:
                yield from number_misfits(metric, value["number"], f"{place}.number")
            if value.get("peer") is not None and not metric.peer:
                what = Text("files.fix.metric_cannot_be_given_as_place")
                yield Misfit(f"{place}.peer", what, Text("files.fix.write_number"))


def number_misfits(metric: Metric, number: object, place: str) -> Iterator[Misfit]:
    """Check the number of a metric."""
    least, most = metric.range
    if isinstance(number, bool) or not isinstance(number, int | float):
        shown = str(number).lower() if isinstance(number, bool) else str(number)
        what = Text("files.not_a_number", shown=shown)
        yield Misfit(place, what, bare_number(number))
    elif not least <= number <= most:
        what = Text("files.out_of_range", number=number)
        fix = Text("files.fix.range", least=least, most=most)
        yield Misfit(place, what, fix)


SCALES = {"": 1} | {sign: times for sign, times in WORDS["scales"].items() if len(sign) == 1}
NUMBER = re.compile(rf"(-?[0-9][0-9,，]*(?:\.[0-9]+)?)\s*([{''.join(SCALES)}]?)", re.IGNORECASE)


def bare_number(given: object) -> Localized:
    """Say how to write a number that came with a unit, a comma or quotes."""
    found = NUMBER.search(given) if isinstance(given, str) else None
    if found is None:
        return Text("files.fix.number_without_quotes")
    # Decimal, so that 1.2万 is 12000 and not 11999.999999999998.
    value = Decimal(re.sub("[,，]", "", found[1])) * SCALES[found[2].lower()]
    if abs(value) >= 10**15:
        bare = f"{value:.3g}"  # hundreds of digits say no more
    else:
        bare = f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
    return Text("files.fix.bare_number", bare=bare)


def profile_misfits(instrument: Instrument, profile: object) -> Iterator[Misfit]:
    """Check the profile: known questions, and answers they can have."""
    known = {question.id: question for question in instrument.profile}
    for key, value in profile.items() if isinstance(profile, dict) else ():
        place = f"profile.{key}"
        if key not in known:
            what = Text("files.no_profile_question", key=key)
            yield Misfit(place, what, suggestion(key, known))
        else:
            question = known[key]
            yield from PROFILE_KINDS[question.kind](instrument, question, value, place)


def one_option(_: Instrument, question: ProfileQuestion, value: object, place: str) -> Iterator[Misfit]:
    """Check a single choice."""
    if value not in list(question.options):
        yield no_option(value, question.options, place)


def some_options(_: Instrument, question: ProfileQuestion, value: object, place: str) -> Iterator[Misfit]:
    """Check a choice of several."""
    if not isinstance(value, list):
        what = Text("files.fix.list")
        yield Misfit(place, what, Text("files.fix.empty_list"))
        return
    for rank, choice in enumerate(value):
        if choice not in list(question.options):
            yield no_option(choice, question.options, f"{place}.{rank}")
        elif choice in value[:rank]:
            what = Text("files.given_twice", choice=choice)
            yield Misfit(f"{place}.{rank}", what, Text("checks.fix.keep_one"))


def no_option(value: object, options: Collection[str], place: str) -> Misfit:
    """Say that a choice is not one of the options."""
    what = Text("files.fix.no_option", value=str(value))
    return Misfit(place, what, suggestion(value, options))


def yes_or_no(_: Instrument, __: ProfileQuestion, value: object, place: str) -> Iterator[Misfit]:
    """Check a yes or no."""
    if not isinstance(value, bool):
        what = Text("files.neither_yes_nor_no", value=str(value))
        yield Misfit(place, what, Text("checks.fix.true_or_false"))


def count(_: Instrument, question: ProfileQuestion, value: object, place: str) -> Iterator[Misfit]:
    """Check a count."""
    least, most = question.range or (0, 10**9)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        what = Text("files.count_out_of_range", value=str(value))
        yield Misfit(
            place,
            what,
            Text("files.fix.whole_number", least=least, most=most),
        )


def people(instrument: Instrument, _: ProfileQuestion, value: object, place: str) -> Iterator[Misfit]:
    """Check the number of people for each function; half a person is a person who does two tasks."""
    functions = [function.id for function in instrument.functions]
    if not isinstance(value, dict):
        what = Text("files.people_needed")
        yield Misfit(place, what, Text("files.fix.people", functions=functions[0]))
        return
    for function, number in value.items():
        here = f"{place}.{function}"
        if function not in functions:
            what = Text("files.no_function", function=function)
            yield Misfit(here, what, suggestion(function, functions))
        elif (
            isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= MOST_PEOPLE
        ):
            what = Text("files.not_number_of_people", number=number)
            yield Misfit(here, what, Text("files.fix.number_of_people"))


PROFILE_KINDS: Mapping[str, Callable[[Instrument, ProfileQuestion, object, str], Iterator[Misfit]]] = {
    "choice": one_option,
    "choices": some_options,
    "yes_no": yes_or_no,
    "count": count,
    "team": people,
}
