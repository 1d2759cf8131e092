"""Why a question is asked next, in one sentence a shop owner understands."""

from collections.abc import Mapping

from assessment.instrument.text import LocalText
from assessment.scoring.gates import Judge


def reason_for(
    judge: Judge,
    kind: str,
    possible: tuple[str, ...],
    after: Mapping[int, tuple[str, ...]],
    until_named: int,
) -> LocalText:
    """Return the reason of a suggestion.

    Args:
        judge: knows the names of the stages.
        kind: which reason, as in `Suggestion`.
        possible: the stages possible now.
        after: the stages possible after each answer.
        until_named: the least number of answers until a stage is named.
    """
    order = judge.instrument.stage_ids
    if kind == "coverage":
        return _coverage(until_named, len(possible))
    if kind == "settles":
        return LocalText(
            {"zh": "答完这一题，阶段就定了。", "en": "Once this is answered, the stage is settled."}
        )
    if kind == "rules_out":
        lowest_top = min(order.index(stages[-1]) for stages in after.values())
        zh, en = _stage(judge, order[lowest_top + 1])
        return LocalText(
            {
                "zh": f"答完这一题，就能知道是不是还可能到{zh}。",
                "en": f"Once this is answered, we know whether {en} is still possible.",
            }
        )
    if kind == "secures":
        zh, en = _stage(judge, order[max(order.index(stages[0]) for stages in after.values())])
        return LocalText(
            {
                "zh": f"答完这一题，就可能确定至少到了{zh}。",
                "en": f"This answer may settle that {en} at least has been reached.",
            }
        )
    zh, en = _stage(judge, possible[-1])
    return LocalText(
        {
            "zh": f"单答一题还定不了阶段；对能不能到{zh}，这一题影响最大。",
            "en": f"No single answer settles the stage yet; for reaching {en} this one matters most.",
        }
    )


def _coverage(until_named: int, possible: int) -> LocalText:
    """Say how many answers are still needed; with one stage left the answer is known but for that."""
    number = f"{until_named} more answer{'s' if until_named > 1 else ''}"
    if possible == 1:
        return LocalText(
            {
                "zh": f"最少再答 {until_named} 题，就可以下结论，先答这一题。",
                "en": f"After at least {number} the stage can be named; begin with this one.",
            }
        )
    return LocalText(
        {
            "zh": f"最少再答 {until_named} 题才能说是哪个阶段，这一题最能看出来。",
            "en": f"It takes at least {number} to name a stage; this one tells most.",
        }
    )


def _stage(judge: Judge, stage_id: str) -> tuple[str, str]:
    names = {stage.id: stage.name for stage in judge.instrument.stages}
    return names[stage_id].in_("zh"), names[stage_id].in_("en")
