"""Whether answers, metrics and profile fit the instrument they were taken with."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from assessment.instrument.model import (
    AnchoredItem,
    Instrument,
    Item,
    Metric,
    MetricItem,
    ProfileQuestion,
    Status,
)
from assessment.instrument.problems import Words, both, suggestion

MOST_PEOPLE = 100_000


@dataclass(frozen=True)
class Misfit:
    """One thing in a file that the instrument does not know or allow."""

    place: str
    what: Words
    fix: Words
    level: Literal["error", "warning"] = "error"


def misfits(instrument: Instrument, plain: Mapping[str, Any]) -> Iterator[Misfit]:
    """List everything in a file that does not fit the instrument.

    Args:
        instrument: what the file says it was taken with.
        plain: the file's plain values; what has the wrong shape is passed over here.
    """
    items = {item.id: item for item in instrument.items()}
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
            what = both(f"没有题目“{item_id}”。", f"There is no item '{item_id}'.")
            yield Misfit(here, what, suggestion(item_id, items))
        elif isinstance(answer, dict):
            if item.status in {Status.RETIRED, Status.DRAFT}:
                what = both("这道题已经不问了。", "This item is not asked any more.")
                yield Misfit(
                    here,
                    what,
                    both("答案会保留，但不计分。", "The answer is kept and not scored."),
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
        what = both("既有答案又写了 absent。", "It has an answer and is absent at once.")
        yield Misfit(place, what, both("只留一个。", "Keep one of them."))


def point_misfits(instrument: Instrument, item: Item, point: object, place: str) -> Iterator[Misfit]:
    """Check a point: a whole number on the scale, given to an item with anchors."""
    if isinstance(item, MetricItem):
        yield by_metric(item, place)
    elif not isinstance(item, AnchoredItem):
        what = both("这道题要勾选，不选等级。", "This item is ticked, it has no point to choose.")
        yield Misfit(place, what, both('请写 "ticks": […]。', 'Write "ticks": [...].'))
    elif isinstance(point, bool) or not isinstance(point, int):
        shown = str(point).lower() if isinstance(point, bool) else f"{point}"
        what = both(f"“{shown}”不是等级。", f"'{shown}' is not a point.")
        yield Misfit(place, what, one_of_points(instrument))
    elif point not in instrument.scale:
        what = both(f"没有等级 {point}。", f"There is no point {point}.")
        yield Misfit(place, what, one_of_points(instrument))


def one_of_points(instrument: Instrument) -> Words:
    """Say which points there are."""
    listed = ", ".join(str(point) for point in sorted(instrument.scale))
    return both(f"请写其中一个整数：{listed}。", f"Write one of the whole numbers {listed}.")


def by_metric(item: MetricItem, place: str) -> Misfit:
    """Say that an item is read from the metrics."""
    what = both(f"这道题由指标 {item.metric} 得出。", f"This item is read from the metric {item.metric}.")
    fix = both(f"请把数字写到 metrics.{item.metric}。", f"Write the number under metrics.{item.metric}.")
    return Misfit(place, what, fix)


def tick_misfits(item: Item, ticks: object, place: str) -> Iterator[Misfit]:
    """Check ticks: each one of the item's own, none twice."""
    if isinstance(item, MetricItem):
        yield by_metric(item, place)
        return
    if isinstance(item, AnchoredItem):
        what = both("这道题选等级，不勾选。", "This item has points, nothing to tick.")
        yield Misfit(place, what, both('请写 "point"。', 'Write "point".'))
        return
    if not isinstance(ticks, list):
        what = both("ticks 应该是一个列表。", "ticks must be a list.")
        yield Misfit(place, what, both("一个也没勾就写 []。", "Where nothing is ticked, write []."))
        return
    for rank, tick in enumerate(ticks):
        if tick not in item.tick_ids:
            what = both(f"没有“{tick}”这一项。", f"There is no '{tick}' to tick.")
            yield Misfit(f"{place}.{rank}", what, suggestion(tick, item.tick_ids))
        elif tick in ticks[:rank]:
            what = both(f"“{tick}”勾了两次。", f"'{tick}' is ticked twice.")
            yield Misfit(f"{place}.{rank}", what, both("只留一个。", "Keep one of them."))


def metric_misfits(instrument: Instrument, metrics: object) -> Iterator[Misfit]:
    """Check the metrics: known, a bare number in range, a place among peers only where that is allowed."""
    known = {metric.id: metric for metric in instrument.metrics}
    for metric_id, value in metrics.items() if isinstance(metrics, dict) else ():
        place, metric = f"metrics.{metric_id}", known.get(metric_id)
        if metric is None:
            what = both(f"没有指标“{metric_id}”。", f"There is no metric '{metric_id}'.")
            yield Misfit(place, what, suggestion(metric_id, known))
        elif isinstance(value, dict):
            if value.get("number") is not None:
                yield from number_misfits(metric, value["number"], f"{place}.number")
            if value.get("peer") is not None and not metric.peer:
                what = both(
                    "这个指标不能和同行比着填。", "This metric cannot be given as a place among peers."
                )
                yield Misfit(f"{place}.peer", what, both("请写 number。", "Write number."))


