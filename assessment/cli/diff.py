"""`diff`: what changed between two versions of a bank, and for the example merchants."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from assessment.cli.context import CommandOptions, common, print_json, show_problems
from assessment.cli.diff_text import text_lines
from assessment.files import read_path
from assessment.instrument.changes import Changes, changes
from assessment.instrument.file_schemas import Lineage
from assessment.instrument.load import load, load_instrument
from assessment.instrument.model import Criterion, Instrument
from assessment.instrument.problems import InstrumentError, Problem
from assessment.instrument.releases import Releases, digest, version_parts
from assessment.scoring.comparison import Round
from assessment.scoring.comparison.series import comparison_as_json
from assessment.scoring.effect import Effect, GateEffect, effect
from assessment.scoring.results import Results
from assessment.texts import Text


@dataclass(frozen=True)
class BankVersion:
    """One of the two versions of a bank that are compared."""

    instrument: Instrument
    home: Path
    """The folder of questions it was found in."""


@click.command()
@click.argument("first", metavar="A")
@click.argument("second", metavar="B")
@click.option("--json", "as_json_", is_flag=True, help="Print only JSON.")
@common
@click.pass_context
def diff(ctx: click.Context, first: str, second: str, *, as_json_: bool) -> None:
    """Show what changed from bank A to bank B, and what that does to the example merchants.

    A and B are folders of questions or released versions, as in `diff 1.0.0 questions`. The examples are
    those of B, or of A where B has none.
    """
    settings = ctx.ensure_object(CommandOptions)
    sides = _sides(settings, first, second)
    if sides[0].instrument.id != sides[1].instrument.id:
        names = " / ".join(side.instrument.id for side in sides)
        raise _refusal(Text("cli.diff.two_subjects", names=names), Text("cli.diff.fix.one_subject"))
    lineage = _lineage(sides)
    found = changes(sides[0].instrument, sides[1].instrument, lineage)
    effects = list(_effects(ctx, settings, sides, lineage))
    if as_json_:
        print_json(as_json((sides[0].instrument, sides[1].instrument), found, effects))
        return
    for line in text_lines((sides[0].instrument, sides[1].instrument), found, effects, settings.lang):
        click.echo(line)


def _sides(settings: CommandOptions, first: str, second: str) -> tuple[BankVersion, BankVersion]:
    """Find both versions; a released one in the folder that the other names, or else in the bank in use.

    Raises:
        InstrumentError: a folder has no sound bank, or nobody released such a version.
    """
    named = (first, second)
    folders = [Path(each) for each in named if version_parts(each) is None]
    homes = [*folders, settings.folder()]
    found = []
    for each in named:
        if version_parts(each) is None:
            found.append(BankVersion(load_instrument(Path(each)), Path(each)))
            continue
        home = next((folder for folder in homes if each in _versions(folder)), None)
        if home is None:
            raise _nobody_has(each, homes)
        instrument = Releases(home).find(each)
        assert instrument is not None  # noqa: S101 - it was just found
        found.append(BankVersion(instrument, home))
    return found[0], found[1]


def _versions(folder: Path) -> list[str]:
    """Return the released versions of a folder of questions, the oldest first."""
    names = [path.stem for path in (folder / "releases").glob("*.json")]
    return sorted(
        (name for name in names if version_parts(name)), key=lambda name: version_parts(name) or (0, 0, 0)
    )


def _nobody_has(version: str, homes: Sequence[Path]) -> InstrumentError:
    known = ", ".join(dict.fromkeys(name for home in homes for name in _versions(home))) or "-"
    return _refusal(
        Text("cli.diff.not_released", version=version), Text("cli.diff.fix.released_versions", known=known)
    )


def _refusal(what: Text, fix: Text) -> InstrumentError:
    return InstrumentError([Problem("", None, "error", what, fix)])


def _lineage(sides: tuple[BankVersion, BankVersion]) -> Sequence[Lineage]:
    """Return the lineage of the newer side's folder; of the other's where that has none."""
    newer_first = sorted(
        sides, key=lambda side: version_parts(side.instrument.version) or (0, 0, 0), reverse=True
    )
    return next((lines for side in newer_first if (lines := load(side.home).lineage)), ())


def _effects(
    ctx: click.Context,
    settings: CommandOptions,
    sides: tuple[BankVersion, BankVersion],
    lineage: Sequence[Lineage],
) -> Iterator[Effect]:
    """Yield what becomes of each example; where one cannot be read, the command says so and ends with 1."""
    homes = [sides[1].home, sides[0].home]
    examples = next((files for home in homes if (files := sorted((home / "examples").glob("*.json")))), [])
    banks = [bank for home in homes if (bank := load(home).instrument) is not None]
    known = {each.version: each for each in (*banks, *(side.instrument for side in sides))}

    def released(version: str, digest: str | None) -> Instrument | None:
        found = (Releases(home).find(version, digest) for home in homes)
        return next((each for each in found if each is not None), known.get(version))

    readings = [(file, read_path(file, sides[1].instrument, released)) for file in examples]
    troubled = [reading for _, reading in readings if reading.assessment is None]
    for _, reading in readings:
        show_problems(reading.problems, settings)
    if troubled:
        ctx.exit(1)
    for file, reading in readings:
        if reading.assessment is not None and reading.instrument is not None:
            taken = Round(reading.instrument, reading.assessment, file.name)
            yield effect(taken, sides[0].instrument, sides[1].instrument, lineage)


def as_json(
    sides: tuple[Instrument, Instrument], found: Changes, effects: Sequence[Effect]
) -> dict[str, Any]:
    """Return everything that differs, and every example under both versions."""
    return {
        "from": _version(sides[0]),
        "to": _version(sides[1]),
        "bank": bank_as_json(found),
        "merchants": [effect_as_json(each) for each in effects],
    }


def _version(instrument: Instrument) -> dict[str, str]:
    return {"id": instrument.id, "version": instrument.version, "digest": digest(instrument)}


def bank_as_json(found: Changes) -> dict[str, Any]:
    """Return what changed in the bank, by kind; empty lists where nothing did."""
    return {
        "new": [each.id for each in found.of("new")],
        "asked_again": [each.id for each in found.items if each.asked_again],
        "scored_now": [each.id for each in found.items if each.counts_now],
        "scored_no_more": [each.id for each in found.items if each.counts_no_more],
        "gone": [
            {"item": each.id, "why": None if each.passage.why is None else dict(each.passage.why.root)}
            for each in found.of("dropped")
        ],
        "renamed": [
            {"from": each.passage.older, "to": each.passage.newer}
            for each in found.items
            if each.passage.newer is not None and each.passage.older not in {None, each.passage.newer}
        ],
        "rescaled": [
            {"item": each.id, "points": None if each.passage.points is None else dict(each.passage.points)}
            for each in found.of("rescaled")
        ],
        "lost": [each.id for each in found.of("changed")],
        "reworded": [{"item": each.id, "keys": list(each.reworded)} for each in found.items if each.reworded],
        "rules": [{"item": each.id, "keys": list(each.rules)} for each in found.items if each.rules],
        "weights": [
            {"item": each.id, "from": each.weights[0], "to": each.weights[1]}
            for each in found.items
            if each.weights is not None
        ],
        "dimensions": [
            {"dimension": key, "from": was, "to": now} for key, (was, now) in found.dimensions.items()
        ],
        "gates": {
            stage: {
                "added": list(map(_criterion, gate.added)),
                "removed": list(map(_criterion, gate.removed)),
                "meet": None if gate.meet is None else list(gate.meet),
            }
            for stage, gate in found.gates.items()
        },
        "other": list(found.other),
    }


def effect_as_json(each: Effect) -> dict[str, Any]:
    """Return one example under both versions; the change of each score split as `compare` splits it."""
    pair = comparison_as_json(each.comparison)
    return {
        "file": each.taken.label,
        "merchant": each.taken.assessment.merchant.name,
        "taken_on": None if each.taken.day is None else each.taken.day.isoformat(),
        "taken_with": each.taken.instrument.version,
        "from": _results(each.before),
        "to": _results(each.after),
        "index_change": None if each.index_change is None else [end / 10 for end in each.index_change],
        "index": pair["index"],
        "dimensions": pair["dimensions"],
        "gates": {stage: _gate(gate) for stage, gate in each.gates.items()},
        "items": [
            {
                "item": one.item,
                "from": one.before.own_point,
                "to": one.after.own_point,
                "index": _points(one.parts.total),
            }
            for one in each.comparison.items
            if one.parts.total
        ],
        "unknown": {"from": list(each.unknown_before), "to": list(each.unknown_after)},
    }


def _results(results: Results) -> dict[str, Any]:
    return {
        "stage": results.stage,
        "possible_stages": list(results.possible_stages),
        "index": results.index_score,
        "index_high": results.index_score_high,
    }


def _gate(gate: GateEffect) -> dict[str, Any]:
    return {
        "from": gate.was_open,
        "to": gate.is_open,
        "opened": list(map(_criterion, gate.opened)),
        "closed": list(map(_criterion, gate.closed)),
    }


def _points(value: Any) -> float:
    """Return points of the index to two decimals."""
    return round(float(value), 2)


def _criterion(criterion: Criterion) -> dict[str, Any]:
    return criterion.model_dump(exclude_none=True)
