"""Signing in over HTTP, on a real server of a team: what a stranger reaches, cookies, forms, links."""

import http.client
from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import urlencode

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from assessment.responses import Mode
from assessment.texts import Text
from assessment.ui.sign_in_pages import safe_next
from tests.browser.server import Server

PASSWORD = "桃子熟了三筐半送邻居"  # noqa: S105 - of invented people
HTTPS = "assess.example.com"
ENV = {
    "ASSESSMENT_MODE": "team",
    "ASSESSMENT_SECRET": "s" * 32,
    "ASSESSMENT_PUBLIC_URL": f"https://{HTTPS}",
}


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server on which people sign in."""
    with Server(tmp_path_factory.mktemp("team"), env=ENV) as running:
        yield running


class Visitor:
    """A browser without a screen: it keeps cookies, and says where its forms come from."""

    def __init__(self, server: Server, host: str | None = None) -> None:
        self.server = server
        self.host = host or f"127.0.0.1:{server.port}"
        self.scheme = "https" if host else "http"
        self.cookies: dict[str, str] = {}
        self.set: list[str] = []

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> tuple[int, str, str]:
        """Return status, where it leads on, and text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        sent = {"Host": self.host, "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        body = None
        if form is not None:
            sent |= {
                "Origin": f"{self.scheme}://{self.host}",
                "Content-Type": "application/x-www-form-urlencoded",
            }
            body = urlencode(form)
        sent |= headers
        connection.request(
            "GET" if form is None else "POST",
            path,
            body,
            {key: value for key, value in sent.items() if value},
        )
        answer = connection.getresponse()
        text = answer.read().decode()
        self.set = answer.headers.get_all("Set-Cookie") or []
        for line in self.set:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
        connection.close()
        return answer.status, answer.headers.get("Location", ""), text

    def opens(self) -> bool:
        """Whether a live connection is let in."""
        try:
            with connect(
                f"ws://127.0.0.1:{self.server.port}/_stcore/stream",
                subprotocols=["streamlit"],  # type: ignore[list-item]
                additional_headers={"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())},
                proxy=None,
            ):
                return True
        except InvalidStatus:
            return False


def joined(server: Server, name: str, host: str | None = None) -> Visitor:
    """Invite somebody as consultant, who follows the link and chooses a password."""
    link = server.service.accounts.invite(name, "consultant")
    visitor = Visitor(server, host)
    assert visitor.ask(f"/i/{link.token}")[:2] == (303, "/join")
    assert link.token not in visitor.ask("/join")[2]
    form = {"name": name, "password": PASSWORD, "again": PASSWORD, "lang": "zh"}
    assert visitor.ask("/join", form)[:2] == (303, "/?lang=zh")
    return visitor


def test_a_stranger_reaches_the_pages_of_signing_in_and_nothing_else(team: Server) -> None:
    stranger = Visitor(team)
    assert stranger.ask("/")[:2] == (303, "/sign-in")
    assert stranger.ask("/results?a=x&lang=en")[:2] == (303, "/sign-in?next=%2Fresults%3Fa%3Dx%26lang%3Den")
    for path in ("/media/x", "/evidence/a/b", "/_stcore/bidi-components/x"):
        assert stranger.ask(path)[0] == 401
    assert not stranger.opens()
    stranger.cookies["session"] = "A" * 43
    assert not stranger.opens()
    assert stranger.ask("/")[:2] == (303, "/sign-in")
    for path in ("/ready", "/live", "/sign-in", "/_stcore/health"):
        assert stranger.ask(path)[0] == 200
    for path in ("/auth/login", "/oauth2callback", "/auth/logout"):
        assert stranger.ask(path)[0] == 404


def test_somebody_signs_in_and_goes_where_they_wanted(team: Server) -> None:
    name = "小李"
    joined(team, name)
    visitor = Visitor(team)
    form = {"name": name, "password": PASSWORD, "next": "/results?a=x"}
    assert visitor.ask("/sign-in", form)[:2] == (303, "/results?a=x")
    assert visitor.ask("/")[0] == 200
    assert visitor.opens()
    assert visitor.ask("/sign-in?next=/portfolio")[:2] == (303, "/portfolio")


def test_a_wrong_name_and_a_wrong_password_are_told_the_same(team: Server) -> None:
    joined(team, "小张")
    said = []
    for name in ("小张", "没有这个人"):
        status, _, text = Visitor(team).ask("/sign-in", {"name": name, "password": "wrong password"})
        assert status == 401
        said.append(text.replace(name, ""))
    assert said[0] == said[1]
    assert Text("accounts.wrong_password").in_("zh") in said[0]


def test_each_sign_in_has_a_new_token_and_ends_the_one_before(team: Server) -> None:
    visitor = joined(team, "小王")
    joined(team, "小赵")
    before = dict(visitor.cookies)
    assert visitor.ask("/sign-in", {"name": "小赵", "password": PASSWORD})[0] == 303
    assert visitor.cookies["session"] != before["session"]
    old = Visitor(team)
    old.cookies = before
    assert old.ask("/")[:2] == (303, "/sign-in")
    assert old.opens()  # a live tab is let in, to be told why
    # A token that was planted before is not taken over.
    planted = Visitor(team)
    planted.cookies["session"] = "B" * 43
    planted.ask("/sign-in", {"name": "小赵", "password": PASSWORD})
    assert planted.cookies["session"] != "B" * 43


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_a_form_of_another_page_is_refused(team: Server, headers: dict[str, str]) -> None:
    for path in ("/sign-in", "/join", "/password"):
        status, _, _ = Visitor(team).ask(path, {"name": "x", "password": "y"}, **headers)
        assert status == 403


def test_cookies_are_for_https_alone_where_the_address_is(team: Server) -> None:
    plain, secure = joined(team, "小钱"), joined(team, "小孙", HTTPS)
    assert set(plain.cookies) == {"session", "known_browser"}
    assert set(secure.cookies) == {"__Host-session", "__Host-known_browser"}
    assert secure.ask("/")[0] == 200
    secure.ask("/sign-in", {"name": "小孙", "password": PASSWORD})
    kept = [line.lower() for line in secure.set if "max-age=0" not in line.lower()]
    assert kept
    for line in kept:
        assert {"httponly", "secure", "path=/", "samesite=lax"} <= {part.strip() for part in line.split(";")}
    # What a neighbouring site could plant does not count there.
    secure.cookies["session"] = secure.cookies.pop("__Host-session")
    assert secure.ask("/")[:2] == (303, "/sign-in")


def test_a_shop_s_link_is_kept_for_https_alone_and_left_by_a_form_of_ours_alone(team: Server) -> None:
    service = team.service
    id_ = service.assessments.start("老陈果园", Mode.CORE, {}, None)
    shop = service.rounds.merchant_of(id_).merchant_id
    sheet = service.respondents.add(id_, "主播", ["content"])
    links = {
        "shop": f"/m/{service.merchant_links.give(shop, 'answer').token}",
        "sheet": f"/r/{service.respondents.give_link(id_, sheet).token}",
    }
    for name, link in links.items():
        secure, plain, planted = Visitor(team, HTTPS), Visitor(team), Visitor(team, HTTPS)
        assert secure.ask(link)[0] == plain.ask(link)[0] == 303
        assert (set(secure.cookies), set(plain.cookies)) == ({f"__Host-{name}"}, {name})
        assert secure.ask("/")[0] == 200
        planted.cookies = dict(plain.cookies)
        assert planted.ask("/")[:2] == (303, "/sign-in")

        leave = f"{link[:3]}leave"
        assert secure.ask(leave)[0] == 200
        for headers in (
            {"Origin": "https://other.example.com"},
            {"Origin": "null"},
            {"Origin": "", "Sec-Fetch-Site": "cross-site"},
            {"Origin": ""},
        ):
            assert secure.ask(leave, {}, **headers)[0] == 403
        assert secure.cookies
        assert secure.ask(leave, {})[0] == 200
        assert not secure.cookies


def test_a_password_is_changed_and_the_other_browser_is_out(team: Server) -> None:
    here = joined(team, "小周")
    there = Visitor(team)
    assert there.ask("/sign-in", {"name": "小周", "password": PASSWORD})[0] == 303
    new = {"old": PASSWORD, "password": "correct horse battery", "again": "correct horse battery"}
    assert here.ask("/password", {**new, "again": "something else"})[0] == 400
    assert here.ask("/password", {**new, "old": "wrong password"})[0] == 400
    assert here.ask("/password", new)[0] == 200
    assert here.ask("/")[0] == 200
    assert there.ask("/")[:2] == (303, "/sign-in")
    assert Text("accounts.password_changed").in_("zh") in there.ask("/sign-in")[2]
    assert Visitor(team).ask("/password")[:2] == (303, "/sign-in?next=%2Fpassword")


def test_a_link_that_opens_nothing_says_so_and_a_used_one_too(team: Server) -> None:
    link = team.service.accounts.invite("小吴", "viewer")
    form = {"name": "小吴", "password": PASSWORD, "again": PASSWORD}
    for token, key in ((link.token[:-1], "unknown"), ("A" * 43, "unknown"), ("..%2f", "unknown")):
        visitor = Visitor(team)
        visitor.ask(f"/i/{token}")
        status, _, text = visitor.ask("/join")
        assert status == 410
        assert Text(f"accounts.invitation_{key}").in_("zh") in text
    first, second = Visitor(team), Visitor(team)
    for visitor in (first, second):
        visitor.ask(f"/i/{link.token}")
    assert first.ask("/join", form)[0] == 303
    status, _, text = second.ask("/join", form)
    assert status == 410
    assert Text("accounts.invitation_used").in_("zh") in text


def test_a_disabled_person_is_told_why(team: Server) -> None:
    visitor = joined(team, "小郑")
    (account,) = [each.account for each in team.service.accounts.people() if each.account.name == "小郑"]
    team.service.accounts.disable(account.id)
    assert visitor.ask("/")[:2] == (303, "/sign-in")
    assert Text("accounts.disabled").in_("zh") in visitor.ask("/sign-in")[2]
    assert visitor.ask("/media/x")[0] == 401


def test_nothing_secret_is_written_into_the_log(team: Server) -> None:
    link = team.service.accounts.invite("小冯", "viewer")
    visitor = Visitor(team)
    visitor.ask(f"/i/{link.token}")
    visitor.ask("/join", {"name": "小冯", "password": PASSWORD, "again": PASSWORD})
    log = team.log.read_text(encoding="utf-8")
    for secret in (link.token, PASSWORD, visitor.cookies["session"], "小冯"):
        assert secret not in log


NEXT = [
    ("/results?a=x", "/results?a=x"),
    ("", "/"),
    ("results", "/"),
    ("https://evil.example/", "/"),
    ("//evil.example/", "/"),
    ("///evil.example/", "/"),
    ("/\\evil.example/", "/"),
    ("/\tx", "/"),
    ("/x\r\nSet-Cookie: a=b", "/"),
    ("javascript:alert(1)", "/"),
    ("/sign-in?next=/x", "/"),
    ("/i/abc", "/"),
    ("/" + "x" * 1000, "/"),
]


@pytest.mark.parametrize(("given", "to"), NEXT)
def test_signing_in_leads_to_our_own_pages_only(given: str, to: str) -> None:
    assert safe_next(given) == to
