"""Whether an answer, a metric or a profile makes sense for this instrument, before it is kept.

Scoring has the last word on what counts; these checks only keep out what
could never count, and say why to the person who entered it.
"""

from collections.abc import Iterator, Mapping
from math import isfinite
from typing import Any

from assessment.instrument.model import (
    AnchoredItem,
    Dimension,
    Instrument,
    Item,
    MetricItem,
    ProfileQuestion,
    Status,
)
from assessment.responses import Absent, Answer, MetricValue, Mode, Record
from assessment.scoring.items import NOT_APPLICABLE_CAP, applies, in_mode
from assessment.service.refusals import Refused


def asked_item(instrument: Instrument, mode: Mode, profile: Mapping[str, Any], item_id: str) -> Item:
    """Return an item that is asked of this merchant.

    Raises:
        Refused: there is no such item, or it is not asked.
    """
    try:
        item = instrument.item(item_id)
    except KeyError:
        raise Refused(f"题库里没有“{item_id}”这道题。", f"There is no item '{item_id}'.") from None
    if item.status not in {Status.ACTIVE, Status.TRIAL}:
        raise Refused("这道题已停用，不再作答。", "This item is not asked any more.")
    if not item.core and mode is Mode.CORE:
        raise Refused("快速评估不问这道题。要回答它，请改为完整评估。", "The short questionnaire does not ask this. Switch to the full one to answer it.")
    if not applies(item.applies, profile):
        raise Refused("按商家概况，这道题不适用，不用回答。", "The profile says that this does not apply, so it is not asked.")
    return item


def possible_items(dimension: Dimension, profile: Mapping[str, Any]) -> list[Item]:
    """List what may be asked of this merchant in either mode."""
    return [
        item
        for item in dimension.items
        if item.status in {Status.ACTIVE, Status.TRIAL} and applies(item.applies, profile)
    ]


def sensible(instrument: Instrument, item: Item, answer: Answer) -> None:
    """Check one answer by itself.

    Raises:
        Refused: its value does not fit the item.
    """
    storable(answer)
    if answer.point is not None:
        if not isinstance(item, AnchoredItem):
            raise Refused("这道题不是选一项的题。", "This item is not answered with a point.")
        if answer.point not in instrument.scale:
            raise Refused(f"没有第 {answer.point} 档。", f"There is no point {answer.point}.")
    if answer.ticks is not None:
        if isinstance(item, AnchoredItem | MetricItem):
            raise Refused("这道题不是勾选题。", "This item is not answered with ticks.")
        for tick in answer.ticks:
            if tick not in item.tick_ids:
                raise Refused(f"没有“{tick}”这个选项。", f"There is no option '{tick}'.")
    if answer.absent is Absent.NOT_APPLICABLE:
        reasoned(answer.reason)


def reasoned(reason: str | None) -> str:
    """Return the reason for not applicable.

    Raises:
        Refused: there is none.
    """
    if reason is None or not reason.strip():
        raise Refused("选“不适用”请写明理由。", "Say why it does not apply.")
    return reason.strip()


def within_cap(
    instrument: Instrument, mode: Mode, profile: Mapping[str, Any], item: Item, answers: Mapping[str, Answer]
) -> None:
    """Check not-applicable and absence in the dimension of an answer.

    Args:
        answers: of the dimension, with the new one in its place.

    Raises:
        Refused: too much is declared not applicable, or the item does not allow it.
    """
    dimension = instrument.dimension(item.dimension)
    asked = [
        each for each in dimension.items if in_mode(each, mode) and applies(each.applies, profile)
    ]
    declared = [each for each in asked if is_not_applicable(answers.get(each.id))]
    if item not in declared:
        return
    if dimension.may_be_absent and len(declared) == len(asked):
        return
    if not item.na_allowed:
        if dimension.may_be_absent:
            raise Refused(
                "这道题不能单独选“不适用”。整块都没有做的，请把这一块整体标为不适用。",
                "This item alone cannot be not applicable. If you do none of this, declare the whole part absent.",
            )
        raise Refused(
            "这道题对每个商家都适用，不能选“不适用”。还没做请选最低一档，不清楚请选“不知道”。",
            "This applies to every merchant. If it is not done, choose the lowest point; if unsure, choose “don't know”.",
        )
    weight = sum(each.weight for each in declared if each.na_allowed)
    if weight > NOT_APPLICABLE_CAP * sum(each.weight for each in asked):
        raise Refused(
            "这一块里“不适用”的题已经太多（最多占四分之一），再多结果就不可信了。还没做请选最低一档。",
            "Too much of this part would be not applicable (a quarter at most), and the result would mean little."
            " If it is not done, choose the lowest point.",
        )


