"""Why a step is in the roadmap, in one sentence a shop owner understands."""

from collections.abc import Sequence

from assessment.instrument.model import Criterion, Item
from assessment.instrument.text import LocalText
from assessment.scoring.gates import Judge

RULED_OUT = LocalText(
    {
        "zh": "这一条要求的内容被标成了不适用，做任何步骤都补不上。",
        "en": "What this criterion asks about is marked not applicable; no step can meet it.",
    }
)
LEFT_OUT = LocalText(
    {
        "zh": "这一项被排除了，或者它的步骤放弃了，别的步骤代替不了。",
        "en": "It is left out, or its steps are dropped, and no other step can replace it.",
    }
)
TOO_HIGH = LocalText(
    {
        "zh": "能做的步骤都做完，也到不了这条线。",
        "en": "Even with every possible step done, this cut is out of reach.",
    }
)
TOO_MANY = LocalText(
    {
        "zh": "可选条件里能达到的不够数。",
        "en": "Too few of the criteria to choose from can be met.",
    }
)


def reason_for(
    judge: Judge, closed: Sequence[tuple[Criterion, float]], needed_by: Sequence[Item]
) -> LocalText:
    """Return the reason of a step: what it opens first, else what it makes way for.

    Args:
        judge: knows the names.
        closed: the criteria the step helps to meet, each with the points of gap it closes.
        needed_by: the items of later steps that need this one.
    """
    musts = [criterion for criterion, _ in closed if criterion.kind == "item"]
    if musts:
        return LocalText(
            {
                "zh": f"门槛里点名要求这一项做到 {musts[-1].at_least:g} 级。",
                "en": f"The gate names this practice and asks for point {musts[-1].at_least:g}.",
            }
        )
    nearer = [(cut, points) for cut, points in closed if cut.kind == "dimension" and points > 0]
    if nearer:
        cut, points = nearer[0]
        name = judge.instrument.dimension(cut.subject).name
        zh, en = in_language(name, "zh"), in_language(name, "en")
        return LocalText(
            {
                "zh": f"「{zh}」要到 {cut.at_least:g} 分，这一步补上 {points:.1f} 分。",
                "en": f"{en} has to reach {cut.at_least:g}; this closes {points:.1f} of it.",
            }
        )
    if needed_by:
        return LocalText(
            {
                "zh": f"先有这一步，「{in_language(needed_by[0].label, 'zh')}」才做得起来。",
                "en": f"It makes way for “{in_language(needed_by[0].label, 'en')}”.",
            }
        )
    return LocalText(
        {
            "zh": "同样的人天里，它让总分涨得最多。",
            "en": "It raises the index most for its person-days.",
        }
    )


NAMED = 3
"""Names a sentence holds; more would not be read."""


def named(names: Sequence[LocalText], language: str, most: int = NAMED) -> str:
    """Return names in quotes to stand in a sentence, each once, and only the first few of many."""
    each = list(dict.fromkeys(in_language(name, language) for name in names))
    first, more = each[:most], len(each) - most
    if language == "zh":
        listed = "".join(f"「{name}」" for name in first)
        return f"{listed}等 {len(each)} 项" if more > 0 else listed
    listed = ", ".join(f"“{name}”" for name in first)
    return f"{listed} and {more} more" if more > 0 else listed


def person_days(days: float) -> str:
    """Return person-days in English, which counts one otherwise than more."""
    return f"{days:g} person-day{'' if days == 1 else 's'}"


def in_language(text: LocalText, language: str) -> str:
    """Return a name of the bank to stand in a sentence; a bank may lack this language."""
    known = list(text.languages)
    return text.in_(language if language in known else known[0])
