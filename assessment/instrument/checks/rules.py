"""Contradictions and derived numbers name what exists, and every condition can hold and can fail."""

from collections.abc import Iterator
from itertools import combinations

from assessment.instrument.bank import (
    CONTRADICTIONS,
    INSTRUMENT,
    METRICS,
    PROFILE,
    LoadedBank,
    dimension_file,
)
from assessment.instrument.checks.place import BankPlace, contradiction_places, derived_places
from assessment.instrument.checks.references import KnownNames, missing
from assessment.instrument.model import ChecklistItem, GridItem, Item, ProfileQuestion
from assessment.instrument.problems import Problem
from assessment.instrument.rules import Condition, ContradictionRule
from assessment.texts import Text

ONCE = Text("checks.fix.rename")
BOUND = Text("checks.fix.change_bound")
NEVER = Text("checks.fix.change_condition")
NUMBERS = frozenset({"count", "team", "choices"})
"""Kinds of profile questions that have a number."""


def rule_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """Check the rules beside the instrument."""
    names = KnownNames(loaded)
    seen: set[str] = set()
    for rule, place in contradiction_places(loaded):
        if rule.id in seen:
            yield place.under("id").error("checks.id_used_twice", ONCE)
        seen.add(rule.id)
        for rank, condition in enumerate(rule.when):
            yield from condition_faults(names, condition, place.under("when", rank))
        yield from impossible(names, rule, place)
    for derived, place in derived_places(loaded):
        for rank, metric in enumerate(derived.kept):
            yield from names.metric(metric, place.under("kept", rank))
        yield from names.metric(derived.refunded, place.under("refunded"))
        yield from names.metric(derived.compared_with, place.under("compared_with"))
        for metric, condition in derived.nothing_where.items():
            where = place.under("nothing_where", metric)
            yield from names.metric(metric, where)
            yield from condition_faults(names, condition, where)


def condition_faults(names: KnownNames, condition: Condition, place: BankPlace) -> Iterator[Problem]:
    """Check one condition by itself."""
    if condition.item is not None:
        yield from names.item(condition.item, place.under("item"), active=True)
        item = names.items.get(condition.item)
        if item is not None:
            yield from item_faults(names, item, condition, place)
    elif condition.metric is not None:
        yield from names.metric(condition.metric, place.under("metric"))
        if names.loaded.whole(METRICS) and condition.metric in names.metrics:
            least, most = names.loaded.draft.metric(condition.metric).range
            yield from bound_faults(condition, place, least, most, any_number_says_something=True)
    else:
        question = names.profile.get(condition.subject)
        if question is None:
            if not names.loaded.excuses(condition.subject, PROFILE):
                yield missing(
                    place.under("profile"),
                    Text("checks.noun.profile_question"),
                    condition.subject,
                    list(names.profile),
                )
            return
        yield from profile_faults(names, question, condition, place)


def item_faults(names: KnownNames, item: Item, condition: Condition, place: BankPlace) -> Iterator[Problem]:
    """Check what is said about an item: a point of the scale, or one of its ticks."""
    for key, tick in (("ticked", condition.ticked), ("not_ticked", condition.not_ticked)):
        if tick is None:
            continue
        ticks = item.tick_ids if isinstance(item, ChecklistItem | GridItem) else ()
        if tick not in ticks:
            yield missing(place.under(key), Text("checks.noun.option_of", id=item.id), tick, ticks)
    if names.loaded.scale:
        yield from bound_faults(condition, place, 0, names.loaded.draft.top_point)


def bound_faults(
    condition: Condition,
    place: BankPlace,
    least: float,
    most: float,
    *,
    any_number_says_something: bool = False,
) -> Iterator[Problem]:
    """Report a bound that no value can meet, or that every value meets."""
    low, high = condition.at_least, condition.at_most
    never = (low is not None and low > most) or (high is not None and high < least)
    always = (low is not None and low <= least) or (high is not None and high >= most)
    key = "at_least" if low is not None else "at_most"
    if never:
        yield place.under(key).error(
            "checks.bound_out_of_range", BOUND, subject=condition.subject, least=least, most=most
        )
    elif always and not any_number_says_something:
        yield place.under(key).error("checks.every_answer_meets", BOUND, subject=condition.subject)


def profile_faults(
    names: KnownNames, question: ProfileQuestion, condition: Condition, place: BankPlace
) -> Iterator[Problem]:
    """Check what is said about a profile question: a value it can have, or a number where it has one."""
    if condition.is_ is not None:
        yield from names.condition(question, condition.is_, place.under("is"))
    elif question.kind not in NUMBERS:
        yield place.under("profile").error("checks.has_no_number", "checks.fix.say_is", id=question.id)
    elif question.range is not None:
        yield from bound_faults(condition, place, *question.range, any_number_says_something=True)
    functions = [function.id for function in names.loaded.draft.functions]
    if condition.function is None:
        return
    if question.kind != "team":
        yield place.under("function").error(
            "checks.not_asked_by_function", "checks.fix.leave_function_out", id=question.id
        )
    elif names.loaded.whole(INSTRUMENT) and condition.function not in functions:
        yield missing(place.under("function"), Text("checks.noun.function"), condition.function, functions)


def impossible(names: KnownNames, rule: ContradictionRule, place: BankPlace) -> Iterator[Problem]:
    """Report rules that set nothing against anything, or whose conditions never hold together."""
    if not names.loaded.whole(CONTRADICTIONS):
        # A condition that could not be read is missing here.
        return
    sides = {(condition.kind, condition.subject, condition.function or "") for condition in rule.when}
    if len(sides) < 2:
        yield place.under("when").error("checks.one_thing_only", "checks.fix.name_two_things")
        return
    for (first, one), (second, other) in combinations(enumerate(rule.when), 2):
        if (one.kind, one.subject, one.function) == (other.kind, other.subject, other.function):
            low = max((c.at_least for c in (one, other) if c.at_least is not None), default=None)
            high = min((c.at_most for c in (one, other) if c.at_most is not None), default=None)
            if low is not None and high is not None and low > high:
                yield never_together(place.under("when", second))
        for profile, item in ((one, other), (other, one)):
            if profile.kind == "profile" and item.kind == "item" and ruled_out(names, profile, item):
                yield never_together(place.under("when", second if item is other else first))


def ruled_out(names: KnownNames, profile: Condition, item: Condition) -> bool:
    """Whether a merchant with this profile is never asked the item."""
    asked = names.items.get(item.subject)
    if asked is None or asked.applies is None or names.loaded.excuses(item.subject, INSTRUMENT):
        return False
    if not names.loaded.whole(dimension_file(asked.dimension)):
        return False
    question = names.profile.get(profile.subject)
    return (
        asked.applies.profile == profile.subject
        and profile.is_ is not None
        and question is not None
        and question.kind in {"yes_no", "choice"}
        and profile.is_ != asked.applies.is_
    )


def never_together(place: BankPlace) -> Problem:
    """Say that conditions exclude each other."""
    return place.error("checks.never_together", NEVER)
