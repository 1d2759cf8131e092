"""A roadmap in the lines that `plan` prints for people."""

from collections.abc import Iterator, Sequence

from assessment.cli.settings import Settings
from assessment.cli.words import Speech
from assessment.roadmap import NoSchedule, Relaxation, Roadmap, Schedule
from assessment.roadmap.roadmap import PlannedStep


def said(
    roadmap: Roadmap,
    laid: Schedule | NoSchedule | None,
    tried: Sequence[Relaxation],
    speech: Speech,
    settings: Settings,
) -> Iterator[str]:
    """Say a roadmap, or why there is none and what would help."""
    if roadmap.feasible:
        yield _headline(roadmap, speech, settings)
        yield from _proof(roadmap, settings)
    else:
        yield settings.say(
            "按现在的情况，做什么都到不了这个目标：", "As things are, no steps reach this target:"
        )
        for clash in roadmap.clashes:
            about = ""
            if clash.criterion is not None:
                about = speech.asked(clash.criterion) + settings.say("：", ": ")
            yield f"- {about}{clash.what.in_(settings.lang)}"
    schedule = laid if isinstance(laid, Schedule) else None
    if isinstance(laid, NoSchedule):
        yield settings.say("这些步骤排不进去：", "These steps do not fit:")
        yield from (f"- {clash.in_(settings.lang)}" for clash in laid.clashes)
    if schedule is not None and schedule.steps:
        yield from _weeks(schedule, speech, settings)
    if tried:
        yield settings.say("这样改就行（都试过）：", "This would do (each was tried):")
        yield from (_way_out(one, settings) for one in tried)
    yield from _steps(roadmap, schedule, speech, settings)
    yield from _beside(roadmap, speech, settings)


def _headline(roadmap: Roadmap, speech: Speech, settings: Settings) -> str:
    """Say what the steps reach and what they take."""
    count, days, brief = len(roadmap.steps), f"{roadmap.effort_days:g}", roadmap.brief
    steps = "step" if count == 1 else "steps"
    effort = settings.say(f"{count} 步，共 {days} 人天", f"{count} {steps}, {days} person-days")
    if roadmap.target is not None:
        goal = speech.stage(roadmap.target)
    elif brief.dimension is not None:
        goal = f"{speech.dimension(brief.dimension[0])} {brief.dimension[1]:g}"
    else:
        return settings.say(f"{effort}。", f"{effort}.")
    if not roadmap.steps:
        return settings.say(
            f"已经够到{goal}，不需要新的步骤。", f"{goal} is reached already; no steps are needed."
        )
    margin = f"{roadmap.margin:g}"
    return settings.say(
        f"要到{goal}：{effort}；每条分数线留 {margin} 分余量。",
        f"To reach {goal}: {effort}; every cut is passed by {margin} points.",
    )


def _proof(roadmap: Roadmap, settings: Settings) -> Iterator[str]:
    """Say that nothing is cheaper, or how far it may be from that, and what it saves."""
    if roadmap.bound_days is None or not roadmap.steps:
        return
    if roadmap.proven:
        yield settings.say("已证明没有更省的做法。", "Proven: nothing takes fewer person-days.")
    else:
        bound = f"{roadmap.bound_days:g}"
        yield settings.say(
            f"没有证明是最省的；最少也要 {bound} 人天。",
            f"Not proven to be the least; it takes {bound} person-days at least.",
        )
    if roadmap.saved_days:
        whole, saved = f"{roadmap.plain_list_days:g}", f"{roadmap.saved_days:g}"
        yield settings.say(
            f"按性价比一项项做要 {whole} 人天，这样省 {saved} 人天。",
            f"A plain value-per-effort list takes {whole}; this saves {saved}.",
        )


def _weeks(schedule: Schedule, speech: Speech, settings: Settings) -> Iterator[str]:
    """Say when it is reached, what needs the weeks, and what misses its event."""
    lang = settings.lang
    if schedule.gate_week:
        yield settings.say(
            f"第 {schedule.gate_week} 周达标，第 {schedule.last_week} 周全部做完。",
            f"Reached in week {schedule.gate_week}, all done in week {schedule.last_week}.",
        )
    else:
        yield settings.say(f"第 {schedule.last_week} 周全部做完。", f"All done in week {schedule.last_week}.")
    yield schedule.binds.in_(lang)
    assumed = [speech.function(load.function) for load in schedule.loads if load.assumed]
    if assumed:
        names = settings.say("、", ", ").join(assumed)
        yield settings.say(
            f"没说有几个人，人力先按估计算：{names}。用 --capacity 改。",
            f"Nobody said how many people there are for {names}; guessed. Change it with --capacity.",
        )
    for missed in schedule.missed:
        names = settings.say("、", ", ").join(dict.fromkeys(speech.item(item) for item, _ in missed.steps))
        event = missed.event.name.in_(lang)
        yield settings.say(
            f"{event}（{missed.event.starts}）之前做不完：{names}。",
            f"Not done before {event} ({missed.event.starts}): {names}.",
        )


def _way_out(one: Relaxation, settings: Settings) -> str:
    days = f"{one.effort_days:g}"
    after = settings.say(f"（共 {days} 人天）", f" ({days} person-days)")
    if one.gate_week is not None:
        after = settings.say(
            f"（第 {one.gate_week} 周达标，共 {days} 人天）",
            f" (reached in week {one.gate_week}, {days} person-days)",
        )
    return f"- {one.said.in_(settings.lang)}{after}"


def _steps(roadmap: Roadmap, schedule: Schedule | None, speech: Speech, settings: Settings) -> Iterator[str]:
    for number, step in enumerate(roadmap.steps, start=1):
        yield f"{number}. {speech.text(step.text)}"
        yield f"   {' · '.join(_facts(step, schedule, speech, settings))}"
        yield f"   {step.reason.in_(settings.lang)}"


def _facts(step: PlannedStep, schedule: Schedule | None, speech: Speech, settings: Settings) -> Iterator[str]:
    yield speech.function(step.owner)
    yield settings.say(f"{step.days:g} 人天", f"{step.days:g} person-days")
    if schedule is not None:
        placed = schedule.of((step.item, step.to_point))
        span = f"{placed.start_week}"
        if placed.end_week > placed.start_week:
            span += f"–{placed.end_week}"
        yield settings.say(f"第 {span} 周", f"week {span}")
    yield f"{speech.item(step.item)} {step.from_point} → {step.to_point}"
    if step.if_confirmed:
        yield settings.say("先弄清是否已做到", "find out first")


def _beside(roadmap: Roadmap, speech: Speech, settings: Settings) -> Iterator[str]:
    """Say what stands beside the steps: numbers, what to find out, what is too early."""
    for criterion in roadmap.conditions:
        what = speech.asked(criterion)
        yield settings.say(f"还要看到数字：{what}。", f"A number must be seen as well: {what}.")
    if roadmap.find_out:
        yield settings.say("先弄清：", "Find out first:")
        yield from (f"- {speech.item(item)}" for item in roadmap.find_out)
    if roadmap.not_yet:
        yield settings.say("现在先别做：", "Not yet:")
        for note in roadmap.not_yet:
            stage = speech.stage(note.worth_from)
            yield settings.say(
                f"- {speech.item(note.item)}（{stage}再做）：{speech.text(note.reason)}",
                f"- {speech.item(note.item)} (from {stage}): {speech.text(note.reason)}",
            )
