"""Rounds on the pages: the next one while it is answered, and what changed between them."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from streamlit.testing.v1 import AppTest

from assessment.charts.picks import Kind, Pick
from assessment.instrument.load import shipped_bank
from assessment.planning import PlanRequest
from assessment.planning.progress import Progress
from assessment.responses import Answer
from assessment.service import Service
from assessment.texts import Text
from assessment.ui.format import unbroken, with_units
from tests.clocks import TickingClock
from tests.ui.pages import page, shown, store, unfold

FRUIT = shipped_bank() / "examples" / "fruit-shop-eight-months.json"
FIRST, SECOND, TODAY = date(2026, 2, 20), date(2026, 5, 25), date(2026, 9, 1)


class Orchard:
    """A fruit shop assessed in February and in May, with one more round begun in September."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.first = import_round(service, "FEB", "ORCHARD", FIRST)
        anchored = [
            result
            for result in service.assessments.snapshot("FEB").results.items.values()
            if result.answered and result.item.kind == "anchored" and result.low == 1
        ]
        self.raised, self.other = (result.item.id for result in anchored[:2])
        service.roadmaps.keep("FEB", PlanRequest(), {"steps": [{"item": self.raised, "to_point": 2}]})
        service.progress.record("FEB", self.raised, 2, Progress(status="done"), 0)
        self.second = service.next_round.start("FEB", SECOND)
        revision = service.assessments.open(self.second).revisions[self.raised]
        service.answers.record(self.second, self.raised, Answer(point=2, note="**每周**一次"), revision)
        service.assessments.complete(self.second)
        service.progress.record(self.second, self.other, 2, Progress(status="done"), 0)
        self.third = service.next_round.start("FEB", TODAY)


def import_round(service: Service, id_: str, merchant: str, day: date) -> str:
    """Bring in the fruit shop of the examples as a round of a merchant."""
    whole = json.loads(FRUIT.read_text(encoding="utf-8"))
    whole |= {"id": id_, "taken_on": day.isoformat(), "completed_at": f"{day.isoformat()}T08:00:00Z"}
    whole |= {"merchant": {"id": merchant, "name": f"果园 {merchant}"}, "example": False}
    brought = service.files.import_file(json.dumps(whole).encode())
    assert brought.id == id_
    return id_


@pytest.fixture(scope="module")
def orchard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orchard]:
    """The store that the pages use in this file."""
    with store(
        tmp_path_factory.mktemp("rounds"), today=TODAY, now=TickingClock(datetime(2026, 9, 1, 8, tzinfo=UTC))
    ) as opened:
        made = Orchard(opened)
        import_round(opened, "ALONE", "LONELY", FIRST)
        yield made


# What changed


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_last_two_rounds_are_compared_with_parts_that_add_up_as_shown(
    orchard: Orchard, lang: str
) -> None:
    drawn = page("compare", lang, a=orchard.third)

    (line,) = [each.value for each in drawn.markdown if each.value.count("**") == 10]
    figures = [float(figure) for figure in re.findall(r"\*\*([+-]?[\d.]+)\*\*", line)]
    assert round(10 * sum(figures[:4])) == round(10 * figures[4])
    assert figures[4] > 0
    # A line ends between two parts: none is parted from its number, nor the last from what they come to.
    assert " " not in line
    assert line.count("\u3000") == 3
    assert "=" in line.rpartition("\u3000")[2]
    said = shown(drawn)
    assert Text("compare.stage_kept", before="", after="").in_(lang).split("*")[0] in said
    # One answer was given in May; all the others were carried on, and the page says so.
    kept = orchard.service.assessments.snapshot(orchard.second).results.items.values()
    carried = sum(one.answered and one.answer is not None and one.item.id != orchard.raised for one in kept)
    assert Text("compare.carried", count=carried).in_(lang) in said


