"""Every verb of the service, called as everybody: `cases/permissions.yaml` says who gets what.

Beside the shop that is asked about there is another one, with a name that
occurs nowhere else. Whoever may not see it finds that name in no answer, be
it a list, a count, a file or a sentence.
"""

import inspect
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from assessment.instrument.load import shipped_bank
from assessment.planning.progress import Progress
from assessment.planning.request import PlanRequest
from assessment.responses import Absent, Answer, Evidence, MetricValue, Mode
from assessment.scoring.comparison import compare
from assessment.service import (
    ANONYMOUS,
    GUEST,
    LOCAL_OPERATOR,
    Actor,
    Care,
    LocalizedError,
    MerchantFilter,
    NoSuchAssessment,
    NoSuchMerchant,
    NotAllowed,
    PageOfList,
    Service,
    account_actor,
    merchant_actor,
    open_service,
)
from assessment.service.identity import Identity
from assessment.service.merchant_links import LinkVisit
from assessment.service.permissions import PERMISSIONS
from assessment.settings import Role
from assessment.store.audit import Who
from assessment.store.events import EventFilter
from tests.pg_server import fresh_schema
from tests.ui.pages import utc_now

TABLE = yaml.safe_load((Path(__file__).parent / "cases" / "permissions.yaml").read_text(encoding="utf-8"))
ACTORS: list[str] = TABLE["actors"]
HIDDEN = "隔壁只此一家"
SEE_EVERYTHING = {"viewer", "all", "owner", "local"}
TODAY = date(2026, 11, 20)
RESTORED = ("backups.preview_within", "backups.restore_within")
CLOSES = ("service.close",)
"""What ends the service is not called as the one who may end it."""


@dataclass
class Town:
    """A shop that is asked about, another one that nobody is to hear of, and who lives there."""

    service: Service
    accounts: Mapping[str, str]
    other: str
    shop: str = ""
    assessment: str = ""
    link: str = ""
    sheet: str = ""
    values: dict[str, Any] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        """Return somebody of the table."""
        if name in self.accounts:
            role: Role = name if name in {"viewer", "owner"} else "consultant"  # type: ignore[assignment]
            return account_actor(self.accounts[name], role, sees_all=name in SEE_EVERYTHING)
        return {
            "nobody": ANONYMOUS,
            "guest": GUEST,
            "read": merchant_actor(self.link, "read", self.shop),
            "answer": merchant_actor(self.link, "answer", self.shop),
            "stranger": merchant_actor("another", "answer", self.other),
            "local": LOCAL_OPERATOR,
        }[name]

    def settle(self) -> None:
        """Make sure that the shop is there with its draft: what was called before may have taken it away."""
        here = [card.id for card in self.service.assessments.recent() if card.status == "draft"]
        if self.assessment not in here:
            self._move_in()
        given = {each.id for each in self.service.handover.keepers(self.shop) if each.has}
        if self.accounts["own"] not in given:
            self.service.handover.give(self.shop, self.accounts["own"])
        if self.accounts["foreign"] in given:
            self.service.handover.take_away(self.shop, self.accounts["foreign"])

    def _move_in(self) -> None:
        service = self.service
        self.assessment = service.assessments.start("甲店", Mode.CORE, {}, TODAY)
        self.shop = service.rounds.merchant_of(self.assessment).merchant_id
        self.sheet = service.respondents.add(self.assessment, "店长", ["team"])
        self.link = service.merchant_links.give(self.shop, "answer").id
        service.handover.give(self.shop, self.accounts["own"])
        opened = service.assessments.open(self.assessment)
        read = service.numbers.read_table("日期,GMV\n2026-11-01,5\n".encode(), TODAY)
        here = service.rounds.open(self.assessment)
        item = next(iter(opened.instrument.items()))
        spare = self.accounts["spare"]
        self.values = {
            "id_": self.assessment,
            "ids": [self.assessment],
            "merchant_id": self.shop,
            "merchant_ids": [self.shop],
            "merchant_name": "新店",
            "mode": Mode.CORE,
            "profile": {},
            "taken_on": TODAY,
            "item_id": item.id,
            "item": item.id,
            "items": [item.id],
            "answer": Answer(absent=Absent.DONT_KNOW),
            "expected": 0,
            "metric_id": opened.instrument.metrics[0].id,
            "value": MetricValue(),
            "stumble": None,
            "by": "乙",
            "seen": opened.assessment,
            "dimension": "alliance",
            "dimensions": ["team"],
            "reason": "",
            "change": 1,
            "name": "名字",
            "raw": b"x",
            "link": "https://example.com/",
            "piece": Evidence(text="x"),
            "sha256": "0" * 64,
            "today": TODAY,
            "opened": opened,
            "reads": [read],
            "imports": [],
            "read": read,
            "chosen": {},
            "signature": "x",
            "token": "x" * 43,
            "sheet": self.sheet,
            "label": "仓管",
            "why": "因为",
            "minutes_an_item": 2.0,
            "day": TODAY,
            "text": "记一笔",
            "found": [here, here],
            "earlier": here,
            "later": here,
            "supposed": {},
            "pair": compare(here, here, service.bank.lineage),
            "request": PlanRequest(),
            "plan": {"steps": []},
            "point": 2,
            "progress": Progress(),
            "sieve": MerchantFilter(),
            "window": PageOfList(),
            "examples": False,
            "care": Care(),
            "account_id": spare,
            "template_id": "x",
            "place": "archive",
            "retention_days": None,
            "what": "answer_book",
            "count": 1,
            "consent": None,
            "visit": LinkVisit(self.link, self.shop, "甲店", "read", utc_now(), None),
            "assessment_id": self.assessment,
            "scope": "read",
            "link_id": "x",
            "kind": "exported",
            "wanted": EventFilter(),
            "language": "zh",
            "role": "viewer",
            "password": "a long pass phrase",
            "address": "127.0.0.1",
            "identity": Identity("https://id.example.com", "x", "x", None, (), "x"),
            "old": "x",
            "new": "another long pass phrase",
            "days": 400,
            "who": Who("local", "x", utc_now()),
            "connection": None,
            "packed": None,
        }

    def arguments(self, verb: str, case: str) -> dict[str, Any]:
        """Return what a verb is called with: all it needs, and what the line of the table names besides."""
        part, _, name = verb.partition(".")
        on = self.service if part == "service" else getattr(self.service, part)
        called = getattr(on, name)
        needed = {
            key
            for key, each in (inspect.signature(called).parameters.items() if callable(called) else ())
            if each.default is each.empty and each.kind is not each.VAR_KEYWORD
        }
        given = {key: self.values[key] for key in needed if key in self.values}
        own = {
            "bulk_answers.save": {"wanted": self.values["seen"]},
            "templates.keep": {"profile": [], "name": "模板"},
        }
        besides = {"with_sheets": True, "sheet": self.sheet, "scope": "answer", "merchant_id": self.shop}
        return given | own.get(verb, {}) | ({case: besides[case]} if case else {})


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def rights_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('rights') / 'assessment.db'}"
    else:
        with fresh_schema(request.getfixturevalue("postgres")) as address:
            yield address


