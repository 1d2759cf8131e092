"""What would make an impossible wish possible: single changes, each tried, and only what works."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from assessment.instrument.calendar import Event
from assessment.instrument.text import LocalText
from assessment.planning.brief import Brief, Edit, Situation
from assessment.planning.capacity import available, capacity_of
from assessment.planning.draw import draw
from assessment.planning.fitting import other_steps
from assessment.planning.lay import lay
from assessment.planning.reasons import in_language, named, person_days
from assessment.planning.roadmap import Roadmap
from assessment.planning.tasks import events_for
from assessment.planning.weeks import Relaxation, Schedule

PUT_BACK = 6
"""Of the items left out for others that fit, how many are tried to be kept after all, and are named."""
MOST_MORE = 40
"""Half person-days a week more, at most, that are tried for one function."""

Told = Callable[[], None]


def relaxations(
    situation: Situation, brief: Brief, calendar: Sequence[Event] = (), told: Told | None = None
) -> list[Relaxation]:
    """Return single changes of a wish that make it possible, in the order of what they ask of the team.

    Args:
        situation: of the merchant.
        brief: a wish without a roadmap, or whose steps do not fit, its target filled in.
        calendar: the platform's events.
        told: called before each try.
    """
    trial = _Trial(situation, calendar, told or (lambda: None))
    roadmap = draw(situation, brief)
    tries = [_less_asked(trial, brief), _lower_target(trial, brief)]
    if roadmap.feasible:
        tries = [
            _more_weeks(trial, brief),
            _more_capacity(trial, brief, roadmap),
            _other_steps(trial, brief, roadmap),
            _less_fixed(trial, brief),
            _no_margin(trial, brief),
            *tries,
        ]
    return [found for kind in tries for found in kind]


@dataclass(frozen=True)
class _Trial:
    """Tries wishes."""

    situation: Situation
    calendar: Sequence[Event]
    told: Told

    def schedule(self, brief: Brief, roadmap: Roadmap | None = None) -> tuple[Roadmap, Schedule] | None:
        """Return the roadmap and the schedule of a wish; None where it is impossible as well.

        Args:
            brief: the wish.
            roadmap: where it is known to stay the same.
        """
        self.told()
        drawn = draw(self.situation, brief) if roadmap is None else replace(roadmap, brief=brief)
        if not drawn.feasible:
            return None
        found = lay(self.situation, drawn, self.calendar)
        return (drawn, found) if isinstance(found, Schedule) else None

    def relaxation(self, brief: Brief, zh: str, en: str) -> Iterator[Relaxation]:
        """Yield a change if it works."""
        tried = self.schedule(brief)
        if tried is not None:
            roadmap, schedule = tried
            said = LocalText({"zh": zh, "en": en})
            yield Relaxation(roadmap.brief, said, schedule.gate_week or None, roadmap.effort_days)

    def label(self, item: str) -> tuple[str, str]:
        """Return the name of an item in both languages."""
        name = self.situation.results.instrument.item(item).label
        return in_language(name, "zh"), in_language(name, "en")


def _more_weeks(trial: _Trial, brief: Brief) -> Iterator[Relaxation]:
    if brief.weeks is None:
        return
    free = trial.schedule(replace(brief, weeks=None))
    if free is not None:
        weeks = free[1].last_week
        more = weeks - brief.weeks
        yield from trial.relaxation(
            replace(brief, weeks=weeks),
            f"再多给 {more} 周，一共 {weeks} 周。",
            f"{more} more week{'s' if more > 1 else ''}, {weeks} in all.",
        )


def _more_capacity(trial: _Trial, brief: Brief, roadmap: Roadmap) -> Iterator[Relaxation]:
    instrument = trial.situation.results.instrument
    now = capacity_of(instrument, brief, trial.situation.team).days
    owners = {step.owner for step in roadmap.steps if step.days}
    functions = [function for function in instrument.functions if function.id in owners]
    alone = False
    for function in functions:
        most = _least_more(trial, brief, roadmap, {function.id: now[function.id]})
        if most is not None:
            alone = True
            days = now[function.id] + most
            zh, en = in_language(function.name, "zh"), in_language(function.name, "en")
            yield from trial.relaxation(
                replace(brief, capacity={**brief.capacity, function.id: days}),
                f"{zh}每周多投入 {most:g} 人天，一共 {days:g} 人天。",
                f"{person_days(most)} a week more for {en}, {days:g} in all.",
            )
    if not alone and len(functions) > 1:
        every = {function.id: now[function.id] for function in functions}
        most = _least_more(trial, brief, roadmap, every)
        if most is not None:
            more = {function: days + most for function, days in every.items()}
            zh = "、".join(in_language(function.name, "zh") for function in functions)
            en = ", ".join(in_language(function.name, "en") for function in functions)
            yield from trial.relaxation(
                replace(brief, capacity={**brief.capacity, **more}),
                f"{zh}每周各多投入 {most:g} 人天。",
                f"{person_days(most)} a week more for each of {en}.",
            )


def _least_more(trial: _Trial, brief: Brief, roadmap: Roadmap, now: Mapping[str, float]) -> float | None:
    """Return the least person-days a week more, for each of some functions, that make the steps fit."""

    def fits(half_days: int) -> bool:
        more = {function: days + half_days / 2 for function, days in now.items()}
        return trial.schedule(replace(brief, capacity={**brief.capacity, **more}), roadmap) is not None

    if not fits(MOST_MORE):
        return None
    too_few, enough = 0, MOST_MORE
    while enough - too_few > 1:
        middle = (too_few + enough) // 2
        if fits(middle):
            enough = middle
        else:
            too_few = middle
    return enough / 2


def _other_steps(trial: _Trial, brief: Brief, roadmap: Roadmap) -> Iterator[Relaxation]:
    """Try dearer steps to the same target that are over sooner, or belong to somebody else."""
    trial.told()
    situation, instrument = trial.situation, trial.situation.results.instrument
    units = available(
        capacity_of(instrument, brief, situation.team), events_for(brief, trial.calendar), brief.start
    )
    left_out = other_steps(situation, brief, units)
    if left_out is None or (tried := trial.schedule(_without(brief, left_out))) is None:
        return
    for item in sorted(left_out)[:PUT_BACK]:
        fewer = trial.schedule(_without(brief, left_out - {item}))
        if fewer is not None:
            left_out, tried = left_out - {item}, fewer
    more = tried[0].effort_days - roadmap.effort_days
    names = [instrument.item(item).label for item in sorted(left_out)]
    zh, en = named(names, "zh", PUT_BACK), named(names, "en", PUT_BACK)
    yield from trial.relaxation(
        _without(brief, left_out),
        f"不做{zh}，换成赶得上的步骤，多花 {more:g} 人天。",
        f"Leave out {en} for steps that fit: {person_days(more)} more.",
    )


def _without(brief: Brief, items: frozenset[str]) -> Brief:
    return replace(brief, exclude=brief.exclude | items)


def _less_fixed(trial: _Trial, brief: Brief) -> Iterator[Relaxation]:
    for move, edit in sorted(brief.edits.items()):
        if edit.start_week is not None and edit.status in ("todo", "doing"):
            zh, en = trial.label(move[0])
            yield from trial.relaxation(
                replace(brief, edits=_edited(brief, move, replace(edit, start_week=None))),
                f"「{zh}」不定在第 {edit.start_week} 周开始。",
                f"Do not fix “{en}” to week {edit.start_week}.",
            )
    names = {event.id: event.name for event in (*trial.calendar, *brief.own_events)}
    for key in sorted(brief.ready_for & names.keys()):
        zh, en = in_language(names[key], "zh"), in_language(names[key], "en")
        yield from trial.relaxation(
            replace(brief, ready_for=brief.ready_for - {key}),
            f"不要求在「{zh}」之前准备好。",
            f"Do not ask to be ready for {en}.",
        )


def _no_margin(trial: _Trial, brief: Brief) -> Iterator[Relaxation]:
    if brief.margin:
        yield from trial.relaxation(
            replace(brief, margin=0.0),
            "不留余量，刚好过线就行。",
            "No margin: just reach the cuts.",
        )


def _less_asked(trial: _Trial, brief: Brief) -> Iterator[Relaxation]:
    for item in sorted(brief.exclude):
        zh, en = trial.label(item)
        yield from trial.relaxation(
            replace(brief, exclude=brief.exclude - {item}),
            f"「{zh}」不再排除。",
            f"Do not leave out “{en}”.",
        )
    if len(brief.exclude) > 1:
        yield from trial.relaxation(
            replace(brief, exclude=frozenset()), "一项都不排除。", "Leave nothing out."
        )
    for move, edit in sorted(brief.edits.items()):
        if edit.status == "dropped":
            zh, en = trial.label(move[0])
            yield from trial.relaxation(
                replace(brief, edits=_edited(brief, move, replace(edit, status="todo"))),
                f"放弃了的「{zh}」还是要做。",
                f"Take “{en}” up again.",
            )
    for item in sorted(brief.force):
        zh, en = trial.label(item)
        yield from trial.relaxation(
            replace(brief, force=brief.force - {item}),
            f"「{zh}」不是非做不可。",
            f"Do not insist on “{en}”.",
        )


def _lower_target(trial: _Trial, brief: Brief) -> Iterator[Relaxation]:
    """Try the stages below the one asked for, the highest first, and stop at one that works."""
    instrument = trial.situation.results.instrument
    order = instrument.stage_ids
    following = trial.situation.results.next_stage
    if brief.stage is None or following is None:
        return
    for stage in reversed(order[order.index(following) : order.index(brief.stage)]):
        name = next(one.name for one in instrument.stages if one.id == stage)
        zh, en = in_language(name, "zh"), in_language(name, "en")
        found = list(trial.relaxation(replace(brief, stage=stage), f"先到{zh}。", f"Go for {en} first."))
        yield from found
        if found:
            return


def _edited(brief: Brief, move: tuple[str, int], edit: Edit) -> Mapping[tuple[str, int], Edit]:
    return {**brief.edits, move: edit}
