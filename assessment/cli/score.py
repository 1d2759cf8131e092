"""`score`: stage, scores and gates of assessment files."""

from collections.abc import Iterator
from fractions import Fraction
from math import ceil, floor
from pathlib import Path
from typing import Any

import click

from assessment.cli.context import (
    CommandOptions,
    OpenedAssessment,
    common,
    each_file,
    json_options,
    plain,
    print_json,
    print_line,
    table,
)
from assessment.cli.names import BankNames
from assessment.presentation.gates import edge_text, missing_rows
from assessment.presentation.verdict import unknown_evidence
from assessment.scoring import score as score_assessment
from assessment.scoring.answer_age import is_carried
from assessment.scoring.names import finding_name
from assessment.scoring.report import results_as_json
from assessment.scoring.results import Finding, Results


@click.command()
@click.argument("files", metavar="FILE ...", nargs=-1, type=click.Path(path_type=Path))
@json_options
@common
@click.pass_context
def score(ctx: click.Context, files: tuple[Path, ...], *, as_json: bool, as_lines: bool) -> None:
    """Score assessment files: stage, how sure, dimensions, and what the next stage asks for.

    FILE - is standard input. Several files are scored one after the other, with --jsonl a line each.
    """
    language = ctx.ensure_object(CommandOptions).lang
    for read in each_file(ctx, files, as_json=as_json, as_lines=as_lines):
        results = score_assessment(read.instrument, read.assessment)
        names = BankNames(read.instrument, language)
        if as_lines:
            print_line(read.path, _as_json(read, results, names))
        elif as_json:
            print_json(_as_json(read, results, names))
        else:
            for line in _lines(read, results, names):
                click.echo(line)


def _as_json(read: OpenedAssessment, results: Results, names: BankNames) -> dict[str, Any]:
    return {**results_as_json(results), "problems": list(_problems(read, results, names))}


def _problems(read: OpenedAssessment, results: Results, names: BankNames) -> Iterator[dict[str, str]]:
    """List what was noticed in reading and in scoring, each thing once."""
    scored = {f"answers.{problem.place}" for problem in results.problems}
    for warning in read.warnings:
        if warning.place not in scored:
            what, fix = warning.what.in_(names.language), warning.fix.in_(names.language)
            yield {"code": "file", "place": warning.place, "what": what, "fix": fix}
    for problem in results.problems:
        what, fix = names.problem(problem)
        yield {"code": problem.code, "place": problem.place, "what": what, "fix": fix}


def _lines(read: OpenedAssessment, results: Results, names: BankNames) -> Iterator[str]:
    """Say results for people."""
    if read.assessment.merchant.name:
        yield plain(read.assessment.merchant.name)
    yield from _flags(results, names)
    yield from _stage(results, names)
    yield from _figures(results, names)
    yield ""
    yield from _dimensions(results, names)
    yield ""
    yield from _missing(results, names)
    warned = {warning.place for warning in read.warnings}
    for problem in results.problems:
        if f"answers.{problem.place}" not in warned:
            what, fix = names.problem(problem)
            yield names.say("cli.score.note", what=what, fix=fix)


def _flags(results: Results, names: BankNames) -> Iterator[str]:
    """Name every red flag that is up, with what to do first."""
    for each in results.raised_flags:
        name, advice = names.text(each.flag.name), names.text(each.flag.advice)
        yield names.say("cli.score.flag", name=name, advice=advice)


