"""A roadmap in the lines that `plan` prints for people, and the reasons that `--why` adds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assessment.cli.context import Settings
from assessment.cli.names import BankNames
from assessment.instrument.model import Instrument
from assessment.planning import (
    NoSchedule,
    Regret,
    Relaxation,
    Roadmap,
    Schedule,
    Situation,
    build_roadmap,
    regrets,
)
from assessment.planning.explanations import why_now
from assessment.planning.moves import Move
from assessment.planning.outlook import Outlook, outlook
from assessment.planning.report import by_language
from assessment.planning.roadmap import PlannedStep, person_days
from assessment.responses import Assessment
from assessment.scoring.results import Confidence


@dataclass(frozen=True)
class Reasons:
    """What stands behind a roadmap."""

    roadmap: Roadmap
    schedule: Schedule | None
    regrets: Sequence[Regret]


@dataclass(frozen=True)
class PlanResult:
    """Everything that `plan` has worked out."""

    roadmap: Roadmap
    laid: Schedule | NoSchedule | None
    """The weeks, or what clashes; None where there are no steps to lay."""
    tried: Sequence[Relaxation]
    """What would make an impossible wish possible."""
    ahead: Outlook | None
    reasons: Reasons | None
    """Where they were asked for."""

    @property
    def schedule(self) -> Schedule | None:
        """The weeks, if there are any."""
        return self.laid if isinstance(self.laid, Schedule) else None


def text_lines(plan: PlanResult, speech: BankNames, settings: Settings) -> Iterator[str]:
    """Say a roadmap, or why there is none and what would help."""
    roadmap, laid, tried, schedule = plan.roadmap, plan.laid, plan.tried, plan.schedule
    if roadmap.feasible:
        yield _headline(roadmap, speech, settings)
        yield from _proof(roadmap, settings)
        yield from _sure(roadmap, plan.ahead, settings)
    else:
        yield settings.say(
            "按现在的情况，做什么都到不了这个目标：", "As things are, no steps reach this target:"
        )
        for clash in roadmap.clashes:
            about = ""
            if clash.criterion is not None:
                about = speech.asked(clash.criterion) + settings.say("：", ": ")
            relax = "" if tried else settings.say("", " ") + clash.relax.in_(settings.lang)
            yield f"- {about}{clash.what.in_(settings.lang)}{relax}"
    if isinstance(laid, NoSchedule):
        yield settings.say("这些步骤排不进去：", "These steps do not fit:")
        yield from (f"- {clash.in_(settings.lang)}" for clash in laid.clashes)
    if schedule is not None and schedule.steps:
        yield from _weeks(schedule, speech, settings)
    if tried:
        yield settings.say("这样改就行（都试过）：", "This would do (each was tried):")
        yield from (_way_out(one, settings) for one in tried)
    elif isinstance(laid, NoSchedule):
        yield settings.say(
            "只改一条都不行，请同时放宽几条再试。", "No single change is enough. Relax several at once."
        )
    yield from _steps(plan, speech, settings)
    yield from _beside(roadmap, speech, settings)
    if plan.reasons is not None:
        yield from lines_after(plan.reasons, speech, settings)


def _headline(roadmap: Roadmap, speech: BankNames, settings: Settings) -> str:
    """Say what the steps reach and what they take."""
    count, days, request = len(roadmap.steps), roadmap.effort_days, roadmap.request
    steps = "step" if count == 1 else "steps"
    effort = settings.say(f"{count} 步，共 {days:g} 人天", f"{count} {steps}, {_person_days(days)}")
    if roadmap.target is not None:
        goal = speech.stage(roadmap.target)
    elif request.dimension is not None:
        goal = f"{speech.dimension(request.dimension[0])} {request.dimension[1]:g}"
    elif roadmap.steps:
        return settings.say(f"{effort}，让总分涨得最多。", f"{effort}, chosen to raise the index most.")
    else:
        return settings.say(
            "没有能做的步骤：能提高的都到顶了，或者被排除了，或者人天不够做一步。",
            "There is no step to take: everything is at the top, left out, or takes more days than these.",
        )
    if not roadmap.steps:
        return settings.say(
            f"已经够到{goal}，不需要新的步骤。", f"{goal} is reached already; no steps are needed."
        )
    if not roadmap.kept_margin:
        return settings.say(
            f"要到{goal}：{effort}；刚好够线，没有余量。",
            f"To reach {goal}: {effort}; it just reaches the cuts, without margin.",
        )
    margin = f"{roadmap.kept_margin:g}"
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
        bound = roadmap.bound_days
        yield settings.say(
            f"没有证明是最省的；最少也要 {bound:g} 人天。",
            f"Not proven to be the least; it takes {_person_days(bound)} at least.",
        )
    if roadmap.saved_days:
        whole, saved = f"{roadmap.plain_list_days:g}", f"{roadmap.saved_days:g}"
        yield settings.say(
            f"按性价比一项项做要 {whole} 人天，这样省 {saved} 人天。",
            f"A plain value-per-effort list takes {whole}; this saves {saved}.",
        )


def _sure(roadmap: Roadmap, ahead: Outlook | None, settings: Settings) -> Iterator[str]:
    """Say what the margin costs and does, and what seeing the evidence would do instead."""
    if ahead is None or ahead.safe is None:
        return
    safe, least = _percent(ahead.safe), ahead.minimum
    if roadmap.minimum is not None and least is not None and roadmap.minimum < roadmap.effort_days:
        yield settings.say(
            f"刚好够线只要 {roadmap.minimum:g} 人天（--margin 0），站得住的把握约 {_percent(least)} %；"
            f"留了余量约 {safe} %。",
            f"Just reaching the cuts takes {_person_days(roadmap.minimum)} (--margin 0) and holds with a "
            f"probability of about {_percent(least)} %; with the margin it is about {safe} %.",
        )
    else:
        yield settings.say(
            f"做完后，这个阶段站得住的把握约 {safe} %。",
            f"Afterwards the stage holds with a probability of about {safe} %.",
        )
    if ahead.seen is not None and ahead.musts and _percent(ahead.seen) > safe:
        count, seen = len(ahead.musts), _percent(ahead.seen)
        items = "1 must item" if count == 1 else f"{count} must items"
        yield settings.say(
            f"要更稳，先找人核实 {count} 个必须项的证据：同样这些步骤，把握到约 {seen} %，比再多做步骤省事。",
            f"To be surer, first let somebody look at the evidence of {items}: the same steps then hold with "
            f"about {seen} %, which is less work than more steps.",
        )


def _percent(sure: Confidence) -> int:
    return round(50 * (sure.low + sure.high))


def _weeks(schedule: Schedule, speech: BankNames, settings: Settings) -> Iterator[str]:
    """Say when it is reached, what needs the weeks, and what misses its event."""
    lang = settings.lang
    if schedule.gate_week == schedule.last_week:
        yield settings.say(
            f"第 {schedule.last_week} 周全部做完，同时达标。",
            f"All done, and the target reached, in week {schedule.last_week}.",
        )
    elif schedule.gate_week:
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
    days = one.effort_days
    after = settings.say(f"（共 {days:g} 人天）", f" ({_person_days(days)})")
    if one.gate_week is not None:
        after = settings.say(
            f"（第 {one.gate_week} 周达标，共 {days:g} 人天）",
            f" (reached in week {one.gate_week}, {_person_days(days)})",
        )
    return f"- {one.said.in_(settings.lang)}{after}"


def _steps(plan: PlanResult, speech: BankNames, settings: Settings) -> Iterator[str]:
    for number, step in enumerate(plan.roadmap.steps, start=1):
        yield f"{number}. {speech.text(step.text)}"
        yield f"   {' · '.join(_facts(step, plan.schedule, speech, settings))}"
        yield f"   {step.reason.in_(settings.lang)}"
        if plan.reasons is not None:
            more = lines_of_step(step, plan.reasons, speech.instrument, speech, settings)
            yield from (f"   {line}" for line in more)


def _facts(
    step: PlannedStep, schedule: Schedule | None, speech: BankNames, settings: Settings
) -> Iterator[str]:
    yield speech.function(step.owner)
    yield settings.say(f"{step.days:g} 人天", _person_days(step.days))
    if schedule is not None:
        placed = schedule.of((step.item, step.to_point))
        first, last = placed.start_week, placed.end_week
        if first == last:
            yield settings.say(f"第 {first} 周", f"week {first}")
        else:
            yield settings.say(f"第 {first}–{last} 周", f"weeks {first}–{last}")
    yield f"{speech.item(step.item)} {step.from_point} → {step.to_point}"
    if step.if_confirmed:
        yield settings.say("先弄清是否已做到", "find out first")


def _beside(roadmap: Roadmap, speech: BankNames, settings: Settings) -> Iterator[str]:
    """Say what stands beside the steps: numbers, what to find out, what is too early."""
    for criterion in roadmap.conditions:
        what = speech.asked(criterion)
        yield settings.say(
            f"还有一个数字要到：{what}。步骤做完，也要看到它才算。",
            f"A number must be seen as well: {what}. The steps alone do not settle it.",
        )
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


def looking_ahead(situation: Situation, assessment: Assessment, roadmap: Roadmap) -> Outlook | None:
    """Return how sure the target stage would be; None where no steps lead to one."""
    if not roadmap.feasible or roadmap.target is None or not roadmap.steps:
        return None
    least = build_roadmap(situation, replace(roadmap.request, margin=0.0)) if roadmap.margin else roadmap
    return outlook(situation.results.instrument, assessment, roadmap, least) if least.feasible else None


def reasons_of(situation: Situation, roadmap: Roadmap, schedule: Schedule | None) -> Reasons:
    """Work out what leaving out each of the first steps would cost."""
    return Reasons(roadmap, schedule, regrets(situation, roadmap) if roadmap.feasible else ())


def reasons_as_json(reasons: Reasons, ahead: Outlook | None) -> dict[str, Any]:
    """Return the reasons as the JSON that `--why` adds."""
    roadmap = reasons.roadmap
    plain = roadmap.plain_list
    return {
        "minimum_days": roadmap.minimum,
        "confidence": None
        if ahead is None
        else {
            "safe": _confidence(ahead.safe),
            "minimum": _confidence(ahead.minimum),
            "verified": _confidence(ahead.seen),
            "to_verify": list(ahead.musts),
        },
        "plain_list": None
        if plain is None
        else [{"item": item, "to_point": point, "days": days} for (item, point), days in plain],
        "needed_by": [
            {"item": step.item, "to_point": step.to_point, "steps": [_step(one) for one in step.needed_by]}
            for step in roadmap.steps
            if step.needed_by
        ],
        "left_out": [
            {
                "item": regret.item,
                "more_days": regret.days,
                "instead": list(regret.instead),
                "proven": regret.proven,
                "said": by_language(regret.said),
            }
            for regret in reasons.regrets
        ],
    }


def _step(move: Move) -> dict[str, Any]:
    return {"item": move[0], "point": move[1]}


def _confidence(one: Confidence | None) -> dict[str, Any] | None:
    return None if one is None else {"low": one.low, "high": one.high, "word": one.word}


def lines_of_step(
    step: PlannedStep, reasons: Reasons, instrument: Instrument, speech: BankNames, settings: Settings
) -> Iterator[str]:
    """Say with which product, after and before what, why in its weeks, and what shows that it is done."""
    say = settings.say
    yield say("用什么：", "With: ") + speech.product(step.product)
    if step.needs:
        yield say("要先有：", "Needs first: ") + _move_names(step.needs, speech, settings)
    if step.needed_by:
        yield say("等着它的：", "Waiting for it: ") + _move_names(step.needed_by, speech, settings)
    if reasons.schedule is not None:
        why = why_now(step, reasons.roadmap, reasons.schedule, instrument)
        yield say("为什么排在这时：", "Why then: ") + why.in_(settings.lang)
    evidence = instrument.item(step.item).evidence
    if evidence is not None:
        yield say("做完看什么：", "Done when you can show: ") + speech.text(evidence)


def _move_names(moves: Sequence[Move], speech: BankNames, settings: Settings) -> str:
    names = [f"{speech.item(item)} {point - 1} → {point}" for item, point in moves]
    return settings.say("、", ", ").join(names)


def lines_after(reasons: Reasons, speech: BankNames, settings: Settings) -> Iterator[str]:
    """Say what leaving out each of the first steps would cost, and what the plain list holds."""
    if reasons.regrets:
        yield settings.say("哪一项不做会怎样：", "What leaving one out would cost:")
        for regret in reasons.regrets:
            colon = settings.say("：", ": ")
            yield f"- {speech.item(regret.item)}{colon}{regret.said.in_(settings.lang)}"
    plain = reasons.roadmap.plain_list
    if plain and reasons.roadmap.saved_days:
        yield settings.say("按性价比排的清单，用来对照：", "The plain list it is set against:")
        for (item, point), days in plain:
            effort = settings.say(f"{days:g} 人天", _person_days(days))
            yield f"- {speech.item(item)} {point - 1} → {point} · {effort}"


def _person_days(days: float) -> str:
    return person_days(days).in_("en")
