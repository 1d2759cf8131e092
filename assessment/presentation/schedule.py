"""The steps of a roadmap, and its schedule: steps in weeks, events, reached gates, load by function."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from assessment.instrument.calendar import Event
from assessment.instrument.model import Instrument
from assessment.planning.roadmap import Roadmap
from assessment.planning.schedule import Load, Milestone, Schedule, ScheduledStep
from assessment.presentation.values import days_text, listed, plain_number
from assessment.texts import Text


@dataclass(frozen=True)
class StepMark:
    """One step of a roadmap, numbered as in the list."""

    number: int
    text: str
    item_name: str
    owner: int
    """Place of the function in the instrument's order, which fixes its symbol and colour."""
    owner_name: str
    product_name: str
    days: float
    weeks: int
    value: float
    to_point: int
    if_confirmed: bool
    reason: str


class Doing(StrEnum):
    """What happens to a step in a week."""

    WORK = "work"
    PAUSE = "pause"
    """Nobody has time for it; more is to be done later."""
    WAIT = "wait"
    """All is done, and the result does not show yet."""


@dataclass(frozen=True)
class StepBar:
    """One step of a schedule in its weeks, with the number and the symbol it has in the roadmap."""

    mark: StepMark
    points: str
    """From which point to which."""
    start_week: int
    end_week: int
    days: tuple[float, ...]
    """Person-days in each of its weeks."""
    notes: tuple[str, ...]
    """What is special about it: it is under way, its start is fixed, it is too late for an event."""
    when: str
    """Its weeks in words, with their dates where there are any."""

    @property
    def stretches(self) -> list[tuple[int, int, Doing]]:
        """First and last week of each run of weeks in which the same happens."""
        worked = [week for week, days in enumerate(self.days, start=self.start_week) if days > 0]
        over = max(worked, default=self.start_week - 1)
        runs: list[tuple[int, int, Doing]] = []
        for week in range(self.start_week, self.end_week + 1):
            doing = Doing.WORK if week in worked else Doing.WAIT if week > over else Doing.PAUSE
            if runs and runs[-1][2] is doing:
                runs[-1] = (runs[-1][0], week, doing)
            else:
                runs.append((week, week, doing))
        return runs


@dataclass(frozen=True)
class Lane:
    """One function with its steps, by start week."""

    name: str
    bars: tuple[StepBar, ...]
    frozen: tuple["FrozenSpan", ...]


@dataclass(frozen=True)
class FrozenSpan:
    """Days without time for steps, in weeks after the schedule's first day; fractions are days."""

    first: float
    last: float
    names: str
    """The events that are why."""


@dataclass(frozen=True)
class EventSpan:
    """An event above the lanes, in weeks after the schedule's first day; fractions are days."""

    name: str
    dates: str
    first: float
    last: float
    frozen: tuple[tuple[float, float], ...]
    """The days around it on which somebody has no time for steps."""

    @property
    def ends(self) -> tuple[float, float]:
        """The first and the last of all its days, those without time for steps among them."""
        every = [(self.first, self.last), *self.frozen]
        return min(first for first, _ in every), max(last for _, last in every)


@dataclass(frozen=True)
class Flag:
    """A week at whose end something is reached."""

    week: int
    words: str
    with_margin: bool


@dataclass(frozen=True)
class LoadRow:
    """One function's person-days a week against what it has, from week 1 on."""

    name: str
    days: tuple[float, ...]
    capacity: tuple[float, ...]
    when: tuple[str, ...]
    """Each week in words, with its dates where there are any."""
    frozen: tuple[str, ...]
    """The events by which there is less time in each week; empty in an ordinary one."""
    note: str
    """What it has in an ordinary week, and whether that is a guess."""
    assumed: bool

    def is_full(self, week: int) -> bool:
        """Whether all there is in a week is used up, or more."""
        return self.days[week - 1] >= self.capacity[week - 1] > 0 or self.is_over(week)

    def is_over(self, week: int) -> bool:
        """Whether more is to be done in a week than can be."""
        return self.days[week - 1] > self.capacity[week - 1]


def step_marks(roadmap: Roadmap, instrument: Instrument, language: str) -> list[StepMark]:
    """Return the steps of a roadmap, numbered from 1 in its order."""
    functions = [function.id for function in instrument.functions]
    names = {named.id: named.name.in_(language) for named in (*instrument.functions, *instrument.products)}
    return [
        StepMark(
            number=number,
            text=step.text.in_(language),
            item_name=instrument.item(step.item).label.in_(language),
            owner=functions.index(step.owner),
            owner_name=names[step.owner],
            product_name=names[step.product],
            days=step.days,
            weeks=step.weeks,
            value=step.value,
            to_point=step.to_point,
            if_confirmed=step.if_confirmed,
            reason=step.reason.in_(language),
        )
        for number, step in enumerate(roadmap.steps, start=1)
    ]


