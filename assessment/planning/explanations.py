"""Why a roadmap is as it is, in sentences: what binds, what clashes, why now, the price of leaving out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assessment.instrument.calendar import Event
from assessment.instrument.model import Instrument
from assessment.instrument.text import LocalText
from assessment.planning.reasons import in_language, named, person_days
from assessment.planning.request import Situation
from assessment.planning.roadmap import PlannedStep, Roadmap
from assessment.planning.schedule import Schedule, ScheduledStep
from assessment.planning.scheduling.jobs import Binding, Job, NoTimetable
from assessment.planning.selection import move_space_of, select_moves
from assessment.planning.step_jobs import Capacity

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
    request = roadmap.request
    if any(job.start is not None for job in stuck):
        return LocalText(
            {
                "zh": f"有的步骤定死了周次，别的步骤排不进去：{zh}。",
                "en": f"Fixed weeks leave no room for other steps: {en}.",
            }
        )
    if request.ready_for and any(job.deadline != request.weeks for job in stuck):
        names = [event.name for event in events if event.id in request.ready_for]
        before_zh, before_en = named(names, "zh"), named(names, "en")
        return LocalText(
            {
                "zh": f"{before_zh}开始前做不完：{zh}。",
                "en": f"This cannot be done before {before_en}: {en}.",
            }
        )
    weeks = "1 week is" if request.weeks == 1 else f"{request.weeks} weeks are"
    return LocalText({"zh": f"{request.weeks} 周里做不完：{zh}。", "en": f"{weeks} not enough for {en}."})


def why_now(step: PlannedStep, roadmap: Roadmap, schedule: Schedule, instrument: Instrument) -> LocalText:
    """Return why a step starts in its week, in one sentence."""
    placed = schedule.of((step.item, step.to_point))
    if placed.fixed:
        return LocalText({"zh": "这一周是你定的。", "en": "You fixed this week."})
    waits = _latest_need(step, schedule)
    earliest = max(roadmap.request.now_week, 1 if waits is None else waits.end_week + 1)
    if placed.start_week > earliest:
        return _busy(placed, earliest, schedule, instrument)
    if waits is not None:
        return _after(waits, instrument)
    waiting = len(step.needed_by)
    if waiting == 1:
        return LocalText({"zh": "后面有 1 步等着它，所以先做。", "en": "A later step waits for it."})
    if waiting:
        return LocalText(
            {
                "zh": f"后面有 {waiting} 步等着它，所以先做。",
                "en": f"It comes first: {waiting} later steps wait for it.",
            }
        )
    return LocalText(
        {"zh": "不用等别的，人手也够，马上可以做。", "en": "Nothing holds it up, and there is time for it."}
    )


def _latest_need(step: PlannedStep, schedule: Schedule) -> ScheduledStep | None:
    below = (step.item, step.from_point)
    known = {one.move: one for one in schedule.steps}
    needed = [known[move] for move in (below, *step.needs) if move in known]
    return max(needed, key=lambda one: (one.end_week, one.move), default=None)


def _after(waits: ScheduledStep, instrument: Instrument) -> LocalText:
    label = instrument.item(waits.item).label
    zh, en = in_language(label, "zh"), in_language(label, "en")
    week = waits.end_week
    return LocalText(
        {
            "zh": f"「{zh}」第 {week} 周看得到结果，接着就做它。",
            "en": f"It follows “{en}”, which shows in week {week}.",
        }
    )


def _busy(placed: ScheduledStep, earliest: int, schedule: Schedule, instrument: Instrument) -> LocalText:
    """Say whose hands are full, or what freezes them, in the weeks before."""
    function = next(one for one in instrument.functions if one.id == placed.owner)
    zh, en = in_language(function.name, "zh"), in_language(function.name, "en")
    before = range(earliest, placed.start_week)
    load = next((one for one in schedule.loads if one.function == placed.owner), None)
    for event in schedule.events:
        frozen = {
            week
            for freeze in event.freezes
            if placed.owner in freeze.functions
            for week in range(schedule.week_of(freeze.starts) or 0, (schedule.week_of(freeze.ends) or 0) + 1)
        }
        if placed.start_week - 1 in frozen:
            name_zh, name_en = in_language(event.name, "zh"), in_language(event.name, "en")
            return LocalText(
                {
                    "zh": f"{name_zh}前后{zh}腾不出手，过了再做。",
                    "en": f"{en} is taken up by {name_en} until then.",
                }
            )
    full = load is not None and all(load.days[week - 1] >= load.capacity[week - 1] for week in before)
    if full:
        return LocalText(
            {
                "zh": f"{zh}在这之前排满了，第 {placed.start_week} 周轮到它。",
                "en": f"{en} is fully taken up before; its turn comes in week {placed.start_week}.",
            }
        )
    return LocalText(
        {
            "zh": f"{zh}先做更要紧的，第 {placed.start_week} 周轮到它。",
            "en": f"{en} has more pressing steps first; its turn comes in week {placed.start_week}.",
        }
    )


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
    if roadmap.request.stage is None and roadmap.request.dimension is None:
        return []
    items = list(dict.fromkeys(step.item for step in roadmap.steps))[:top]
    return [_regret(situation, roadmap, item) for item in items]


def _regret(situation: Situation, roadmap: Roadmap, item: str) -> Regret:
    request = replace(
        roadmap.request, exclude=roadmap.request.exclude | {item}, force=roadmap.request.force - {item}
    )
    space = move_space_of(situation, request, roadmap.margin)
    other = select_moves(space, request)
    if other is None:
        return Regret(item, None, (), proven=True, said=NO_WAY)
    days = space.days(other.moves) - roadmap.effort_days
    chosen = {(step.item, step.to_point) for step in roadmap.steps}
    instead = tuple(dict.fromkeys(raised for raised, _ in sorted(other.moves - chosen)))
    return Regret(item, days, instead, other.proven and roadmap.proven, _price(situation, days, instead))


NO_WAY = LocalText({"zh": "没有它，到不了目标。", "en": "There is no path without it."})


def _price(situation: Situation, days: float, instead: Sequence[str]) -> LocalText:
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