def _stage(results: Results, names: BankNames) -> Iterator[str]:
    """Say the stage, how sure it is, and what else is possible."""
    if results.stage is None:
        stage = names.say("cli.not_known_yet")
    else:
        stage = names.stage(results.stage)
    if results.stage is not None and results.status is not None:
        stage = names.say(f"cli.score.status.{results.status}", stage=stage)
    yield names.say("cli.score.stage", stage=stage)
    if len(results.possible_stages) > 1:
        stages = names.say("cli.score.or").join(map(names.stage, results.possible_stages))
        yield names.say("cli.score.still_possible", stages=stages)
    if results.at_edge and results.next_stage is not None:
        rows = missing_rows(results, names.language)
        yield edge_text(names.stage(results.next_stage), rows, names.language).in_(names.language)
    if results.confidence is not None:
        word = names.say(f"cli.score.confidence.{results.confidence.word}")
        # Rounded outwards, so that what is shown is still a bracket.
        low, high = floor(results.confidence.low * 1000) / 10, ceil(results.confidence.high * 1000) / 10
        yield names.say("cli.score.how_sure", word=word, low=low, high=high)
    likeliest = results.likeliest_stage
    if likeliest not in {None, results.stage}:
        yield names.say("cli.score.likeliest", stage=names.stage(likeliest or ""))
    if results.on_practice_alone:
        yield names.say("cli.score.on_practice_alone", names=unknown_evidence(results))


def _figures(results: Results, names: BankNames) -> Iterator[str]:
    """Say index, coverage and percent to target."""
    yield names.say("cli.score.index", score=_score(results.index_score, results.index_score_high))
    share = 0.0 if results.coverage is None else float(100 * results.coverage)
    yield names.say(f"cli.score.answered.{results.mode.value}", share=share)
    carried = sum(is_carried(one.answer) for one in results.items.values())
    if carried:
        yield names.say("cli.score.carried", count=carried)
    reached = [
        f"{names.stage(stage)} {_reached(done, results.percent_to_target[stage])} %"
        for stage, done in results_as_json(results)["percent_to_target"].items()
        if done is not None
    ]
    if reached:
        yield names.say("cli.score.of_target", shares=names.say("cli.comma").join(reached))


def _reached(published: float, share: Fraction | None) -> float:
    """Return how much of a target is reached, in per cent; what is nearly there is not said to be there."""
    return 99.9 if share is not None and share < 1 and published >= 100 else published


def _dimensions(results: Results, names: BankNames) -> list[str]:
    """Set the dimension scores in a table."""
    rows = [
        [
            names.dimension(key),
            names.say("cli.score.absent") if result.absent else _score(result.score, result.score_high),
            f"{result.answered}/{result.applicable}",
        ]
        for key, result in results.dimensions.items()
    ]
    return table([[names.say(f"cli.score.head.{one}") for one in ("dimension", "score", "answered")], *rows])


def _missing(results: Results, names: BankNames) -> Iterator[str]:
    """List what keeps the next gate shut."""
    if results.next_stage is None:
        return
    stage = names.stage(results.next_stage)
    if not results.missing:
        yield names.say("cli.score.nothing_missing", stage=stage)
        return
    yield names.say("cli.score.missing", stage=stage, count=len(results.missing))
    yield from (f"- {_blocker(finding, results, names)}" for finding in results.missing)


def _blocker(finding: Finding, results: Results, names: BankNames) -> str:
    """Say what one criterion asks for, and what there is."""
    subject, now = names.text(finding_name(results.instrument, finding)), _now(finding, names)
    if finding.is_raised:
        return names.say("cli.score.flagged", name=subject)
    if finding.criterion is None:
        return names.say("cli.score.to_choose", name=subject, needed=finding.needed, now=now)
    bound = names.bound(finding.criterion)
    return names.say("cli.score.criterion", subject=subject, bound=bound, now=now)


def _now(finding: Finding, names: BankNames) -> str:
    """Say what was measured, with what it may still become."""
    if finding.note == "declared_not_applicable":
        return names.say("cli.score.declared_not_applicable")
    if finding.measured is None:
        return names.say("cli.score.not_known")
    if finding.kind in {"dimension", "index"}:
        return names.say("cli.score.measured", number=_score(finding.measured, finding.high))
    low, high = f"{finding.measured:g}", finding.high
    return names.say(
        "cli.score.measured", number=low if high in {None, finding.measured} else f"{low} … {high:g}"
    )


def _score(low: float | None, high: float | None) -> str:
    """Show a score, with what it may still become where something is not answered."""
    shown = "?" if low is None else f"{low:.1f}"
    return shown if high is None or high == low else f"{shown} … {high:.1f}"