@pytest.fixture(scope="module")
def town(rights_url: str) -> Iterator[Town]:
    """A store with two shops and a team."""
    with closing(open_service(rights_url, shipped_bank())) as service:
        people = {
            "viewer": service.accounts.invite("看客", "viewer"),
            "foreign": service.accounts.invite("外人", "consultant", sees_all=False),
            "own": service.accounts.invite("顾问", "consultant", sees_all=False),
            "all": service.accounts.invite("总顾问", "consultant", sees_all=True),
            "owner": service.accounts.invite("所有者", "owner"),
            "spare": service.accounts.invite("备用", "viewer"),
        }
        accounts = {name: each.account_id for name, each in people.items()}
        other = service.assessments.start(HIDDEN, Mode.CORE, {}, TODAY)
        item = next(each for each in service.bank.instrument.items() if each.kind == "anchored")
        service.answers.record(other, item.id, Answer(point=2, note=HIDDEN), 0)
        service.templates.keep(other, f"{HIDDEN}的模板", [], [item.id])
        merchant = service.rounds.merchant_of(other).merchant_id
        service.portfolio.save_care(merchant, Care(f"{HIDDEN}的人", f"{HIDDEN}的组", TODAY))
        archived = service.assessments.start(HIDDEN, Mode.CORE, {}, TODAY, merchant)
        binned = service.assessments.start(HIDDEN, Mode.CORE, {}, TODAY, merchant)
        service.put_away.put([archived], "archive")
        service.put_away.put([binned], "bin")
        service.assessments.complete(other)
        yield Town(service, accounts, merchant)


def outcome(town: Town, verb: str, case: str, actor: str) -> str:
    """Call a verb as somebody; return the sign of what came of it."""
    town.settle()
    arguments = town.arguments(verb, case)
    acting = town.service.acting_as(town.actor(actor))
    part, _, name = verb.partition(".")
    try:
        on = acting if part == "service" else getattr(acting, part)
        called = getattr(on, name)
        found = called(**arguments) if callable(called) else called
        mark, told = "y", in_full(found)
    except NotAllowed as refused:
        mark, told = "n", in_both(refused)
    except (NoSuchAssessment, NoSuchMerchant) as refused:
        mark, told = "0", in_both(refused)
    except LocalizedError as refused:
        mark, told = "y", in_both(refused)
    if actor not in SEE_EVERYTHING | {"stranger"}:
        assert HIDDEN not in told
        assert town.other not in told
    return mark


def in_both(refused: LocalizedError) -> str:
    """Return a sentence in both languages."""
    return f"{refused.in_('zh')} {refused.in_('en')}"


def in_full(found: object) -> str:
    """Return everything an answer of the service holds, as text."""
    if isinstance(found, bytes):
        return found.decode("utf-8", "replace")
    if isinstance(found, tuple | list):
        return "".join(map(in_full, found))
    opened = getattr(found, "opened", None)
    return repr(found) + (repr(opened) if opened is not None and not callable(opened) else "")


CASES = [(*line.partition(" ")[::2], marks.split()) for line, marks in TABLE["verbs"].items()]


def test_the_table_names_every_verb() -> None:
    assert {verb for verb, _, _ in CASES} == set(PERMISSIONS)
    assert {(verb, case) for verb, case, _ in CASES if case} >= {
        (verb, case) for verb, one in PERMISSIONS.items() for case in one.more
    }
    assert all(len(marks) == len(ACTORS) for _, _, marks in CASES)


@pytest.mark.parametrize(("verb", "case", "marks"), CASES, ids=[f"{v} {c}".strip() for v, c, _ in CASES])
def test_who_gets_what(town: Town, verb: str, case: str, marks: list[str]) -> None:
    wanted = {
        actor: mark
        for actor, mark in zip(ACTORS, marks, strict=True)
        if not (actor == "local" and verb in {*CLOSES, *RESTORED})
    }

    assert {actor: outcome(town, verb, case, actor) for actor in wanted} == wanted
