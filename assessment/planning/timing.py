"""Why a step has the week it has: who waits for it, what it waits for, or who is busy until then."""

from assessment.instrument.model import Instrument
from assessment.instrument.text import LocalText
from assessment.planning.reasons import in_language
from assessment.planning.roadmap import PlannedStep, Roadmap
from assessment.planning.weeks import Schedule, ScheduledStep


def why_now(step: PlannedStep, roadmap: Roadmap, schedule: Schedule, instrument: Instrument) -> LocalText:
    """Return why a step starts in its week, in one sentence."""
    placed = schedule.of((step.item, step.to_point))
    if placed.fixed:
        return LocalText({"zh": "这一周是你定的。", "en": "You fixed this week."})
    waits = _latest_need(step, schedule)
    earliest = max(roadmap.brief.now_week, 1 if waits is None else waits.end_week + 1)
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
