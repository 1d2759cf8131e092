"""Several respondents, on both databases: sheets, links, what a link cannot reach, and what is agreed.

The bank is that of the school garden: `plants` (watering, beds, calendar,
harvest from a metric) and `people` (rota, keys where there is a shed).
"""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Barrier
from typing import Any, Literal

import pytest
import sqlalchemy as sa

from assessment.files import read
from assessment.instrument.load import shipped_bank
from assessment.responses import Absent, Answer, Evidence, Mode, Verified
from assessment.service import (
    Completed,
    Conflict,
    LinkClosed,
    LinkExpired,
    LinkRevoked,
    NoSuchLink,
    OwnSheet,
    Refused,
    Service,
    SheetClosed,
    account_actor,
    merchant_actor,
    open_service,
)
from assessment.store import schema
from assessment.store.database import open_database
from tests.clocks import TickingClock
from tests.test_evidence_types import png

GARDEN = Path(__file__).parent / "banks" / "small"
WATERING, BEDS, CALENDAR, ROTA = "plants.watering", "plants.beds", "plants.calendar", "people.rota"


@dataclass
class Shop:
    """A service, one draft in it, and a clock to be moved."""

    service: Service
    clock: TickingClock
    url: str
    id: str = field(init=False)

    def __post_init__(self) -> None:
        """Start the draft."""
        self.id = self.service.assessments.start(
            "示例菜园", Mode.FULL, {"has_shed": False}, date(2026, 11, 22)
        )

    def invited(self, label: str, *dimensions: str) -> tuple[str, str]:
        """Ask somebody by link; return their sheet and the token."""
        sheet = self.service.respondents.add(self.id, label, dimensions or ("plants", "people"))
        return sheet, self.service.respondents.give_link(self.id, sheet).token

    def seated(self, label: str, **points: int) -> OwnSheet:
        """Let somebody answer in turn; keys are items with __ for the dot."""
        sheet = self.service.respondents.own_sheet(
            self.id, self.service.respondents.add(self.id, label, ["plants", "people"])
        )
        for key, point in points.items():
            sheet.record(key.replace("__", "."), Answer(point=point), 0)
        return sheet

    def rows(self, *columns: sa.ColumnElement[Any]) -> list[Any]:
        """Read from the database itself."""
        database = open_database(self.url)
        with database.reading() as connection:
            found = list(connection.execute(sa.select(*columns)).all())
        database.close()
        return found


@pytest.fixture
def shop(url: str) -> Iterator[Shop]:
    clock = TickingClock()
    opened = open_service(url, GARDEN, "local", clock)
    yield Shop(opened, clock, url)
    opened.close()


# Sheets by link


def test_a_link_opens_its_sheet_and_what_is_answered_there_stays_apart(shop: Shop) -> None:
    sheet, token = shop.invited("王老师", "plants")

    mine = shop.service.respondents.sheet_by_link(token)
    greeting = mine.arrive()
    mine.record(WATERING, Answer(point=2, note="每天早上"), 0)

    assert (greeting.merchant_name, greeting.label, greeting.done) == ("示例菜园", "王老师", False)
    assert mine.opened().assessment.answers[WATERING].note == "每天早上"
    assert shop.service.assessments.open(shop.id).assessment.answers == {}
    (card,) = shop.service.respondents.of(shop.id)
    assert (card.sheet, card.answered, card.asked, card.link) == (sheet, 1, 3, "open")
    assert card.opened_at is not None
    assert card.last_said_at is not None


def test_only_the_hash_of_a_token_is_kept_and_no_token_stands_in_the_audit(shop: Shop) -> None:
    _, token = shop.invited("王老师")
    assert len(token) >= 43  # 256 bits in base 64
    everything = json.dumps(
        [
            [str(value) for value in row]
            for table in schema.metadata.sorted_tables
            for row in shop.rows(*table.c)
        ]
    )

    assert token not in everything
    assert shop.rows(schema.respondent.c.token_sha256) == [(sha256(token.encode()).hexdigest(),)]


def test_two_links_are_never_the_same(shop: Shop) -> None:
    tokens = {shop.invited(f"同学 {n}")[1] for n in range(10)}
    assert len(tokens) == 10


