"""The pages of several people, drawn without a browser."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from assessment.instrument.model import AnchoredItem
from assessment.responses import Absent, Answer, Mode
from assessment.service import Service
from assessment.service.rate_limit import REMEMBERED, FailedAttempts
from assessment.texts import Text
from assessment.ui.routes import MOST
from assessment.ui.state.draft import Draft
from tests.ui.pages import page, shown, store

LANGUAGES = ("zh", "en")
SECONDS = 60.0
HOSTILE = "播 :red[红] **粗** [x](http://evil.ex) $x$"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The store that the pages use in this file."""
    with store(tmp_path_factory.mktemp("respondents")) as opened:
        yield opened


@pytest.fixture
def draft(service: Service) -> str:
    """A draft nobody was asked for yet."""
    return service.assessments.start("老陈果园", Mode.CORE, {}, None)


@pytest.fixture
def items(service: Service) -> list[str]:
    """Three items with points."""
    content = service.bank.instrument.dimension("content").items
    return [item.id for item in content if isinstance(item, AnchoredItem) and item.core][:3]


def seated(service: Service, draft: str, label: str, **points: int | Absent) -> str:
    """Let somebody answer on this device; keys are items with __ for the dot."""
    sheet = service.respondents.add(draft, label, ["content", "ads"])
    own = service.respondents.own_sheet(draft, sheet)
    for key, said in points.items():
        answer = Answer(absent=said) if isinstance(said, Absent) else Answer(point=said)
        own.record(key.replace("__", "."), answer, 0)
    return sheet


