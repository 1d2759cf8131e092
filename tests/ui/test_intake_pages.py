"""The pages of the consultant's room draw in every state, and a digit asks for what its label says."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as hypothesis
from streamlit.testing.v1 import AppTest

from assessment.instrument.load import load_instrument
from assessment.instrument.model import AnchoredItem, ChecklistItem, MetricItem
from assessment.presentation.values import joined_text
from assessment.responses import Absent, Answer, Assessment, InstrumentRef, MetricValue, Mode
from assessment.service import Service
from assessment.service.intake import Session
from assessment.texts import Text
from assessment.ui.components.answer_history import in_words
from assessment.ui.components.evidence import is_web, size_of
from assessment.ui.format import plain
from assessment.ui.views.intake.agenda import minutes_of
from assessment.ui.views.intake.controller import by_digit
from assessment.ui.views.intake.item_order import count_planned
from tests.commands import KEPT
from tests.instrument.bank import SMALL
from tests.shipped import INSTRUMENT
from tests.test_evidence_types import png
from tests.ui.pages import page, store

GARDEN = load_instrument(SMALL)
WATERING, BEDS, CALENDAR = "plants.watering", "plants.beds", "plants.calendar"
ASIDE = "老板说得比实际好九成"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The store that the pages use in this file."""
    with store(tmp_path_factory.mktemp("intake"), examples=True) as opened:
        yield opened


@pytest.fixture
def draft(service: Service) -> str:
    """An assessment that somebody is working on."""
    return service.assessments.start("老陈果园", Mode.FULL, {"sells_live": True}, date(2026, 11, 22))


def shown(app: AppTest) -> str:
    """Return everything an app shows, as text."""
    return "\n".join(str(getattr(element, "value", "")) for element in app.main)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_kind_of_question_draws_and_no_private_note_with_it(
    service: Service, draft: str, lang: str
) -> None:
    items = {item.kind: item for item in service.bank.instrument.items() if item.dimension != "top_kol"}
    service.intake.start(draft)
    for item in items.values():
        service.intake.save_note(draft, item.id, ASIDE, 0)
        service.intake.go_to(draft, item.id)

        drawn = page("intake", lang, draft)

        assert not drawn.exception, item.kind
        assert any(item.question.in_(lang)[:6] in one.value.replace("\\", "") for one in drawn.markdown)
        assert ASIDE not in shown(drawn)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_agenda_pause_and_end_draw(service: Service, draft: str, lang: str) -> None:
    assert Text("intake.agenda_title").in_(lang) in [one.value for one in page("intake", lang, draft).header]
    service.intake.start(draft)
    service.intake.park(draft, "team.standins", "等小李")
    service.intake.pause(draft)
    assert Text("intake.paused").in_(lang) in [one.value for one in page("intake", lang, draft).header]
    service.intake.end(draft)

    ended = page("intake", lang, a=draft, v="end")
    assert "等小李" in [one.value for one in ended.caption]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_completed_assessment_has_no_intake_and_still_its_notes(service: Service, lang: str) -> None:
    finished = next(card.id for card in service.assessments.recent() if card.status == "completed")
    service.intake.save_note(finished, "", ASIDE, 0)

    assert Text("intake.finished").in_(lang) in [one.value for one in page("intake", lang, finished).info]
    notes = page("private", lang, finished)
    assert not notes.exception
    assert ASIDE in [box.value for box in notes.text_area]


@pytest.mark.usefixtures("service")
@pytest.mark.parametrize("name", ["intake", "private"])
def test_without_an_assessment_or_with_a_wrong_one_a_page_says_so(name: str) -> None:
    assert [info.value for info in page(name, "en").info] == [Text("app.nothing_open").in_("en")]
    assert len(page(name, "en", "01NOTHINGHERE").warning) == 1


def test_a_note_typed_in_the_own_window_is_kept(service: Service, draft: str) -> None:
    notes = page("private", "zh", draft)

    notes.text_area[-1].set_value(ASIDE).run()

    assert not notes.exception
    assert service.intake.notes(draft)[""].text == ASIDE


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_own_window_calls_a_question_as_the_shared_screen_does(service: Service, lang: str) -> None:
    older = service.files.import_file((KEPT / "fruit-shop-eight-months.json").read_bytes()).id
    correction = service.assessments.correct(str(older))
    item = service.assessments.open(correction).instrument.item("team.handover")
    service.intake.start(correction)
    service.intake.go_to(correction, item.id)

    drawn = page("private", lang, correction, q="content.method")

    then, today = (plain(each.label.in_(lang)) for each in (item, service.bank.instrument.item(item.id)))
    assert then != today
    assert Text("intake.private.elsewhere", name=then).in_(lang) in shown(drawn)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_results_say_what_to_verify_first_and_how_much_is_verified(service: Service, lang: str) -> None:
    card = next(one for one in service.assessments.recent() if one.example and one.stage == "growth")

    drawn = page("results", lang, card.id)

    assert not drawn.exception
    assert Text("intake.verify.title").in_(lang) in [one.value for one in drawn.header]
    assert Text("intake.verify.share", share="15").in_(lang)[:6] in "".join(
        one.value for one in drawn.caption
    )


