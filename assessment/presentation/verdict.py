"""The verdict on a result in plain sentences: stage, flags, figures, strengths and gaps."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from assessment.presentation.gates import edge_text, missing_rows, short_of
from assessment.presentation.values import NO_BREAK, percent_text, score_range_text, score_text
from assessment.scoring.assess import LEAST_COVERAGE
from assessment.scoring.names import finding_name
from assessment.scoring.results import Confidence, ItemResult, Results, published_coverage
from assessment.texts import Names, Text


@dataclass(frozen=True)
class FlagRow:
    """A red flag that is up."""

    name: str
    advice: str
    """What to do first."""
    cap: str
    """Which stage it allows at most, in a sentence; empty where it only warns."""


FigureId = Literal["index", "to_target", "confidence", "coverage"]


@dataclass(frozen=True)
class Figure:
    """One figure of the verdict, written as it is shown."""

    id: FigureId
    label: str
    value: str
    meaning: str


@dataclass(frozen=True)
class Verdict:
    """What is said of a result at its top."""

    stage_name: str
    """The stage, or that none can be named yet."""
    status: str
    """Whether it is self-declared or confirmed; empty at the first stage and where none is named."""
    sureness: str
    """How sure it is, in a word; empty where no stage is named."""
    flags: tuple[FlagRow, ...]
    sentences: tuple[str, ...]
    """Why, and what else is possible; the reason first."""
    figures: tuple[Figure, ...]
    """None where no stage is named."""
    notes: tuple[str, ...]
    """What the reader has to know about how it was taken."""


def verdict_of(results: Results, language: str, *, scores: bool = True) -> Verdict:
    """Return the verdict on a result; without `scores`, no figure and no score stands in it."""
    named = results.stage is not None
    confidence = results.confidence
    return Verdict(
        stage_name=Text("results.stage.none").in_(language)
        if results.stage is None
        else _stage(results, results.stage, language),
        status=Text(f"results.status.{results.status}").in_(language) if results.status else "",
        sureness="" if confidence is None else Text(f"results.confidence.{confidence.word}").in_(language),
        flags=flag_rows(results, language),
        sentences=tuple(_sentences(results, language, scores=scores)),
        figures=tuple(_figures(results, language)) if named and scores else (),
        notes=(Text("results.core_note").in_(language),) if named and results.mode.value == "core" else (),
    )


def flag_rows(results: Results, language: str) -> tuple[FlagRow, ...]:
    """Return every red flag that is up, those that cap the stage lowest first."""
    return tuple(
        FlagRow(
            each.flag.name.in_(language),
            each.flag.advice.in_(language),
            ""
            if each.flag.caps is None
            else Text("results.flag_caps", stage=_stage(results, each.flag.caps, language)).in_(language),
        )
        for each in results.raised_flags
    )


def _stage(results: Results, stage: str, language: str) -> str:
    return results.instrument.stage(stage).name.in_(language)


def _sentences(results: Results, language: str, *, scores: bool) -> Iterator[str]:
    if results.stage is None:
        yield Text("results.too_little", share=_covered(results)).in_(language)
        yield _possible(results, language)
        return
    yield reason_sentence(results, language, scores=scores)
    if scores:
        yield from _doubt(results, language)
    if results.on_practice_alone:
        yield Text("results.on_practice_alone", names=unknown_evidence(results)).in_(language)
    likeliest = results.likeliest_stage
    if likeliest is not None and likeliest != results.stage:
        yield Text("results.likeliest", stage=_stage(results, likeliest, language)).in_(language)
    if len(results.possible_stages) > 1:
        yield _possible(results, language)


def unknown_evidence(results: Results) -> Names:
    """Return the names of what the business should show for the stage and nobody entered."""
    return Names([finding_name(results.instrument, each) for each in results.evidence_unknown])


def _possible(results: Results, language: str) -> str:
    names = (_stage(results, stage, language) for stage in results.possible_stages)
    stages = Text("app.or").in_(language).join(names)
    return Text("results.possible", stages=stages).in_(language)


def _doubt(results: Results, language: str) -> Iterator[str]:
    """Say where the index lies so near a cut that an answer more or less decides."""
    for gate in results.instrument.gates:
        if gate.stage == results.doubtful_stage and gate.index is not None:
            yield Text(
                "results.doubtful",
                stage=_stage(results, gate.stage, language),
                index=score_text(results.index_score or 0),
                cut=f"{gate.index.at_least:g}",
                around=f"{gate.index.band / 2:g}",
            ).in_(language)


def reason_sentence(results: Results, language: str, *, scores: bool = True) -> str:
    """Say in one sentence what keeps the next gate shut, by name where little is missing; or that none is.

    Args:
        results: of an assessment.
        language: of the sentence.
        scores: whether it may say how a condition stands, which for some is a score.
    """
    if results.next_stage is None:
        return Text("results.at_top").in_(language)
    stage = _stage(results, results.next_stage, language)
    if results.at_edge:
        rows = missing_rows(results, language)
        edge = edge_text(stage, rows, language) if scores else short_of(stage, [row.label for row in rows])
        return edge.in_(language)
    if results.missing:
        return Text("results.missing", count=len(results.missing), stage=stage).in_(language)
    return Text("results.nothing_missing", stage=stage).in_(language)


def later_sentences(
    results: Results, after: Results, count: int, language: str, *, scores: bool = True
) -> tuple[str, ...]:
    """Say what verifying answers after an assessment was completed does to how sure its stage is.

    Args:
        results: as completed.
        after: the same answers, with what was verified later.
        count: how many answers that were.
        language: of the sentences.
        scores: whether how sure it is may be said as a figure.
    """
    if not count:
        return ()
    sentences = [Text("results.later.count", count=count)]
    if scores and results.confidence is not None and after.confidence is not None:
        before, now = (about_text(each.confidence, language) for each in (results, after))
        key = "results.later.steady" if before == now else "results.later.sure"
        sentences.append(Text(key, before=before, after=now))
    if after.status == "confirmed" != results.status:
        sentences.append(Text("results.later.confirmed"))
    sentences.append(Text("results.later.frozen"))
    return tuple(text.in_(language) for text in sentences)


def about_text(sure: Confidence | None, language: str) -> str:
    """Write how sure something is; a dash where nothing is known of it."""
    if sure is None:
        return "–"
    return Text("results.about", percent=f"{50 * (sure.low + sure.high):.0f}").in_(language)


def _figures(results: Results, language: str) -> Iterator[Figure]:
    def figure(id_: FigureId, value: str, label: Text) -> Figure:
        return Figure(id_, label.in_(language), value, Text(f"results.{id_}_help").in_(language))

    low = results.index_score
    index = "–" if low is None else score_range_text(low, results.index_score_high)
    yield figure("index", index, Text("results.index"))
    share = None if results.next_stage is None else results.percent_to_target.get(results.next_stage)
    if share is not None and results.next_stage is not None:
        stage = _stage(results, results.next_stage, language)
        yield figure("to_target", f"{percent_text(share, 100)} %", Text("results.to_target", stage=stage))
    if results.confidence is not None:
        yield figure("confidence", about_text(results.confidence, language), Text("results.confidence"))
    yield figure("coverage", f"{_covered(results)} %", Text("results.coverage"))


def _covered(results: Results) -> str:
    """Write how much was answered, as it is decided on, in per cent."""
    share = Fraction(str(published_coverage(results.coverage or Fraction(0))))
    return percent_text(share, round(100 * LEAST_COVERAGE), 100)


@dataclass(frozen=True)
class PracticeRow:
    """One practice that stands out, for good or as a gap."""

    item: str
    name: str
    dimension: str
    point: str
    """Its point, and the top one, in words."""


def strengths(results: Results, language: str) -> list[PracticeRow]:
    """Return what goes beyond the next stage's practice or is at the top, the strongest first."""
    aim, top = _aim(results), results.instrument.top_point
    strong = sorted(
        (each for each in results.items.values() if each.answered and (each.low > aim or each.low == top)),
        key=lambda each: (-each.low, -each.item.weight),
    )
    return [_practice(results, each, language) for each in strong]


