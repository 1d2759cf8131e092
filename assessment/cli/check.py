"""`check`: every problem of a question bank, by file and line."""

from datetime import datetime
from pathlib import Path

import click

from assessment.cli.output import print_json
from assessment.cli.settings import Settings, common
from assessment.instrument.check import check as check_bank
from assessment.instrument.load import load
from assessment.instrument.problems import Problem, errors


@click.command()
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@common
@click.pass_context
def check(ctx: click.Context, folder: Path | None, *, as_json: bool) -> None:
    """List every problem of a question bank as `file:line: what. what to do`."""
    settings = ctx.ensure_object(Settings)
    found = check_bank(load(settings.bank(folder)), datetime.now().astimezone().date())
    if as_json:
        whole = {"problems": [as_plain(problem, settings.lang) for problem in found]}
        print_json(whole)
    else:
        for problem in found:
            click.echo(problem.said(settings.lang))
        count, warnings = len(errors(found)), len(found) - len(errors(found))
        summary = (f"{count} 个错误，{warnings} 个提醒。", f"{count} errors, {warnings} warnings.")
        click.echo(settings.say(*summary), err=True)
    if errors(found):
        ctx.exit(1)


def as_plain(problem: Problem, language: str) -> dict[str, str | int | None]:
    """Return a problem as the contract spells it in JSON."""
    return {
        "file": problem.file,
        "line": problem.line,
        "level": problem.level,
        "what": problem.what[language],
        "fix": problem.fix[language],
    }
