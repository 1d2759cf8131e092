from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.picks import Kind, Pick, picked

texts = st.none() | st.text(max_size=8)
picks = st.builds(
    Pick,
    kind=st.sampled_from(Kind),
    round=st.none() | st.integers(1, 9),
    dimension=texts,
    cause=texts,
    merchant=texts,
    stage=texts,
    items=st.lists(st.text(max_size=8), max_size=3).map(tuple),
)


@given(picks)
def test_what_a_mark_carries_is_read_back_as_it_was(pick: Pick) -> None:
    assert picked({"points": [{"customdata": ["hover", "text", pick.as_data()]}]}) == pick


def test_the_first_mark_that_tells_is_taken() -> None:
    points = [{"x": 1}, {"customdata": ["only hover"]}, {"customdata": [{"kind": "item", "items": ["a.b"]}]}]

    assert picked({"points": points}) == Pick(Kind.ITEM, items=("a.b",))


@pytest.mark.parametrize(
    "selection",
    [
        None,
        {},
        {"points": []},
        {"points": "no list"},
        {"points": [None]},
        {"points": [{"customdata": "text"}]},
        {"points": [{"customdata": []}]},
        {"points": [{"customdata": [{"kind": "unheard of"}]}]},
        {"points": [{"customdata": [{"kind": ["round"]}]}]},
        {"points": [{"customdata": [{"kind": "item", "items": "a.b"}]}]},
    ],
)
def test_nothing_selected_and_nonsense_from_a_browser_is_no_pick(selection: Any) -> None:
    assert picked(selection) is None


def test_values_of_the_wrong_kind_are_dropped_one_by_one() -> None:
    data = {"kind": "round", "round": True, "dimension": 3, "cause": "improved", "items": ["a.b", 4]}

    assert picked({"points": [{"customdata": [data]}]}) == Pick(Kind.ROUND, cause="improved", items=("a.b",))
