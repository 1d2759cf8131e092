"""`check`, `release` and `schema`: a question bank checked, frozen, described."""

from datetime import datetime
from pathlib import Path

import click

from assessment.cli.context import CommandOptions, common, print_json, problem_as_json, show_problems
from assessment.instrument.checks.every_check import check_bank
from assessment.instrument.json_schema import bank_schemas, record_schema, write_schemas
from assessment.instrument.load import load, load_instrument
from assessment.instrument.problems import InstrumentError, errors
from assessment.instrument.releases import freeze, release_file
from assessment.responses import Assessment


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@common
@click.pass_context
def check(ctx: click.Context, folder: Path | None, *, as_json: bool) -> None:
    """List every problem of a question bank as `file:line: what. what to do`."""
    settings = ctx.ensure_object(CommandOptions)
    found = check_bank(load(settings.folder(folder)), datetime.now().astimezone().date())
    if as_json:
        whole = {"problems": [problem_as_json(problem, settings.lang) for problem in found]}
        print_json(whole)
    else:
        for problem in found:
            click.echo(problem.text(settings.lang))
        count = len(errors(found))
        settings.tell("cli.bank.found", errors=count, warnings=len(found) - count)
    if errors(found):
        ctx.exit(1)


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@common
@click.pass_context
def release(ctx: click.Context, folder: Path | None) -> None:
    """Freeze the present version, once, where `check` finds nothing.

    It is written whole to `releases/<version>.json`, and its fingerprint to `releases.yaml`.
    """
    settings = ctx.ensure_object(CommandOptions)
    bank = settings.folder(folder)
    found = check_bank(load(bank), datetime.now().astimezone().date())
    if found:
        show_problems(found, settings)
        settings.tell("cli.bank.not_released")
        ctx.exit(1)
    instrument = load_instrument(bank)
    path = release_file(bank, instrument.version)
    try:
        freeze(bank, instrument)
    except FileExistsError:
        settings.tell("cli.bank.released_already", path=str(path), version=instrument.version)
        ctx.exit(1)
    click.echo(str(path))


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write one file a schema here; without it all are printed as one JSON object.",
)
@common
@click.pass_context
def schema(ctx: click.Context, out: Path | None) -> None:
    """Make the JSON Schemas of a bank's files and of the assessment file."""
    settings = ctx.ensure_object(CommandOptions)
    loaded = load(settings.folder())
    if not loaded.draft.languages:
        raise InstrumentError(loaded.problems)
    schemas = bank_schemas(loaded.draft.languages)
    schemas["assessment.json"] = record_schema(Assessment, "assessment", ["format"])
    if out is None:
        print_json(schemas)
        return
    for path in write_schemas(out, schemas):
        click.echo(str(path))
