"""`compare`: what changed between the assessments of one merchant, and why."""

from collections.abc import Sequence
from pathlib import Path

import click

from assessment.cli.compare_words import said
from assessment.cli.group import show
from assessment.cli.output import plain, print_json
from assessment.cli.settings import Settings, common
from assessment.files import read_path
from assessment.instrument.load import load, load_instrument
from assessment.instrument.releases import Releases
from assessment.instrument.shapes import Lineage
from assessment.scoring.comparison import Round, SeriesError, series
from assessment.scoring.comparison.report import as_json as series_as_json


@click.command()
@click.argument("files", metavar="FILE FILE ...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@common
@click.pass_context
def compare(ctx: click.Context, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Compare assessment files of one merchant: each with the one before, and the last with the first."""
    settings = ctx.ensure_object(Settings)
    if len(files) < 2:
        raise click.UsageError(
            settings.say("请给出至少两份评估文件。", "Give at least two assessment files.")
        )
    folder = settings.bank()
    rounds = _rounds(ctx, settings, folder, files)
    try:
        whole = series(rounds, _lineage(folder, rounds))
    except SeriesError as trouble:
        click.echo(plain(trouble.said.in_(settings.lang)), err=True)
        ctx.exit(1)
    for notice in whole.notices:
        click.echo(settings.say("（提醒）", "(warning) ") + notice.said.in_(settings.lang), err=True)
    if as_json:
        print_json(series_as_json(whole))
        return
    for line in said(whole, settings):
        click.echo(line)


def _rounds(ctx: click.Context, settings: Settings, folder: Path, files: Sequence[Path]) -> list[Round]:
    """Read every file, saying all that is wrong with any; with an error the command ends with 1."""
    current, released = load_instrument(folder), Releases(folder).find
    readings = [(file, read_path(file, current, released)) for file in files]
    for _, reading in readings:
        show(list(reading.problems), settings)
    rounds = [
        Round(reading.instrument, reading.assessment, str(file))
        for file, reading in readings
        if reading.assessment is not None and reading.instrument is not None
    ]
    if len(rounds) < len(files):
        ctx.exit(1)
    return rounds


def _lineage(folder: Path, rounds: Sequence[Round]) -> Sequence[Lineage]:
    """Return the lineage of the bank where the files are of several versions; nothing else needs it."""
    versions = {each.instrument.version for each in rounds}
    return load(folder).lineage if len(versions) > 1 else ()