def test_a_respondent_is_asked_only_what_was_chosen_and_never_a_number(shop: Shop) -> None:
    _, token = shop.invited("王老师", "plants")
    mine = shop.service.respondents.sheet_by_link(token)

    instrument = mine.opened().instrument

    assert [item.id for item in instrument.items()] == [WATERING, BEDS, CALENDAR]
    assert (instrument.gates, instrument.metrics, instrument.profile) == ([], [], [])
    with pytest.raises(Refused):
        mine.record(ROTA, Answer(point=1), 0)


def test_a_link_reaches_neither_results_nor_other_sheets_nor_the_profile(shop: Shop) -> None:
    """What an `OwnSheet` offers is all there is, and it hands out nothing but its own sheet."""
    shop.service.answers.record(shop.id, ROTA, Answer(point=2, note="只给顾问看"), 0)
    shop.seated("同学", plants__watering=1)
    shop.service.bulk_changes.record_profile(shop.id, {"soil": "clay", "has_shed": False})
    _, token = shop.invited("王老师")
    mine = shop.service.respondents.sheet_by_link(token)

    verbs = {name for name in dir(mine) if not name.startswith("_")}
    opened = mine.opened()

    filling_in = {
        *("arrive", "opened", "revisions", "record", "undo", "hand_in"),
        *("mark_stumble", "take_up_again"),
    }
    assert verbs == filling_in | {
        "attach_file",
        "attach_link",
        "detach",
        "files",
        "content",
        "history",
        "restore",
    }
    assert opened.assessment.answers == {}
    assert opened.assessment.sheets == []
    assert opened.assessment.metrics == {}
    assert "soil" not in opened.assessment.profile
    assert "只给顾问看" not in repr(opened)


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "é" * 43, "A" * 43, "a" * 5000, "\ud800"])
def test_a_link_nobody_made_is_told_nothing_but_that_it_opens_no_sheet(shop: Shop, token: str) -> None:
    shop.invited("王老师")
    stranger = shop.service.respondents.sheet_by_link(token)

    for use in (stranger.arrive, stranger.opened, lambda: stranger.record(WATERING, Answer(point=3), 0)):
        with pytest.raises(NoSuchLink) as told:
            use()
        assert told.value.in_("zh")
        assert told.value.in_("en")


def test_a_link_ends_after_its_days_and_goes_on_when_it_is_extended(shop: Shop) -> None:
    sheet, token = shop.invited("王老师")
    mine = shop.service.respondents.sheet_by_link(token)
    mine.record(WATERING, Answer(point=2), 0)

    shop.clock.time += timedelta(days=13)
    mine.record(WATERING, Answer(point=1), 1)
    shop.clock.time += timedelta(days=1)
    for use in (mine.arrive, mine.opened, mine.undo, mine.hand_in, lambda: mine.record(BEDS, None, 0)):
        with pytest.raises(LinkExpired):
            use()
    assert shop.service.respondents.of(shop.id)[0].link == "expired"
    shop.service.respondents.extend_link(shop.id, sheet, 3)

    assert mine.opened().assessment.answers[WATERING].point == 1


def test_a_link_that_is_called_back_stops_at_once_and_the_answers_stay(shop: Shop) -> None:
    sheet, token = shop.invited("王老师")
    mine = shop.service.respondents.sheet_by_link(token)
    mine.record(WATERING, Answer(point=2), 0)

    shop.service.respondents.revoke_link(shop.id, sheet)

    for use in (mine.arrive, mine.opened, mine.undo, lambda: mine.record(BEDS, Answer(ticks=[]), 0)):
        with pytest.raises(LinkRevoked):
            use()
    assert shop.service.agreement.view(shop.id).answers[sheet][WATERING].point == 2
    with pytest.raises(Refused):
        shop.service.respondents.extend_link(shop.id, sheet, 3)


def test_a_new_link_takes_the_place_of_the_old_one(shop: Shop) -> None:
    sheet, old = shop.invited("王老师")
    shop.service.respondents.revoke_link(shop.id, sheet)

    new = shop.service.respondents.give_link(shop.id, sheet, 7).token

    assert shop.service.respondents.sheet_by_link(new).arrive().label == "王老师"
    with pytest.raises(NoSuchLink):
        shop.service.respondents.sheet_by_link(old).arrive()


