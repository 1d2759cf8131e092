"""What the holder of a private link reaches by speaking to the server by hand: their own sheet alone."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect

from assessment.instrument.model import AnchoredItem
from assessment.responses import Answer, Mode
from assessment.ui.app import PAGES
from assessment.ui.state.private_links import COOKIE
from tests.browser.server import Server
from tests.test_access import asked
from tests.test_evidence_types import png

pytestmark = pytest.mark.slow  # each begins servers of its own

HIDDEN = "只给顾问看的话"
WIDGET = re.compile(rb"\$\$(?:ID|WIDGET|GENERATED)[^\x00-\x1f\"]{8,300}")


@dataclass
class Line:
    """One page's connection, spoken by hand."""

    socket: ClientConnection
    session: str = ""
    said: list[bytes] = field(default_factory=list)
    fragments: set[str] = field(default_factory=set)
    widgets: set[str] = field(default_factory=set)

    def send(self, message: BackMsg) -> None:
        """Send any message."""
        self.socket.send(message.SerializeToString())

    def run(self, **state: object) -> bytes:
        """Ask for a run of the page and return all that came until it ended."""
        message = BackMsg()
        message.rerun_script.CopyFrom(ClientState(**state))  # type: ignore[arg-type]
        self.send(message)
        found = []
        while True:
            data = self.socket.recv(timeout=60)
            assert isinstance(data, bytes)
            found.append(data)
            came = ForwardMsg()
            came.ParseFromString(data)
            kind = came.WhichOneof("type")
            if kind == "new_session" and came.new_session.initialize.session_id:
                self.session = came.new_session.initialize.session_id
            if kind == "delta" and came.delta.fragment_id:
                self.fragments.add(came.delta.fragment_id)
            self.widgets |= {one.decode("utf-8", "replace") for one in WIDGET.findall(data)}
            # One that gives way to the next request ends as well; the next is what was asked for.
            early = ForwardMsg.FINISHED_EARLY_FOR_RERUN
            if kind == "script_finished" and came.script_finished != early:
                break
        self.said += found
        return b"".join(found)


@contextmanager
def line(server: Server, token: str = "") -> Iterator[Line]:
    """Open a connection, with or without a link."""
    with connect(
        f"ws://127.0.0.1:{server.port}/_stcore/stream",
        subprotocols=["streamlit"],  # type: ignore[list-item]
        additional_headers={"Cookie": f"{COOKIE}={token}"} if token else {},
        proxy=None,
        max_size=None,
    ) as socket:
        yield Line(socket)


def rows(server: Server) -> dict[str, list[tuple[object, ...]]]:
    """Return all that is stored, but when a link was opened first."""
    with closing(sqlite3.connect(f"file:{server.database}?mode=ro", uri=True)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: sorted(database.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr)  # noqa: S608
            for name in names
            if name not in {"respondent", "actor"}
        }


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with Server(tmp_path_factory.mktemp("messages")) as running:
        yield running


def test_no_message_of_a_link_s_holder_reaches_another_page(server: Server) -> None:
    service = server.service
    id_ = service.assessments.start(f"{HIDDEN}果园", Mode.CORE, {}, None)
    other = service.assessments.start("别家" + HIDDEN, Mode.CORE, {}, None)
    item = next(one for one in service.bank.instrument.items() if isinstance(one, AnchoredItem))
    service.answers.record(id_, item.id, Answer(point=3, note=HIDDEN), 0)
    assert service.evidence.attach_file(id_, item.id, "a.png", png()).revision
    (file,) = service.evidence.files(id_)
    # What the sheet itself may say: the shop's name.
    shop = str(service.assessments.open(id_).assessment.merchant.id)
    service.merchants.rename(shop, "老陈果园", f"{HIDDEN}果园")
    sheet = service.respondents.add(id_, "主播", [item.dimension])
    token = service.respondents.give_link(id_, sheet).token

    names = sorted(PAGES)
    with line(server) as consultant:
        for name in names:
            query = f"a={id_}&lang=zh&d={item.dimension}"
            consultant.run(query_string=query, page_name="" if name == "home" else name)
    assert HIDDEN.encode() in b"".join(consultant.said)
    assert consultant.fragments
    assert len(consultant.widgets) > 20

    before = rows(server)
    with line(server, token) as holder:
        own = holder.run(query_string="lang=zh")
        assert "老陈果园".encode() in own
        for name in names:
            for page in (id_, other, f"{id_}-{sheet}"):
                holder.run(query_string=f"a={page}&s={sheet}&lang=zh&d={item.dimension}", page_name=name)
        for fragment in sorted(consultant.fragments)[:5]:
            message = BackMsg()
            message.rerun_script.query_string, message.rerun_script.fragment_id = f"a={id_}&lang=zh", fragment
            holder.send(message)  # of another session there is none to run
        states = [{"id": one, "trigger_value": True} for one in sorted(consultant.widgets - holder.widgets)]
        holder.run(query_string=f"a={id_}&lang=zh", widget_states={"widgets": states})
        states = [{"id": one, "string_value": "x"} for one in sorted(consultant.widgets - holder.widgets)]
        holder.run(query_string=f"a={id_}&lang=zh", widget_states={"widgets": states})
        for name in ("clear_cache", "load_git_info", "set_run_on_save", "debug_disconnect_websocket"):
            message = BackMsg()
            setattr(message, name, True)
            holder.send(message)
        message = BackMsg()
        message.debug_shutdown_runtime = True
        holder.send(message)
        message = BackMsg()
        message.file_urls_request.session_id = consultant.session
        message.file_urls_request.file_names.append("a.csv")
        holder.send(message)
        message = BackMsg()
        message.backend_operation_request.install_skills.SetInParent()
        holder.send(message)
        # What was asked for between may still be ending: a run is read to the first end that comes.
        assert any("老陈果园".encode() in holder.run(query_string="lang=zh") for _ in range(10))

        cookie = {"Cookie": f"{COOKIE}={token}"}
        for session in (holder.session, consultant.session):
            assert asked(server, f"_stcore/upload_file/{session}/x", cookie, "PUT", b"x")[0] == 403
        for address in (f"evidence/{id_}/{file.sha256}", f"evidence/sheet/{file.sha256}", "media/x"):
            assert asked(server, address, cookie)[0] == 404

    assert HIDDEN.encode() not in b"".join(holder.said)
    assert rows(server) == before
    assert asked(server, "ready")[0] == 200
