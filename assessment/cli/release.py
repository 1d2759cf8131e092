"""`release`: freeze the present version of a question bank."""

from datetime import datetime
from pathlib import Path

import click

from assessment.cli.group import show
from assessment.cli.settings import Settings, common
from assessment.instrument.check import check as check_bank
from assessment.instrument.load import load, load_instrument
from assessment.instrument.releases import freeze, release_file


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@common
@click.pass_context
def release(ctx: click.Context, folder: Path | None) -> None:
    """Freeze the present version, once, where `check` finds nothing.

    It is written whole to `releases/<version>.json`, and its fingerprint to `releases.yaml`.
    """
    settings = ctx.ensure_object(Settings)
    bank = settings.bank(folder)
    found = check_bank(load(bank), datetime.now().astimezone().date())
    if found:
        show(found, settings)
        click.echo(
            settings.say("check 还有话要说，没有发布。", "check has something to say; nothing was released."),
            err=True,
        )
        ctx.exit(1)
    instrument = load_instrument(bank)
    path = release_file(bank, instrument.version)
    try:
        freeze(bank, instrument)
    except FileExistsError:
        click.echo(
            settings.say(
                f"{path}：版本 {instrument.version} 已经发布过了。要改题库，请提高 version。",
                f"{path}: Version {instrument.version} is released already. To change it, raise the version.",
            ),
            err=True,
        )
        ctx.exit(1)
    click.echo(str(path))
