"""Every stage can be reached, every criterion can fail and can be met."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice, pairwise, product

from assessment.instrument.bank import GATES, INSTRUMENT, METRICS, PROFILE, LoadedBank, dimension_file
from assessment.instrument.checks.place import (
    BankPlace,
    active_items,
    choice_places,
    criterion_places,
    flag_places,
    frame_place,
    gate_places,
)
from assessment.instrument.model import Criterion, Gate, Item, Metric, Shoulds
from assessment.instrument.problems import Problem
from assessment.texts import Localized, Text

MOST_MUSTS = 8
"""Must items a stage: each unverified one costs some three points of confidence."""
LISTED = ("must", "should")
"""The lists of a gate that together ask for nothing twice."""
MOST_MERCHANTS = 512
"""Combinations of profile answers that are tried; our bank has eight."""


def stages_without_gate(loaded: LoadedBank) -> Iterator[Problem]:
    """Every stage after the first has exactly one gate, in the order of the stages."""
    stages = loaded.draft.stage_ids
    if not stages or not loaded.whole(INSTRUMENT, GATES):
        return
    gated = [gate.stage for gate in loaded.draft.gates]
    for rank, stage in enumerate(stages[1:], 1):
        if stage not in gated:
            yield frame_place(loaded, "stages", rank).error(
                "checks.stage_has_no_gate", "checks.fix.write_gate", stage=stage
            )
    for rank, (gate, place) in enumerate(gate_places(loaded)):
        if gate.stage == stages[0]:
            yield place.error("checks.first_stage_has_no_gate", "checks.fix.delete_first_gate")
        if gate.stage in gated[:rank]:
            yield place.error("checks.stage_has_gate_already", "checks.fix.merge_gates")


def gate_order(loaded: LoadedBank) -> Iterator[Problem]:
    """A later stage aims at no lower a point than an earlier one."""
    order = {stage: rank for rank, stage in enumerate(loaded.draft.stage_ids)}
    gates = [(gate, place) for gate, place in gate_places(loaded) if gate.stage in order]
    for gate, place in gates:
        target, where = gate.target_point, place.under("target_point")
        if loaded.scale and not 1 <= target <= loaded.draft.top_point:
            yield where.error(
                "checks.target_point_out_of_range",
                "checks.fix.between",
                target=target,
                most=loaded.draft.top_point,
            )
    gates.sort(key=lambda pair: order[pair[0].stage])
    for (lower, _), (upper, place) in pairwise(gates):
        if upper.target_point < lower.target_point:
            yield place.under("target_point").error(
                "checks.target_point_too_low", "checks.fix.later_stage_cannot_aim_lower", stage=lower.stage
            )


def must_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """At most eight must items a stage, all core and never waived by saying so; none is asked twice."""
    items = {item.id: item for item, _ in active_items(loaded)}
    for gate, place in gate_places(loaded):
        musts = [criterion for criterion in gate.must if criterion.item is not None]
        if len(musts) > MOST_MUSTS:
            yield place.under("must").error(
                "checks.too_many_musts", "checks.fix.move_to_should", count=len(musts), most=MOST_MUSTS
            )
        yield from asked_twice(gate, place)
        for criterion, must, where in criterion_places(gate, place):
            if must and criterion.item in items:
                yield from unfit_must(items[criterion.item], where)


def asked_twice(gate: Gate, place: BankPlace) -> Iterator[Problem]:
    """Report what is asked for twice: among the musts and the unnamed group, or within one named group.

    A named group may well ask for more of what a must asks for.
    """
    lists = [
        [(c, where) for c, _, where in criterion_places(gate, place) if where.at[len(place.at)] in LISTED]
    ]
    lists += [
        [(criterion, where.under("of", rank)) for rank, criterion in enumerate(group.of)]
        for group, where in choice_places(gate, place)
        if where.at[len(place.at)] not in LISTED
    ]
    for listed in lists:
        seen: Counter[tuple[str, str, bool, str | None]] = Counter()
        for criterion, where in listed:
            asked = (criterion.kind, criterion.subject, criterion.at_most is None, criterion.ticked)
            if seen[asked]:
                yield where.error(
                    "checks.asked_for_twice", "checks.fix.keep_one_criterion", subject=criterion.subject
                )
            seen[asked] += 1


def unfit_must(item: Item, place: BankPlace) -> Iterator[Problem]:
    """Report a must item that some questionnaires do not ask, or that may be declared not applicable."""
    if not item.core:
        yield place.error("checks.must_item_not_core", "checks.fix.make_core", id=item.id)
    if item.na_allowed:
        yield place.error(
            "checks.must_item_may_be_not_applicable", "checks.fix.take_na_allowed_off", id=item.id
        )


def dead_criteria(loaded: LoadedBank) -> Iterator[Problem]:
    """No criterion that everyone meets, none that nobody can."""
    metrics = loaded.draft.metrics_by_id
    scored = {item.dimension for item, _ in active_items(loaded)}
    for gate, place in gate_places(loaded):
        if not gate.must and gate.index is None and not any(group.meet for group in gate.choices):
            fix = Text("checks.fix.say_what_is_asked")
            yield place.error(Text("checks.gate_asks_for_nothing"), fix)
        for criterion, _, where in criterion_places(gate, place):
            verdict = lifeless(loaded, criterion, metrics, scored)
            if verdict is not None:
                yield where.error(*verdict)
        if gate.index is not None and not 0 < gate.index.at_least <= 100:
            yield place.under("index", "at_least").error(
                ALWAYS if gate.index.at_least <= 0 else NEVER, points_to(100)
            )
        for group, where in choice_places(gate, place):
            yield from lifeless_group(loaded, group, where)
    for flag, place in flag_places(loaded):
        for rank, criterion in enumerate(flag.clear):
            verdict = lifeless(loaded, criterion, metrics, scored)
            if verdict is not None:
                yield place.under("clear", rank).error(*verdict)


def lifeless_group(loaded: LoadedBank, group: Shoulds, place: BankPlace) -> Iterator[Problem]:
    """A group asks for something, and for no more than it lists."""
    if group.meet > len(group.of) and loaded.whole(GATES):
        yield place.under("meet").error(
            Text("checks.meet_too_high", meet=group.meet, there=len(group.of)), Text("checks.fix.lower_meet")
        )
    if group.meet == 0 and group.of:
        yield place.under("meet").error(Text("checks.meet_is_zero"), Text("checks.fix.meet_at_least_one"))


ALWAYS: Localized = Text("checks.always_met")
NEVER = Text("checks.never_met")


def lifeless(
    loaded: LoadedBank, criterion: Criterion, metrics: Mapping[str, Metric], scored: set[str]
) -> tuple[Localized, Localized] | None:
    """Say why a criterion is dead: always met or never met; None where it is alive."""
    if criterion.metric is not None:
        metric = metrics.get(criterion.metric)
        return None if metric is None else lifeless_metric(criterion, metric)
    if criterion.profile is not None or criterion.ticked is not None:
        return None
    cut, top = criterion.at_least or 0, 100.0
    if criterion.item is not None:
        top = float(max(loaded.scale, default=cut))
    if criterion.item is not None and cut != int(cut):
        return Text("checks.point_not_whole_number", cut=cut), points_to(top)
    if not 0 < cut <= top:
        return (ALWAYS if cut <= 0 else NEVER), points_to(top)
    file = dimension_file(criterion.dimension or "")
    known = [dimension.id for dimension in loaded.draft.dimensions]
    if (
        criterion.dimension in {None, *scored}
        or criterion.dimension not in known
        or not loaded.whole(INSTRUMENT, file)
    ):
        return None
    return NEVER, Text("checks.dimension_not_scored")


def points_to(top: float) -> Localized:
    """Say what range a cut may be in."""
    return Text("checks.fix.above_zero_at_most", top=top)


def lifeless_metric(criterion: Criterion, metric: Metric) -> tuple[Localized, Localized] | None:
    """Set a bound against the metric's range and direction."""
    least, most = metric.range
    wanted = "at_least" if metric.direction == "higher" else "at_most"
    bound = criterion.at_least if criterion.at_least is not None else criterion.at_most
    if bound is None or least >= most:
        return None
    if getattr(criterion, wanted) is None:
        return (
            Text("checks.wrong_direction", id=metric.id, direction=metric.direction),
            Text("checks.fix.write_bound", wanted=wanted),
        )
    fix = Text("checks.fix.within_range", least=least, most=most)
    if not least <= bound <= most:
        met = (bound < least) == (wanted == "at_least")
        return (ALWAYS if met else NEVER), fix
    if bound == (least if wanted == "at_least" else most):
        return ALWAYS, fix
    return None


