"""The change of one score: the index or a dimension."""

from dataclasses import dataclass
from fractions import Fraction

from assessment.scoring.comparison.noise import Noise, error_between, noise_in
from assessment.scoring.comparison.rounds import Pair, Round
from assessment.scoring.comparison.split import NONE, Parts, in_tenths, shares, split, tenths
from assessment.scoring.results import Results


@dataclass(frozen=True)
class Change:
    """A score in two rounds, each by its own instrument, and what made the difference."""

    before: Fraction | None
    """None where nothing is known, or nothing applies."""
    after: Fraction | None
    parts: Parts | None
    """None where the rounds cannot be brought under one instrument."""
    noise: Noise | None
    """Whether it is more than self-report errs by; None where there are no parts."""

    @property
    def delta(self) -> Fraction | None:
        """The whole change, exactly.

        A score that was not there counts as 0, as its items do in the index:
        all of the change is then newly answered. None where there are no parts
        and one of the scores is not there.
        """
        if self.parts is not None:
            return (self.after or NONE) - (self.before or NONE)
        return None if self.before is None or self.after is None else self.after - self.before

    @property
    def shown_delta(self) -> int | None:
        """The change in tenths, as the difference of the scores as published."""
        if self.delta is None:
            return None
        return tenths(self.after or NONE) - tenths(self.before or NONE)

    @property
    def shown_parts(self) -> tuple[int, ...] | None:
        """The parts in tenths, in the order of `Parts`, adding up to the change as shown."""
        if self.parts is None or self.shown_delta is None:
            return None
        return in_tenths(self.parts.listed, self.shown_delta)


def score_of(results: Results, dimension: str | None) -> Fraction | None:
    """Return the exact index, or a dimension's exact score; None where there is none."""
    if dimension is None:
        return results.index
    found = results.dimensions.get(dimension)
    return None if found is None else found.low


def change_between(pair: Pair, dimension: str | None, *, judged: bool, same_respondent: bool) -> Change:
    """Return the change of the index (None) or of a dimension.

    Args:
        pair: the two rounds.
        dimension: its id, in either instrument.
        judged: whether enough was answered both times to say if the change is real.
        same_respondent: see `assessment.scoring.comparison.noise`.
    """
    before, after = (shares(side.common, dimension) for side in pair.sides)
    parts = sum(split(before, after).values(), Parts())
    moved = [
        (score_of(side.common, dimension) or NONE) - (score_of(side.own, dimension) or NONE)
        for side in pair.sides
    ]
    parts += Parts(instrument=moved[0] - moved[1])
    error = error_between(pair, before, after, same_respondent=same_respondent)
    was, now = (score_of(side.own, dimension) for side in pair.sides)
    return Change(was, now, parts, noise_in(parts, error, whole=dimension is None, judged=judged))


def bare_change(earlier: Round, later: Round, dimension: str | None) -> Change:
    """Return the change of a score of which nothing more can be said."""
    before, after = (score_of(each.results, dimension) for each in (earlier, later))
    return Change(before, after, None, None)
