"""`compare`: what changed between the assessments of one merchant, and why."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import click

from assessment.cli.context import (
    CommandOptions,
    check_stdin_once,
    common,
    json_options,
    opened_file,
    plain,
    print_json,
    read_file,
    table,
)
from assessment.cli.names import BankNames
from assessment.instrument.model import Criterion
from assessment.responses import Answer
from assessment.scoring.answer_age import is_carried
from assessment.scoring.comparison import (
    Change,
    Comparison,
    ItemChange,
    ItemSide,
    Round,
    Series,
    SeriesError,
    series,
)
from assessment.scoring.comparison.rounds import dimension_name
from assessment.scoring.comparison.series import series_as_json
from assessment.scoring.results import published

CAUSES = ("improved", "worsened", "answered", "questions")
"""The parts of a change of a score, in the order of its parts."""

ITEM_CAUSES = ("improved", "worsened", "answered", "absent", "instrument")


@click.command()
@click.argument("files", metavar="FILE FILE ...", nargs=-1, type=click.Path(path_type=Path))
@json_options
@common
@click.pass_context
def compare(ctx: click.Context, files: tuple[Path, ...], *, as_json: bool, as_lines: bool) -> None:
    """Compare assessment files of one merchant: each with the one before, and the last with the first.

    One FILE may be -, standard input. --jsonl prints the same JSON as --json in one line.
    """
    settings = ctx.ensure_object(CommandOptions)
    if len(files) < 2:
        raise click.UsageError(settings.say("cli.compare.two_files"))
    check_stdin_once(settings, files)
    # What cannot be read is told for every file before the command ends.
    opened = [opened_file(path, read_file(settings, path)) for path in files]
    rounds = [Round(one.instrument, one.assessment, str(one.path)) for one in opened if one is not None]
    if None in opened:
        ctx.exit(1)
    # Nothing but several versions needs the lineage.
    lineage = settings.bank.lineage if len({each.instrument.version for each in rounds}) > 1 else ()
    try:
        whole = series(rounds, lineage)
    except SeriesError as trouble:
        click.echo(plain(trouble.text.in_(settings.lang)), err=True)
        ctx.exit(1)
    for notice in whole.notices:
        settings.tell("instrument.warning", message=notice.text)
    if as_json or as_lines:
        print_json(series_as_json(whole), indent=None if as_lines else 2)
        return
    for line in _lines(whole, settings.lang):
        click.echo(line)


def _lines(whole: Series, language: str) -> Iterator[str]:
    """Say each round against the one before it, then the last against the first."""
    name = whole.rounds[-1].assessment.merchant.name
    if name:
        yield plain(name)
    for pair in whole.pairs:
        yield ""
        yield from _PairText(pair, language).lines()
    overall = _PairText(whole.overall, language)
    if len(whole.pairs) > 1:
        yield ""
        yield overall.say("cli.compare.overall")
        yield from overall.lines()
    if whole.trend is not None:
        kind = "real" if whole.trend.real else "noise"
        yield ""
        yield overall.say(f"cli.compare.trend_{kind}", slope=f"{whole.trend.slope:+.1f}")


class _PairText:
    """Says one comparison in the language asked for."""

    def __init__(self, pair: Comparison, language: str) -> None:
        self.pair = pair
        instrument = pair.later.instrument if pair.pair is None else pair.pair.instrument
        self.names = BankNames(instrument, language)
        self.say = self.names.say

    def lines(self) -> Iterator[str]:
        pair = self.pair
        yield f"{self._round(pair.earlier)} → {self._round(pair.later)}"
        yield self.say("cli.compare.stages", before=self._stage(pair.earlier), after=self._stage(pair.later))
        yield self.say("cli.compare.comparable", why=pair.why)
        yield self.say("cli.compare.index", scores=self._scores(pair.index))
        if pair.index.noise is not None:
            yield pair.index.noise.words.in_(self.names.language)
        yield ""
        yield from self._dimensions()
        for stage, gate in pair.gates.items():
            yield from self._criteria("met", stage, gate.opened)
            yield from self._criteria("not_met", stage, gate.closed)
        for cause in ITEM_CAUSES:
            yield from self._items(cause)

    def _round(self, each: Round) -> str:
        day = self.say("cli.compare.no_date") if each.day is None else each.day.isoformat()
        return f"{day} {plain(each.label)}".rstrip()

    def _stage(self, each: Round) -> str:
        stage = each.results.stage
        if stage is None:
            return self.say("cli.not_known_yet")
        return BankNames(each.instrument, self.names.language).stage(stage)

    def _causes(self) -> list[str]:
        return [self.say(f"cli.compare.cause.{cause}") for cause in CAUSES]

    def _scores(self, change: Change) -> str:
        """Say a score's change with its parts."""
        scores = f"{_score(change.before)} → {_score(change.after)}"
        if change.shown_delta is None:
            return scores
        whole = f"{scores}{self.say('cli.comma')}{_signed(change.shown_delta)}"
        if change.shown_parts is None:
            return whole
        parts = zip(self._causes(), change.shown_parts, strict=True)
        listed = self.say("cli.comma").join(f"{cause} {_signed(part)}" for cause, part in parts)
        return whole + self.say("cli.in_brackets", text=listed)

    def _dimensions(self) -> list[str]:
        """Set the dimensions in a table; an asterisk marks a change beyond what self-report errs by."""
        heads = (self.say(f"cli.compare.head.{one}") for one in ("dimension", "before", "after", "change"))
        instruments = [self.names.instrument, self.pair.earlier.instrument, self.pair.later.instrument]
        rows = [
            [
                self.names.text(dimension_name(instruments, key)),
                _score(change.before),
                _score(change.after),
                "" if change.shown_delta is None else _signed(change.shown_delta),
                *(["", "", "", ""] if change.shown_parts is None else map(_signed, change.shown_parts)),
                "*" if change.noise is not None and change.noise.real else "",
            ]
            for key, change in self.pair.dimensions.items()
        ]
        lines = table([[*heads, *self._causes(), ""], *rows])
        return [*lines, self.say("cli.compare.asterisk")] if any(row[-1] for row in rows) else lines

    def _criteria(self, kind: str, stage: str, criteria: Sequence[Criterion]) -> Iterator[str]:
        """List the criteria of a gate that came to be met, or are met no more."""
        if criteria:
            yield ""
            yield self.say(f"cli.compare.criteria_{kind}", stage=self.names.stage(stage))
            yield from (f"- {self.names.asked(criterion)}" for criterion in criteria)

    def _items(self, cause: str) -> Iterator[str]:
        """List the items that changed for one cause, with the notes of both sides."""
        changes = [one for one in self.pair.items if one.cause == cause]
        if changes:
            yield ""
            yield self.say(f"cli.compare.items.{cause}")
        for one in changes:
            yield from self._item(one)

    def _item(self, change: ItemChange) -> Iterator[str]:
        sides = f"{self._side(change.before)} → {self._side(change.after)}"
        name = self.names.text(change.definition.label)
        yield f"- {self.say('cli.labelled', label=name, text=sides)}"
        for when, side in (("before", change.before), ("after", change.after)):
            remarks = [] if side.answer is None else _remarks(side.answer)
            if remarks:
                label, text = self.say(f"cli.compare.head.{when}"), self.say("cli.semicolon").join(remarks)
                yield f"  {self.say('cli.labelled', label=label, text=text)}"

    def _side(self, side: ItemSide) -> str:
        if side.point is not None:
            carried = is_carried(side.answer)
            return self.say("cli.compare.carried", point=side.point) if carried else str(side.point)
        if side.reason is None and side.own_point is not None:
            # Said of the item as it was; it cannot be set beside what it is now.
            return self.say("cli.compare.old_question", said=str(side.own_point))
        return self.say(f"cli.compare.reason.{side.reason or 'no_such_item'}")


def _remarks(answer: Answer) -> list[str]:
    """Return the note and the evidence of an answer, made harmless for a terminal."""
    evidence = [one.text or one.link or one.file for one in answer.evidence]
    return [plain(text) for text in (answer.note, *evidence) if text]


def _score(value: Fraction | None) -> str:
    return "–" if value is None else f"{published(value):.1f}"


def _signed(tenths: int) -> str:
    return f"{tenths / 10:+.1f}" if tenths else "0.0"