@pytest.mark.parametrize(
    ("item", "before", "digit", "point", "ticks"),
    [
        (WATERING, None, 2, 2, None),
        (WATERING, Answer(point=1, note="看过"), 0, 0, None),
        (WATERING, Answer(point=1), 3, None, None),
        (BEDS, None, 1, None, ["north"]),
        (BEDS, Answer(ticks=["pots"]), 1, None, ["north", "pots"]),
        (BEDS, Answer(ticks=["north", "pots"]), 1, None, ["pots"]),
        (BEDS, Answer(ticks=["north"]), 0, None, []),
        (BEDS, None, 4, None, None),
        (CALENDAR, None, 4, None, ["autumn.reap"]),
        ("plants.harvest", None, 1, None, None),
    ],
)
def test_a_digit_picks_a_point_or_toggles_a_tick(
    item: str, before: Answer | None, digit: int, point: int | None, ticks: list[str] | None
) -> None:
    wanted = by_digit(GARDEN.item(item), before, digit)

    if point is None and ticks is None:
        assert wanted is None
    else:
        assert wanted is not None
        assert (wanted.point, wanted.ticks) == (point, ticks)
        assert wanted.note == (before.note if before else None)


@given(hypothesis.lists(hypothesis.integers(1, 3), max_size=8))
def test_pressing_a_tick_twice_leaves_things_as_they_were(digits: list[int]) -> None:
    item = GARDEN.item(BEDS)
    assert isinstance(item, ChecklistItem)
    answer: Answer | None = None
    for digit in [*digits, *digits]:
        answer = by_digit(item, answer, digit)

    assert answer is None or not answer.ticks


def test_a_number_in_the_history_is_written_in_full() -> None:
    item = next(one for one in INSTRUMENT.items() if isinstance(one, MetricItem))

    assert in_words(item, MetricValue(number=3061694.5)) == "3,061,694.5"


def test_a_reason_in_the_history_has_the_signs_of_the_page() -> None:
    item = next(one for one in INSTRUMENT.items() if isinstance(one, ChecklistItem))
    absent = Answer(absent=Absent.NOT_APPLICABLE, reason="没有仓库")

    assert in_words(item, absent) == "不适用：没有仓库"
    assert joined_text("老师、同学", "en") == "老师, 同学"
    assert joined_text("no shed；no ads", "en") == "no shed; no ads"
    assert joined_text("没有仓库；不投流", "zh") == "没有仓库；不投流"


def test_minutes_and_sizes_are_said_as_people_do() -> None:
    assert [minutes_of(seconds) for seconds in (0, 5, 90, 3600)] == ["0", "1", "2", "60"]
    assert [size_of(size) for size in (len(png()), 950, 2_400_000)] == ["1 KB", "1 KB", "2.4 MB"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "http:[", "a.cn"])
def test_only_the_web_is_for_pressing(link: str) -> None:
    assert not is_web(link)
    assert is_web("https://a.cn")


def test_time_is_planned_for_what_was_open_when_the_talk_began() -> None:
    items = [item for item in INSTRUMENT.items() if isinstance(item, AnchoredItem)][:5]
    nine = datetime(2026, 11, 22, 9, tzinfo=UTC)
    before, within = (Answer(point=1, at=nine + timedelta(minutes=each)) for each in (-60, 5))
    given = {items[0].id: before, items[1].id: before, items[2].id: within}
    ref = InstrumentRef(id=INSTRUMENT.id, version=INSTRUMENT.version)
    assessment = Assessment(mode=Mode.FULL, instrument=ref, answers=given)

    assert count_planned(items, assessment, Session()) == 2
    # What is answered as the talk goes on takes its time all the same.
    assert count_planned(items, assessment, Session(began=nine, since=nine)) == 3
    assert count_planned(items, assessment, Session(began=nine - timedelta(hours=2), since=nine)) == 5
