"""Whether a condition of the rules beside the instrument holds for an assessment."""

from collections.abc import Mapping
from typing import Any

from assessment.instrument.rules import Condition
from assessment.responses import Assessment
from assessment.scoring.results import ItemResult, Results


def holds(condition: Condition, results: Results, assessment: Assessment) -> bool:
    """Whether what a condition says was really said; what is not known holds nothing.

    An item counts only where it was asked and answered, so a rule about an
    item that an older instrument lacks holds nothing either.
    """
    match condition.kind:
        case "item":
            result = results.items.get(condition.subject)
            return result is not None and result.answered and _item_holds(condition, result)
        case "metric":
            value = assessment.metrics.get(condition.subject)
            return value is not None and _within(condition, value.number)
        case _:
            functions = [function.id for function in results.instrument.functions]
            return profile_holds(condition, assessment.profile, functions)


def profile_holds(condition: Condition, profile: Mapping[str, Any], functions: list[str]) -> bool:
    """Whether a condition on the profile holds.

    Args:
        condition: about a profile question.
        profile: what was answered.
        functions: all functions; people are added up only where every one was filled in.
    """
    answer = profile.get(condition.subject)
    if answer is None:
        return False
    if condition.is_ is not None:
        return condition.is_ in answer if isinstance(answer, list) else answer == condition.is_
    if isinstance(answer, dict):
        counted = [condition.function] if condition.function is not None else functions
        if any(function not in answer for function in counted):
            return False
        return _within(condition, sum(answer[function] for function in counted))
    if isinstance(answer, list):
        return _within(condition, len(answer))
    return _within(condition, answer) if isinstance(answer, int | float) else False


def _item_holds(condition: Condition, result: ItemResult) -> bool:
    ticks = (result.answer.ticks if result.answer else None) or []
    if condition.ticked is not None:
        return condition.ticked in ticks
    if condition.not_ticked is not None:
        return condition.not_ticked not in ticks
    return _within(condition, result.low)


def _within(condition: Condition, number: float | None) -> bool:
    if number is None:
        return False
    if condition.at_least is not None:
        return number >= condition.at_least
    return condition.at_most is not None and number <= condition.at_most
