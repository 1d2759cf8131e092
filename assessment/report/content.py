"""What stands in a report: the parts that say how a shop stands, why, and what changed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from assessment.instrument.calendar import Event
from assessment.instrument.file_schemas import Lineage
from assessment.instrument.model import Instrument
from assessment.instrument.releases import digest
from assessment.planning.roadmap import Roadmap
from assessment.planning.schedule import NoSchedule, Schedule
from assessment.presentation.answers import answer_table, metric_table
from assessment.presentation.gates import GateRow, Standing, gate_rows, gate_table, missing_rows
from assessment.presentation.profile import ProfileRow, profile_rows, profile_table
from assessment.presentation.rounds import line_table, round_marks, slope_table, turn_rows, waterfall
from assessment.presentation.values import Table, score_text
from assessment.presentation.verdict import gaps, strengths, verdict_of
from assessment.report.appendix import appendix_parts
from assessment.report.document import (
    Bar,
    Bars,
    Block,
    Entries,
    Entry,
    Fact,
    Facts,
    Grid,
    Mark,
    Options,
    Paragraph,
    Part,
    Report,
    mapped,
)
from assessment.report.legible import legible, one_line
from assessment.report.steps import plan_of, plan_tables, roadmap_parts
from assessment.responses import Answer, Assessment, MerchantRef
from assessment.scoring.answer_age import old_answers
from assessment.scoring.assess import judge_of
from assessment.scoring.comparison import Comparison, Round, Series, series
from assessment.scoring.margin import flipping
from assessment.scoring.results import Results
from assessment.texts import Text

IN_SHORT = 6
"""Missing criteria that the short form of a report names."""
OWN = "own"
"""What the festival of an event of the merchant's own is called."""
LISTED = 6
"""Strengths, gaps and answers to verify that are named."""

MARKS: dict[Standing, Mark] = {
    Standing.MET: "met",
    Standing.UNMET: "unmet",
    Standing.OPEN: "open",
    Standing.WAIVED: "waived",
    Standing.NO_CUT: "",
    Standing.NO_RESULT: "waived",
}


@dataclass(frozen=True)
class Subject:
    """Whom a report is about, with all that is known."""

    instrument: Instrument
    assessment: Assessment
    calendar: Sequence[Event] = ()
    earlier: Sequence[Round] = ()
    """The rounds before this one, in any order."""
    lineage: Sequence[Lineage] = ()
    plan: tuple[Roadmap, Schedule | NoSchedule | None] | None = None
    """The roadmap to show; None for the one to the next stage, from the next Monday after the assessment."""

    def redacted(self) -> "Subject":
        """Return the same without anything that people wrote or that says who it is."""
        return replace(
            self,
            assessment=redacted(self.assessment),
            earlier=[replace(each, assessment=redacted(each.assessment), label="") for each in self.earlier],
            plan=None if self.plan is None else (self.plan[0], _without_own_dates(self.plan[1])),
        )


def _without_own_dates(laid: Schedule | NoSchedule | None) -> Schedule | NoSchedule | None:
    """Return a schedule without the events that somebody named: only their names go, the weeks stay."""
    if not isinstance(laid, Schedule):
        return laid
    return replace(
        laid,
        events=[event for event in laid.events if event.festival != OWN],
        missed=[one for one in laid.missed if one.event.festival != OWN],
    )


def redacted(assessment: Assessment) -> Assessment:
    """Return an assessment without names, notes, reasons and evidence; its scores stay the same."""
    return assessment.model_copy(
        update={
            "merchant": MerchantRef(),
            "sheets": [],
            "answers": {key: _bare(answer) for key, answer in assessment.answers.items()},
            "metrics": {
                key: value.model_copy(update={"note": None}) for key, value in assessment.metrics.items()
            },
        }
    )


def _bare(answer: Answer) -> Answer:
    verified = answer.verified and answer.verified.model_copy(update={"by": ""})
    bare: dict[str, Any] = {"note": None, "reason": None, "by": None, "evidence": [], "verified": verified}
    return answer.model_copy(update=bare)


