"""The roadmap's page: every view of every kind of merchant, and clear answers to impossible plan requests."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from assessment.instrument.calendar import Event, Freeze
from assessment.instrument.model import AnchoredItem, ChecklistItem
from assessment.instrument.text import LocalText
from assessment.planning import PlanRequest
from assessment.planning.progress import Progress
from assessment.planning.request import LONGEST_EVENT
from assessment.planning.roadmap import person_days
from assessment.planning.schedule import next_monday
from assessment.responses import Evidence
from assessment.service import Service
from assessment.store import concurrency
from assessment.texts import Text
from assessment.ui.format import plain, unbroken
from tests.planning.situations import roadmap_of
from tests.shipped import each_of
from tests.ui.pages import app as not_drawn
from tests.ui.pages import store

VIEWS = ("steps", "weeks", "change", "suppose", "beside", "not_yet")
FUNCTIONS = ("content", "shop", "service", "ads", "creators")
TODAY = date(2026, 11, 25)
NOBODY = dict.fromkeys(FUNCTIONS, 0.0)
HOLIDAY = Event(
    id="own_1",
    festival="own",
    name=LocalText({"zh": "搬仓 <b>", "en": "Move <b>"}),
    starts=TODAY,
    ends=TODAY + timedelta(days=LONGEST_EVENT - 1),
    certainty="announced",
    freezes=[Freeze(starts=TODAY, ends=TODAY + timedelta(days=LONGEST_EVENT - 1), functions=list(FUNCTIONS))],
)


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The store that the pages use in this file, with the examples in it."""
    with store(tmp_path_factory.mktemp("roadmap"), examples=True, today=TODAY) as opened:
        yield opened


@pytest.fixture
def database(service: Service) -> Path:
    """The file that the pages write into."""
    return Path(service.where().place)


def example(service: Service, name: str) -> str:
    """Return the id of an example by the beginning of its name."""
    return next(card.id for card in service.assessments.recent() if card.merchant_name.startswith(name))


def copy(service: Service, name: str) -> str:
    """Return a draft copy of an example, a test's own."""
    return service.assessments.correct(
        next(
            card.id
            for card in service.assessments.recent()
            if card.status == "completed" and card.merchant_name.startswith(name)
        )
    )


def page(id_: str, lang: str = "zh", view: str = "steps", plan_request: PlanRequest | None = None) -> AppTest:
    """Draw the roadmap's page, with a view chosen and a plan request made."""
    app = not_drawn("roadmap", lang, id_)
    app.session_state[f"plan_view_{lang}"] = view
    if plan_request is not None:
        app.session_state[f"request_{id_}"] = plan_request
    return app.run()


def heads(app: AppTest) -> list[str]:
    """Return the headlines that are Markdown: what the card says in large letters."""
    return [one.value.removeprefix("# ") for one in app.markdown if one.value.startswith("# ")]


def shown(app: AppTest) -> str:
    """Return all running text."""
    return "\n".join(one.value for one in (*app.markdown, *app.caption))


def press(app: AppTest, key: str) -> AppTest:
    """Press a button by its key."""
    return app.button(key=key).click().run()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "lang"),
    [("三叠泉", "en"), ("三叠泉", "zh"), ("青石坡", "zh"), ("半木", "en"), ("麦垛", "zh"), ("月白坞", "zh")],
)
def test_every_view_draws_for_every_kind_of_merchant(service: Service, name: str, lang: str) -> None:
    for view in VIEWS:
        app = page(example(service, name), lang, view)
        assert not app.exception, view
        assert len(heads(app)) == 1, view


def test_the_first_thing_said_is_when_the_gate_opens_and_what_holds_it_up(service: Service) -> None:
    app = page(example(service, "三叠泉"))

    (head,) = heads(app)
    assert head.startswith("第 ")
    assert "月" in head
    first = [one.value for one in app.markdown][:4]
    assert any("再快不了" in one or "最快" in one for one in first)


