"""The framework's scripts, styles and page frame, as a slow phone needs them.

Streamlit hands its files out as they are, three megabytes before the first
question. Here each is compressed once, when it is first asked for, and kept in
memory: under half a megabyte. Two fonts are the rest of it: one that no page
of ours is set in is left out, and of the icons only those are sent that a page
can show (`docs/make_icon_font.py`). The frame of the pages says something
before the first script has come.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from gzip import compress as gzipped
from hashlib import sha256
from html import escape
from mimetypes import guess_type
from pathlib import Path
from threading import Thread

import brotli
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit import config, file_util

from assessment.texts import LANGUAGES, Text
from assessment.ui.sign_in_routes import FORMS

HERE = Path(__file__).parent
APART = ("/live", "/ready", *FORMS)
"""Addresses that look like pages of the framework and are none."""
LONG = "public, immutable, max-age=31536000"
"""For files whose names change with what is in them."""
COMPRESSED = {".js", ".css", ".html", ".json", ".svg"}
"""Endings of files that become smaller; pictures and fonts are compressed already."""
ENCODINGS: Mapping[str, Callable[[bytes], bytes]] = {
    "br": lambda content: brotli.compress(content, quality=9),
    "gzip": lambda content: gzipped(content, 9, mtime=0),
}
"""How, the best first."""
ICONS = "MaterialSymbols-Rounded."
"""How the name of the framework's icon font begins."""
UNREAD_FONT = re.compile(r"@font-face\{font-family:Source (?:Sans|Serif);[^}]*\}")
"""Faces that the framework loads at once, and that no page of ours is set in."""
PRELOADED_FONT = re.compile(r'<link\s+rel="preload"\s+href="[^"]+"\s+as="font"[^>]*>\s*')
AT_THE_ROOT = "<script>window.__streamlit = {BACKEND_BASE_URL: location.origin};</script>"
"""Where the server is: unsaid, the framework looks below the address of each page first and meets a 404."""
SCRIPTS_OF_A_QUESTION = ("BidiComponent", "Radio", "PageLink", "ButtonGroup", "TextArea", "serialization")
"""Scripts that every questionnaire needs, and that the framework asks for only when it draws them."""


@dataclass(frozen=True)
class StaticFile:
    """A file ready to be sent.

    Attributes:
        content: its bytes, compressed where `encoding` says so.
        encoding: as in Content-Encoding; empty for none.
        kind: as in Content-Type.
        tag: as in ETag.
    """

    content: bytes
    encoding: str
    kind: str
    tag: str


class StaticFiles:
    """Answers for the framework's files and the frame of the pages; passes everything else on."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a prepared file, or pass the request on."""
        response = None
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            response = await self._response(scope["path"], Headers(scope=scope))
        await (response or self.app)(scope, receive, send)

    async def _response(self, path: str, headers: Headers) -> Response | None:
        name = file_for(path)
        if name is None:
            return None
        file = await run_in_threadpool(prepared, name, accepted(headers.get("accept-encoding", "")))
        sent = {
            "Cache-Control": LONG if name else "no-cache",
            "ETag": file.tag,
            "Vary": "Accept-Encoding",
        }
        if headers.get("if-none-match") == file.tag:
            return Response(None, 304, sent)
        if file.encoding:
            sent["Content-Encoding"] = file.encoding
        return Response(file.content, 200, sent, file.kind)


def file_for(path: str) -> str | None:
    """Return the name of the file that an address stands for, empty for a page; None where it is not ours."""
    if config.get_option("server.baseUrlPath"):
        return None
    if path.startswith("/static/"):
        name = path.removeprefix("/static/")
        return name if name in names() else None
    return "" if re.fullmatch(r"/[a-z_]*", path) and path not in APART else None


@cache
def folder() -> Path:
    """Return where the framework keeps its files."""
    return Path(file_util.get_static_dir())


@cache
def names() -> frozenset[str]:
    """Return every file under `static/`, so that nothing else is ever opened."""
    within = folder() / "static"
    return frozenset(each.relative_to(within).as_posix() for each in within.rglob("*") if each.is_file())


def accepted(header: str) -> str:
    """Return the best encoding that a browser takes, by its Accept-Encoding; empty for none."""
    offered = dict(part.strip().lower().partition(";")[::2] for part in header.split(","))
    for each in ENCODINGS:
        if each in offered and not re.search(r"q=0(\.0*)?$", offered[each].strip()):
            return each
    return ""


@cache
def prepared(name: str, encoding: str) -> StaticFile:
    """Return a file as it is sent.

    Args:
        name: under `static/`; empty for the frame of the pages.
        encoding: one that the browser takes.
    """
    content = contents(name)
    small = Path(name or "index.html").suffix in COMPRESSED
    used = encoding if small else ""
    tag = f'"{sha256(content).hexdigest()[:16]}{used}"'
    kind = guess_type(name or "index.html")[0] or "application/octet-stream"
    return StaticFile(ENCODINGS[used](content) if used else content, used, kind, tag)


def contents(name: str) -> bytes:
    """Return what a file holds, changed where a page of ours needs it otherwise."""
    if not name:
        return frame().encode()
    path = folder() / "static" / name
    if path.name.startswith(ICONS):
        return (HERE / "icons.woff2").read_bytes()
    if path.suffix == ".css":
        return UNREAD_FONT.sub("", path.read_text(encoding="utf-8")).encode()
    return path.read_bytes()


def frame() -> str:
    """Return the frame of the pages: the framework's, with words until the first script has come."""
    page = PRELOADED_FONT.sub("", (folder() / "index.html").read_text(encoding="utf-8"))
    needed = rf"js/(?:{'|'.join(SCRIPTS_OF_A_QUESTION)})\."
    links = [
        f'<link rel="modulepreload" crossorigin href="./static/{each}">'
        for each in sorted(names())
        if re.match(needed, each)
    ]
    style = (HERE / "frame.css").read_text(encoding="utf-8")
    head = "\n".join([AT_THE_ROOT, *links, f"<style>{style}</style>", "</head>"])
    opening = f'<div id="root"><div class="opening">{paragraphs("opening")}</div></div>'
    for pattern, instead in (
        (r"<title>.*?</title>", f"<title>{' · '.join(in_every_language('title'))}</title>"),
        (r"<noscript>.*?</noscript>", f"<noscript>{paragraphs('script')}</noscript>"),
        (r"</head>", head),
        (r'<div id="root"></div>', opening),
    ):
        page = re.sub(pattern, instead.replace("\\", r"\\"), page, flags=re.DOTALL)
    return page


def in_every_language(key: str) -> list[str]:
    """Return a text of the frame in every language; which one the visitor reads is not known yet."""
    return [escape(Text(f"app.frame.{key}").in_(language)) for language in LANGUAGES]


def paragraphs(key: str) -> str:
    """Return a text of the frame as a paragraph for each language."""
    return "".join(
        f'<p lang="{language}">{text}</p>'
        for language, text in zip(LANGUAGES, in_every_language(key), strict=True)
    )


def prepare_first_visit() -> Thread:
    """Begin to compress what the first visitor needs; return the thread that does it."""
    wanted = ["", *names().intersection(re.findall(r'(?:href|src)="\./static/([^"]+)"', frame()))]

    def prepare() -> None:
        for each in wanted:
            prepared(each, next(iter(ENCODINGS)))

    thread = Thread(target=prepare, name="first visit", daemon=True)
    thread.start()
    return thread
