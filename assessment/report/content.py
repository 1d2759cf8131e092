"""What stands in a report: the parts that say how a shop stands, why, and what changed."""

from collections.abc import Iterable, Iterator
from datetime import date, tzinfo

from assessment.instrument.releases import digest
from assessment.presentation.answers import answer_table, metric_table
from assessment.presentation.gates import GateRow, Standing, gate_rows, gate_table, missing_rows
from assessment.presentation.profile import ProfileRow, profile_rows, profile_table
from assessment.presentation.rounds import line_table, round_marks, slope_table, turn_rows, waterfall
from assessment.presentation.values import Table, score_text
from assessment.presentation.verdict import gaps, later_sentences, strengths, verdict_of
from assessment.report.appendix import appendix_parts
from assessment.report.document import (
    Bar,
    Bars,
    Block,
    EntryList,
    Fact,
    Facts,
    ListEntry,
    Mark,
    Options,
    Paragraph,
    Report,
    ReportPart,
    TextTable,
    mapped,
)
from assessment.report.legible import legible, one_line
from assessment.report.steps import plan_of, plan_tables, roadmap_parts
from assessment.report.subject import ReportSubject
from assessment.responses import Answer, Assessment, without_settlers
from assessment.scoring.answer_age import old_answers
from assessment.scoring.assess import judge_of, score
from assessment.scoring.comparison import Comparison, Round, Series, SeriesError, series
from assessment.scoring.margin import flipping
from assessment.scoring.results import Results
from assessment.texts import Text

IN_SHORT = 6
"""Missing criteria that the short form of a report names."""
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


def report_of(subject: ReportSubject, options: Options) -> Report:
    """Return everything a report of an assessment says, in one language.

    Texts that people wrote stand in it with their steering characters made visible.

    Raises:
        SeriesError: an earlier round is of another merchant, or is not earlier.
    """
    if options.redacted and subject.earlier:
        # A redacted copy no longer tells merchants or files apart.
        _series_of(subject, Round(subject.instrument, subject.assessment))
    shown = subject.redacted() if options.redacted else subject
    return mapped(_Writer(shown, options).report(), legible)


def _series_of(subject: ReportSubject, own: Round) -> Series | None:
    """Return the rounds up to that of the report; None where there is no earlier one.

    Raises:
        SeriesError: a round is of another merchant, or is not earlier.
    """
    if not subject.earlier:
        return None
    whole = series([*subject.earlier, own], subject.lineage)
    last = whole.rounds[-1]
    if last is not own:
        raise SeriesError(
            "not_earlier",
            Text("report.not_earlier", day=str(last.day), own=str(own.day), file=last.label or str(last.day)),
        )
    return whole


