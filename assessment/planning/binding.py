"""What keeps a schedule from being over sooner, and what clashes where there is none, in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.instrument.calendar import Event
from assessment.instrument.text import LocalText
from assessment.planning.brief import Situation
from assessment.planning.capacity import Capacity
from assessment.planning.jobs import Binding, Job, NoTimetable
from assessment.planning.reasons import in_language, named, person_days
from assessment.planning.roadmap import Roadmap

CHAIN_SHOWN = 3
"""Steps of a chain that a sentence names; more would not be read."""


@dataclass(frozen=True)
class Limit:
    """A week something is over in, how early that could be at best, and why."""

    week: int
    bound: int
    """Nothing is over before this week."""
    why: Binding

    @property
    def is_plain(self) -> bool:
        """Whether the reason alone accounts for the week."""
        return self.week == self.bound == self.why.weeks


def binds(situation: Situation, capacity: Capacity, target: Limit | None, end: Limit | None) -> LocalText:
    """Say what needs all the weeks, and how sure it is that it cannot go faster.

    Args:
        situation: knows the names.
        capacity: of the functions.
        target: when the target is reached; None where there is none, or it is reached from the start.
        end: when all steps are over; None where there are none.
    """
    if end is None:
        return LocalText({"zh": "没有要排的步骤。", "en": "There is nothing to lay out."})
    if target is None or target.week == end.week:
        return _said(situation, capacity, end)
    both = target.is_plain and end.is_plain and target.why.resource == end.why.resource
    if both and end.why.resource is not None:
        zh, en = _function(situation, end.why.resource)
        days = capacity.days[end.why.resource]
        return LocalText(
            {
                "zh": f"{zh}每周 {days:g} 人天，做到第 {target.week} 周才够达标，"
                f"第 {end.week} 周才全部做完，再快不了。",
                "en": f"{en}, at {person_days(days)} a week, needs until week {target.week} for the target "
                f"and until week {end.week} for all of it; it cannot be faster.",
            }
        )
    first, last = (_said(situation, capacity, one) for one in (target, end))
    return LocalText(
        {
            "zh": f"达标：{first.in_('zh')}全部做完：{last.in_('zh')}",
            "en": f"The target: {first.in_('en')} All of it: {last.in_('en')}",
        }
    )


def _said(situation: Situation, capacity: Capacity, limit: Limit) -> LocalText:
    zh, en = _why(situation, capacity, limit.why)
    week, bound = limit.week, limit.bound
    if limit.is_plain:
        return LocalText({"zh": f"{zh}，再快不了。", "en": f"{en}; it cannot be faster."})
    if week == bound:
        return LocalText(
            {
                "zh": f"{zh}；各种排法都比过，最快就是第 {week} 周。",
                "en": f"{en}; every way to lay it out was compared, and week {week} is the earliest.",
            }
        )
    return LocalText(
        {
            "zh": f"{zh}；现在排到第 {week} 周，第 {bound} 周之前肯定不行，中间能不能再快没有证明。",
            "en": f"{en}; this schedule takes until week {week}. Before week {bound} it cannot be; "
            "whether it can be in between is not proven.",
        }
    )


def _why(situation: Situation, capacity: Capacity, binding: Binding) -> tuple[str, str]:
    if binding.resource is not None:
        zh, en = _function(situation, binding.resource)
        days = capacity.days[binding.resource]
        return (
            f"{zh}每周 {days:g} 人天，要做到第 {binding.weeks} 周",
            f"{en}, at {person_days(days)} a week, needs until week {binding.weeks}",
        )
    items = list(dict.fromkeys(job.partition(":")[0] for job in binding.jobs))
    labels = [situation.results.instrument.item(item).label for item in items]
    zh, en = (_arrows([in_language(label, language) for label in labels]) for language in ("zh", "en"))
    if len(items) > 1:
        return (
            f"这些步骤要一步接一步做：{zh}，到第 {binding.weeks} 周",
            f"One after the other come {en}, until week {binding.weeks}",
        )
    if len(binding.jobs) > 1:
        return (
            f"「{zh}」要一级一级往上做，到第 {binding.weeks} 周才看得到结果",
            f"“{en}” goes up point by point and takes until week {binding.weeks} to show",
        )
    return (
        f"「{zh}」要到第 {binding.weeks} 周才看得到结果",
        f"“{en}” takes until week {binding.weeks} to show",
    )


def _function(situation: Situation, key: str) -> tuple[str, str]:
    name = next(one.name for one in situation.results.instrument.functions if one.id == key)
    return in_language(name, "zh"), in_language(name, "en")


def _arrows(names: Sequence[str]) -> str:
    return " → ".join([names[0], "…", names[-1]] if len(names) > CHAIN_SHOWN else names)


def clashes(
    situation: Situation,
    roadmap: Roadmap,
    capacity: Capacity,
    found: NoTimetable,
    asked: tuple[Sequence[Job], Sequence[Event]],
) -> list[LocalText]:
    """Say what is in each other's way where nothing fits.

    Args:
        situation: knows the names.
        roadmap: whose steps do not fit.
        capacity: of the functions.
        found: what is in the way.
        asked: the steps as jobs, and the events they were to respect.
    """
    jobs, events = asked
    stuck = [job for job in jobs if job.id in found.jobs] or list(jobs)
    said: list[LocalText] = []
    for function in (one.id for one in situation.results.instrument.functions):
        # Of all the steps: whoever has no time is in the way, though the search stopped at the first.
        idle = sum(function in job.work for job in jobs)
        if idle and not capacity.days[function]:
            zh, en = _function(situation, function)
            steps = "1 step is" if idle == 1 else f"{idle} steps are"
            said.append(
                LocalText(
                    {
                        "zh": f"{zh}每周 0 人天，可是有 {idle} 步要它来做。",
                        "en": f"{en} has no person-days, and {steps} theirs.",
                    }
                )
            )
    return said or [_too_tight(situation, roadmap, stuck, events)]


def _too_tight(
    situation: Situation, roadmap: Roadmap, stuck: Sequence[Job], events: Sequence[Event]
) -> LocalText:
    """Say which wish about weeks cannot be kept."""
    labels = [situation.results.instrument.item(job.id.partition(":")[0]).label for job in stuck]
    zh, en = named(labels, "zh"), named(labels, "en")
    brief = roadmap.brief
    if any(job.start is not None for job in stuck):
        return LocalText(
            {
                "zh": f"有的步骤定死了周次，别的步骤排不进去：{zh}。",
                "en": f"Fixed weeks leave no room for other steps: {en}.",
            }
        )
    if brief.ready_for and any(job.deadline != brief.weeks for job in stuck):
        names = [event.name for event in events if event.id in brief.ready_for]
        before_zh, before_en = named(names, "zh"), named(names, "en")
        return LocalText(
            {
                "zh": f"{before_zh}开始前做不完：{zh}。",
                "en": f"This cannot be done before {before_en}: {en}.",
            }
        )
    weeks = "1 week is" if brief.weeks == 1 else f"{brief.weeks} weeks are"
    return LocalText({"zh": f"{brief.weeks} 周里做不完：{zh}。", "en": f"{weeks} not enough for {en}."})
