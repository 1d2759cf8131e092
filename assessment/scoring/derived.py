"""Numbers worked out from the numbers entered. They are shown beside the results and change none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from assessment.instrument.rules import DerivedRule
from assessment.responses import Assessment
from assessment.scoring.conditions import profile_holds


@dataclass(frozen=True)
class BreakEven:
    """The return on spend at which nothing is earned and nothing lost.

    None where nothing is left before the spend: then no return is enough.
    """

    on_net: Fraction | None
    """Sales after refunds for each unit spent."""
    on_paid: Fraction | None
    """Sales as paid, refunds still in them, for each unit spent; None too where the refunds are not known."""


@dataclass(frozen=True)
class Derived:
    """A derived number, or what has to be entered to have it."""

    rule: DerivedRule
    missing: tuple[str, ...]
    """Metrics still to be entered; with only the refunds missing, the figure on net sales stands."""
    break_even: BreakEven | None
    """None where too much is missing."""
    now: float | None
    """What the return is now, on net sales; None where not entered."""

    @property
    def earns(self) -> bool | None:
        """Whether the spend earns at present; None where that cannot be said."""
        if self.break_even is None or self.now is None:
            return None
        return self.break_even.on_net is not None and Fraction(str(self.now)) >= self.break_even.on_net


def break_even(kept: Fraction, refunded: Fraction | None) -> BreakEven:
    """Return the return on spend that is just enough.

    Of net sales N a share `kept` is left before the spend, so the spend may
    be kept x N: N / spend = 1 / kept. As paid, sales are N / (1 - refunded).

    Args:
        kept: what is left before the spend, as a share of net sales; may be negative.
        refunded: the share of paid sales that is refunded, 0 to 1; None where not known.
    """
    if kept <= 0:
        return BreakEven(None, None)
    on_net = 1 / kept
    if refunded is None or refunded >= 1:
        return BreakEven(on_net, None)
    return BreakEven(on_net, on_net / (1 - refunded))


def derive(
    rules: Sequence[DerivedRule], assessment: Assessment, functions: Sequence[str] = ()
) -> list[Derived]:
    """Work out every derived number of an assessment.

    Args:
        rules: what to work out.
        assessment: for the numbers and the profile.
        functions: all functions of the instrument, for conditions on the team.
    """
    return [_derived(rule, assessment, list(functions)) for rule in rules]


def _derived(rule: DerivedRule, assessment: Assessment, functions: list[str]) -> Derived:
    known = _numbers(rule, assessment, functions)
    missing = tuple(metric for metric in (*rule.kept, rule.refunded) if metric not in known)
    value = None
    if all(metric in known for metric in rule.kept):
        refunded = known.get(rule.refunded)
        kept = sum((known[metric] for metric in rule.kept), Fraction(0))
        value = break_even(kept / 100, None if refunded is None else refunded / 100)
    entered = assessment.metrics.get(rule.compared_with)
    return Derived(rule, missing, value, None if entered is None else entered.number)


def _numbers(rule: DerivedRule, assessment: Assessment, functions: list[str]) -> Mapping[str, Fraction]:
    """Return the numbers of a rule, exactly as entered, with those the profile settles."""
    found: dict[str, Fraction] = {}
    for metric in (*rule.kept, rule.refunded):
        value = assessment.metrics.get(metric)
        condition = rule.nothing_where.get(metric)
        if value is not None and value.number is not None:
            found[metric] = Fraction(str(value.number))
        elif condition is not None and profile_holds(condition, assessment.profile, functions):
            found[metric] = Fraction(0)
    return found
