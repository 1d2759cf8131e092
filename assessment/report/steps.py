"""The parts of a report about the roadmap: first steps, weeks, who does what, and what is too early."""

from collections.abc import Iterator, Sequence

from assessment.instrument.calendar import Event
from assessment.instrument.model import Instrument
from assessment.planning import PlanRequest, Situation, build_roadmap, lay_out
from assessment.planning.roadmap import Roadmap, person_days
from assessment.planning.schedule import NoSchedule, Schedule, next_monday
from assessment.presentation.conditions import condition_rows
from assessment.presentation.plan_tables import load_table, roadmap_table, schedule_table
from assessment.presentation.schedule import StepBar, flags, step_bars, step_marks
from assessment.presentation.values import Table
from assessment.report.document import (
    Block,
    EntryList,
    Flagged,
    Gantt,
    GanttStep,
    ListEntry,
    Paragraph,
    ReportPart,
    Stretch,
)
from assessment.responses import Assessment
from assessment.texts import Text

Plan = tuple[Roadmap, Schedule | NoSchedule | None]

FIRST = 3
"""Steps that the short form of a report names."""


def plan_of(instrument: Instrument, assessment: Assessment, calendar: Sequence[Event]) -> Plan:
    """Return the roadmap to the next stage, in weeks from the Monday after the assessment."""
    day = assessment.taken_on
    if day is None and assessment.completed_at is not None:
        day = assessment.completed_at.date()
    situation = Situation.of(instrument, assessment)
    roadmap = build_roadmap(situation, PlanRequest(start=None if day is None else next_monday(day)))
    return lay_out(situation, roadmap, calendar) if roadmap.feasible else (roadmap, None)


def roadmap_parts(plan: Plan, instrument: Instrument, language: str) -> Iterator[ReportPart]:
    """Yield the first steps, the weeks, every step with who and when, and what is too early."""
    roadmap, weeks = plan
    schedule = weeks if isinstance(weeks, Schedule) else None
    if schedule is not None and schedule.steps:
        bars = step_bars(schedule, roadmap, instrument, language)
        yield _first_steps(bars, language)
        yield _weeks(roadmap, schedule, instrument, language)
        yield _all_steps(roadmap, schedule, instrument, language)
    elif roadmap.steps or not roadmap.feasible:
        yield _without_weeks(roadmap, weeks, instrument, language)
    if roadmap.not_yet:
        yield _not_yet(roadmap, instrument, language)


def _days(days: float, language: str) -> str:
    return person_days(days).in_(language)


def _first_steps(bars: Sequence[StepBar], language: str) -> ReportPart:
    entries = tuple(
        ListEntry(
            bar.mark.text,
            " · ".join((bar.mark.owner_name, bar.when, _days(bar.mark.days, language))),
            "number",
            str(bar.mark.number),
        )
        for bar in sorted(bars, key=lambda bar: bar.mark.number)[:FIRST]
    )
    return ReportPart("first_steps", Text("report.part.first_steps").in_(language), (EntryList("", entries),))


def _headline(roadmap: Roadmap, schedule: Schedule, instrument: Instrument, language: str) -> str:
    effort = _days(roadmap.effort_days, language)
    count = len(roadmap.steps)
    if roadmap.target is None or not schedule.gate_week:
        return Text("report.plan.effort", count=count, effort=effort).in_(language)
    stage = instrument.stage(roadmap.target).name
    day = schedule.last_day(schedule.gate_week)
    key = "report.plan.reached" if day is None else "report.plan.reached_on"
    week = schedule.gate_week
    return Text(key, count=count, effort=effort, stage=stage, week=week, day=day).in_(language)


