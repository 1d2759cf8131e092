"""What stands behind a roadmap: what `plan --why` adds, and how sure the target would be."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from assessment.cli.settings import Settings
from assessment.cli.words import Speech
from assessment.instrument.model import Instrument
from assessment.planning import Regret, Roadmap, Schedule, Situation, draw, regrets
from assessment.planning.climb import Move
from assessment.planning.outlook import Outlook, outlook
from assessment.planning.reasons import person_days
from assessment.planning.roadmap import PlannedStep
from assessment.planning.timing import why_now
from assessment.responses import Assessment
from assessment.scoring.results import Confidence


@dataclass(frozen=True)
class Reasons:
    """What stands behind a roadmap."""

    roadmap: Roadmap
    schedule: Schedule | None
    regrets: Sequence[Regret]


def looking_ahead(situation: Situation, assessment: Assessment, roadmap: Roadmap) -> Outlook | None:
    """Return how sure the target stage would be; None where no steps lead to one."""
    if not roadmap.feasible or roadmap.target is None or not roadmap.steps:
        return None
    least = draw(situation, replace(roadmap.brief, margin=0.0)) if roadmap.margin else roadmap
    return outlook(situation.results.instrument, assessment, roadmap, least) if least.feasible else None


def reasons_of(situation: Situation, roadmap: Roadmap, schedule: Schedule | None) -> Reasons:
    """Work out what leaving out each of the first steps would cost."""
    return Reasons(roadmap, schedule, regrets(situation, roadmap) if roadmap.feasible else ())


def as_json(reasons: Reasons, ahead: Outlook | None) -> dict[str, Any]:
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
                "said": dict(regret.said.model_dump()),
            }
            for regret in reasons.regrets
        ],
    }


def _step(move: Move) -> dict[str, Any]:
    return {"item": move[0], "point": move[1]}


def _confidence(one: Confidence | None) -> dict[str, Any] | None:
    return None if one is None else {"low": one.low, "high": one.high, "word": one.word}


def lines_of_step(
    step: PlannedStep, reasons: Reasons, instrument: Instrument, speech: Speech, settings: Settings
) -> Iterator[str]:
    """Say with which product, after and before what, why in its weeks, and what shows that it is done."""
    say = settings.say
    yield say("用什么：", "With: ") + speech.product(step.product)
    if step.needs:
        yield say("要先有：", "Needs first: ") + _named(step.needs, speech, settings)
    if step.needed_by:
        yield say("等着它的：", "Waiting for it: ") + _named(step.needed_by, speech, settings)
    if reasons.schedule is not None:
        why = why_now(step, reasons.roadmap, reasons.schedule, instrument)
        yield say("为什么排在这时：", "Why then: ") + why.in_(settings.lang)
    evidence = instrument.item(step.item).evidence
    if evidence is not None:
        yield say("做完看什么：", "Done when you can show: ") + speech.text(evidence)


def _named(moves: Sequence[Move], speech: Speech, settings: Settings) -> str:
    names = [f"{speech.item(item)} {point - 1} → {point}" for item, point in moves]
    return settings.say("、", ", ").join(names)


def lines_after(reasons: Reasons, speech: Speech, settings: Settings) -> Iterator[str]:
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
            effort = settings.say(f"{days:g} 人天", person_days(days))
            yield f"- {speech.item(item)} {point - 1} → {point} · {effort}"
