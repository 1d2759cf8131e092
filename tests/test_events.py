"""The record of events: whatever an owner can look for there is written down by what it is called after."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest

from assessment.report.forms import FORMS
from assessment.responses import Answer, Mode
from assessment.service import (
    EventFilter,
    NotAllowed,
    RecordedEvent,
    Service,
    account_actor,
    open_service,
)
from assessment.service.account_errors import WrongPassword
from assessment.service.events import KINDS, detail_text
from assessment.service.permissions import PERMISSIONS
from assessment.service.put_away import BIN_DAYS
from assessment.texts import LANGUAGES, Text

GARDEN = Path(__file__).parent / "banks" / "small"
WATERING = "plants.watering"
TODAY = date(2026, 11, 22)
PASSWORD = "桃子熟了三筐半送邻居"  # noqa: S105 - of invented people


@dataclass
class Record:
    """A store of its own, its clock, and what was written down in it."""

    service: Service
    now: list[datetime] = field(default_factory=list)

    def of(self, *kinds: str) -> list[RecordedEvent]:
        """Return the events of some kinds, or all, the latest first."""
        return list(self.service.events.listed(EventFilter(kinds=kinds), 0, 1000).events)

    def wait(self, days: int) -> None:
        """Put the clock forward."""
        self.now[0] += timedelta(days=days)

    def begin(self, name: str) -> str:
        """Begin an assessment with an answer; return its id."""
        id_ = self.service.assessments.start(name, Mode.FULL, {}, TODAY)
        self.service.answers.record(id_, WATERING, Answer(point=1), 0)
        return id_

    def merchant_of(self, id_: str) -> str:
        """Return the merchant of an assessment."""
        return self.service.rounds.merchant_of(id_).merchant_id


@pytest.fixture
def record(url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Record]:
    monkeypatch.setenv("ASSESSMENT_SECRET", "s" * 32)
    now = [datetime(2026, 11, 22, 8, tzinfo=UTC)]
    service = open_service(url, GARDEN, now=lambda: now[0])
    yield Record(service, now)
    service.close()


def test_every_kind_that_can_be_looked_for_is_written_down_by_what_it_is_called_after(
    record: Record,
) -> None:
    service = record.service
    people, sign_ins, links = service.accounts, service.sign_ins, service.merchant_links

    owner = sign_ins.accept(people.invite("老王", "owner").token, "老王", PASSWORD)
    ann = people.invite("小李", "consultant").account_id
    with pytest.raises(WrongPassword):
        sign_ins.sign_in("老王", "另一句话，不对的", "192.0.2.9")
    sign_ins.sign_out(owner.token)
    with pytest.raises(NotAllowed):
        service.acting_as(account_actor(ann, "consultant", sees_all=False)).accounts.people()
    people.set_role(ann, "consultant", sees_all=True)
    people.disable(ann)
    people.enable(ann)

    begun = links.begin("自己来的店", Mode.FULL, TODAY, "我同意")
    visit = links.follow(begun.link.token)
    links.note_opened(visit)
    links.note_viewed(visit, begun.assessment_id)
    links.revoke(begun.link.merchant_id, begun.link.id)

    id_ = record.begin("甲店")
    merchant = record.merchant_of(id_)
    service.handover.give(merchant, ann)
    packed = service.backups.pack(merchant)
    service.put_away.put([id_], "bin")
    service.put_away.put_back([id_])
    service.put_away.put([id_], "bin")
    service.put_away.erase([id_])
    service.backups.restore(packed)
    service.privacy.set_retention(90)

    assert {each.kind for each in record.of()} == set(KINDS)
    for event, language in product(record.of(), LANGUAGES):
        said = detail_text(event, language)
        assert not [name for name, value in event.detail.items() if f"{name}: {value}" in said], said
        assert len([*filter(None, said.split(Text("audit.detail.join").in_(language)))]) == len(event.detail)


def test_what_else_an_event_says_has_words_in_every_language() -> None:
    files = [
        *FORMS,
        "answer_book",
        "roadmap_csv",
        "roadmap_ics",
        "evidence",
        "due_list",
        "cohort_report",
        "held",
    ]
    details: list[dict[str, object]] = [{"what": what} for what in files]
    details += [{"verb": verb} for verb in PERMISSIONS]
    details += [{"days": None}, {"taken_away": True}, {"why": "groups"}, {"alone": True}, {"sees_all": False}]

    for detail in details:
        said = [detail_text(event_of(detail), language) for language in LANGUAGES]
        assert said[0] != said[1]
        assert all(said)
        assert not [one for one in said if one.startswith(f"{next(iter(detail))}: ")]
        # What the program calls it is no word of any language.
        assert not [one for one in said if str(detail.get("verb", "no verb")) in one]
    assert detail_text(event_of({"verb": "answers.gone"}), "en") == "tried: answers"


def test_what_another_version_of_the_program_noted_is_shown_as_it_is() -> None:
    said = detail_text(event_of({"what": "hologram", "shape": "round", "empty": None}), "en")

    assert said == "what: hologram; shape: round"


def event_of(detail: dict[str, object]) -> RecordedEvent:
    return RecordedEvent(1, datetime(2026, 11, 22, tzinfo=UTC), "exported", None, None, None, None, detail)


def test_what_is_brought_in_is_written_down_whichever_way_it_comes(record: Record) -> None:
    service = record.service
    id_ = record.begin("甲店")
    merchant = record.merchant_of(id_)
    packed, bundle = service.backups.pack(merchant), service.bundles.pack([merchant])
    _, file = service.files.export(id_)
    assert record.of("restored") == []

    copy = service.files.import_file(file).id
    service.privacy.erase(merchant)
    service.bundles.bring_in(bundle)
    service.privacy.erase(merchant)
    service.backups.restore(packed)

    assert [(each.merchant_id, dict(each.detail)) for each in record.of("restored")] == [
        (merchant, {"what": "backup", "rounds": 1}),
        (merchant, {"what": "backup", "rounds": 1}),
        (merchant, {"what": "assessment", "assessment": copy}),
    ]
    service.backups.restore(packed)  # all of it is here: nothing comes in
    service.examples.add()  # nobody's data
    assert len(record.of("restored")) == 3


def test_what_goes_by_itself_says_why_and_when_it_went(record: Record) -> None:
    service = record.service
    id_ = record.begin("没人动的店")
    merchant = record.merchant_of(id_)
    service.privacy.set_retention(90)
    record.wait(91)
    service.privacy.sweep()
    record.wait(BIN_DAYS + 1)
    service.put_away.sweep()

    by_itself = record.of("put_away", "assessment_erased", "merchant_erased")
    assert [(each.kind, each.merchant_id, dict(each.detail)) for each in by_itself] == [
        ("merchant_erased", merchant, {"why": "bin_days"}),
        ("assessment_erased", merchant, {"assessment": id_, "why": "bin_days"}),
        ("put_away", merchant, {"assessment": id_, "place": "bin", "why": "retention", "days": 90}),
    ]


def test_who_puts_away_and_back_is_named(record: Record) -> None:
    service = record.service
    id_ = record.begin("甲店")
    owner = service.accounts.invite("老王", "owner").account_id
    acting = service.acting_as(account_actor(owner, "owner", sees_all=True))
    acting.put_away.put([id_], "archive")
    acting.put_away.put_back([id_])

    assert [(each.kind, each.by) for each in record.of("put_away", "put_back")] == [
        ("put_back", f"account:{owner}"),
        ("put_away", f"account:{owner}"),
    ]
