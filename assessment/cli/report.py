"""`report`: what one takes away of assessment files, as PDF, picture, slides, workbook or page."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict, Unpack, get_args

import click

from assessment.cli.context import (
    STDIN,
    CommandOptions,
    OpenedAssessment,
    check_not_overwritten,
    check_stdin_once,
    common,
    each_file,
    opened_file,
    plain,
    print_line,
    print_refusal,
    read_file,
)
from assessment.report.brand import BrandError, brand_from
from assessment.report.document import RECIPIENTS, Options, Recipient
from assessment.report.forms import Form, make
from assessment.report.subject import ReportSubject
from assessment.scoring.comparison import Round, SeriesError


class ReportOptions(TypedDict):
    """The options of the command."""

    form: Form
    recipient: Recipient
    redacted: bool
    appendix: bool | None
    since: tuple[Path, ...]
    as_lines: bool
    brand: Path | None
    out: Path | None


@click.command()
@click.argument("files", metavar="FILE ...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--form", type=click.Choice(get_args(Form)), default="pdf", help="What to make (default pdf).")
@click.option("--for", "recipient", type=click.Choice(RECIPIENTS), default="owner", help="For whom it is.")
@click.option("--redacted", is_flag=True, help="Without names, notes, reasons and evidence.")
@click.option("--appendix/--no-appendix", default=None, help="Every answer and every sum.")
@click.option("--since", type=click.Path(path_type=Path), multiple=True, help="An earlier round. *")
@click.option("--jsonl", "as_lines", is_flag=True, help="Print one line of JSON for each file.")
@click.option("--brand", type=click.Path(path_type=Path), help="Folder with name, logo and colour.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="File or folder to write to; - for standard output."
)
@common
@click.pass_context
def report(
    ctx: click.Context,
    files: tuple[Path, ...],
    **asked: Unpack[ReportOptions],
) -> None:
    """Make a report of each assessment file: a PDF, a page, a picture, slides, a workbook or HTML.

    FILE - is standard input. Options marked * may be repeated. Files are named
    after merchant, day and stage, and stand in the working folder unless --out says otherwise.
    """
    settings = ctx.ensure_object(CommandOptions)
    form, since, out, as_lines = asked["form"], asked["since"], asked["out"], asked["as_lines"]
    if str(out) == STDIN and (len(files) != 1 or as_lines):
        raise click.UsageError(settings.say("cli.report.one_to_stdout"))
    if since and len(files) != 1:
        raise click.UsageError(settings.say("cli.report.one_with_since"))
    check_stdin_once(settings, [*files, *since])
    options = _options(asked, settings)
    rounds = _earlier(ctx, since, settings)
    refused = False
    for read in each_file(ctx, files, as_json=False, as_lines=as_lines):
        subject = _subject(read, settings, rounds)
        try:
            made = make(subject, options, form)
        except (SeriesError, BrandError) as trouble:
            refused = True
            click.echo(plain(trouble.text.in_(settings.lang)), err=True)
            if as_lines:
                print_refusal(read.path, trouble.text.in_(settings.lang))
            continue
        for remark in made.remarks:
            settings.tell("instrument.warning", message=remark)
        if str(out) == STDIN:
            sys.stdout.buffer.write(made.content)
            continue
        path = _path(out, made.name, several=len(files) > 1)
        check_not_overwritten(settings, [*files, *since], path)
        path.write_bytes(made.content)
        if as_lines:
            print_line(read.path, {"form": form, "written": str(path), "bytes": len(made.content)})
        else:
            settings.tell("cli.report.written", file=str(path))
    if refused:
        ctx.exit(1)


def _options(asked: ReportOptions, settings: CommandOptions) -> Options:
    """Return what the report is to hold.

    Raises:
        click.UsageError: the brand cannot be read.
    """
    try:
        brand = brand_from(asked["brand"])
    except BrandError as trouble:
        raise click.UsageError(trouble.text.in_(settings.lang)) from None
    return Options(settings.lang, asked["recipient"], asked["redacted"], asked["appendix"], brand)


def _earlier(ctx: click.Context, since: Sequence[Path], settings: CommandOptions) -> list[Round]:
    """Read the earlier rounds; where one cannot be read, the command ends with 1."""
    opened = [opened_file(path, read_file(settings, path)) for path in since]
    if None in opened:
        ctx.exit(1)
    return [Round(one.instrument, one.assessment, str(one.path)) for one in opened if one is not None]


def _subject(read: OpenedAssessment, settings: CommandOptions, earlier: list[Round]) -> ReportSubject:
    bank = settings.bank
    versions = {read.instrument.version, *(each.instrument.version for each in earlier)}
    lineage = bank.lineage if len(versions) > 1 else ()
    return ReportSubject(read.instrument, read.assessment, bank.calendar, earlier, lineage)


def _path(out: Path | None, name: str, *, several: bool) -> Path:
    """Return the file to write; no ending means a folder, where a number keeps equal names apart."""
    if out is not None and out.suffix and not out.is_dir() and not several:
        return out
    folder = out or Path()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    number = 2
    while path.exists() and several:
        path = folder / f"{Path(name).stem}_{number}{Path(name).suffix}"
        number += 1
    return path