def test_a_mature_merchant_is_offered_the_best_use_of_some_days(service: Service) -> None:
    app = page(example(service, "半木"))

    assert app.caption[0].value == Text("plan.towards_days", effort=person_days(20)).in_("zh")
    assert "让总分涨得最多" in shown(app)
    fewer = page(example(service, "半木"), plan_request=PlanRequest(days=5.0))
    assert fewer.caption[0].value == Text("plan.towards_days", effort=person_days(5)).in_("zh")
    assert not fewer.exception


def test_where_everything_is_done_there_is_nothing_to_keep_or_to_take_along(service: Service) -> None:
    app = page(example(service, "月白坞"))

    assert heads(app) == [Text("plan.at_the_top").in_("zh")]
    assert [one.key for one in app.button if one.key == "keep"] == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "plan_request",
    each_of(
        [
            PlanRequest(capacity=NOBODY),
            PlanRequest(weeks=1),
            PlanRequest(own_events=(HOLIDAY,), weeks=20),
            PlanRequest(
                exclude=frozenset({"service.compliance", "content.video_traffic", "field.stream_review"})
            ),
            PlanRequest(dimension=("top_kol", 100.0), exclude=frozenset({"top_kol.match"})),
        ]
    ),
    ids=["nobody has time", "one week", "all is frozen", "a must is left out", "a score out of reach"],
)
def test_an_impossible_plan_request_gets_a_clear_answer(
    service: Service, plan_request: PlanRequest, lang: str
) -> None:
    known = {item.id for item in service.bank.instrument.items()}
    plan_request = replace(plan_request, exclude=plan_request.exclude & known)

    app = page(example(service, "三叠泉"), lang, plan_request=plan_request)

    assert not app.exception
    (head,) = heads(app)
    if head in {Text("plan.no_path").in_(lang), Text("plan.no_weeks_title").in_(lang)}:
        assert any(one.value.startswith("- ") and len(one.value) > 10 for one in app.markdown)
    else:
        assert head.startswith(("第 ", "Week "))


@pytest.mark.slow
def test_nobody_with_time_is_said_by_name_and_each_way_out_is_applied(service: Service) -> None:
    id_ = copy(service, "三叠泉")
    app = page(id_, plan_request=PlanRequest(stage="mature", weeks=2))
    assert heads(app) == [Text("plan.no_weeks_title").in_("zh")]
    assert "2 周里做不完" in shown(app)

    done = press(app, "take_way_0")

    assert not done.exception
    assert heads(done) != [Text("plan.no_weeks_title").in_("zh")]
    assert app.session_state[f"request_{id_}"].weeks not in (None, 2)


def test_a_date_of_ones_own_that_never_ends_is_told_with_the_way_back(service: Service) -> None:
    forever = HOLIDAY.model_copy(update={"ends": HOLIDAY.starts + timedelta(days=LONGEST_EVENT)})

    app = page(example(service, "绯雾"), plan_request=PlanRequest(own_events=(forever,)))

    assert not app.exception
    given = Text("plan.wrong_span", given=plain(f"{forever.starts}..{forever.ends}"), most=LONGEST_EVENT).in_(
        "zh"
    )
    assert given in [one.value for one in app.markdown]
    assert any(one.label == Text("plan.as_usual").in_("zh") for one in app.button)


def test_a_whole_year_that_is_frozen_does_not_hang_the_page(service: Service) -> None:
    app = page(example(service, "绯雾"), plan_request=PlanRequest(own_events=(HOLIDAY,)))

    assert not app.exception
    assert len(heads(app)) == 1


@pytest.mark.slow
def test_a_dropped_must_can_be_taken_up_again_by_the_way_out(service: Service) -> None:
    id_ = copy(service, "青石坡")
    must = next(step for step in roadmap_of(service, id_).steps if is_needed(service, id_, step.item))
    service.progress.record(id_, must.item, must.to_point, Progress(status="dropped", note="太忙"), 0)
    app = page(id_)
    assert heads(app) == [Text("plan.no_path").in_("zh")]

    done = press(app, "take_way_0")

    assert heads(done) != [Text("plan.no_path").in_("zh")]
    kept = service.progress.of(id_)[must.item, must.to_point].value
    assert (kept.status, kept.note) == ("todo", "太忙")


