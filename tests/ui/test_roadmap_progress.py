"""Saying how a step goes on: evidence when it is done, nobody written over, only what differs kept."""

from collections.abc import Iterator
from datetime import date

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from assessment.planning import PlanRequest, Schedule, schedule_roadmap
from assessment.planning.moves import Move
from assessment.planning.progress import Progress
from assessment.planning.roadmap import build_roadmap
from assessment.responses import Evidence
from assessment.service import Service
from assessment.service.progress import proposed_by
from assessment.texts import Text
from assessment.ui.views.roadmap.plan_state import Case, FeasiblePlan
from assessment.ui.views.roadmap.step_progress import edited
from tests.planning.situations import roadmap_of
from tests.shipped import each_of
from tests.ui.pages import store

SCRIPT = """
import streamlit as st
from assessment.ui.state.clock import today
from assessment.ui.state.session import service
from assessment.ui.views.roadmap.plan_state import PlanContext, case
from assessment.ui.views.roadmap.step_progress import form

def standing():
    current = st.query_params["a"]
    opened = service().assessments.open(current)
    return PlanContext(current, opened, case(opened), service().progress.of(current), today())

# As in a dialog: what was seen when it was opened.
if "seen" not in st.session_state:
    st.session_state["seen"] = standing()
form(st.session_state["seen"], (st.query_params["item"], int(st.query_params["point"])))
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The store that the pages use in this file, with the examples in it."""
    with store(tmp_path_factory.mktemp("progress"), examples=True) as opened:
        yield opened


@pytest.fixture
def mine(service: Service) -> str:
    """A draft copy of the fruit shop, a test's own."""
    return service.assessments.correct(
        next(
            card.id
            for card in service.assessments.recent()
            if card.status == "completed" and card.merchant_name.startswith("三叠泉")
        )
    )


def first_move(service: Service, id_: str) -> Move:
    """Return the first step of a roadmap."""
    step = roadmap_of(service, id_).steps[0]
    return step.item, step.to_point


def form(id_: str, move: Move) -> AppTest:
    """Open the form of one step."""
    app = AppTest.from_string(SCRIPT, default_timeout=60)
    app.query_params.update({"lang": "zh", "a": id_, "item": move[0], "point": str(move[1])})
    return app.run()


def key(name: str, move: Move) -> str:
    """Return the key of one part of the form."""
    return f"{name}_{move[0]}_{move[1]}_0"


def typed(name: str, id_: str, move: Move) -> str:
    """Return the key of a text of the form."""
    return f"typed|{id_}|step_{name}|{move[0]}|{move[1]}|0"


def test_done_asks_for_what_shows_it_and_says_what_the_next_round_is_proposed(
    service: Service, mine: str
) -> None:
    move = first_move(service, mine)
    app = form(mine, move)
    assert [one.key for one in app.text_area] == []

    app.button_group(key=key("status", move)).set_value("done").run()
    app.text_area(key=typed("evidence", mine, move)).input("券的截图").run()
    assert any(f"建议填 {move[1]} 级" in one.value for one in app.caption)
    app.button(key=key("save", move)).click().run()

    kept = service.progress.of(mine)[move].value
    assert not app.exception
    assert (kept.status, kept.evidence) == ("done", [Evidence(text="券的截图")])
    assert (kept.owner, kept.days, kept.start_week) == (None, None, None)
    opened = service.assessments.open(mine)
    assert proposed_by(opened.instrument, opened.assessment, {move}) == {move[0]: move[1]}


def test_what_shows_a_step_to_be_done_besides_stays_where_a_part_of_it_is_changed(
    service: Service, mine: str
) -> None:
    move = first_move(service, mine)
    shown = [Evidence(text="券的截图"), Evidence(text="客服记录"), Evidence(link="https://example.com/1")]
    service.progress.record(mine, *move, Progress(status="done", evidence=shown), 0)
    app = form(mine, move)

    app.text_area(key=typed("evidence", mine, move)).input("新的截图").run()
    app.button(key=key("save", move)).click().run()

    kept = service.progress.of(mine)[move].value
    assert kept.evidence == [Evidence(text="新的截图"), *shown[1:]]


@pytest.mark.slow
def test_what_somebody_else_saved_meanwhile_is_told_and_what_was_typed_stays(
    service: Service, mine: str
) -> None:
    move = first_move(service, mine)
    app = form(mine, move)
    service.progress.record(mine, *move, Progress(status="doing"), 0)
    app.text_input(key=typed("note", mine, move)).input("等新包装").run()

    app.button(key=key("save", move)).click().run()

    assert any("别处" in warning.value for warning in app.warning)
    assert app.text_input(key=typed("note", mine, move)).value == "等新包装"
    assert service.progress.of(mine)[move].value.status == "doing"
    app.button(key=key("save", move)).click().run()
    assert service.progress.of(mine)[move].value.note == "等新包装"


@pytest.fixture
def plan(service: Service, mine: str, monkeypatch: pytest.MonkeyPatch) -> FeasiblePlan:
    """A roadmap in its weeks, as a Chinese page has it; nine days were said for its first step."""
    monkeypatch.setitem(st.session_state, "language", "zh")
    service.progress.record(mine, *first_move(service, mine), Progress(days=9.0), 0)
    opened = service.assessments.open(mine)
    situation, start = service.roadmaps.situation(opened, {}), date(2026, 11, 23)
    roadmap = build_roadmap(situation, PlanRequest(start=start))
    weeks = schedule_roadmap(situation, roadmap, service.bank.calendar)
    assert isinstance(weeks, Schedule)
    case = Case(opened.assessment, situation, mine)
    return FeasiblePlan(mine, opened, case, service.progress.of(mine), start, roadmap, weeks)


USUAL = Progress(days=9.0)
AS_IN_THE_BANK = "as in the bank"


@pytest.mark.parametrize(
    ("column", "given", "expected"),
    each_of(
        [
            ("days", 7, Progress(days=7.0)),
            ("days", 7.3, Progress(days=7.5)),
            ("days", AS_IN_THE_BANK, Progress()),
            ("status", Text("plan.status_doing").in_("zh"), Progress(days=9.0, status="doing")),
            ("start", 4, Progress(days=9.0, start_week=4)),
            ("start", None, USUAL),
            ("owner", "广告投放", Progress(days=9.0, owner="ads")),
            ("owner", "店铺运营", USUAL),
        ]
    ),
)
def test_a_row_of_the_table_says_only_what_differs_from_the_bank(
    plan: FeasiblePlan, column: str, given: object, expected: Progress
) -> None:
    move = (plan.roadmap.steps[0].item, plan.roadmap.steps[0].to_point)
    assert plan.roadmap.steps[0].owner == "shop"
    if given == AS_IN_THE_BANK:
        given = plan.instrument.item(move[0]).steps[move[1]].days

    said = edited(plan, move, {Text(f"plan.column_{column}").in_("zh"): given})

    assert said.model_copy(update={"at": None}) == expected
