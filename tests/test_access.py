"""The door of the server: who is let in, over HTTP, WebSocket and uploads, and that no request leaves."""

import http.client
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from starlette.requests import HTTPConnection
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from assessment.responses import Mode
from assessment.settings import BELIEVED, ONLY_SHEETS, PROXIES, PUBLIC_URL
from assessment.texts import Text
from assessment.ui.access import OPERATIONS, PASSED, is_passed
from assessment.ui.routes import MOST, visitor_address
from assessment.ui.state.private_links import COOKIE, only_sheets
from tests.browser.server import Server

TRAP = """
import os, sys

def trap(event, args):
    if event in ("socket.getaddrinfo", "socket.gethostbyname"):
        where = args[0]
    elif event in ("socket.connect", "socket.sendto"):
        where = args[1][0] if isinstance(args[1], tuple) else "127.0.0.1"
    else:
        return
    if str(where) not in ("None", "", "127.0.0.1", "::1", "localhost", "0.0.0.0"):
        with open(os.environ["TRAP"], "a") as file:
            file.write(f"{event} {where}\\n")

sys.addaudithook(trap)
"""
"""Runs in the server from its start: writes down whoever it looks up or calls outside of this machine."""


def trapped(folder: Path, **env: str) -> Server:
    """Return a server that writes down every connection it begins to another machine."""
    (folder / "sitecustomize.py").write_text(TRAP, encoding="utf-8")
    return Server(folder, env={"PYTHONPATH": str(folder), "TRAP": str(folder / "left"), **env})


def left(server: Server) -> str:
    """Return what the trap caught."""
    caught = server.database.parent / "left"
    return caught.read_text(encoding="utf-8") if caught.exists() else ""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The server of a laptop."""
    with trapped(tmp_path_factory.mktemp("own")) as running:
        yield running
        assert left(running) == ""


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for respondents alone."""
    env = {ONLY_SHEETS: "1", PUBLIC_URL: "https://sheets.example.com"}
    with trapped(tmp_path_factory.mktemp("sheets"), **env) as running:
        yield running
        assert left(running) == ""


Headers = Mapping[str, str]
NONE: Headers = {}


def asked(
    server: Server, path: str, headers: Headers = NONE, method: str = "GET", body: bytes = b""
) -> tuple[int, str]:
    """Ask for an address; return status and text."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    connection.request(method, f"/{path}", body or None, dict(headers))
    answer = connection.getresponse()
    text = "" if answer.status == 101 else answer.read().decode("utf-8", "replace")
    connection.close()
    return answer.status, text


UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    "Sec-WebSocket-Protocol": "streamlit",
}


def opens(server: Server, headers: Headers = NONE) -> bool:
    """Whether the server takes up a page's connection."""
    return asked(server, "_stcore/stream", {**UPGRADE, **headers})[0] == 101


FOREIGN = {
    "another site": {"Origin": "http://evil.example"},
    "another port of this machine": {"Origin": "http://127.0.0.1:1"},
    "no port": {"Origin": "http://127.0.0.1"},
    "another scheme": {"Origin": "https://127.0.0.1:PORT"},
    "a name of ours that the request does not use": {"Origin": "http://localhost:PORT"},
    "a frame without an origin": {"Origin": "null"},
    "a name that was pointed here": {"Host": "evil.example"},
    "the same with our port": {"Host": "evil.example:PORT"},
    "the same, from its own page": {"Host": "evil.example:PORT", "Origin": "http://evil.example:PORT"},
    "a name that begins like ours": {"Host": "127.0.0.1.evil.example:PORT"},
    "something around the name": {"Host": "user@127.0.0.1:PORT"},
    "a path in the name": {"Host": "127.0.0.1:PORT/x"},
    "no name": {"Host": ""},
}
OURS: dict[str, dict[str, str]] = {
    "no page": {},
    "our own page": {"Origin": "http://127.0.0.1:PORT"},
    "our own page by name": {"Host": "localhost:PORT", "Origin": "http://localhost:PORT"},
    "written otherwise": {"Host": "LOCALHOST:PORT"},
}