def test_an_item_that_moved_shows_what_was_said_both_times_as_it_was_typed(orchard: Orchard) -> None:
    drawn = page("compare", a=orchard.first)

    item = orchard.service.bank.instrument.item(orchard.raised)
    said = shown(drawn)
    assert item.kind == "anchored"
    assert item.anchors[1].in_("zh") in said
    # "All of that" says nothing without what it builds on.
    assert f"{item.anchors[1].in_('zh')}]]  \n{item.anchors[2].in_('zh')}" in said
    assert r"\*\*每周\*\*一次" in said
    # The step that was done stands with what it brought.
    assert Text("rounds.steps.seen_reached", before=1, after=2, aim=2).in_("zh") in said


def test_a_dimension_in_which_nothing_moved_opens_with_all_of_its_questions(orchard: Orchard) -> None:
    drawn = page("compare", a=orchard.first)
    still = next(one.id for one in orchard.service.bank.instrument.dimensions if one.id not in orchard.raised)
    items = orchard.service.assessments.snapshot(orchard.first).results.items.values()
    count = sum(result.item.dimension == still for result in items)
    name = orchard.service.bank.instrument.dimension(still).name.in_("zh")

    about = f"{orchard.first}_{orchard.second}_zh"
    drawn.session_state["compare_pick"] = ("slope", about, Pick(Kind.DIMENSION, dimension=still))
    drawn.run()

    assert f"**{Text('compare.picked_still', what=name, count=count).in_('zh')}**" in shown(drawn)


def test_the_whole_series_is_offered_only_where_there_is_more_than_a_pair(orchard: Orchard) -> None:
    keys = [each.key for each in page("compare", a=orchard.first).segmented_control]

    assert "compare_view_zh" not in keys


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_rounds_of_a_merchant_are_shown_together(orchard: Orchard, lang: str) -> None:
    for number, month in enumerate((1, 4, 7, 8), start=1):
        id_ = f"{lang}{number}"
        import_round(orchard.service, id_, f"SERIES{lang}", date(2026, month, 1))

    drawn = page("compare", lang, a=f"{lang}4")
    drawn.segmented_control(key=f"compare_view_{lang}").set_value("whole").run()

    assert not drawn.exception
    assert Text("compare.first_to_last").in_(lang) in [header.value for header in drawn.header]
    assert Text("compare.trend_noise", slope="+0.0").in_(lang) in shown(drawn)
    orchard.service.privacy.erase(f"SERIES{lang}")


def test_the_other_way_round_is_sorted_and_said(orchard: Orchard) -> None:
    # AppTest's query parameters stand for the address.
    drawn = page("compare", a=orchard.first, **{"from": orchard.second, "to": orchard.first})

    assert any("日期" in warning.value for warning in drawn.warning)
    assert page("compare", a=orchard.first, **{"from": orchard.first, "to": orchard.first}).info[
        0
    ].value == Text("compare.same_round").in_("zh")


@pytest.mark.parametrize(
    ("named", "said"),
    [("ALONE", "果园 LONELY"), ("third", "还没完成"), ("01NOTHINGHERE", "找不到")],
)
def test_what_cannot_be_compared_is_said_in_words(orchard: Orchard, named: str, said: str) -> None:
    named = orchard.third if named == "third" else named

    drawn = page("compare", a=orchard.first, **{"from": named})

    assert any(said in warning.value for warning in drawn.warning)


@pytest.mark.slow
def test_the_round_being_answered_is_set_beside_the_last_one_so_far(orchard: Orchard) -> None:
    service = orchard.service
    import_round(service, "BEGUN", "BEGINNER", FIRST)
    begun = service.next_round.start("BEGUN", TODAY)
    # Nothing is answered in it yet: there is nothing to compare.
    assert page("compare", a=begun).info[0].value == Text("compare.one_round", day=FIRST.isoformat()).in_(
        "zh"
    )
    kept = service.assessments.open(begun)
    raised = only_old_in(service, begun, "service")[0]
    before = kept.assessment.answers[raised].point
    assert before is not None
    service.answers.record(begun, raised, Answer(point=before + 1), kept.revisions[raised])
    found = service.next_round.of(begun, TODAY)
    assert found is not None
    asked = len(found.again.questions)

    drawn = page("compare", a=begun)

    assert Text("compare.so_far", rank=2, asked=asked, left=asked - 1).in_("zh") == drawn.info[0].value
    item = service.bank.instrument.item(raised)
    assert item.kind == "anchored"
    assert item.anchors[before + 1].in_("zh") in shown(drawn)
    # Another answer shows at once, though the rounds are the same.
    service.answers.record(
        begun, raised, Answer(point=before), service.assessments.open(begun).revisions[raised]
    )
    assert item.anchors[before + 1].in_("zh") not in shown(drawn.run())
    # It is the later one or none, and a completed round is never taken for it.
    assert "还没完成" in page("compare", a=begun, **{"from": begun}).warning[0].value
    service.assessments.complete(begun)
    assert not page("compare", a=begun).info
    service.privacy.erase("BEGINNER")


