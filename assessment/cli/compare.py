"""`compare`: what changed between the assessments of one merchant, and why."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path

import click

from assessment.cli.context import Settings, common, plain, print_json, show_problems, table
from assessment.cli.names import BankNames
from assessment.files import read_path
from assessment.instrument.file_schemas import Lineage
from assessment.instrument.load import load, load_instrument
from assessment.instrument.model import Criterion, Instrument
from assessment.instrument.releases import Releases
from assessment.responses import Absent, Answer
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
from assessment.scoring.comparison.findings import NOT_ASKED
from assessment.scoring.comparison.rounds import dimension_name
from assessment.scoring.comparison.series import series_as_json
from assessment.scoring.results import published


@click.command()
@click.argument("files", metavar="FILE FILE ...", nargs=-1, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print only JSON.")
@common
@click.pass_context
def compare(ctx: click.Context, files: tuple[Path, ...], *, as_json: bool) -> None:
    """Compare assessment files of one merchant: each with the one before, and the last with the first."""
    settings = ctx.ensure_object(Settings)
    if len(files) < 2:
        raise click.UsageError(
            settings.say("请给出至少两份评估文件。", "Give at least two assessment files.")
        )
    folder = settings.bank()
    rounds = _rounds(ctx, settings, folder, files)
    try:
        whole = series(rounds, _lineage(folder, rounds))
    except SeriesError as trouble:
        click.echo(plain(trouble.said.in_(settings.lang)), err=True)
        ctx.exit(1)
    for notice in whole.notices:
        click.echo(settings.say("（提醒）", "(warning) ") + notice.said.in_(settings.lang), err=True)
    if as_json:
        print_json(series_as_json(whole))
        return
    for line in text_lines(whole, settings):
        click.echo(line)


def _rounds(ctx: click.Context, settings: Settings, folder: Path, files: Sequence[Path]) -> list[Round]:
    """Read every file, saying all that is wrong with any; with an error the command ends with 1."""
    current, released = load_instrument(folder), Releases(folder).find
    readings = [(file, read_path(file, current, released)) for file in files]
    for _, reading in readings:
        show_problems(list(reading.problems), settings)
    rounds = [
        Round(reading.instrument, reading.assessment, str(file))
        for file, reading in readings
        if reading.assessment is not None and reading.instrument is not None
    ]
    if len(rounds) < len(files):
        ctx.exit(1)
    return rounds


def _lineage(folder: Path, rounds: Sequence[Round]) -> Sequence[Lineage]:
    """Return the lineage of the bank where the files are of several versions; nothing else needs it."""
    versions = {each.instrument.version for each in rounds}
    return load(folder).lineage if len(versions) > 1 else ()


def text_lines(whole: Series, settings: Settings) -> Iterator[str]:
    """Say each round against the one before it, then the last against the first."""
    name = whole.rounds[-1].assessment.merchant.name
    if name:
        yield plain(name)
    for pair in whole.pairs:
        yield ""
        yield from _PairText(pair, settings).lines()
    if len(whole.pairs) > 1:
        yield ""
        yield settings.say("从第一次到最后一次", "From the first to the last")
        yield from _PairText(whole.overall, settings).lines()
    if whole.trend is not None:
        slope = f"{whole.trend.slope:+.1f}"
        yield ""
        if whole.trend.real:
            yield settings.say(
                f"趋势：每次 {slope} 分，超过自评误差。",
                f"Trend: {slope} points a round, beyond what self-report errs by.",
            )
        else:
            yield settings.say(
                f"趋势：每次 {slope} 分，还在自评误差之内。",
                f"Trend: {slope} points a round, within what self-report errs by.",
            )


class _PairText:
    """Says one comparison in the language asked for."""

    def __init__(self, pair: Comparison, settings: Settings) -> None:
        self.pair = pair
        self.settings = settings
        self.say = settings.say
        instrument = pair.later.instrument if pair.pair is None else pair.pair.instrument
        self.speech = BankNames(instrument, settings.lang)

    def lines(self) -> Iterator[str]:
        pair, lang = self.pair, self.settings.lang
        yield f"{self._round(pair.earlier)} → {self._round(pair.later)}"
        yield self._label("阶段", "Stage", " → ".join(map(self._stage, (pair.earlier, pair.later))))
        yield self._label("能不能比", "Comparable", pair.why.in_(lang))
        yield self._label("总分", "Index", self._scores(pair.index))
        if pair.index.noise is not None:
            yield pair.index.noise.words.in_(lang)
        yield ""
        yield from self._dimensions()
        yield from self._gates()
        yield from self._items()

    def _label(self, zh: str, en: str, value: str) -> str:
        return self.say(f"{zh}：{value}", f"{en}: {value}")

    def _round(self, each: Round) -> str:
        day = self.say("没有日期", "no date") if each.day is None else each.day.isoformat()
        return f"{day} {plain(each.label)}".rstrip()

    def _stage(self, each: Round) -> str:
        stage = each.results.stage
        if stage is None:
            return self.say("还不能下结论", "not known yet")
        return BankNames(each.instrument, self.settings.lang).stage(stage)

    def _causes(self) -> list[str]:
        return [
            self.say("进步", "improved"),
            self.say("退步", "worsened"),
            self.say("答没答", "answered or not"),
            self.say("换题", "questions"),
        ]

    def _scores(self, change: Change) -> str:
        """Say a score's change with its parts."""
        scores = f"{_score(change.before)} → {_score(change.after)}"
        if change.shown_delta is None:
            return scores
        whole = f"{scores}{self.say('，', ', ')}{_signed(change.shown_delta)}"
        if change.shown_parts is None:
            return whole
        parts = [
            f"{cause} {_signed(part)}" for cause, part in zip(self._causes(), change.shown_parts, strict=True)
        ]
        return whole + self.say(f"（{'，'.join(parts)}）", f" ({', '.join(parts)})")

    def _dimensions(self) -> list[str]:
        """Set the dimensions in a table; an asterisk marks a change beyond what self-report errs by."""
        head = [
            self.say("维度", "Dimension"),
            self.say("前", "before"),
            self.say("后", "after"),
            self.say("变化", "change"),
            *self._causes(),
            "",
        ]
        instruments = self._instruments()
        rows = [
            [
                self.speech.text(dimension_name(instruments, key)),
                _score(change.before),
                _score(change.after),
                "" if change.shown_delta is None else _signed(change.shown_delta),
                *(["", "", "", ""] if change.shown_parts is None else map(_signed, change.shown_parts)),
                "*" if change.noise is not None and change.noise.real else "",
            ]
            for key, change in self.pair.dimensions.items()
        ]
        lines = table([head, *rows])
        if any(row[-1] for row in rows):
            lines.append(
                self.say(
                    "* 超过这个维度的自评误差，值得看看。", "* Beyond what self-report errs by: worth a look."
                )
            )
        return lines

    def _instruments(self) -> list[Instrument]:
        return [self.speech.instrument, self.pair.earlier.instrument, self.pair.later.instrument]

    def _gates(self) -> Iterator[str]:
        """List the criteria that came to be met or are met no more."""
        for stage, gate in self.pair.gates.items():
            name = self.speech.stage(stage)
            yield from self._criteria(gate.opened, f"{name}：新达到的条件：", f"{name}: criteria now met:")
            yield from self._criteria(
                gate.closed, f"{name}：不再达到的条件：", f"{name}: criteria no longer met:"
            )

    def _criteria(self, criteria: Sequence[Criterion], zh: str, en: str) -> Iterator[str]:
        if criteria:
            yield ""
            yield self.say(zh, en)
            yield from (f"- {self.speech.asked(criterion)}" for criterion in criteria)

    def _items(self) -> Iterator[str]:
        """List the items that changed, by cause, with the notes of both sides."""
        titles = {
            "improved": self.say("进步的题：", "Improved:"),
            "worsened": self.say("退步的题：", "Worsened:"),
            "answered": self.say("这次新答的题：", "Newly answered:"),
            "absent": self.say("这次没答的题：", "Not answered any more:"),
            "instrument": self.say("题目变了，没法直接比的：", "Different because the questions changed:"),
        }
        for cause, title in titles.items():
            changes = [one for one in self.pair.items if one.cause == cause]
            if not changes:
                continue
            yield ""
            yield title
            for one in changes:
                yield from self._item(one)

    def _item(self, change: ItemChange) -> Iterator[str]:
        sides = f"{self._side(change.before)} → {self._side(change.after)}"
        yield f"- {self.speech.text(change.definition.label)}{self.say('：', ': ')}{sides}"
        for zh, en, side in (("前", "before", change.before), ("后", "after", change.after)):
            remarks = [] if side.answer is None else _remarks(side.answer)
            if remarks:
                yield "  " + self._label(zh, en, self.say("；", "; ").join(remarks))

    def _side(self, side: ItemSide) -> str:
        if side.point is not None:
            carried = is_carried(side.answer)
            return f"{side.point}{self.say('（沿用）', ' (carried over)') if carried else ''}"
        names = {
            Absent.NOT_APPLICABLE.value: self.say("不适用", "not applicable"),
            Absent.DONT_KNOW.value: self.say("不清楚", "don't know"),
            Absent.DECLINED.value: self.say("不方便说", "declined"),
            Absent.UNANSWERED.value: self.say("没答", "not answered"),
            NOT_ASKED: self.say("没问", "not asked"),
            None: self.say("没有这道题", "no such question"),
        }
        if side.reason is None and side.said is not None:
            # Said of the item as it was; it cannot be set beside what it is now.
            return self.say(f"{side.said}（旧题）", f"{side.said} (old question)")
        return names[side.reason]


def _remarks(answer: Answer) -> list[str]:
    """Return the note and the evidence of an answer, made harmless for a terminal."""
    evidence = [one.text or one.link or one.file for one in answer.evidence]
    return [plain(text) for text in (answer.note, *evidence) if text]


def _score(value: Fraction | None) -> str:
    return "–" if value is None else f"{published(value):.1f}"


def _signed(tenths: int) -> str:
    return f"{tenths / 10:+.1f}" if tenths else "0.0"
