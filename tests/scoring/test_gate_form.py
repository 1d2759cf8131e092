"""Gates with an index core, several groups, evidence and red flags."""

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest

from assessment.instrument.model import (
    Criterion,
    CriterionGroup,
    Gate,
    IndexCut,
    Instrument,
    RedFlag,
    Shoulds,
)
from assessment.instrument.text import LocalText
from assessment.planning.moves import MoveSpace
from assessment.planning.requirements import gates_up_to, to_open_gates, unmet_numbers
from assessment.responses import Assessment
from assessment.scoring import judge_of, score
from assessment.scoring.confidence import StageReached, true_points
from assessment.scoring.margin import StagesAfter
from assessment.scoring.names import finding_name
from assessment.scoring.report import results_as_json
from tests.compact import bank, sheet

SHOP = {f"{dimension}.{item}": 2 for dimension in ("bread", "shop", "till") for item in ("one", "two")}
"""Every item at point 2: each dimension and the index are 66.7."""


def names(text: str) -> LocalText:
    return LocalText({"zh": text, "en": text})


def group(meet: int, *criteria: Criterion) -> CriterionGroup:
    return CriterionGroup(name=names("group"), meet=meet, of=list(criteria))


def item(subject: str, least: float, **more: Any) -> Criterion:
    return Criterion(item=subject, at_least=least, **more)


def dimension(subject: str, least: float) -> Criterion:
    return Criterion(dimension=subject, at_least=least)


def flag(*clear: Criterion, caps: str | None = "steady") -> RedFlag:
    return RedFlag(
        id="red", name=names("red"), clear=list(clear), caps=caps, advice=names("do"), rationale="a case"
    )


def shop(
    answers: dict[str, Any],
    gates: Mapping[str, Mapping[str, Any]],
    flags: tuple[RedFlag, ...] = (),
    **more: Any,
) -> tuple[Instrument, Assessment]:
    """Return a bakery with gates of the new form, and its answers."""
    case: dict[str, Any] = {"answers": answers, "gates": {}, **more}
    built = [
        Gate.model_validate({"stage": stage, "target_point": 2, "must": [], "rationale": "a case", **parts})
        for stage, parts in gates.items()
    ]
    instrument = bank(case).model_copy(update={"gates": built, "flags": list(flags)})
    return instrument, sheet(case)


def stage(*case: Any, **more: Any) -> str | None:
    return score(*shop(*case, **more)).stage


@pytest.mark.parametrize(("cut", "named"), [(66.7, "steady"), (66.8, "small")])
def test_the_index_is_the_core_of_a_gate_and_lets_strong_make_up_for_weak(cut: float, named: str) -> None:
    gates: dict[str, Any] = {
        "steady": {"index": IndexCut(at_least=cut, band=6)},
        "strong": {"must": [item("bread.one", 3)]},
    }

    assert stage(SHOP, gates) == named
    uneven = {**SHOP, "bread.one": 1, "bread.two": 1, "shop.one": 3, "shop.two": 3}
    assert stage(uneven, gates) == named


def test_each_group_asks_for_its_own_number_of_criteria() -> None:
    groups = [
        group(1, item("bread.one", 3), item("shop.one", 2)),
        group(2, dimension("bread", 60), dimension("shop", 60), dimension("till", 80)),
    ]
    gates: dict[str, Any] = {"steady": {"groups": groups}, "strong": {"must": [item("bread.one", 3)]}}

    results = score(*shop(SHOP, gates))

    assert results.stage == "steady"
    counts = [
        (each.group, each.measured, each.needed)
        for each in results.gates["steady"].findings
        if each.criterion is None
    ]
    assert counts == [(0, 1, 1), (1, 2, 2)]
    assert stage({**SHOP, "bread.one": 1}, gates) == "small"


