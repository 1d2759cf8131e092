"""Every page, spoken to by hand as everybody: nothing of a shop reaches whoever may not see it.

The name of the hidden shop stands in its notes, its template, its group and
its files. It occurs in no message, file or page of the others, whatever they
ask for: every page with its address, every button its owner saw.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
import yaml
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from assessment.responses import Answer, Mode
from assessment.service import Care
from assessment.settings import MODE, SECRET, Role
from assessment.ui.app import PAGES
from assessment.ui.navigation import URL_PATHS
from assessment.ui.state.private_links import MERCHANT_COOKIE
from assessment.ui.state.sign_in_cookie import SIGN_IN_COOKIE
from tests.browser.server import Server
from tests.test_access import asked
from tests.test_evidence_types import png
from tests.test_sheet_messages import Line, rows

pytestmark = pytest.mark.slow

HIDDEN = "隔壁只此一家"
OWN = "甲字一号店"
DAY = date(2026, 11, 20)
CASES = yaml.safe_load((Path(__file__).parent / "cases" / "routes.yaml").read_text(encoding="utf-8"))
MOVING = frozenset({"actor", "event", "sign_in", "merchant_link", "account", "respondent"})
"""What changes when somebody looks: who was refused, and when a link or a sign-in was used last."""


@dataclass(frozen=True)
class Place:
    """A server of a team, with a shop of its consultant and one that only its owner sees."""

    server: Server
    cookies: Mapping[str, str]
    own: str
    """The consultant's completed assessment."""
    hidden: str
    hidden_merchant: str
    hidden_file: str

    @contextmanager
    def line(self, who: str) -> Iterator[Line]:
        """Open a connection as somebody."""
        cookie = self.cookies[who]
        with connect(
            f"ws://127.0.0.1:{self.server.port}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            additional_headers={"Cookie": cookie} if cookie else {},
            proxy=None,
            max_size=None,
        ) as socket:
            yield Line(socket)

    def walk(self, line: Line, *assessments: str) -> None:
        """Ask for every page, each about each of these."""
        for name in sorted(PAGES):
            path = "" if name == "home" else URL_PATHS.get(name, name)
            for id_ in assessments:
                line.run(query_string=f"a={id_}&lang=zh", page_name=path)


def enter(server: Server, name: str, role: Role, *, sees_all: bool) -> tuple[str, str]:
    """Add somebody to the team; return the account and the cookie of their browser."""
    link = server.service.accounts.invite(name, role, sees_all=sees_all)
    signed_in = server.service.sign_ins.accept(link.token, name, f"the long pass phrase of {role}")
    return link.account_id, f"{SIGN_IN_COOKIE}={signed_in.token}"


