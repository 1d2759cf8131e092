"""Signing in at an identity provider: a real one, in a process of its own on loopback."""

import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import urlopen

import pytest

from assessment.texts import Text
from tests.browser.server import Server, free_port, until
from tests.test_sign_in import PASSWORD, Visitor

pytestmark = pytest.mark.slow  # each begins servers of its own

PEOPLE: list[dict[str, object]] = [
    {"sub": "li", "name": "Li Na", "email": "li@example.com", "email_verified": True},
    {"sub": "mallory", "name": "Mallory", "email": "wang@example.com", "email_verified": False},
    {"sub": "boss", "name": "Boss", "email": "boss@example.com", "groups": ["chiefs"]},
]


class Provider:
    """An identity provider that can be stopped."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        known = [part for one in PEOPLE for part in ("--user-claims", json.dumps(one))]
        command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(self.port), *known]
        self._process = subprocess.Popen(  # noqa: S603 - our own words only
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(self._answers, "the provider answers")

    def _answers(self) -> bool:
        try:
            with urlopen(f"{self.url}/.well-known/openid-configuration", timeout=5) as answer:  # noqa: S310 - loopback
                return bool(answer.status == 200)
        except (URLError, ConnectionError, TimeoutError):
            return False

    def agree(self, url: str, person: str) -> str:
        """Say who one is; return where the browser is sent back to."""
        parts = urlsplit(url)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", f"{parts.path}?{parts.query}", urlencode({"sub": person}), headers)
        back = urlsplit(connection.getresponse().headers["Location"])
        connection.close()
        return f"{back.path}?{back.query}"

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


@pytest.fixture
def provider() -> Iterator[Provider]:
    """An identity provider that knows some people."""
    running = Provider()
    yield running
    running.stop()


@pytest.fixture
def team(tmp_path: Path, provider: Provider) -> Iterator[Server]:
    """A server whose people may sign in there."""
    server = Server(tmp_path)
    server.env |= {
        "ASSESSMENT_MODE": "team",
        "ASSESSMENT_SECRET": "s" * 32,
        "ASSESSMENT_PUBLIC_URL": f"http://127.0.0.1:{server.port}",
        "ASSESSMENT_OIDC_ISSUER": provider.url,
        "ASSESSMENT_OIDC_CLIENT_ID": "assess",
        "ASSESSMENT_OIDC_CLIENT_SECRET": "a secret of the provider",
        "ASSESSMENT_OIDC_GROUPS": "chiefs=owner",
    }
    with server:
        yield server


def within(url: str) -> str:
    """Return an address without its host."""
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def goes_through(visitor: Visitor, provider: Provider, person: str, wanted: str = "/") -> str:
    """Sign in at the provider as far as it goes; return where the browser ends."""
    _, login, _ = visitor.ask(f"/sign-in/begin?{urlencode({'next': wanted})}")
    _, away, _ = visitor.ask(within(login))
    assert away.startswith(provider.url)
    status, to, _ = visitor.ask(provider.agree(away, person))
    assert status == 302
    status, to, _ = visitor.ask(within(to))
    assert (status, to) == (303, "/sign-in/finish")
    return visitor.ask(to)[1]


def test_people_of_a_provider(team: Server, provider: Provider) -> None:
    link = team.service.accounts.invite("李娜", "consultant", "Li@example.com")
    team.service.accounts.invite("老王", "viewer", "wang@example.com")
    visitor = Visitor(team)
    assert "/sign-in/begin" in visitor.ask("/sign-in")[2]

    assert goes_through(visitor, provider, "li", "/portfolio?lang=en") == "/portfolio?lang=en"

    # What the framework knows of the person is gone, and what we know stands in our table.
    assert not [name for name in visitor.cookies if name.startswith("_streamlit_user")]
    assert visitor.ask("/")[0] == 200
    people = {person.account.name: person for person in team.service.accounts.people()}
    assert people["李娜"].account.id == link.account_id
    assert people["李娜"].state == "active"

    # Nobody takes an account by a mail that is not verified, and a stranger is told what to do.
    for person in ("mallory", "nobody@example.com"):
        other = Visitor(team)
        assert goes_through(other, provider, person) == "/sign-in?trouble=not_invited"
        assert Text("accounts.not_invited").in_("zh") in other.ask("/sign-in?trouble=not_invited")[2]
        assert other.ask("/")[:2] == (303, "/sign-in")
    # A group has a role.
    assert goes_through(Visitor(team), provider, "boss") == "/"
    roles = {person.account.name: person.account.role for person in team.service.accounts.people()}
    assert roles["Boss"] == "owner"

    team.service.accounts.disable(link.account_id)
    assert visitor.ask("/")[:2] == (303, "/sign-in")
    assert goes_through(Visitor(team), provider, "li") == "/sign-in?trouble=disabled"


def test_a_copy_of_the_framework_s_cookie_opens_nothing(team: Server, provider: Provider) -> None:
    team.service.accounts.invite("李娜", "consultant", "li@example.com")
    visitor = Visitor(team)
    _, login, _ = visitor.ask("/sign-in/begin")
    _, away, _ = visitor.ask(within(login))
    visitor.ask(provider.agree(away, "li"))
    thief = Visitor(team)
    thief.cookies = dict(visitor.cookies)
    assert visitor.ask("/sign-in/finish")[1] == "/"
    assert thief.ask("/sign-in/finish")[1] == "/sign-in?trouble=identity_used"
    assert not thief.opens()
    forged = Visitor(team)
    forged.cookies["_streamlit_user"] = "x" + thief.cookies.get("_streamlit_user", "")
    assert forged.ask("/sign-in/finish")[1] == "/sign-in?trouble=provider"


def test_a_provider_that_is_down_is_said_and_passwords_go_on(team: Server, provider: Provider) -> None:
    link = team.service.accounts.invite("小李", "consultant")
    visitor = Visitor(team)
    provider.stop()
    _, login, _ = visitor.ask("/sign-in/begin")
    assert visitor.ask(within(login))[1] == "/sign-in?trouble=provider"
    assert visitor.ask("/oauth2callback?code=x&state=y")[1] == "/sign-in?trouble=provider"
    assert Text("sign_in.provider_failed").in_("zh") in visitor.ask("/sign-in?trouble=provider")[2]
    visitor.ask(f"/i/{link.token}")
    assert visitor.ask("/join", {"name": "小李", "password": PASSWORD, "again": PASSWORD})[0] == 303
    assert visitor.ask("/")[0] == 200