def closed_to_some(loaded: LoadedBank) -> Iterator[Problem]:
    """Whatever the profile, top answers open every gate, in the short questionnaire too.

    What the profile rules out waives a must, but a criterion of a group on it is
    not met, so enough of the others must be left. Evidence is for the merchant
    to show and closes no gate by the questions.
    """
    if not loaded.whole(INSTRUMENT, GATES, METRICS, PROFILE) or not loaded.dimensions_whole:
        return
    for gate, place in gate_places(loaded):
        for group, where in choice_places(gate, place):
            if group is gate.evidence or group.meet > len(group.of):
                continue
            # The unnamed group may count on the full questionnaire: earlier versions were written so.
            short = (False,) if group is gate.should else (False, True)
            for core, merchant in product(short, islice(merchants(loaded), MOST_MERCHANTS)):
                left = sum(in_reach(loaded, criterion, merchant, core=core) for criterion in group.of)
                if left < group.meet:
                    yield closed(group, where, merchant, left)
                    break


def closed(group: Shoulds, place: BankPlace, merchant: Mapping[str, bool | str], left: int) -> Problem:
    """Say for which merchants a gate can never open."""
    who = ", ".join(f"{key} = {str(value).lower()}" for key, value in merchant.items())
    fix = Text("checks.fix.criteria_within_reach")
    return place.error(Text("checks.gate_closed_to_some", who=who, left=left, meet=group.meet), fix)