def step_bars(schedule: Schedule, roadmap: Roadmap, instrument: Instrument, language: str) -> list[StepBar]:
    """Return the steps in their weeks, by start week, numbered as in the roadmap.

    Raises:
        KeyError: a step of the schedule is not in the roadmap.
    """
    marks = step_marks(roadmap, instrument, language)
    known = {(step.item, step.to_point): mark for step, mark in zip(roadmap.steps, marks, strict=True)}
    late = {move: one.event.name.in_(language) for one in schedule.missed for move in one.steps}
    begun = {move for move, edit in roadmap.request.edits.items() if edit.status == "doing"}
    return [
        StepBar(
            mark=_of_owner(known[step.move], step, instrument, language),
            points=f"{step.to_point - 1}→{step.to_point}",
            start_week=step.start_week,
            end_week=step.end_week,
            days=step.days,
            notes=_notes(step, late.get(step.move), language, begun=step.move in begun),
            when=weeks_text(schedule, step.start_week, step.end_week, language),
        )
        for step in schedule.steps
    ]


def _notes(step: ScheduledStep, late_for: str | None, language: str, *, begun: bool) -> tuple[str, ...]:
    notes = []
    if begun:
        notes.append(Text("presentation.under_way").in_(language))
    elif step.fixed:
        notes.append(Text("presentation.start_fixed").in_(language))
    notes += [] if late_for is None else [Text("presentation.late_for", event=late_for).in_(language)]
    return tuple(notes)


def _of_owner(mark: StepMark, step: ScheduledStep, instrument: Instrument, language: str) -> StepMark:
    """Return a mark with the function and the person-days that the schedule has."""
    place = [function.id for function in instrument.functions].index(step.owner)
    name = instrument.functions[place].name.in_(language)
    return replace(mark, owner=place, owner_name=name, days=sum(step.days))


def weeks_text(schedule: Schedule, first: int, last: int, language: str) -> str:
    """Write weeks in words, with their dates where the schedule has any."""
    one = Text("presentation.week_said", week=first).in_(language)
    weeks = one if first == last else Text("presentation.weeks_said", first=first, last=last).in_(language)
    begins, ends = schedule.first_day(first), schedule.last_day(last)
    if begins is None or ends is None:
        return weeks
    return Text("presentation.with_dates", weeks=weeks, dates=days_text(begins, ends, language)).in_(language)


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


def frozen_by(schedule: Schedule, function: str, weeks: range, language: str) -> str:
    """Name the events that leave a function less time in these weeks than in others; none: an empty text."""
    first, last = schedule.first_day(weeks[0]), schedule.last_day(weeks[-1])
    if first is None or last is None:
        return ""
    names = [
        event.name.in_(language)
        for event in schedule.events
        for freeze in event.freezes
        if function in freeze.functions and freeze.starts <= last and first <= freeze.ends
    ]
    return listed(dict.fromkeys(names), language)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _runs(names: Mapping[date, str]) -> list[tuple[date, date]]:
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
        dates=Text("presentation.expected", dates=dates).in_(language)
        if event.certainty == "expected"
        else dates,
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
        what = Text(f"presentation.{_flag_word(one, both)}", stage=names[one.stage or ""]).in_(language)
        words = Text("presentation.flag", what=what, week=one.week).in_(language)
        found.append(Flag(one.week, words, one.with_margin))
    if not gates and schedule.gate_week:
        what = Text("presentation.target_reached").in_(language)
        words = Text("presentation.flag", what=what, week=schedule.gate_week).in_(language)
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
            when=tuple(weeks_text(schedule, week, week, language) for week in range(1, len(load.days) + 1)),
            frozen=tuple(
                frozen_by(schedule, load.function, range(week, week + 1), language)
                for week in range(1, len(load.days) + 1)
            ),
            note=_capacity_note(load, language),
            assumed=load.assumed,
        )
        for load in schedule.loads
    ]


def _capacity_note(load: Load, language: str) -> str:
    key = "presentation.capacity_assumed" if load.assumed else "presentation.capacity"
    return Text(key, days=plain_number(max(load.capacity, default=0))).in_(language)