def test_a_completed_assessment_takes_no_more_answers_and_says_so_to_respondents(shop: Shop) -> None:
    sheet, token = shop.invited("王老师")
    mine = shop.service.respondents.sheet_by_link(token)
    mine.record(WATERING, Answer(point=2), 0)
    shop.service.answers.record(shop.id, WATERING, Answer(point=2), 0)
    shop.service.assessments.complete(shop.id)

    for use in (mine.arrive, mine.opened, mine.hand_in, lambda: mine.record(WATERING, Answer(point=3), 1)):
        with pytest.raises(SheetClosed):
            use()
    changes: tuple[Callable[[], object], ...] = (
        lambda: shop.service.respondents.add(shop.id, "同学", ["plants"]),
        lambda: shop.service.respondents.give_link(shop.id, sheet),
        lambda: shop.service.respondents.remove(shop.id, sheet),
        lambda: shop.service.agreement.agree(shop.id, BEDS, Answer(ticks=[]), 0, why="", by=""),
        lambda: shop.service.agreement.agree_in_bulk(shop.id, [WATERING], ""),
    )
    for change in changes:
        with pytest.raises(Completed):
            change()
    assert shop.service.agreement.view(shop.id).answers[sheet][WATERING].point == 2


def test_handing_in_can_be_taken_back_until_then(shop: Shop) -> None:
    _, token = shop.invited("王老师")
    mine = shop.service.respondents.sheet_by_link(token)

    mine.hand_in()
    assert mine.arrive().done
    assert shop.service.respondents.of(shop.id)[0].done_at is not None
    mine.take_up_again()

    assert not mine.arrive().done


# Two at once


def test_two_devices_on_one_link_see_each_other_s_answers_and_neither_is_lost(shop: Shop) -> None:
    _, token = shop.invited("王老师")
    phone, laptop = (
        shop.service.respondents.sheet_by_link(token),
        shop.service.respondents.sheet_by_link(token),
    )

    phone.record(WATERING, Answer(point=2), 0)
    with pytest.raises(Conflict) as told:
        laptop.record(WATERING, Answer(point=1), 0)
    laptop.record(BEDS, Answer(ticks=["north"]), 0)

    assert told.value.stored == Answer(point=2, at=told.value.stored.at)  # type: ignore[union-attr]
    laptop.record(WATERING, Answer(point=1), told.value.revision)
    assert phone.opened().assessment.answers[WATERING].point == 1
    assert phone.opened().assessment.answers[BEDS].ticks == ["north"]


def test_answers_of_ten_people_at_the_same_moment_are_all_kept(shop: Shop) -> None:
    links = [shop.service.respondents.sheet_by_link(shop.invited(f"同学 {n}")[1]) for n in range(10)]
    start = Barrier(len(links))

    def answer(place: int) -> None:
        start.wait()
        links[place].record(WATERING, Answer(point=place % 3), 0)
        links[place].record(ROTA, Answer(point=place % 3), 0)

    with ThreadPoolExecutor(len(links)) as pool:
        list(pool.map(answer, range(len(links))))

    voices = shop.service.agreement.view(shop.id)
    assert sorted(voices.agreement.spreads[WATERING].points.values()) == [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]
    assert len(voices.agreement.spreads[ROTA].points) == 10


def test_of_two_at_the_same_moment_on_one_item_one_is_kept_and_the_other_is_told(shop: Shop) -> None:
    _, token = shop.invited("王老师")
    devices = [shop.service.respondents.sheet_by_link(token) for _ in range(2)]
    start = Barrier(2)

    def answer(place: int) -> Conflict | None:
        start.wait()
        try:
            devices[place].record(WATERING, Answer(point=place + 1), 0)
        except Conflict as conflict:
            return conflict
        return None

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(answer, range(2)))

    (winner,) = [place for place in range(2) if told[place] is None]
    (conflict,) = [one for one in told if one is not None]
    kept = devices[0].opened().assessment.answers[WATERING]
    assert kept.point == winner + 1
    assert conflict.stored == kept
    assert conflict.revision == 1


