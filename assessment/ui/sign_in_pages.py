"""The pages by which somebody signs in: what they show, and what is read of their forms."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from jinja2 import Environment, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse

from assessment.service.passwords import SHORTEST
from assessment.texts import LANGUAGES, Text

LARGEST_FORM = 20_000
"""Bytes of what a form sends, at most."""
LONGEST_NEXT = 500
HEADERS = {
    "Cache-Control": "no-store",
    "X-Robots-Tag": "noindex",
    # With no referrer at all a browser sends forms from nowhere, and their origin could not be checked.
    "Referrer-Policy": "same-origin",
}


@dataclass(frozen=True)
class InputField:
    """One line to type into."""

    name: str
    label: str
    type: str = "text"
    autocomplete: str = "off"
    value: str = ""
    most: int = 0


@dataclass(frozen=True)
class PlainPage:
    """What one of the pages shows.

    Attributes:
        key: begins the keys of its texts.
        action: where it stands and where its form goes.
        fields: what is asked; nothing where there is nothing to be done.
        message: why it did not work.
    """

    key: str
    action: str
    lang: str
    fields: tuple[InputField, ...] = ()
    message: str = ""
    next: str = "/"
    back: str = ""
    has_provider: bool = False

    def response(self, status: int = 200) -> HTMLResponse:
        """Return it as the browser gets it."""

        def say(key: str) -> str:
            return Text(f"sign_in.{key}", least=SHORTEST).in_(self.lang)

        query = {"next": self.next} if self.next != "/" else {}
        other = "en" if self.lang == "zh" else "zh"
        html = template().render(
            lang=self.lang,
            name=Text("app.title").in_(self.lang),
            title=say(f"{self.key}_title"),
            what="" if self.key == "closed" else say(f"{self.key}_what"),
            message=self.message,
            fields=self.fields,
            action=self.action,
            next=self.next,
            button=say(f"{self.key}_button") if self.fields else "",
            provider=f"/sign-in/begin?{urlencode(query)}" if self.has_provider else "",
            with_provider=say("with_provider"),
            back=self.back,
            to_back=say("back"),
            other=f"{self.action}?{urlencode({**query, 'lang': other})}",
        )
        return HTMLResponse(html, status, headers=HEADERS)


@cache
def template() -> Template:
    """Return the page around the words."""
    text = Path(__file__).with_name("sign_in.html").read_text(encoding="utf-8")
    return Environment(autoescape=True).from_string(text)


def safe_next(given: str) -> str:
    """Return where to go on: a page of ours, or the start page where anything else was asked for."""
    plain = given.isprintable() and "\\" not in given and len(given) <= LONGEST_NEXT
    if not plain or not given.startswith("/") or given.startswith("//"):
        return "/"
    try:
        parts = urlsplit(given)
    except ValueError:
        return "/"
    ours = not parts.scheme and not parts.netloc and not parts.path.startswith(("/sign-in", "/join", "/i/"))
    return given if ours else "/"


def language_of(request: Request, form: Mapping[str, str] | None = None) -> str:
    """Return the language of a page: asked for, else of the browser."""
    asked = (form or {}).get("lang") or request.query_params.get("lang")
    asked = asked or parse_qs(urlsplit(next_of(request, form)).query).get("lang", [""])[0]
    if asked in LANGUAGES:
        return asked
    return "en" if request.headers.get("accept-language", "").lower().startswith("en") else "zh"


def next_of(request: Request, form: Mapping[str, str] | None = None) -> str:
    """Return where the visitor wanted to go."""
    return safe_next((form or {}).get("next") or request.query_params.get("next") or "/")


async def form_of(request: Request) -> dict[str, str]:
    """Return what a form sent; nothing where it is too large or unreadable."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST_FORM:
            return {}
    try:
        return {key: values[-1] for key, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    except ValueError:
        return {}


def host_of(request: Request) -> str:
    """Return the host that a request names."""
    return request.headers.get("host", "")
