"""The framework's files as they are handed out: smaller, the same, and nothing else."""

import asyncio
import gzip
import re
from collections.abc import Mapping

import brotli
import pytest
from fontTools.ttLib import TTFont
from starlette.types import Message, Receive, Scope, Send

from assessment.ui.static_files import HERE, ICONS, StaticFiles, folder, frame, names
from docs.make_icon_font import icon_names, ligatures

UNPACKED = {"br": brotli.decompress, "gzip": gzip.decompress, "": bytes}


def asked(path: str, method: str = "GET", **headers: str) -> tuple[int, Mapping[str, str], bytes]:
    """Ask for an address; 204 is what stands behind."""
    sent: list[Message] = []

    async def behind(_scope: Scope, _receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    async def nothing() -> Message:
        return {"type": "http.disconnect"}

    async def kept(message: Message) -> None:
        sent.append(message)

    given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    scope: Scope = {"type": "http", "method": method, "path": path, "headers": given, "query_string": b""}
    asyncio.run(StaticFiles(behind)(scope, nothing, kept))
    answered = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], answered, b"".join(each.get("body", b"") for each in sent[1:])


SCRIPTS = re.findall(r'(?:src|modulepreload" crossorigin href)="\./static/([^"]+)"', frame())


@pytest.mark.parametrize("encoding", UNPACKED)
def test_scripts_arrive_whole_and_small(encoding: str) -> None:
    whole = small = 0
    for name in SCRIPTS:
        status, headers, content = asked(f"/static/{name}", accept_encoding=encoding)
        original = (folder() / "static" / name).read_bytes()
        assert status == 200
        assert UNPACKED[headers.get("content-encoding", "")](content) == original
        assert headers["vary"] == "Accept-Encoding"
        assert "immutable" in headers["cache-control"]
        assert "javascript" in headers["content-type"]
        whole, small = whole + len(original), small + len(content)
    assert small < (0.3 if encoding else 1.01) * whole


@pytest.mark.parametrize(
    ("accepts", "sent"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0.0, br;q=0", ""),
        ("identity", ""),
        ("", ""),
    ],
)
def test_a_browser_gets_what_it_takes(accepts: str, sent: str) -> None:
    assert asked("/results", accept_encoding=accepts)[1].get("content-encoding", "") == sent


def test_the_frame_speaks_before_the_first_script_and_asks_for_no_font() -> None:
    _, headers, content = asked("/", accept_encoding="br")
    page = brotli.decompress(content).decode()
    assert headers["cache-control"] == "no-cache"
    assert "正在打开" in page.partition("</noscript>")[2]
    assert "Opening" in page.partition("</noscript>")[2]
    assert "<title>抖音商家经营阶段自评" in page
    assert "font" not in page.partition("</head>")[0].partition("<style>")[0]
    assert all(name in names() for name in re.findall(r'"\./static/([^"]+)"', page))


def test_a_frame_that_is_known_is_not_sent_again() -> None:
    _, headers, _ = asked("/roadmap", accept_encoding="br")
    status, _, content = asked("/roadmap", accept_encoding="br", if_none_match=headers["etag"])
    assert (status, content) == (304, b"")


def test_fonts_that_no_page_is_set_in_are_not_asked_for() -> None:
    style = next(name for name in names() if name.startswith("css/index."))
    text = asked(f"/static/{style}")[2].decode()
    assert "Source Sans" not in text
    assert "Material Symbols Rounded" in text


def test_every_icon_of_a_page_is_in_the_font_that_is_sent() -> None:
    name = next(name for name in names() if name.rpartition("/")[2].startswith(ICONS))
    whole = ligatures(TTFont(folder() / "static" / name))
    _, headers, content = asked(f"/static/{name}", accept_encoding="br")
    sent = ligatures(TTFont(HERE / "icons.woff2"))
    assert content == (HERE / "icons.woff2").read_bytes()
    assert "content-encoding" not in headers
    # Missing: run `python -m docs.make_icon_font`.
    assert icon_names() & whole.keys() <= sent.keys()
    ours = {
        each
        for path in (HERE.parent).rglob("*.py")
        for each in re.findall(r":material/(\w+):", path.read_text())
    }
    assert ours <= sent.keys()


@pytest.mark.parametrize(
    "path",
    [
        "/ready",
        "/static/",
        "/static/js/../index.html",
        "/static/js/nothing.js",
        "/media/x.png",
        "/r/abc",
        "/_stcore/health",
        "//x",
    ],
)
def test_everything_else_goes_on(path: str) -> None:
    assert asked(path)[0] == 204


def test_only_reading_is_answered() -> None:
    assert asked("/", method="POST")[0] == 204
    assert asked("/", method="HEAD")[0] == 200
