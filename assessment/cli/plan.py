"""`plan`: the steps from one assessment file to a target, in weeks."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Unpack

import click

from assessment.cli.file import Taken, taken
from assessment.cli.output import print_json
from assessment.cli.plan_words import said
from assessment.cli.refusals import refusal
from assessment.cli.settings import Settings, common
from assessment.cli.wish import Wish, brief_of, wish_options
from assessment.cli.words import Speech
from assessment.responses import Assessment
from assessment.roadmap import (
    Brief,
    BriefError,
    NoSchedule,
    Relaxation,
    Roadmap,
    Schedule,
    Situation,
    draw,
    lay,
    regrets,
    relaxations,
)
from assessment.roadmap.report import as_json as roadmap_as_json
from assessment.roadmap.weeks import next_monday
from assessment.scoring.suppose import suppose


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@wish_options
@click.option("--suppose", "supposed", metavar="ITEM=POINT", multiple=True, help="As if answered so. *")
@click.option("--why", is_flag=True, help="Say what leaving out each of the first five would cost.")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@common
@click.pass_context
def plan(
    ctx: click.Context,
    file: Path,
    *,
    as_json: bool,
    why: bool,
    supposed: tuple[str, ...],
    **wish: Unpack[Wish],
) -> None:
    """List the steps that open the next stage's gate, in the weeks the team has.

    Options marked * may be repeated.
    """
    settings = ctx.ensure_object(Settings)
    brief = brief_of(wish, settings)
    read = taken(ctx, settings, file)
    assessment = _supposed(read, supposed, settings)
    brief = replace(brief, start=brief.start or _start(assessment))
    situation = Situation.of(read.instrument, assessment)
    try:
        roadmap, laid, tried = _drawn(situation, brief, read)
    except BriefError as trouble:
        words = refusal(trouble, read.instrument, [event.id for event in read.calendar])
        raise click.UsageError(words[settings.lang]) from None
    if as_json:
        print_json(roadmap_as_json(roadmap, read.instrument, laid, tried))
        return
    speech = Speech(read.instrument, settings.lang)
    for line in said(roadmap, laid, tried, speech, settings):
        click.echo(line)
    if why and roadmap.feasible:
        for line in _prices(situation, roadmap, speech, settings):
            click.echo(line)


def _drawn(
    situation: Situation, brief: Brief, read: Taken
) -> tuple[Roadmap, Schedule | NoSchedule | None, Sequence[Relaxation]]:
    """Draw the roadmap, lay it into weeks, and look for a way out where there is none."""
    unknown = brief.ready_for - {event.id for event in read.calendar}
    if unknown:
        raise BriefError("ready-for", min(unknown))
    roadmap = draw(situation, brief)
    laid = lay(situation, roadmap, read.calendar) if roadmap.feasible else None
    if isinstance(laid, Schedule):
        return roadmap, laid, ()
    return roadmap, laid, relaxations(situation, roadmap.brief, read.calendar)


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
        if not point.isdecimal():
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


def _prices(situation: Situation, roadmap: Roadmap, speech: Speech, settings: Settings) -> Iterator[str]:
    """Say what leaving out each of the first steps would cost."""
    yield settings.say("不做的话：", "Left out:")
    for regret in regrets(situation, roadmap):
        yield f"- {speech.item(regret.item)}: {regret.said.in_(settings.lang)}"