def test_each_takes_back_only_their_own(shop: Shop) -> None:
    _, token = shop.invited("王老师")
    mine = shop.service.respondents.sheet_by_link(token)
    shop.service.answers.record(shop.id, WATERING, Answer(point=1), 0)
    mine.record(WATERING, Answer(point=2), 0)
    mine.record(ROTA, Answer(point=2), 0)
    shop.service.answers.record(shop.id, ROTA, Answer(point=1), 0)

    assert mine.undo() == ROTA
    assert mine.undo() == WATERING
    assert mine.undo() is None
    assert {
        item: each.point for item, each in shop.service.assessments.open(shop.id).assessment.answers.items()
    } == {
        WATERING: 1,
        ROTA: 1,
    }
    assert shop.service.history.undo(shop.id) == ROTA


# Who is asked


@pytest.mark.parametrize(
    ("label", "dimensions"),
    [
        ("", ["plants"]),
        ("  ", ["plants"]),
        ("王老师", ["plants"]),
        ("很" * 41, ["plants"]),
        ("李老师", []),
        ("李老师", ["x"]),
    ],
)
def test_who_is_asked_has_a_name_of_their_own_and_something_to_answer(
    shop: Shop, label: str, dimensions: list[str]
) -> None:
    shop.invited("王老师")

    with pytest.raises(Refused) as told:
        shop.service.respondents.add(shop.id, label, dimensions)

    assert told.value.in_("zh")
    assert len(shop.service.respondents.of(shop.id)) == 1


@pytest.mark.parametrize("days", [0, -1, 91])
def test_a_link_lasts_from_a_day_to_three_months(shop: Shop, days: int) -> None:
    sheet, _ = shop.invited("王老师")

    with pytest.raises(Refused):
        shop.service.respondents.give_link(shop.id, sheet, days)
    with pytest.raises(Refused):
        shop.service.respondents.extend_link(shop.id, sheet, days)


def test_a_sheet_knows_for_how_many_days_its_link_was_asked_for(shop: Shop) -> None:
    sheet = shop.service.respondents.add(shop.id, "王老师", ["plants"])
    other, _ = shop.invited("同学")

    def known() -> list[int]:
        return [each.days for each in shop.service.respondents.of(shop.id)]

    assert known() == [14, 14]
    shop.service.respondents.give_link(shop.id, sheet, 30)
    assert known() == [30, 14]
    shop.clock.time += timedelta(days=40)
    assert known() == [30, 14]
    shop.service.respondents.extend_link(shop.id, sheet, 7)
    shop.service.respondents.revoke_link(shop.id, sheet)
    shop.service.respondents.revoke_link(shop.id, other)
    assert known() == [7, 14]


def test_somebody_may_be_asked_more_later(shop: Shop) -> None:
    sheet, token = shop.invited("王老师", "plants")

    shop.service.respondents.ask_about(shop.id, sheet, ["people"])

    assert [
        each.id for each in shop.service.respondents.sheet_by_link(token).opened().instrument.dimensions
    ] == ["people"]


def test_removing_takes_answers_and_link_and_the_consultant_s_undo_still_works(shop: Shop) -> None:
    sheet, token = shop.invited("王老师")
    shop.service.answers.record(shop.id, WATERING, Answer(point=1), 0)
    shop.service.answers.record(shop.id, WATERING, Answer(point=2), 0, sheet)

    shop.service.respondents.remove(shop.id, sheet)

    assert shop.service.respondents.of(shop.id) == []
    assert shop.service.assessments.open(shop.id).assessment.sheets == []
    with pytest.raises(NoSuchLink):
        shop.service.respondents.sheet_by_link(token).arrive()
    assert shop.service.history.undo(shop.id) == WATERING
    with pytest.raises(Refused):
        shop.service.respondents.remove(shop.id, sheet)


def test_in_turn_on_one_device_needs_no_link_and_is_kept_under_the_respondent(shop: Shop) -> None:
    seat = shop.seated("同学", plants__watering=1)

    assert seat.arrive().expires_at is None
    assert shop.service.respondents.of(shop.id)[0].link == "none"
    assert seat.opened().assessment.answers[WATERING].point == 1
    assert shop.service.history.undo(shop.id) is None


# Agreed