def test_with_one_round_the_page_says_what_it_will_show_and_offers_the_next(orchard: Orchard) -> None:
    assert orchard
    drawn = page("compare", a="ALONE")

    assert drawn.info[0].value == Text("compare.one_round", day=FIRST.isoformat()).in_("zh")
    assert [button.label for button in drawn.button] == [Text("rounds.begin_next").in_("zh")]


# The next round


def test_a_next_round_shows_only_what_it_asks_again_and_lists_the_rest_with_its_age(orchard: Orchard) -> None:
    section = orchard.other.partition(".")[0]
    found = orchard.service.next_round.of(orchard.third, TODAY)
    assert found is not None

    drawn = page("respond", a=orchard.third, d=section)

    asked = [item for item in found.again.questions if item.startswith(f"{section}.")]
    carried = [item for item in found.again.carried if item.startswith(f"{section}.")]
    questions = [each for each in drawn.markdown if each.value.startswith(("**1. ", "**2. ", "**3. "))]
    assert len(questions) >= min(3, len(asked)) > 0
    rows = [button for button in drawn.button if button.label == Text("rounds.open").in_("zh")]
    assert len(rows) == len(carried)
    said = shown(drawn)
    assert Text("rounds.why_step").in_("zh") in said
    assert "个月前答的" in said


def test_a_proposal_is_taken_only_when_somebody_says_so(orchard: Orchard) -> None:
    section = orchard.other.partition(".")[0]
    item = orchard.service.bank.instrument.item(orchard.other)
    label = Text("rounds.take_proposed").in_("zh")
    drawn = page("respond", a=orchard.third, d=section)
    assert item.kind == "anchored"
    assert Text("rounds.proposed", anchor=item.anchors[2].in_("zh")).in_("zh") in shown(drawn)
    assert orchard.service.assessments.open(orchard.third).assessment.answers[orchard.other].point == 1

    next(button for button in drawn.button if button.label == label).click().run()

    answer = orchard.service.assessments.open(orchard.third).assessment.answers[orchard.other]
    assert (answer.point, answer.carried_from) == (2, None)


def test_still_so_is_one_tap_and_the_answer_is_todays(orchard: Orchard) -> None:
    found = orchard.service.next_round.of(orchard.third, TODAY)
    assert found is not None
    kept = orchard.service.assessments.open(orchard.third).assessment.answers
    section = next(
        item.partition(".")[0]
        for item, question in found.again.questions.items()
        if question.reason == "stale" and item in kept
    )
    before = {item for item, answer in kept.items() if answer.carried_from}
    drawn = page("respond", a=orchard.third, d=section)

    next(button for button in drawn.button if button.label == Text("rounds.still_so").in_("zh")).click().run()

    after = orchard.service.assessments.open(orchard.third).assessment.answers
    (confirmed,) = before - {item for item, answer in after.items() if answer.carried_from}
    assert confirmed.startswith(f"{section}.")
    assert (after[confirmed].point, after[confirmed].ticks) == (kept[confirmed].point, kept[confirmed].ticks)