def with_port(headers: Mapping[str, str], server: Server) -> dict[str, str]:
    """Return headers with the server's port."""
    return {name: value.replace("PORT", str(server.port)) for name, value in headers.items()}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_nobody_else_s_page_reaches_anything(own: Server, headers: dict[str, str]) -> None:
    said = with_port(headers, own)
    for path in ("", "ready", "_stcore/health", "evidence/a/b", "media/x", "r/x", "static/x.js"):
        assert asked(own, path, said) == (403, "403")
    assert asked(own, "_stcore/upload_file/a/b", said, "PUT", b"x") == (403, "403")
    assert not opens(own, said)


@pytest.mark.parametrize("headers", OURS.values(), ids=OURS)
def test_our_own_pages_reach_everything(own: Server, headers: dict[str, str]) -> None:
    said = with_port(headers, own)
    assert asked(own, "", said)[0] == 200
    assert asked(own, "_stcore/health", said)[0] == 200
    assert opens(own, said)


def test_two_names_are_none(own: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", own.port, timeout=60)
    connection.putrequest("GET", "/", skip_host=True)
    for name in (f"127.0.0.1:{own.port}", "evil.example"):
        connection.putheader("Host", name)
    connection.endheaders()
    assert connection.getresponse().status in {400, 403}
    connection.close()


def test_what_another_page_embeds_is_refused_and_what_it_links_to_is_not(own: Server) -> None:
    embedded = {"Sec-Fetch-Site": "same-site", "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}
    followed = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    framed = followed | {"Sec-Fetch-Dest": "iframe"}
    assert [asked(own, "", each)[0] for each in (embedded, followed, framed)] == [403, 200, 403]


INTERNAL = (
    "_stcore/metrics",
    "_stcore/script-health-check",
    "_stcore/agent/openapi.json",
    "_stcore/agent/interact",
    "_stcore/anything",
    "auth/login",
    "auth/logout",
    "oauth2callback",
    "component/x/y",
    "app/static/x",
)


@pytest.mark.parametrize("path", INTERNAL)
def test_the_framework_s_own_addresses_are_closed(own: Server, sheets: Server, path: str) -> None:
    for server in (own, sheets):
        assert asked(server, path) == (404, "404")
        assert asked(server, path, NONE, "POST", b"{}") == (404, "404")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "NONSENSE"])
def test_pages_take_no_other_method(own: Server, method: str) -> None:
    assert asked(own, "", NONE, method)[0] in {400, 403, 405}


def session_of(server: Server) -> str:
    """Begin a session and leave it; return its id, which lives on for a while."""
    with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        proxy=None,
    ) as socket:
        begin = BackMsg()
        begin.rerun_script.query_string = ""
        socket.send(begin.SerializeToString())
        while True:
            message = ForwardMsg()
            data = socket.recv(timeout=60)
            assert isinstance(data, bytes)
            message.ParseFromString(data)
            if message.WhichOneof("type") == "new_session":
                return message.new_session.initialize.session_id


def test_a_file_is_taken_only_where_a_page_asks_for_one(own: Server) -> None:
    for session in ("nobody", session_of(own)[:-1] + "x"):
        assert asked(own, f"_stcore/upload_file/{session}/file", NONE, "PUT", b"x") == (403, "403")


def test_a_page_may_ask_for_what_pages_ask_for() -> None:
    types = {field.name for field in BackMsg.DESCRIPTOR.fields if field.containing_oneof is not None}
    passed = set()
    for name in types:
        message = BackMsg()
        field = BackMsg.DESCRIPTOR.fields_by_name[name]
        if field.message_type is None:
            setattr(message, name, True)
        else:
            getattr(message, name).SetInParent()
        if is_passed(message.SerializeToString()):
            passed.add(name)
    assert passed == PASSED - {"backend_operation_request"}
    assert "clear_cache" in types - passed


