"""What became of each item between two versions."""

from typing import Any

import pytest

from assessment.instrument.file_schemas import Lineage
from assessment.instrument.lineage import Passage, in_order_of_version, lines_between, trace
from assessment.instrument.model import Instrument
from assessment.instrument.text import LocalText
from tests.compact import bank
from tests.shipped import INSTRUMENT


def line(start: str, end: str, **what: Any) -> Lineage:
    return Lineage.model_validate({"from": start, "to": end, **what})


def version(number: str, **answers: Any) -> Instrument:
    """A bakery whose items are given as `bread__oven=1`; the value is not looked at."""
    given = {"answers": {key.replace("__", "."): value for key, value in answers.items()}}
    return bank(given).model_copy(update={"version": number})


def with_options(
    instrument: Instrument, item_id: str, options: list[str], points: dict[int, int]
) -> Instrument:
    """The same bakery with one item as a checklist."""
    dimensions = []
    for dimension in instrument.dimensions:
        items: list[Any] = []
        for item in dimension.items:
            data = item.model_dump(by_alias=True, exclude_defaults=True)
            if item.id == item_id:
                texts = {option: {"zh": option, "en": option} for option in options}
                data |= {"kind": "checklist", "options": texts, "points": points}
                data.pop("anchors", None)
            items.append(data)
        dimensions.append({**dimension.model_dump(), "items": items})
    plain = {**instrument.model_dump(by_alias=True), "dimensions": dimensions}
    return Instrument.model_validate(plain)


def fates(older: Instrument, newer: Instrument, *lines: Lineage) -> dict[str, str]:
    """Say what became of each item, as `old -> new: fate`."""
    return {f"{each.older} -> {each.newer}": each.fate for each in trace(older, newer, lines)}


def test_an_item_that_stays_means_the_same_without_a_word() -> None:
    older, newer = version("1.0.0", bread__oven=1), version("1.1.0", bread__oven={"weight": 3})

    assert trace(older, newer, []) == (Passage("bread.oven", "bread.oven", "same"),)


def test_the_lineage_names_what_was_renamed_and_why_something_went() -> None:
    older = version("1.0.0", bread__oven=1, bread__flour=1)
    newer = version("2.0.0", bread__heat=1, bread__salt=1)
    told = line(
        "1.0.0", "2.0.0", renamed={"bread.oven": "bread.heat"}, dropped={"bread.flour": "Nobody asks."}
    )

    assert trace(older, newer, [told]) == (
        Passage("bread.oven", "bread.heat", "renamed"),
        Passage("bread.flour", None, "dropped", why=LocalText({"zh": "Nobody asks.", "en": "Nobody asks."})),
        Passage(None, "bread.salt", "new"),
    )


def test_an_item_that_vanished_without_a_word_is_dropped() -> None:
    older, newer = version("1.0.0", bread__oven=1, bread__flour=1), version("1.1.0", bread__oven=1)

    assert fates(older, newer) == {"bread.oven -> bread.oven": "same", "bread.flour -> None": "dropped"}


def test_an_item_that_is_retired_is_dropped_and_one_on_trial_is_not() -> None:
    older = version("1.0.0", bread__oven=1, bread__flour=1, bread__salt={"status": "retired"})
    newer = version(
        "1.1.0",
        bread__oven={"status": "retired"},
        bread__flour={"status": "trial"},
        bread__salt={"status": "retired"},
    )

    assert fates(older, newer) == {
        "bread.oven -> None": "dropped",
        "bread.flour -> bread.flour": "same",
        "bread.salt -> bread.salt": "same",
    }


def test_an_id_given_to_another_question_after_a_drop_is_new() -> None:
    older, newer = version("1.0.0", bread__oven=1), version("2.0.0", bread__oven=1)
    told = line("1.0.0", "2.0.0", dropped={"bread.oven": "Asked otherwise now."})

    assert fates(older, newer, told) == {"bread.oven -> None": "dropped", "None -> bread.oven": "new"}


def test_two_items_may_swap_their_ids() -> None:
    older, newer = (version(number, bread__oven=1, bread__flour=1) for number in ("1.0.0", "2.0.0"))
    told = line("1.0.0", "2.0.0", renamed={"bread.oven": "bread.flour", "bread.flour": "bread.oven"})

    assert fates(older, newer, told) == {
        "bread.oven -> bread.flour": "renamed",
        "bread.flour -> bread.oven": "renamed",
    }


def test_two_items_cannot_both_become_one() -> None:
    older, newer = version("1.0.0", bread__oven=1, bread__flour=1), version("2.0.0", bread__flour=1)
    told = line("1.0.0", "2.0.0", renamed={"bread.oven": "bread.flour"})

    assert set(fates(older, newer, told).values()) == {"changed"}


def test_several_versions_are_walked_one_after_the_other() -> None:
    older, newer = version("1.0.0", bread__oven=1), version("3.0.0", bread__fire=1)
    lines = [
        line(
            "2.0.0",
            "3.0.0",
            renamed={"bread.heat": "bread.fire"},
            rescaled={"bread.fire": {0: 0, 1: 2, 3: 3}},
        ),
        line("1.0.0", "1.1.0", renamed={"bread.oven": "bread.heat"}),
        line("1.1.0", "2.0.0", rescaled={"bread.heat": {0: 0, 1: 1, 2: 1, 3: 2}}),
    ]

    assert trace(older, newer, lines) == (
        Passage("bread.oven", "bread.fire", "rescaled", {0: 0, 1: 2, 2: 2}),
    )