class _Writer:
    """Writes the parts of one report."""

    def __init__(self, subject: ReportSubject, options: Options) -> None:
        self.subject = subject
        self.options = options
        self.language = options.language
        self.round = Round(subject.instrument, subject.assessment)
        self.results: Results = self.round.results
        self.answered = subject.assessment.with_verified(subject.verified_later)
        """The assessment, with what was verified after it was completed."""
        if options.recipient != "consultant":
            # An answer that one respondent alone gave is agreed in that person's name.
            self.answered = without_settlers(self.answered)
        self.answered = _in_zone(self.answered, options.zone)
        self.plan = subject.plan or plan_of(subject.instrument, subject.assessment, subject.calendar)
        self.series = _series_of(subject, self.round)
        self.scores = options.recipient != "team"
        """Whether scores, and what is made of them, may stand in it."""

    def say(self, text: Text) -> str:
        """Return a text in the language of the report."""
        return text.in_(self.language)

    def report(self) -> Report:
        """Return the report with all its chapters, in order."""
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
                **{f"gate_{one}": self._stage(one) for one in self.results.gates},
            },
        )

    def _parts(self) -> Iterator[ReportPart]:
        yield self._verdict()
        yield from self._missing()
        if self.scores:
            yield self._profile()
        yield from self._gate()
        if self.scores:
            yield self._practices()
        yield from roadmap_parts(self.plan, self.subject.instrument, self.language)
        if self.series is not None and self.scores:
            yield self._changes(self.series)
        if self.options.recipient == "consultant":
            yield from self._margin()
        yield self._about()
        if self.options.with_appendix:
            yield from appendix_parts(self.results, self.answered, self.language, scores=self.scores)

    def _verdict(self) -> ReportPart:
        verdict = verdict_of(self.results, self.language, scores=self.scores)
        blocks: list[Block] = []
        word = " · ".join(one for one in (verdict.status, verdict.sureness) if one)
        blocks += [Paragraph(word, "quiet")] if word else []
        if verdict.flags:
            space = "" if self.language == "zh" else " "
            flags = tuple(
                ListEntry(flag.name, space.join(part for part in (flag.advice, flag.cap) if part), "unmet")
                for flag in verdict.flags
            )
            blocks.append(EntryList(self.say(Text("report.flags")), flags))
        first, *others = verdict.sentences
        blocks.append(Paragraph(first, "lead"))
        blocks += [Paragraph(sentence) for sentence in others]
        if verdict.figures:
            blocks.append(Facts(tuple(Fact(figure.label, figure.value) for figure in verdict.figures)))
        later = self.subject.verified_later
        after = score(self.subject.instrument, self.answered) if later else self.results
        for sentence in later_sentences(self.results, after, len(later), self.language, scores=self.scores):
            blocks.append(Paragraph(sentence, "quiet"))
        blocks += [Paragraph(note, "quiet") for note in verdict.notes]
        return ReportPart("verdict", self.say(Text("report.part.verdict")), tuple(blocks))

    def _missing(self) -> Iterator[ReportPart]:
        """Say in short what is missing for the next stage, or what could be better at the top."""
        stage = self.results.next_stage
        if stage is None:
            found = gaps(self.results, self.language)[:IN_SHORT]
            entries = tuple(ListEntry(row.name, f"{row.dimension} · {row.point}") for row in found)
            if entries:
                yield ReportPart("missing", self.say(Text("results.gaps")), (EntryList("", entries),))
            return
        blocking = missing_rows(self.results, self.language)
        title = self.say(Text("report.part.missing", stage=self._stage(stage)))
        shown: list[Block] = [EntryList("", tuple(self._gate_entry(row) for row in blocking[:IN_SHORT]))]
        if len(blocking) > IN_SHORT:
            shown.append(
                Paragraph(self.say(Text("report.and_more", count=len(blocking) - IN_SHORT)), "quiet")
            )
        if blocking:
            yield ReportPart("missing", title, tuple(shown))

    def _stage(self, stage: str) -> str:
        return self.subject.instrument.stage(stage).name.in_(self.language)

    def _gate_entry(self, row: GateRow) -> ListEntry:
        row = row if self.scores else row.without_score()
        word = self.say(Text(f"presentation.standing.{row.standing.value}"))
        parts = [row.now, row.needed] if row.standing is not Standing.WAIVED else []
        detail = self.say(Text("report.comma")).join(part for part in (*parts, row.note) if part)
        return ListEntry(row.label, detail, MARKS[row.standing], word)

    def _profile(self) -> ReportPart:
        rows = profile_rows(self.results, self.language)
        comma = self.say(Text("report.comma"))
        has_cuts = any(row.cut is not None for row in rows)
        cut = "report.profile.cut" if self.results.next_stage else "report.profile.cut_kept"
        title = "report.part.profile" if has_cuts else "report.part.profile_no_cut"
        bars = Bars(
            description=comma.join(f"{row.name} {_score(row)}" for row in rows),
            heads=(self.say(Text("report.profile.score")), self.say(Text(cut)) if has_cuts else ""),
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
        return ReportPart("profile", self.say(Text(title)), (bars,))

    def _gate(self) -> Iterator[ReportPart]:
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
            blocks.append(EntryList(title, tuple(self._gate_entry(row) for row in missing)))
        else:
            blocks.append(Paragraph(self.say(Text("results.musts_met"))))
        for group in table.groups:
            if group.meet:
                name = group.count.label
                title = self.say(Text("results.shoulds", name=name, meet=group.meet, of=len(group.rows)))
                blocks.append(EntryList(title, tuple(self._gate_entry(row) for row in group.rows)))
        if held:
            title = self.say(Text("results.musts_held", count=len(held)))
            blocks.append(EntryList(title, tuple(self._gate_entry(row) for row in held)))
        key = "results.gate_next" if self.results.next_stage else "results.gate_kept"
        yield ReportPart("gate", self.say(Text(key, stage=self._stage(stage))), tuple(blocks))

    def _practices(self) -> ReportPart:
        blocks: list[Block] = []
        for key, found, none in (
            ("results.strengths", strengths(self.results, self.language), "results.no_strengths"),
            ("results.gaps", gaps(self.results, self.language), "results.no_gaps"),
        ):
            title = self.say(Text(key))
            entries = tuple(ListEntry(row.name, f"{row.dimension} · {row.point}") for row in found[:LISTED])
            blocks.append(EntryList(title, entries or (ListEntry(self.say(Text(none))),)))
        return ReportPart("practices", self.say(Text("results.practices")), tuple(blocks))

    def _changes(self, whole: Series) -> ReportPart:
        pair, mark = whole.pairs[-1], round_marks(whole, self.language)[-1]
        blocks: list[Block] = [Paragraph(mark.words, "lead")] if mark.words else []
        blocks += [self._turns(pair), *self._causes(pair)]
        since = pair.earlier.day
        title = (
            Text("report.part.changes_since", day=since.isoformat()) if since else Text("report.part.changes")
        )
        return ReportPart("changes", self.say(title), tuple(blocks))

    def _turns(self, pair: Comparison) -> TextTable:
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
        return TextTable("", names, (3, 1, 1, 1, 2), rows)

    def _causes(self, pair: Comparison) -> Iterator[Block]:
        fall = waterfall(pair, self.language)
        if fall.why:
            yield Paragraph(fall.why, "quiet")
        entries = tuple(
            ListEntry(
                f"{self.say(Text(f'presentation.cause.{step.cause}'))} {step.tenths / 10:+.1f}",
                self.say(Text("report.comma")).join(step.names[:LISTED])
                + ("…" if len(step.names) > LISTED else ""),
            )
            for step in fall.steps
            if step.tenths
        )
        if entries:
            yield EntryList(self.say(Text("report.causes")), entries)

    def _margin(self) -> Iterator[ReportPart]:
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
        listed = EntryList("", tuple(ListEntry(sentence) for sentence in sentences))
        blocks: tuple[Block, ...] = (turns, listed) if first else (turns,)
        yield ReportPart("margin", self.say(Text("results.margin.title")), blocks)

    def _about(self) -> ReportPart:
        instrument = self.subject.instrument
        name = instrument.id if instrument.name is None else instrument.name.in_(self.language)
        lines = [
            Text("report.about.what"),
            Text("report.about.bank", name=name, version=instrument.version),
        ]
        blocks: list[Block] = [Paragraph(self.say(line), "quiet") for line in lines]
        return ReportPart("about", self.say(Text("report.part.about")), tuple(blocks))

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
        if self.scores:
            yield "scores", profile_table(results, language)
        for stage in results.gates:
            yield f"gate_{stage}", gate_table(results, stage, language, scores=self.scores)
        yield from plan_tables(self.plan, self.subject.instrument, language)
        if self.series is not None and self.scores:
            yield "rounds", line_table(self.series, language)
            yield "changes", slope_table(self.series.pairs[-1], language)
        if self.options.with_appendix:
            old = old_answers(results, assessment, day or date.min)
            yield "answers", answer_table(results, self.answered, language, old)
            yield "numbers", metric_table(results, assessment, language)


def _in_zone(assessment: Assessment, zone: tzinfo) -> Assessment:
    """Return an assessment with the moments at which evidence was seen as they were in a time zone."""

    def local(answer: Answer) -> Answer:
        seen = answer.verified
        if seen is None or seen.at.tzinfo is None:
            return answer
        return answer.model_copy(
            update={"verified": seen.model_copy(update={"at": seen.at.astimezone(zone)})}
        )

    answers = {item: local(answer) for item, answer in assessment.answers.items()}
    return assessment.model_copy(update={"answers": answers})


def _score(row: ProfileRow) -> str:
    if row.low is None:
        return "–"
    low = score_text(row.low)
    return low if row.high in {None, row.low} else f"{low}–{score_text(row.high or 0)}"


def _number(value: float | None) -> str:
    return "–" if value is None else score_text(value)
