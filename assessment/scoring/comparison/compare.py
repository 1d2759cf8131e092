"""Two rounds side by side: the one place where a comparison is put together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.lineage import in_order_of_version
from assessment.instrument.text import LocalText
from assessment.scoring.comparison.change import Change, bare_change, change_between
from assessment.scoring.comparison.comparable import Verdict, Word, dimensions_of, judge
from assessment.scoring.comparison.gates import Crossing, GateChange, crossings, gate_changes
from assessment.scoring.comparison.items import ItemChange, item_changes
from assessment.scoring.comparison.rounds import Pair, Round, paired
from assessment.scoring.comparison.words import no_way_between, other_instrument


@dataclass(frozen=True)
class Comparison:
    """What changed from one round to another, and why."""

    earlier: Round
    later: Round
    verdict: Verdict
    pair: Pair | None
    """Both rounds under the newer instrument; None where they cannot be brought under one."""
    index: Change
    dimensions: Mapping[str, Change]
    """The newer instrument's in order, then those that went."""
    items: Sequence[ItemChange]
    """Every item scored in either round; empty where they cannot be brought under one instrument."""
    gates: Mapping[str, GateChange]
    crossings: Sequence[Crossing]

    @property
    def comparable(self) -> Word:
        """How far the two can be compared."""
        return self.verdict.word

    @property
    def why(self) -> LocalText:
        """Why so far, in a sentence."""
        return self.verdict.why

    @property
    def stages(self) -> tuple[str | None, str | None]:
        """The stage in each round, by its own instrument."""
        return self.earlier.results.stage, self.later.results.stage

    @property
    def real(self) -> bool | None:
        """Whether the index changed by more than self-report errs; None where that cannot be said."""
        return None if self.index.noise is None else self.index.noise.real


def compare(
    earlier: Round, later: Round, lineage: Iterable[Lineage] = (), *, same_respondent: bool = True
) -> Comparison:
    """Compare two rounds of one merchant.

    The round of the older instrument, whichever side it is on, is brought
    under the newer one. Nothing is made of the dates.

    Args:
        earlier: the first side.
        later: the second side.
        lineage: what became of the items of each version.
        same_respondent: whether one person answered both; if not, a change
            must be larger to be real, see `assessment.scoring.comparison.noise`.
    """
    pair = paired(earlier, later, tuple(lineage))
    if pair is None:
        return _beside(earlier, later)
    verdict = judge(pair)
    return Comparison(
        earlier=earlier,
        later=later,
        verdict=verdict,
        pair=pair,
        index=change_between(pair, None, judged=verdict.word != "no", same_respondent=same_respondent),
        dimensions={
            key: change_between(pair, key, judged=key in verdict.dimensions, same_respondent=same_respondent)
            for key in dimensions_of(pair)
        },
        items=item_changes(pair),
        gates=gate_changes(pair),
        crossings=crossings(pair),
    )


def _beside(earlier: Round, later: Round) -> Comparison:
    """Set two rounds side by side that have nothing in common but their shape."""
    if earlier.instrument.id == later.instrument.id:
        older, newer = in_order_of_version(earlier.instrument, later.instrument)
        why = no_way_between(older.version, newer.version)
    else:
        why = other_instrument()
    both = (d.id for each in (earlier, later) for d in each.instrument.dimensions)
    return Comparison(
        earlier=earlier,
        later=later,
        verdict=Verdict("no", (), why),
        pair=None,
        index=bare_change(earlier, later, None),
        dimensions={key: bare_change(earlier, later, key) for key in dict.fromkeys(both)},
        items=(),
        gates={},
        crossings=(),
    )
