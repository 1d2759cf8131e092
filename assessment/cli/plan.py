"""`plan`: the steps to a target, in weeks, printed and written to files."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Unpack

import click

from assessment.cli.context import OpenedFile, Settings, common, open_file, print_json
from assessment.cli.names import BankNames
from assessment.cli.plan_options import MOST_DIGITS, PlanOptions, brief_from, plan_options, refusal
from assessment.cli.plan_text import PlanResult, looking_ahead, reasons_as_json, reasons_of, text_lines
from assessment.instrument.model import Instrument
from assessment.planning import (
    NoSchedule,
    PlanRequest,
    PlanRequestError,
    Roadmap,
    Schedule,
    Situation,
    build_roadmap,
    relaxations,
    schedule_roadmap,
)
from assessment.planning.report import as_json as roadmap_as_json
from assessment.planning.schedule import next_monday
from assessment.presentation.schedule_tables import schedule_table
from assessment.presentation.table import as_csv
from assessment.responses import Assessment
from assessment.scoring.points import with_points


class Asked(PlanOptions):
    """The options, but for how it is printed."""

    supposed: tuple[str, ...]
    why: bool
    ics: Path | None
    table: Path | None


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@plan_options
@click.option("--suppose", "supposed", metavar="ITEM=POINT", multiple=True, help="As if answered so. *")
@click.option("--why", is_flag=True, help="Say of each step why, and what leaving one out would cost.")
@click.option("--ics", metavar="FILE", type=click.Path(path_type=Path), help="Write calendar entries here.")
@click.option("--csv", "table", metavar="FILE", type=click.Path(path_type=Path), help="Write a table here.")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@common
@click.pass_context
def plan(
    ctx: click.Context,
    file: Path,
    *,
    as_json: bool,
    **asked: Unpack[Asked],
) -> None:
    """List the steps that open the next stage's gate, in the weeks the team has.

    Options marked * may be repeated.
    """
    settings = ctx.ensure_object(Settings)
    request = brief_from(asked, settings)
    read = open_file(ctx, settings, file)
    assessment = _supposed(read, asked["supposed"], settings)
    request = replace(request, start=request.start or _start(assessment))
    situation = Situation.of(read.instrument, assessment)
    try:
        _check_dates(request, read, settings)
        found = _drawn(situation, assessment, request, read, why=asked["why"])
    except PlanRequestError as trouble:
        words = refusal(trouble, read.instrument, [event.id for event in read.calendar], asked)
        raise click.UsageError(words[settings.lang]) from None
    if as_json:
        whole = roadmap_as_json(found.roadmap, read.instrument, found.laid, found.tried)
        if found.reasons is not None:
            whole["why"] = reasons_as_json(found.reasons, found.ahead)
        print_json(whole)
    else:
        for line in text_lines(found, BankNames(read.instrument, settings.lang), settings):
            click.echo(line)
    files, whose = (
        (asked["ics"], asked["table"]),
        (assessment.id or file.stem, assessment.merchant.name or ""),
    )
    if not write_exports(files, (found.roadmap, found.laid), read.instrument, settings, whose):
        ctx.exit(1)


def _drawn(
    situation: Situation, assessment: Assessment, request: PlanRequest, read: OpenedFile, *, why: bool
) -> PlanResult:
    """Draw the roadmap, lay it into weeks, and look for a way out where there is none."""
    roadmap = build_roadmap(situation, request)
    laid = schedule_roadmap(situation, roadmap, read.calendar) if roadmap.feasible else None
    schedule = laid if isinstance(laid, Schedule) else None
    return PlanResult(
        roadmap,
        laid,
        () if schedule is not None else relaxations(situation, roadmap.request, read.calendar),
        looking_ahead(situation, assessment, roadmap),
        reasons_of(situation, roadmap, schedule) if why else None,
    )


def _check_dates(request: PlanRequest, read: OpenedFile, settings: Settings) -> None:
    """Refuse what needs a first day where there is none, and events that have begun by then.

    Raises:
        PlanRequestError: an event that the calendar does not have.
        click.UsageError: no first day, or an event that is not ahead.
    """
    events = {event.id: event for event in read.calendar}
    unknown = request.ready_for - events.keys()
    if unknown:
        raise PlanRequestError("ready-for", min(unknown))
    if request.start is None and (request.ready_for or request.own_events):
        raise click.UsageError(
            settings.say(
                "--ready-for 和 --freeze 要有开始日期：请加 --start。",
                "--ready-for and --freeze need a first day. Add --start.",
            )
        )
    for key in sorted(request.ready_for):
        begins = events[key].starts
        if request.start is not None and begins <= request.start:
            raise click.UsageError(
                settings.say(
                    f"--ready-for：“{key}”{begins} 开始，不在开始日期 {request.start} 之后。"
                    "换一个活动，或改 --start。",
                    f"--ready-for: '{key}' begins on {begins}, not after the first day, {request.start}. "
                    "Name another event, or change --start.",
                )
            )


def _start(assessment: Assessment) -> date | None:
    day = assessment.taken_on
    if day is None and assessment.completed_at is not None:
        day = assessment.completed_at.date()
    return None if day is None else next_monday(day)


def _supposed(read: OpenedFile, given: Sequence[str], settings: Settings) -> Assessment:
    """Return the assessment as if some items had been answered otherwise."""
    points = {}
    for one in given:
        item, _, point = one.partition("=")
        if not point.isdecimal() or len(point) > MOST_DIGITS:
            raise click.UsageError(
                settings.say(
                    f"--suppose：“{one}”不对，应写成 题目=级别，如 team.goals=2。",
                    f"--suppose: '{one}' is not of the form ITEM=POINT, such as team.goals=2.",
                )
            )
        points[item] = int(point)
    try:
        return with_points(read.instrument, read.assessment, points)
    except ValueError as trouble:
        raise click.UsageError(
            settings.say(
                f"--suppose：没有“{trouble}”这个回答。", f"--suppose: there is no such answer as '{trouble}'."
            )
        ) from None


def write_exports(
    files: tuple[Path | None, Path | None],
    plan: tuple[Roadmap, Schedule | NoSchedule | None],
    instrument: Instrument,
    settings: Settings,
    whose: tuple[str, str],
) -> bool:
    """Write what was asked for; return False, having said why, where there is nothing to write.

    Args:
        files: where to write the calendar file and the table; None for neither.
        plan: the roadmap and its schedule.
        instrument: whose items the steps raise.
        settings: in which language.
        whose: what no other roadmap has, with which ids of calendar entries begin; and the merchant's name.

    Raises:
        OSError: a file cannot be written.
    """
    (ics, table), (roadmap, laid) = files, plan
    if ics is None and table is None:
        return True
    if not isinstance(laid, Schedule) or not laid.steps:
        _tell(settings, "没有排好的步骤，所以没有写文件。", "No step is laid out, so no file was written.")
        return False
    if ics is not None and laid.start is None:
        _tell(
            settings,
            "--ics：没有开始日期，排不进日历；请加 --start。",
            "--ics: without a first day there are no dates for a calendar. Add --start.",
        )
        return False
    if ics is not None:
        from assessment.planning.ical import as_ical  # noqa: PLC0415 - it takes long to load

        uid, merchant = whose
        now = datetime.now(UTC)
        ics.write_bytes(
            as_ical(laid, roadmap, instrument, settings.lang, uid=uid, now=now, merchant=merchant)
        )
        _written(settings, ics, len(laid.steps))
    if table is not None:
        table.write_bytes(as_csv(schedule_table(laid, roadmap, instrument, settings.lang)))
        _written(settings, table, len(laid.steps))
    return True


def _tell(settings: Settings, zh: str, en: str) -> None:
    click.echo(settings.say(zh, en), err=True)


def _written(settings: Settings, path: Path, steps: int) -> None:
    count = "1 step" if steps == 1 else f"{steps} steps"
    _tell(settings, f"{path}：写好了 {steps} 步。", f"{path}: written, {count}.")