def test_the_consultant_sees_who_said_what_and_what_to_talk_about_first(shop: Shop) -> None:
    shop.seated("老师", plants__watering=2, people__rota=0)
    shop.seated("同学", plants__watering=0, people__rota=2)

    voices = shop.service.agreement.view(shop.id)

    assert [spread.item.id for spread in voices.agreement.agenda] == [WATERING, ROTA]
    spread = voices.agreement.spreads[WATERING]
    assert {voices.labels[sheet]: point for sheet, point in spread.points.items()} == {"老师": 2, "同学": 0}
    assert voices.proposals[WATERING].answer == Answer(point=0)
    assert voices.agreed == {}


def test_an_agreed_answer_keeps_its_reason_and_counts_and_the_individual_ones_stay(shop: Shop) -> None:
    one, other = shop.seated("老师", plants__watering=2), shop.seated("同学", plants__watering=0)
    shop.service.answers.record(shop.id, WATERING, Answer(note="问过两次"), 0)

    shop.service.agreement.agree(shop.id, WATERING, Answer(point=1), 1, why="周末没人浇", by="老师、同学")

    kept = shop.service.assessments.open(shop.id).assessment.answers[WATERING]
    assert (kept.point, kept.reason, kept.by, kept.note) == (1, "周末没人浇", "老师、同学", "问过两次")
    assert shop.service.assessments.snapshot(shop.id).results.items[WATERING].low == 1
    assert [each.opened().assessment.answers[WATERING].point for each in (one, other)] == [2, 0]
    assert shop.service.history.undo(shop.id) == WATERING
    assert shop.service.agreement.view(shop.id).agreed == {}


def test_an_agreed_answer_that_somebody_else_changed_is_not_overwritten(shop: Shop) -> None:
    shop.seated("老师", plants__watering=2)
    shop.service.agreement.agree(shop.id, WATERING, Answer(point=1), 0, why="一", by="")

    with pytest.raises(Conflict):
        shop.service.agreement.agree(shop.id, WATERING, Answer(point=2), 0, why="二", by="")

    assert shop.service.agreement.view(shop.id).agreed[WATERING].reason == "一"


def test_evidence_that_was_seen_is_proposed_and_comes_along_when_it_is_agreed(shop: Shop) -> None:
    shop.seated("老师", plants__watering=2)
    seat = shop.seated("同学")
    seat.record(WATERING, Answer(point=1, evidence=[Evidence(text="浇水表")]), 0)
    sheet = shop.service.respondents.of(shop.id)[1].sheet
    shop.service.respondents.verify(shop.id, sheet, WATERING, "顾问")

    proposal = shop.service.agreement.view(shop.id).proposals[WATERING]
    shop.service.agreement.agree(shop.id, WATERING, proposal.answer, 0, why="看过表", by="顾问")

    assert (proposal.answer.point, proposal.by) == (1, "evidence")
    kept = shop.service.assessments.open(shop.id).assessment.answers[WATERING]
    assert kept.evidence == [Evidence(text="浇水表")]
    assert isinstance(kept.verified, Verified)
    assert kept.verified.by == "顾问"
    shop.service.agreement.agree(shop.id, WATERING, Answer(point=2), 2, why="还是两级", by="")
    assert shop.service.assessments.open(shop.id).assessment.answers[WATERING].verified is None


def test_what_all_say_alike_is_taken_in_one_go_and_given_back_in_one_go(shop: Shop) -> None:
    shop.seated("老师", plants__watering=2, people__rota=1)
    shop.seated("同学", plants__watering=2, people__rota=2).record(BEDS, Answer(ticks=["north"]), 0)
    voices = shop.service.agreement.view(shop.id)
    assert (voices.alike, voices.alone) == ([WATERING], [BEDS])

    taken = shop.service.agreement.agree_in_bulk(shop.id, [*voices.alike, *voices.alone, ROTA], "答得一样")

    assert taken == (WATERING, BEDS)
    kept = shop.service.assessments.open(shop.id).assessment.answers
    assert {item: (each.point, each.ticks, each.reason, each.by) for item, each in kept.items()} == {
        WATERING: (2, None, "答得一样", "老师、同学"),
        BEDS: (None, ["north"], "答得一样", "同学"),
    }
    revision = shop.service.assessments.open(shop.id).revisions[BEDS]
    shop.service.answers.record(shop.id, BEDS, Answer(ticks=[]), revision)
    assert shop.service.agreement.undo_bulk(shop.id) == (WATERING,)
    assert list(shop.service.assessments.open(shop.id).assessment.answers) == [BEDS]
    assert shop.service.agreement.undo_bulk(shop.id) == ()