def test_a_page_asks_the_server_for_files_and_rows_and_for_nothing_else() -> None:
    known = BackMsg.DESCRIPTOR.fields_by_name["backend_operation_request"].message_type.fields
    passed, passed_of_a_sheet = set(), set()
    for field in known:
        message = BackMsg()
        if field.message_type is None:
            setattr(message.backend_operation_request, field.name, "x")
        else:
            getattr(message.backend_operation_request, field.name).SetInParent()
        data = message.SerializeToString()
        passed |= {field.name} if is_passed(data) else set()
        passed_of_a_sheet |= {field.name} if is_passed(data, is_sheet=True) else set()
    assert (passed, passed_of_a_sheet) == (OPERATIONS, set())
    assert "install_skills" in {field.name for field in known}


def read_to_the_end(socket: ClientConnection) -> None:
    """Read what a server sends until it ends the connection."""
    while True:
        socket.recv(timeout=60)


@pytest.mark.parametrize("sent", [b"\xff" * 40, "a text, which no page sends"], ids=["garbage", "text"])
def test_what_nobody_can_read_ends_the_connection_and_fills_no_log(own: Server, sent: bytes | str) -> None:
    before = own.log.read_text(encoding="utf-8").count("Traceback")
    for _ in range(3):
        with connect(
            f"ws://127.0.0.1:{own.port}/_stcore/stream",
            subprotocols=["streamlit"],  # type: ignore[list-item]
            proxy=None,
        ) as socket:
            socket.send(sent)
            with pytest.raises(ConnectionClosed):
                read_to_the_end(socket)
    assert asked(own, "live")[0] == 200
    assert own.log.read_text(encoding="utf-8").count("Traceback") == before


def invited(server: Server) -> str:
    """Invite somebody; return the token of their link."""
    assessment = server.service.assessments.start("老陈果园", Mode.CORE, {}, None)
    sheet = server.service.respondents.add(assessment, "主播", ["content"])
    return server.service.respondents.give_link(assessment, sheet).token


NOBODY: tuple[Headers, ...] = (
    {},
    {"Cookie": f"{COOKIE}=x"},
    {"Cookie": f"{COOKIE}={'A' * 43}"},
    {"Cookie": f"{COOKIE}={'x' * 4000}"},
)


@pytest.mark.parametrize("headers", NOBODY, ids=["none", "short", "wrong", "long"])
def test_who_has_no_link_meets_one_plain_page(sheets: Server, headers: dict[str, str]) -> None:
    for path in ("", "voices", "results?a=x", "evidence/a/b", "_stcore/bidi-components/x"):
        status, text = asked(sheets, path, headers)
        assert status in {403, 404}
        if status == 403:
            assert Text("sheet.door.none").in_("zh") in text
        assert str(sheets.database) not in text
    assert asked(sheets, "_stcore/upload_file/a/b", headers, "PUT", b"x")[0] == 403
    assert not opens(sheets, headers)


def test_a_right_link_always_enters(sheets: Server) -> None:
    token = invited(sheets)
    wrong = token[:10] + "A" * (len(token) - 10)
    said = [asked(sheets, f"r/{wrong}")[0] for _ in range(MOST + 2)]
    assert said == [404] * MOST + [429] * 2
    assert not opens(sheets, {"Cookie": f"{COOKIE}={wrong}"})
    assert asked(sheets, f"r/{'B' * 43}")[0] == 404  # another beginning is somebody else's mistake

    assert asked(sheets, f"r/{token}")[0] == 303
    cookie = {"Cookie": f"{COOKIE}={token}"}
    assert asked(sheets, "", cookie)[0] == 200
    assert opens(sheets, cookie)
    # By HTTPS the cookie is one that no other host and no plain page could have set.
    public = {"Host": "sheets.example.com", "Cookie": f"__Host-{COOKIE}={token}"}
    assert opens(sheets, public | {"Origin": "https://sheets.example.com"})
    assert not opens(sheets, public | {"Origin": "http://sheets.example.com"})
    assert not opens(sheets, public | cookie | {"Origin": "https://sheets.example.com"})
    # A sheet has neither exports nor other people's evidence.
    assert asked(sheets, "media/x", cookie)[0] == 404
    assert asked(sheets, "evidence/a/b", cookie)[0] == 404


