"""`numbers`: what would be taken from an export, and from which cells. Nothing is written."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from assessment.cli.context import Settings, common, open_file, plain, print_json, table
from assessment.cli.names import BankNames
from assessment.instrument.bank import Bank
from assessment.instrument.load import load_bank
from assessment.instrument.model import Instrument
from assessment.responses import MetricValue
from assessment.spreadsheets import ImportCandidate, TableRead, Unreadable, read_table, review

LARGEST_READ = 10_000_001
"""Bytes; one more than a table may have, so that a larger one is told and not held in memory."""

HEAD = (("经营数字", "Number"), ("现在", "Now"), ("表里", "In the file"), ("截至", "Up to"), ("取自", "From"))


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--assessment", "assessment_file", type=click.Path(path_type=Path), metavar="A.json")
@click.option("--sheet", help="Which sheet (default: the first that means something).")
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="Days after this one are left out (default: today)."
)
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@common
@click.pass_context
def numbers(  # noqa: PLR0913 - one of each option
    ctx: click.Context,
    file: Path,
    *,
    assessment_file: Path | None,
    sheet: str | None,
    today: Any,
    as_json: bool,
) -> None:
    """Read a CSV or XLSX export: which numbers of the bank are in it, and from which cells.

    With --assessment each number is shown against what the file has now.
    """
    settings = ctx.ensure_object(Settings)
    bank = load_bank(settings.bank())
    instrument, stored = _stored(ctx, settings, bank, assessment_file)
    day = date.today() if today is None else today.date()  # noqa: DTZ011 - the reader's own day
    try:
        with file.open("rb") as stream:
            read = read_table(stream.read(LARGEST_READ), bank.columns, day, sheet)
    except Unreadable as trouble:
        click.echo(plain(f"{file}: {trouble.text.in_(settings.lang)}"), err=True)
        ctx.exit(1)
    offers = _offers(read, instrument, stored)
    if as_json:
        print_json(_as_json(read, offers))
        return
    for line in _said(settings, BankNames(instrument, settings.lang), read, offers):
        click.echo(line)


def _stored(
    ctx: click.Context, settings: Settings, bank: Bank, path: Path | None
) -> tuple[Instrument, dict[str, MetricValue]]:
    if path is None:
        return bank.instrument, {}
    held = open_file(ctx, settings, path)
    return held.instrument, held.assessment.metrics


def _offers(read: TableRead, instrument: Instrument, stored: dict[str, MetricValue]) -> list[ImportCandidate]:
    metrics = {metric.id: metric for metric in instrument.metrics}
    return [
        review(each, metrics[each.metric], stored.get(each.metric, MetricValue()))
        for each in read.proposals()
        if each.metric in metrics
    ]


def _as_json(read: TableRead, offers: Sequence[ImportCandidate]) -> dict[str, Any]:
    return {
        "sheet": read.sheet,
        "sheets": list(read.sheets),
        "header_rows": list(read.table.header),
        "columns": [
            {"name": series.name, "means": read.chosen[series.key].subject, "values": list(series.samples)}
            for series in read.series
        ],
        "numbers": [_offer_as_json(offer) for offer in offers],
        "notices": [{"code": each.code, **each.values} for each in read.notices],
    }


def _offer_as_json(offer: ImportCandidate) -> dict[str, Any]:
    found, before = offer.proposal, offer.before
    return {
        "metric": found.metric,
        "number": offer.number,
        "as_of": found.as_of.isoformat() if found.as_of else None,
        "how": found.how,
        "from": [{"name": name, "cells": place.address} for name, place in found.places],
        "before": before.model_dump(mode="json", exclude_defaults=True) or None,
        "would_take": offer.ticked,
        "notices": [{"code": each.code, **each.values} for each in offer.notices],
    }


def _said(
    settings: Settings, speech: BankNames, read: TableRead, offers: Sequence[ImportCandidate]
) -> Iterator[str]:
    for notice in read.notices:
        yield plain(notice.text.in_(settings.lang))
    if not offers:
        yield settings.say(
            "没有认出这里用得上的数。列名和我们的叫法不同的，请在页面上指定。",
            "No number of the bank was found. The page lets you say what a column is.",
        )
        yield from _missing_inputs(settings, speech, read)
        return
    rows = [[settings.say(*each) for each in HEAD]]
    rows += [[plain(cell) for cell in _row(settings, speech, offer)] for offer in offers]
    yield from table(rows)
    for offer in offers:
        for notice in offer.notices:
            yield plain(f"- {speech.text(offer.metric.name)}: {notice.text.in_(settings.lang)}")
    yield from _missing_inputs(settings, speech, read)


def _missing_inputs(settings: Settings, speech: BankNames, read: TableRead) -> Iterator[str]:
    """Say what one more column would give."""
    names = {metric.id: metric.name for metric in speech.instrument.metrics}
    names |= {part.id: part.name for part in read.columns.parts}
    for each in read.missing_inputs():
        if each.metric in names:
            between = settings.say("”和“", "' and '")
            has, lacks = (
                between.join(speech.text(names[one]) for one in some) for some in (each.has, each.lacks)
            )
            metric = speech.text(names[each.metric])
            yield plain(
                settings.say(
                    f"认出了“{has}”；表里再有“{lacks}”，就能算出“{metric}”。",
                    f"'{has}' is there; with '{lacks}' as well, '{metric}' can be worked out.",
                )
            )


def _row(settings: Settings, speech: BankNames, offer: ImportCandidate) -> list[str]:
    before = offer.before.number
    mark = "" if offer.ticked else settings.say("（先不取）", " (not yet)")
    if offer.same:
        mark = settings.say("（没变）", " (same)")
    return [
        speech.text(offer.metric.name),
        "-" if before is None else f"{before:,.10g}",
        f"{offer.number:,.10g}{mark}",
        offer.proposal.as_of.isoformat() if offer.proposal.as_of else "-",
        ", ".join(place.address for _, place in offer.proposal.places),
    ]