def test_an_answer_that_changed_after_the_preview_is_not_taken(shop: Shop) -> None:
    shop.seated("老师", plants__watering=2)
    seat = shop.seated("同学", plants__watering=2)
    preview = shop.service.agreement.view(shop.id).alike
    seat.record(WATERING, Answer(point=0), 1)

    assert shop.service.agreement.agree_in_bulk(shop.id, preview, "") == ()


def test_not_knowing_is_not_agreeing(shop: Shop) -> None:
    shop.seated("老师", plants__watering=2)
    shop.seated("同学").record(WATERING, Answer(absent=Absent.DONT_KNOW), 0)

    voices = shop.service.agreement.view(shop.id)

    assert (voices.alike, voices.alone) == ([], [])


def test_a_merchant_sees_how_far_three_or_more_answers_reach_and_nobody_s_name(shop: Shop) -> None:
    shop.seated("老师", plants__watering=2, people__rota=1)
    shop.seated("同学", plants__watering=0, people__rota=1)
    assert shop.service.assessments.snapshot(shop.id).spreads == []
    shop.seated("家长", plants__watering=1)

    (shown,) = shop.service.assessments.snapshot(shop.id).spreads

    assert (shown.item, shown.low, shown.median, shown.high, shown.count) == (WATERING, 0, 1, 2, 3)


# Files and copies


def test_a_file_for_the_merchant_holds_no_individual_sheet_unless_asked(shop: Shop, tmp_path: Path) -> None:
    shop.seated("老师", plants__watering=1)
    shop.service.agreement.agree(shop.id, WATERING, Answer(point=2), 0, why="商定", by="老师")

    plain = json.loads(shop.service.files.export(shop.id)[1])
    whole = shop.service.files.export(shop.id, with_sheets=True)[1]

    assert "sheets" not in plain
    assert plain["answers"][WATERING]["reason"] == "商定"
    (sheet,) = json.loads(whole)["sheets"]
    assert sheet["respondent"] == "老师"
    assert sheet["answers"][WATERING]["point"] == 1
    elsewhere = open_service(f"sqlite:///{tmp_path / 'elsewhere.db'}", GARDEN, "local", TickingClock())
    brought = elsewhere.files.import_file(whole).id
    assert brought is not None
    assert elsewhere.files.export(brought, with_sheets=True)[1] == whole
    voices = elsewhere.agreement.view(brought)
    assert list(voices.labels.values()) == ["老师"]
    assert [(each.label, each.asked, each.link) for each in elsewhere.respondents.of(brought)] == [
        ("老师", 4, "none")
    ]
    (sheet_id,) = voices.labels
    assert (
        elsewhere.respondents.sheet_by_link(elsewhere.respondents.give_link(brought, sheet_id).token)
        .arrive()
        .label
        == "老师"
    )
    elsewhere.close()


def test_a_correction_brings_the_sheets_along_without_their_links(shop: Shop) -> None:
    _, token = shop.invited("王老师", "plants")
    shop.service.respondents.sheet_by_link(token).record(WATERING, Answer(point=2), 0)
    shop.service.answers.record(shop.id, WATERING, Answer(point=2), 0)
    shop.service.assessments.complete(shop.id)

    copy = shop.service.assessments.correct(shop.id)

    (card,) = shop.service.respondents.of(copy)
    assert (card.label, card.dimensions, card.answered, card.link) == ("王老师", ["plants"], 1, "none")
    with pytest.raises(SheetClosed):
        shop.service.respondents.sheet_by_link(token).arrive()


def test_erasing_the_merchant_takes_sheets_and_links_with_it(shop: Shop) -> None:
    _, token = shop.invited("王老师")
    merchant = shop.service.assessments.recent()[0].merchant_id

    shop.service.privacy.erase(merchant)

    with pytest.raises(LinkClosed):
        shop.service.respondents.sheet_by_link(token).arrive()
    assert shop.rows(schema.respondent.c.sheet_id) == []


