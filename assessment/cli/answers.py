"""`answers`: the answers of an assessment as a workbook to fill in, and what a filled-in one says."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import click

from assessment.cli.context import CommandOptions, check_not_overwritten, common, open_file, plain
from assessment.files import write
from assessment.report.answer_book import answer_book
from assessment.report.answer_book_reader import BookReading, read_answer_book
from assessment.spreadsheets.reader import read_file
from assessment.spreadsheets.sniff import Unreadable

SHOWN = 60
"""Characters of a value that a line shows."""


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--take", metavar="BOOK", type=click.Path(path_type=Path), help="Bring a filled-in workbook back."
)
@click.option("--keep", type=click.Choice(["book", "file"]), help="What counts where both changed.")
@click.option("--out", type=click.Path(path_type=Path), help="The workbook, or the assessment, to write.")
@common
@click.pass_context
def answers(
    ctx: click.Context,
    file: Path,
    *,
    take: Path | None,
    keep: Literal["book", "file"] | None,
    out: Path | None,
) -> None:
    """Make a workbook of an assessment file to fill in, or bring a filled-in one back with --take.

    With --take the changes are shown; --out writes the assessment with them.
    """
    settings = ctx.ensure_object(CommandOptions)
    opened = open_file(ctx, settings, file)
    if take is None:
        path = out or Path(f"{file.stem}.xlsx")
        check_not_overwritten(settings, [file], path)
        path.write_bytes(answer_book(opened.instrument, opened.assessment, settings.lang))
        settings.tell("cli.report.written", file=str(path))
        return
    check_not_overwritten(settings, [take], out)
    try:
        found = read_answer_book(read_file(take), opened.instrument, opened.assessment, keep)
    except Unreadable as trouble:
        click.echo(f"{trouble.what.in_(settings.lang)} {trouble.fix.in_(settings.lang)}", err=True)
        ctx.exit(1)
    for line in _lines(found, settings):
        click.echo(line)
    if found.assessment is None:
        settings.tell("cli.answers.nothing_taken")
        ctx.exit(1)
    if out is not None:
        out.write_bytes(write(found.assessment))
        settings.tell("cli.report.written", file=str(out))


def _lines(found: BookReading, settings: CommandOptions) -> Iterator[str]:
    """Say what the workbook changes, and every mistake by its cell."""
    counts = {kind: sum(one.kind == kind for one in found.changes) for kind in ("new", "changed", "conflict")}
    yield settings.say("cli.answers.counts", same=found.same, **counts)
    for change in found.changes:
        before, after = (
            plain(" ".join(text.split()))[:SHOWN] or "–" for text in (change.before, change.after)
        )
        what = plain(change.what)[:SHOWN]
        yield settings.say(f"cli.answers.{change.kind}", what=what, before=before, after=after)
    for mistake in found.mistakes:
        text = plain(mistake.what.in_(settings.lang))
        yield f"{mistake.cell}: {text}" if mistake.cell else text