def is_not_applicable(answer: Answer | None) -> bool:
    """Whether an answer says not applicable."""
    return answer is not None and answer.absent is Absent.NOT_APPLICABLE


def is_unanswered(answer: Answer | None) -> bool:
    """Whether there is neither a value nor a reason why not; a note alone is no answer."""
    return answer is None or (not answer.is_given and answer.absent in {None, Absent.UNANSWERED})


def sensible_metric(instrument: Instrument, metric_id: str, value: MetricValue) -> None:
    """Check one metric value.

    Raises:
        Refused: there is no such metric, or the value is out of its range.
    """
    try:
        metric = instrument.metric(metric_id)
    except KeyError:
        raise Refused(f"没有“{metric_id}”这个指标。", f"There is no metric '{metric_id}'.") from None
    storable(value)
    low, high = metric.range
    if value.number is not None and not (isfinite(value.number) and low <= value.number <= high):
        raise Refused(
            f"数值应在 {low:g} 到 {high:g} 之间，请核对单位。",
            f"The number should be between {low:g} and {high:g}; check the unit.",
        )
    if value.peer is not None and not metric.peer:
        raise Refused("这个指标请填具体数值。", "This metric is given as a number.")


def sensible_profile(instrument: Instrument, profile: Mapping[str, Any]) -> dict[str, Any]:
    """Return a profile without the questions that were left open.

    Raises:
        Refused: an unknown question, or an answer that does not fit it.
    """
    questions = {question.id: question for question in instrument.profile}
    said = {key: value for key, value in profile.items() if value is not None}
    for key, value in said.items():
        if key not in questions:
            raise Refused(f"商家概况里没有“{key}”这一项。", f"The profile has no question '{key}'.")
        if not _fits(questions[key], instrument, value):
            words = questions[key].question.root
            raise Refused(
                f"“{words.get('zh', key)}”的回答不对。", f"The answer to “{words.get('en', key)}” does not fit."
            )
    return said


def _fits(question: ProfileQuestion, instrument: Instrument, value: Any) -> bool:
    match question.kind:
        case "yes_no":
            return isinstance(value, bool)
        case "choice":
            return isinstance(value, str) and value in question.options
        case "choices":
            return isinstance(value, list) and all(choice in question.options for choice in value)
        case "count":
            low, high = question.range or (0, 10**9)
            return isinstance(value, int) and not isinstance(value, bool) and low <= value <= high
        case "team":
            functions = {function.id for function in instrument.functions}
            return isinstance(value, dict) and all(
                key in functions and _is_count(people) for key, people in value.items()
            )


def _is_count(people: Any) -> bool:
    """Whether this is a number of people; a half stands for somebody's half time."""
    return isinstance(people, int | float) and not isinstance(people, bool) and 0 <= people <= 10**6


def storable(record: Record) -> None:
    """Check that every text can be kept in either database.

    Raises:
        Refused: a text holds a character that is none.
    """
    for text in _texts(record.model_dump()):
        legible(text)


def legible(text: str) -> str:
    """Return a text that can be kept in either database, without blanks around it.

    Raises:
        Refused: it holds a NUL or half a character.
    """
    if "\0" in text or not text.isascii() and any(0xD800 <= ord(char) < 0xE000 for char in text):
        raise Refused("文字里有无法保存的字符，请删掉后重新输入。", "The text holds a character that cannot be kept. Delete it and type again.")
    return text.strip()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
