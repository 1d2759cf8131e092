"""`schema`: JSON Schemas of the bank's files and of the assessment file."""

from pathlib import Path

import click

from assessment.cli.output import print_json
from assessment.cli.settings import Settings, common
from assessment.instrument.load import load
from assessment.instrument.problems import InstrumentError
from assessment.instrument.schema import bank_schemas, record_schema, write_schemas
from assessment.responses import Assessment


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
    settings = ctx.ensure_object(Settings)
    loaded = load(settings.bank())
    if not loaded.draft.languages:
        raise InstrumentError(loaded.problems)
    schemas = bank_schemas(loaded.draft.languages)
    schemas["assessment.json"] = record_schema(Assessment, "assessment", ["format"])
    if out is None:
        print_json(schemas)
        return
    for path in write_schemas(out, schemas):
        click.echo(str(path))
