"""`numbers`: what would be taken from exports and pictures, and from which places. Nothing is written."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import click

from assessment.cli.context import CommandOptions, common, open_file, plain, print_json, table
from assessment.cli.names import BankNames
from assessment.instrument.bank import Bank
from assessment.instrument.model import Instrument
from assessment.pictures import (
    PictureRead,
    PictureReader,
    is_picture,
    proposals_with_pictures,
    understand,
)
from assessment.responses import MetricValue
from assessment.spreadsheets import (
    CellRange,
    ImportCandidate,
    TableRead,
    Unreadable,
    Wanted,
    missing_inputs_of,
    read_file,
    read_table,
    review_all,
)
from assessment.texts import Localized, Text

PATIENCE = 120.0
"""Seconds that a picture may take here, where nobody else waits."""
HEAD = ("metric", "now", "found", "as_of", "from")
"""The columns of the table, by their keys in the catalogue."""


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--assessment", "assessment_file", type=click.Path(path_type=Path), metavar="A.json")
@click.option("--sheet", help="Which sheet (default: the one that says most).")
@click.option(
    "--where",
    "conditions",
    multiple=True,
    metavar="COLUMN=VALUE",
    help="Read only the rows in which this column has this value; may be given several times.",
)
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="Days after this one are left out (default: today)."
)
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@common
@click.pass_context
def numbers(  # noqa: PLR0913 - one of each option
    ctx: click.Context,
    files: tuple[Path, ...],
    *,
    assessment_file: Path | None,
    sheet: str | None,
    conditions: tuple[str, ...],
    today: Any,
    as_json: bool,
) -> None:
    """Read CSV or XLSX exports and screenshots: which numbers of the bank are in them, and where.

    Several files are read together: what one lacks another may have. With
    --assessment each number is shown against what the file has now. Ends
    with 1 where a file cannot be read, with 0 where one has no number.
    """
    settings = ctx.ensure_object(CommandOptions)
    bank = settings.bank
    instrument, stored = _stored(ctx, settings, bank, assessment_file)
    day = date.today() if today is None else today.date()  # noqa: DTZ011 - the reader's own day
    only = _conditions(conditions)
    reads: list[TableRead] = []
    pictures: list[PictureRead] = []
    with closing(PictureReader(longest=PATIENCE)) as reader:
        for file in files:
            try:
                raw = read_file(file)
                if is_picture(raw, file.name):
                    pictures.append(understand(reader.read(raw), bank, day, file.name, len(pictures) + 1))
                else:
                    reads.append(read_table(raw, bank, day, Wanted(file.name, sheet, only)))
            except Unreadable as trouble:
                click.echo(plain(f"{file}: {trouble.text.in_(settings.lang)}"), err=True)
                ctx.exit(1)
    candidates = review_all(proposals_with_pictures(reads, pictures), instrument, stored)
    if as_json:
        print_json(_as_json(reads, pictures, candidates))
        return
    for line in _lines(settings, BankNames(instrument, settings.lang), reads, pictures, candidates):
        click.echo(line)


def _conditions(given: Sequence[str]) -> dict[str, str]:
    """Return the value asked for by column.

    Raises:
        click.BadParameter: a condition has no `=`.
    """
    for condition in given:
        if "=" not in condition:
            message = f"{condition!r}: COLUMN=VALUE"
            raise click.BadParameter(message, param_hint="--where")
    return {name.strip(): value.strip() for name, _, value in (each.partition("=") for each in given)}


def _stored(
    ctx: click.Context, settings: CommandOptions, bank: Bank, path: Path | None
) -> tuple[Instrument, dict[str, MetricValue]]:
    if path is None:
        return bank.instrument, {}
    held = open_file(ctx, settings, path)
    return held.instrument, held.assessment.metrics


def _as_json(
    reads: Sequence[TableRead], pictures: Sequence[PictureRead], candidates: Sequence[ImportCandidate]
) -> dict[str, Any]:
    several = len(reads) + len(pictures) > 1
    numbers = [_candidate_as_json(each, pictures, several=several) for each in candidates]
    if several:
        files = [*map(_file_as_json, reads), *map(_picture_as_json, pictures)]
        return {"files": files, "numbers": numbers}
    return (
        _file_as_json(reads[0], numbers=numbers) if reads else _picture_as_json(pictures[0], numbers=numbers)
    )


def _picture_as_json(picture: PictureRead, **more: Any) -> dict[str, Any]:
    return {
        "file": picture.file,
        "picture": {"width": picture.texts.width, "height": picture.texts.height},
        "period": picture.period.title or None if picture.period else None,
        **more,
        "unused": picture.unused,
        "notices": [{"code": each.code, **each.values} for each in picture.notices],
    }


def _file_as_json(read: TableRead, **more: Any) -> dict[str, Any]:
    return {
        "file": read.table.file,
        "sheet": read.sheet,
        "sheets": list(read.sheets),
        "header_rows": list(read.table.header),
        "rows": dict(read.scope.only),
        "columns": [
            {"name": series.name, "means": read.chosen[series.key].subject, "values": list(series.samples)}
            for series in read.series
        ],
        **more,
        "notices": [{"code": each.code, **each.values} for each in read.notices],
    }


def _place_as_json(
    name: str, place: CellRange, pictures: Sequence[PictureRead], *, several: bool
) -> dict[str, Any]:
    """Say where a number stands: in cells, or in boxes of pixels from the upper left corner."""
    file = {"file": place.file} if several else {}
    if not (cells := [cell for picture in pictures for cell in picture.cells_at(place)]):
        return {**file, "name": name, "cells": place.address}
    boxes = [
        [round(edge) for edge in (cell.number.left, cell.number.top, cell.number.right, cell.number.bottom)]
        for cell in cells
    ]
    return {**file, "name": cells[0].name, "boxes": boxes}


def _candidate_as_json(
    candidate: ImportCandidate, pictures: Sequence[PictureRead], *, several: bool
) -> dict[str, Any]:
    found, before = candidate.proposal, candidate.before
    return {
        "metric": found.metric,
        "number": candidate.number,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "how": found.how,
        "from": [_place_as_json(name, place, pictures, several=several) for name, place in found.places],
        "before": before.model_dump(mode="json", exclude_defaults=True) or None,
        "would_take": candidate.ticked,
        "notices": [{"code": each.code, **each.values} for each in candidate.notices],
    }


def _lines(
    settings: CommandOptions,
    names: BankNames,
    reads: Sequence[TableRead],
    pictures: Sequence[PictureRead],
    candidates: Sequence[ImportCandidate],
) -> Iterator[str]:
    lines = []
    files = len(reads) + len(pictures)
    for picture in pictures:
        yield from (plain(said_of.in_(settings.lang)) for said_of in picture.remarks)
    for read in reads:
        for notice in read.notices:
            lines.append(notice)
            before = f"{read.table.file}: " if files > 1 else ""
            yield plain(before + notice.text.in_(settings.lang))
    if candidates:
        rows = [[Text(f"spreadsheets.head.{column}").in_(settings.lang) for column in HEAD]]
        rows += [
            [plain(cell) for cell in _row(settings, names, each, pictures, files)] for each in candidates
        ]
        yield from table(rows)
    elif reads or not any(picture.remarks for picture in pictures):
        is_list = reads and all(read.is_list for read in reads)
        yield Text("spreadsheets.none_in_list" if is_list else "spreadsheets.none").in_(settings.lang)
    for each in candidates:
        for notice in each.notices:
            # What is true of the whole sheet has been said above.
            if notice not in lines:
                yield plain(f"- {names.text(each.metric.name)}: {notice.text.in_(settings.lang)}")
    if reads:
        yield from _missing_inputs(settings, names, reads)


def _missing_inputs(settings: CommandOptions, names: BankNames, reads: Sequence[TableRead]) -> Iterator[str]:
    """Yield what one more column would give."""
    known: dict[str, Localized] = {metric.id: metric.name for metric in names.instrument.metrics}
    for each in missing_inputs_of(reads):
        if each.metric in known:
            yield plain(each.text(known, reads[0].columns).in_(settings.lang))


def _row(
    settings: CommandOptions,
    names: BankNames,
    candidate: ImportCandidate,
    pictures: Sequence[PictureRead],
    files: int,
) -> list[str]:
    before = candidate.before.number
    mark = "" if candidate.ticked else Text("spreadsheets.not_yet").in_(settings.lang)
    if candidate.same:
        mark = Text("spreadsheets.same").in_(settings.lang)
    places = []
    for _, place in candidate.proposal.places:
        cells = [cell for picture in pictures for cell in picture.cells_at(place)]
        where = "; ".join(f"{cell.name} {cell.number.text}" for cell in cells) or place.address
        places.append(f"{place.file} {where}" if files > 1 else where)
    return [
        names.text(candidate.metric.name),
        "-" if before is None else f"{before:,.10g}",
        f"{candidate.number:,.10g}{mark}",
        candidate.proposal.as_of.isoformat() if candidate.proposal.as_of else "-",
        ", ".join(places),
    ]
