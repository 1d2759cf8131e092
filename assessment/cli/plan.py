"""`plan`: the steps to a target, in weeks, printed and written to files."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Unpack

import click

from assessment.cli.context import (
    CommandOptions,
    OpenedAssessment,
    check_not_overwritten,
    common,
    each_file,
    json_options,
    plain,
    print_json,
    print_line,
    print_refusal,
)
from assessment.cli.names import BankNames
from assessment.cli.plan_options import MOST_DIGITS, PlanOptions, plan_options, refusal, request_from
from assessment.cli.plan_text import PlanResult, looking_ahead, reasons_as_json, reasons_of, text_lines
from assessment.planning import (
    NoSchedule,
    PlanRequest,
    PlanRequestError,
    Schedule,
    Situation,
    build_roadmap,
    lay_out,
    relaxations,
)
from assessment.planning.report import as_json as roadmap_as_json
from assessment.planning.schedule import next_monday
from assessment.presentation.plan_tables import schedule_table
from assessment.presentation.values import as_csv
from assessment.responses import Assessment
from assessment.scoring.points import with_points
from assessment.texts import Text


class PlanArguments(PlanOptions):
    """The options, but for how it is printed."""

    supposed: tuple[str, ...]
    why: bool
    ics: Path | None
    table: Path | None


@click.command()
@click.argument("files", metavar="FILE ...", nargs=-1, type=click.Path(path_type=Path))
@plan_options
@click.option("--suppose", "supposed", metavar="ITEM=POINT", multiple=True, help="As if answered so. *")
@click.option("--why", is_flag=True, help="Say of each step why, and what leaving one out would cost.")
@click.option("--ics", metavar="FILE", type=click.Path(path_type=Path), help="Write calendar entries here.")
@click.option("--csv", "table", metavar="FILE", type=click.Path(path_type=Path), help="Write a table here.")
@json_options
@common
@click.pass_context
def plan(
    ctx: click.Context,
    files: tuple[Path, ...],
    *,
    as_json: bool,
    as_lines: bool,
    **asked: Unpack[PlanArguments],
) -> None:
    """List the steps that open the next stage's gate, in the weeks the team has.

    FILE - is standard input. Several files are planned one after the other, with --jsonl a line each.
    Options marked * may be repeated.
    """
    settings = ctx.ensure_object(CommandOptions)
    request = request_from(asked, settings)
    if len(files) > 1 and (asked["ics"] or asked["table"]):
        raise click.UsageError(settings.say("cli.plan.one_export"))
    check_not_overwritten(settings, files, asked["ics"], asked["table"])
    refused = False
    for read in each_file(ctx, files, as_json=as_json, as_lines=as_lines):
        try:
            found = _asked_of(read, request, asked, settings)
        except click.UsageError as trouble:
            if not as_lines:
                raise
            refused = True
            click.echo(plain(trouble.message), err=True)
            print_refusal(read.path, trouble.message)
            continue
        if as_lines:
            print_line(read.path, _as_json(found, read))
        elif as_json:
            print_json(_as_json(found, read))
        else:
            for line in text_lines(found, BankNames(read.instrument, settings.lang)):
                click.echo(line)
        if (asked["ics"] or asked["table"]) and not _write(found, read, asked, settings):
            ctx.exit(1)
    if refused:
        ctx.exit(2)


def _asked_of(
    read: OpenedAssessment, request: PlanRequest, asked: PlanArguments, settings: CommandOptions
) -> PlanResult:
    """Plan one file as it was asked for.

    Raises:
        click.UsageError: what was asked means nothing for this file.
    """
    assessment = _supposed(read, asked["supposed"], settings)
    try:
        return _planned(read, assessment, request, settings, why=asked["why"])
    except PlanRequestError as trouble:
        events = [event.id for event in settings.bank.calendar]
        message = refusal(trouble, read.instrument, events, asked).in_(settings.lang)
        raise click.UsageError(message) from None


def _as_json(found: PlanResult, read: OpenedAssessment) -> dict[str, Any]:
    whole = roadmap_as_json(found.roadmap, read.instrument, found.weeks, found.tried)
    if found.reasons is not None:
        whole["why"] = reasons_as_json(found.reasons, found.ahead)
    return whole


def _planned(
    read: OpenedAssessment,
    assessment: Assessment,
    request: PlanRequest,
    settings: CommandOptions,
    *,
    why: bool,
) -> PlanResult:
    """Build the roadmap, lay it into weeks, and look for a way out where there is none.

    Raises:
        PlanRequestError: the request means nothing for this instrument.
        click.UsageError: a date is missing, or an event is not ahead.
    """
    request = replace(request, start=request.start or _first_day(assessment))
    situation = Situation.of(read.instrument, assessment)
    calendar = settings.bank.calendar
    _check_dates(request, settings)
    roadmap = build_roadmap(situation, request)
    weeks: Schedule | NoSchedule | None = None
    if roadmap.feasible:
        roadmap, weeks = lay_out(situation, roadmap, calendar)
    schedule = weeks if isinstance(weeks, Schedule) else None
    return PlanResult(
        roadmap,
        weeks,
        () if schedule is not None else relaxations(situation, roadmap.request, calendar),
        looking_ahead(situation, assessment, roadmap),
        reasons_of(situation, roadmap, schedule) if why else None,
    )


def _check_dates(request: PlanRequest, settings: CommandOptions) -> None:
    """Refuse what needs a first day where there is none, and events that have begun by then.

    Raises:
        PlanRequestError: an event that the calendar does not have.
        click.UsageError: no first day, or an event that is not ahead.
    """
    events = {event.id: event for event in settings.bank.calendar}
    unknown = request.ready_for - events.keys()
    if unknown:
        raise PlanRequestError("ready-for", min(unknown))
    if request.start is None and (request.ready_for or request.own_events):
        raise click.UsageError(settings.say("cli.plan.no_first_day"))
    for key in sorted(request.ready_for):
        begins = events[key].starts
        if request.start is not None and begins <= request.start:
            raise click.UsageError(
                settings.say("cli.plan.event_begun", event=key, begins=begins, start=request.start)
            )


def _first_day(assessment: Assessment) -> date | None:
    day = assessment.taken_on
    if day is None and assessment.completed_at is not None:
        day = assessment.completed_at.date()
    return None if day is None else next_monday(day)


def _supposed(read: OpenedAssessment, given: Sequence[str], settings: CommandOptions) -> Assessment:
    """Return the assessment as if some items had been answered otherwise."""
    points = {}
    for one in given:
        item, _, point = one.partition("=")
        if not point.isdecimal() or len(point) > MOST_DIGITS:
            form = Text("cli.option.form.suppose")
            raise click.UsageError(
                settings.say("cli.option.wrong_form", option="suppose", given=one, form=form)
            )
        points[item] = int(point)
    try:
        return with_points(read.instrument, read.assessment, points)
    except ValueError as trouble:
        raise click.UsageError(settings.say("cli.plan.no_such_answer", given=str(trouble))) from None


def _write(found: PlanResult, read: OpenedAssessment, asked: PlanArguments, settings: CommandOptions) -> bool:
    """Write the files that were asked for; return False, having said why, where there is nothing to write.

    Raises:
        OSError: a file cannot be written.
    """
    ics, table, schedule = asked["ics"], asked["table"], found.schedule
    if schedule is None or not schedule.steps:
        settings.tell("cli.plan.nothing_to_write")
        return False
    if ics is not None and schedule.start is None:
        settings.tell("cli.plan.calendar_without_day")
        return False
    whole = (schedule, found.roadmap, read.instrument, settings.lang)
    if ics is not None:
        from assessment.planning.ical import as_ical  # noqa: PLC0415 - it takes long to load

        uid, merchant = read.assessment.id or read.path.stem, read.assessment.merchant.name or ""
        ics.write_bytes(as_ical(*whole, uid=uid, now=datetime.now(UTC), merchant=merchant))
        settings.tell("cli.plan.written", file=str(ics), count=len(schedule.steps))
    if table is not None:
        table.write_bytes(as_csv(schedule_table(*whole)))
        settings.tell("cli.plan.written", file=str(table), count=len(schedule.steps))
    return True