@pytest.fixture(scope="module", params=["team", "open"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    secret = "s" * 40
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(MODE, request.param)
        patch.setenv(SECRET, secret)
        with Server(tmp_path_factory.mktemp("walk"), env={MODE: request.param, SECRET: secret}) as server:
            yield furnished(server)


def furnished(server: Server) -> Place:
    """Put two shops and a team into a server's store."""
    service = server.service
    _, owner = enter(server, "Olga", "owner", sees_all=True)
    consultant_id, consultant = enter(server, "Carl", "consultant", sees_all=False)
    viewer_id, viewer = enter(server, "Vera", "viewer", sees_all=False)
    items = [each.id for each in service.bank.instrument.items() if each.kind == "anchored" and each.core]
    ids = []
    for name in (OWN, HIDDEN):
        id_ = service.assessments.start(name, Mode.CORE, {}, DAY)
        for item in items:
            service.answers.record(id_, item, Answer(point=2, note=f"{name}的备注"), 0)
        service.evidence.attach_file(id_, items[0], f"{name}.png", png())
        service.templates.keep(id_, f"{name}的模板", [], items[:1])
        merchant = service.rounds.merchant_of(id_).merchant_id
        service.portfolio.save_care(merchant, Care(f"{name}的人", f"{name}的组", DAY))
        service.assessments.complete(id_)
        ids.append(id_)
    own, hidden = ids
    shop, hidden_merchant = (service.rounds.merchant_of(id_).merchant_id for id_ in ids)
    for place in ("archive", "bin"):
        other = service.assessments.start(HIDDEN, Mode.CORE, {}, DAY, hidden_merchant)
        service.put_away.put([other], "archive" if place == "archive" else "bin")
    for account in (consultant_id, viewer_id):
        service.handover.give(shop, account)
    return Place(
        server,
        {
            "owner": owner,
            "consultant": consultant,
            "viewer": viewer,
            "answer": f"{MERCHANT_COOKIE}={service.merchant_links.give(shop, 'answer').token}",
            "read": f"{MERCHANT_COOKIE}={service.merchant_links.give(shop, 'read').token}",
            "guest": "",
        },
        own,
        hidden,
        hidden_merchant,
        service.evidence.files(hidden)[0].sha256,
    )


def kept(server: Server) -> dict[str, list[tuple[object, ...]]]:
    """Return all that is stored but what moves when somebody looks."""
    return {name: found for name, found in rows(server).items() if name not in MOVING}


def test_nothing_of_a_hidden_shop_reaches_the_others(place: Place) -> None:
    with place.line("owner") as owner:
        place.walk(owner, place.hidden)
    assert HIDDEN.encode() in b"".join(owner.said)
    before = kept(place.server)

    for who in ("consultant", "viewer", "answer", "read"):
        with place.line(who) as holder:
            place.walk(holder, place.hidden, place.own)
            for fragment in sorted(owner.fragments)[:5]:
                message = BackMsg()
                message.rerun_script.query_string = f"a={place.hidden}&lang=zh"
                message.rerun_script.fragment_id = fragment
                holder.send(message)  # of another session there is none to run
            widgets = sorted(owner.widgets - holder.widgets)
            states = [{"id": one, "trigger_value": True} for one in widgets]
            for page in ("", "portfolio", "results"):
                holder.run(
                    query_string=f"a={place.hidden}&lang=zh",
                    page_name=page,
                    widget_states={"widgets": states},
                )
            said = b"".join(holder.said)
        assert HIDDEN.encode() not in said, who
        assert place.hidden_merchant.encode() not in said, who
        assert OWN.encode() in said, who

    assert kept(place.server) == before


def test_a_viewer_presses_whatever_is_shown_and_changes_nothing(place: Place) -> None:
    before = kept(place.server)

    with place.line("viewer") as viewer:
        place.walk(viewer, place.own)
        for name in ("", "respond", "results", "roadmap", "compare", "portfolio", "numbers"):
            states = [{"id": one, "trigger_value": True} for one in sorted(viewer.widgets)]
            viewer.run(
                query_string=f"a={place.own}&lang=zh", page_name=name, widget_states={"widgets": states}
            )

    assert kept(place.server) == before


@pytest.mark.parametrize("route", CASES["routes"])
def test_who_gets_what_by_http(place: Place, route: str) -> None:
    wanted = dict(zip(CASES["actors"], str(CASES["routes"][route]).split(), strict=True))
    in_a_team, in_the_open = wanted["guest"].partition("/")[::2]
    is_open = asked(place.server, "")[0] == 200
    wanted["guest"] = in_the_open if is_open and in_the_open else in_a_team
    address = route.format(
        own=place.own, hidden=place.hidden, file=place.hidden_file, own_file=own_file(place)
    )
    found = {}
    for who in wanted:
        cookie = place.cookies[who]
        status, text = asked(place.server, address, {"Cookie": cookie} if cookie else {})
        found[who] = str(status)
        assert who == "owner" or HIDDEN not in text

    assert found == wanted


def own_file(place: Place) -> str:
    """Return the file of the shop that the consultant has; the same bytes as the hidden one's."""
    return place.server.service.evidence.files(place.own)[0].sha256


def test_nobody_speaks_to_the_pages_of_a_team(place: Place) -> None:
    try:
        with place.line("guest") as nobody:
            place.walk(nobody, place.hidden)
            assert HIDDEN.encode() not in b"".join(nobody.said)
            assert OWN.encode() not in b"".join(nobody.said)
    except InvalidStatus as refused:
        assert refused.response.status_code == 403  # noqa: PT017 - the door of a team


MEDIA = re.compile(rb"/media/[0-9a-f]{40,}[.a-z0-9]*")


def files_given(line: Line, **state: object) -> set[str]:
    """Return the addresses of the files that a page gives, those included that it makes when asked."""
    before = len(line.said)
    found = {each.decode() for each in MEDIA.findall(line.run(**state))}
    for data in line.said[before:]:
        came = ForwardMsg()
        came.ParseFromString(data)
        deferred = came.delta.new_element.download_button.deferred_file_id
        if not deferred:
            continue
        message = BackMsg()
        message.backend_operation_request.request_id = deferred
        message.backend_operation_request.session_id = line.session
        message.backend_operation_request.deferred_file.file_id = deferred
        line.send(message)
        answer = ForwardMsg()
        while answer.WhichOneof("type") != "backend_operation_response":
            answer.ParseFromString(bytes(line.socket.recv(timeout=60)))  # type: ignore[arg-type]
        if url := answer.backend_operation_response.deferred_file.url:
            found.add(url)
    return found


def test_a_file_that_a_page_has_made_is_for_whom_it_was_made(place: Place) -> None:
    with place.line("owner") as owner, place.line("consultant") as consultant:
        theirs = files_given(consultant, query_string=f"a={place.own}&lang=zh", page_name="roadmap")
        assert any(each.endswith(".csv") for each in theirs)
        assert {got(place, each, "consultant") for each in theirs} == {200}
        for page in ("audit", "roadmap"):
            given = files_given(owner, query_string=f"a={place.own}&lang=zh", page_name=page)
            assert any(each.endswith(".csv") for each in given)
            for address in given:
                assert got(place, address, "owner") == 200
                # The same content under the same address is of both it was made for.
                others = set(place.cookies) - {"owner"} - ({"consultant"} if address in theirs else set())
                assert 200 not in {got(place, address, who) for who in others}

        account = next(
            each.account.id for each in place.server.service.accounts.people() if each.account.name == "Carl"
        )
        place.server.service.accounts.disable(account)
        assert {got(place, each, "consultant") for each in theirs} <= {401, 404}
        place.server.service.accounts.enable(account)


def got(place: Place, address: str, who: str) -> int:
    """Return the status with which somebody gets an address."""
    cookie = place.cookies[who]
    return asked(place.server, address.lstrip("/"), {"Cookie": cookie} if cookie else {})[0]