def test_what_was_answered_before_anybody_was_asked_counts_and_is_not_called_settled(shop: Shop) -> None:
    shop.service.answers.record(shop.id, WATERING, Answer(point=2), 0)
    shop.seated("甲", plants__watering=0)
    shop.seated("乙", plants__watering=2)

    view = shop.service.agreement.view(shop.id)
    assert (view.agreed, view.standing[WATERING].point) == ({}, 2)
    assert [spread.item.id for spread in view.to_talk] == [WATERING]

    revision = view.revisions[WATERING]
    shop.service.agreement.agree(shop.id, WATERING, Answer(point=1), revision, why="看了记录", by="甲、乙")

    view = shop.service.agreement.view(shop.id)
    assert (view.to_talk, view.standing, view.agreed[WATERING].point) == ([], {}, 1)
    assert [spread.item.id for spread in view.agreement.agenda] == [WATERING]


def test_evidence_and_history_of_a_sheet_are_its_own(shop: Shop) -> None:
    service = shop.service
    _, token = shop.invited("王老师", "plants")
    mine, other = service.respondents.sheet_by_link(token), shop.seated("李老师", plants__watering=1)
    picture, table = png(), b"a,b\n1,2\n"
    service.evidence.attach_file(shop.id, WATERING, "counts.csv", table)
    other.attach_file(WATERING, "photo.png", picture)

    mine.attach_link(WATERING, "https://example.com/log")
    mine.attach_file(BEDS, "photo.png", picture)
    with pytest.raises(Refused):
        mine.attach_file(ROTA, "photo.png", picture)  # not asked
    with pytest.raises(Refused):
        mine.attach_link(WATERING, "javascript:alert(1)")
    assert [(file.name, file.items) for file in mine.files()] == [("photo.png", (BEDS,))]
    hashes = {name: sha256(raw).hexdigest() for name, raw in (("picture", picture), ("table", table))}
    assert mine.content(hashes["picture"]) is not None
    assert mine.content(hashes["table"]) is None

    mine.record(WATERING, Answer(point=2, evidence=mine_evidence(mine, WATERING)), 1)
    changes = mine.history(WATERING)
    assert [change.after.point for change in changes if isinstance(change.after, Answer)] == [2, None]
    with pytest.raises(Refused):
        mine.restore(WATERING, other.history(WATERING)[0].id)
    mine.restore(WATERING, changes[-1].id)
    assert mine.opened().assessment.answers[WATERING].point is None

    (piece,) = mine_evidence(mine, BEDS)
    mine.detach(BEDS, piece)
    assert mine.content(hashes["picture"]) is None
    assert len(mine_evidence(other, WATERING)) == 1
    assert len(service.assessments.open(shop.id).assessment.answers[WATERING].evidence) == 1


def mine_evidence(sheet: OwnSheet, item: str) -> list[Evidence]:
    return list(sheet.opened().assessment.answers[item].evidence)


# Who settled on an answer


def _as_shop(shop: Shop, scope: Literal["answer", "read"] = "answer") -> Service:
    merchant_id = shop.service.rounds.merchant_of(shop.id).merchant_id
    link = shop.service.merchant_links.give(merchant_id, scope)
    return shop.service.acting_as(merchant_actor(link.id, scope, merchant_id))


def _names_nobody(shop: Shop, *others: Service) -> None:
    """Whoever leads is told whose answer counts; nobody else is, wherever they look."""
    mine = shop.service.files.export(shop.id)[1].decode()
    assert '"by": "王老师"' in mine
    for other in others:
        opened = other.assessments.open(shop.id)
        assert opened.assessment.answers[WATERING].point == 2
        assert opened.assessment.answers[WATERING].by is None
        assert other.assessments.snapshot(shop.id).opened.assessment.answers[WATERING].by is None
        if other.actor.may("files.export"):
            exported = other.files.export(shop.id)[1]
            assert "王老师" not in exported.decode()
            assert read(exported, opened.instrument, lambda *_: None).problems == []
            assert "王老师" not in str(other.rounds.open(shop.id).assessment)
            assert "王老师" not in str(other.rounds.of_merchant(opened.assessment.merchant.id or ""))
            assert "王老师" not in str(other.history.of(shop.id, WATERING))


