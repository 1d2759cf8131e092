"""A roadmap in the lines that `plan` prints for people, and the reasons that `--why` adds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assessment.cli.names import BankNames
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
from assessment.planning.explanations import other_order, why_now
from assessment.planning.moves import Move
from assessment.planning.outlook import Outlook, outlook
from assessment.planning.report import by_language
from assessment.planning.roadmap import PlannedStep, person_days
from assessment.presentation.conditions import condition_rows
from assessment.responses import Assessment
from assessment.scoring.results import Confidence
from assessment.texts import Text


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
    weeks: Schedule | NoSchedule | None
    """The weeks, or what clashes; None where there are no steps to lay."""
    tried: Sequence[Relaxation]
    """What would make an impossible request possible."""
    ahead: Outlook | None
    reasons: Reasons | None
    """Where they were asked for."""

    @property
    def schedule(self) -> Schedule | None:
        """The weeks, if there are any."""
        return self.weeks if isinstance(self.weeks, Schedule) else None


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
            {
                "item": step.item,
                "to_point": step.to_point,
                "steps": [{"item": item, "point": point} for item, point in step.needed_by],
            }
            for step in roadmap.steps
            if step.needed_by
        ],
        "left_out": [
            {
                "item": regret.item,
                "more_days": regret.days,
                "instead": list(regret.instead),
                "proven": regret.proven,
                "said": by_language(regret.text),
            }
            for regret in reasons.regrets
        ],
    }


def _confidence(one: Confidence | None) -> dict[str, Any] | None:
    return None if one is None else {"low": one.low, "high": one.high, "word": one.word}


def text_lines(plan: PlanResult, names: BankNames) -> Iterator[str]:
    """Say a roadmap, or why there is none and what would help."""
    roadmap, weeks, schedule = plan.roadmap, plan.weeks, plan.schedule
    if roadmap.feasible:
        yield _headline(roadmap, names)
        yield from _proof(roadmap, names)
        yield from _sure(roadmap, plan.ahead, names)
    else:
        yield from _clashes(plan, names)
    if isinstance(weeks, NoSchedule):
        yield names.say("cli.plan.do_not_fit")
        yield from (f"- {names.text(clash)}" for clash in weeks.clashes)
    if schedule is not None and schedule.steps:
        yield from _weeks(schedule, names, is_reached=not roadmap.conditions)
    if plan.tried:
        yield names.say("cli.plan.would_do")
        yield from (_relaxation(one, names) for one in plan.tried)
    elif isinstance(weeks, NoSchedule):
        yield names.say("cli.plan.relax_several")
    for number, step in enumerate(roadmap.steps, start=1):
        yield f"{number}. {names.text(step.text)}"
        yield f"   {' · '.join(_facts(step, schedule, names))}"
        yield f"   {names.text(step.reason)}"
        if plan.reasons is not None:
            yield from (f"   {line}" for line in _reasons_of_step(step, plan.reasons, names))
    yield from _beside(roadmap, names)
    if plan.reasons is not None:
        yield from _reasons_after(plan.reasons, names)


def _clashes(plan: PlanResult, names: BankNames) -> Iterator[str]:
    """Say why no steps reach the target, with what would help unless something was tried."""
    yield names.say("cli.plan.unreachable")
    for clash in plan.roadmap.clashes:
        what = names.text(clash.what)
        if clash.criterion is not None:
            what = names.say("cli.labelled", label=names.asked(clash.criterion), text=what)
        yield f"- {what}" if plan.tried else f"- {names.say('cli.plan.clash', what=what, relax=clash.relax)}"


def _headline(roadmap: Roadmap, names: BankNames) -> str:
    """Say what the steps reach and what they take."""
    request = roadmap.request
    effort = Text("cli.plan.effort", count=len(roadmap.steps), days=person_days(roadmap.effort_days))
    if roadmap.target is not None:
        goal = names.stage(roadmap.target)
    elif request.dimension is not None:
        goal = f"{names.dimension(request.dimension[0])} {request.dimension[1]:g}"
    else:
        return (
            names.say("cli.plan.best_use", effort=effort) if roadmap.steps else names.say("cli.plan.no_step")
        )
    if not roadmap.steps:
        return names.say("cli.plan.reached_already", goal=goal)
    if not roadmap.kept_margin:
        return names.say("cli.plan.without_margin", goal=goal, effort=effort)
    return names.say("cli.plan.with_margin", goal=goal, effort=effort, margin=roadmap.kept_margin)


def _proof(roadmap: Roadmap, names: BankNames) -> Iterator[str]:
    """Say that nothing is cheaper, or how far it may be from that, and what it saves."""
    if roadmap.bound_days is None or not roadmap.steps:
        return
    if roadmap.proven:
        yield names.say("cli.plan.proven")
    else:
        yield names.say("cli.plan.not_proven", days=person_days(roadmap.bound_days))
    if roadmap.saved_days:
        yield names.say("cli.plan.saves", whole=roadmap.plain_list_days, saved=roadmap.saved_days)


def _sure(roadmap: Roadmap, ahead: Outlook | None, names: BankNames) -> Iterator[str]:
    """Say what the margin costs and does, and what seeing the evidence would do instead."""
    if ahead is None or ahead.safe is None:
        return
    safe, least = _percent(ahead.safe), ahead.minimum
    if roadmap.minimum is not None and least is not None and roadmap.minimum < roadmap.effort_days:
        days = person_days(roadmap.minimum)
        yield names.say("cli.plan.sure_with_margin", days=days, least=_percent(least), safe=safe)
    else:
        yield names.say("cli.plan.sure", safe=safe)
    if ahead.seen is not None and ahead.musts and _percent(ahead.seen) > safe:
        yield names.say("cli.plan.surer", count=len(ahead.musts), seen=_percent(ahead.seen))


def _percent(sure: Confidence) -> int:
    return round(50 * (sure.low + sure.high))


def _weeks(schedule: Schedule, names: BankNames, *, is_reached: bool) -> Iterator[str]:
    """Say when it is reached, what needs the weeks, and what misses its event.

    Args:
        schedule: of the steps.
        names: of the bank.
        is_reached: whether the steps alone reach the target.
    """
    if schedule.gate_week == schedule.last_week:
        kind = "all_done_and_reached" if is_reached else "all_done"
    elif schedule.gate_week:
        kind = "reached_and_all_done" if is_reached else "needed_and_all_done"
    else:
        kind = "all_done"
    yield names.say(f"cli.plan.{kind}", last=schedule.last_week, gate=schedule.gate_week)
    yield names.text(schedule.binds)
    text, other = other_order(schedule, names.instrument), schedule.other_order
    if text is not None and other is not None:
        way = "nearest_first" if other.request.nearest_first else "target_first"
        yield names.say(f"cli.plan.{way}", said=text)
    assumed = [names.function(load.function) for load in schedule.loads if load.assumed]
    if assumed:
        yield names.say("cli.plan.assumed", names=names.list(assumed))
    for missed in schedule.missed:
        late = names.list(dict.fromkeys(names.item(item) for item, _ in missed.steps))
        event = missed.event
        yield names.say("cli.plan.missed", event=event.name, starts=event.starts, names=late)


def _relaxation(one: Relaxation, names: BankNames) -> str:
    days, week = person_days(one.effort_days), one.gate_week
    kind = "relaxation" if week is None else "relaxation_week"
    return "- " + names.say(f"cli.plan.{kind}", what=one.text, days=days, week=week)


def _facts(step: PlannedStep, schedule: Schedule | None, names: BankNames) -> Iterator[str]:
    yield names.function(step.owner)
    yield names.text(person_days(step.days))
    if schedule is not None:
        placed = schedule.of((step.item, step.to_point))
        first, last = placed.start_week, placed.end_week
        yield names.say("cli.plan.week" if first == last else "cli.plan.weeks", first=first, last=last)
    yield f"{names.item(step.item)} {step.from_point} → {step.to_point}"
    if step.if_confirmed:
        yield names.say("cli.plan.if_confirmed")


def _reasons_of_step(step: PlannedStep, reasons: Reasons, names: BankNames) -> Iterator[str]:
    """Say with which product, after and before what, why in its weeks, and what shows that it is done."""
    instrument = names.instrument
    yield names.say("cli.plan.product", product=instrument.product(step.product).name)
    if step.needs:
        yield names.say("cli.plan.needs", steps=_moves(step.needs, names))
    if step.needed_by:
        yield names.say("cli.plan.needed_by", steps=_moves(step.needed_by, names))
    if reasons.schedule is not None:
        yield names.say("cli.plan.why_then", why=why_now(step, reasons.roadmap, reasons.schedule, instrument))
    evidence = instrument.item(step.item).evidence
    if evidence is not None:
        yield names.say("cli.plan.evidence", evidence=evidence)


def _moves(moves: Sequence[Move], names: BankNames) -> str:
    return names.list(f"{names.item(item)} {point - 1} → {point}" for item, point in moves)


def _reasons_after(reasons: Reasons, names: BankNames) -> Iterator[str]:
    """Say what leaving out each of the first steps would cost, and what the plain list holds."""
    if reasons.regrets:
        yield names.say("cli.plan.leaving_out")
        for regret in reasons.regrets:
            yield "- " + names.say("cli.labelled", label=names.item(regret.item), text=regret.text)
    plain = reasons.roadmap.plain_list
    if plain and reasons.roadmap.saved_days:
        yield names.say("cli.plan.plain_list")
        for (item, point), days in plain:
            yield f"- {names.item(item)} {point - 1} → {point} · {names.text(person_days(days))}"


def _beside(roadmap: Roadmap, names: BankNames) -> Iterator[str]:
    """Say what stands beside the steps: numbers, what to find out, what is too early."""
    if roadmap.conditions:
        yield names.say("cli.plan.conditions", count=len(roadmap.conditions))
    for row in condition_rows(roadmap.conditions, names.instrument, names.language):
        text = names.say("cli.plan.condition", what=row.label, wanted=row.wanted, to_do=row.what_to_do)
        yield f"- {text}"
    if roadmap.find_out:
        yield names.say("cli.plan.find_out")
        yield from (f"- {names.item(item)}" for item in roadmap.find_out)
    if roadmap.not_yet:
        yield names.say("cli.plan.not_yet")
    for note in roadmap.not_yet:
        item, stage = names.item(note.item), names.stage(note.worth_from)
        yield "- " + names.say("cli.plan.not_yet_item", item=item, stage=stage, reason=note.reason)
