"""What a browser hands in of an assessment that is away: kept until it is back, let go once it is erased."""

import json
from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from assessment.responses import Answer, Mode
from assessment.service import Service
from assessment.ui.state.input_parts import NOTE

TODAY = date(2026, 11, 22)
TYPED = "周三改版，还没有写完"
SCRIPT = """
import json
import streamlit as st
from assessment.ui.components.browser_copy import show_returned
from assessment.ui.state.browser_copy import seen, session_name, take_in
from assessment.ui.state.input_parts import fingerprint

copy = {copy}
copy["base"] = fingerprint({base!r})
take_in({{"session": session_name(), "copies": [copy]}}, [copy["scope"]])
show_returned(private=True)
st.text(json.dumps(seen()))
"""


def handed_in(id_: str, place: str, *, base: str = "", **fields: object) -> dict[str, Any]:
    """Hand a note in, or another input, as a browser does that still holds it; return what it is told."""
    copy: dict[str, object] = {"key": "k", "scope": id_, "place": place, "part": NOTE, "held": TYPED}
    copy |= {"time": 1, "revision": 1, "given": True, **fields}
    drawn = AppTest.from_string(SCRIPT.format(copy=repr(copy), base=base), default_timeout=60).run()
    assert not drawn.exception
    told: dict[str, Any] = json.loads(drawn.text[0].value)
    return told


def test_what_was_not_stored_waits_until_the_assessment_is_put_back(service: Service) -> None:
    id_ = service.assessments.start("青石坡", Mode.CORE, {}, TODAY)
    item = next(each.id for each in service.bank.instrument.items() if each.kind == "anchored" and each.core)
    service.answers.record(id_, item, Answer(point=1), 0)

    service.put_away.put([id_], "bin")
    assert handed_in(id_, item) == {}
    service.put_away.put_back([id_])

    assert handed_in(id_, item) == {"k": [1, True]}
    assert service.assessments.open(id_).assessment.answers[item].note == TYPED


def test_what_was_not_stored_goes_with_an_assessment_that_is_erased(service: Service) -> None:
    id_ = service.assessments.start("青石坡", Mode.CORE, {}, TODAY)
    item = next(each.id for each in service.bank.instrument.items() if each.kind == "anchored" and each.core)
    service.put_away.put([id_], "bin")
    service.put_away.erase([id_])

    assert handed_in(id_, item) == {"k": [1, True]}


def test_half_a_character_is_kept_as_a_sign_for_it_and_what_is_around_it_as_typed(service: Service) -> None:
    id_ = service.assessments.start("青石坡", Mode.CORE, {}, TODAY)
    item = next(each.id for each in service.bank.instrument.items() if each.kind == "anchored" and each.core)

    assert handed_in(id_, item, held="半个\ud83d表情", revision=0) == {"k": [1, True]}
    assert service.assessments.open(id_).assessment.answers[item].note == "半个\ufffd表情"


def test_a_text_far_too_long_comes_back_once_and_is_not_handed_in_for_ever(service: Service) -> None:
    id_ = service.assessments.start("青石坡", Mode.CORE, {}, TODAY)
    item = next(each.id for each in service.bank.instrument.items() if each.kind == "anchored" and each.core)

    assert handed_in(id_, item, held="长" * 250_000, revision=0) == {"k": [1, False]}
    assert item not in service.assessments.open(id_).assessment.answers


@pytest.mark.parametrize("held", ["9" * 5000, "-3", "1e3"])
def test_a_count_that_is_none_is_told_and_the_stored_one_stays(service: Service, held: str) -> None:
    count = next(each.id for each in service.bank.instrument.profile if each.kind == "count")
    id_ = service.assessments.start("青石坡", Mode.CORE, {count: 33}, TODAY)

    assert handed_in(id_, "profile", base="33", part=count, held=held, revision=0) == {"k": [1, False]}
    assert service.assessments.open(id_).assessment.profile[count] == 33


HOSTILE = ["", "9" * 5000, "nan", "-5", "\x00", "\ud83d", "=cmd", "2999-01-01", [], [0], [199_999], [0, 1, 2]]
PLACES = [
    "profile",
    "mode",
    "day",
    "next",
    "request",
    "private:x",
    "stumble:x",
    "metric:x",
    "bogus",
    "typed:x",
]
PARTS = [NOTE, "v", "m", "day", "days", "margin", "start", "nearest_first", "capacity_shop", "x", "x.y", ""]


@pytest.mark.slow
@pytest.mark.parametrize("place", PLACES)
def test_whatever_a_browser_says_of_a_place_no_page_stops(service: Service, place: str) -> None:
    profile = {each.id: [*PARTS, each.id, f"{each.id}.shop"] for each in service.bank.instrument.profile}
    id_ = service.assessments.start("青石坡", Mode.CORE, {}, TODAY)
    for part in {*PARTS, *(part for parts in profile.values() for part in parts if place == "profile")}:
        for held in HOSTILE:
            handed_in(id_, place, part=part, held=held, revision=0, given=len(part) % 2 == 0)
