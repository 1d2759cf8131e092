"""Answers and their age in words."""

from datetime import date

from assessment.instrument.model import AnchoredItem, ChecklistItem, GridItem, Instrument, Item
from assessment.responses import Absent, Answer, MetricValue
from assessment.scoring.age import roughly
from assessment.ui.answering import NONE_OF_THESE, choice_of
from assessment.ui.plain import plain
from assessment.ui.session import language, words

NAMED = 3
"""Ticks that are named; of more only the number is said."""


def age(days: int | None) -> str:
    """Say how long ago something was said."""
    if days is None:
        return words("rounds.age.unknown")
    if days == 0:
        return words("rounds.age.today")
    unit, count = roughly(days)
    return words(f"rounds.age.{unit}", count=count) if count > 1 else words(f"rounds.age.one_{unit}")


def since(then: date | None, day: date) -> str:
    """Say how long before a day something was said."""
    return age(None if then is None else max(0, (day - then).days))


def answer_said(item: Item, answer: Answer | None) -> str:
    """Return an answer as it reads on the page: the anchor, what is ticked, or why there is none."""
    choice = choice_of(answer)
    if answer is not None and answer.ticks:
        return _ticked(item, answer.ticks)
    if choice is None:
        return words("rounds.not_answered")
    if isinstance(item, AnchoredItem) and choice.isdigit():
        anchor = item.anchors.get(int(choice))
        return words("rounds.not_answered") if anchor is None else plain(anchor.in_(language()))
    absences = {one.value for one in Absent}
    return words(f"respond.choice.{choice}") if choice in {NONE_OF_THESE, *absences} else plain(choice)


def built_on(item: Item, answer: Answer | None) -> str:
    """Return the anchors that an answer's own builds on, in lines to stand above it.

    Away from the others, an anchor that begins with "all of that" says nothing.
    """
    if not isinstance(item, AnchoredItem) or answer is None or answer.point is None:
        return ""
    below = [item.anchors[point] for point in sorted(item.anchors) if 0 < point < answer.point]
    return "".join(f":small[:gray[{plain(each.in_(language()))}]]  \n" for each in below)


def _ticked(item: Item, ticks: list[str]) -> str:
    lang = language()
    if isinstance(item, GridItem):
        return words("rounds.ticked_of", count=len(ticks), of=len(item.tick_ids))
    if isinstance(item, ChecklistItem) and len(ticks) <= NAMED:
        return plain(
            words("app.or").join(item.options[one].in_(lang) for one in ticks if one in item.options)
        )
    of = len(item.options) if isinstance(item, ChecklistItem) else len(ticks)
    return words("rounds.ticked_of", count=len(ticks), of=of)


def number_said(instrument: Instrument, metric_id: str, value: MetricValue | None) -> str:
    """Return a number as it was entered, with its unit."""
    if value is None or value == MetricValue():
        return words("rounds.not_answered")
    if value.number is None:
        return words(f"respond.choice.{value.peer or (value.absent.value if value.absent else 'dont_know')}")
    unit = instrument.metric(metric_id).unit
    return plain(f"{value.number:g} {unit if isinstance(unit, str) else unit.in_(language())}")


def item_said(instrument: Instrument, item: Item, answer: Answer | None, value: MetricValue | None) -> str:
    """Return what was said of an item, be it answered by a number or not."""
    if item.kind == "metric":
        return number_said(instrument, item.metric, value)
    return answer_said(item, answer)
