"""Score one assessment: the single way from answers to results."""

from fractions import Fraction
from typing import Literal

from assessment.instrument.model import Instrument
from assessment.responses import Assessment
from assessment.scoring.confidence import stage_chances
from assessment.scoring.dimensions import coverage, ends_of_index, score_dimension, stage_target
from assessment.scoring.gate_findings import examine, examine_flags
from assessment.scoring.gates import Judge
from assessment.scoring.margin import possible_stages
from assessment.scoring.points import read_items
from assessment.scoring.results import Results, ScoreProblem, published_coverage

LEAST_COVERAGE = Fraction(60, 100)
"""Share of applicable weight that must be answered before a stage is named."""


def score(instrument: Instrument, assessment: Assessment) -> Results:
    """Yield everything one assessment says: scores, gates, stage, margin.

    The same instrument and answers always give the same results, to the bit.
    """
    asked = read_items(instrument, assessment)
    judge = Judge.of(instrument, asked, assessment)
    items = list(asked.items.values())
    dimensions = {
        dimension.id: score_dimension(
            instrument, dimension.id, [r for r in items if r.item.dimension == dimension.id]
        )
        for dimension in instrument.dimensions
    }
    index, index_high = ends_of_index(dimensions)
    covered = coverage(items)
    possible = possible_stages(judge)
    stage = possible[0] if _is_covered(covered) else None
    chances = {} if stage is None else stage_chances(judge)
    problems = list(asked.problems)
    if stage is None:
        problems.append(ScoreProblem("coverage_too_low", ""))
    return Results(
        instrument=instrument,
        mode=assessment.mode,
        items=asked.items,
        skipped=asked.skipped,
        dimensions=dimensions,
        index=index,
        index_high=index_high,
        coverage=covered,
        percent_to_target={
            gate.stage: stage_target(instrument, items, gate.target_point) for gate in judge.gates
        },
        gates=examine(judge),
        stage=stage,
        status=_status(judge, stage),
        possible_stages=possible,
        confidence=None if stage is None else chances[stage],
        chances=chances,
        flags=examine_flags(judge),
        problems=problems,
    )


def judge_of(instrument: Instrument, assessment: Assessment) -> Judge:
    """Return the judge of an assessment, for what-ifs and the roadmap."""
    return Judge.of(instrument, read_items(instrument, assessment), assessment)


def _is_covered(share: Fraction | None) -> bool:
    return share is not None and Fraction(str(published_coverage(share))) >= LEAST_COVERAGE


def _status(judge: Judge, stage: str | None) -> Literal["self_declared", "confirmed"] | None:
    """Say whether someone has seen the evidence of every must item up to the stage reached."""
    if stage is None or stage == judge.instrument.stage_ids[0]:
        return None
    seen = all(judge.items[item].verified for item in judge.musts_up_to(stage))
    return "confirmed" if seen else "self_declared"
