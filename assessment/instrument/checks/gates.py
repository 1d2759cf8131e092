"""Every stage can be reached, every criterion can fail and can be met."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import islice, pairwise, product

from assessment.instrument.bank import GATES, INSTRUMENT, METRICS, PROFILE, LoadedBank, dimension_file
from assessment.instrument.checks.place import Place, active_items, criterion_places, frame_place, gate_places
from assessment.instrument.model import Criterion, Gate, Item, Metric
from assessment.instrument.problems import Problem, Words, both

MOST_MUSTS = 8
"""Must items a stage: each unverified one costs some three points of confidence."""
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
            fix = both("请在 gates.yaml 里写一个。", "Write one in gates.yaml.")
            yield frame_place(loaded, "stages", rank).error(
                f"阶段 {stage} 没有门槛。", f"Stage {stage} has no gate.", fix
            )
    for rank, (gate, place) in enumerate(gate_places(loaded)):
        if gate.stage == stages[0]:
            fix = both("请删掉：人人都至少在第一阶段。", "Delete it: everyone is at least there.")
            yield place.error("第一个阶段不设门槛。", "The first stage has no gate.", fix)
        if gate.stage in gated[:rank]:
            fix = both("请合并成一个。", "Make them one.")
            yield place.error("这个阶段已有门槛。", "This stage has a gate already.", fix)


def gate_order(loaded: LoadedBank) -> Iterator[Problem]:
    """A later stage aims at no lower a point than an earlier one."""
    order = {stage: rank for rank, stage in enumerate(loaded.draft.stage_ids)}
    gates = [(gate, place) for gate, place in gate_places(loaded) if gate.stage in order]
    for gate, place in gates:
        target, where = gate.target_point, place.under("target_point")
        if loaded.scale and not 1 <= target <= loaded.draft.top_point:
            fix = both(f"请写 1 到 {loaded.draft.top_point}。", f"Write 1 to {loaded.draft.top_point}.")
            yield where.error(f"target_point 是 {target}。", f"target_point is {target}.", fix)
    gates.sort(key=lambda pair: order[pair[0].stage])
    for (lower, _), (upper, place) in pairwise(gates):
        if upper.target_point < lower.target_point:
            fix = both("后面的阶段不能要求更低。", "A later stage cannot aim lower.")
            yield place.under("target_point").error(
                f"target_point 低于阶段 {lower.stage}。",
                f"target_point is below that of stage {lower.stage}.",
                fix,
            )


def must_faults(loaded: LoadedBank) -> Iterator[Problem]:
    """At most eight must items a stage, all core and never waived by saying so; none is asked twice."""
    items = {item.id: item for item, _ in active_items(loaded)}
    for gate, place in gate_places(loaded):
        musts = [criterion for criterion in gate.must if criterion.item is not None]
        if len(musts) > MOST_MUSTS:
            fix = both("请把次要的移到 should。", "Move the lesser ones to should.")
            yield place.under("must").error(
                f"必须题有 {len(musts)} 道，最多 {MOST_MUSTS} 道。",
                f"There are {len(musts)} must items, at most {MOST_MUSTS}.",
                fix,
            )
        seen: Counter[tuple[str, str, bool]] = Counter()
        for criterion, must, where in criterion_places(gate, place):
            asked = (criterion.kind, criterion.subject, criterion.at_most is None)
            if seen[asked]:
                fix = both("只留一条。", "Keep one of them.")
                yield where.error(
                    f"“{criterion.subject}”要求了两次。", f"'{criterion.subject}' is asked for twice.", fix
                )
            seen[asked] += 1
            if must and criterion.item in items:
                yield from unfit_must(items[criterion.item], where)


def unfit_must(item: Item, place: Place) -> Iterator[Problem]:
    """Report a must item that some questionnaires do not ask, or that may be declared not applicable."""
    if not item.core:
        fix = both("请把这题标为 core: true。", "Make the item core.")
        yield place.error(f"必须题 {item.id} 不是核心题。", f"Must item {item.id} is not core.", fix)
    if item.na_allowed:
        fix = both(
            "请去掉这题的 na_allowed，或移到 should。", "Take na_allowed off the item, or move it to should."
        )
        yield place.error(
            f"必须题 {item.id} 可以答“不适用”。", f"Must item {item.id} may be not applicable.", fix
        )


def dead_criteria(loaded: LoadedBank) -> Iterator[Problem]:
    """No criterion that everyone meets, none that nobody can."""
    metrics = {metric.id: metric for metric in loaded.draft.metrics}
    scored = {item.dimension for item, _ in active_items(loaded)}
    for gate, place in gate_places(loaded):
        if not gate.must and (gate.should is None or gate.should.meet == 0):
            fix = both("请写出要求。", "Say what it asks for.")
            yield place.error("这个门槛没有任何要求。", "This gate asks for nothing.", fix)
        for criterion, _, where in criterion_places(gate, place):
            verdict = lifeless(loaded, criterion, metrics, scored)
            if verdict is not None:
                what, fix = verdict
                yield where.error(what["zh"], what["en"], fix)
        if gate.should is not None and gate.should.meet > len(gate.should.of):
            meet, there = gate.should.meet, len(gate.should.of)
            if loaded.whole(GATES):
                fix = both("请调小 meet 或补几条。", "Lower meet, or add criteria.")
                yield place.under("should", "meet").error(
                    f"要满足 {meet} 条，只列了 {there} 条。",
                    f"{meet} must be met, but only {there} are listed.",
                    fix,
                )
        if gate.should is not None and gate.should.meet == 0 and gate.should.of:
            fix = both("请把 meet 改成 1 以上。", "Make meet 1 or more.")
            yield place.under("should", "meet").error(
                "meet 是 0，等于不要求。", "meet is 0: nothing is asked for.", fix
            )


ALWAYS = both("没有谁会达不到，这条等于没写。", "Everybody meets this.")
NEVER = both("没有谁能达到。", "Nobody can meet this.")


def lifeless(
    loaded: LoadedBank, criterion: Criterion, metrics: Mapping[str, Metric], scored: set[str]
) -> tuple[Words, Words] | None:
    """Say why a criterion is dead: always met or never met; None where it is alive."""
    if criterion.metric is not None:
        metric = metrics.get(criterion.metric)
        return None if metric is None else lifeless_metric(criterion, metric)
    cut, top = criterion.at_least or 0, 100.0
    if criterion.item is not None:
        top = float(max(loaded.scale, default=cut))
    if criterion.item is not None and cut != int(cut):
        return both(f"等级 {cut:g} 不是整数。", f"Point {cut:g} is not a whole number."), points_to(top)
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
    return NEVER, both("这个维度没有计分的题。", "This dimension has no active item.")


def points_to(top: float) -> Words:
    """Say what range a cut may be in."""
    return both(f"请写大于 0、不超过 {top:g} 的数。", f"Write more than 0 and at most {top:g}.")


def lifeless_metric(criterion: Criterion, metric: Metric) -> tuple[Words, Words] | None:
    """Set a bound against the metric's range and direction."""
    least, most = metric.range
    wanted = "at_least" if metric.direction == "higher" else "at_most"
    bound = criterion.at_least if criterion.at_least is not None else criterion.at_most
    if bound is None or least >= most:
        return None
    if getattr(criterion, wanted) is None:
        return (
            both(
                f"{metric.id} 的方向是 {metric.direction}。", f"For {metric.id} {metric.direction} is better."
            ),
            both(f"请写 {wanted}。", f"Write {wanted}."),
        )
    fix = both(f"请写在 {least:g} 到 {most:g} 之间。", f"Keep between {least:g} and {most:g}.")
    if not least <= bound <= most:
        met = (bound < least) == (wanted == "at_least")
        return (ALWAYS if met else NEVER), fix
    if bound == (least if wanted == "at_least" else most):
        return ALWAYS, fix
    return None