def key(item: str) -> str:
    """Return an item as a keyword."""
    return item.replace(".", "__")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_before_anybody_was_asked_the_page_says_what_it_is_for(
    service: Service, draft: str, lang: str
) -> None:
    drawn = page("respondents", lang, a=draft)

    assert not drawn.exception
    assert Text("respondents.why").in_(lang) in shown(drawn)
    assert [one.value for one in drawn.info] == [Text("respondents.nobody").in_(lang)]
    roles = [role.name.in_(lang) for role in service.bank.roles]
    assert drawn.selectbox[0].options == [*roles, Text("respondents.role_other").in_(lang)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_to_talk_about_comes_first_with_who_said_what(
    service: Service, draft: str, items: list[str], lang: str
) -> None:
    one, two, three = items
    seated(service, draft, HOSTILE, **{key(one): 3, key(two): 2, key(three): 1})
    unsure: dict[str, int | Absent] = {key(one): 0, key(two): 2, key(three): Absent.DONT_KNOW}
    seated(service, draft, "阿强", **unsure)

    drawn = page("respondents", lang, a=draft)

    assert not drawn.exception
    said = shown(drawn)
    assert Text("respondents.compared", people=2, shared=2, apart=1, rest=1).in_(lang) in said
    assert Text("respondents.apart", range=3).in_(lang) in said
    assert "**阿强**" in said
    assert "[x](http" not in said
    assert ":red[红]" not in said
    assert [button.label for button in drawn.button].count(Text("respondents.agree").in_(lang)) == 1


def test_who_answered_all_is_reminded_to_hand_in_and_of_no_open_question(
    service: Service, draft: str
) -> None:
    sheet = service.respondents.add(draft, "阿丽", ["content"])
    service.respondents.give_link(draft, sheet)

    def reminder() -> str:
        (text,) = [one.value for one in page("respondents", "zh", a=draft).code]
        return text

    (asked,) = service.respondents.of(draft)
    assert f"还差 {asked.asked} 题" in reminder()
    own = service.respondents.own_sheet(draft, sheet)
    for item in own.opened().instrument.items():
        own.record(item.id, Answer(absent=Absent.DONT_KNOW), 0)

    assert Text("sheet.hand_in").in_("zh") in reminder()
    assert "还差" not in reminder()


@pytest.mark.parametrize("entry", ["respondents.new_link", "respondents.extend"])
def test_a_link_made_anew_or_extended_lasts_as_long_as_was_asked(
    service: Service, draft: str, entry: str
) -> None:
    sheet = seated(service, draft, "阿丽")
    service.respondents.give_link(draft, sheet, 60)
    drawn = page("respondents", "zh", a=draft)

    next(b for b in drawn.button if b.label == Text(entry, days=60).in_("zh")).click().run()

    assert not drawn.exception
    (asked,) = service.respondents.of(draft)
    assert asked.expires_at is not None
    assert timedelta(days=59) < asked.expires_at - datetime.now(UTC) < timedelta(days=61)


def test_everybody_s_same_answers_are_taken_and_given_back_by_two_buttons(
    service: Service, draft: str, items: list[str]
) -> None:
    one, two, _ = items
    for label in ("阿强", "阿丽"):
        seated(service, draft, label, **{key(one): 1, key(two): 2})
    drawn = page("respondents", "zh", a=draft)

    take = next(b for b in drawn.button if b.label == Text("respondents.take_alike", count=2).in_("zh"))
    # Nothing was taken, so nothing can be given back.
    assert Text("respondents.take_back").in_("zh") not in [b.label for b in drawn.button]
    assert service.assessments.open(draft).assessment.answers == {}
    take.click().run()
    assert not drawn.exception
    kept = service.assessments.open(draft).assessment.answers
    assert {item: answer.point for item, answer in kept.items()} == {one: 1, two: 2}
    next(b for b in drawn.button if b.label == Text("respondents.take_back").in_("zh")).click().run()

    assert not drawn.exception
    assert service.assessments.open(draft).assessment.answers == {}
    assert Text("respondents.take_back").in_("zh") not in [b.label for b in drawn.button]


@pytest.mark.parametrize(("points", "named"), [((0, 3), False), ((0, 3, 1), True)])
def test_the_shared_screen_names_no_question_that_only_two_see_differently(
    service: Service, draft: str, items: list[str], points: tuple[int, ...], *, named: bool
) -> None:
    for number, point in enumerate(points):
        seated(service, draft, f"第 {number} 位", **{key(items[0]): point})

    drawn = page("intake", "zh", a=draft, v="end")

    assert not drawn.exception
    assert Text("intake.apart", count=1).in_("zh") in [one.value for one in drawn.subheader]
    label = service.bank.instrument.item(items[0]).label.in_("zh")
    assert any(label in one.value for one in drawn.markdown) is named


def test_all_alike_has_no_figure_for_agreement_and_says_so(
    service: Service, draft: str, items: list[str]
) -> None:
    for label in ("阿强", "阿丽"):
        seated(service, draft, label, **{key(items[0]): 1})

    assert Text("respondents.alpha_all_alike").in_("zh") in shown(page("respondents", "zh", a=draft))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_finished_assessment_shows_the_sheets_and_asks_nobody(
    service: Service, draft: str, items: list[str], lang: str
) -> None:
    for label, point in (("阿强", 3), ("阿丽", 1), ("客服", 2)):
        seated(service, draft, label, **{key(items[0]): point})
    service.agreement.agree(draft, items[0], Answer(point=2), 0, why="看了排期表", by="大家")
    service.assessments.complete(draft)

    drawn = page("respondents", lang, a=draft)

    assert not drawn.exception
    assert Text("respondents.finished").in_(lang) in shown(drawn)
    assert "看了排期表" in shown(drawn)
    labels = [button.label for button in drawn.button]
    assert Text("respondents.make_link").in_(lang) not in labels
    assert Text("respondents.agree_again").in_(lang) not in labels


def test_the_results_show_a_spread_from_three_answers_on_and_no_name(
    service: Service, draft: str, items: list[str]
) -> None:
    service.answers.record(draft, items[1], Answer(point=1), 0)
    for label, point in (("阿强", 3), ("小林", 1)):
        seated(service, draft, label, **{key(items[0]): point})
    title = Text("respondents.spread.title", count=1).in_("zh")
    assert title not in [one.label for one in page("results", "zh", a=draft).expander]
    seated(service, draft, "阿梅", **{key(items[0]): 1})

    drawn = page("results", "zh", a=draft)

    assert not drawn.exception
    (box,) = [one for one in drawn.expander if one.label == title]
    (row,) = box.table[0].value.to_dict("records")
    assert list(row.values())[1:] == [1, 1, 3, 3]
    assert not any(name in shown(drawn) + str(row) for name in ("小林", "阿梅"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_sheet_on_the_consultant_s_device_asks_only_its_parts(
    service: Service, draft: str, items: list[str], lang: str
) -> None:
    sheet = seated(service, draft, "阿丽", **{key(items[0]): 1})
    service.answers.record(draft, items[0], Answer(point=3, note="只给顾问看"), 0)

    drawn = page("sheet", lang, a=draft, s=sheet)

    assert not drawn.exception
    assert Text("sheet.in_turn", label="阿丽").in_(lang) in shown(drawn)
    content = service.bank.instrument.dimension("content")
    assert [one.value for one in drawn.header] == [content.name.in_(lang)]
    assert drawn.radio[0].value == "1"
    assert "只给顾问看" not in [area.value for area in drawn.text_area]
    assert Text("respond.verify").in_(lang) not in [button.label for button in drawn.button]


@pytest.mark.parametrize("query", [{}, {"a": "01NOTHINGHERE"}, {"a": "01NOTHINGHERE", "s": "x"}])
def test_a_sheet_that_is_not_there_is_a_sentence(service: Service, query: dict[str, str]) -> None:
    assert service
    drawn = page("sheet", "zh", **query)

    assert not drawn.exception
    assert len(drawn.info) == 1


def test_a_person_never_meets_the_limit_of_wrong_links_and_a_guesser_does() -> None:
    guesses = FailedAttempts(MOST, SECONDS)
    for second in range(MOST - 1):
        guesses.note("a", float(second))
    assert not guesses.too_many("a", MOST)
    guesses.note("a", MOST)
    assert guesses.too_many("a", MOST)
    assert not guesses.too_many("b", MOST)
    assert not guesses.too_many("a", MOST + SECONDS)


def test_the_limit_remembers_only_so_many_addresses() -> None:
    guesses = FailedAttempts(MOST, SECONDS)
    for number in range(REMEMBERED + 1):
        for _ in range(MOST if number in {0, REMEMBERED} else 1):
            guesses.note(str(number), 0.0)

    assert not guesses.too_many("0", 0.0)
    assert guesses.too_many(str(REMEMBERED), 0.0)


def test_a_note_written_over_a_conflict_leaves_what_was_set_aside(
    service: Service, draft: str, items: list[str]
) -> None:
    book = service.respondents.own_sheet(draft, seated(service, draft, "阿丽"))
    mine, theirs = Draft("mine", book), Draft("theirs", book)
    for tab in (mine, theirs):
        tab.refresh()
        tab.fresh = False
    item = items[0]

    assert theirs.save(item, Answer(point=1))
    assert not mine.save(item, Answer(point=3))
    assert mine.save(item, Answer(point=1, note="我也写一句"))
    assert mine.set_aside[item].point == 3
    # Again, with somebody else in between.
    theirs.refresh()
    assert theirs.save(item, Answer(point=2, note="我也写一句"))
    assert not mine.save(item, Answer(point=1, note="再写一句"))
    assert mine.set_aside[item].point == 3

    assert mine.take_mine(item)
    assert book.opened().assessment.answers[item].point == 3
    assert item not in mine.set_aside


@pytest.mark.parametrize(("asked_in", "lang"), [("en", "zh"), ("zh", "en")])
def test_a_role_is_named_in_the_language_of_whoever_reads_it(
    service: Service, draft: str, asked_in: str, lang: str
) -> None:
    role = next(one for one in service.bank.roles if one.id == "host")
    sheet = service.respondents.add(draft, f"{role.name.in_(asked_in)} 小林", ["content"], role.id)
    service.respondents.add(draft, f"{role.name.in_(asked_in)}s’ table", ["content"])

    of_all, own = shown(page("respondents", lang, a=draft)), shown(page("sheet", lang, a=draft, s=sheet))

    for seen in (of_all, own):
        assert f"{role.name.in_(lang)} 小林" in seen
        assert f"{role.name.in_(asked_in)} 小林" not in seen
    assert f"{role.name.in_(asked_in)}s’ table" in of_all, "a name that only begins alike"
