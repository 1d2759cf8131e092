"""Between what a widget holds and what an answer says."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.instrument.load import load_instrument, shipped_bank
from assessment.instrument.model import AnchoredItem, Instrument
from assessment.responses import Absent, Answer, Evidence, Verified
from assessment.ui.state.answering import (
    NONE_OF_THESE,
    choice_of,
    choices,
    evidence_text,
    merged,
    open_profile_questions,
    picked_choice,
    profile_progress,
    typed_evidence,
    typed_note,
    with_choice,
    with_ticks,
)
from tests.instrument.bank import SMALL

SEEN = Verified(by="老周", at=datetime(2026, 11, 22, tzinfo=UTC))
FULL = Answer(point=2, note="备注", evidence=[Evidence(text="截图")], verified=SEEN, by="店主")
LINES = st.text(alphabet="ab 证据/:.https", max_size=12).map(str.strip)


@pytest.fixture(scope="module")
def garden() -> Instrument:
    """The bank of a school garden."""
    return load_instrument(SMALL)


def test_a_question_offers_its_points_and_the_ways_to_have_no_answer(garden: Instrument) -> None:
    item = garden.item("plants.watering")

    assert isinstance(item, AnchoredItem)
    assert choices(item, sorted(item.anchors)) == ["0", "1", "2", "dont_know", "declined"]
    assert choices(item.model_copy(update={"na_allowed": True}), [0])[-1] == "not_applicable"


def test_a_checklist_offers_that_none_of_it_is_there(garden: Instrument) -> None:
    assert choices(garden.item("plants.beds"), []) == [NONE_OF_THESE, "dont_know", "declined"]


@pytest.mark.parametrize(
    ("answer", "choice"),
    [
        (None, None),
        (Answer(), None),
        (Answer(note="只有备注"), None),
        (Answer(point=0), "0"),
        (Answer(ticks=[]), NONE_OF_THESE),
        (Answer(ticks=["north"]), None),
        (Answer(absent=Absent.UNANSWERED), None),
        (Answer(absent=Absent.DECLINED), "declined"),
    ],
)
def test_the_choice_that_stands_for_an_answer(answer: Answer | None, choice: str | None) -> None:
    assert choice_of(answer) == choice


@pytest.mark.parametrize("choice", ["0", "3", NONE_OF_THESE, "dont_know", "declined", "not_applicable"])
def test_another_choice_keeps_note_and_evidence_and_is_no_longer_verified(choice: str) -> None:
    answer = with_choice(FULL, choice, "因为")

    assert choice_of(answer) == choice
    assert (answer.note, answer.evidence) == (FULL.note, FULL.evidence)
    assert answer.verified is None


def test_a_reason_belongs_to_an_absent_answer_only() -> None:
    assert with_choice(Answer(absent=Absent.NOT_APPLICABLE, reason="不做"), "1").reason is None


def test_without_any_tick_there_is_no_answer_yet() -> None:
    answer = with_ticks(Answer(ticks=["north"], note="备注"), [])

    assert answer == Answer(note="备注")


def test_what_is_stored_already_is_not_saved_again() -> None:
    assert picked_choice(FULL, "2") is None
    assert picked_choice(FULL, None) is None
    assert typed_note(FULL, " 备注 ") is None
    assert typed_evidence(FULL, "截图\n") is None


def test_not_applicable_waits_for_its_reason() -> None:
    assert picked_choice(FULL, "not_applicable") is None


def test_an_emptied_note_is_no_note() -> None:
    emptied = typed_note(FULL, "  ")

    assert emptied is not None
    assert emptied.note is None


@given(st.lists(LINES.filter(bool), max_size=5))
def test_evidence_comes_back_as_it_was_typed(lines: list[str]) -> None:
    typed = "\n".join(lines)
    answer = typed_evidence(Answer(), typed)

    assert evidence_text(answer) == typed if lines else answer is None
    if answer is not None:
        assert typed_evidence(answer, typed) is None


@pytest.mark.parametrize(
    ("line", "is_link"),
    [
        ("https://a.cn/x", True),
        ("HTTP://A.CN", True),
        ("见 https://a.cn", False),
        ("https://a.cn 第二页", False),
    ],
)
def test_only_a_bare_address_is_a_link(line: str, is_link: bool) -> None:  # noqa: FBT001 - a table
    answer = typed_evidence(None, line)

    assert answer is not None
    assert (answer.evidence[0].link is not None) is is_link


def test_a_file_among_the_evidence_stays_a_file() -> None:
    kept = Answer(evidence=[Evidence(file="a.png", sha256="0" * 64)])
    answer = typed_evidence(kept, "新的一条\na.png")

    assert answer is not None
    assert answer.evidence == [Evidence(text="新的一条"), kept.evidence[0]]


@given(st.text(max_size=20), st.text(max_size=20))
def test_nothing_typed_is_thrown_away_when_a_page_comes_back(stored: str, typed: str) -> None:
    both = merged(stored, typed)

    assert stored in both
    assert typed in both
    assert merged(both, typed) == both
    assert merged(stored, both) == both


def test_what_is_said_of_a_shop_is_complete_once_every_question_that_must_be_said_is() -> None:
    instrument = load_instrument(shipped_bank())
    several = {one.id for one in instrument.profile if one.kind == "choices"}
    given: dict[str, object] = {one.id: False for one in instrument.profile if one.id not in several}
    last = next(iter(given))

    assert "top_kol_forms_used" in several
    assert profile_progress(instrument, given).complete
    assert profile_progress(instrument, {**given, last: None}).done == len(given) - 1
    assert [one.id for one in open_profile_questions(instrument, {**given, last: None})] == [last]