def test_a_gap_in_the_lineage_means_that_nothing_happened_there() -> None:
    older, newer = version("1.0.0", bread__oven=1), version("2.1.0", bread__heat=1)
    told = line("1.1.0", "2.0.0", renamed={"bread.oven": "bread.heat"})

    assert fates(older, newer, told) == {"bread.oven -> bread.heat": "renamed"}


def test_of_two_ways_the_one_that_reaches_further_is_taken() -> None:
    near, far = line("1.0.0", "1.1.0"), line("1.0.0", "2.0.0")
    after, beyond = line("2.0.0", "2.1.0"), line("2.1.0", "3.0.0")

    assert list(lines_between([beyond, after, near, far], "1.0.0", "2.1.0")) == [far, after]


def test_a_line_of_another_stretch_is_not_followed() -> None:
    older, newer = version("1.0.0", bread__oven=1), version("1.1.0", bread__oven=1)
    told = line("1.1.0", "2.0.0", dropped={"bread.oven": "Later."})

    assert fates(older, newer, told) == {"bread.oven -> bread.oven": "same"}


@pytest.mark.parametrize(
    ("options", "points", "fate"),
    [
        (["north", "south", "pots"], {1: 1, 2: 2, 3: 3}, "same"),
        (["pots", "north", "south"], {1: 1, 2: 2, 3: 3}, "same"),
        (["north", "south", "pots"], {1: 1, 2: 3}, "rescaled"),
        (["north", "south"], {1: 1, 2: 2}, "rescaled"),
        (["north", "south", "pots", "roof"], {1: 1, 2: 2, 3: 3}, "changed"),
    ],
)
def test_ticks_tell_as_much_as_long_as_nothing_new_can_be_ticked(
    options: list[str], points: dict[int, int], fate: str
) -> None:
    plain = version("1.0.0", bread__oven=1)
    older = with_options(plain, "bread.oven", ["north", "south", "pots"], {1: 1, 2: 2, 3: 3})
    newer = with_options(plain, "bread.oven", options, points).model_copy(update={"version": "1.1.0"})

    assert list(fates(older, newer).values()) == [fate]


def test_ticks_and_points_are_two_things() -> None:
    plain = version("1.0.0", bread__oven=1)
    older = with_options(plain, "bread.oven", ["north", "south"], {1: 1, 2: 2})
    newer = plain.model_copy(update={"version": "1.1.0"})
    told = line("1.0.0", "1.1.0", rescaled={"bread.oven": {0: 0, 1: 1, 2: 3}})

    assert list(fates(older, newer).values()) == ["changed"]
    assert list(fates(older, newer, told).values()) == ["rescaled"]


def test_points_of_another_scale_mean_something_else() -> None:
    older = version("1.0.0", bread__oven=1)
    newer = older.model_copy(update={"version": "2.0.0", "scale": {0: 0, 1: 1, 2: 2, 3: 3, 4: 4}})
    dearer = older.model_copy(update={"version": "2.0.0", "scale": {0: 0, 1: 1, 2: 2, 3: 4}})

    assert list(fates(older, newer).values()) == ["changed"]
    assert list(fates(older, dearer).values()) == ["same"]


def test_a_number_is_read_again_by_other_thresholds() -> None:
    def shop(number: str, points: list[int], metric: str = "profit") -> Instrument:
        item = {"metric": metric, "points": points}
        given = {"answers": {"bread.gain": item}, "numbers": {"profit": 4, "sales": 9}}
        return bank(given).model_copy(update={"version": number})

    older = shop("1.0.0", [5, 10, 20])

    assert list(fates(older, shop("1.1.0", [5, 10, 20])).values()) == ["same"]
    assert list(fates(older, shop("1.1.0", [5, 10, 30])).values()) == ["rescaled"]
    assert list(fates(older, shop("1.1.0", [5, 10, 20], "sales")).values()) == ["changed"]


@pytest.mark.parametrize(("low", "high"), [("0.9.0", "1.0.0"), ("1.9.0", "1.10.0"), ("1.0.0", "1.0.1")])
def test_the_older_version_is_found_from_either_side(low: str, high: str) -> None:
    older, newer = version(low, bread__oven=1), version(high, bread__oven=1)

    assert in_order_of_version(older, newer) == in_order_of_version(newer, older) == (older, newer)


def test_drafts_of_one_number_stand_in_one_order() -> None:
    one, other = version("0.1.0", bread__oven=1), version("0.1.0", bread__flour=1)

    assert in_order_of_version(one, other) == in_order_of_version(other, one)


def test_the_shipped_instrument_leads_to_itself() -> None:
    instrument = INSTRUMENT

    passages = trace(instrument, instrument, [])

    assert [each.older for each in passages] == [item.id for item in instrument.items()]
    assert {each.fate for each in passages} == {"same"}
