"""What one version of an instrument, instead of another, does to an assessment."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.model import Criterion, Instrument
from assessment.instrument.releases import digest, version_parts
from assessment.responses import Assessment
from assessment.scoring.carry import carry, carry_back, retaken_with
from assessment.scoring.comparison import Comparison, Round, compare
from assessment.scoring.comparison.split import shares, tenths
from assessment.scoring.results import Finding, Results


@dataclass(frozen=True)
class GateEffect:
    """A gate in two versions, for the same answers."""

    was_open: bool | None
    """None where the version has no such gate."""
    is_open: bool | None
    opened: tuple[Criterion, ...]
    """Criteria met now that were not met before."""
    closed: tuple[Criterion, ...]
    """Criteria not met now that were met, or not asked for, before."""


@dataclass(frozen=True)
class Effect:
    """One assessment under two versions."""

    taken: Round
    """As it was taken."""
    comparison: Comparison
    """Under the one version and the other."""
    gates: dict[str, GateEffect]
    unknown_before: tuple[str, ...]
    """Items scored in the first version that nobody was asked as they stood there."""
    unknown_after: tuple[str, ...]
    """The same of the second version."""

    @property
    def before(self) -> Results:
        """The results under the first version."""
        return self.comparison.earlier.results

    @property
    def after(self) -> Results:
        """The results under the second version."""
        return self.comparison.later.results

    @property
    def moves_stage(self) -> bool:
        """Whether the stage is another one."""
        return self.before.stage != self.after.stage

    @property
    def index_change(self) -> tuple[int, int] | None:
        """The least and the most that the index changes, in tenths; None where there is no index.

        The two are the same unless some items were never asked as one of the
        versions asks them: what they may still be worth there is left open.
        """
        before, after = self.before.index, self.after.index
        if before is None or after is None:
            return None
        most_before = before + _worth(self.before, self.unknown_before)
        most_after = after + _worth(self.after, self.unknown_after)
        return tenths(after) - tenths(most_before), tenths(most_after) - tenths(before)

    @property
    def changes_anything(self) -> bool:
        """Whether the stage, a gate, a criterion or a published score differs."""
        shown = [
            change.shown_delta for change in (self.comparison.index, *self.comparison.dimensions.values())
        ]
        gates = [each.opened or each.closed or each.was_open != each.is_open for each in self.gates.values()]
        return self.moves_stage or any(shown) or any(gates)


def effect(taken: Round, first: Instrument, second: Instrument, lineage: Iterable[Lineage]) -> Effect:
    """Score an assessment under two versions.

    Args:
        taken: the assessment with the version it was taken with, which may be neither of the two.
        first: the version before.
        second: the version after.
        lineage: what became of the items of each version.
    """
    lines = tuple(lineage)
    sides = [Round(each, _under(each, taken, lines), taken.label) for each in (first, second)]
    return Effect(
        taken=taken,
        comparison=compare(sides[0], sides[1], lines),
        gates=_gates(sides[0].results, sides[1].results),
        unknown_before=_unknown(taken, sides[0]),
        unknown_after=_unknown(taken, sides[1]),
    )


def _under(instrument: Instrument, taken: Round, lineage: Sequence[Lineage]) -> Assessment:
    """Return an assessment as if it had been taken with another version, older or newer."""
    own = taken.instrument
    if digest(own) == digest(instrument):
        return taken.assessment
    if (version_parts(own.version) or (0, 0, 0)) <= (version_parts(instrument.version) or (0, 0, 0)):
        brought = carry(taken.assessment.answers, own, instrument, lineage)
        return retaken_with(instrument, taken.assessment, brought)
    answers = carry_back(taken.assessment.answers, own, instrument, lineage)
    known = {metric.id for metric in instrument.metrics}
    kept = {key: value for key, value in taken.assessment.metrics.items() if key in known}
    return taken.assessment.model_copy(update={"answers": answers, "metrics": kept, "sheets": []})


def _worth(results: Results, items: Iterable[str]) -> Fraction:
    """Return what unanswered items add to the index at most, in points."""
    listed = shares(results)
    return sum((100 * listed[item].weight for item in items if item in listed), Fraction(0))


def _unknown(taken: Round, side: Round) -> tuple[str, ...]:
    """Return the items that are unanswered only because this version is not the one taken with."""
    unanswered = {
        item for item, result in side.results.items.items() if result.counts and not result.answered
    }
    own = {item for item, result in taken.results.items.items() if result.counts and not result.answered}
    return tuple(item for item in side.results.items if item in unanswered - own)


def _gates(before: Results, after: Results) -> dict[str, GateEffect]:
    found = {}
    for stage in {**before.gates, **after.gates}:
        was, now = before.gates.get(stage), after.gates.get(stage)
        met = {_key(each): each.met for each in (was.findings if was else ())}
        asked = [each for each in (now.findings if now else ()) if each.criterion is not None]
        found[stage] = GateEffect(
            was_open=None if was is None else was.open,
            is_open=None if now is None else now.open,
            opened=_criteria(each for each in asked if each.met is True and met.get(_key(each)) is False),
            closed=_criteria(each for each in asked if each.met is False and met.get(_key(each), True)),
        )
    return found


def _key(finding: Finding) -> tuple[str, str, bool, bool]:
    """Return what makes a criterion the same in two versions, wherever its cut stands."""
    criterion = finding.criterion
    return finding.kind, "" if criterion is None else criterion.subject, finding.must, finding.part == "flag"


def _criteria(findings: Iterable[Finding]) -> tuple[Criterion, ...]:
    return tuple(each.criterion for each in findings if each.criterion is not None)