EVIDENCE = Shoulds(
    meet=2,
    of=[
        Criterion(profile="open", is_=True),
        Criterion(profile="pattern", is_=["steady", "falling"]),
        Criterion(metric="left", at_least=0.0),
    ],
)


@pytest.mark.parametrize(
    ("profile", "left", "named", "alone"),
    [
        ({}, None, "steady", True),
        ({"open": True}, None, "steady", True),
        ({"open": True, "pattern": "falling"}, -9, "steady", False),
        ({"open": False, "pattern": "steady"}, None, "steady", True),
        ({"open": False, "pattern": "uneven"}, 5, "small", False),
        ({"open": False}, -9, "small", False),
    ],
)
def test_unknown_evidence_counts_as_shown_and_the_verdict_says_so(
    profile: dict[str, Any], left: float | None, named: str, *, alone: bool
) -> None:
    gates: dict[str, Any] = {"steady": {"evidence": EVIDENCE}, "strong": {"must": [item("bread.one", 3)]}}

    results = score(*shop(SHOP, gates, profile=profile, numbers={"left": left}))

    assert (results.stage, results.on_practice_alone) == (named, alone)


def test_a_flag_caps_the_stage_and_never_throws_a_business_below_its_cap() -> None:
    gates = {"steady": {"must": [item("bread.one", 1)]}, "strong": {"must": [item("bread.one", 2)]}}
    red = flag(item("till.one", 1))

    assert stage(SHOP, gates, (red,)) == "strong"
    raised = score(*shop({**SHOP, "till.one": 0}, gates, (red,)))
    assert (raised.stage, [each.flag.id for each in raised.raised_flags]) == ("steady", ["red"])
    assert [each.part for each in raised.gates["strong"].blockers] == ["flag"]
    warned = score(*shop({**SHOP, "till.one": 0}, gates, (flag(item("till.one", 1), caps=None),)))
    assert (warned.stage, len(warned.raised_flags)) == ("strong", 1)


def test_a_stage_is_confirmed_by_the_evidence_of_its_own_musts_and_not_of_what_flags_ask() -> None:
    gates = {"steady": {"must": [item("bread.one", 1)]}, "strong": {"must": [item("bread.one", 2)]}}
    red = flag(item("till.one", 1))
    seen = {**SHOP, "bread.one": {"answer": 2, "verified": True}}

    assert score(*shop(SHOP, gates, (red,))).status == "self_declared"
    assert score(*shop(seen, gates, (red,))).status == "confirmed"


def test_a_flag_on_an_item_that_is_not_asked_leaves_the_status_as_it_is() -> None:
    gates = {"steady": {"must": [item("bread.one", 1)]}, "strong": {"must": [item("bread.one", 2)]}}
    long_only = {
        **SHOP,
        "bread.one": {"answer": 2, "verified": True},
        "till.one": {"answer": 2, "core": False},
    }
    instrument, answered = shop(
        long_only, gates, (flag(item("till.one", 1, when_unknown="skip")),), mode="core"
    )

    assert score(instrument, answered).status == "confirmed"


def test_what_nobody_said_raises_no_flag() -> None:
    gates = {"steady": {"must": [item("bread.one", 1)]}, "strong": {"must": [item("bread.one", 2)]}}
    number = flag(Criterion(metric="score", at_least=60, when_unknown="skip"))

    silent = score(*shop(SHOP, gates, (number,), numbers={"score": None}))
    told = score(*shop(SHOP, gates, (number,), numbers={"score": 50}))

    assert (silent.stage, silent.raised_flags) == ("strong", [])
    assert (told.stage, len(told.raised_flags)) == ("steady", 1)


def test_a_criterion_on_an_item_is_skipped_only_while_nobody_said_whether_it_applies() -> None:
    rule = {"answer": "unanswered", "applies": {"profile": "sells_food", "is": True}}
    gates = {
        "steady": {"must": [item("till.food", 1, when_unknown="skip")]},
        "strong": {"must": [item("bread.one", 3)]},
    }
    answers = {**SHOP, "till.food": rule}

    assert stage(answers, gates) == "steady"
    assert stage(answers, gates, profile={"sells_food": False}) == "steady"
    assert stage(answers, gates, profile={"sells_food": True}) == "small"