def number_misfits(metric: Metric, number: object, place: str) -> Iterator[Misfit]:
    """Check the number of a metric."""
    least, most = metric.range
    if isinstance(number, bool) or not isinstance(number, int | float):
        shown = str(number).lower() if isinstance(number, bool) else str(number)
        what = both(f"“{shown}”不是一个数字。", f"'{shown}' is not a bare number.")
        yield Misfit(place, what, bare_number(number))
    elif not least <= number <= most:
        what = both(f"{number:g} 超出范围。", f"{number:g} is out of range.")
        fix = both(
            f"应在 {least:g} 到 {most:g} 之间，请核对单位。",
            f"It lies between {least:g} and {most:g}; check the unit.",
        )
        yield Misfit(place, what, fix)


NUMBER = re.compile(r"(-?[0-9][0-9,，]*(?:\.[0-9]+)?)\s*([千万亿kKwW]?)")
TIMES = {"": 1, "千": 10**3, "k": 10**3, "万": 10**4, "w": 10**4, "亿": 10**8}


def bare_number(given: object) -> Words:
    """Say how to write a number that came with a unit, a comma or quotes."""
    found = NUMBER.search(given) if isinstance(given, str) else None
    if found is None:
        return both("请只写数字，不加引号。", "Write the bare number, without quotes.")
    # Decimal, so that 1.2万 is 12000 and not 11999.999999999998.
    value = Decimal(re.sub("[,，]", "", found[1])) * TIMES[found[2].lower()]
    bare = f"{value:f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"
    return both(
        f"请只写数字，不加引号、单位和逗号：{bare}。",
        f"Write the bare number, without quotes, unit or comma: {bare}.",
    )


def profile_misfits(instrument: Instrument, profile: object) -> Iterator[Misfit]:
    """Check the profile: known questions, and answers they can have."""
    known = {question.id: question for question in instrument.profile}
    for key, value in profile.items() if isinstance(profile, dict) else ():
        place = f"profile.{key}"
        if key not in known:
            what = both(f"商家概况里没有“{key}”。", f"There is no '{key}' in the profile.")
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
        what = both("这里要写一个列表。", "This is a list.")
        yield Misfit(place, what, both("一个也没有就写 []。", "Where there is none, write []."))
        return
    for rank, choice in enumerate(value):
        if choice not in list(question.options):
            yield no_option(choice, question.options, f"{place}.{rank}")
        elif choice in value[:rank]:
            what = both(f"“{choice}”写了两次。", f"'{choice}' is given twice.")
            yield Misfit(f"{place}.{rank}", what, both("只留一个。", "Keep one of them."))


def no_option(value: object, options: Collection[str], place: str) -> Misfit:
    """Say that a choice is not one of the options."""
    what = both(f"没有“{value}”这个选项。", f"There is no option '{value}'.")
    return Misfit(place, what, suggestion(value, options))


def yes_or_no(_: Instrument, __: ProfileQuestion, value: object, place: str) -> Iterator[Misfit]:
    """Check a yes or no."""
    if not isinstance(value, bool):
        what = both(f"“{value}”不是是或否。", f"'{value}' is neither yes nor no.")
        yield Misfit(
            place, what, both("请写 true 或 false，不加引号。", "Write true or false, without quotes.")
        )


def count(_: Instrument, question: ProfileQuestion, value: object, place: str) -> Iterator[Misfit]:
    """Check a count."""
    least, most = question.range or (0, 10**9)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        what = both(f"“{value}”不对。", f"'{value}' cannot be.")
        yield Misfit(
            place,
            what,
            both(f"请写 {least} 到 {most} 的整数。", f"Write a whole number from {least} to {most}."),
        )


def people(instrument: Instrument, _: ProfileQuestion, value: object, place: str) -> Iterator[Misfit]:
    """Check the number of people for each function; half a person is a person who does two tasks."""
    functions = [function.id for function in instrument.functions]
    if not isinstance(value, dict):
        what = both("这里要写每项职能有几个人。", "This says how many people each function has.")
        yield Misfit(
            place, what, both(f'例如 {{"{functions[0]}": 1}}。', f'Such as {{"{functions[0]}": 1}}.')
        )
        return
    for function, number in value.items():
        here = f"{place}.{function}"
        if function not in functions:
            what = both(f"没有职能“{function}”。", f"There is no function '{function}'.")
            yield Misfit(here, what, suggestion(function, functions))
        elif (
            isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= MOST_PEOPLE
        ):
            what = both(f"“{number}”不是人数。", f"'{number}' is not a number of people.")
            yield Misfit(here, what, both("请写 0 或更大的数，如 0.5。", "Write 0 or more, such as 0.5."))


PROFILE_KINDS: Mapping[str, Callable[[Instrument, ProfileQuestion, object, str], Iterator[Misfit]]] = {
    "choice": one_option,
    "choices": some_options,
    "yes_no": yes_or_no,
    "count": count,
    "team": people,
}
