"""From a schedule to what its charts and tables show. No drawing, no rule."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from assessment.charts.model import StepMark
from assessment.charts.rows import step_marks
from assessment.charts.schedule_model import EventSpan, Flag, FrozenSpan, Lane, LoadRow, StepBar
from assessment.charts.words import days_text, listed, plain_number, say
from assessment.instrument.calendar import Event
from assessment.instrument.model import Instrument
from assessment.planning.climb import Move
from assessment.planning.roadmap import Roadmap
from assessment.planning.weeks import Load, Milestone, Schedule, ScheduledStep


def step_bars(schedule: Schedule, roadmap: Roadmap, instrument: Instrument, language: str) -> list[StepBar]:
    """Return the steps in their weeks, by start week, numbered as in the roadmap.

    Raises:
        KeyError: a step of the schedule is not in the roadmap.
    """
    marks = step_marks(roadmap, instrument, language)
    known = {(step.item, step.to_point): mark for step, mark in zip(roadmap.steps, marks, strict=True)}
    late = {move: one.event.name.in_(language) for one in schedule.missed for move in one.steps}
    return [
        StepBar(
            mark=_of_owner(known[step.move], step, instrument, language),
            points=f"{step.to_point - 1}→{step.to_point}",
            start_week=step.start_week,
            end_week=step.end_week,
            days=step.days,
            notes=_notes(step, late.get(step.move), language),
            when=weeks_said(schedule, step.start_week, step.end_week, language),
        )
        for step in schedule.steps
    ]


def _notes(step: ScheduledStep, late_for: str | None, language: str) -> tuple[str, ...]:
    notes = [say("start_fixed", language)] if step.fixed else []
    notes += [] if late_for is None else [say("late_for", language, event=late_for)]
    return tuple(notes)


def _of_owner(mark: StepMark, step: ScheduledStep, instrument: Instrument, language: str) -> StepMark:
    """Return a mark with the function and the person-days that the schedule has."""
    place = [function.id for function in instrument.functions].index(step.owner)
    name = instrument.functions[place].name.in_(language)
    return replace(mark, owner=place, owner_name=name, days=sum(step.days))


def weeks_said(schedule: Schedule, first: int, last: int, language: str) -> str:
    """Write weeks in words, with their dates where the schedule has any."""
    one = say("week_said", language, week=first)
    weeks = one if first == last else say("weeks_said", language, first=first, last=last)
    begins, ends = schedule.first_day(first), schedule.last_day(last)
    if begins is None or ends is None:
        return weeks
    return say("with_dates", language, weeks=weeks, dates=days_text(begins, ends, language))


def lanes(schedule: Schedule, bars: Sequence[StepBar], instrument: Instrument, language: str) -> list[Lane]:
    """Return the functions that have one of the bars, in the order of the instrument."""
    found = []
    for place, function in enumerate(instrument.functions):
        own = tuple(bar for bar in bars if bar.mark.owner == place)
        if own:
            frozen = _frozen(schedule, function.id, language)
            found.append(Lane(function.name.in_(language), own, frozen))
    return found


def _frozen(schedule: Schedule, function: str, language: str) -> tuple[FrozenSpan, ...]:
    """Return the days on which a function has no time for steps, each day once."""
    why: dict[date, list[str]] = {}
    for event in schedule.events:
        for freeze in event.freezes:
            if function in freeze.functions:
                for day in _days(freeze.starts, freeze.ends):
                    why.setdefault(day, []).append(event.name.in_(language))
    names = {day: listed(dict.fromkeys(whys), language) for day, whys in why.items()}
    return tuple(
        FrozenSpan(_weeks_to(schedule, first), _weeks_to(schedule, last) + 1 / 7, names[first])
        for first, last in _runs(names)
    )


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _runs(names: Mapping[date, str]) -> list[tuple[date, date]]:
    """Return the first and last of each run of days with the same names."""
    runs: list[tuple[date, date]] = []
    for day in sorted(names):
        if runs and day - runs[-1][1] == timedelta(days=1) and names[day] == names[runs[-1][1]]:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _weeks_to(schedule: Schedule, day: date) -> float:
    """Return the weeks from the schedule's first day to a day; fractions are days."""
    return 0.0 if schedule.start is None else (day - schedule.start).days / 7


def event_spans(schedule: Schedule, language: str) -> list[EventSpan]:
    """Return the events with their days; none where the schedule has no dates."""
    return [] if schedule.start is None else [_span(schedule, event, language) for event in schedule.events]


def _span(schedule: Schedule, event: Event, language: str) -> EventSpan:
    dates = days_text(event.starts, event.ends, language)
    frozen = {day: "" for freeze in event.freezes for day in _days(freeze.starts, freeze.ends)}
    return EventSpan(
        name=event.name.in_(language),
        dates=say("expected", language, dates=dates) if event.certainty == "expected" else dates,
        first=_weeks_to(schedule, event.starts),
        last=_weeks_to(schedule, event.ends) + 1 / 7,
        frozen=tuple(
            (_weeks_to(schedule, first), _weeks_to(schedule, last) + 1 / 7) for first, last in _runs(frozen)
        ),
    )


def flags(schedule: Schedule, instrument: Instrument, language: str) -> list[Flag]:
    """Return the weeks in which gates open, or in which another target is reached, by week.

    A gate that opens and holds with its margin in the same week has one flag.
    """
    gates = [one for one in schedule.milestones if one.stage is not None]
    names = {stage.id: stage.name.in_(language) for stage in instrument.stages}
    found = []
    for one in gates:
        both = {other.with_margin for other in gates if (other.stage, other.week) == (one.stage, one.week)}
        if one.with_margin and len(both) == 2:
            continue
        what = say(_flag_word(one, both), language, stage=names[one.stage or ""])
        words = say("flag", language, what=what, week=one.week)
        found.append(Flag(one.week, words, one.with_margin))
    if not gates and schedule.gate_week:
        what = say("target_reached", language)
        words = say("flag", language, what=what, week=schedule.gate_week)
        found.append(Flag(schedule.gate_week, words, with_margin=False))
    return sorted(found, key=lambda flag: flag.week)


def _flag_word(one: Milestone, margins: set[bool]) -> str:
    if len(margins) == 2:
        return "gate_both"
    return "gate_margin" if one.with_margin else "gate_opens"


def load_rows(schedule: Schedule, instrument: Instrument, language: str) -> list[LoadRow]:
    """Return the functions that work, with what they do and have in each week."""
    names = {function.id: function.name.in_(language) for function in instrument.functions}
    return [
        LoadRow(
            name=names[load.function],
            days=load.days,
            capacity=load.capacity,
            when=tuple(weeks_said(schedule, week, week, language) for week in range(1, len(load.days) + 1)),
            said=_said(load, language),
            assumed=load.assumed,
        )
        for load in schedule.loads
    ]


def _said(load: Load, language: str) -> str:
    word = "capacity_assumed" if load.assumed else "capacity"
    return say(word, language, days=plain_number(max(load.capacity, default=0)))


def moves_of(roadmap: Roadmap) -> dict[Move, int]:
    """Return the number of each step in the roadmap, from 1."""
    return {(step.item, step.to_point): number for number, step in enumerate(roadmap.steps, start=1)}
