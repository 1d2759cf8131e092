"""`items`: what the answers in the store say about the items, over many merchants and without their names."""

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assessment.cli.context import CommandOptions, common, plain, print_json, table
from assessment.presentation.item_statistics import (
    dimension_sentence,
    figures_table,
    item_tables,
    remarks,
)
from assessment.presentation.values import as_csv
from assessment.scoring.item_statistics import LEAST
from assessment.texts import in_language

if TYPE_CHECKING:
    from assessment.service.items import ItemReview


@click.command()
@click.option("--version", metavar="X.Y.Z", help="Version of the bank (default: the present one).")
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), metavar="FILE", help="Write a CSV file.")
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@common
@click.pass_context
def items(ctx: click.Context, *, version: str | None, csv_file: Path | None, as_json: bool) -> None:
    """Say how each item does over the merchants in the store: answers, stumbles, time, reliability.

    Each merchant counts once, by its last finished round; examples are left out. With fewer than 20
    merchants nothing is said. No merchant is named.
    """
    # Imported here, because opening a database takes a second that the other commands need not wait.
    from assessment.service import open_service  # noqa: PLC0415

    settings = ctx.ensure_object(CommandOptions)
    with closing(open_service(None, settings.folder())) as service:
        review = service.items.review(version)
    if csv_file is not None and review.report.enough:
        csv_file.write_bytes(as_csv(figures_table(review.report)))
    if as_json:
        print_json(_as_json(review))
        return
    for line in _lines(settings, review):
        click.echo(line)
    if csv_file is not None and review.report.enough:
        settings.tell("items.written", file=str(csv_file))


def _lines(settings: CommandOptions, review: "ItemReview") -> list[str]:
    report, lang = review.report, settings.lang
    say = settings.say
    lines = [say("items.of_version", version=review.version, count=report.merchants)]
    lines += [
        say("items.other_version", version=plain(version), count=count)
        for version, count in review.versions.items()
        if version != review.version
    ]
    if not report.enough:
        return [*lines, say("items.too_few", least=LEAST)]
    lines.append(say("items.how_to_read"))
    for dimension, rows in item_tables(report, lang):
        name = in_language(review.instrument.dimension(dimension.id).name, lang)
        lines += ["", name, dimension_sentence(dimension).in_(lang)]
        lines += table([rows.headings, *[[str(cell) for cell in row] for row in rows.rows]])
    remarked = [remark.in_(lang) for remark in remarks(report, review.instrument)]
    return [*lines, "", say("items.look_at"), *([f"- {one}" for one in remarked] or [say("items.nothing")])]


def _as_json(review: "ItemReview") -> dict[str, Any]:
    """Return the figures as the command's contract spells them."""
    report = review.report
    rows = figures_table(report)
    whole = [dict(zip(rows.headings, row, strict=True)) for row in rows.rows]
    return {
        "instrument": {"id": review.instrument.id, "version": review.version},
        "merchants": report.merchants,
        "least": LEAST,
        "enough": report.enough,
        "versions": dict(review.versions),
        "dimensions": [
            {
                "id": one.id,
                "items": list(one.items),
                "alpha": None if one.alpha is None else vars(one.alpha),
                "omega": None if one.omega is None else vars(one.omega),
                "look_at": one.remark,
            }
            for one in report.dimensions
        ],
        "items": [{**row, "look_at": str(row["look_at"] or "").split()} for row in whole],
    }