MIXED = {
    "steady": {
        "index": IndexCut(at_least=50, band=6),
        "groups": [group(1, item("bread.one", 2), dimension("shop", 70)), group(1, dimension("till", 60))],
    },
    "strong": {
        "index": IndexCut(at_least=60, band=6),
        "groups": [group(2, item("bread.one", 3), item("shop.one", 2), dimension("till", 66))],
    },
}


def test_confidence_is_what_counting_every_outcome_gives() -> None:
    case = shop({**SHOP, "till.two": "dont_know"}, MIXED, (flag(item("shop.two", 2)),))
    judge = judge_of(*case)
    attitude, points = judge.instrument.self_report[0], sorted(judge.instrument.scale)
    results = list(judge.items.values())
    for rank in (1, 2):
        exact = 0.0
        for outcome in product(*(true_points(each, points, attitude).items() for each in results)):
            mass = 1.0
            for _, chance in outcome:
                mass *= chance
            at = {each.item.id: point for each, (point, _) in zip(results, outcome, strict=True)}
            if mass and judge.instrument.stage_ids.index(judge.stage(at)) >= rank:
                exact += mass
        found = StageReached(judge, rank).probability()
        assert found.low - 1e-8 <= exact <= found.high + 1e-8


def test_what_ifs_agree_with_scoring_again() -> None:
    instrument, assessment = shop({**SHOP, "till.two": "dont_know"}, MIXED, (flag(item("shop.two", 2)),))
    judge = judge_of(instrument, assessment)
    after = StagesAfter(judge)
    low, high = judge.ends()
    order = instrument.stage_ids
    for key, result in judge.items.items():
        for point in instrument.scale:
            ends = [order.index(judge.stage({**end, key: point})) for end in (low, high)]
            assert after.after(result, point) == order[ends[0] : ends[1] + 1]


def test_the_path_reads_groups_index_and_flags_as_the_judge_does() -> None:
    case = shop(dict.fromkeys(SHOP, 1), MIXED, (flag(item("shop.two", 2)),))
    space = MoveSpace(judge_of(*case))
    gates = gates_up_to(space.judge, "strong")
    requirements = to_open_gates(space, gates, ())
    items = list(SHOP)
    for raised in product((1, 2, 3), repeat=len(items)):
        points = dict(zip(items, raised, strict=True))
        made = {(key, point) for key, top in points.items() for point in range(2, top + 1)}
        opens = all(space.judge.opens(gate, points) for gate in gates)
        assert requirements.reached(made) == opens


def test_evidence_against_a_stage_is_a_condition_and_no_step_of_the_path() -> None:
    gates: dict[str, Any] = {"steady": {"evidence": EVIDENCE}, "strong": {"must": [item("bread.one", 3)]}}
    case = shop(SHOP, gates, profile={"open": False, "pattern": "uneven"}, numbers={"left": None})
    space = MoveSpace(judge_of(*case))
    wanted = gates_up_to(space.judge, "steady")

    assert {each.subject for each in unmet_numbers(space.judge, wanted)} == {"open", "pattern"}
    assert to_open_gates(space, wanted, ()).reached(set())


THREE = item("bread.one", 3), item("shop.one", 3), item("till.one", 3)