@pytest.mark.slow
def test_what_is_only_old_is_read_through_and_confirmed_together_but_for_what_has_changed(
    orchard: Orchard,
) -> None:
    import_round(orchard.service, "OLD", "OLDER", FIRST)
    begun = orchard.service.next_round.start("OLD", TODAY)
    section, rows = "service", only_old_in(orchard.service, begun, "service")
    drawn = page("respond", a=begun, d=section)
    kept = orchard.service.assessments.open(begun).assessment.answers
    for item in rows:
        assert_row_tells_the_whole_answer(drawn, orchard.service, item, kept[item])

    drawn.button(key=f"differs_{rows[0]}").click().run()
    left = rows[1:]
    drawn.button(key=f"together_{section}_{len(left)}").click().run()

    after = orchard.service.assessments.open(begun).assessment.answers
    confirmed = {item for item in kept if kept[item].carried_from and not after[item].carried_from}
    assert confirmed == set(left)
    assert all((after[item].point, after[item].note) == (kept[item].point, kept[item].note) for item in left)
    assert Text("rounds.confirmed_here", count=len(left)).in_("zh") in [each.label for each in drawn.expander]
    # Each can be taken back.
    assert orchard.service.history.undo(begun) == left[-1]
    orchard.service.privacy.erase("OLDER")


def only_old_in(service: Service, begun: str, section: str) -> list[str]:
    """Return what a section of a round asks again for its age alone, by anchors: no must of a gate near."""
    found = service.next_round.of(begun, TODAY)
    assert found is not None
    kept = service.assessments.open(begun).assessment.answers
    return [
        item
        for item, question in found.again.questions.items()
        if item.startswith(f"{section}.")
        and (question.reason, question.holds_stage) == ("stale", False)
        and kept.get(item, Answer()).point is not None
    ]


def assert_row_tells_the_whole_answer(drawn: AppTest, service: Service, item_id: str, answer: Answer) -> None:
    """Check that a row says what was answered, with the anchors it builds on."""
    item = service.bank.instrument.item(item_id)
    assert item.kind == "anchored"
    assert answer.point is not None
    (said,) = [
        each.value for each in drawn.markdown if f"**{item.anchors[answer.point].in_('zh')}**" in each.value
    ]
    assert all(item.anchors[point].in_("zh") in said for point in range(1, answer.point))


def test_a_carried_answer_opens_with_one_tap(orchard: Orchard) -> None:
    found = orchard.service.next_round.of(orchard.third, TODAY)
    assert found is not None
    carried = next(item for item in found.again.carried if not item.startswith("top_kol."))
    drawn = page("respond", a=orchard.third, d=carried.partition(".")[0])
    question = orchard.service.bank.instrument.item(carried).question.in_("zh")
    assert f"{question}**" not in shown(drawn)

    drawn.button(key=f"open_carried_{carried}").click().run()

    assert f"{question}**" in shown(drawn)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_section_of_a_next_round_draws(orchard: Orchard, lang: str) -> None:
    for section in ("profile", "team", "service", "field", "ads", "top_kol", "numbers", "finish"):
        page("respond", lang, a=orchard.third, d=section)


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_results_say_which_answers_are_old(orchard: Orchard, lang: str) -> None:
    drawn = page("results", lang, a=orchard.second)
    said = shown(drawn)

    heading = Text("presentation.head.carried").in_(lang)
    unfold(drawn, "as_table_items")
    (column,) = [frame.value[heading] for frame in drawn.dataframe if heading in frame.value]
    assert any(Text("presentation.past_life").in_(lang) in cell for cell in column)
    assert "" in list(column)
    assert Text("rounds.marks.past_badge").in_(lang) in said
    assert with_units(Text("rounds.age.months", count=3).in_(lang)) in said
    fresh = shown(page("results", lang, a=orchard.first))
    assert Text("rounds.marks.past_badge").in_(lang) not in fresh


# Home


def test_home_says_how_many_rounds_there_are_and_when_another_is_due(orchard: Orchard) -> None:
    assert orchard
    drawn = page("home")

    said = shown(drawn)
    assert unbroken(Text("home.rounds", count=2, day=SECOND.isoformat()).in_("zh")) in said
    assert "↑\u00a0比上次高" in said
    # The orchard has a round begun; the other shop was assessed 27 weeks ago.
    assert said.count(Text("home.due", weeks=27).in_("zh")) == 1
    assert [button.key for button in drawn.button if (button.key or "").startswith("next_")] == ["next_ALONE"]