def is_needed(service: Service, id_: str, item: str) -> bool:
    """Whether the next stage cannot be reached without an item."""
    return not roadmap_of(service, id_, PlanRequest(exclude=frozenset({item}))).feasible


@pytest.mark.slow
def test_a_way_out_is_still_there_when_the_page_is_drawn_again(service: Service) -> None:
    app = page(example(service, "三叠泉"), plan_request=PlanRequest(stage="mature", weeks=3))
    ways = [one.key for one in app.button if str(one.key).startswith("take_way_")]

    again = app.run()

    assert not again.exception
    assert [one.key for one in again.button if str(one.key).startswith("take_way_")] == ways != []


@pytest.mark.slow
def test_a_plan_request_stays_with_its_assessment(service: Service) -> None:
    fruit, orchard = example(service, "三叠泉"), example(service, "青石坡")
    app = page(fruit, plan_request=PlanRequest(stage="mature", capacity={"shop": 7.5}))
    assert "店铺运营 7.5" in shown(app)

    app.query_params["a"] = orchard
    other = app.run()

    assert "店铺运营 7.5" not in shown(other)
    app.query_params["a"] = fruit
    assert "店铺运营 7.5" in shown(app.run())


@pytest.mark.slow
def test_a_plan_request_is_there_again_after_a_reload_with_everything_in_it(service: Service) -> None:
    id_ = copy(service, "三叠泉")
    first = page(id_)
    (margin,) = (str(one.key) for one in first.number_input if str(one.key).startswith("request_margin"))
    turn = margin.split("_")[2]
    for name, value in (("capacity_shop", 7.5), ("weeks", 80), ("margin", 1.0)):
        first.number_input(key=f"request_{name}_{turn}_zh").set_value(value)
    first.date_input(key=f"request_start_{turn}_zh").set_value(date(2027, 3, 1))
    left_out = first.multiselect(key=f"request_exclude_{turn}_zh")
    left_out.select(left_out.options[-1]).run()

    again = page(id_, "en")

    assert not again.exception
    said = shown(again)
    for part in (
        "Shop 7.5",
        "within 80 weeks",
        "margin 1",
        "From 1 Mar",
        Text("plan.sum_exclude", count=1).in_("en"),
    ):
        assert part in said