@pytest.mark.parametrize(
    ("parts", "edge"),
    [
        ({"must": [*THREE[:1]]}, True),
        ({"must": [*THREE[:2]]}, True),
        ({"must": [*THREE]}, False),
        ({"must": [item("bread.two", 3)]}, False),  # at 1: two points short
        ({"index": IndexCut(at_least=70, band=6)}, True),
        ({"index": IndexCut(at_least=80, band=6)}, False),
        ({"must": [dimension("shop", 75)]}, True),
        ({"must": [dimension("shop", 80)]}, False),
        ({"groups": [group(1, *THREE)]}, True),
        ({"groups": [group(2, *THREE)]}, False),
        ({"evidence": Shoulds(meet=1, of=[Criterion(profile="open", is_=True)])}, True),
        ({"must": [Criterion(metric="left", at_least=1.0, when_unknown="fail")]}, False),
    ],
)
def test_a_stage_missed_by_little_is_said_to_be(parts: dict[str, Any], *, edge: bool) -> None:
    gates = {"steady": parts, "strong": {"must": [item("bread.one", 3)]}}

    results = score(*shop({**SHOP, "bread.two": 1}, gates, profile={"open": False}))

    assert results.stage == "small"
    assert results.missing
    assert results.at_edge is edge
    written = results_as_json(results)
    assert written.get("at_edge", edge) is edge
    assert len(written.get("missing", results.missing)) == len(results.missing)


@pytest.mark.parametrize(("number", "edge"), [(-200, True), (-201, False)])
def test_a_number_is_near_where_little_of_its_range_is_missing(number: float, *, edge: bool) -> None:
    gates: dict[str, Any] = {"steady": {"must": [Criterion(metric="left", at_least=0.0)], "groups": []}}

    results = score(*shop(SHOP, {**gates, "strong": {"must": []}}, numbers={"left": number}))

    assert results.at_edge is edge


def test_an_open_answer_is_near_and_a_flag_has_its_name_only_while_it_is_up() -> None:
    gates = {"steady": {"must": [item("bread.one", 1)]}, "strong": {"must": [item("bread.one", 2)]}}
    red = flag(item("till.one", 1))

    raised = score(*shop({**SHOP, "till.one": 0}, gates, (red,)))
    unsaid = score(*shop({**SHOP, "till.one": "dont_know"}, gates, (red,)))

    item_name = unsaid.instrument.item("till.one").label.in_("en")
    for results, name in ((raised, "red"), (unsaid, item_name)):
        assert [finding_name(results.instrument, each).in_("en") for each in results.missing] == [name]
        assert results.at_edge
    assert results_as_json(raised)["flags"] == [
        {"id": "red", "name": {"zh": "red", "en": "red"}, "caps": "steady"}
    ]
    assert results_as_json(unsaid)["flags"] == []


@pytest.mark.parametrize(
    ("cut", "band", "doubtful"), [(66.7, 1, True), (69, 5, True), (69, 4, False), (60, 6, False)]
)
def test_the_band_around_a_cut_says_where_the_stage_is_doubtful(
    cut: float, band: float, *, doubtful: bool
) -> None:
    gates: dict[str, Any] = {"steady": {"index": IndexCut(at_least=cut, band=band)}, "strong": {"must": []}}

    assert score(*shop(SHOP, gates)).doubtful_stage == ("steady" if doubtful else None)


def test_results_of_gates_of_musts_alone_are_written_as_before() -> None:
    written = results_as_json(score(*shop(SHOP, {"steady": {"must": []}, "strong": {"must": [*THREE]}})))

    assert not {"flags", "missing", "at_edge", "likeliest_stage", "on_practice_alone"} & set(written)


def test_a_step_is_not_asked_for_what_the_short_form_left_out() -> None:
    answers = {**SHOP, "till.one": {"answer": "unanswered", "core": False}}
    gates = {"steady": {"must": [item("bread.one", 3)]}, "strong": {"must": [item("bread.one", 3)]}}
    red = flag(item("till.one", 1, when_unknown="skip"))
    judge = judge_of(*shop(answers, gates, (red,), mode="core"))

    requirements = to_open_gates(MoveSpace(judge), gates_up_to(judge, "strong"), ())

    assert all(must.gains for must in requirements.musts)
