"""The way in by a merchant's link and out again, as a browser gets it from the server."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.routing import Route
from starlette.types import Message

from assessment.responses import Answer, Evidence, Mode
from assessment.service import EventFilter, Service
from assessment.service.permissions import NotAllowed
from assessment.settings import MODE, SECRET
from assessment.texts import LANGUAGES, Text
from assessment.ui.routes import MOST, evidence, link_routes
from assessment.ui.state.private_links import COOKIE, MERCHANT_COOKIE
from assessment.ui.state.session import service_of
from tests.test_evidence_types import png
from tests.ui.pages import store


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Service]:
    """A store with one shop in it."""
    with store(tmp_path) as opened:
        opened.assessments.start("老陈果园", Mode.CORE, {}, None)
        yield opened


@dataclass(frozen=True)
class Answered:
    """What the server answered."""

    status: int
    headers: Headers
    text: str


@dataclass
class Client:
    """A browser that follows nothing by itself."""

    address: str
    scheme: str = "http"

    def get(self, path: str, method: str = "GET", **cookies: str) -> Answered:
        """Ask for an address with these cookies."""
        app = Starlette(routes=[Route("/evidence/{assessment}/{sha256}", evidence), *link_routes()])
        held = "; ".join(f"{name}={value}" for name, value in cookies.items())
        scope = {
            "type": "http",
            "method": method,
            "scheme": self.scheme,
            "path": path,
            "raw_path": path.encode(),
            "query_string": b"",
            "headers": [(b"host", b"shops.example"), (b"cookie", held.encode())],
            "client": (self.address, 1),
            "server": ("shops.example", 80),
        }
        said: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            said.append(message)

        asyncio.run(app(scope, receive, send))
        head, *bodies = said
        content = b"".join(each.get("body", b"") for each in bodies)
        return Answered(head["status"], Headers(raw=head["headers"]), content.decode("utf-8", "replace"))


@pytest.fixture
def client(service: Service) -> Client:
    """A browser; never the same address for two tests."""
    return Client(str(id(service)))


def merchant(service: Service) -> str:
    """Return the shop's id."""
    return service.assessments.recent()[0].merchant_id


def test_who_may_answer_comes_in_where_it_stopped_and_the_token_stays_in_the_cookie(
    service: Service, client: Client
) -> None:
    token = service.merchant_links.give(merchant(service), "answer").token

    answer = client.get(f"/m/{token}")

    (card,) = service.assessments.recent()
    assert (answer.status, answer.headers["location"]) == (303, f"/respond?a={card.id}")
    assert answer.headers["cache-control"] == "no-store"
    kept = SimpleCookie("; ".join(answer.headers.getlist("set-cookie")))
    assert kept[MERCHANT_COOKIE].value == token
    set_it = next(line for line in answer.headers.getlist("set-cookie") if token in line)
    assert "HttpOnly" in set_it
    assert "SameSite=lax" in set_it
    assert "Secure" not in set_it  # plain HTTP on this machine
    assert re.search(rf'{COOKIE}="".*Max-Age=0', "\n".join(answer.headers.getlist("set-cookie")))
    # Chat programs fetch links to show what they lead to: somebody came in once a page is drawn.
    assert not service.events.listed(EventFilter(kinds=["link_opened"])).events
    assert [each.used_at for each in service.merchant_links.of(card.merchant_id)] == [None]


def test_behind_https_the_cookie_goes_over_nothing_else(service: Service, client: Client) -> None:
    token = service.merchant_links.give(merchant(service), "read").token
    client.scheme = "https"
    assert "Secure" in client.get(f"/m/{token}").headers["set-cookie"]


@pytest.mark.parametrize("scope", ["answer", "read"])
def test_with_several_rounds_or_to_read_the_way_leads_to_the_first_page(
    service: Service, client: Client, scope: str
) -> None:
    shop = merchant(service)
    service.assessments.start("", Mode.CORE, {}, None, merchant_id=shop)
    token = service.merchant_links.give(shop, "answer" if scope == "answer" else "read").token
    assert client.get(f"/m/{token}").headers["location"] == "/"


def test_wrong_links_are_told_in_both_languages_and_after_many_to_wait(
    service: Service, client: Client
) -> None:
    right = service.merchant_links.give(merchant(service), "answer").token
    for number in range(MOST):
        told = client.get(f"/m/AAAAAA{number:037d}")
        assert told.status == 404
        assert "set-cookie" not in told.headers
        for language in LANGUAGES:
            assert Text("service.no_such_merchant_link").in_(language) in told.text
    assert client.get(f"/m/AAAAAA{MOST:037d}").status == 429
    assert client.get(f"/m/{right}").status == 303  # a right one always enters


def test_leaving_forgets_the_shop_and_not_the_sheet(client: Client) -> None:
    asked = client.get("/m/leave", **{MERCHANT_COOKIE: "x"})
    assert (asked.status, "set-cookie" in asked.headers) == (200, False)  # a picture in a page asks so too
    assert asked.headers["referrer-policy"] == "same-origin"
    left = client.get("/m/leave", "POST")
    assert left.status == 200
    assert [line.partition("=")[0] for line in left.headers.getlist("set-cookie")] == [MERCHANT_COOKIE]


def test_files_of_a_shop_go_to_its_own_link_for_answering_alone(service: Service, client: Client) -> None:
    (card,) = service.assessments.recent()
    item = next(iter(service.assessments.open(card.id).instrument.items())).id
    service.answers.record(card.id, item, Answer(evidence=[Evidence(text="照片")]), 0)
    service.evidence.attach_file(card.id, item, "a.png", png())
    (file,) = service.evidence.files(card.id)
    other = service.assessments.start("别家", Mode.CORE, {}, None)
    foreign = service.rounds.merchant_of(other).merchant_id
    own, reads, strange = (
        service.merchant_links.give(card.merchant_id, "answer").token,
        service.merchant_links.give(card.merchant_id, "read").token,
        service.merchant_links.give(foreign, "answer").token,
    )

    def status(token: str) -> int:
        return client.get(f"/evidence/{card.id}/{file.sha256}", **{MERCHANT_COOKIE: token}).status

    assert [status(token) for token in (own, reads, strange, "A" * 43)] == [200, 404, 404, 404]
    # A picture is looked at in its page; what is taken out is written down, once in a while by a link.
    taken = EventFilter(kinds=["exported"])
    assert service.events.listed(taken).total == 0
    service.evidence.attach_file(card.id, item, "a.csv", b"a,b\n1,2\n")
    sheet = next(each for each in service.evidence.files(card.id) if each.name == "a.csv")
    for _ in range(3):
        assert client.get(f"/evidence/{card.id}/{sheet.sha256}", **{MERCHANT_COOKIE: own}).status == 200
    assert [each.detail["what"] for each in service.events.listed(taken).events] == ["evidence"]


def test_a_file_that_is_asked_for_later_is_made_for_who_is_signed_in_then(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(MODE, "team")
    monkeypatch.setenv(SECRET, "k" * 32)
    invited = service.accounts.invite("老王", "owner").token
    token = service.sign_ins.accept(invited, "老王", "桃子熟了三筐半送邻居").token

    assert service_of({}, token).events.as_csv(EventFilter(), "zh")
    service.sign_ins.sign_out(token)
    with pytest.raises(NotAllowed):
        service_of({}, token).events.as_csv(EventFilter(), "zh")