def gaps(results: Results, language: str) -> list[PracticeRow]:
    """Return what lies below the next stage's practice, the widest gap first."""
    aim = _aim(results)
    weak = sorted(
        (each for each in results.items.values() if each.answered and each.low < aim),
        key=lambda each: (each.low - aim, -each.item.weight),
    )
    return [_practice(results, each, language) for each in weak]


def _aim(results: Results) -> int:
    stage = results.next_stage or results.instrument.stage_ids[-1]
    aims = {gate.stage: gate.target_point for gate in results.instrument.gates}
    return aims.get(stage, results.instrument.top_point)


def _practice(results: Results, each: ItemResult, language: str) -> PracticeRow:
    instrument = results.instrument
    return PracticeRow(
        item=each.item.id,
        name=each.item.label.in_(language),
        dimension=instrument.dimension(each.item.dimension).name.in_(language),
        point=Text("results.at_point", point=each.low, top=instrument.top_point).in_(language),
    )


def dimension_sum(results: Results, dimension: str) -> str:
    """Write the sum that makes a dimension's score; empty where there is no score."""
    result = results.dimensions[dimension]
    if result.score is None:
        return ""
    scale, top = results.instrument.scale, results.instrument.top_value
    counted = [each for each in results.items.values() if each.item.dimension == dimension and each.counts]
    terms = " + ".join(f"{each.item.weight}×{scale[each.low]}" for each in counted)
    weight = sum(each.item.weight for each in counted)
    return f"100 × ({terms}) {_divided_by(f'({top} × {weight})', result.score)}"


def index_sum(results: Results) -> str:
    """Write the weighted mean that makes the index."""
    present = [each for each in results.dimensions.values() if not each.absent]
    terms = " + ".join(f"{each.weight}×{score_text(each.score or 0)}" for each in present)
    return f"({terms}) {_divided_by(str(sum(each.weight for each in present)), results.index_score or 0)}"


def _divided_by(divisor: str, score: float) -> str:
    """Write the end of a sum: what it comes to never stands alone in a line."""
    return f"÷ {divisor} = {score_text(score)}".replace(" ", NO_BREAK)