def report_of(subject: Subject, options: Options) -> Report:
    """Return everything a report of an assessment says, in one language.

    Texts that people wrote stand in it with their steering characters made visible.
    """
    shown = subject.redacted() if options.redacted else subject
    return mapped(_Writer(shown, options).report(), legible)


class _Writer:
    """Writes the parts of one report."""

    def __init__(self, subject: Subject, options: Options) -> None:
        self.subject = subject
        self.options = options
        self.language = options.language
        self.round = Round(subject.instrument, subject.assessment)
        self.results: Results = self.round.results
        self.plan = subject.plan or plan_of(subject.instrument, subject.assessment, subject.calendar)
        self.series: Series | None = (
            series([*subject.earlier, self.round], subject.lineage) if subject.earlier else None
        )

    def say(self, text: Text) -> str:
        """Return a text in the language of the report."""
        return text.in_(self.language)

    def report(self) -> Report:
        """Return the whole."""
        assessment, brand = self.subject.assessment, self.options.brand
        verdict = verdict_of(self.results, self.language)
        day = self.round.day
        name = one_line(assessment.merchant.name or "") or self.say(Text("report.a_merchant"))
        draft = "report.draft" if assessment.status == "draft" else "home.completed"
        subtitle = (
            brand.date or (day.isoformat() if day else ""),
            self.say(Text(f"home.mode.{assessment.mode.value}")),
            self.say(Text(draft)),
            self.say(Text("results.instrument", version=self.subject.instrument.version)),
            brand.version,
        )
        return Report(
            language=self.language,
            title=self.say(Text("report.title")),
            merchant=name,
            stage=verdict.stage_name,
            subtitle=tuple(part for part in subtitle if part),
            day=day,
            brand=brand,
            parts=tuple(self._parts()),
            left_out=tuple(self._left_out()),
            tables=dict(self._tables(day)),
            words={
                "page": self.say(Text("report.page", page="{page}", pages="{pages}")),
                "contents": self.say(Text("report.contents")),
                "left_out": self.say(Text("report.left_out.title")),
                "semicolon": self.say(Text("report.semicolon")),
                "bank": f"{self.subject.instrument.id} {self.subject.instrument.version} "
                f"{digest(self.subject.instrument)}",
                "stage_is": self.say(Text("results.stage_is")),
            },
        )

    def _parts(self) -> Iterator[Part]:
        team, consultant = (self.options.recipient == one for one in ("team", "consultant"))
        yield self._verdict()
        yield from self._missing()
        if not team:
            yield self._profile()
        yield from self._gate()
        if not team:
            yield self._practices()
        yield from roadmap_parts(self.plan, self.subject.instrument, self.language)
        if self.series is not None and not team:
            yield self._changes(self.series)
        if consultant:
            yield from self._margin()
        yield self._about()
        if self.options.with_appendix:
            yield from appendix_parts(self.results, self.subject.assessment, self.language)

    def _verdict(self) -> Part:
        verdict = verdict_of(self.results, self.language)
        blocks: list[Block] = []
        word = " · ".join(one for one in (verdict.status, verdict.sureness) if one)
        blocks += [Paragraph(word, "quiet")] if word else []
        if verdict.flags:
            flags = tuple(
                Entry(flag.name, f"{flag.advice} {flag.cap}".strip(), "unmet") for flag in verdict.flags
            )
            blocks.append(Entries(self.say(Text("report.flags")), flags))
        first, *others = verdict.sentences
        blocks.append(Paragraph(first, "lead"))
        blocks += [Paragraph(sentence) for sentence in others]
        if verdict.figures:
            blocks.append(Facts(tuple(Fact(figure.label, figure.value) for figure in verdict.figures)))
        blocks += [Paragraph(note, "quiet") for note in verdict.notes]
        return Part("verdict", self.say(Text("report.part.verdict")), tuple(blocks))

    def _missing(self) -> Iterator[Part]:
        """Say in short what is missing for the next stage, or what could be better at the top."""
        stage = self.results.next_stage
        if stage is None:
            found = gaps(self.results, self.language)[:IN_SHORT]
            entries = tuple(Entry(row.name, f"{row.dimension} · {row.point}") for row in found)
            if entries:
                yield Part("missing", self.say(Text("results.gaps")), (Entries("", entries),))
            return
        table = gate_rows(self.results, stage, self.language)
        blocking = [row for row in (*table.musts, *(group.count for group in table.groups)) if row.blocks]
        title = self.say(Text("report.part.missing", stage=self._stage(stage)))
        shown: list[Block] = [Entries("", tuple(self._gate_entry(row) for row in blocking[:IN_SHORT]))]
        if len(blocking) > IN_SHORT:
            shown.append(
                Paragraph(self.say(Text("report.and_more", count=len(blocking) - IN_SHORT)), "quiet")
            )
        if blocking:
            yield Part("missing", title, tuple(shown))

    def _stage(self, stage: str) -> str:
        return self.subject.instrument.stage(stage).name.in_(self.language)

    def _gate_entry(self, row: GateRow) -> Entry:
        word = self.say(Text(f"presentation.standing.{row.standing.value}"))
        parts = [row.now, row.needed] if row.standing is not Standing.WAIVED else []
        detail = self.say(Text("report.comma")).join(part for part in (*parts, row.note) if part)
        return Entry(row.label, detail, MARKS[row.standing], word)

    def _profile(self) -> Part:
        rows = profile_rows(self.results, self.language)
        comma = self.say(Text("report.comma"))
        cut = "report.profile.cut" if self.results.next_stage else "report.profile.cut_kept"
        bars = Bars(
            description=comma.join(f"{row.name} {_score(row)}" for row in rows),
            heads=(self.say(Text("report.profile.score")), self.say(Text(cut))),
            rows=tuple(
                Bar(
                    name=row.name,
                    value=_score(row),
                    low=row.low,
                    high=row.high,
                    cut=None if row.cut is None else row.cut.needed,
                    must=row.cut is not None and row.cut.must,
                    short=row.under_must,
                    words=row.words or row.reason,
                )
                for row in rows
            ),
        )
        return Part("profile", self.say(Text("report.part.profile")), (bars,))

    def _gate(self) -> Iterator[Part]:
        stage = self.results.next_stage or (
            self.results.stage if self.results.stage in self.results.gates else None
        )
        if stage is None:
            return
        table = gate_rows(self.results, stage, self.language)
        missing = missing_rows(self.results, self.language) if stage == self.results.next_stage else []
        held = [row for row in table.musts if not row.blocks]
        blocks: list[Block] = []
        gate = self.subject.instrument.gate(stage)
        if not isinstance(gate.rationale, str):
            blocks.append(Paragraph(gate.rationale.in_(self.language), "quiet"))
        if missing:
            title = self.say(Text("results.missing_list", count=len(missing)))
            blocks.append(Entries(title, tuple(self._gate_entry(row) for row in missing)))
        else:
            blocks.append(Paragraph(self.say(Text("results.musts_met"))))
        for group in table.groups:
            if group.meet:
                name = group.count.label
                title = self.say(Text("results.shoulds", name=name, meet=group.meet, of=len(group.rows)))
                blocks.append(Entries(title, tuple(self._gate_entry(row) for row in group.rows)))
        if held:
            title = self.say(Text("results.musts_held", count=len(held)))
            blocks.append(Entries(title, tuple(self._gate_entry(row) for row in held)))
        key = "results.gate_next" if self.results.next_stage else "results.gate_kept"
        yield Part("gate", self.say(Text(key, stage=self._stage(stage))), tuple(blocks))

    def _practices(self) -> Part:
        blocks: list[Block] = []
        for key, found, none in (
            ("results.strengths", strengths(self.results, self.language), "results.no_strengths"),
            ("results.gaps", gaps(self.results, self.language), "results.no_gaps"),
        ):
            title = self.say(Text(key))
            entries = tuple(Entry(row.name, f"{row.dimension} · {row.point}") for row in found[:LISTED])
            blocks.append(Entries(title, entries or (Entry(self.say(Text(none))),)))
        return Part("practices", self.say(Text("results.practices")), tuple(blocks))

    def _changes(self, whole: Series) -> Part:
        pair = next(one for one in whole.pairs if one.later is self.round)
        mark = next(
            one
            for one in round_marks(whole, self.language)
            if one.number == whole.rounds.index(self.round) + 1
        )
        blocks: list[Block] = [Paragraph(mark.words, "lead")] if mark.words else []
        blocks += [self._turns(pair), *self._causes(pair)]
        since = whole.rounds[whole.rounds.index(self.round) - 1].day
        title = (
            Text("report.part.changes_since", day=since.isoformat()) if since else Text("report.part.changes")
        )
        return Part("changes", self.say(title), tuple(blocks))

    def _turns(self, pair: Comparison) -> Grid:
        heads = ("dimension", "before", "after", "change", "real")
        rows = tuple(
            (
                row.name,
                _number(row.before),
                _number(row.after),
                "–" if row.change is None else f"{row.change:+.1f}",
                self.say(Text(f"presentation.turn.{row.turn.value}")),
            )
            for row in turn_rows(pair, self.language)
        )
        names = tuple(self.say(Text(f"presentation.head.{head}")) for head in heads)
        return Grid("", names, (3, 1, 1, 1, 2), rows)

    def _causes(self, pair: Comparison) -> Iterator[Block]:
        fall = waterfall(pair, self.language)
        if fall.why:
            yield Paragraph(fall.why, "quiet")
        entries = tuple(
            Entry(
                f"{self.say(Text(f'presentation.cause.{step.cause}'))} {step.tenths / 10:+.1f}",
                self.say(Text("report.comma")).join(step.names[:LISTED])
                + ("…" if len(step.names) > LISTED else ""),
            )
            for step in fall.steps
            if step.tenths
        )
        if entries:
            yield Entries(self.say(Text("report.causes")), entries)

    def _margin(self) -> Iterator[Part]:
        if self.results.stage is None:
            return
        flips = flipping(judge_of(self.subject.instrument, self.subject.assessment))
        first = list({flip.item: flip for flip in reversed(flips)}.values())[::-1][:LISTED]
        sentences = [
            self.say(
                Text(
                    "results.margin.flip",
                    item=self.subject.instrument.item(flip.item).label,
                    now=flip.from_point,
                    then=flip.to_point,
                    stage=self._stage(flip.stage or ""),
                )
            )
            for flip in first
        ]
        turns = Paragraph(self.say(Text("results.margin.turns" if first else "results.margin.steady")))
        listed = Entries("", tuple(Entry(sentence) for sentence in sentences))
        blocks: tuple[Block, ...] = (turns, listed) if first else (turns,)
        yield Part("margin", self.say(Text("results.margin.title")), blocks)

    def _about(self) -> Part:
        instrument = self.subject.instrument
        name = instrument.id if instrument.name is None else instrument.name.in_(self.language)
        lines = [
            Text("report.about.what"),
            Text("report.about.bank", name=name, version=instrument.version),
        ]
        blocks: list[Block] = [Paragraph(self.say(line), "quiet") for line in lines]
        return Part("about", self.say(Text("report.part.about")), tuple(blocks))

    def _left_out(self) -> Iterator[str]:
        if self.options.redacted:
            yield self.say(Text("report.left_out.redacted"))
        if not self.options.with_appendix:
            yield self.say(Text("report.left_out.appendix"))
        if self.options.recipient == "team":
            yield self.say(Text("report.left_out.team"))
        yield self.say(Text("report.left_out.private"))

    def _tables(self, day: date | None) -> Iterable[tuple[str, Table]]:
        results, assessment, language = self.results, self.subject.assessment, self.language
        yield "scores", profile_table(results, language)
        for stage in results.gates:
            yield f"gate_{stage}", gate_table(results, stage, language)
        yield from plan_tables(self.plan, self.subject.instrument, language)
        if self.series is not None:
            yield "rounds", line_table(self.series, language)
            pair = next(one for one in self.series.pairs if one.later is self.round)
            yield "changes", slope_table(pair, language)
        if self.options.with_appendix:
            old = old_answers(results, assessment, day or date.min)
            yield "answers", answer_table(results, assessment, language, old)
            yield "numbers", metric_table(results, assessment, language)


def _score(row: ProfileRow) -> str:
    if row.low is None:
        return "–"
    low = score_text(row.low)
    return low if row.high in {None, row.low} else f"{low}–{score_text(row.high or 0)}"


def _number(value: float | None) -> str:
    return "–" if value is None else score_text(value)
