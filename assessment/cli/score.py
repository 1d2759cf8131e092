"""`score`: stage, scores and gates of one assessment file."""

from collections.abc import Iterator
from math import ceil, floor
from pathlib import Path

import click

from assessment.cli.context import OpenedFile, Settings, common, open_file, plain, print_json, table
from assessment.cli.names import BankNames
from assessment.responses import Mode
from assessment.scoring import score as score_assessment
from assessment.scoring.answer_age import is_carried
from assessment.scoring.results import Finding, Results, results_as_json


@click.command()
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@common
@click.pass_context
def score(ctx: click.Context, file: Path, *, as_json: bool) -> None:
    """Score an assessment file: stage, how sure, dimensions, and what the next stage asks for."""
    settings = ctx.ensure_object(Settings)
    read = open_file(ctx, settings, file)
    results = score_assessment(read.instrument, read.assessment)
    speech = BankNames(read.instrument, settings.lang)
    if as_json:
        print_json({**results_as_json(results), "problems": list(_problems(read, results, speech))})
        return
    for line in _summary(read, results, Words(settings, speech)):
        click.echo(line)


def _problems(read: OpenedFile, results: Results, speech: BankNames) -> Iterator[dict[str, str]]:
    """List what was noticed in reading and in scoring, each thing once."""
    scored = {f"answers.{problem.place}" for problem in results.problems}
    for warning in read.warnings:
        if warning.place not in scored:
            what, fix = warning.what.in_(speech.language), warning.fix.in_(speech.language)
            yield {"code": "file", "place": warning.place, "what": what, "fix": fix}
    for problem in results.problems:
        what, fix = speech.problem(problem)
        yield {"code": problem.code, "place": problem.place, "what": what, "fix": fix}


class Words:
    """Says results in the language asked for."""

    def __init__(self, settings: Settings, speech: BankNames) -> None:
        self.say = settings.say
        self.speech = speech

    def label(self, zh: str, en: str, value: str) -> str:
        """Put a label before a value."""
        return self.say(f"{zh}：{value}", f"{en}: {value}")

    def stages(self, stages: tuple[str, ...]) -> str:
        """Name stages as alternatives."""
        return self.say("或", " or ").join(map(self.speech.stage, stages))

    def stage(self, results: Results) -> Iterator[str]:
        """Say the stage, how sure it is, and what else is possible."""
        if results.stage is None:
            yield self.label("阶段", "Stage", self.say("还不能下结论", "not known yet"))
        else:
            status = {
                None: "",
                "self_declared": self.say("（自己填报，未核实）", " (self-declared)"),
                "confirmed": self.say("（必须项证据已核实）", " (confirmed: the evidence was seen)"),
            }[results.status]
            yield self.label("阶段", "Stage", self.speech.stage(results.stage) + status)
        if len(results.possible_stages) > 1:
            yield self.label("仍有可能", "Still possible", self.stages(results.possible_stages))
        if results.confidence is not None:
            word = {
                "firm": self.say("很大", "firm"),
                "likely": self.say("比较有把握", "likely"),
                "borderline": self.say("在边缘上", "borderline"),
                "not_supported": self.say("依据还不够", "not supported yet"),
            }[results.confidence.word]
            # Rounded outwards, so that what is shown is still a bracket.
            low, high = floor(results.confidence.low * 1000) / 10, ceil(results.confidence.high * 1000) / 10
            bracket = self.say(f"（{low}–{high} %）", f" ({low}-{high} %)")
            yield self.label("把握", "How sure", word + bracket)

    def figures(self, results: Results) -> Iterator[str]:
        """Say index, coverage and percent to target."""
        index = _score(results.index_score, results.index_score_high)
        yield self.label("总分", "Index", index)
        share = 0.0 if results.coverage is None else float(100 * results.coverage)
        mode = self.say("快速评估", "short") if results.mode is Mode.CORE else self.say("完整评估", "full")
        yield self.label("已答", "Answered", f"{share:.1f} %" + self.say(f"（{mode}）", f" ({mode})"))
        carried = sum(is_carried(one.answer) for one in results.items.values())
        if carried:
            note = self.say("题是以前的回答，没有重新问", "answers of earlier rounds, not asked again")
            yield self.label("沿用", "Carried over", f"{carried} {note}")
        shares = results_as_json(results)["percent_to_target"]
        reached = [
            f"{self.speech.stage(stage)} {done} %" for stage, done in shares.items() if done is not None
        ]
        if reached:
            yield self.label("完成度", "Of target", self.say("，", ", ").join(reached))

    def dimensions(self, results: Results) -> list[str]:
        """Set the dimension scores in a table."""
        head = [self.say("维度", "Dimension"), self.say("得分", "Score"), self.say("已答", "Answered")]
        rows = [
            [
                self.speech.dimension(key),
                self.say("不适用", "n/a") if result.absent else _score(result.score, result.score_high),
                f"{result.answered}/{result.applicable}",
            ]
            for key, result in results.dimensions.items()
        ]
        return table([head, *rows])

    def missing(self, results: Results) -> Iterator[str]:
        """List what keeps the next gate shut."""
        if results.next_stage is None:
            return
        stage = self.speech.stage(results.next_stage)
        blockers = results.gates[results.next_stage].blockers
        if not blockers:
            yield self.say(f"要到{stage}，必须条件都已达到。", f"Nothing keeps the gate of {stage} shut.")
            return
        yield self.say(f"要到{stage}，还差 {len(blockers)} 条：", f"Missing for {stage} ({len(blockers)}):")
        for finding in blockers:
            yield f"- {self.blocker(finding)}"

    def blocker(self, finding: Finding) -> str:
        """Say what one criterion asks for, and what there is."""
        now = self.now(finding)
        if finding.criterion is None:
            need = f"{finding.needed:g}"
            return self.say(
                f"可选条件：需达到 {need} 条，现在{now} 条",
                f"criteria to choose from: {need} needed, now {now}",
            )
        name, bound = self.speech.subject(finding.criterion), self.speech.bound(finding.criterion)
        return self.say(f"{name}：{bound}，现在{now}", f"{name}: {bound}, now {now}")

    def now(self, finding: Finding) -> str:
        """Say what was measured, with what it may still become."""
        if finding.note == "declared_not_applicable":
            return self.say("填了不适用", "said to be not applicable")
        if finding.measured is None:
            return self.say("未知", "not known")
        if finding.kind in {"dimension", "index"}:
            return self.say(" ", "") + _score(finding.measured, finding.high)
        low, high = f"{finding.measured:g}", finding.high
        return self.say(" ", "") + (low if high in {None, finding.measured} else f"{low} … {high:g}")


def _summary(read: OpenedFile, results: Results, words: Words) -> Iterator[str]:
    if read.assessment.merchant.name:
        yield plain(read.assessment.merchant.name)
    yield from words.stage(results)
    yield from words.figures(results)
    yield ""
    yield from words.dimensions(results)
    yield ""
    yield from words.missing(results)
    said = {warning.place for warning in read.warnings}
    for problem in results.problems:
        if f"answers.{problem.place}" in said:
            continue
        what, fix = words.speech.problem(problem)
        yield words.say(f"注意：{what}{fix}", f"Note: {what} {fix}")


def _score(low: float | None, high: float | None) -> str:
    """Show a score, with what it may still become where something is not answered."""
    shown = "?" if low is None else f"{low:.1f}"
    return shown if high is None or high == low else f"{shown} … {high:.1f}"