def test_the_shop_and_a_viewer_are_not_told_whose_answer_counts(shop: Shop) -> None:
    shop.seated("王老师", plants__watering=2)
    shop.service.agreement.agree_in_bulk(shop.id, [WATERING], "")
    viewer = shop.service.acting_as(account_actor("v", "viewer", sees_all=True))

    _names_nobody(shop, _as_shop(shop), viewer)
    shop.service.assessments.complete(shop.id)
    _names_nobody(shop, _as_shop(shop), _as_shop(shop, "read"), viewer)


def test_a_round_that_goes_on_from_agreed_answers_names_nobody_either(shop: Shop) -> None:
    shop.seated("王老师", plants__watering=2)
    shop.service.agreement.agree_in_bulk(shop.id, [WATERING], "")
    shop.service.assessments.complete(shop.id)
    begun = shop.service.next_round.start(shop.id, date(2026, 11, 23))

    other = _as_shop(shop)

    assert "王老师" in str(shop.service.next_round.of(begun, date(2026, 11, 23)))
    assert "王老师" not in str(other.next_round.of(begun, date(2026, 11, 23)))
    assert "王老师" not in str(other.rounds.open(begun).assessment)


def test_a_note_of_the_shop_leaves_whose_answer_it_was_and_another_answer_is_the_shops_own(
    shop: Shop,
) -> None:
    shop.seated("王老师", plants__watering=2)
    shop.service.agreement.agree_in_bulk(shop.id, [WATERING], "")
    other = _as_shop(shop)

    seen = other.assessments.open(shop.id)
    noted = seen.assessment.answers[WATERING].model_copy(update={"note": "去年的"})
    other.answers.record(shop.id, WATERING, noted, seen.revisions[WATERING])
    assert shop.service.assessments.open(shop.id).assessment.answers[WATERING].by == "王老师"

    with pytest.raises(Conflict) as conflict:
        other.answers.record(shop.id, WATERING, Answer(point=1), 0)
    assert isinstance(conflict.value.stored, Answer)
    assert (conflict.value.stored.note, conflict.value.stored.by) == ("去年的", None)

    revision = other.assessments.open(shop.id).revisions[WATERING]
    other.answers.record(shop.id, WATERING, Answer(point=1, by="王老师"), revision)
    assert shop.service.assessments.open(shop.id).assessment.answers[WATERING].by is None


def test_a_filled_in_book_of_the_shop_is_no_conflict_where_an_answer_was_agreed(shop: Shop) -> None:
    shop.seated("王老师", plants__watering=2)
    shop.service.agreement.agree_in_bulk(shop.id, [WATERING], "")
    other = _as_shop(shop)
    seen = other.assessments.open(shop.id).assessment
    watered = seen.answers[WATERING].model_copy(update={"note": "去年的"})

    other.bulk_answers.save(
        shop.id, seen, seen.model_copy(update={"answers": {**seen.answers, WATERING: watered}})
    )

    kept = shop.service.assessments.open(shop.id).assessment.answers[WATERING]
    assert (kept.note, kept.by) == ("去年的", "王老师")


def test_what_the_profile_leaves_out_is_asked_of_nobody_and_counted_nowhere(tmp_path: Path) -> None:
    service = open_service(f"sqlite:///{tmp_path / 'a.db'}", shipped_bank())
    without = service.assessments.start("老陈果园", Mode.FULL, {"works_with_top_kol": False}, None)
    alongside = service.assessments.start("青石坡", Mode.FULL, {"works_with_top_kol": True}, None)

    def asked(id_: str) -> tuple[int, set[str]]:
        sheet = service.respondents.add(id_, "店长", ["team", "top_kol"])
        listed = next(one for one in service.respondents.of(id_) if one.sheet == sheet)
        shown = service.respondents.own_sheet(id_, sheet).opened().instrument
        assert listed.asked == sum(1 for _ in shown.items())
        assert set(listed.dimensions) == {dimension.id for dimension in shown.dimensions}
        return listed.asked, set(listed.dimensions)

    fewer, parts = asked(without)
    more, all_parts = asked(alongside)
    assert (parts, all_parts) == ({"team"}, {"team", "top_kol"})
    big = service.bank.instrument.dimension("top_kol").items
    assert more - fewer == sum(item.kind != "metric" for item in big)
    # Brought back, it is asked again.
    service.bulk_changes.bring_back(without, "top_kol")
    assert service.respondents.of(without)[0].asked == more
    service.close()