def merchants(loaded: LoadedBank) -> Iterator[Mapping[str, bool | str]]:
    """Yield every combination of the profile answers that decide what is asked."""
    deciding = {item.applies.profile for item, _ in active_items(loaded) if item.applies is not None}
    choices: dict[str, list[bool | str]] = {}
    for question in loaded.draft.profile:
        declines = question.fills is not None and question.fills.answer == "not_applicable"
        if question.id in deciding or declines:
            choices[question.id] = [True, False] if question.kind == "yes_no" else list(question.options)
    for answers in product(*choices.values()):
        yield dict(zip(choices, answers, strict=True))


def in_reach(
    loaded: LoadedBank, criterion: Criterion, merchant: Mapping[str, bool | str], *, core: bool = False
) -> bool:
    """Whether a merchant with this profile and top answers meets a criterion of a group.

    Args:
        loaded: the bank.
        criterion: of the group.
        merchant: the answers of the profile.
        core: whether only the short questionnaire is asked.
    """
    ruled_out = {
        question.fills.dimension
        for question in loaded.draft.profile
        if question.fills is not None
        and question.fills.answer == "not_applicable"
        and merchant.get(question.id) is False
    }
    asked = [
        item
        for item, _ in active_items(loaded)
        if item.dimension not in ruled_out
        and (item.core or not core)
        and (item.applies is None or merchant.get(item.applies.profile, item.applies.is_) == item.applies.is_)
    ]
    if criterion.item is not None:
        return any(item.id == criterion.item for item in asked)
    if criterion.dimension is not None:
        return any(item.dimension == criterion.dimension for item in asked)
    return True
