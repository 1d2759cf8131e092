"""The report over many merchants: stages, common gaps and trends, without a name, and not of a few."""

from datetime import date
from statistics import median, quantiles

from assessment.instrument.model import Instrument
from assessment.presentation.merchants import LEAST_COHORT, CohortFigures, spread_table
from assessment.presentation.values import Cells, score_text, stage_label, table_of
from assessment.report.document import (
    Bar,
    Bars,
    Block,
    EntryList,
    Fact,
    Facts,
    ListEntry,
    Options,
    Paragraph,
    Report,
    ReportPart,
)
from assessment.scoring.names import subject_name
from assessment.texts import Localized, Text


class TooFewError(ValueError):
    """A cohort so small that figures would say who is who; `said` says it in words."""

    def __init__(self, total: int) -> None:
        super().__init__(str(total))
        self.text: Localized = Text("presentation.too_few_merchants", total=total, least=LEAST_COHORT)


def cohort_report(figures: CohortFigures, instrument: Instrument, day: date, options: Options) -> Report:
    """Return the report over a cohort.

    Raises:
        TooFewError: there are fewer than six merchants in it.
    """
    if figures.total < LEAST_COHORT:
        raise TooFewError(figures.total)
    language = options.language

    def say(key: str, **values: int | str) -> str:
        return Text(key, **values).in_(language)

    parts = [_stages(figures, instrument, language)]
    parts += [
        part
        for part in (_scores(figures, instrument, language), _gaps(figures, instrument, language))
        if part
    ]
    parts.append(
        ReportPart("about", say("report.part.about"), (Paragraph(say("report.about.what"), "quiet"),))
    )
    gap_rows: list[Cells] = [
        {"item": gap_name(gap, instrument, language), "count": count} for gap, count in figures.gaps
    ]
    return Report(
        language=language,
        title=say("report.cohort.title"),
        merchant=say("report.cohort.who", count=figures.total),
        stage=" · ".join(f"{name} {count}" for name, count in _counts(figures, instrument, language)),
        subtitle=(options.brand.date or day.isoformat(),),
        day=day,
        brand=options.brand,
        parts=tuple(parts),
        left_out=(say("report.cohort.left_out"), say("report.left_out.private")),
        tables={
            "spread": spread_table(figures.spread, instrument, language),
            "gaps": table_of(gap_rows, ["item", "count"], language, ["count"]),
        },
        words={
            "page": Text("report.page", page="{page}", pages="{pages}").in_(language),
            "contents": say("report.contents"),
            "left_out": say("report.left_out.title"),
            "semicolon": say("report.semicolon"),
            "stage_is": say("report.cohort.stages"),
            "bank": f"{instrument.id} {instrument.version}",
        },
    )


def gap_name(gap: str, instrument: Instrument, language: str) -> str:
    """Return what a gap is called; one that the instrument does not know keeps its id."""
    kind, _, subject = gap.partition(":")
    try:
        return subject_name(instrument, kind, subject).in_(language)
    except KeyError:
        return subject


def _counts(figures: CohortFigures, instrument: Instrument, language: str) -> list[tuple[str, int]]:
    """Return how many merchants are at each stage that has any, in order."""
    return [
        (stage_label(instrument, stage, language), count)
        for stage in (*instrument.stage_ids, None)
        if (count := figures.by_stage.get(stage, 0))
    ]


def _stages(figures: CohortFigures, instrument: Instrument, language: str) -> ReportPart:
    facts = tuple(
        Fact(name, Text("report.cohort.of", count=count, total=figures.total).in_(language))
        for name, count in _counts(figures, instrument, language)
    )
    blocks: list[Block] = [Facts(facts)]
    if len(figures.trends) >= LEAST_COHORT:
        risen, fallen = (sum(sign * change > 0 for change in figures.trends) for sign in (1, -1))
        middle = median(figures.trends)
        trend = Text(
            "report.cohort.trend", count=len(figures.trends), risen=risen, fallen=fallen, middle=middle
        )
        blocks.append(Paragraph(trend.in_(language)))
    return ReportPart("verdict", Text("report.cohort.stages").in_(language), tuple(blocks))


def _scores(figures: CohortFigures, instrument: Instrument, language: str) -> ReportPart | None:
    """Show the median score of each dimension that enough merchants have, and both quartiles."""
    rows = []
    for dimension in instrument.dimensions:
        scores = figures.scores.get(dimension.id, ())
        if len(scores) < LEAST_COHORT:
            continue
        # Between two merchants the line is drawn straight: Hyndman and Fan's type 7, as spreadsheets do.
        low, middle, high = quantiles(scores, n=4, method="inclusive")
        words = Text("report.cohort.between", low=score_text(low), high=score_text(high)).in_(language)
        name = dimension.name.in_(language)
        rows.append(Bar(name, score_text(middle), middle, None, None, must=False, short=False, words=words))
    if not rows:
        return None
    heads = (Text("report.cohort.middle").in_(language), Text("report.cohort.quarters").in_(language))
    comma = Text("report.comma").in_(language)
    bars = Bars(comma.join(f"{row.name} {row.value}" for row in rows), heads, tuple(rows))
    return ReportPart("profile", Text("report.cohort.scores").in_(language), (bars,))


def _gaps(figures: CohortFigures, instrument: Instrument, language: str) -> ReportPart | None:
    entries = tuple(
        ListEntry(
            gap_name(gap, instrument, language),
            Text("report.cohort.lacking", count=count, total=figures.total).in_(language),
        )
        for gap, count in figures.gaps
        if count > 1
    )
    return (
        ReportPart("gaps", Text("report.cohort.gaps").in_(language), (EntryList("", entries),))
        if entries
        else None
    )