@pytest.fixture
def soon_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another program holds the store, nobody waits long for it."""
    monkeypatch.setattr(concurrency, "PATIENCE", 0.5)


@pytest.mark.slow
@pytest.mark.usefixtures("soon_refused")
def test_a_plan_request_that_a_locked_store_does_not_take_is_planned_with_and_tried_again(
    service: Service, database: Path
) -> None:
    id_ = copy(service, "三叠泉")
    app = page(id_)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("begin immediate")
        capacity = next(one for one in app.number_input if str(one.key).startswith("request_capacity_shop"))
        capacity.set_value(7.5).run()
        (said,) = (one.value for one in app.warning)
        assert said.startswith("还没有保存。")
        assert "店铺运营 7.5" in shown(app)
        assert heads(app)
        other.execute("rollback")
    assert service.roadmaps.saved_request(id_) is None

    again = app.run()

    assert not again.warning
    assert "店铺运营 7.5" in shown(page(id_))


@pytest.mark.slow
@pytest.mark.usefixtures("soon_refused")
def test_a_way_out_that_a_locked_store_does_not_take_is_taken_and_tried_again(
    service: Service, database: Path
) -> None:
    id_ = copy(service, "三叠泉")
    app = page(id_, plan_request=PlanRequest(weeks=2))
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("begin immediate")
        press(app, "take_way_0")
        assert [one.value for one in app.warning if one.value.startswith("还没有保存。")]
        taken = app.session_state[f"request_{id_}"]
        assert taken.weeks not in (None, 2)
        other.execute("rollback")

    assert not app.run().warning

    saved = service.roadmaps.saved_request(id_)
    assert saved is not None
    assert saved.weeks == taken.weeks


@pytest.mark.slow
def test_looking_at_a_roadmap_writes_nothing_down(service: Service) -> None:
    id_ = copy(service, "绯雾")
    page(id_).run()
    page(id_, "en", plan_request=PlanRequest(capacity={"shop": 3.0})).run()

    assert service.roadmaps.saved_request(id_) is None


@pytest.mark.slow
def test_what_is_asked_for_and_no_longer_possible_is_said_and_stays_until_somebody_chooses(
    service: Service,
) -> None:
    id_ = copy(service, "三叠泉")
    begun = next(one for one in service.bank.calendar if one.deadline_for and one.starts <= TODAY)
    asked = PlanRequest(stage="growth", ready_for=frozenset({begun.id}), margin=2.0)
    service.roadmaps.save_request(id_, asked)

    page(id_, "en").run()
    app = page(id_)

    assert service.roadmaps.saved_request(id_) == asked
    said = Text("plan.stage_reached", stage="成长期", now=Text("roadmap.reach", stage="成熟期").in_("zh"))
    assert said.in_("zh") in shown(app)
    assert Text("plan.event_begun", names=plain(begun.name.in_("zh"))).in_("zh") in shown(app)

    # Another change leaves them alone; choosing a target does not.
    next(one for one in app.number_input if str(one.key).startswith("request_weeks")).set_value(90).run()
    assert service.roadmaps.saved_request(id_) == replace(asked, weeks=90)
    target = next(one for one in app.button_group if str(one.key).startswith("request_target"))
    target.set_value("dimension").run()
    saved = service.roadmaps.saved_request(id_)
    assert saved is not None
    assert (saved.stage, saved.dimension is None, saved.weeks) == (None, False, 90)
    assert said.in_("zh") not in shown(app)
    assert not app.exception


@pytest.mark.slow
def test_dates_of_ones_own_stay_in_whichever_language_they_were_added(service: Service) -> None:
    id_ = copy(service, "三叠泉")
    app = page(id_)
    app.query_params["lang"] = "en"
    app.run()
    next(one for one in app.text_input if one.label == Text("plan.own_name").in_("en")).input("Move")
    span = next(one for one in app.date_input if one.label == Text("plan.own_span").in_("en"))
    span.set_value((date(2027, 1, 4), date(2027, 1, 5)))
    next(one for one in app.button if one.label == Text("plan.own_add_now").in_("en")).click().run()
    added = service.roadmaps.saved_request(id_)
    assert added is not None
    assert [event.name.in_("en") for event in added.own_events] == ["Move"]

    app.query_params["lang"] = "zh"
    app.run()

    assert service.roadmaps.saved_request(id_) == added
    assert "Move" in shown(app)
    assert not app.exception


def test_a_target_is_offered_again_as_it_was_chosen(service: Service) -> None:
    id_ = copy(service, "绯雾")
    app = page(id_)
    target = next(one for one in app.button_group if str(one.key).startswith("request_target"))
    target.set_value("dimension").run()

    saved = service.roadmaps.saved_request(id_)

    assert saved is not None
    assert saved.dimension is not None
    assert Text("plan.which_dimension").in_("zh") in [one.label for one in page(id_).selectbox]


def test_a_merchant_with_nothing_left_to_do_is_told_so_at_once(service: Service) -> None:
    # A copy of its own: what was laid into weeks before is remembered, and shows no waiting.
    app = page(copy(service, "月白坞"))

    assert heads(app) == [Text("plan.at_the_top").in_("zh")]


def test_nothing_is_promised_above_a_hundred(service: Service) -> None:
    id_ = copy(service, "三叠泉")

    whole = page(id_, plan_request=PlanRequest(dimension=("content", 100.0)))
    nearly = page(id_, plan_request=PlanRequest(dimension=("content", 98.0)))

    assert Text("roadmap.no_margin").in_("zh") in shown(whole)
    assert Text("roadmap.margin", points="2").in_("zh") in shown(nearly)


@pytest.mark.parametrize("start", [date(2014, 1, 6), date(2026, 1, 5), TODAY])
def test_a_first_day_in_the_past_is_a_roadmap_under_way(service: Service, start: date) -> None:
    app = page(copy(service, "绯雾"), plan_request=PlanRequest(start=start))

    assert not app.exception
    (head,) = heads(app)
    assert head.startswith("第 ")


@pytest.mark.slow
def test_a_day_far_off_is_said_with_its_year(service: Service) -> None:
    id_ = copy(service, "三叠泉")

    (near,), (far,) = heads(page(id_)), heads(page(id_, plan_request=PlanRequest(start=date(2027, 9, 6))))

    assert "年" not in near
    assert re.search("202[78]年", far)


@pytest.mark.slow
def test_week_1_stays_where_it_is_once_something_was_said_about_a_step(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    id_, untouched = copy(service, "三叠泉"), copy(service, "三叠泉")
    step = roadmap_of(service, id_).steps[0]
    service.progress.record(id_, step.item, step.to_point, Progress(start_week=3), 0)
    said = service.progress.of(id_)[step.item, step.to_point].value.at
    assert said is not None
    week_1 = next_monday(said.date())
    monkeypatch.setenv("ASSESSMENT_TODAY", (week_1 + timedelta(weeks=5)).isoformat())

    first, other = page(id_), page(untouched)

    def start(app: AppTest) -> object:
        return next(one.value for one in app.date_input if str(one.key).startswith("request_start"))

    assert start(first) == week_1
    assert start(other) == week_1 + timedelta(weeks=5)


@pytest.mark.slow
def test_a_plan_request_goes_with_the_visitor_into_the_other_language(service: Service) -> None:
    app = page(
        example(service, "三叠泉"), plan_request=PlanRequest(stage="mature", capacity={"shop": 7.5}, weeks=80)
    )

    app.query_params["lang"] = "en"
    english = app.run()

    assert "Shop 7.5" in shown(english)
    assert Text("plan.sum_weeks", weeks=80).in_("en") in shown(english)


@pytest.mark.slow
def test_the_minimum_stands_beside_the_safe_roadmap_and_one_click_takes_it(service: Service) -> None:
    app = page(copy(service, "三叠泉"), view="beside")
    assert Text("plan.row_sure").in_("zh") in shown(app)
    assert Text("plan.only_here").in_("zh") in shown(app)

    press(app, "take_minimum")

    assert Text("roadmap.no_margin").in_("zh") in shown(app)


def test_what_if_leaves_the_answers_alone(service: Service) -> None:
    id_ = copy(service, "三叠泉")
    before = service.assessments.open(id_)
    app = page(id_, view="suppose")

    chosen = app.multiselect(key="suppose_items_0_zh")
    chosen.select(chosen.options[0]).run()

    assert not app.exception
    assert Text("plan.suppose_days").in_("zh") in shown(app)
    assert service.assessments.open(id_) == before


@pytest.mark.slow
def test_the_way_back_to_the_kept_roadmap_is_one_click(service: Service) -> None:
    id_ = copy(service, "合顺")
    service.assessments.complete(id_)
    press(page(id_, plan_request=PlanRequest(capacity={"shop": 4.0})), "keep")
    app = page(id_)
    (margin,) = (one for one in app.number_input if str(one.key).startswith("request_margin"))
    assert "店铺运营 4" in shown(app)
    assert not [one for one in app.button if one.key == "back_to_kept"]
    margin.set_value(0.0).run()
    assert Text("plan.sum_margin", points="0").in_("zh") in shown(app)

    back = press(page(id_), "back_to_kept")

    assert Text("plan.sum_margin", points="3").in_("zh") in shown(back)
    assert "店铺运营 4" in shown(back)
    assert not [one for one in back.button if one.key in {"back_to_kept", "keep"}]
    assert Text("plan.sum_margin", points="3").in_("zh") in shown(page(id_))


@pytest.mark.slow
def test_what_is_kept_is_asked_for_from_then_on_where_the_stage_asked_for_was_reached(
    service: Service,
) -> None:
    id_ = copy(service, "三叠泉")
    service.assessments.complete(id_)
    service.roadmaps.save_request(id_, PlanRequest(stage="growth", margin=2.0))
    reached = Text("plan.stage_reached", stage="成长期", now=Text("roadmap.reach", stage="成熟期").in_("zh"))
    app = page(id_)
    assert reached.in_("zh") in shown(app)

    press(app, "keep")

    assert reached.in_("zh") not in shown(app)
    (kept,) = service.roadmaps.kept(id_)
    assert kept.request.stage == "mature"
    (margin,) = (one for one in app.number_input if str(one.key).startswith("request_margin"))
    assert margin.value == 2.0
    margin.set_value(4.0).run()
    # Nobody chose a first day or the earlier target.
    assert service.roadmaps.saved_request(id_) == PlanRequest(stage="mature", margin=4.0)
    assert app.session_state[f"request_{id_}"].start is None


def test_what_a_supposed_point_means_is_said_of_every_kind_of_item(service: Service) -> None:
    app = not_drawn("roadmap", a=example(service, "绯雾"), v="suppose")
    # Out of the address, where nonsense is passed over.
    app.query_params["if"] = "account.repeat:3,team.functions:2,account.repeat.x:1,team.functions:99,,x:"

    said = shown(app.run())

    anchored = service.bank.instrument.item("account.repeat")
    checklist = service.bank.instrument.item("team.functions")
    assert isinstance(anchored, AnchoredItem)
    assert isinstance(checklist, ChecklistItem)
    assert plain(anchored.anchors[3].in_("zh")) in said
    least, count = checklist.points[2], len(checklist.tick_ids)
    assert Text("plan.suppose_ticks", least=least, count=count).in_("zh") in said
    assert Text("plan.suppose_days").in_("zh") in said


def test_a_kept_roadmap_is_shown_as_it_was_with_what_became_of_it(service: Service) -> None:
    id_ = example(service, "北巷")
    app = press(page(id_), "keep")
    assert not app.exception
    kept = service.roadmaps.kept(id_)[-1]
    count, first = len(kept.plan["steps"]), kept.plan["steps"][0]
    told = Progress(status="done", evidence=[Evidence(text="照片")])
    service.progress.record(id_, first["item"], first["to_point"], told, 0)

    later = page(id_)

    day = service.roadmaps.kept(id_)[-1].kept_at.date().isoformat()
    labels = [one.label for one in later.expander]
    assert unbroken(Text("plan.kept", when=day, done=1, count=count).in_("zh")) in labels
    assert service.roadmaps.kept(id_)[-1] == kept
    assert [one.key for one in app.button if one.key == "keep"] == []


@pytest.mark.slow
def test_of_a_plan_kept_under_former_rules_the_page_says_what_has_changed(service: Service) -> None:
    id_ = example(service, "东坞")
    assert not press(page(id_), "keep").exception
    kept = service.roadmaps.kept(id_)[-1]
    assert not any("从前的排法" in one.value for one in page(id_).info)
    former = {**kept.plan, "gate_week": 40, "schedule": dict(kept.plan["schedule"])}
    for key in ("in_hand", "work", "gates", "last_in_order", "other_order"):
        del former["schedule"][key]
    service.roadmaps.keep(id_, kept.request, former)

    (said,) = [one.value for one in page(id_).info if "从前的排法" in one.value]

    assert Text("plan.former_rules", count=2).in_("zh") in said
    assert Text("plan.former_week", week=kept.plan["gate_week"], then=40).in_("zh") in said
