"""What keeps a schedule from being over sooner, and what clashes where there is none, in sentences."""

from collections.abc import Sequence

from assessment.instrument.model import Item
from assessment.instrument.text import LocalText
from assessment.roadmap.brief import Situation
from assessment.roadmap.capacity import Capacity
from assessment.roadmap.jobs import Binding, Job, NoTimetable, Timetable
from assessment.roadmap.reasons import in_language
from assessment.roadmap.roadmap import Roadmap

CHAIN_SHOWN = 3
"""Steps of a chain that a sentence names; more would not be read."""


def binds(situation: Situation, capacity: Capacity, found: Timetable) -> LocalText:
    """Say what needs all the weeks, and how sure it is that it cannot go faster."""
    if not found.ends:
        return LocalText({"zh": "没有要排的步骤。", "en": "There is nothing to lay out."})
    last = max(found.ends)
    binding, end, bound = found.bindings[last], found.ends[last], found.bounds[last]
    why = _why(situation, capacity, binding)
    if bound == end:
        return LocalText({"zh": f"{why[0]}，再快不了。", "en": f"{why[1]}; it cannot be faster."})
    return LocalText(
        {
            "zh": f"{why[0]}；目前排到第 {end} 周，第 {bound} 周之前肯定做不完，中间还能不能更快没有证明。",
            "en": f"{why[1]}; this schedule takes until week {end}. Before week {bound} it cannot be over; "
            "whether it can be in between is not proven.",
        }
    )


def _why(situation: Situation, capacity: Capacity, binding: Binding) -> tuple[str, str]:
    instrument = situation.results.instrument
    for function in instrument.functions:
        if function.id == binding.resource:
            days = f"{capacity.days[function.id]:g}"
            zh, en = in_language(function.name, "zh"), in_language(function.name, "en")
            return (
                f"{zh}每周 {days} 人天，要做到第 {binding.weeks} 周",
                f"{en}, at {days} person-days a week, needs until week {binding.weeks}",
            )
    labels = [_item(situation, job).label for job in binding.jobs]
    zh, en = (_arrows([in_language(label, language) for label in labels]) for language in ("zh", "en"))
    if len(labels) == 1:
        return (
            f"「{zh}」要到第 {binding.weeks} 周才看得到结果",
            f"“{en}” takes until week {binding.weeks} to show",
        )
    return (
        f"这些步骤要一步接一步做：{zh}，到第 {binding.weeks} 周",
        f"these come one after the other: {en}, until week {binding.weeks}",
    )


def _arrows(names: Sequence[str]) -> str:
    return " → ".join([names[0], "…", names[-1]] if len(names) > CHAIN_SHOWN else names)


def _item(situation: Situation, job: str) -> Item:
    return situation.results.instrument.item(job.partition(":")[0])


def clashes(
    situation: Situation, roadmap: Roadmap, capacity: Capacity, found: NoTimetable, jobs: Sequence[Job]
) -> list[LocalText]:
    """Say what is in each other's way where nothing fits."""
    instrument = situation.results.instrument
    stuck = [job for job in jobs if job.id in found.jobs] or list(jobs)
    said: list[LocalText] = []
    for function in instrument.functions:
        idle = [job for job in stuck if function.id in job.work and not capacity.days[function.id]]
        if idle:
            zh, en = in_language(function.name, "zh"), in_language(function.name, "en")
            said.append(
                LocalText(
                    {
                        "zh": f"{zh}每周 0 人天，可是有 {len(idle)} 步要它来做。",
                        "en": f"{en} has no person-days, and {len(idle)} of the steps are theirs.",
                    }
                )
            )
    return said or [_too_tight(situation, roadmap, stuck)]


def _too_tight(situation: Situation, roadmap: Roadmap, stuck: Sequence[Job]) -> LocalText:
    """Say which wish about weeks cannot be kept."""
    names = [_item(situation, job.id).label for job in stuck[:CHAIN_SHOWN]]
    zh = "、".join(f"「{in_language(name, 'zh')}」" for name in names)
    en = ", ".join(f"“{in_language(name, 'en')}”" for name in names)
    more = len(stuck) > CHAIN_SHOWN
    zh, en = zh + ("等" if more else ""), en + (" and others" if more else "")
    brief = roadmap.brief
    if any(job.start is not None for job in stuck):
        return LocalText(
            {
                "zh": f"有的步骤定死了周次，别的步骤排不进去：{zh}。",
                "en": f"Fixed weeks leave no room for other steps: {en}.",
            }
        )
    if brief.ready_for and any(job.deadline != brief.weeks for job in stuck):
        return LocalText(
            {"zh": f"活动开始前做不完：{zh}。", "en": f"This cannot be done before the event: {en}."}
        )
    return LocalText(
        {
            "zh": f"{brief.weeks} 周里做不完：{zh}。",
            "en": f"{brief.weeks} weeks are not enough for {en}.",
        }
    )