def _weeks(roadmap: Roadmap, schedule: Schedule, instrument: Instrument, language: str) -> ReportPart:
    bars = step_bars(schedule, roadmap, instrument, language)
    rows = tuple(
        GanttStep(
            number=bar.mark.number,
            title=f"{bar.mark.item_name} {bar.points}",
            who=bar.mark.owner_name,
            when=bar.when,
            days=bar.mark.days,
            stretches=tuple(Stretch(first, last, doing.value) for first, last, doing in bar.stretches),
        )
        for bar in bars
    )
    gantt = Gantt(
        description=Text("report.plan.described", count=len(rows), weeks=schedule.last_week).in_(language),
        heads=tuple(Text(f"report.plan.{head}").in_(language) for head in ("step", "who", "weeks")),  # type: ignore[arg-type]
        key=(Text("report.plan.work").in_(language), Text("report.plan.wait").in_(language)),
        weeks=schedule.last_week,
        rows=rows,
        flags=tuple(Flagged(flag.week, flag.words) for flag in flags(schedule, instrument, language)),
    )
    blocks: list[Block] = [Paragraph(_headline(roadmap, schedule, instrument, language), "lead")]
    if not roadmap.request.own_events:
        blocks.append(Paragraph(schedule.binds.in_(language)))
    assumed = [load.function for load in schedule.loads if load.assumed]
    if assumed:
        names = "、" if language == "zh" else ", "
        listed = names.join(instrument.function(one).name.in_(language) for one in assumed)
        blocks.append(Paragraph(Text("report.plan.assumed", names=listed).in_(language), "quiet"))
    blocks += [gantt, *_conditions(roadmap, instrument, language)]
    return ReportPart("roadmap", Text("report.part.roadmap").in_(language), tuple(blocks))


def _conditions(roadmap: Roadmap, instrument: Instrument, language: str) -> Iterator[Block]:
    """Name the numbers that have to be met beside the steps, and what to find out first."""
    if roadmap.conditions:
        entries = tuple(
            ListEntry(row.label, f"{row.wanted}\n{row.what_to_do}")
            for row in condition_rows(roadmap.conditions, instrument, language)
        )
        yield EntryList(Text("report.plan.conditions").in_(language), entries)
    if roadmap.find_out:
        names = (instrument.item(item) for item in roadmap.find_out)
        entries = tuple(
            ListEntry(item.label.in_(language), item.find_out.in_(language) if item.find_out else "")
            for item in names
        )
        yield EntryList(Text("report.plan.find_out").in_(language), entries)


def _all_steps(roadmap: Roadmap, schedule: Schedule, instrument: Instrument, language: str) -> ReportPart:
    entries = []
    for bar, step in zip(step_bars(schedule, roadmap, instrument, language), schedule.steps, strict=True):
        mark, evidence = bar.mark, instrument.item(step.item).evidence
        facts = (mark.owner_name, _days(mark.days, language), bar.when, f"{mark.item_name} {bar.points}")
        lines = [" · ".join(facts)]
        if evidence is not None:
            lines.append(Text("report.plan.shown_by", evidence=evidence).in_(language))
        entries.append(ListEntry(mark.text, "\n".join(lines), "number", str(mark.number)))
    entries.sort(key=lambda entry: int(entry.word))
    return ReportPart("steps", Text("report.part.steps").in_(language), (EntryList("", tuple(entries)),))


def _without_weeks(
    roadmap: Roadmap, schedule: Schedule | NoSchedule | None, instrument: Instrument, language: str
) -> ReportPart:
    """Say why there are no weeks, and list the steps where there are any."""
    clashes = [clash.what.in_(language) for clash in roadmap.clashes]
    if isinstance(schedule, NoSchedule):
        clashes += [clash.in_(language) for clash in schedule.clashes]
    blocks: list[Block] = [Paragraph(Text("report.plan.does_not_fit").in_(language), "lead")]
    blocks.append(EntryList("", tuple(ListEntry(clash) for clash in clashes)))
    steps = tuple(
        ListEntry(mark.text, f"{mark.owner_name} · {_days(mark.days, language)}", "number", str(mark.number))
        for mark in step_marks(roadmap, instrument, language)
    )
    blocks += [EntryList("", steps)] if steps else []
    return ReportPart("roadmap", Text("report.part.roadmap").in_(language), tuple(blocks))


def _not_yet(roadmap: Roadmap, instrument: Instrument, language: str) -> ReportPart:
    entries = tuple(
        ListEntry(
            instrument.item(note.item).label.in_(language),
            Text(
                "report.plan.from_stage", stage=instrument.stage(note.worth_from).name, reason=note.reason
            ).in_(language),
        )
        for note in roadmap.not_yet
    )
    return ReportPart("not_yet", Text("report.part.not_yet").in_(language), (EntryList("", entries),))


def plan_tables(plan: Plan, instrument: Instrument, language: str) -> Iterator[tuple[str, Table]]:
    """Yield the tables of the roadmap, by the names of their sheets."""
    roadmap, schedule = plan
    if isinstance(schedule, Schedule) and schedule.steps:
        yield "roadmap", schedule_table(schedule, roadmap, instrument, language)
        yield "load", load_table(schedule, instrument, language)
    elif roadmap.steps:
        yield "roadmap", roadmap_table(roadmap, instrument, language)
