"""Whether a change is more than what self-report errs by.

Only the change on what was answered both times is judged (improved and
worsened): what is newly answered was not measured before. Its error follows
from `self_report` of the instrument, exactly: under an attitude the errors of
the answers are independent, with the mean and variance that their spread of
true points gives; verified answers and numbers have none. The attitude is one
draw for a whole round, so it moves all answers together. Where the same
person answered both rounds it is one draw for both, and what it does to both
alike cancels; where it was somebody else, there are two draws and the change
needs to be far larger. An answer carried over from the other round is the same
reading and adds no error.

The rule is Jacobson and Truax's (1991): a change is real, at 95 %, beyond 1.96
standard errors of the difference. The trend is the same idea for a series
(reliable trend index), on what was answered in every round.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import sqrt

from assessment.instrument.model import Attitude, Instrument
from assessment.scoring.comparison.rounds import Round, RoundPair
from assessment.scoring.comparison.split import Parts, Share, shares
from assessment.scoring.confidence import true_points
from assessment.scoring.results import ItemResult
from assessment.texts import Localized, Text

AT_95 = 1.96
"""Standard errors within which 95 % of all errors lie."""


@dataclass(frozen=True)
class Noise:
    """The change on what was answered both times, against its error."""

    change: Fraction
    """In points: improved and worsened together."""
    error: float
    """Standard error of that change, in points."""
    real: bool | None
    """None where too little was answered both times to say."""
    words: Localized

    @property
    def least(self) -> float:
        """The change that must be passed to be real (the minimal detectable change at 95 %)."""
        return AT_95 * self.error


@dataclass(frozen=True)
class Trend:
    """A straight line through the scores of a series."""

    slope: float
    """Points a round."""
    error: float
    """Standard error of the slope."""

    @property
    def index(self) -> float:
        """The slope in standard errors; real, at 95 %, beyond 1.96."""
        return ratio(self.slope, self.error)

    @property
    def real(self) -> bool:
        """Whether the scores go one way, and not only because answers err."""
        return abs(self.slope) > AT_95 * self.error


def ratio(change: float, error: float) -> float:
    """Return a change in standard errors (the reliable change index); infinite where nothing errs."""
    if not error:
        return 0.0 if not change else float("inf") if change > 0 else float("-inf")
    return change / error


def trend(scores: Sequence[float], errors: Sequence[float]) -> Trend:
    """Return the line of least squares through scores that stand one step apart.

    Args:
        scores: at least two.
        errors: the standard error of each.
    """
    middle = (len(scores) - 1) / 2
    steps = [place - middle for place in range(len(scores))]
    spread = sum(step**2 for step in steps)
    slope = sum(step * value for step, value in zip(steps, scores, strict=True)) / spread
    error = sqrt(sum((step * each) ** 2 for step, each in zip(steps, errors, strict=True))) / spread
    return Trend(slope, error)


def trend_of(rounds: Sequence[Round], least: Fraction, *, same_respondent: bool) -> Trend | None:
    """Return the trend of the index on what was answered in every round.

    What is newly answered is no progress, and an answer carried on is one
    reading however many rounds it stands in. Of two rounds it is what
    `error_between` judges.

    Args:
        rounds: at least two, all taken with one instrument, in order.
        least: the share of the index that has to rest on what was answered in every round, in each of them.
        same_respondent: whether one person answered them all.

    Returns:
        None where less than `least` was answered in every round.
    """
    known = [shares(each.results) for each in rounds]
    common = [item for item in known[0] if all(item in one and one[item].result.answered for one in known)]
    if any(sum(one[item].weight for item in common) < least for one in known):
        return None
    middle = Fraction(len(rounds) - 1, 2)
    steps = [place - middle for place in range(len(rounds))]
    spread = sum(step**2 for step in steps)
    slope = Fraction(0)
    drawn: list[list[tuple[float, _Reading]]] = [[] for _ in rounds]
    for item in common:
        weight = sum((one[item].weight for one in known), Fraction(0)) / len(rounds)
        slope += sum(step * weight * one[item].value for step, one in zip(steps, known, strict=True))
        for places in _readings_of(rounds, item):
            results = [known[place][item].result for place in places]
            seen = next((each for each in results if each.verified), results[0])
            by = float(weight * sum(steps[place] for place in places))
            drawn[places[0]].append((by, _reading(rounds[0].instrument, seen)))
    instrument = rounds[0].instrument
    listed = [reading for one in drawn for reading in one]
    variance = _within(instrument, listed)
    variance += (
        _between(instrument, listed) if same_respondent else sum(_between(instrument, one) for one in drawn)
    )
    return Trend(float(100 * slope / spread), 100 * sqrt(variance) / float(spread))


def _readings_of(rounds: Sequence[Round], item: str) -> list[list[int]]:
    """Return the rounds that share one reading of an item, by place: what is carried goes with its source."""
    places = {each.assessment.id: place for place, each in enumerate(rounds) if each.assessment.id}
    groups: dict[object, list[int]] = {}
    for place in range(len(rounds)):
        key: object = place
        seen: set[object] = set()
        while key not in seen:
            seen.add(key)
            at = key if isinstance(key, int) else places.get(str(key))
            answer = None if at is None else rounds[at].assessment.answers.get(item)
            if answer is not None and answer.carried_from is not None:
                key = answer.carried_from
            elif at is not None:
                key = at
        groups.setdefault((key, rounds[place].results.items[item].low), []).append(place)
    return list(groups.values())


@dataclass(frozen=True)
class _Reading:
    """How far the true value lies from the said one, under each attitude, as shares of 1."""

    means: tuple[float, ...]
    variances: tuple[float, ...]


def _reading(instrument: Instrument, result: ItemResult) -> _Reading:
    ends = [_error(instrument, result, attitude) for attitude in instrument.self_report]
    return _Reading(tuple(mean for mean, _ in ends), tuple(variance for _, variance in ends))


def _error(instrument: Instrument, result: ItemResult, attitude: Attitude) -> tuple[float, float]:
    points = sorted(instrument.scale)
    reported = instrument.scale[result.low]
    spread = [
        ((instrument.scale[point] - reported) / instrument.top_value, mass)
        for point, mass in true_points(result, points, attitude).items()
    ]
    mean = sum(off * mass for off, mass in spread)
    return mean, sum(mass * (off - mean) ** 2 for off, mass in spread)


def _within(instrument: Instrument, readings: Iterable[tuple[float, _Reading]]) -> float:
    """Return the variance that is left once the attitude is known, in the mean over attitudes."""
    listed = list(readings)
    return sum(
        attitude.weight * sum(weight**2 * reading.variances[place] for weight, reading in listed)
        for place, attitude in enumerate(instrument.self_report)
    )


def _between(instrument: Instrument, readings: Iterable[tuple[float, _Reading]]) -> float:
    """Return the variance that the attitude, drawn once, brings to a weighted sum."""
    listed = list(readings)
    chances = [attitude.weight for attitude in instrument.self_report]
    means = [
        sum(weight * reading.means[place] for weight, reading in listed) for place in range(len(chances))
    ]
    middle = sum(chance * mean for chance, mean in zip(chances, means, strict=True))
    return sum(chance * (mean - middle) ** 2 for chance, mean in zip(chances, means, strict=True))


def error_between(
    pair: RoundPair, before: Mapping[str, Share], after: Mapping[str, Share], *, same_respondent: bool
) -> float:
    """Return the standard error of the change on what was answered both times, in points."""
    instrument = pair.instrument
    first: list[tuple[float, _Reading]] = []
    second: list[tuple[float, _Reading]] = []
    for item, share in before.items():
        other = after.get(item)
        if other is None or not (share.result.answered and other.result.answered):
            continue
        if _same_reading(pair, share.result, other.result):
            continue
        weight = float((share.weight + other.weight) / 2)
        first.append((-weight, _reading(instrument, share.result)))
        second.append((weight, _reading(instrument, other.result)))
    variance = _within(instrument, [*first, *second])
    if same_respondent:
        variance += _between(instrument, [*first, *second])
    else:
        variance += _between(instrument, first) + _between(instrument, second)
    return 100 * sqrt(variance)


def _same_reading(pair: RoundPair, before: ItemResult, after: ItemResult) -> bool:
    """Whether one of two answers was carried over from the other's round, or both from one and the same."""
    if before.answer is None or after.answer is None or before.low != after.low:
        return False
    marks = before.answer.carried_from, after.answer.carried_from
    rounds = tuple(side.round.assessment.id for side in pair.sides)
    if marks[0] is not None and marks[0] in {marks[1], rounds[1]}:
        return True
    return marks[1] is not None and marks[1] == rounds[0]


def noise_in(parts: Parts, error: float, *, whole: bool, judged: bool, same_respondent: bool) -> Noise:
    """Judge a change; see the top of this module.

    Args:
        parts: the change.
        error: the standard error of what changed on the items answered both times.
        whole: whether this is the index: one dimension among many is worth a look, not a headline.
        judged: whether enough was answered both times.
        same_respondent: on which assumption the error rests; it is said.
    """
    change = parts.like_for_like
    real = abs(float(change)) > AT_95 * error if judged else None
    still = not parts.improved and not parts.worsened
    if real is None:
        words = Text("scoring.noise.too_little")
    elif still:
        words = Text("scoring.noise.still")
    else:
        kind = (
            "within" if not real else "dimension" if not whole else "improved" if change > 0 else "declined"
        )
        who = Text(f"scoring.noise.{'one' if same_respondent else 'other'}_person")
        words = Text(f"scoring.noise.{kind}", by=f"{AT_95 * error:.1f}", who=who)
    return Noise(change, error, real, words)