@pytest.mark.parametrize(
    ("value", "closed"),
    [
        ("", False),
        ("0", False),
        ("no", False),
        ("False", False),
        ("off", False),
        ("1", True),
        ("2", True),
        ("y", True),
        ("sheets", True),
        ("enabled", True),
        ("是", True),
    ],
)
def test_an_unknown_value_of_a_switch_closes(
    monkeypatch: pytest.MonkeyPatch, value: str, *, closed: bool
) -> None:
    monkeypatch.setenv(ONLY_SHEETS, value)
    assert only_sheets() is closed


ADDRESSES = [
    # proxies, peer as the web server says it, X-Forwarded-For, the visitor
    ("", "10.0.0.5", None, "10.0.0.5"),
    ("", "10.0.0.5", "1.2.3.4", "10.0.0.5"),
    ("", "1.2.3.4", "1.2.3.4", "127.0.0.1"),
    ("127.0.0.1", "1.2.3.4", "1.2.3.4", "1.2.3.4"),
    ("127.0.0.1", "1.2.3.4", "9.9.9.9, 1.2.3.4", "1.2.3.4"),
    ("10.0.0.0/8", "10.0.0.5", "1.2.3.4", "1.2.3.4"),
    ("10.0.0.0/8", "10.0.0.5", "9.9.9.9, 1.2.3.4, 10.0.0.7", "1.2.3.4"),
    ("10.0.0.0/8", "11.0.0.5", "1.2.3.4", "11.0.0.5"),
]


@pytest.mark.parametrize(("proxies", "peer", "said", "visitor"), ADDRESSES)
def test_only_named_proxies_say_where_a_visitor_is(
    monkeypatch: pytest.MonkeyPatch, proxies: str, peer: str, said: str | None, visitor: str
) -> None:
    monkeypatch.setenv(PROXIES, proxies)
    monkeypatch.delenv(BELIEVED, raising=False)
    headers = [] if said is None else [(b"x-forwarded-for", said.encode())]
    assert (
        visitor_address(HTTPConnection({"type": "http", "client": (peer, 1), "headers": headers})) == visitor
    )


TOLD = [
    # proxies, peer as the web server says it, X-Forwarded-For, the visitor
    ("172.30.7.10", "1.2.3.4", "1.2.3.4", "1.2.3.4"),
    ("172.30.7.10", "1.2.3.4", "9.9.9.9, 1.2.3.4", "1.2.3.4"),
    ("172.30.7.10, 10.0.0.7", "10.0.0.7", "9.9.9.9, 1.2.3.4, 10.0.0.7", "1.2.3.4"),
    ("", "1.2.3.4", "1.2.3.4", "127.0.0.1"),
]


@pytest.mark.parametrize(("proxies", "peer", "said", "visitor"), TOLD)
def test_a_web_server_that_was_told_of_the_proxy_leaves_each_visitor_an_address_of_their_own(
    monkeypatch: pytest.MonkeyPatch, proxies: str, peer: str, said: str, visitor: str
) -> None:
    monkeypatch.setenv(PROXIES, proxies)
    monkeypatch.setenv(BELIEVED, "172.30.7.10")
    headers = [(b"x-forwarded-for", said.encode())]
    assert (
        visitor_address(HTTPConnection({"type": "http", "client": (peer, 1), "headers": headers})) == visitor
    )
