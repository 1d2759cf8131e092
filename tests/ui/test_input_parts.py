"""What the inputs of a question hold, and the answer that they stand for: one is the other's mirror."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.instrument.model import Item, MetricItem
from assessment.responses import Absent, Answer
from assessment.ui.state.input_parts import answer_parts, fingerprint, with_part, with_profile_part
from tests.shipped import INSTRUMENT

ITEMS = [item for item in INSTRUMENT.items() if not isinstance(item, MetricItem)]
HELD = st.text(max_size=20) | st.lists(st.integers(0, 30), max_size=4)
PARTS = st.sampled_from(["n", "e", "r", "v", "c.x", "g.x", "", "v.1"])


@given(st.sampled_from(ITEMS), st.lists(st.tuples(PARTS | st.just("own"), HELD), max_size=6), st.data())
def test_inputs_taken_over_one_by_one_make_the_same_answer(
    item: Item, deeds: list[tuple[str, str | list[int]]], data: st.DataObject
) -> None:
    given_: Answer | None = None
    for part, held in deeds:
        own = data.draw(st.sampled_from(sorted(answer_parts(item, None)))) if part == "own" else part
        given_ = with_part(item, given_, own, held) or given_
    again: Answer | None = None
    for part, held in answer_parts(item, given_).items():
        again = with_part(item, again, part, held) or again

    assert answer_parts(item, again) == answer_parts(item, given_)
    # Whatever a browser says, nothing but an answer that the item allows comes of it.
    if given_ is not None and given_.point is not None:
        assert given_.point in getattr(item, "anchors", ())
    for tick in (given_.ticks or []) if given_ else []:
        assert tick in getattr(item, "tick_ids", ())


def test_what_says_the_same_changes_nothing() -> None:
    for item in ITEMS:
        answer = Answer(absent=Absent.DONT_KNOW, note="看过")
        for part, held in answer_parts(item, answer).items():
            assert with_part(item, answer, part, held) is None


@given(st.text() | st.lists(st.integers(0, 9)))
def test_a_fingerprint_is_empty_only_for_nothing(held: str | list[int]) -> None:
    is_empty = not held.strip() if isinstance(held, str) else not held
    assert (fingerprint(held) == "") == is_empty


@pytest.mark.parametrize("held", ["9" * 5000, "-3", "1e3", "12.5", "nan", "inf", "很多"])
@pytest.mark.parametrize("kind", ["count", "team", "choice"])
def test_what_is_no_number_of_the_kind_takes_no_stored_one_away(kind: str, held: str) -> None:
    question = next(each for each in INSTRUMENT.profile if each.kind == kind)
    function = INSTRUMENT.functions[0].id
    profile = {question.id: {function: 2.0} if kind == "team" else 33}
    if kind == "team" and held in ("-3", "1e3", "12.5"):
        assert with_profile_part(question, profile, function, held) == {question.id: {function: float(held)}}
        return

    with pytest.raises(ValueError, match=r"."):
        with_profile_part(question, profile, function, held)
    assert with_profile_part(question, profile, function, "") == {}
