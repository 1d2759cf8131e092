"""What a browser hands in of an assessment that is away: kept until it is back, let go once it is erased."""

import json
from datetime import date
from typing import Any

from streamlit.testing.v1 import AppTest

from assessment.responses import Answer, Mode
from assessment.service import Service
from assessment.ui.state.input_parts import NOTE

TODAY = date(2026, 11, 22)
TYPED = "周三改版，还没有写完"
SCRIPT = """
import json
import streamlit as st
from assessment.ui.state.browser_copy import seen, session_name, take_in
from assessment.ui.state.input_parts import fingerprint

copy = {copy}
copy["base"] = fingerprint("")
take_in({{"session": session_name(), "copies": [copy]}}, [copy["scope"]])
st.text(json.dumps(seen()))
"""


def handed_in(id_: str, item: str) -> dict[str, Any]:
    """Hand a note in, as a browser does that still holds it; return what it is told of it."""
    copy: dict[str, object] = {"key": "k", "scope": id_, "place": item, "part": NOTE, "held": TYPED}
    copy |= {"time": 1, "revision": 1, "given": True}
    drawn = AppTest.from_string(SCRIPT.format(copy=repr(copy)), default_timeout=60).run()
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
