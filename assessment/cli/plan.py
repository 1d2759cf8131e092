"""`plan`: the steps from one assessment file to a target, in weeks."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Unpack

import click

from assessment.cli.file import Taken, taken
from assessment.cli.output import print_json
from assessment.cli.plan_words import Plan, said
from assessment.cli.refusals import refusal
from assessment.cli.settings import Settings, common
from assessment.cli.take_along import write
from assessment.cli.why import as_json as reasons_as_json
from assessment.cli.why import looking_ahead, reasons_of
from assessment.cli.wish import MOST_DIGITS, Wish, brief_of, wish_options
from assessment.cli.words import Speech
from assessment.planning import Brief, BriefError, Schedule, Situation, draw, lay, relaxations
from assessment.planning.report import as_json as roadmap_as_json
from assessment.planning.weeks import next_monday
from assessment.responses import Assessment
from assessment.scoring.suppose import suppose


class Asked(Wish):
    """The options, but for how it is printed."""

    supposed: tuple[str, ...]
    why: bool
    ics: Path | None
    table: Path | None


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@wish_options
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
    brief = brief_of(asked, settings)
    read = taken(ctx, settings, file)
    assessment = _supposed(read, asked["supposed"], settings)
    brief = replace(brief, start=brief.start or _start(assessment))
    situation = Situation.of(read.instrument, assessment)
    try:
        _check_dates(brief, read, settings)
        found = _drawn(situation, assessment, brief, read, why=asked["why"])
    except BriefError as trouble:
        words = refusal(trouble, read.instrument, [event.id for event in read.calendar], asked)
        raise click.UsageError(words[settings.lang]) from None
    if as_json:
        whole = roadmap_as_json(found.roadmap, read.instrument, found.laid, found.tried)
        if found.reasons is not None:
            whole["why"] = reasons_as_json(found.reasons, found.ahead)
        print_json(whole)
    else:
        for line in said(found, Speech(read.instrument, settings.lang), settings):
            click.echo(line)
    files, whose = (
        (asked["ics"], asked["table"]),
        (assessment.id or file.stem, assessment.merchant.name or ""),
    )
    if not write(files, (found.roadmap, found.laid), read.instrument, settings, whose):
        ctx.exit(1)


def _drawn(situation: Situation, assessment: Assessment, brief: Brief, read: Taken, *, why: bool) -> Plan:
    """Draw the roadmap, lay it into weeks, and look for a way out where there is none."""
    roadmap = draw(situation, brief)
    laid = lay(situation, roadmap, read.calendar) if roadmap.feasible else None
    schedule = laid if isinstance(laid, Schedule) else None
    return Plan(
        roadmap,
        laid,
        () if schedule is not None else relaxations(situation, roadmap.brief, read.calendar),
        looking_ahead(situation, assessment, roadmap),
        reasons_of(situation, roadmap, schedule) if why else None,
    )


def _check_dates(brief: Brief, read: Taken, settings: Settings) -> None:
    """Refuse what needs a first day where there is none, and events that have begun by then.

    Raises:
        BriefError: an event that the calendar does not have.
        click.UsageError: no first day, or an event that is not ahead.
    """
    events = {event.id: event for event in read.calendar}
    unknown = brief.ready_for - events.keys()
    if unknown:
        raise BriefError("ready-for", min(unknown))
    if brief.start is None and (brief.ready_for or brief.own_events):
        raise click.UsageError(
            settings.say(
                "--ready-for 和 --freeze 要有开始日期：请加 --start。",
                "--ready-for and --freeze need a first day. Add --start.",
            )
        )
    for key in sorted(brief.ready_for):
        begins = events[key].starts
        if brief.start is not None and begins <= brief.start:
            raise click.UsageError(
                settings.say(
                    f"--ready-for：“{key}”{begins} 开始，不在开始日期 {brief.start} 之后。"
                    "换一个活动，或改 --start。",
                    f"--ready-for: '{key}' begins on {begins}, not after the first day, {brief.start}. "
                    "Name another event, or change --start.",
                )
            )


def _start(assessment: Assessment) -> date | None:
    day = assessment.taken_on
    if day is None and assessment.completed_at is not None:
        day = assessment.completed_at.date()
    return None if day is None else next_monday(day)


def _supposed(read: Taken, given: Sequence[str], settings: Settings) -> Assessment:
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
        return suppose(read.instrument, read.assessment, points)
    except ValueError as trouble:
        raise click.UsageError(
            settings.say(
                f"--suppose：没有“{trouble}”这个回答。", f"--suppose: there is no such answer as '{trouble}'."
            )
        ) from None