def closed_to_some(loaded: LoadedBank) -> Iterator[Problem]:
    """Whatever the profile, top answers open every gate.

    What the profile rules out waives a must, but a should on it is not met,
    so enough of the others must be left.
    """
    if not loaded.whole(INSTRUMENT, GATES, METRICS, PROFILE) or not loaded.dimensions_whole:
        return
    for gate, place in gate_places(loaded):
        if gate.should is None or gate.should.meet > len(gate.should.of):
            continue
        for merchant in islice(merchants(loaded), MOST_MERCHANTS):
            left = sum(in_reach(loaded, criterion, merchant) for criterion in gate.should.of)
            if left < gate.should.meet:
                yield closed(gate, place, merchant, left)
                break


def closed(gate: Gate, place: Place, merchant: Mapping[str, bool | str], left: int) -> Problem:
    """Say for which merchants a gate can never open."""
    who = ", ".join(f"{key} = {str(value).lower()}" for key, value in merchant.items())
    meet = gate.should.meet if gate.should else 0
    fix = both("请补几条他们也能做到的，或调小 meet。", "Add criteria within their reach, or lower meet.")
    return place.under("should").error(
        f"{who} 的商家最多满足 {left} 条，要求 {meet} 条。",
        f"Merchants with {who} can meet {left} at most, {meet} are asked for.",
        fix,
    )


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


def in_reach(loaded: LoadedBank, criterion: Criterion, merchant: Mapping[str, bool | str]) -> bool:
    """Whether a merchant with this profile and top answers meets a should."""
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
        and (item.applies is None or merchant.get(item.applies.profile, item.applies.is_) == item.applies.is_)
    ]
    if criterion.item is not None:
        return any(item.id == criterion.item for item in asked)
    if criterion.dimension is not None:
        return any(item.dimension == criterion.dimension for item in asked)
    return True
