"""What leaving a step out would cost: the target re-solved without its item."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assessment.instrument.text import LocalText
from assessment.planning.brief import Situation
from assessment.planning.choose import choose, climb_of
from assessment.planning.reasons import in_language, person_days
from assessment.planning.roadmap import Roadmap


@dataclass(frozen=True)
class Regret:
    """The price of leaving one item of a roadmap alone."""

    item: str
    days: float | None
    """Person-days more; None where nothing reaches the target without the item."""
    instead: tuple[str, ...]
    """Items that would be raised, or raised further, in its place."""
    proven: bool
    """Whether it is the least price; without proof it may be lower."""
    said: LocalText


def regrets(situation: Situation, roadmap: Roadmap, top: int = 5) -> Sequence[Regret]:
    """Return what leaving out each of the first items of a roadmap would cost.

    Args:
        situation: the one the roadmap was drawn from.
        roadmap: a feasible roadmap to a stage or a score; there is nothing to
            regret where a number of days is put to best use.
        top: how many items, in the order of the list.
    """
    if roadmap.brief.stage is None and roadmap.brief.dimension is None:
        return []
    items = list(dict.fromkeys(step.item for step in roadmap.steps))[:top]
    return [_regret(situation, roadmap, item) for item in items]


def _regret(situation: Situation, roadmap: Roadmap, item: str) -> Regret:
    brief = replace(roadmap.brief, exclude=roadmap.brief.exclude | {item}, force=roadmap.brief.force - {item})
    climb = climb_of(situation, brief, roadmap.margin)
    other = choose(climb, brief)
    if other is None:
        return Regret(item, None, (), proven=True, said=NO_WAY)
    days = climb.days(other.moves) - roadmap.effort_days
    chosen = {(step.item, step.to_point) for step in roadmap.steps}
    instead = tuple(dict.fromkeys(raised for raised, _ in sorted(other.moves - chosen)))
    return Regret(item, days, instead, other.proven and roadmap.proven, _said(situation, days, instead))


NO_WAY = LocalText({"zh": "没有它，到不了目标。", "en": "There is no path without it."})


def _said(situation: Situation, days: float, instead: Sequence[str]) -> LocalText:
    """Say a price; days may be saved only by leaving out what was forced."""
    if days < 0:
        return LocalText(
            {"zh": f"不做它能省 {-days:g} 人天。", "en": f"Without it: {person_days(-days)} less."}
        )
    if days > 0:
        return LocalText(
            {"zh": f"不做它要多花 {days:g} 人天。", "en": f"Without it: {person_days(days)} more."}
        )
    labels = [situation.judge.items[item].item.label for item in instead]
    zh, en = (
        "、".join(in_language(label, "zh") for label in labels),
        ", ".join(in_language(label, "en") for label in labels),
    )
    if not labels:
        return LocalText({"zh": "不做它也不多花人天。", "en": "Leaving it out costs no more."})
    return LocalText(
        {"zh": f"可以换成「{zh}」，人天一样。", "en": f"Interchangeable with {en}: the same days."}
    )
