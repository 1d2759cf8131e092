"""Private links of merchants, the record of events, and privacy, on both databases."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from assessment.responses import Answer, Mode
from assessment.service import (
    EventFilter,
    LinkExpired,
    LinkRevoked,
    NoSuchLink,
    NoSuchMerchant,
    NotAllowed,
    Refused,
    Service,
    merchant_actor,
    open_service,
)
from assessment.service.account_errors import WrongPassword
from assessment.service.events import KINDS
from assessment.service.merchant_links import MOST_LINKS, USE_NOTED, Scope
from assessment.service.put_away import BIN_DAYS
from assessment.store import schema
from assessment.store.database import Database, open_database
from assessment.texts import LANGUAGES, Text
from tests.clocks import Clock

GARDEN = Path(__file__).parent / "banks" / "small"
WATERING = "plants.watering"
TODAY = date(2026, 11, 22)
NAME, NOTE = "示例菜园甲乙丙", "只有自己知道的一句话"


@dataclass
class Shop:
    """A service, its clock, and a merchant who began without an account."""

    service: Service
    clock: Clock
    url: str

    def __post_init__(self) -> None:
        """Begin."""
        self.begun = self.service.merchant_links.begin(NAME, Mode.FULL, TODAY, "我同意")
        self.merchant = self.begun.link.merchant_id

    def events(self, *kinds: str, merchant: str | None = None) -> list[str]:
        """Return the kinds of events, the latest first."""
        found = self.service.events.listed(EventFilter(kinds=kinds, merchant_id=merchant))
        return [each.kind for each in found.events]

    def everything(self) -> str:
        """Return all rows of all tables as text."""
        database = open_database(self.url)
        with database.reading() as connection:
            rows = [
                [str(value) for value in row]
                for table in schema.metadata.sorted_tables
                for row in connection.execute(sa.select(table))
            ]
        database.close()
        return json.dumps(rows, ensure_ascii=False)


@pytest.fixture
def shop(url: str) -> Iterator[Shop]:
    clock = Clock()
    opened = open_service(url, GARDEN, "local", clock)
    yield Shop(opened, clock, url)
    opened.close()


# Links


def test_whoever_begins_without_an_account_comes_back_by_the_link(shop: Shop) -> None:
    visit = shop.service.merchant_links.follow(shop.begun.link.token)

    assert (visit.merchant_id, visit.merchant_name, visit.scope) == (shop.merchant, NAME, "answer")
    assert visit.expires_at == shop.clock.time + timedelta(days=365)
    opened = shop.service.assessments.open(shop.begun.assessment_id)
    shown = shop.service.merchant_links.shown(shop.merchant)
    assert shown is not None
    assert [card.id for card in shown.cards] == [shop.begun.assessment_id]
    assert shop.service.merchant_links.shown("nobody") is None
    assert (opened.assessment.merchant.id, opened.assessment.taken_on) == (shop.merchant, TODAY)


def test_only_the_hash_of_a_token_is_kept_and_no_event_names_it(shop: Shop) -> None:
    token = shop.begun.link.token

    assert len(token) >= 43  # 256 bits in base 64
    assert token not in shop.everything()
    assert sha256(token.encode()).hexdigest() in shop.everything()


@pytest.mark.parametrize("token", ["", "x", "../../etc/passwd", "é" * 43, "A" * 43, "a" * 5000, "\ud800"])
def test_a_link_nobody_made_leads_nowhere(shop: Shop, token: str) -> None:
    with pytest.raises(NoSuchLink) as told:
        shop.service.merchant_links.follow(token)
    assert {told.value.in_(language) for language in LANGUAGES}


def test_a_link_of_a_sheet_is_no_link_of_a_merchant_and_the_other_way_round(shop: Shop) -> None:
    sheet = shop.service.respondents.add(shop.begun.assessment_id, "王老师", ["plants"])
    of_sheet = shop.service.respondents.give_link(shop.begun.assessment_id, sheet).token

    with pytest.raises(NoSuchLink):
        shop.service.merchant_links.follow(of_sheet)
    with pytest.raises(NoSuchLink):
        shop.service.respondents.sheet_by_link(shop.begun.link.token).arrive()


@pytest.mark.parametrize(("days", "works"), [(6, True), (7, False), (800, False)])
def test_a_link_ends_after_its_days(shop: Shop, days: int, *, works: bool) -> None:
    token = shop.service.merchant_links.give(shop.merchant, "read", "合伙人", 7).token
    shop.clock.time += timedelta(days=days)

    if works:
        assert shop.service.merchant_links.follow(token).scope == "read"
        return
    with pytest.raises(LinkExpired):
        shop.service.merchant_links.follow(token)
    links = shop.service.merchant_links.of(shop.merchant)
    assert [each.state for each in links if each.label == "合伙人"] == ["expired"]


def test_a_link_that_is_called_back_stops_at_once_and_another_goes_on(shop: Shop) -> None:
    links = shop.service.merchant_links
    read = links.give(shop.merchant, "read", "合伙人")

    links.revoke(shop.merchant, read.id)
    links.revoke(shop.merchant, read.id)

    with pytest.raises(LinkRevoked):
        links.follow(read.token)
    assert links.follow(shop.begun.link.token).merchant_id == shop.merchant
    assert shop.events("link_revoked") == ["link_revoked"]


def test_a_lost_link_is_made_anew_and_the_lost_one_stops(shop: Shop) -> None:
    links = shop.service.merchant_links
    shop.clock.time += timedelta(days=1)
    new = links.reissue(shop.merchant, shop.begun.link.id)

    with pytest.raises(LinkRevoked):
        links.follow(shop.begun.link.token)
    assert links.follow(new.token).scope == "answer"
    assert [(each.state, each.by_merchant) for each in links.of(shop.merchant)] == [
        ("open", False),
        ("revoked", True),
    ]


@pytest.mark.parametrize(("scope", "days"), [("answer", 7), ("read", 365), ("read", 1), ("answer", 730)])
def test_a_link_that_replaces_another_lasts_as_long_as_that_was_made_for(
    shop: Shop, scope: Scope, days: int
) -> None:
    links = shop.service.merchant_links
    old = links.give(shop.merchant, scope, "老周", days)
    shop.clock.time += timedelta(days=days, hours=5)  # lost, and over meanwhile

    new = links.reissue(shop.merchant, old.id)

    assert new.expires_at == shop.clock.time + timedelta(days=days)
    listed = {each.id: each for each in links.of(shop.merchant)}
    assert (listed[new.id].days, listed[new.id].label, listed[new.id].scope) == (days, "老周", scope)


def test_what_was_called_back_is_not_opened_again_by_a_tab_that_has_not_seen_it(shop: Shop) -> None:
    links = shop.service.merchant_links
    links.revoke(shop.merchant, shop.begun.link.id)
    with pytest.raises(Refused):
        links.reissue(shop.merchant, shop.begun.link.id)
    assert [each.state for each in links.of(shop.merchant)] == ["revoked"]

    lost = links.give(shop.merchant, "answer")
    links.reissue(shop.merchant, lost.id)
    with pytest.raises(Refused):
        links.reissue(shop.merchant, lost.id)
    assert sorted(each.state for each in links.of(shop.merchant)) == ["open", "revoked", "revoked"]


def test_a_link_of_another_merchant_is_neither_called_back_nor_made_anew(shop: Shop) -> None:
    other = shop.service.merchant_links.begin("别的店", Mode.CORE, TODAY, None)
    for act in (shop.service.merchant_links.revoke, shop.service.merchant_links.reissue):
        with pytest.raises(Refused):
            act(shop.merchant, other.link.id)
    assert shop.service.merchant_links.follow(other.link.token).merchant_name == "别的店"


def test_by_its_link_a_merchant_calls_back_what_it_gave_to_readers_and_nothing_else(shop: Shop) -> None:
    mine = shop.service.acting_as(merchant_actor(shop.begun.link.id, "answer", shop.merchant)).merchant_links
    read = mine.give(shop.merchant, "read", "合伙人")

    mine.revoke(shop.merchant, read.id)
    with pytest.raises(Refused):
        mine.revoke(shop.merchant, shop.begun.link.id)
    with pytest.raises(NotAllowed):
        mine.reissue(shop.merchant, read.id)
    with pytest.raises(NotAllowed):
        mine.give(shop.merchant, "answer")

    with pytest.raises(LinkRevoked):
        mine.follow(read.token)
    assert mine.follow(shop.begun.link.token).scope == "answer"
    shown = mine.shown(shop.merchant)
    assert shown is not None
    assert shown.merchant_id == shop.merchant


def test_the_last_use_is_shown_and_noted_no_oftener_than_needed(shop: Shop) -> None:
    links, first = shop.service.merchant_links, shop.clock.time
    assert links.of(shop.merchant)[0].used_at is None

    links.follow(shop.begun.link.token)
    assert links.of(shop.merchant)[0].used_at is None  # looked up only, as chat programs do

    links.note_used(links.follow(shop.begun.link.token))
    shop.clock.time += USE_NOTED - timedelta(seconds=1)
    links.note_used(links.follow(shop.begun.link.token))
    assert links.of(shop.merchant)[0].used_at == first
    shop.clock.time += timedelta(seconds=1)
    links.note_used(links.follow(shop.begun.link.token))
    assert links.of(shop.merchant)[0].used_at == first + USE_NOTED


@pytest.mark.parametrize(("label", "days"), [("x" * 41, 7), ("合伙人", 0), ("合伙人", 731)])
def test_a_link_that_would_not_make_sense_is_refused_and_none_is_made(
    shop: Shop, label: str, days: int
) -> None:
    with pytest.raises(Refused):
        shop.service.merchant_links.give(shop.merchant, "read", label, days)
    assert len(shop.service.merchant_links.of(shop.merchant)) == 1


def test_a_merchant_has_so_many_links_in_use_and_no_more(shop: Shop) -> None:
    for _ in range(MOST_LINKS - 1):
        shop.service.merchant_links.give(shop.merchant, "read")
    with pytest.raises(Refused):
        shop.service.merchant_links.give(shop.merchant, "read")


def test_nobody_is_begun_without_a_name(shop: Shop) -> None:
    before = shop.everything()
    with pytest.raises(Refused):
        shop.service.merchant_links.begin(" ", Mode.CORE, TODAY, "我同意")
    assert shop.everything() == before


# Events

FORBIDDEN = {
    "changed": "update event set kind = 'other'",
    "deleted": "delete from event",
    "deleted by cascade or otherwise": "delete from event where merchant_id is not null",
    "replaced": "insert into event select * from event",
}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_database_itself_lets_events_only_grow(shop: Shop, what: str) -> None:
    database: Database = open_database(shop.url)
    before = shop.events()
    with pytest.raises(IntegrityError), database.writing() as connection:
        connection.execute(sa.text(FORBIDDEN[what]))
    if database.file is None:
        with pytest.raises(IntegrityError), database.writing() as connection:
            connection.exec_driver_sql("truncate event")
    else:
        replace = "insert or replace into event select * from event"
        with database.writing() as connection:
            connection.exec_driver_sql("pragma recursive_triggers = off")
            with pytest.raises(IntegrityError):
                connection.exec_driver_sql(replace)
    assert shop.events() == before
    database.close()


def test_consent_and_the_way_in_are_written_down_in_order(shop: Shop) -> None:
    links = shop.service.merchant_links
    visit = links.follow(shop.begun.link.token)
    links.note_opened(visit)
    links.note_viewed(visit, shop.begun.assessment_id)

    assert shop.events(merchant=shop.merchant) == ["result_viewed", "link_opened", "link_made", "consented"]
    (consented,) = shop.service.events.listed(EventFilter(kinds=["consented"])).events
    assert consented.detail == {"text_sha256": sha256("我同意".encode()).hexdigest()}
    assert consented.by == f"merchant:{shop.merchant}"


def test_events_are_found_by_day_account_and_merchant(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ASSESSMENT_SECRET", "s" * 32)
    events, noon = shop.service.events, shop.clock.time
    shop.clock.time += timedelta(days=1)
    ann = shop.service.accounts.invite("小李", "consultant").account_id
    with pytest.raises(WrongPassword):
        shop.service.sign_ins.sign_in("nobody", "wrong password", "192.0.2.9")

    def kinds(**wanted: Any) -> list[str]:
        return [each.kind for each in events.listed(EventFilter(**wanted)).events]

    assert kinds(account_id=ann) == ["account_invited"]
    assert kinds(account_id="another", actor_labels=["local"]) == ["account_invited"]
    assert kinds(since=noon + timedelta(hours=1)) == ["sign_in_failed", "account_invited"]
    assert kinds(until=noon + timedelta(hours=1)) == ["link_made", "consented"]
    assert kinds(merchant_id=shop.merchant) == ["link_made", "consented"]
    for wanted in (shop.merchant, NAME, NAME[1:]):
        assert kinds(merchant=wanted) == ["link_made", "consented"]
        assert events.listed(EventFilter(merchant=wanted)).total == 2
    assert kinds(merchant="%") == kinds(merchant=shop.merchant[:-1]) == []
    page = events.listed(EventFilter(), first=1, most=2)
    assert ([each.kind for each in page.events], page.total) == (["account_invited", "link_made"], 4)


@pytest.mark.parametrize("language", LANGUAGES)
def test_events_are_taken_out_for_a_spreadsheet_with_no_formula_in_them(shop: Shop, language: str) -> None:
    shop.service.merchants.rename(shop.merchant, "=HYPERLINK(1)", NAME)
    raw = shop.service.events.as_csv(EventFilter(merchant_id=shop.merchant), language)

    head, *lines = csv.reader(io.StringIO(raw.decode("utf-8-sig")))
    assert len(head) == 7
    assert {line[3] for line in lines} == {"'=HYPERLINK(1)"}
    assert [line[4] for line in lines] == [shop.merchant, shop.merchant]


def test_every_kind_of_event_has_a_name_in_every_language() -> None:
    for kind in KINDS:
        assert len({Text(f"audit.kind.{kind}").in_(language) for language in LANGUAGES}) == len(LANGUAGES)


# Privacy


def answered(shop: Shop) -> None:
    shop.service.answers.record(shop.begun.assessment_id, WATERING, Answer(point=2, note=NOTE), 0)
    shop.service.intake.save_note(shop.begun.assessment_id, "", "只给顾问看", 0)


def test_everything_that_is_held_comes_out_in_one_file(shop: Shop) -> None:
    answered(shop)
    second = shop.service.assessments.start("", Mode.CORE, {}, TODAY, merchant_id=shop.merchant)
    shop.service.put_away.put([second], "bin")

    with zipfile.ZipFile(io.BytesIO(shop.service.privacy.export(shop.merchant))) as archive:
        rows = json.loads(archive.read("held.json"))
        assert archive.testzip() is None
        assert set(archive.namelist()) == {"merchant.zip", "held.json"}
        packed = archive.read("merchant.zip")

    assert [row["name"] for row in rows["merchant"]] == [NAME]
    assert sorted(row["id"] for row in rows["assessment"]) == sorted([shop.begun.assessment_id, second])
    assert [row["value"]["note"] for row in rows["answer"]] == [NOTE]
    assert [row["text"] for row in rows["private_note"]] == ["只给顾问看"]
    assert [row["kind"] for row in rows["event"]] == ["consented", "link_made", "put_away"]
    assert "token_sha256" not in rows["merchant_link"][0]
    # Every table with a column that leads to a merchant is in it.
    linked = {
        table.name
        for table in schema.metadata.sorted_tables
        if {"merchant_id", "assessment_id"} & set(table.c.keys())
    }
    assert set(rows) == linked | {"merchant"}
    assert shop.events("exported") == ["exported"]  # one deed, whatever is in the file
    shop.service.privacy.erase(shop.merchant)
    assert shop.service.backups.restore(packed).merchant == NAME


def test_an_erased_merchant_leaves_nothing_but_events_with_an_id_that_leads_nowhere(shop: Shop) -> None:
    answered(shop)
    token = shop.begun.link.token
    shop.service.merchant_links.give(shop.merchant, "read", "给合伙人老周")

    shop.service.privacy.erase(shop.merchant)

    left = shop.everything()
    for gone in (NAME, NOTE, "只给顾问看", "老周", sha256(token.encode()).hexdigest()):
        assert gone not in left
    with pytest.raises(NoSuchLink):
        shop.service.merchant_links.follow(token)
    found = shop.service.events.listed(EventFilter(merchant_id=shop.merchant)).events
    assert [each.kind for each in found] == ["merchant_erased", "link_made", "link_made", "consented"]
    assert {each.merchant_name for each in found} == {None}


def test_an_erased_merchant_is_in_no_file_of_the_database(sqlite_url: str) -> None:
    shop = Shop(open_service(sqlite_url, GARDEN, "local", Clock()), Clock(), sqlite_url)
    answered(shop)
    shop.service.privacy.erase(shop.merchant)
    shop.service.close()

    file = Path(sqlite_url.removeprefix("sqlite:///"))
    bytes_left = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    for gone in (NAME, NOTE, "只给顾问看"):
        assert gone.encode() not in bytes_left


def test_what_is_not_here_is_neither_erased_nor_taken_out(shop: Shop) -> None:
    with pytest.raises(NoSuchMerchant):
        shop.service.privacy.erase("nobody")
    with pytest.raises(NoSuchMerchant):
        shop.service.privacy.export("nobody")
    assert shop.service.merchant_links.of("nobody") == []
    with pytest.raises(NoSuchMerchant):
        shop.service.merchant_links.give("nobody", "read")


# How long merchants are kept


def test_merchants_are_kept_as_long_as_the_settings_say_until_the_owner_says_otherwise(shop: Shop) -> None:
    privacy = shop.service.privacy
    assert (privacy.retention().days, privacy.retention(400).days) == (None, 400)
    assert privacy.retention(400).is_default

    privacy.set_retention(90)
    privacy.set_retention(30)
    assert (privacy.retention(400).days, privacy.retention(400).is_default) == (30, False)
    privacy.set_retention(None)
    assert privacy.retention(400).days is None
    for days in (0, -1, 36_501):
        with pytest.raises(Refused):
            privacy.set_retention(days)


def test_what_nobody_touched_for_so_long_goes_into_the_bin_and_then_for_good(shop: Shop) -> None:
    service = shop.service
    service.privacy.set_retention(90)
    service.examples.add()
    shop.clock.time += timedelta(days=89)
    kept = service.merchant_links.begin("刚来的店", Mode.CORE, TODAY, None)
    assert service.privacy.sweep() == 0
    shop.clock.time += timedelta(days=2)

    assert service.privacy.sweep() == 1
    assert service.privacy.sweep() == 0  # once a day
    assert [card.id for card in service.put_away.listed("bin")] == [shop.begun.assessment_id]
    assert [card.id for card in service.assessments.recent() if not card.example] == [kept.assessment_id]
    shop.clock.time += timedelta(days=BIN_DAYS + 1)
    service.put_away.sweep()

    assert NAME not in shop.everything()
    assert shop.events("merchant_erased") == ["merchant_erased"]


def test_looking_for_what_is_due_that_failed_is_done_with_the_next_visit(shop: Shop) -> None:
    shop.service.privacy.set_retention(30)
    shop.clock.time += timedelta(days=31)
    database = open_database(shop.url)
    with database.writing() as connection:
        connection.exec_driver_sql("alter table put_away rename to put_elsewhere")
    assert shop.service.privacy.sweep() == 0
    shop.service.put_away.sweep()
    with database.writing() as connection:
        connection.exec_driver_sql("alter table put_elsewhere rename to put_away")
    database.close()

    assert shop.service.privacy.sweep() == 1


def test_two_replicas_that_look_for_what_is_due_at_once_do_it_once(shop: Shop) -> None:
    shop.service.privacy.set_retention(30)
    shop.clock.time += timedelta(days=31)
    other = open_service(shop.url, GARDEN, now=shop.clock)
    with ThreadPoolExecutor(2) as pool:
        put = list(pool.map(lambda one: one.privacy.sweep(), (shop.service, other)))
    other.close()

    assert sorted(put) == [0, 1]


@pytest.mark.parametrize("touch", ["link", "answer"])
def test_a_merchant_who_comes_back_is_kept(shop: Shop, touch: str) -> None:
    shop.service.privacy.set_retention(90)
    shop.clock.time += timedelta(days=80)
    if touch == "link":
        links = shop.service.merchant_links
        links.note_used(links.follow(shop.begun.link.token))
    else:
        answered(shop)
    shop.clock.time += timedelta(days=80)

    assert shop.service.privacy.sweep() == 0


def test_a_shop_changes_its_own_link_and_the_old_one_ends(shop: Shop) -> None:
    links = shop.service.merchant_links
    visit = links.follow(shop.begun.link.token)
    other = links.give(shop.merchant, "answer")
    own = shop.service.acting_as(merchant_actor(visit.link_id, "answer", shop.merchant)).merchant_links

    shop.clock.time += timedelta(days=3)
    new = own.replace_own(shop.merchant)

    # By its own hand it lasts no longer than it was made for.
    assert new.expires_at == shop.begun.link.expires_at
    with pytest.raises(LinkRevoked):
        links.follow(shop.begun.link.token)
    assert links.follow(new.token).scope == "answer"
    assert links.follow(other.token).link_id == other.id  # another device's link is its own
    assert shop.events("link_revoked", "link_made")[:2] == ["link_made", "link_revoked"]
    with pytest.raises(Refused):  # once: whoever was second has the old one
        own.replace_own(shop.merchant)


def test_a_link_to_read_and_whoever_signs_in_change_no_link_of_their_own(shop: Shop) -> None:
    read = shop.service.merchant_links.give(shop.merchant, "read")
    reader = shop.service.acting_as(merchant_actor(read.id, "read", shop.merchant))
    with pytest.raises(NotAllowed):
        reader.merchant_links.replace_own(shop.merchant)
    with pytest.raises(Refused):
        shop.service.merchant_links.replace_own(shop.merchant)


def test_opening_and_reading_again_and_again_fills_nothing(shop: Shop) -> None:
    links = shop.service.merchant_links
    visit = links.follow(shop.begun.link.token)
    for _ in range(5):
        links.note_opened(visit)
        links.note_viewed(visit, "a")
        links.note_viewed(visit, "b")
    assert sorted(shop.events("link_opened", "result_viewed")) == [
        "link_opened",
        "result_viewed",
        "result_viewed",
    ]
    shop.clock.time += timedelta(minutes=10)
    links.note_opened(visit)
    assert len(shop.events("link_opened")) == 2


def test_links_that_were_called_back_count_for_a_day(shop: Shop) -> None:
    links = shop.service.merchant_links
    for _ in range(MOST_LINKS - 1):
        links.revoke(shop.merchant, links.give(shop.merchant, "read").id)
    with pytest.raises(Refused):
        links.give(shop.merchant, "read")
    shop.clock.time += timedelta(days=1, seconds=1)
    assert links.give(shop.merchant, "read")


def test_every_file_that_is_taken_out_is_written_down(shop: Shop) -> None:
    service, id_ = shop.service, shop.begun.assessment_id
    for what in ("answer_book", "roadmap_csv", "roadmap_csv"):
        service.events.note_download(id_, what)
    service.events.note_list("due_list", 3)
    by_link = service.acting_as(merchant_actor(shop.begun.link.id, "answer", shop.merchant))
    for _ in range(3):
        by_link.events.note_download(id_, "answer_book")
        by_link.files.export(id_)

    found = service.events.listed(EventFilter(kinds=["exported"])).events
    assert [(each.merchant_id, each.detail["what"]) for each in reversed(found)] == [
        (shop.merchant, "answer_book"),
        (shop.merchant, "roadmap_csv"),
        (shop.merchant, "roadmap_csv"),
        (None, "due_list"),
        (shop.merchant, "answer_book"),  # by a link once in a while
        (shop.merchant, "assessment"),
    ]
