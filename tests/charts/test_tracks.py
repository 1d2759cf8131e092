from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from assessment.charts.lettering import width
from assessment.charts.tracks import Label, Put, Side, shortened, tracks

ROOM = 300.0
labels = st.builds(
    lambda start, more, words: Label(start, min(start + more, ROOM), words),
    st.floats(0, ROOM),
    st.floats(0, 120),
    st.text("双12 fair", min_size=1, max_size=40),
)


def ends(label: Label, put: Put) -> tuple[float, float]:
    """From where to where a label and its mark reach."""
    wide = width(put.words, 12)
    left = {Side.START: label.start, Side.END: label.end - wide, Side.ROOM: ROOM - wide}[put.side]
    return min(left, label.start), max(left + wide, label.end)


def test_labels_far_apart_share_a_line() -> None:
    first, second = tracks([Label(0, 10, "双12"), Label(150, 160, "年货节")], ROOM, 12)
    assert (first.track, second.track) == (0, 0)


def test_a_label_in_the_way_moves_to_the_next_line() -> None:
    first, second = tracks([Label(0, 10, "双12"), Label(20, 30, "年货节")], ROOM, 12)
    assert (first.track, second.track) == (0, 1)


def test_words_that_do_not_fit_after_their_mark_end_with_it() -> None:
    (put,) = tracks([Label(280, 290, "年货节")], ROOM, 12)
    assert put.side is Side.END


def test_words_too_long_for_the_room_are_cut_and_show_it() -> None:
    (put,) = tracks([Label(150, 160, "年货节" * 20)], ROOM, 12)
    assert put.words.endswith("…")
    assert shortened("双12", ROOM, 12) == "双12"


@given(st.lists(labels, max_size=12))
def test_no_label_ever_covers_another_or_leaves_the_room(given_labels: list[Label]) -> None:
    reach = [
        (put.track, *ends(label, put))
        for label, put in zip(given_labels, tracks(given_labels, ROOM, 12), strict=True)
    ]
    assert all(left >= -0.001 and right <= ROOM + 0.001 for _, left, right in reach)
    for (line, left, right), (other, other_left, other_right) in combinations(reach, 2):
        assert line != other or right <= other_left or other_right <= left
